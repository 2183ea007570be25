"""Cuts the timeline into segments that are encoded separately. A segment holds what its frames show, and nothing else.

So its JSON serves as its cache key: a new picture changes only the segment that shows it and the one that fades from
it, and of that one only the first part, the transition.
"""

from tasks.domain.channel import CaptionStyle
from tasks.domain.clip import Clip
from tasks.domain.stage import STANDING, Origin, Stage
from tasks.domain.timeline import Cue, Motion, OutputSpec, Shot, Timeline, Transition
from tasks.domain.values import Artifact, Frozen, replaced

CUT = Transition(kind="cut", frames=0)


class Take(Frozen):
    """A part of a shot: its picture, stage or clip, from frame `at` of a motion that lasts `span` frames."""

    picture: Artifact
    stage: Stage | None = None
    clip: Clip | None = None
    motion: Motion
    at: int
    span: int


class Segment(Frozen):
    """One shot's frames, which begin with the transition from the shot before (`leaving`)."""

    frames: int
    take: Take
    leaving: Take | None
    transition: Transition
    cues: tuple[Cue, ...]  # frames count from the segment's start; a cue may begin before it
    style: CaptionStyle
    accent: str
    output: OutputSpec
    encoder: str
    language: str = ""


def segments(timeline: Timeline, encoder: str) -> tuple[Segment, ...]:
    """One segment for each shot."""
    return tuple(_segment(timeline, number, encoder) for number in range(len(timeline.shots)))


def _segment(timeline: Timeline, number: int, encoder: str) -> Segment:
    shots = timeline.shots
    shot = shots[number]
    leaving = None
    if shot.transition.frames and number:
        leaving = _bare(_take(shots[number - 1], shot.transition.frames, at=shots[number - 1].frames))
    following = shots[number + 1].transition.frames if number + 1 < len(shots) else 0
    return Segment(
        frames=shot.frames,
        take=_take(shot, following),
        leaving=leaving,
        transition=shot.transition,
        cues=tuple(
            _shifted(cue, -shot.first)
            for cue in timeline.captions.cues
            if cue.end > shot.first and cue.first < shot.first + shot.frames
        ),
        style=timeline.captions.style,
        accent=timeline.captions.accent,
        output=timeline.output,
        encoder=encoder,
        language=timeline.captions.language,
    )


def parts(segment: Segment) -> tuple[Segment, ...]:
    """Split a segment into its transition and its tail, which shows its own picture alone; each is encoded separately.

    What is carried over from the scene before moves in the first part, so that nothing of that scene is in the tail.
    The segment stays whole if it has neither, or no tail.
    """
    cast = segment.take.stage.cast if segment.take.stage else ()
    moves = [cued.rests for cued in cast if cued.origin]
    fading = max([segment.transition.frames if segment.leaving else 0, *moves])
    if not 0 < fading < segment.frames:
        return (segment,)
    cues = segment.cues
    head = {"frames": fading, "cues": tuple(cue for cue in cues if cue.first < fading)}
    tail = {
        "frames": segment.frames - fading,
        "take": _settled(segment.take).model_copy(update={"at": segment.take.at + fading}),
        "leaving": None,
        "transition": CUT,
        "cues": tuple(_shifted(cue, -fading) for cue in cues if cue.end > fading),
    }
    return segment.model_copy(update=head), segment.model_copy(update=tail)


def _take(shot: Shot, tail: int, at: int = 0) -> Take:
    """A shot's take. Its motion continues for `tail` frames, under the next transition: there it must not stop dead."""
    return Take(
        picture=shot.picture, stage=shot.stage, clip=shot.clip, motion=shot.motion, at=at, span=shot.frames + tail
    )


def _settled(take: Take) -> Take:
    """The take once what was carried over stands in its place, wherever it came from."""
    if take.stage is None or not any(cued.origin for cued in take.stage.cast):
        return take
    cast = tuple(replaced(cued, origin=Origin()) if cued.origin else cued for cued in take.stage.cast)
    return replaced(take, stage=replaced(take.stage, cast=cast))


def _bare(take: Take) -> Take:
    """The take once all that comes in has left the stage: what a transition leads away from."""
    if take.stage is None:
        return take
    standing = tuple(cued for cued in take.stage.cast if cued.element.entrance in STANDING)
    return replaced(take, stage=replaced(take.stage, cast=standing))


def _shifted(cue: Cue, by: int) -> Cue:
    return Cue(
        words=tuple(w.model_copy(update={"first": w.first + by, "end": w.end + by}) for w in cue.words),
        first=cue.first + by,
        end=cue.end + by,
    )
