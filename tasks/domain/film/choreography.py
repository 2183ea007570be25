"""Plans when each element of a card comes in: on its word, so that the impact is heard and seen at once. Pure.

All constants are frames at 30 a second; a film of another rate plays the same at its own frames.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.domain.stage import PULSE, STANDING, Cued, Element, Entrance, Origin
from tasks.domain.values import replaced


@dataclass(frozen=True)
class Manner:
    """How long an entrance takes, and how many frames before its word it begins so as to land on it."""

    lead: int
    frames: int


MANNERS: Mapping[Entrance, Manner] = {
    "pop": Manner(4, 20),
    "drop": Manner(7, 24),
    "emerge": Manner(6, 24),
    "slam": Manner(4, 14),
    "stamp": Manner(5, 16),
    "rise": Manner(3, 10),
    "word": Manner(3, 10),
    "count": Manner(3, 22),
    "fill": Manner(2, 24),
    "trace": Manner(0, 30),
    "draw": Manner(8, 22),
    "turn": Manner(20, 24),
    "unfold": Manner(3, 16),
    "pin": Manner(6, 22),
    "grow": Manner(0, 16),
    "floor": Manner(0, 16),
    "print": Manner(0, 1),
}
FORCEFUL = frozenset({"pop", "drop", "emerge", "slam", "stamp", "pin"})
LASTING = frozenset({"count", "fill", "trace", "draw", "turn"})  # what goes on for all of its frames
EXIT = 7  # frames in which all leave
SETTLED = 12  # frames before a shot's end by which all have come in
EMPTY = 16  # frames for which a stage may be empty; what would come later comes at once, and pulses with its word
# Type carries a scene: without it, little else is on the stage. It waits no longer for its word than this.
TYPE: frozenset[Entrance] = frozenset({"slam", "word", "rise"})
PATIENCE = 36
# Small type, lines and bars beside type: a stage with nothing else on it is empty.
LIGHT: frozenset[Entrance] = frozenset({"rise", "trace", "grow"})
GROWING: frozenset[Entrance] = frozenset({"fill"})  # what would tell too much before its word
OPENING = 3  # frames after a cut before the first element comes in
BEFORE = 40  # frames before the film begins in which its first picture has come in: it is the feed's still
CARRY = 18  # frames in which what the scene before shows, too, moves to its place: no transition takes longer
READ = 12  # frames that a word that is set as it is spoken stays, at least, before all leave


def plan_stage(
    elements: Sequence[Element],
    words: Sequence[tuple[str, int]],
    frames: int,
    fps: int,
    *,
    opens: bool = False,
    leaves: bool = True,
    furnished: bool = False,
    carried: int = -1,
) -> tuple[Cued, ...]:
    """The elements' frames in a shot of `frames`; `words` are its spoken words with their first frames.

    `opens` says that the shot is the film's first, which stands complete from its first frame on. Without `leaves`
    everything stays to the end. `furnished` says that there is something to see before all of them, a photograph: they
    wait for their words. The element `carried` stands before the cut: it does not come in, but moves to its place.
    """
    rate = fps / 30
    clock = _Clock(rate, round(-BEFORE * rate) if opens else round(OPENING * rate), frames, patient=furnished)
    wishes = [said_at(element.said, words) for element in elements]
    cast = [n for n, element in enumerate(elements) if element.entrance not in STANDING]
    told = [n for n in cast if n != carried and wishes[n] is not None]
    heavy = [n for n in told if elements[n].entrance not in LIGHT | GROWING]
    eager = heavy or told  # of these, the earliest comes at once if it is late: it furnishes the stage
    earliest = min((wish for n in eager if (wish := wishes[n]) is not None), default=0)
    # What belongs to no word is a stage for the rest: with it there, the stage is not empty.
    furnished = furnished or carried >= 0 or any(wishes[n] is None and elements[n].entrance not in LIGHT for n in cast)
    early = {n for n in eager if wishes[n] == earliest and not furnished}
    out = round(frames - EXIT * rate) if leaves else frames
    spoken = [wish for element, wish in zip(elements, wishes, strict=True) if element.number >= 0 and wish is not None]
    if max(spoken, default=0) + READ * rate > out:
        out = frames
    return tuple(
        Cued(
            element=element,
            leaves=frames if element.entrance in STANDING else out,
            **(
                clock.carried(wish)
                if number == carried
                else clock.spoken(element, wish, stands=opens)
                if element.number >= 0 and wish is not None
                else clock.entry(element, wish, early=number in early, opens=opens)
            ),
        )
        for number, (element, wish) in enumerate(zip(elements, wishes, strict=True))
    )


@dataclass(frozen=True)
class _Clock:
    rate: float  # frames per 1/30 s
    first: int  # the frame from which elements may come in
    frames: int
    patient: bool = False  # type waits for its word, however long

    def entry(self, element: Element, wish: int | None, *, early: bool, opens: bool) -> dict[str, int]:
        """`first`, `frames` and `pulse` of one element; `wish` is the frame of its word."""
        manner = MANNERS[element.entrance]
        length = max(1, round(manner.frames * self.rate))
        if element.entrance in STANDING:
            return {"first": self.first if opens else 0, "frames": length}
        after = round(element.after * self.rate)
        if wish is None:
            return {"first": self._within(self.first + 1 + after, length), "frames": length}
        at = wish - round(manner.lead * self.rate) + after
        if early and at > self.first + EMPTY * self.rate:
            at = self.first + 1 + after
            if element.entrance == "count":  # a number must not be read before it is said: it counts until then
                return {"first": max(at, 0) if opens else at, "frames": max(length, wish + 3 - at)}
            return {"first": self._within(at, length), "frames": length, "pulse": self._pulse(at, length, wish)}
        if opens and at > self.first and not early:
            at = max(round(4 * self.rate), at)
        patient = max(self.first, 0) + round((PATIENCE + element.after) * self.rate)
        if element.entrance in TYPE and at > patient and not self.patient:
            return {
                "first": self._within(patient, length),
                "frames": length,
                "pulse": self._pulse(patient, length, wish),
            }
        return {"first": self._within(at, length), "frames": length}

    def spoken(self, element: Element, wish: int, *, stands: bool) -> dict[str, int]:
        """The same of a word that is set as it is spoken, whatever comes before and after it.

        In the feed's still all of them stand: there, each jumps as it is spoken.
        """
        manner = MANNERS[element.entrance]
        length = max(1, round(manner.frames * self.rate))
        if stands:
            return {"first": self.first, "frames": length, "pulse": self._pulse(self.first, length, wish)}
        return {"first": wish - round(manner.lead * self.rate), "frames": length}

    def carried(self, wish: int | None) -> dict[str, int | Origin]:
        """The same of what was there before the cut; where it was, `tasks.domain.film.carry` says later."""
        length = round(CARRY * self.rate)
        pulse = -1 if wish is None else self._pulse(0, length, wish)
        return {"first": 0, "frames": length, "pulse": pulse, "origin": Origin()}

    def _pulse(self, at: int, length: int, wish: int) -> int:
        """The frame at which an element that came in early jumps with its word; -1 if it is still coming, or leaves."""
        pulse = wish - round(2 * self.rate)
        return pulse if at + length + 4 * self.rate <= pulse <= self.frames - PULSE * self.rate else -1

    def _within(self, at: int, length: int) -> int:
        """Not before the first frame, and early enough to have settled."""
        return max(self.first, min(at, round(self.frames - length - SETTLED * self.rate)))


def impact(cued: Cued, fps: int) -> int:
    """The frame on which an element lands."""
    if cued.origin:
        return cued.rests
    return cued.first + round(min(MANNERS[cued.element.entrance].lead * fps / 30, cued.frames))


def pulsed(cast: Sequence[Cued], frames: Sequence[int], length: int, fps: int) -> tuple[tuple[Cued, ...], list[int]]:
    """The cast of a shot of `length` frames with a jump of one of its elements on each of these frames.

    Also gives the frames for which there is none that stands, has not jumped yet, and stays long enough.
    """
    playing, left = list(cast), []
    for frame in frames:
        free = [
            number
            for number, cued in enumerate(playing)
            if cued.pulse < 0
            and cued.element.entrance not in STANDING
            and cued.rests <= frame <= min(cued.leaves, length) - round(PULSE * fps / 30)
        ]
        if free:  # the largest type slams
            number = min(free, key=lambda at: (playing[at].element.entrance not in FORCEFUL, at))
            playing[number] = replaced(playing[number], pulse=frame)
        else:
            left.append(frame)
    return tuple(playing), left


def calmed(elements: Sequence[Element]) -> tuple[Element, ...]:
    """The same elements for a calm channel: they fade in where others drop, pop or slam."""
    return tuple(
        replaced(element, entrance="unfold") if element.entrance in FORCEFUL else element for element in elements
    )


def said_at(said: str, words: Sequence[tuple[str, int]]) -> int | None:
    """The frame of an element's word: the same word, else one that begins with it, else one that holds it."""
    if not said or not words:
        return None
    if said.startswith("#"):
        return words[min(int(said[1:]), len(words) - 1)][1]
    wanted = plain(said)
    if not wanted:
        return None
    ways = (
        lambda word: word == wanted,
        lambda word: len(wanted) > 2 and word.startswith(wanted),
        lambda word: wanted in word,
    )
    for fits in ways:
        for word, frame in words:
            if fits(plain(word)):
                return frame
    return said_at(wanted[:-1], words) if wanted.endswith("%") else None  # "12%" is written, "12 percent" is said


def plain(word: str) -> str:
    """A word by its letters and digits, so that "1,956." is found as 1956."""
    return re.sub(r"[^\w%]|_", "", word.casefold())
