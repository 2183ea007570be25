"""The finished short: the encoded video, the gate's report on it, and what a publisher receives and returns."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from tasks.domain.channel import Visibility
from tasks.domain.story import Picture, Story, Topic
from tasks.domain.timeline import Shot, Timeline
from tasks.domain.values import Artifact, Frozen, Text, replaced


class Video(Frozen):
    """The encoded file and the encoder that made it."""

    file: Artifact
    encoder: Text
    note: str = ""  # which encoder it replaces, and why


class Check(Frozen):
    """One promise of the plan, compared with what was measured."""

    name: Text
    passed: bool
    wanted: str
    measured: str


class QualityReport(Frozen):
    """All checks of one video."""

    video: Artifact
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence for each check that failed."""
        return tuple(f"{c.name}: {c.measured}, wanted {c.wanted}" for c in self.checks if not c.passed)


class ApprovedVideo(Frozen):
    """A video that passed every check; nothing else can be published."""

    video: Video
    report: QualityReport

    @model_validator(mode="after")
    def _was_approved(self) -> Self:
        if self.report.video != self.video.file:
            raise ValueError("the report is about another file")
        if not self.report.passed:
            raise ValueError("not approved: " + "; ".join(self.report.reasons))
        return self


class Cover(Frozen):
    """A drawn cover and its layout. `hash` is its perceptual hash in hex: covers that look alike differ in few bits."""

    image: Artifact
    layout: Text
    hash: str = ""


# What a channel's owner has chosen of an upload; editions have it under the same names.
CHOSEN = ("visibility", "made_for_kids", "category", "notify_subscribers")


class Edition(Frozen):
    """Everything a publisher needs, and nothing that changes between attempts."""

    run_key: Text  # channel, day and perhaps subject: two runs with one key publish one video
    channel: Text
    day: date
    topic: Topic
    story: Story
    timeline: Timeline
    approved: ApprovedVideo
    thumbnail: Artifact
    cover: str = ""  # the layout of the thumbnail
    pictures: tuple[Picture, ...]  # what each shot of the timeline shows, in order
    voice: Text
    synthetic_voice: bool = True
    language: str = "en"
    visibility: Visibility = Visibility.public
    publish_at: datetime | None = None  # UTC
    made_for_kids: bool = False
    category: str = ""  # the number of YouTube's category; empty for this host's setting
    notify_subscribers: bool = False
    notes: tuple[str, ...] = ()  # what the run replaced or skipped, and why


def seen_in(timeline: Timeline, pictures: Iterable[Picture]) -> tuple[Picture, ...]:
    """Of the pictures that were made, those that the film shows: one for each of its shots.

    A clip that is too short for its scene is there as a picture at rest, and says so.
    """
    by_file: dict[str, Picture] = {}
    for picture in pictures:
        for each in (picture, *picture.then):
            by_file.setdefault(each.image.sha256, each)
    return tuple(_as_shown(by_file[shot.picture.sha256], shot, timeline.output.fps) for shot in timeline.shots)


def _as_shown(picture: Picture, shot: Shot, fps: int) -> Picture:
    if picture.clip is None or shot.clip is not None:
        return picture
    name = picture.credit.title or picture.source
    has, wanted = (f"{frames / fps:.1f} s" for frames in (picture.clip.frames, shot.frames))
    note = f"The clip {name} is shown at rest: {has} of it are too little for its scene of {wanted}."
    return replaced(picture, clip=None, sound=None, note=note)


class Decision(Frozen):
    """A reviewer's answer. Empty fields keep what the script says.

    `scenes` are the narrations of a reviewed script, in order; an empty one leaves its scene out.
    """

    approved: bool
    reason: str = ""
    title: str = ""
    description: str = ""
    hashtags: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()


class PublishedFile(Frozen):
    """A file that was published, by its path on this machine."""

    path: Text
    sha256: str


class Film(Frozen):
    """A finished film as people watch it on the server's page, before and after it is published."""

    video: Artifact
    channel: Text
    day: date
    title: Text
    captions: str = ""  # WebVTT
    host: str = ""  # the machine that made it
    folder: str = ""  # where it was published on that machine
    location: str = ""  # a folder or a URL

    @property
    def key(self) -> str:
        """The film's own name: the same file may be the short of several channels."""
        return hashlib.sha256(f"{self.channel}/{self.day}/{self.video.sha256}".encode()).hexdigest()


class Place(Frozen):
    """Where a publisher publishes: the platform's own channel or profile, by its id and its title there."""

    id: Text
    title: Text


class Receipt(Frozen):
    """Proof of publication. `location` is a folder or a URL; `folder` and `files` are on this machine.

    `also` are the places besides `location`, each with its publisher: a run may publish to several.
    """

    run_key: Text
    publisher: Text
    location: Text
    also: tuple[str, ...] = ()
    folder: str = ""
    video: Artifact
    files: tuple[PublishedFile, ...] = ()
    notes: tuple[str, ...] = ()  # what differs from the request, and why
    missing: tuple[str, ...] = ()  # what the next run should add


class Seen(Frozen):
    """What a later look at a publication found: sentences on what is not as asked for, and on what was mended."""

    faults: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
