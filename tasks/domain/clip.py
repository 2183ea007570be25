"""A moving picture as data: what a scene shows in place of a still one, in whole frames of the film."""

from typing import Annotated

from pydantic import Field

from tasks.domain.values import Artifact, Frozen


class Clip(Frozen):
    """A prepared clip: H.264 in MP4 at the film's frame rate, in the shape of its frame, at most of its size.

    Where it was cut from its source, and how fast it plays, is decided: nobody has to know it later.
    """

    file: Artifact
    frames: Annotated[int, Field(ge=1)]
    width: Annotated[int, Field(ge=2)]  # pixels; both are even
    height: Annotated[int, Field(ge=2)]
    smooth: bool = True  # no frame is shown twice; a clip of ten frames a second shows each three times
