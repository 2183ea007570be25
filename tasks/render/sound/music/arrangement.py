"""Arranges a piece in three parts: it opens sparse, lifts at the story's turn, and leaves room for the last line."""

from dataclasses import dataclass

import numpy as np

from tasks.domain.channel import Tone
from tasks.render.sound.music import instruments
from tasks.render.sound.music.harmony import MOODS, PHRASES, Mood, chord, phrase_notes
from tasks.render.sound.music.instruments import RATE, Mono, Stereo

PEAK = 0.7
LIFT_BARS = 4  # a chord progression is as long, and every fourth bar ends with a fill
SLOW = 3.6 * RATE  # a bar longer than this has an arpeggio of four notes, not eight
RELEASE = 1.2  # seconds in which a chord fades under the next
OPENING, CLOSING = 0.7, 0.5  # levels of the chords before the lift and under the last line
ROOM = 0.45  # seconds of near silence before the last line
ROOM_LEVEL = 0.05
FADE_IN, FADE_OUT = 0.15, 1.6


@dataclass(frozen=True)
class Form:
    """Where the parts begin, in samples: the lift at `turn`, the close at `last`, all of it `samples` long."""

    samples: int
    turn: int
    last: int
    bar: int  # samples

    @classmethod
    def of(cls, samples: int, turn: int, last: int, bar_seconds: float) -> "Form":
        """The form of a film; bars are stretched by up to a fifth so that the turn is the beginning of one."""
        last = last if 0 < last < samples else samples
        turn = turn if 0 < turn < last else last // 2
        bars = max(1, round(turn / (bar_seconds * RATE)))
        bar = turn / bars / RATE
        stretched = min(1.2 * bar_seconds, max(bar_seconds / 1.2, bar))
        return cls(samples, turn, last, round(stretched * RATE))


def compose(tone: Tone, seed: int, samples: int, *, turn: int = 0, last: int = 0) -> Stereo:
    """Compose stereo music at 48 kHz with a peak of 0.7, which ends in silence.

    `turn` and `last` are the samples at which the story turns and its last line begins; 0 if it has none.
    """
    mood = MOODS[tone]
    rng = np.random.default_rng([seed, list(Tone).index(tone)])
    form = Form.of(samples, turn, last, mood.bar)
    player = _Player(mood, form, rng)
    for number, at in enumerate(range(0, form.last, form.bar)):
        player.bar(number, at)
    player.close()
    return player.mixed()


