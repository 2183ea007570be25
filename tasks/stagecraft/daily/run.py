"""One run of the daily flow, from the request to the record: what is shared by all its stages."""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from prefect.exceptions import Pause
from prefect.runtime import flow_run
from prefect.states import Completed

from tasks.artwork.cards import accent
from tasks.domain.edition import ApprovedVideo, Edition, Receipt
from tasks.domain.errors import Refused
from tasks.domain.request import ShortRequest
from tasks.domain.runs.kpi import OpenRun, Outcome, RunRecord, resumed
from tasks.domain.story import Brief, Casting, Picture, Speech, Story, Topic
from tasks.domain.timeline import SHAPES, Look, OutputSpec, Timeline
from tasks.domain.values import Artifact
from tasks.machine import process
from tasks.machine.clock import now
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import ledger
from tasks.reports.short_page import write_record, write_report
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily import artifacts
from tasks.stagecraft.daily.intake import music_of, read_request
from tasks.stagecraft.daily.quota import left_after
from tasks.stagecraft.daily.review import answer_due, reviewed
from tasks.stagecraft.daily.schedule import day_of, skipped
from tasks.stagecraft.dispatch.encoder_choice import encoder_for
from tasks.stagecraft.dispatch.routing import EncodeHere, encoding_here

LONGEST = timedelta(hours=6)  # no run works that long: one that has not ended by then was killed
LATE = timedelta(minutes=15)  # from the hour of an answer, until a worker must have taken it up


@dataclass
class DailyRun:
    brief: Brief
    recorder: telemetry.Recorder
    skipped: str = ""  # why this day is left out
    before: RunRecord | None = None  # what this run had done when it was suspended for a review

    @property
    def output(self) -> OutputSpec:
        return SHAPES[self.brief.channel.shape]

    def narrations(self, story: Story) -> tuple[str, ...]:
        return tuple(scene.narration for scene in story.script.scenes)

    def scenes_to_find(self, story: Story) -> int:
        """How many scenes the user gave no picture for."""
        return max(0, len(story.script.scenes) - len(self.brief.pictures))

    def art_seed(self, story: Story) -> int:
        """The seed of what is drawn. Another title gives another; the same title and seed, the same."""
        return zlib.crc32(story.script.title.encode()) ^ self.brief.seed

    def look(self, story: Story) -> Look:
        channel = self.brief.channel
        return Look(
            captions=channel.captions,
            words_per_caption=channel.words_per_caption,
            accent=accent(channel.palette, self.art_seed(story)),
            tone=channel.tone,
            music=music_of(self.brief),
            output=self.output,
        )

    def reviewed(self, story: Story, approved: ApprovedVideo, timeline: Timeline) -> Story:
        """The story as it is to be published: where the channel asks for a review, once a person has said yes."""
        return reviewed(story, approved, timeline, self.brief.channel) if self.brief.channel.review else story

    def edition(
        self,
        topic: Topic,
        story: Story,
        timeline: Timeline,
        approved: ApprovedVideo,
        cover: Artifact,
        cast: Casting,
        speeches: Sequence[Speech],
        pictures: Sequence[Picture],
    ) -> Edition:
        channel, day = self.brief.channel, self.brief.day
        notes = [
            *story.notes,
            cast.note,
            approved.video.note,
            *(speech.note for speech in speeches),
            *(picture.note for picture in pictures),
        ]
        return Edition(
            run_key=f"{channel.key}/{day}/{topic.slug}",
            channel=channel.name,
            day=day,
            topic=topic,
            story=story,
            timeline=timeline,
            approved=approved,
            thumbnail=cover,
            pictures=tuple(pictures),
            voice=speeches[0].voice,
            language=channel.language,
            visibility=channel.visibility,
            publish_at=_moment(day, channel.publish_at, channel.timezone) if channel.publish_at else None,
            made_for_kids=channel.made_for_kids,
            notes=tuple(dict.fromkeys(note for note in notes if note)),
        )

    def finish(self, edition: Edition, receipt: Receipt) -> Receipt:
        """Keep the run's record: in the ledger, and beside the short as kpis.json and report.html."""
        record = self._record(edition.run_key, "published", notes=(*edition.notes, *receipt.notes))
        record = with_film(record, edition).model_copy(update={"left": left_after(record.flow_run)})
        ledger().record(record, record.outcome)
        folder = Path(receipt.folder)
        if folder.is_dir():
            write_record(folder, record)
            if record.executed or not (folder / "report.html").exists():
                write_report(folder, edition, record, assets())
        artifacts.tell(record, edition)
        return receipt

    def skip(self) -> Receipt:
        """End without a short. Prefect takes a returned state for the run's own: neither failed nor made."""
        record = self._record(self._key, "skipped", notes=(self.skipped,))
        ledger().record(record, record.outcome)
        artifacts.announce(record)
        return cast("Receipt", Completed(name="Skipped", message=self.skipped))

    def fail(self, error: BaseException) -> None:
        """A run that ends badly is in the ledger too, with how far it came."""
        record = self._record(self._key, outcome_of(error), error=str(error) or type(error).__name__)
        ledger().record(record, record.outcome)
        if isinstance(error, Exception):
            artifacts.tell(record)
        else:  # who interrupts a run wants it to end: an event is sent beside that, a page would be waited for
            artifacts.announce(record)

    def begin(self) -> None:
        """A run that is killed says nothing more: that it began must be known before."""
        if flow_run.id:
            self.before = ledger().begin(self._open(now() + LONGEST))

    def wait(self) -> None:
        """The process ends here, and another goes on when the reviewer has answered: what was done is kept for it."""
        if not flow_run.id:
            return
        due = answer_due(self.brief.channel, now()).astimezone(UTC) + LATE
        record = self._record(self._key, "waiting")
        try:
            ledger().suspend(self._open(due).model_copy(update={"waits": True, "record": record}))
        except Exception as error:  # noqa: BLE001 - a reviewer has been asked: that must not come to nothing for this
            telemetry.warn(f"What the run took until its review is not kept: {error}")

    def _open(self, due: datetime) -> OpenRun:
        channel = self.brief.channel.key
        return OpenRun(flow_run=str(flow_run.id), channel=channel, day=self.brief.day, at=now(), due=due)

    @property
    def _key(self) -> str:
        """Of a run whose topic is not known, or does not matter."""
        return f"{self.brief.channel.key}/{self.brief.day}"

    def _record(self, run_key: str, outcome: Outcome, *, notes: tuple[str, ...] = (), error: str = "") -> RunRecord:
        run = str(flow_run.id or "")
        telemetry.metric("json_parse_failures", 0, add=True)
        telemetry.metric("fallbacks", 0, add=True)
        telemetry.metric("cost_usd", sum(paid.cost for paid in ledger().spent("", run=run).values()) if run else 0.0)
        record = self.recorder.record(
            run_key=run_key,
            flow_run=run,
            channel=self.brief.channel.key,
            day=self.brief.day,
            at=now(),
            outcome=outcome,
            notes=notes,
            error=error,
        )
        return (resumed(self.before, record) if self.before else record).measured()


