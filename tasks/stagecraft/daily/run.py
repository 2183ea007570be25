"""One run of the daily flow, from its request to its record: everything that the flow does besides calling stages."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from prefect.client.schemas.objects import State
from prefect.exceptions import Pause
from prefect.runtime import flow_run
from prefect.states import Completed

from tasks.artwork.cards import accent
from tasks.domain.edition import CHOSEN, ApprovedVideo, Cover, Edition, Receipt, seen_in
from tasks.domain.errors import DailiesError, Refused
from tasks.domain.photographs import place
from tasks.domain.request import ShortRequest
from tasks.domain.runs.kpi import OpenRun, Outcome, RunRecord, resumed
from tasks.domain.speech import Casting, Speech
from tasks.domain.story import Brief, Picture, Story, Topic
from tasks.domain.timeline import SHAPES, Look, OutputSpec, Timeline
from tasks.domain.values import replaced
from tasks.machine import process
from tasks.machine.clock import now, today
from tasks.machine.home import home
from tasks.machine.room import explained
from tasks.machine.storage.assets import assets, sweep
from tasks.machine.storage.keys import admit, run_key
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.published import keep_words
from tasks.reports.run_log import closing_lines, closing_message, failing_lines, opening_line
from tasks.reports.short_page import write_record, write_report
from tasks.stagecraft import services, telemetry
from tasks.stagecraft.daily import artifacts, naming
from tasks.stagecraft.daily.after_publishing import after_publishing
from tasks.stagecraft.daily.comparing import Comparison
from tasks.stagecraft.daily.film_figures import with_film
from tasks.stagecraft.daily.intake import channel_key, channel_of, checked_request, music_of, read_request, replacements
from tasks.stagecraft.daily.looking import plan_looks
from tasks.stagecraft.daily.quota import left_after
from tasks.stagecraft.daily.review import answer_due, reviewed
from tasks.stagecraft.daily.schedule import day_of, in_utc, skipped
from tasks.stagecraft.daily.script_review import reviewed_script
from tasks.stagecraft.dispatch.encoder_choice import encoder_for
from tasks.stagecraft.dispatch.routing import EncodeHere, encoding_here

MAX_RUN = timedelta(hours=6)  # a run that has not ended by then was killed
MAX_RESUME = timedelta(minutes=15)  # from a review's deadline until a worker must have resumed the run


@dataclass
class DailyRun:
    """The state of one run, and the values that stages share."""

    brief: Brief
    out: str  # the folder to publish to
    recorder: telemetry.Recorder
    skipped: str = ""  # why this run makes no short
    notes: tuple[str, ...] = ()  # on the channel's settings that the request replaces, and on a look at the film
    before: RunRecord | None = None  # the record from before this run was suspended for a review

    @property
    def output(self) -> OutputSpec:
        """The film's size and frame rate."""
        return SHAPES[self.brief.channel.shape]

    def about(self, topic: Topic) -> Topic:
        """The topic, which the run is named by from now on."""
        naming.rename(self.brief.channel.key, self.brief.day, topic.slug)
        telemetry.logger().info("Topic: %s. %s", topic.title, topic.reason)
        return topic

    def scenes_to_find(self, story: Story) -> int:
        """The number of scenes without a picture from the user."""
        brief, scenes = self.brief, story.script.scenes
        placed = place(brief.pictures, scenes, brief.channel.language, fixed=story.fixed, every=brief.all_images)
        return sum(not own for own in placed.scenes)

    def look(self, seed: int) -> Look:
        """The channel's choices for captions, cuts and music."""
        channel = self.brief.channel
        return Look(
            captions=channel.captions,
            words_per_caption=channel.words_per_caption,
            accent=accent(channel.palette, seed),
            tone=channel.tone,
            music=music_of(self.brief),
            effects=channel.effects,
            motion=channel.motion,
            output=self.output,
            language=channel.language,
        )

    def read(self, story: Story) -> Story:
        """The story to speak, after a person has read and perhaps edited it if the channel wants that."""
        brief = self.brief
        return reviewed_script(story, brief.channel, brief.day) if brief.channel.review.of_script else story

    def reviewed(self, story: Story, approved: ApprovedVideo, timeline: Timeline, warning: str) -> Story:
        """The story to publish, after a review with the `warning` if the channel wants one. It may raise Refused."""
        channel, day = self.brief.channel, self.brief.day
        return reviewed(story, approved, timeline, channel, day, warning) if channel.review.of_film else story

    def edition(
        self,
        topic: Topic,
        story: Story,
        timeline: Timeline,
        approved: ApprovedVideo,
        cover: Cover,
        cast: Casting,
        speeches: Sequence[Speech],
        pictures: Sequence[Picture],
    ) -> Edition:
        """Everything to publish, with notes on each substitute that a stage used."""
        channel, day, shown = self.brief.channel, self.brief.day, seen_in(timeline, pictures)
        notes = [
            *self.brief.notes,
            *self.notes,
            *story.notes,
            cast.note,
            approved.video.note,
            *(speech.note for speech in speeches),
            *(picture.note for picture in (*pictures, *shown)),
        ]
        return Edition(
            run_key=run_key(ledger(), channel, day, topic, approved.video.file.sha256),
            channel=channel.name,
            day=day,
            topic=topic,
            story=story,
            timeline=timeline,
            approved=approved,
            thumbnail=cover.image,
            cover=cover.layout,
            pictures=shown,
            voice=speeches[0].voice,
            synthetic_voice=speeches[0].synthetic,
            language=channel.language,
            publish_at=in_utc(day, channel.publish_at, channel.timezone) if channel.publish_at else None,
            **{name: getattr(channel, name) for name in CHOSEN},
            notes=tuple(dict.fromkeys(note for note in notes if note)),
        )

    def finish(self, edition: Edition, receipt: Receipt, comparison: Comparison) -> Receipt:
        """Record a published run: in the ledger, in Prefect, and as kpis.json and report.html in the short's folder."""
        notes = (*edition.notes, *receipt.notes, *filter(None, (comparison.sameness.warning,)))
        record = self._record(edition.run_key, "published", notes=notes)
        record = replaced(with_film(record, edition), left=left_after(record.flow_run), quotes=edition.story.quotes)
        with after_publishing("remember what the short is like"):
            comparison.keep()
        with after_publishing("record the run in the ledger"):
            ledger().record(record, record.outcome)
        with after_publishing("remember the words of the short"):
            keep_words(self.brief.channel.key, edition, ledger())
        with after_publishing("plan the look of the next shorts"):
            plan_looks(edition, self.brief.channel)
        folder = Path(receipt.folder)
        if folder.is_dir():
            with after_publishing("write kpis.json"):
                write_record(folder, record)
            if record.executed or not (folder / "report.html").exists():
                with after_publishing("write report.html"):
                    write_report(folder, edition, record, assets(), comparison.sameness)
        watch = artifacts.tell(record, edition, receipt)
        for line in closing_lines(record, edition, receipt, watch):
            telemetry.logger().info(line)
        # Prefect shows the message of a run's last state on its page.
        state: State[Receipt] = Completed(data=receipt, message=closing_message(record, receipt, watch))
        return cast("Receipt", state)

    def skip(self) -> Receipt:
        """End the run without a short, as Skipped rather than Failed or Completed.

        There is no receipt: a flow that returns a State ends in it, which the flow's return type does not say.
        """
        record = self._record(self._key, "skipped", notes=(self.skipped,))
        ledger().record(record, record.outcome)
        artifacts.announce(record)
        state: State[Receipt] = Completed(name="Skipped", message=self.skipped)
        return cast("Receipt", state)

    def fail(self, error: BaseException) -> None:
        """Record a run that ends badly, and how far it came."""
        why = str(explained(error) or error) or type(error).__name__
        record = self._record(self._key, outcome_of(error), notes=self.notes, error=why)
        ledger().record(record, record.outcome)
        if isinstance(error, Exception):
            artifacts.tell(record)
            for line in failing_lines(record):
                telemetry.logger().info(line)
        else:  # an interrupt: events are sent in the background, but creating an artifact would delay the exit
            artifacts.announce(record)

    def begin(self) -> None:
        """Record that the run has begun. A run that is killed later cannot record anything more."""
        if flow_run.id:
            self.before = ledger().begin(self._open(now() + MAX_RUN))

    def wait(self) -> None:
        """Keep the record so far. The process ends for the review, and another resumes the run after the answer."""
        if not flow_run.id:
            return
        due = answer_due(self.brief.channel, now()).astimezone(UTC) + MAX_RESUME
        record = self._record(self._key, "waiting")
        try:
            ledger().suspend(replaced(self._open(due), waits=True, record=record))
        except Exception as error:  # noqa: BLE001 - the reviewer has the form already: the run must stay suspended
            telemetry.warn(f"Cannot keep the run's record from before its review: {error}")

    def _open(self, due: datetime) -> OpenRun:
        channel = self.brief.channel.key
        return OpenRun(flow_run=str(flow_run.id), channel=channel, day=self.brief.day, at=now(), due=due)

    @property
    def _key(self) -> str:
        """The key of a record whose topic is unknown or irrelevant."""
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