class _Player:
    """Plays bar after bar into one buffer."""

    def __init__(self, mood: Mood, form: Form, rng: np.random.Generator) -> None:
        self.mood, self.form, self.rng = mood, form, rng
        self.progression = mood.progressions[int(rng.integers(len(mood.progressions)))]
        self.key = mood.centre - 12 + int(rng.integers(-5, 6))
        self.phrase = PHRASES[int(rng.integers(len(PHRASES)))]
        self.arpeggio = tuple(int(n) for n in rng.permutation(4))
        room = form.bar + round(4 * RATE)
        self.dry: Stereo = np.zeros((form.samples + room, 2), np.float32)
        self.echoed: Stereo = np.zeros((form.samples + room, 2), np.float32)

    def bar(self, number: int, at: int) -> None:
        """One bar: its chord, bass and melody, and drums once the piece has lifted."""
        mood, lifted = self.mood, at >= self.form.turn - RATE // 10
        degree = self.progression[number % len(self.progression)]
        notes = chord(mood, degree, self.key)
        self._chord(
            at, (*notes, notes[0] + 12) if lifted else notes, self.form.bar, mood.pad * (1 if lifted else OPENING)
        )
        self._bass(at, degree, mood.bass_steps if lifted else mood.bass_steps[:1])
        self._melody(at, number, degree, notes, lifted=lifted)
        if mood.drums and (lifted or number):
            self._drums(at, number, lifted=lifted)

    def close(self) -> None:
        """Under the last line, one long chord on the tonic, and a bell."""
        samples = self.form.samples - self.form.last
        if samples <= RATE // 2:
            return
        notes = chord(self.mood, 0, self.key)
        self._chord(self.form.last, (*notes, notes[0] + 12), samples, CLOSING * self.mood.pad)
        self._add(self.echoed, instruments.bass(self._low(0), 2.5), self.form.last, self.mood.bass * 0.8)
        for step, note in enumerate(notes[1:]):
            at = self.form.last + step * self.form.bar // 4
            self._add(
                self.echoed, instruments.mallet(note + 12, bell=True), at, 0.5 * self.mood.melody, 0.3 + 0.2 * step
            )

    def mixed(self) -> Stereo:
        """All that was played, with echoes, room before the last line, and fades."""
        samples, form = self.form.samples, self.form
        out = self.dry + self.echoed
        for repeat in (1, 2, 3):  # a ping-pong echo, in time
            delay = round(form.bar * 3 / 16) * repeat
            out[delay:] += self.echoed[:-delay, ::-1] * np.float32(0.26**repeat)
        out = np.asarray(np.tanh(out[:samples] * np.float32(1.6)), np.float32)
        self._leave_room(out)
        _fade(out)
        out *= np.float32(PEAK / max(float(np.abs(out).max()), 1e-6))
        return out

    def _chord(self, at: int, notes: tuple[int, ...], samples: int, level: float) -> None:
        length = min(samples + round(RELEASE * RATE), len(self.dry) - at)
        sound = instruments.pad(notes, length, self.mood.falloff, self.rng)
        sound *= (instruments.swell(length, self.mood.attack, RELEASE) * np.float32(level))[:, None]
        self.dry[at : at + length] += sound

    def _bass(self, at: int, degree: int, steps: tuple[int, ...]) -> None:
        note = self._low(degree)
        for number, step in enumerate(steps):
            following = (*steps, 16)[number + 1]
            seconds = round((following - step) / 16 * self.form.bar / RATE, 2)
            octave = 12 if number and self.rng.random() < 0.25 else 0
            self._add(self.dry, instruments.bass(note + octave, seconds), at + self._step(step), self.mood.bass)

    def _low(self, degree: int) -> int:
        """The bass note of a degree, from E1 to D#2."""
        note = self.key + self.mood.scale[degree % len(self.mood.scale)]
        return 28 + (note - 28) % 12

    def _melody(self, at: int, number: int, degree: int, notes: tuple[int, ...], *, lifted: bool) -> None:
        """A phrase in the first three bars of four; once lifted, an arpeggio of bells runs through as well."""
        mood, rng = self.mood, self.rng
        if number % LIFT_BARS != LIFT_BARS - 1 or lifted:
            onsets = [step for step in self.phrase if rng.random() < (0.95 if lifted else 0.75)]
            for step, note in zip(onsets, phrase_notes(mood, degree, self.key, len(onsets) or 1, rng), strict=False):
                level, side = mood.melody * float(rng.uniform(0.6, 1.0)), float(rng.uniform(0.3, 0.7))
                self._add(self.echoed, instruments.mallet(note), at + self._step(step), level, side)
        if not lifted:
            return
        for step in range(0, 16, 4 if self.form.bar > SLOW else 2):
            if rng.random() < 0.85:
                note = notes[self.arpeggio[step // 2 % 4] % len(notes)] + 12
                level = 0.4 * mood.melody * float(rng.uniform(0.7, 1.0))
                bell = instruments.mallet(note, bell=True)
                self._add(self.echoed, bell, at + self._step(step), level, 0.2 + step / 25)

    def _drums(self, at: int, number: int, *, lifted: bool) -> None:
        """Hats alone before the lift; then kick and snare, with a fill at the end of every fourth bar."""
        mood, rng = self.mood, self.rng
        level = 0.2 * mood.drums
        fill = number % LIFT_BARS == LIFT_BARS - 1
        for step in mood.hats:
            if rng.random() < 0.92:
                sound = (instruments.hat if lifted and mood.kicks else instruments.shaker)(int(rng.integers(4)))
                self._add(self.dry, sound, at + self._step(step), level * float(rng.uniform(0.25, 0.5)), 0.6)
        if not lifted:
            return
        for step in mood.kicks:
            self._add(self.dry, instruments.kick(), at + self._step(step), level * float(rng.uniform(0.9, 1.1)))
        for step in (*mood.snares, *((10, 13, 15) if fill and mood.snares else ())):
            sound = instruments.snare(int(rng.integers(4)))
            self._add(self.dry, sound, at + self._step(step), level * float(rng.uniform(0.5, 0.8)), 0.45)

    def _step(self, sixteenth: int) -> int:
        return round(sixteenth * self.form.bar / 16)

    def _add(self, out: Stereo, sound: Mono, at: int, level: float, right: float = 0.5) -> None:
        """Add a mono sound at a place between left (0) and right (1)."""
        length = min(len(sound), len(out) - at)
        part = sound[:length] * np.float32(level)
        out[at : at + length, 0] += part * np.float32(2 * (1 - right))
        out[at : at + length, 1] += part * np.float32(2 * right)

    def _leave_room(self, out: Stereo) -> None:
        """What still sounds falls silent just before the last line. It comes back with it."""
        form = self.form
        start, down, up = form.last - round(ROOM * RATE), round(0.3 * RATE), round(0.02 * RATE)
        if form.samples - form.last <= RATE // 2 or start < down:
            return
        shape = np.ones(len(out), np.float32)
        shape[start - down : start] = np.linspace(1, ROOM_LEVEL, down, dtype=np.float32)
        shape[start : form.last - up] = ROOM_LEVEL
        shape[form.last - up : form.last] = np.linspace(ROOM_LEVEL, 1, up, dtype=np.float32)
        out *= shape[:, None]


def _fade(out: Stereo) -> None:
    rise, fall = min(len(out) // 4, round(FADE_IN * RATE)), min(len(out) // 3, round(FADE_OUT * RATE))
    out[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)[:, None]
    out[len(out) - fall :] *= (np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2)[:, None]