def with_film(record: RunRecord, edition: Edition) -> RunRecord:
    """With what only the finished film tells."""
    cut, took = edition.timeline, record.took("encode")
    told = {
        "words_per_minute": 60 * len(edition.story.script.script.split()) / cut.seconds,
        "captions_per_minute": 60 * len(cut.captions.cues) / cut.seconds,
    }
    if took is not None:  # encoded on another host, its own counter does not reach this process
        told["ffmpeg_encoding_fps"] = cut.frames / max(0.001, took)
    return record.model_copy(update={"metrics": {**{k: round(v, 4) for k, v in told.items()}, **record.metrics}})


def outcome_of(error: BaseException) -> Outcome:
    if isinstance(error, Refused):
        return "refused"
    return "failed" if isinstance(error, Exception) else "interrupted"


def _moment(day: date, hour: str, zone: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), ZoneInfo(zone)).astimezone(UTC)


@contextmanager
def daily_run(request: ShortRequest, *, encode_here: EncodeHere) -> Iterator[DailyRun]:
    """Read and check everything that the request names before the first stage starts; record how the run ends.

    `encode_here` is the flow that encodes in this process, for when no worker does.
    """
    process.tune()
    with telemetry.recording() as recorder, encoding_here(encode_here):
        brief = read_request(request, day_of)
        run = DailyRun(brief, recorder, skipped="" if request.day else skipped(brief.channel))
        run.begin()
        try:
            encoder_for(run.output)  # a wrong name is said now
            yield run
        except Pause:
            run.wait()
            raise
        except BaseException as error:
            run.fail(error)
            raise
