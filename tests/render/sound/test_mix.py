"""The mix meets its loudness and peak targets for any voice, the music ducks, and joined passages do not click."""

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
from tasks.domain.speech import Speech, SpokenWord
from tasks.domain.timeline import Heard, Music, OutputSpec, Sound
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render.sound.mix import loudness, mix, premix
from tasks.render.sound.music import RATE, compose
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


@pytest.mark.sampled(3)
@pytest.mark.media
@pytest.mark.parametrize(
    ("level", "seconds", "tone"),
    [(0.2, 12, Tone.curious), (0.004, 8, Tone.calm), (1.6, 8, Tone.dramatic), (0.05, 3, Tone.bright), (0.3, 20, None)],
)
def test_loudness_and_peak_are_met(store: AssetStore, level: float, seconds: int, tone: Tone | None) -> None:
    spoken = store.put(voice(words(seconds), seconds, seed=seconds, level=level), ".wav")
    sound = Sound(voice=spoken, music=Music(mood=tone, seed=1) if tone else None)
    mixed = store.path(mix(sound, seconds * 30, OUTPUT, store))
    measured = loudness(mixed)
    assert abs(measured.integrated - sound.lufs) <= 0.3
    assert measured.true_peak <= sound.true_peak
    samples = decoded(mixed)
    assert abs(samples.shape[1] / RATE - seconds) < 0.022 + 1024 / RATE
    # Cross-check with an independent meter.
    assert abs(pyloudnorm.Meter(RATE).integrated_loudness(samples.T.astype(float)) - sound.lufs) <= 0.5


@pytest.mark.media
def test_a_clips_own_sound_is_heard_in_its_scene_and_low(store: AssetStore, tmp_path: Path) -> None:
    """Heard in a pause, ducked while the voice speaks, and gone where its scene ends."""
    spoken = store.put(voice(words(4), 12, seed=4), ".wav")
    time = np.arange(RATE * 6) / RATE
    surf = np.round(0.16 * np.sqrt(2) * np.sin(2 * np.pi * 3000 * time) * 32767).astype("<i2")
    heard = Heard(file=store.put(wav(surf.tobytes(), RATE), ".wav"), first=90, frames=150)

    def mixed(sound: Sound, name: str) -> Samples:
        premix(sound, 12, 30, store, tmp_path / name)
        return decoded(tmp_path / name)[0, ::2].astype(np.float64)  # the left channel

    own = mixed(Sound(voice=spoken, music=None, clips=(heard,)), "own.wav")
    added = own - mixed(Sound(voice=spoken, music=None), "none.wav")

    def level(first: float, end: float, of: Samples = added) -> float:
        return float(20 * np.log10(np.sqrt(np.mean(of[round(first * RATE) : round(end * RATE)] ** 2)) + 1e-9))

    assert level(0.5, 2.9) < -90
    assert level(8.3, 11.5) < -90
    assert level(6.5, 7.7) == pytest.approx(-34, abs=1.5), "alone, after the voice"
    assert level(3.1, 3.9) < level(6.5, 7.7) - 3, "beside the voice"
    assert level(3.1, 3.9) < level(0.3, 3.9, own) - 10


@pytest.mark.media
def test_the_same_sound_is_mixed_to_the_same_samples(store: AssetStore, tmp_path: Path) -> None:
    """Mixed concurrently, because timing decides which of ffmpeg's inputs ends first."""
    sound = Sound(voice=store.put(voice(words(6), 6, seed=6), ".wav"), music=Music(mood=Tone.curious, seed=1))

    def mixed(number: int) -> bytes:
        target = tmp_path / f"{number}.wav"
        premix(sound, 6.0, 30, store, target)
        return target.read_bytes()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(mixed, range(24)))) == 1


@pytest.mark.sampled(10)
@pytest.mark.media
@pytest.mark.parametrize("number", range(20))
def test_unusual_voices_meet_loudness_and_peak(store: AssetStore, number: int) -> None:
    """Voices from a distant whisper to an overdriven microphone; sparse, noisy or clicking; over every mood."""
    rng = np.random.default_rng(number)
    seconds = 4 + number % 4
    narration = words(seconds)
    if number % 5 == 1:
        narration = narration[:3]  # a few words, then nothing
    data = voice(narration, seconds, seed=number, level=0.0015 * 2.0 ** (number * 0.6))
    if number % 5 == 2:
        data = disturbed(data, lambda sound: sound + rng.normal(0, 0.02, len(sound)))
    if number % 5 == 3:
        data = disturbed(data, lambda sound: np.where(np.arange(len(sound)) % 48000 < 40, 0.99, sound))
    tone = [*Tone, None][number % 5]
    sound = Sound(voice=store.put(data, ".wav"), music=Music(mood=tone, seed=number) if tone else None)
    mixed = store.path(mix(sound, seconds * 30, OUTPUT, store))
    measured = loudness(mixed)
    assert abs(measured.integrated + 16.0) <= 0.3
    assert measured.true_peak <= -1.5
    assert float(np.abs(decoded(mixed)).max()) <= 10 ** (-1.5 / 20), "the sample peak holds as well"


