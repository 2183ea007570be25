"""The music under a voice, as long as the film: a pad made for it, or the user's own piece, again and again."""

import io
import wave
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import BadInput, Damaged
from tasks.domain.timeline import Music
from tasks.machine.storage.assets import AssetStore
from tasks.render.sound.music import RATE, Stereo, pad

LEAST = 2.0  # seconds of a piece that can be gone round
OVERLAP = 1.5  # seconds in which a piece that begins again fades over its own end
RISE, FALL = 0.3, 1.8  # seconds: it begins softly and ends with the film
LEVEL = 0.18  # RMS of the pads where they sound: a user's piece, loud or quiet, comes as loud
QUIET = 0.001  # of full scale: below is silence


def lay_bed(music: Music, samples: int, store: AssetStore, target: Path) -> None:
    """A stereo WAV of `samples` at 48 kHz."""
    if music.file:
        sound = _ended(_levelled(_round(_decoded(store.read(music.file), samples), samples)))
    else:
        sound = pad(music.mood, music.seed, samples)
    with wave.open(str(target), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.round(np.clip(sound, -1, 1) * 32767.0).astype("<i2").tobytes())


def check_music(data: bytes, name: str) -> None:
    """Raises BadInput for what cannot be played under a voice."""
    try:
        piece = _decoded(data, round(LEAST * RATE))
    except Damaged as error:
        raise BadInput(f"The music {name} cannot be used: {error}", advice="Give an MP3, WAV or OGG file.") from error
    if len(piece) < LEAST * RATE:
        raise BadInput(f"The music {name} is shorter than {LEAST:.0f} seconds.", advice="Give a longer piece.")


def _decoded(data: bytes, most: int) -> Stereo:
    """The file's first `most` samples, stereo at 48 kHz."""
    parts: list[NDArray[np.float32]] = []
    count = 0
    try:
        with av.open(io.BytesIO(data), "r") as file:
            resampler = av.AudioResampler(format="flt", layout="stereo", rate=RATE)
            for frame in file.decode(audio=0):
                for part in resampler.resample(frame):
                    parts.append(part.to_ndarray().reshape(-1, 2).astype(np.float32))
                    count += len(parts[-1])
                if count >= most:
                    break
    except (av.FFmpegError, IndexError) as error:  # a file without a sound stream is an IndexError
        raise Damaged("It is not a sound file that is understood.") from error
    if not parts:
        raise Damaged("It is a sound file without a sound.")
    return np.concatenate(parts)[:most]


def _round(piece: Stereo, samples: int) -> Stereo:
    """The piece again and again, each time fading in over the end of the last at equal power."""
    if len(piece) >= samples:
        return piece
    over = min(round(OVERLAP * RATE), len(piece) // 4)
    ramp = np.sin(np.linspace(0, np.pi / 2, over, dtype=np.float32))[:, None]
    looped = piece.copy()
    looped[:over] *= ramp
    looped[len(piece) - over :] *= ramp[::-1]
    out = np.zeros((samples + len(piece), 2), np.float32)
    out[: len(piece)] = piece
    out[len(piece) - over : len(piece)] *= ramp[::-1]
    for at in range(len(piece) - over, samples, len(piece) - over):
        out[at : at + len(piece)] += looped
    return out[:samples]


def _levelled(sound: Stereo) -> Stereo:
    """As loud as a pad, but never clipped: by the mean power where it sounds, in stretches of 0.4 s."""
    step = round(0.4 * RATE)
    count = max(1, len(sound) // step)
    power = np.array([float((part * part).mean()) for part in np.array_split(sound, count)])
    heard = power[power > QUIET**2]
    if not len(heard):
        return sound
    gain = LEVEL / float(np.sqrt(heard.mean()))
    return sound * np.float32(min(gain, 0.98 / max(float(np.abs(sound).max()), 1e-6)))


def _ended(sound: Stereo) -> Stereo:
    out = sound.copy()
    rise, fall = min(len(out) // 4, round(RISE * RATE)), min(len(out) // 3, round(FALL * RATE))
    out[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)[:, None]
    out[len(out) - fall :] *= (np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2)[:, None]
    return out
