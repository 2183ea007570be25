"""The sound meets its loudness and its peak, whatever the voice is like; joins do not click."""

import io
import wave
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from pathlib import Path

import av
import numpy as np
import pyloudnorm
import pytest

from tasks.domain.channel import Tone
from tasks.domain.errors import ToolError
from tasks.domain.story import Speech
from tasks.domain.timeline import Music, OutputSpec, Sound
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render.sound.mix import loudness, mix, premix
from tasks.render.sound.music import RATE, pad
from tasks.render.sound.narration import join_speeches
from tests.bench.inputs import voice, words

OUTPUT = OutputSpec()
Samples = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


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


@pytest.mark.media
def test_the_same_sound_is_mixed_to_the_same_samples(store: AssetStore, tmp_path: Path) -> None:
    """Several at once, for what may differ is which of ffmpeg's inputs ends first."""
    sound = Sound(voice=store.put(voice(words(6), 6, seed=6), ".wav"), music=Music(mood=Tone.curious, seed=1))

    def mixed(number: int) -> bytes:
        target = tmp_path / f"{number}.wav"
        premix(sound, 6.0, store, target, tmp_path / f"{number}-music.wav")
        return target.read_bytes()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(mixed, range(24)))) == 1


@pytest.mark.media
@pytest.mark.parametrize("number", range(20))
def test_twenty_narrations_all_meet_it(store: AssetStore, number: int) -> None:
    """From a whisper into a far microphone to one that overdrives it; sparse, hissing, bursting, over every music."""
    rng = np.random.default_rng(number)
    seconds = 4 + number % 4
    said = words(seconds)
    if number % 5 == 1:
        said = said[:3]  # a few words, then nothing
    data = voice(said, seconds, seed=number, level=0.0015 * 2.0 ** (number * 0.6))
    if number % 5 == 2:
        data = disturbed(data, lambda sound: sound + rng.normal(0, 0.02, len(sound)))
    if number % 5 == 3:
        data = disturbed(data, lambda sound: np.where(np.arange(len(sound)) % 48000 < 40, 0.99, sound))
    tone = [*Tone, None][number % 5]
    sound = Sound(voice=store.put(data, ".wav"), music=Music(mood=tone, seed=number) if tone else None)
    made = store.path(mix(sound, seconds * 30, OUTPUT, store))
    heard = loudness(made)
    assert abs(heard.integrated + 16.0) <= 0.3
    assert heard.true_peak <= -1.5
    assert float(np.abs(decoded(made)).max()) <= 10 ** (-1.5 / 20), "the samples themselves"