def outcome_of(error: BaseException) -> Outcome:
    """How a run that raised this error ended."""
    if isinstance(error, Refused):
        return "refused"
    return "failed" if isinstance(error, Exception) else "interrupted"


def record_refusal(request: ShortRequest, recorder: telemetry.Recorder, error: DailiesError) -> None:
    """Record a run whose request cannot be used: it failed before there was a brief, and counts like other failures."""
    key, day = channel_key(request), request.day or today()
    record = recorder.record(
        run_key=f"{key}/{day}",
        flow_run=str(flow_run.id or ""),
        channel=key,
        day=day,
        at=now(),
        outcome="failed",
        notes=(),
        error=str(error),
    )
    try:
        ledger().record(record, record.outcome)
    except DailiesError as unrecorded:  # the ledger itself may be what cannot be used
        telemetry.warn(f"Cannot record this run: {unrecorded}")
    artifacts.announce(record)


@contextmanager
def daily_run(given: ShortRequest | dict[str, Any], *, encode_here: EncodeHere) -> Iterator[DailyRun]:
    """Read and check everything that the request names before the first stage starts; record how the run ends.

    `given` is a request, or the fields of one as the custom-run form sends them. `encode_here` is the flow that encodes
    in this process if no worker does. Raises a DailiesError on bad input.
    """
    process.tune()
    sweep(home())
    with telemetry.recording() as recorder, encoding_here(encode_here), ExitStack() as keys_in_use:
        request = checked_request(given)
        try:
            keys_in_use.enter_context(services.using_channel(channel_of(request)))
            brief = read_request(request, day_of)
            admit(ledger(), brief.channel)
        except DailiesError as error:
            record_refusal(request, recorder, error)
            raise
        telemetry.logger().info(opening_line(brief))
        why = "" if request.day else skipped(brief.channel)
        run = DailyRun(brief, request.out, recorder, why, notes=replacements(request))
        for note in run.notes:
            telemetry.logger().info(note)
        run.begin()
        try:
            encoder_for(run.output)  # raises now if DAILIES_ENCODER cannot be used
            yield run
        except Pause:
            run.wait()
            raise
        except BaseException as error:
            run.fail(error)
            raise
