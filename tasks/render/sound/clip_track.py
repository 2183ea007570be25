"""Writes the clips' own sounds as one track, each where its scene is: it is mixed low, under music and voice."""

import io
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tasks.domain.timeline import Heard
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore
from tasks.render.sound.music import RATE

GAIN_DB = -15.0  # 4 dB below the music at its fullest: both channels of a mono track are 3 dB quieter than it is
FADE = 0.25  # seconds out, where the scene ends before the sound


def write_clip_sounds(sounds: Sequence[Heard], fps: int, samples: int, store: AssetStore, target: Path) -> None:
    """Write a mono WAV of `samples` at 48 kHz."""
    track = np.zeros(samples, np.float32)
    for heard in sounds:
        with wave.open(io.BytesIO(store.read(heard.file))) as file:
            part = np.frombuffer(file.readframes(round(heard.frames / fps * RATE)), "<i2").astype(np.float32)
        part *= np.minimum(1.0, np.arange(len(part))[::-1] / (FADE * RATE))
        first = round(heard.first / fps * RATE)
        end = min(samples, first + len(part))
        track[first:end] += part[: end - first]
    target.write_bytes(wav(np.clip(np.round(track), -32768, 32767).astype("<i2").tobytes(), RATE))
