"""Synthesises background music: no licence to clear, no file to ship, the same samples for the same seed.

Four chords repeat; each is synthesised once and copied wherever it returns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.domain.channel import Tone

RATE = 48000
Stereo = NDArray[np.float32]  # (samples, 2)


@dataclass(frozen=True)
class Mood:
    """A musical character: chords as MIDI notes, lowest first; `bar` and `attack` in seconds; `plucks` per bar."""

    chords: tuple[tuple[int, ...], ...]
    bar: float
    plucks: int
    bright: float  # exponent by which overtones fall off: higher is duller
    bass: float  # amplitude
    attack: float


CURIOUS = ((57, 60, 64, 67, 71), (53, 57, 60, 64, 67), (48, 55, 60, 64, 67), (55, 59, 62, 66, 69))
CALM = ((53, 57, 60, 64, 67), (50, 57, 60, 65, 69), (55, 58, 62, 65, 69), (48, 55, 59, 64, 67))
BRIGHT = ((60, 64, 67, 71, 74), (57, 60, 64, 67, 72), (53, 57, 60, 65, 69), (55, 59, 62, 67, 71))
DRAMATIC = ((45, 52, 57, 60, 64), (41, 48, 53, 57, 60), (43, 50, 55, 58, 62), (40, 47, 52, 56, 59))

MOODS = {
    Tone.curious: Mood(CURIOUS, bar=4.0, plucks=8, bright=2.2, bass=0.08, attack=1.1),
    Tone.calm: Mood(CALM, bar=6.0, plucks=0, bright=2.8, bass=0.07, attack=2.2),
    Tone.bright: Mood(BRIGHT, bar=3.2, plucks=16, bright=1.9, bass=0.06, attack=0.5),
    Tone.dramatic: Mood(DRAMATIC, bar=5.0, plucks=4, bright=2.0, bass=0.16, attack=1.6),
}


def pad(mood: Tone, seed: int, samples: int) -> Stereo:
    """Synthesise stereo music at 48 kHz with a peak of 0.7, faded in and out."""
    plan = MOODS[mood]
    rng = np.random.default_rng([seed, list(Tone).index(mood)])
    shift = int(rng.integers(-3, 4))
    bar = round(plan.bar * RATE)
    release = round(1.6 * RATE)
    chords = [_chord(plan, tuple(note + shift for note in chord), bar + release, rng) for chord in plan.chords]
    out = np.zeros((samples + bar + release, 2), np.float32)
    for number, at in enumerate(range(0, samples, bar)):
        out[at : at + bar + release] += chords[number % len(chords)]
        _plucks(out, at, plan, plan.chords[number % len(chords)], shift, rng)
    for repeat in range(1, 4):  # a ping-pong echo
        delay = round(0.375 * RATE) * repeat
        out[delay:] += out[:-delay, ::-1] * np.float32(0.22**repeat)
    out = np.tanh(out[:samples])
    out *= np.float32(0.7 / max(float(np.abs(out).max()), 1e-6))
    _fade(out)
    return out


def _chord(plan: Mood, notes: tuple[int, ...], samples: int, rng: np.random.Generator) -> Stereo:
    time = np.arange(samples, dtype=np.float32) / RATE
    shape = _swell(samples, plan.attack, 1.6)
    out = np.zeros((samples, 2), np.float32)
    for note in notes:
        for detune, right in ((-0.12, 0.3), (0.12, 0.7)):
            pitch = _hertz(note) * 2 ** (detune / 96)
            wave = np.zeros(samples, np.float32)
            for overtone in range(1, 5):
                phase = np.float32(rng.uniform(0, 2 * np.pi))
                wave += np.sin(np.float32(2 * np.pi * pitch * overtone) * time + phase) / np.float32(
                    overtone**plan.bright
                )
            wave *= shape * np.float32(0.045)
            out[:, 0] += wave * np.float32(1 - right)
            out[:, 1] += wave * np.float32(right)
    bass = np.sin(np.float32(2 * np.pi * _hertz(notes[0] - 12)) * time) * shape * np.float32(plan.bass)
    out += bass[:, None]
    return out


def _plucks(out: Stereo, at: int, plan: Mood, chord: tuple[int, ...], shift: int, rng: np.random.Generator) -> None:
    length = round(1.2 * RATE)
    time = np.arange(length, dtype=np.float32) / RATE
    for step in range(plan.plucks):
        note = chord[int(rng.integers(len(chord)))] + 12 + shift
        pitch = np.float32(2 * np.pi * _hertz(note))
        ring = np.sin(2 * pitch * time) * np.exp(-time * 9) * np.float32(1.2)
        sound = np.sin(pitch * time + ring) * np.exp(-time * np.float32(4.5)) * np.float32(0.03)
        start = at + round(step * plan.bar / plan.plucks * RATE)
        room = min(length, len(out) - start)
        side = np.float32(0.4 + 0.2 * (step % 2))
        out[start : start + room, 0] += sound[:room] * side
        out[start : start + room, 1] += sound[:room] * (1 - side)


def _swell(samples: int, attack: float, release: float) -> NDArray[np.float32]:
    shape = np.ones(samples, np.float32)
    rise, fall = round(attack * RATE), round(release * RATE)
    shape[:rise] = np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2
    shape[-fall:] *= np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2
    return shape


def _fade(out: Stereo) -> None:
    rise, fall = min(len(out) // 4, round(0.5 * RATE)), min(len(out) // 3, round(1.8 * RATE))
    out[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)[:, None]
    out[len(out) - fall :] *= (np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2)[:, None]


def _hertz(note: float) -> float:
    return float(440.0 * 2 ** ((note - 69) / 12))
