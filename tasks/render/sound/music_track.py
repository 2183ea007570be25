"""Writes the music under the voice, as long as the film: composed for it, or the user's own piece in a loop."""

import io
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import BadInput, Damaged
from tasks.domain.timeline import Music
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore
from tasks.render.sound.music import RATE, Stereo, compose

MIN_SECONDS = 2.0  # of a piece that can loop
OVERLAP = 1.5  # seconds of crossfade from a piece's end to its start
FADE_IN, FADE_OUT = 0.3, 1.8  # seconds
LEVEL = 0.16  # RMS of composed music at its fullest; a user's piece is brought to the same level
QUIET = 0.001  # of full scale: below is silence


def write_music(music: Music, fps: int, samples: int, store: AssetStore, target: Path) -> None:
    """Write a stereo WAV of `samples` at 48 kHz. Raises Damaged if the user's piece cannot be decoded."""
    if music.file:
        sound = _faded(_levelled(_looped(_decoded(store.read(music.file), samples), samples)))
    else:
        turn, last = (round(frame / fps * RATE) for frame in (music.turn, music.last))
        sound = compose(music.mood, music.seed, samples, turn=turn, last=last)
    levels = np.round(np.clip(sound, -1, 1) * 32767.0).astype("<i2")
    target.write_bytes(wav(levels.tobytes(), RATE, channels=2))


def check_music(data: bytes, name: str) -> None:
    """Raises BadInput if a user's music file cannot be decoded or is too short to loop."""
    try:
        piece = _decoded(data, round(MIN_SECONDS * RATE))
    except Damaged as error:
        raise BadInput(f"The music {name} cannot be used. {error}", advice="Give an MP3, WAV or OGG file.") from error
    if len(piece) < MIN_SECONDS * RATE:
        raise BadInput(f"The music {name} is shorter than {MIN_SECONDS:.0f} seconds.", advice="Give a longer piece.")


def _decoded(data: bytes, max_samples: int) -> Stereo:
    """The file's first `max_samples` samples, stereo at 48 kHz. Raises Damaged if it has none."""
    parts: list[NDArray[np.float32]] = []
    count = 0
    try:
        with av.open(io.BytesIO(data), "r") as file:
            resampler = av.AudioResampler(format="flt", layout="stereo", rate=RATE)
            for frame in file.decode(audio=0):
                for part in resampler.resample(frame):
                    parts.append(part.to_ndarray().reshape(-1, 2).astype(np.float32))
                    count += len(parts[-1])
                if count >= max_samples:
                    break
    except (av.FFmpegError, IndexError) as error:  # a file without a sound stream is an IndexError
        raise Damaged("The file is not in a supported audio format.") from error
    if not parts:
        raise Damaged("The file contains no sound.")
    return np.concatenate(parts)[:max_samples]


def _looped(piece: Stereo, samples: int) -> Stereo:
    """The piece in a loop of `samples`, each repeat crossfaded with the last at equal power."""
    if len(piece) >= samples:
        return piece
    over = min(round(OVERLAP * RATE), len(piece) // 4)
    ramp = np.sin(np.linspace(0, np.pi / 2, over, dtype=np.float32))[:, None]
    repeat = piece.copy()
    repeat[:over] *= ramp
    repeat[len(piece) - over :] *= ramp[::-1]
    out = np.zeros((samples + len(piece), 2), np.float32)
    out[: len(piece)] = piece
    out[len(piece) - over : len(piece)] *= ramp[::-1]
    for at in range(len(piece) - over, samples, len(piece) - over):
        out[at : at + len(piece)] += repeat
    return out[:samples]


def _levelled(sound: Stereo) -> Stereo:
    """The sound at the level of composed music, measured in steps of 0.4 s where it is not silent. Never clips."""
    step = round(0.4 * RATE)
    count = max(1, len(sound) // step)
    power = np.array([float((part * part).mean()) for part in np.array_split(sound, count)])
    sounding = power[power > QUIET**2]
    if not len(sounding):
        return sound
    gain = LEVEL / float(np.sqrt(sounding.mean()))
    return sound * np.float32(min(gain, 0.98 / max(float(np.abs(sound).max()), 1e-6)))


def _faded(sound: Stereo) -> Stereo:
    out = sound.copy()
    rise, fall = min(len(out) // 4, round(FADE_IN * RATE)), min(len(out) // 3, round(FADE_OUT * RATE))
    out[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)[:, None]
    out[len(out) - fall :] *= (np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2)[:, None]
    return out
