"""Synthesises a short's sound effects, quiet ones, and lays each so that its impact falls on its frame."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.domain.timeline import Effect, EffectKind
from tasks.machine.media.wav import wav
from tasks.render.sound.music.instruments import RATE, Mono, noise, swell

Wave = NDArray[np.float64]


@dataclass(frozen=True)
class EffectSound:
    """How one kind sounds: `impact` is the second within it that falls on the frame, `level` its peak (1 clips)."""

    synthesise: Callable[[int], Wave]  # from a variant, so that no two in a row are the same sound
    impact: float
    level: float


def write_effects(effects: Sequence[Effect], fps: int, samples: int, target: Path) -> None:
    """Write the effects as a mono WAV of `samples` at 48 kHz."""
    sound = np.zeros(samples, np.float32)
    for number, effect in enumerate(effects):
        kind = EFFECT_SOUNDS[effect.kind]
        part = effect_sound(effect.kind, number % 3)
        start = round((effect.frame / fps - kind.impact) * RATE)
        first, end = max(0, start), min(samples, start + len(part))
        sound[first:end] += part[first - start : end - start]
    levels = np.round(np.clip(sound, -1, 1) * 32767.0).astype("<i2")
    target.write_bytes(wav(levels.tobytes(), RATE))


@lru_cache(maxsize=16)
def effect_sound(kind: EffectKind, variant: int) -> Mono:
    """The samples of one effect at its level; a variant always sounds the same."""
    entry = EFFECT_SOUNDS[kind]
    sound = entry.synthesise(variant)
    return np.asarray(sound / np.abs(sound).max() * entry.level, np.float32)


def _hit(variant: int) -> Wave:
    """A low drum with a short bright attack, and a tail like a room's."""
    time = _time(1.1)
    body = np.sin(2 * np.pi * np.cumsum(52 + 90 * np.exp(-time * 20)) / RATE) * np.exp(-time * 5)
    attack = noise(1.1, 400, 4000, 40 + variant) * np.exp(-time * 45)
    tail = noise(1.1, 250, 2500, 50 + variant) * np.exp(-time * 6)
    return np.asarray((body + 0.5 * attack + 0.12 * tail) * swell(len(time), 0.002, 0.3))


def _whoosh(variant: int) -> Wave:
    """Air that rushes by: noise whose pitch and level rise to the impact and fall after it."""
    time = _time(0.55)
    near = np.exp(-(((time - 0.28) / 0.11) ** 2))
    low = noise(0.55, 250, 900, 60 + variant) * (1 - 0.6 * near)
    high = noise(0.55, 900, 5000, 70 + variant) * near
    return (0.6 * low + high) * near * swell(len(time), 0.05, 0.1)


def _pop(variant: int) -> Wave:
    """A drop of water: a sine that rises quickly."""
    time = _time(0.09)
    pitch = (420, 480, 540)[variant] * np.exp(time * 11)
    drop = np.sin(2 * np.pi * np.cumsum(pitch) / RATE) * np.exp(-time * 38)
    return np.asarray(drop * swell(len(time), 0.002, 0.02))


def _tick(variant: int) -> Wave:
    """Five ticks that come ever faster, the last on the impact, as a counter arrives at its figure."""
    out = np.zeros(round(0.55 * RATE))
    click = _time(0.03)
    for number, at in enumerate((0.0, 0.17, 0.30, 0.39, 0.45)):
        pitch = 2100 + 120 * variant + 90 * number
        sound = np.sin(2 * np.pi * pitch * click) * np.exp(-click * 190) * swell(len(click), 0.001, 0.005)
        start = round(at * RATE)
        out[start : start + len(click)] += sound * (0.5 + 0.1 * number)
    return out


def _riser(variant: int) -> Wave:
    """Noise and a tone that climb for 1.2 s and break off at the impact."""
    time = _time(1.25)
    climb = np.minimum(time / 1.2, 1)
    air = noise(1.25, 700, 7000, 80 + variant) * climb**2.5
    tone = np.sin(2 * np.pi * np.cumsum(180 * 2 ** (1.6 * climb)) / RATE) * climb**2
    return np.asarray((air + 0.35 * tone) * swell(len(time), 0.1, 0.06))


def _time(seconds: float) -> Wave:
    return np.arange(round(seconds * RATE)) / RATE


EFFECT_SOUNDS: Mapping[EffectKind, EffectSound] = {
    "hit": EffectSound(_hit, impact=0.0, level=0.2),
    "whoosh": EffectSound(_whoosh, impact=0.28, level=0.1),
    "pop": EffectSound(_pop, impact=0.01, level=0.07),
    "tick": EffectSound(_tick, impact=0.45, level=0.05),
    "riser": EffectSound(_riser, impact=1.2, level=0.09),
}
