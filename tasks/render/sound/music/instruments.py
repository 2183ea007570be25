"""Synthesises single sounds of the music: pads, bass, mallets and drums, at 48 kHz."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 48000
Mono = NDArray[np.float32]  # (samples,)
Stereo = NDArray[np.float32]  # (samples, 2)
OVERTONES = 14
FAST = 4096  # a transform of a multiple of this length is fast
DRIFT = 0.0035  # width of a partial, as a share of its pitch: the chorus of many players


def hertz(note: float) -> float:
    """The pitch of a MIDI note."""
    return float(440.0 * 2 ** ((note - 69) / 12))


def pad(notes: Sequence[int], samples: int, falloff: float, rng: np.random.Generator) -> Stereo:
    """A sustained chord: each partial is a narrow band of noise, so that no two pads have the same waveform.

    Its RMS is 1; it has no envelope.
    """
    size = -(-samples // FAST) * FAST
    level = np.zeros(size // 2 + 1)
    for note in notes:
        for overtone in range(1, OVERTONES + 1):
            pitch = hertz(note) * overtone
            middle, width = pitch * size / RATE, max(1.0, pitch * DRIFT * size / RATE)
            first, last = int(middle - 4 * width), min(len(level), int(middle + 4 * width) + 2)
            bins = np.arange(first, last)
            level[first:last] += np.exp(-0.5 * ((bins - middle) / width) ** 2) / np.sqrt(width) / overtone**falloff
    sides = [np.fft.irfft(level * np.exp(2j * np.pi * rng.random(len(level))), size)[:samples] for _ in range(2)]
    sound = np.stack(sides, 1)
    return np.asarray(sound / np.sqrt((sound**2).mean()), np.float32)


def swell(samples: int, attack: float, release: float) -> Mono:
    """An envelope that rises and falls as a quarter of a sine, over `attack` and `release` seconds."""
    shape = np.ones(samples, np.float32)
    rise, fall = min(samples // 2, round(attack * RATE)), min(samples // 2, round(release * RATE))
    shape[:rise] = np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2
    shape[samples - fall :] *= np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2
    return shape


def noise(seconds: float, low: float, high: float, seed: int) -> Mono:
    """Noise between two frequencies, with a peak of 1."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).normal(size=count))
    pitch = np.fft.rfftfreq(count, 1 / RATE)
    # Soft edges: a hard edge rings.
    gain = 1 / (1 + (low / np.maximum(pitch, 1)) ** 6) / (1 + (pitch / high) ** 6)
    sound = np.fft.irfft(spectrum * gain, count)
    return np.asarray(sound / np.abs(sound).max(), np.float32)


@lru_cache(maxsize=128)
def mallet(note: int, *, bell: bool = False) -> Mono:
    """A struck bar, or a small bell, by frequency modulation; the peak is about 1."""
    time = _time(1.8 if bell else 1.1)
    pitch = 2 * np.pi * hertz(note)
    ratio, index, decay = (3.5, 1.4, 2.6) if bell else (4.0, 0.9, 5.0)
    ring = np.sin(ratio * pitch * time) * np.exp(-time * 3 * decay) * index
    return _struck(np.sin(pitch * time + ring) * np.exp(-time * decay), 0.002)


@lru_cache(maxsize=64)
def bass(note: int, seconds: float) -> Mono:
    """A plucked bass, with overtones by which a small loudspeaker gives its pitch away."""
    time = _time(seconds)
    pitch = 2 * np.pi * hertz(note)
    wave = sum(np.sin(pitch * n * time) * np.exp(-time * (1.5 + 0.8 * n)) / n**0.8 for n in range(1, 8))
    return _struck(np.tanh(wave), 0.004) * swell(len(time), 0.0, 0.08)


@lru_cache(maxsize=4)
def kick() -> Mono:
    """A bass drum: a falling sine, with a click that small loudspeakers play."""
    time = _time(0.28)
    phase = 2 * np.pi * np.cumsum(48 + 150 * np.exp(-time * 28)) / RATE
    click = noise(0.28, 900, 3500, 1) * np.exp(-time * 160)
    return _struck(np.sin(phase) * np.exp(-time * 13) + 0.35 * click, 0.001)


@lru_cache(maxsize=8)
def snare(variant: int) -> Mono:
    """A soft clap with a body."""
    time = _time(0.24)
    body = np.sin(2 * np.pi * 190 * time) * np.exp(-time * 30)
    return _struck(0.5 * body + noise(0.24, 900, 6500, 10 + variant) * np.exp(-time * 20), 0.002)


@lru_cache(maxsize=8)
def hat(variant: int) -> Mono:
    """A closed hi-hat."""
    time = _time(0.09)
    return _struck(noise(0.09, 6500, 14000, 20 + variant) * np.exp(-time * 55), 0.001)


@lru_cache(maxsize=8)
def shaker(variant: int) -> Mono:
    """A shaker, softer than the hi-hat."""
    samples = len(_time(0.16))
    return noise(0.16, 3500, 9000, 30 + variant) * swell(samples, 0.05, 0.09)


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def _struck(wave: NDArray[np.floating], attack: float) -> Mono:
    """The wave from silence within `attack` seconds and to silence at its end."""
    return (wave * swell(len(wave), attack, 0.02)).astype(np.float32)