def disturbed(data: bytes, change: Callable[[Samples], Samples]) -> bytes:
    """The WAV file with `change` applied to its samples."""
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
def test_the_music_ducks_under_the_voice_and_recovers(store: AssetStore, tmp_path: Path, level: float) -> None:
    """Five seconds of speech, then silence. The mix with music minus the mix without is the ducked music."""
    speech_words = [word for word in words(12) if word.end < 5.0]
    spoken = store.put(voice(speech_words, 12, seed=4, level=level), ".wav")
    files = {name: tmp_path / f"{name}.wav" for name in ("with", "without", "with.music")}
    music = Music(mood=Tone.calm, seed=1)
    premix(Sound(voice=spoken, music=music), 12.0, 30, store, files["with"])
    premix(Sound(voice=spoken, music=None), 12.0, 30, store, files["without"])
    speech, both, full = (
        decoded(files[name]).reshape(-1, 2)[:, 0].astype(float) for name in ("without", "with", "with.music")
    )
    full *= 10 ** (music.gain_db / 20) / 32768
    quarter = RATE // 4
    levels = [
        np.sqrt((part[: 44 * quarter].reshape(-1, quarter) ** 2).mean(1)) + 1e-9
        for part in (both - speech, full, speech)
    ]
    ducking_db = 20 * np.log10(levels[0] / levels[1])
    assert ducking_db[6:18].mean() < -5, "the music is lower under the voice"
    assert ducking_db[30:].mean() > -0.5, "the music is back at its level afterwards"
    assert 0.5 < float(np.diff(ducking_db[18:30]).max()) < 6, "the music rises gradually"
    clearance_db = 20 * np.log10(levels[2][6:18] / levels[0][6:18])
    assert clearance_db.mean() > 12, "even a quietly recorded voice is well above the music"


def test_a_silent_voice_is_an_error(store: AssetStore) -> None:
    silent = store.put(voice([], 3.0, seed=1), ".wav")
    with pytest.raises(ToolError, match="voice's file is silent"):
        mix(Sound(voice=silent, music=None), 90, OUTPUT, store)


@pytest.mark.parametrize("tone", Tone)
def test_music_depends_on_its_seed_alone_and_has_no_jumps(tone: Tone) -> None:
    first, again, other = compose(tone, 5, 8 * RATE), compose(tone, 5, 8 * RATE), compose(tone, 6, 8 * RATE)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert float(np.abs(first).max()) == pytest.approx(0.7, abs=0.01)
    opening = compose(tone, 5, 8 * RATE, turn=8 * RATE - 2, last=8 * RATE - 1)  # without drums, which are jumps
    assert float(np.abs(np.diff(opening, axis=0)).max()) < 0.3
    assert float(np.abs(first[-50:]).max()) < 0.01  # faded out at the end


@pytest.mark.parametrize("seed", [1, 2, 7])
def test_every_two_moods_sound_different(seed: int) -> None:
    """Moods differ by a quarter in mean frequency, by 0.2 in the share of bass, or by 0.05 in the pulse of plucks."""
    characters = {tone: character(compose(tone, seed, 16 * RATE).mean(1).astype(float)) for tone in Tone}
    alike = [
        (a, b)
        for a, b in combinations(Tone, 2)
        if max(characters[a][0], characters[b][0]) < 1.25 * min(characters[a][0], characters[b][0])
        and abs(characters[a][1] - characters[b][1]) < 0.2
        and abs(characters[a][2] - characters[b][2]) < 0.05
    ]
    assert alike == [], characters


