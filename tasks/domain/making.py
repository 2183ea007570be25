"""Which scenes get a picture that a model makes: those that nothing else fits, and no more than the channel allows."""

from collections.abc import Collection, Mapping, Sequence

from tasks.domain.made import Making
from tasks.domain.story import Candidate, Scene
from tasks.domain.values import Artifact, Frozen, Text
from tasks.domain.words import count_words


class Wish(Frozen):
    """A picture that may be made for a scene: what it should show, in which style, like which picture, and by whom."""

    vendor: Text
    shown: Text
    style: str = ""
    like: Artifact | None = None
    first: bool = False


def wishes(
    making: Making | None,
    scenes: Sequence[Scene],
    free: Sequence[int],
    found: Mapping[int, Sequence[Candidate]],
    real: Collection[int] = (),
) -> Mapping[int, Wish]:
    """The pictures that may be made, by scene, of the `free` scenes.

    Scenes for which nothing was found come first, of those the first scene and then what is longest on screen; the
    others keep one in reserve if there are more to be had, and a clip that was found stays before it. `real` scenes get
    none: a made picture would be invented evidence. Nor does a scene of which nobody says what it should show, and two
    of which the same is said share none: they would be twins.
    """

    def weight(number: int) -> tuple[bool, bool, int, int]:
        return bool(found.get(number)), number > 0, -count_words(scenes[number].narration), number

    if making is None:
        return {}
    described: dict[str, int] = {}
    for number in sorted((number for number in free if number not in real), key=weight):
        if shown := " ".join(scenes[number].visual_description.split()):
            described.setdefault(shown.casefold(), number)
    return {
        number: Wish(
            vendor=making.vendor,
            shown=scenes[number].visual_description.strip(),
            style=making.style,
            like=making.like,
            first=making.first and not any(one.kind == "clip" for one in found.get(number, ())),
        )
        for number in list(described.values())[: making.most]
    }
