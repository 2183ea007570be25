"""What a mood may play: its scale, its chord progressions, its tempo and its instruments, as data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.domain.channel import Tone

DORIAN = (0, 2, 3, 5, 7, 9, 10)
AEOLIAN = (0, 2, 3, 5, 7, 8, 10)
IONIAN = (0, 2, 4, 5, 7, 9, 11)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)

# Steps of the scale, the tonic being 0; one chord a bar.
MINOR_PROGRESSIONS = (
    *((0, 5, 2, 6), (0, 3, 5, 6), (0, 6, 5, 6), (0, 2, 6, 3)),
    *((0, 5, 3, 6), (5, 6, 0, 2), (0, 3, 0, 6), (0, 4, 5, 3)),
)
MAJOR_PROGRESSIONS = (
    *((0, 4, 5, 3), (0, 5, 3, 4), (3, 0, 4, 5), (0, 2, 3, 4)),
    *((5, 3, 0, 4), (0, 3, 5, 4), (0, 1, 3, 0), (3, 4, 2, 5)),
)
# Onsets of a phrase in sixteenths of a bar; a film keeps to one of them.
PHRASES = (
    *((0, 3, 6, 10), (0, 4, 6, 12, 14), (2, 4, 8, 11), (0, 6, 8, 14)),
    *((0, 2, 4, 7, 10, 12), (0, 3, 8, 10, 13), (4, 6, 10, 12), (0, 5, 8, 12, 15)),
)


@dataclass(frozen=True)
class Mood:
    """A musical character. `bar` is its length in seconds, stretched a little so that the turn falls on one.

    `centre` is the MIDI note around which chords lie. `falloff` is the exponent by which a pad's overtones fall off:
    higher is duller. Levels are amplitudes; `kicks`, `snares` and `hats` are sixteenths of a bar.
    """

    scale: tuple[int, ...]
    progressions: tuple[tuple[int, ...], ...]
    bar: float
    centre: int
    attack: float
    falloff: float
    pad: float
    bass: float
    bass_steps: tuple[int, ...]
    melody: float
    kicks: tuple[int, ...] = ()
    snares: tuple[int, ...] = ()
    hats: tuple[int, ...] = ()
    drums: float = 0.0


MOODS = {
    Tone.curious: Mood(
        scale=DORIAN,
        progressions=MINOR_PROGRESSIONS,
        bar=2.4,
        centre=64,
        attack=0.35,
        falloff=1.5,
        pad=0.16,
        bass=0.13,
        bass_steps=(0, 6, 8, 14),
        melody=0.17,
        kicks=(0, 7, 10),
        snares=(4, 12),
        hats=(2, 6, 8, 10, 14),
        drums=0.8,
    ),
    Tone.calm: Mood(
        scale=LYDIAN,
        progressions=MAJOR_PROGRESSIONS,
        bar=4.4,
        centre=65,
        attack=1.3,
        falloff=2.2,
        pad=0.22,
        bass=0.09,
        bass_steps=(0,),
        melody=0.12,
        hats=(4, 12),
        drums=0.35,
    ),
    Tone.bright: Mood(
        scale=IONIAN,
        progressions=MAJOR_PROGRESSIONS,
        bar=1.92,
        centre=67,
        attack=0.15,
        falloff=1.0,
        pad=0.13,
        bass=0.13,
        bass_steps=(0, 4, 8, 12),
        melody=0.18,
        kicks=(0, 4, 8, 12),
        snares=(4, 12),
        hats=(2, 4, 6, 10, 12, 14),
        drums=1.0,
    ),
    Tone.dramatic: Mood(
        scale=AEOLIAN,
        progressions=MINOR_PROGRESSIONS,
        bar=3.2,
        centre=60,
        attack=0.6,
        falloff=0.95,
        pad=0.15,
        bass=0.34,
        bass_steps=(0, 3, 6, 8, 11, 14),
        melody=0.18,
        kicks=(0, 3, 8),
        snares=(12,),
        hats=(6, 14),
        drums=0.6,
    ),
}


def note_of(scale: Sequence[int], step: int, key: int) -> int:
    """The MIDI note of a step of the scale, counted from the tonic `key`."""
    octave, degree = divmod(step, len(scale))
    return key + 12 * octave + scale[degree]


def chord(mood: Mood, degree: int, key: int) -> tuple[int, ...]:
    """A seventh chord on this degree as MIDI notes, each in the octave nearest to the mood's centre."""
    notes = [note_of(mood.scale, degree + third, key) for third in (0, 2, 4, 6)]
    return tuple(sorted(note - 12 * round((note - mood.centre) / 12) for note in notes))


def phrase_notes(mood: Mood, degree: int, key: int, count: int, rng: np.random.Generator) -> tuple[int, ...]:
    """A melody of `count` notes over this degree: chord tones on its ends, steps and small leaps between them."""
    steps = [degree + int(rng.choice((0, 2, 4)))]
    while len(steps) < count:
        steps.append(steps[-1] + int(rng.choice((-2, -1, -1, 1, 1, 2))))
    steps[-1] = degree + int(rng.choice((0, 2, 4, 7)))
    notes = (note_of(mood.scale, step, key) for step in steps)
    top = mood.centre + 15
    return tuple(note - 12 * round((note - top) / 12) for note in notes)
