"""The user's music: looped without a seam, as loud as a generated pad, or refused with a reason."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest

from tasks.domain.errors import BadInput
from tasks.domain.timeline import Music, OutputSpec, Sound
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render.sound.mix import loudness, mix
from tasks.render.sound.music import RATE
from tasks.render.sound.music_track import LEVEL, check_music, write_music
from tests.bench.inputs import voice, words


def wav(samples: "np.ndarray[tuple[int, int], np.dtype[np.float64]]", rate: int = 44100) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


def tune(seconds: float, level: float, channels: int = 2) -> bytes:
    """A sine of slowly changing pitch, without any jump."""
    time = np.arange(round(seconds * 44100)) / 44100
    sound = level * np.sin(2 * np.pi * (220 * time + 8 * np.sin(2 * np.pi * 0.3 * time)))
    return wav(np.repeat(sound[:, None], channels, 1))


def written_music(data: bytes, seconds: float, folder: Path) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Stereo samples, from -1 to 1, of this music under a film of the given length in seconds."""
    store, target = AssetStore(folder / "assets"), folder / "bed.wav"
    write_music(Music(seed=1, file=store.put(data, ".wav")), 30, round(seconds * RATE), store, target)
    with wave.open(str(target), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (2, RATE)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).astype(float) / 32768


@pytest.mark.parametrize(("seconds", "channels"), [(3.0, 2), (7.3, 1), (40.0, 2)])
def test_music_loops_to_the_films_length_without_a_seam(seconds: float, channels: int, tmp_path: Path) -> None:
    bed = written_music(tune(seconds, 0.3, channels), 20.0, tmp_path)
    assert len(bed) == 20 * RATE
    # The bound is near the largest step of this sine from one sample to the next; a seam would exceed it.
    assert float(np.abs(np.diff(bed, axis=0)).max()) < 0.02
    assert float(np.abs(bed[-50:]).max()) < 0.01
    tenths = np.sqrt((bed[RATE : 18 * RATE].reshape(-1, RATE // 10, 2) ** 2).mean((1, 2)))
    assert tenths.min() > 0.25 * tenths.max(), "no gap where the music loops"


@pytest.mark.parametrize("level", [0.01, 0.3, 0.99])
def test_music_is_levelled_to_a_pad_and_never_clips(level: float, tmp_path: Path) -> None:
    bed = written_music(tune(10, level), 12.0, tmp_path)
    middle = bed[RATE : 10 * RATE]
    assert float(np.sqrt((middle**2).mean())) == pytest.approx(LEVEL, rel=0.15)
    assert float(np.abs(bed).max()) < 0.99


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"not a sound", "not in a supported audio format"),
        (b"", "not in a supported audio format"),
        (tune(0.5, 0.3), "shorter than 2 seconds"),
    ],
    ids=["text", "empty", "short"],
)
def test_unusable_music_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        check_music(data, "theme.mp3")


@pytest.mark.media
def test_a_mix_with_the_users_music_meets_the_loudness_target() -> None:
    store = assets()
    spoken = store.put(voice(words(8), 8, seed=2), ".wav")
    own = Music(seed=1, file=store.put(tune(3, 0.9), ".wav"))
    with_music = store.path(mix(Sound(voice=spoken, music=own), 240, OutputSpec(), store))
    bare = store.path(mix(Sound(voice=spoken, music=None), 240, OutputSpec(), store))
    assert abs(loudness(with_music).integrated + 16.0) <= 0.3
    assert with_music.read_bytes() != bare.read_bytes()
