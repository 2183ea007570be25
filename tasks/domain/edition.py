"""The finished short: the encoded video, the gate's report on it, and what a publisher is given and gives back."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from tasks.domain.channel import Visibility
from tasks.domain.story import Picture, Story, Topic
from tasks.domain.timeline import Timeline
from tasks.domain.values import Artifact, Frozen, Text


class Video(Frozen):
    """The encoded file and what encoded it."""

    file: Artifact
    encoder: Text
    note: str = ""  # what was replaced, and why


class Check(Frozen):
    """One promise of the plan, measured."""

    name: Text
    passed: bool
    wanted: str
    measured: str


class QualityReport(Frozen):
    video: Artifact
    checks: Annotated[tuple[Check, ...], Field(min_length=1)]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(f"{c.name}: {c.measured}, wanted {c.wanted}" for c in self.checks if not c.passed)


class ApprovedVideo(Frozen):
    """A video that passed every check: the only thing that can be published."""

    video: Video
    report: QualityReport

    @model_validator(mode="after")
    def _was_approved(self) -> Self:
        if self.report.video != self.video.file:
            raise ValueError("the report is about another file")
        if not self.report.passed:
            raise ValueError("not approved: " + "; ".join(self.report.reasons))
        return self


class Edition(Frozen):
    """Everything a publisher needs, and nothing that changes from one try to the next."""

    run_key: Text  # channel + day (+ subject): two runs of one key are one video
    channel: Text
    day: date
    topic: Topic
    story: Story
    timeline: Timeline
    approved: ApprovedVideo
    thumbnail: Artifact
    pictures: tuple[Picture, ...]
    voice: Text
    language: str = "en"
    visibility: Visibility = Visibility.public
    publish_at: datetime | None = None  # UTC
    made_for_kids: bool = False
    notes: tuple[str, ...] = ()  # what was replaced or skipped on the way, and why


class Decision(Frozen):
    """What a reviewer answered. Empty fields leave the script's own."""

    approved: bool
    reason: str = ""
    title: str = ""
    description: str = ""
    hashtags: tuple[str, ...] = ()


class PublishedFile(Frozen):
    path: Text
    sha256: str


class Receipt(Frozen):
    """Proof of publication. `location` is a folder or an address; `folder` and `files` lie on this machine."""

    run_key: Text
    publisher: Text
    location: Text
    folder: str = ""
    video: Artifact
    files: tuple[PublishedFile, ...] = ()
    notes: tuple[str, ...] = ()  # what is not as it was asked for, and why
    missing: tuple[str, ...] = ()  # what the next run is to add
