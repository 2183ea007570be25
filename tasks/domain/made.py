"""What a channel says of pictures that a model makes."""

from tasks.domain.values import Artifact, Frozen, Text

MADE = "made"  # how a channel's `pictures` names them


class Making(Frozen):
    """At most how many scenes of a short get one, in what style, and whether before what is found is tried.

    `like` is a picture of the channel's whose style they follow.
    """

    vendor: Text = MADE
    most: int
    style: str = ""
    like: Artifact | None = None
    first: bool = False


def making_of(pictures: str, most: int, style: str) -> Making | None:
    """What a setting of `pictures` asks for; None unless it names made pictures."""
    names = [name.strip() for name in pictures.split(",")]
    return Making(most=most, style=style, first=names[0] == MADE) if MADE in names else None
