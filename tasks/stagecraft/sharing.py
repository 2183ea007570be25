"""Shares what was given and found among a short's scenes: once to look at it, and once to plan with what was seen."""

from collections.abc import Mapping, Sequence

from tasks.domain.footage import share
from tasks.domain.photographs import Placement, place
from tasks.domain.story import Candidate, GivenPicture, Story
from tasks.domain.timeline import OutputSpec
from tasks.machine.media.clips import is_clip
from tasks.stagecraft.searching import Findings


def shared(
    story: Story,
    given: Sequence[GivenPicture],
    found: Findings,
    output: OutputSpec,
    language: str,
    least_clips: int,
    *,
    every: bool,
) -> tuple[Placement, Mapping[int, tuple[Candidate, ...]]]:
    """Where the user's pictures are, and the candidates of each other scene by their words, best first."""
    scenes, title = story.script.scenes, story.script.title
    placement = place(given, scenes, language, fixed=story.fixed, every=every)
    free = [number for number, own in enumerate(placement.scenes) if not own]
    moving = moving_of(given, placement)
    return placement, share(
        found.candidates, found.clips, scenes, free, moving, title, output, language, least=least_clips
    )


def moving_of(given: Sequence[GivenPicture], placement: Placement) -> list[int]:
    """The scenes that show a clip of the user's."""
    return [number for number, own in enumerate(placement.scenes) if any(is_clip(given[n].name) for n in own)]