def disturbed(data: bytes, change: Callable[[Samples], Samples]) -> bytes:
    with wave.open(io.BytesIO(data), "rb") as file:
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float) / 32768
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48000)
        file.writeframes((np.clip(change(sound), -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


@pytest.mark.media
@pytest.mark.parametrize("level", [0.004, 0.2])
def test_the_music_gives_way_to_the_voice_and_comes_back(store: AssetStore, tmp_path: Path, level: float) -> None:
    """Five seconds of speech, then none. What music adds to the mix is the ducked bed, as nothing else differs."""
    said = [word for word in words(12) if word.end < 5.0]
    spoken = store.put(voice(said, 12, seed=4, level=level), ".wav")
    files = {name: tmp_path / f"{name}.wav" for name in ("with", "without", "bed")}
    music = Music(mood=Tone.calm, seed=1)
    premix(Sound(voice=spoken, music=music), 12.0, store, files["with"], files["bed"])
    premix(Sound(voice=spoken, music=None), 12.0, store, files["without"], files["bed"])
    speech, both, full = (
        decoded(files[name]).reshape(-1, 2)[:, 0].astype(float) for name in ("without", "with", "bed")
    )
    full *= 10 ** (music.gain_db / 20) / 32768
    quarter = RATE // 4
    levels = [
        np.sqrt((part[: 44 * quarter].reshape(-1, quarter) ** 2).mean(1)) + 1e-9
        for part in (both - speech, full, speech)
    ]
    given = 20 * np.log10(levels[0] / levels[1])
    assert given[6:18].mean() < -5, "lower under the voice"
    assert given[30:].mean() > -0.5, "as it was, afterwards"
    assert 0.5 < float(np.diff(given[18:30]).max()) < 6, "it rises, and never jumps"
    clear = 20 * np.log10(levels[2][6:18] / levels[0][6:18])
    assert clear.mean() > 12, "the voice stands well above it, however quiet it was recorded"


def test_a_silent_voice_is_an_error_that_says_so(store: AssetStore) -> None:
    silent = store.put(voice([], 3.0, seed=1), ".wav")
    with pytest.raises(ToolError, match="voice's file is silent"):
        mix(Sound(voice=silent, music=None), 90, OUTPUT, store)


@pytest.mark.parametrize("tone", Tone)
def test_music_is_its_seeds_own_and_has_no_jumps(tone: Tone) -> None:
    first, again, other = pad(tone, 5, 8 * RATE), pad(tone, 5, 8 * RATE), pad(tone, 6, 8 * RATE)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert float(np.abs(first).max()) == pytest.approx(0.7, abs=0.01)
    assert float(np.abs(np.diff(first, axis=0)).max()) < 0.15
    assert float(np.abs(first[-50:]).max()) < 0.01  # it ends with the film


@pytest.mark.parametrize("seed", [1, 2, 7])
def test_every_two_moods_are_told_apart_by_ear(seed: int) -> None:
    """By a quarter in brightness, by a fifth of the power in how deep it is, or by the beat of quick plucks."""
    heard = {tone: character(pad(tone, seed, 16 * RATE).mean(1).astype(float)) for tone in Tone}
    alike = [
        (a, b)
        for a, b in combinations(Tone, 2)
        if max(heard[a][0], heard[b][0]) < 1.25 * min(heard[a][0], heard[b][0])
        and abs(heard[a][1] - heard[b][1]) < 0.2
        and abs(heard[a][2] - heard[b][2]) < 0.05
    ]
    assert alike == [], heard


def character(sound: Samples) -> tuple[float, float, float]:
    """The mean frequency in hertz, the share of power below 130 Hz, and how much of its attacks falls on five beats a
    second."""
    spectrum, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE)
    level = np.abs(spectrum)
    hundredths = np.fft.irfft(np.where(hertz > 900, spectrum, 0), len(sound)).reshape(-1, RATE // 100)
    rise = np.maximum(0, np.diff(np.log(np.sqrt((hundredths**2).mean(1)) + 1e-4)))[100:-250]  # between its fades
    rise -= rise.mean()
    beat = np.abs((rise * np.exp(-2j * np.pi * 5 * np.arange(len(rise)) / 100)).sum())
    return (
        float((level * hertz).sum() / level.sum()),
        float((level[hertz < 130] ** 2).sum() / (level**2).sum()),
        float(beat / np.sqrt((rise**2).sum() * len(rise))),
    )


def spoken(store: AssetStore, seconds: float, seed: int, rate: int = 24000, level: float = 0.2) -> Speech:
    said = words(seconds)
    with wave.open(io.BytesIO(voice(said, seconds, seed, level)), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")[:: 48000 // rate]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        # With an offset, as cheap converters have.
        file.writeframes(np.clip(samples.astype(int) + 300, -32768, 32767).astype("<i2").tobytes())
    return Speech(
        audio=store.put(out.getvalue(), ".wav"), seconds=seconds, words=tuple(said), voice="test", timing="exact"
    )


def test_passages_join_without_clicks_and_keep_their_times(store: AssetStore) -> None:
    speeches = [spoken(store, 4.0, 1), spoken(store, 3.0, 2), spoken(store, 5.0, 3)]
    whole = join_speeches(speeches, store)
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


def test_passages_recorded_at_full_scale_are_not_clipped_where_they_join(store: AssetStore) -> None:
    """Without its offset and at another rate a passage reaches beyond full scale: the whole narration comes lower."""
    speeches = [spoken(store, 3.0, 1, level=1.6), spoken(store, 3.0, 2), spoken(store, 3.0, 3, level=1.6)]
    whole = join_speeches(speeches, store)
    with wave.open(io.BytesIO(store.read(whole.audio)), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float) / 32767
    assert 0.9 < float(np.abs(samples).max()) < 1.0