def character(sound: Samples) -> tuple[float, float, float]:
    """Mean frequency in Hz, share of power below 130 Hz, and strength (0 to 1) of a pulse of five attacks a second."""
    spectrum, hertz = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE)
    level = np.abs(spectrum)
    frames = np.fft.irfft(np.where(hertz > 900, spectrum, 0), len(sound)).reshape(-1, RATE // 100)
    attacks = np.maximum(0, np.diff(np.log(np.sqrt((frames**2).mean(1)) + 1e-4)))[100:-250]  # without the fades
    attacks -= attacks.mean()
    pulse = np.abs((attacks * np.exp(-2j * np.pi * 5 * np.arange(len(attacks)) / 100)).sum())
    return (
        float((level * hertz).sum() / level.sum()),
        float((level[hertz < 130] ** 2).sum() / (level**2).sum()),
        float(pulse / np.sqrt((attacks**2).sum() * len(attacks))),
    )


def spoken(store: AssetStore, seconds: float, seed: int, rate: int = 24000, level: float = 0.2) -> Speech:
    """A spoken passage as a voice returns it, at a sample rate of its own."""
    timed_words = words(seconds)
    with wave.open(io.BytesIO(voice(timed_words, seconds, seed, level)), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")[:: 48000 // rate]
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        # With a DC offset, as cheap converters have.
        file.writeframes(np.clip(samples.astype(int) + 300, -32768, 32767).astype("<i2").tobytes())
    return Speech(
        audio=store.put(out.getvalue(), ".wav"), seconds=seconds, words=tuple(timed_words), voice="test", timing="exact"
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
    # In the pauses there is no offset left, and no step where the voice begins or ends.
    assert float(np.abs(samples[:4000]).max()) < 0.001
    loud = np.flatnonzero(np.abs(samples) > 0.0005)
    gaps = np.flatnonzero(np.diff(loud) > 4800)  # samples: a pause of at least 0.1 s
    assert len(gaps) >= len(speeches) - 1
    for at in (*loud[gaps], *loud[gaps + 1]):
        assert float(np.abs(np.diff(samples[at - 40 : at + 40])).max()) < 0.02
    # Each word is heard at its stated time.
    for word in whole.words[::5]:
        middle = samples[round(word.start * 48000) : round(word.end * 48000)]
        assert float(np.sqrt((middle**2).mean())) > 0.02


@pytest.mark.parametrize("fps", [24, 30, 31, 60])
def test_passages_start_on_whole_frames(store: AssetStore, fps: int) -> None:
    """So a passage that is longer than before moves the words of the others by whole frames."""
    first, longer, second = spoken(store, 2.0, 1), spoken(store, 2.37, 1), spoken(store, 3.0, 2)
    words = len(second.words)
    before, after = (join_speeches([one, second], store, fps).words[-words:] for one in (first, longer))
    moved = [(b.start - a.start) * fps for a, b in zip(before, after, strict=True)]
    assert round(moved[0]) >= 0.37 * fps - 1
    assert moved == pytest.approx([round(moved[0])] * words, abs=fps / 48_000)


@pytest.mark.parametrize("pause", [0.24, 0.26, 0.34])
def test_sentences_of_a_passage_start_on_whole_frames(store: AssetStore, pause: float) -> None:
    """So a longer sentence, or one that begins more slowly, moves the words behind it by whole frames."""
    before, after = (
        join_speeches([passage(store, first, rest)], store).words for first, rest in ((1.2, 0.3), (1.57, pause))
    )
    moved = [(b.start - a.start) * 30 for a, b in zip(before[2:], after[2:], strict=True)]
    assert round(moved[0]) >= 8
    assert moved == pytest.approx([round(moved[0])] * len(moved), abs=30 / 48_000)
    assert after[2].start - after[1].end == pytest.approx(pause, abs=0.05 + 1 / 30)


def passage(store: AssetStore, length: float, pause: float) -> Speech:
    """A passage of two sentences of two words each; the first takes `length`, and `pause` is silent behind it."""
    rng = np.random.default_rng(1)
    second = length + pause
    times = [(0.1, length / 2), (length / 2 + 0.05, length), (second, second + 0.5), (second + 0.6, second + 1.0)]
    samples = np.zeros(round((second + 1.2) * 24000))
    for start, end in times:
        samples[round(start * 24000) : round(end * 24000)] = rng.normal(
            0, 4000, round(end * 24000) - round(start * 24000)
        )
    words = [
        SpokenWord(text=text, start=start, end=end)
        for text, (start, end) in zip(("One", "two.", "Three", "four."), times, strict=True)
    ]
    sound = store.put(wav(np.clip(samples, -32768, 32767).astype("<i2").tobytes(), 24000), ".wav")
    return Speech(audio=sound, seconds=second + 1.2, words=tuple(words), voice="test", timing="exact")


def test_joining_passages_at_full_scale_does_not_clip(store: AssetStore) -> None:
    """Removing the offset and resampling push a passage beyond full scale; the whole narration is scaled down."""
    speeches = [spoken(store, 3.0, 1, level=1.6), spoken(store, 3.0, 2), spoken(store, 3.0, 3, level=1.6)]
    whole = join_speeches(speeches, store)
    with wave.open(io.BytesIO(store.read(whole.audio)), "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float) / 32767
    assert 0.9 < float(np.abs(samples).max()) < 1.0
