"""Shows frames of the finished film to a model with eyes, and takes from a scene what it refuses.

The look can be done without: where it fails, the approved film stays as it is, and a note says so.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from tasks.domain.errors import ServiceError, WrongKey
from tasks.domain.second_look import Fault, FilmView, Moment, view_of
from tasks.domain.story import Picture
from tasks.domain.values import replaced
from tasks.machine.media.sheets import placed, sheets
from tasks.providers import Eyes
from tasks.providers.context import ProviderContext
from tasks.providers.scene_picture import PictureChoice
from tasks.render.contact_sheet import frames_of
from tasks.stagecraft import telemetry

ACROSS = 3  # frames in a row of a sheet

C = TypeVar("C", bound=PictureChoice)


def look_at(
    eyes: Eyes, film: Path, fps: int, looked: Sequence[Moment], context: ProviderContext, *, patient: bool = False
) -> FilmView:
    """What the eyes say of these moments of the film.

    Raises WrongKey; with `patient`, an error that passes, too: the stage retries.
    """
    frames = frames_of(film, [moment.frame for moment in looked], fps)
    numbered = [(number, placed(image)) for number, image in enumerate(frames, 1)]
    rows = [numbered[first : first + ACROSS] for first in range(0, len(numbered), ACROSS)]
    try:
        faults = eyes.doubt(looked, sheets(rows))
    except ServiceError as error:
        if isinstance(error, WrongKey) or (patient and error.worth_retrying):
            raise
        telemetry.warn(f"Nobody looked at the film: {error}")
        return FilmView(note=f"Nobody looked at the film: {error.message}")
    view = view_of(eyes.maker, looked, faults)
    context.count("scenes_made_again", len(view.faults))
    return view


def otherwise(orders: Sequence[C], pictures: Sequence[Picture], faults: Sequence[Fault]) -> tuple[C, ...]:
    """The orders, without what the scenes at fault show now: the next of their choice, or the card, replaces it."""
    wrong = {fault.scene for fault in faults}
    return tuple(
        _without(order, picture) if number in wrong else order
        for number, (order, picture) in enumerate(zip(orders, pictures, strict=True))
    )


def _without(order: C, picture: Picture) -> C:
    if picture.origin == "made":
        return replaced(order, made=None)
    return replaced(order, found=tuple(one for one in order.found if one.url != picture.source))
