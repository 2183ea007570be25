"""What the gate found of a film's elements: whether each comes in on its word, whole and in its place. Pure."""

from typing import Literal

from tasks.domain.stage import Element, Entrance
from tasks.domain.values import Frozen
from tasks.domain.words import split_words

SLACK = 2  # frames at 30 a second by which an element may come early or late

Flaw = Literal[
    "off",
    "missing",
    "frozen",
    "popped",
    "odd",
    "misplaced",
    "size",
    "doubled",
    "cut",
    "hidden",
    "captioned",
    "vanishes",
    "stays",
    "foreign",
    "unlike",
    "stranger",
]
# In the order of Flaw, without "off", which says by how many frames.
SAYINGS: dict[Flaw, str] = {
    "missing": "is missing",
    "frozen": "stops half-way",
    "popped": "is there at once instead of coming in",
    "odd": "does not come in as planned",
    "misplaced": "is in the wrong place",
    "size": "has the wrong size",
    "doubled": "is there twice",
    "cut": "is cut off",
    "hidden": "is partly hidden",
    "captioned": "is covered by a caption",
    "vanishes": "leaves too soon",
    "stays": "stays after its exit",
    "foreign": "is seen in another scene",
    "unlike": "does not look as planned",
    "stranger": "is not in the plan",
}
NOUNS: dict[Entrance, str] = {
    "count": "figure",
    "slam": "word",
    "rise": "word",
    "word": "word",
    "fill": "bar",
    "trace": "line",
    "draw": "outline",
    "turn": "hand",
    "unfold": "ground",
    "pin": "pin",
    "grow": "shape",
    "floor": "floor",
    "print": "photograph",
}


class Fault(Frozen):
    """One thing that is wrong with an element: `frames` is how late it comes, or negative how early."""

    scene: int  # the number of its shot
    name: str
    flaw: Flaw
    frames: int = 0

    @property
    def sentence(self) -> str:
        """The fault in plain words: The word "sea" of scene 3 comes in 9 frames late."""
        if self.flaw != "off":
            return f"{self.name} of scene {self.scene + 1} {SAYINGS[self.flaw]}"
        count = abs(self.frames)
        much = f"{count} frame{'s' if count > 1 else ''} {'late' if self.frames > 0 else 'early'}"
        return f"{self.name} of scene {self.scene + 1} comes in {much}"


class Appearances(Frozen):
    """The faults of all elements, how many were judged, and how many are too small or too faint to be judged."""

    faults: tuple[Fault, ...] = ()
    judged: int = 0
    skipped: int = 0
    disorder: tuple[str, ...] = ()  # sentences on elements that come in another order than planned


def named(element: Element, narration: str) -> str:
    """What to call an element in a message, such as: The word "sea"."""
    said = element.said
    if said.startswith("#"):
        words = split_words(narration)
        said = words[min(int(said[1:]), len(words) - 1)] if words else ""
    noun = NOUNS.get(element.entrance, "picture")
    return f'The {noun} "{said}"' if said else f"The {noun}"


def slack(fps: int) -> int:
    """The frames by which an element may come early or late at this rate."""
    return max(SLACK, round(SLACK * fps / 30))
