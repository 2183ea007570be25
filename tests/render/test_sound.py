"""The sound meets its loudness and its peak, whatever the voice is like; joins do not click."""

import io
import wave
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest

from tasks.domain.channel import Tone
from tasks.domain.errors import ToolError
from tasks.domain.models import Music, OutputSpec, Sound, Speech
from tasks.machine.assets import AssetStore, assets
from tasks.render.music import RATE, pad
from tasks.render.narration import join
from tasks.render.sound import loudness, mix
from tests.bench.inputs import voice, words

OUTPUT = OutputSpec()


@pytest.fixture(scope="module")
def store() -> AssetStore:
    return assets()


def decoded(path: Path) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    with av.open(str(path), "r") as file:
        return np.concatenate([frame.to_ndarray() for frame in file.decode(audio=0)], 1)


@pytest.mark.media
@pytest.mark.parametrize(
    ("level", "seconds", "tone"),
    [(0.2, 12, Tone.curious), (0.004, 8, Tone.calm), (1.6, 8, Tone.dramatic), (0.05, 3, Tone.bright), (0.3, 20, None)],
)
def test_loudness_and_peak_are_met(store: AssetStore, level: float, seconds: int, tone: Tone | None) -> None:
    spoken = store.put(voice(words(seconds), seconds, seed=seconds, level=level), ".wav")
    sound = Sound(voice=spoken, music=Music(mood=tone, seed=1) if tone else None)
    made = store.path(mix(sound, seconds * 30, OUTPUT, store))
    heard = loudness(made)
    assert abs(heard.integrated - sound.lufs) <= 0.3
    assert heard.true_peak <= sound.true_peak
    samples = decoded(made)
    assert abs(samples.shape[1] / RATE - seconds) < 0.022 + 1024 / RATE
    # A second meter, of other people's making, agrees.
    assert abs(pyloudnorm.Meter(RATE).integrated_loudness(samples.T.astype(float)) - sound.lufs) <= 0.5


def test_a_silent_voice_is_an_error_that_says_so(store: AssetStore) -> None:
    silent = store.put(voice([], 3.0, seed=1), ".wav")
    with pytest.raises(ToolError, match="Nothing is heard"):
        mix(Sound(voice=silent, music=None), 90, OUTPUT, store)


@pytest.mark.parametrize("tone", Tone)
def test_music_is_its_seeds_own_and_has_no_jumps(tone: Tone) -> None:
    first, again, other = pad(tone, 5, 8 * RATE), pad(tone, 5, 8 * RATE), pad(tone, 6, 8 * RATE)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert float(np.abs(first).max()) == pytest.approx(0.7, abs=0.01)
    assert float(np.abs(np.diff(first, axis=0)).max()) < 0.15
    assert float(np.abs(first[-50:]).max()) < 0.01  # it ends with the film


def test_the_moods_differ() -> None:
    def brightness(tone: Tone) -> float:
        spectrum = np.abs(np.fft.rfft(pad(tone, 1, 6 * RATE)[:, 0]))
        return float((spectrum * np.arange(len(spectrum))).sum() / spectrum.sum())

    found = [brightness(tone) for tone in Tone]
    assert max(found) > 1.25 * min(found)


def spoken(store: AssetStore, seconds: float, seed: int, rate: int = 24000) -> Speech:
    said = words(seconds)
    with wave.open(io.BytesIO(voice(said, seconds, seed)), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")[:: 48000 // rate]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples + 300).tobytes())  # with an offset, as cheap converters have
    return Speech(
        audio=store.put(out.getvalue(), ".wav"), seconds=seconds, words=tuple(said), voice="test", timing="exact"
    )


def test_passages_join_without_clicks_and_keep_their_times(store: AssetStore) -> None:
    speeches = [spoken(store, 4.0, 1), spoken(store, 3.0, 2), spoken(store, 5.0, 3)]
    whole = join(speeches, store)
    with wave.open(io.BytesIO(store.read(whole.audio)), "rb") as file:
        assert (file.getframerate(), file.getnchannels()) == (48000, 1)
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float) / 32768
    assert len(samples) / 48000 == pytest.approx(whole.seconds)
    assert [word.text for word in whole.words] == [word.text for speech in speeches for word in speech.words]
    assert all(a.start <= b.start for a, b in zip(whole.words, whole.words[1:], strict=False))
    assert whole.words[-1].end <= whole.seconds
    # Silence is silence: no offset left, and no step where it meets the voice.
    assert float(np.abs(samples[:4000]).max()) < 0.001
    loud = np.flatnonzero(np.abs(samples) > 0.0005)
    gaps = np.flatnonzero(np.diff(loud) > 4800)  # a tenth of a second
    assert len(gaps) >= len(speeches) - 1
    for at in (*loud[gaps], *loud[gaps + 1]):
        assert float(np.abs(np.diff(samples[at - 40 : at + 40])).max()) < 0.02
    # Each word is heard where it is said to be.
    for word in whole.words[::5]:
        middle = samples[round(word.start * 48000) : round(word.end * 48000)]
        assert float(np.sqrt((middle**2).mean())) > 0.02
