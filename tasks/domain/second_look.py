"""Which scenes of the finished film are looked at again, and which of them are made again: a few, and once.

Small stills of what was found can mislead, and nobody has seen what a model made. The user's pictures are their
choice, and a card shows no more than its sentence says: neither is asked about.
"""

from collections.abc import Sequence

from tasks.domain.story import Picture, Scene
from tasks.domain.timeline import Timeline
from tasks.domain.values import Frozen

MOST_AGAIN = 3  # scenes of a short: one that is wrong almost everywhere is a matter for its script
JUDGED = frozenset({"found", "made"})


class Moment(Frozen):
    """A frame of the film that shows all of a scene, what is said over it, and what it should show."""

    scene: int
    frame: int
    said: str
    wanted: str


class Fault(Frozen):
    """A scene whose picture shows something else than is said, and why."""

    scene: int
    why: str = ""


class FilmView(Frozen):
    """What a look at the film found: the scenes to make again, and a note for the record."""

    faults: tuple[Fault, ...] = ()
    note: str = ""


def moments(timeline: Timeline, pictures: Sequence[Picture], scenes: Sequence[Scene]) -> tuple[Moment, ...]:
    """A moment of each scene whose picture was found or made and is in the film, in order."""
    shots = {shot.picture.sha256: shot for shot in reversed(timeline.shots)}
    return tuple(
        Moment(scene=number, frame=shot.first + shot.whole, said=shot.narration, wanted=scene.visual_description)
        for number, (picture, scene) in enumerate(zip(pictures, scenes, strict=True))
        if picture.origin in JUDGED and (shot := shots.get(picture.image.sha256))
    )


def view_of(by: str, looked: Sequence[Moment], faults: Sequence[Fault]) -> FilmView:
    """The faults that are mended, and what is told of all."""
    again = sorted(faults, key=lambda fault: fault.scene)[:MOST_AGAIN]
    named = ", ".join(f"scene {fault.scene + 1}" + (f" ({fault.why})" if fault.why else "") for fault in again)
    told = [f"{by} looked at {len(looked)} scenes of the film."]
    told.append(
        f"It found that something else is shown in {named}: made again." if again else "Each shows what is said."
    )
    if left := len(faults) - len(again):
        told.append(f"It doubts {left} more, which stay: at most {MOST_AGAIN} are made again.")
    return FilmView(faults=tuple(again), note=" ".join(told))
