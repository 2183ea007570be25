"""Which scenes get a picture that a model makes: those that nothing else fits, and no more than the channel allows."""

from collections.abc import Mapping, Sequence

from tasks.domain.made import Making
from tasks.domain.story import Candidate, Scene
from tasks.domain.values import Frozen, Text


class Wish(Frozen):
    """A picture that may be made for a scene: what it should show, in which style, and by whom."""

    vendor: Text
    shown: Text
    style: str = ""
    first: bool = False


def wishes(
    making: Making | None, scenes: Sequence[Scene], free: Sequence[int], found: Mapping[int, Sequence[Candidate]]
) -> Mapping[int, Wish]:
    """The pictures that may be made, by scene, of the `free` scenes.

    Scenes for which nothing was found come first; the others keep one in reserve if there are more to be had. A scene
    of which nobody says what it should show gets none, and two of which the same is said share none: they would be
    twins.
    """
    if making is None:
        return {}
    described: dict[str, int] = {}
    for number in sorted(free, key=lambda number: (bool(found.get(number)), number)):
        if shown := " ".join(scenes[number].visual_description.split()):
            described.setdefault(shown.casefold(), number)
    return {
        number: Wish(
            vendor=making.vendor,
            shown=scenes[number].visual_description.strip(),
            style=making.style,
            first=making.first,
        )
        for number in list(described.values())[: making.most]
    }
