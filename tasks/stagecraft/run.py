"""One run of the daily flow, from the request to the record: what is shared by all its stages."""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from prefect.runtime import flow_run

from tasks.artwork.cards import accent
from tasks.domain.kpi import RunRecord
from tasks.domain.models import (
    SHAPES,
    ApprovedVideo,
    Artifact,
    Brief,
    Edition,
    Look,
    OutputSpec,
    Picture,
    Receipt,
    Speech,
    Story,
    Timeline,
    Topic,
)
from tasks.domain.request import ShortRequest
from tasks.machine.assets import assets
from tasks.machine.ledger import ledger
from tasks.providers.folder import write_record, write_report
from tasks.stagecraft import telemetry
from tasks.stagecraft.intake import music_of, read_request


@dataclass
class DailyRun:
    brief: Brief
    recorder: telemetry.Recorder

    @property
    def output(self) -> OutputSpec:
        return SHAPES[self.brief.channel.shape]

    def narrations(self, story: Story) -> tuple[str, ...]:
        return tuple(scene.narration for scene in story.script.scenes)

    def look_seed(self, story: Story) -> int:
        """Another story, another look; the same story and seed, the same."""
        return zlib.crc32(story.script.title.encode()) ^ self.brief.seed

    def look(self, story: Story) -> Look:
        channel = self.brief.channel
        return Look(
            captions=channel.captions,
            words_per_caption=channel.words_per_caption,
            accent=accent(channel.palette, self.look_seed(story)),
            tone=channel.tone,
            music=music_of(self.brief),
            output=self.output,
        )

    def edition(
        self,
        topic: Topic,
        story: Story,
        timeline: Timeline,
        approved: ApprovedVideo,
        cover: Artifact,
        speeches: Sequence[Speech],
        pictures: Sequence[Picture],
    ) -> Edition:
        channel, day = self.brief.channel, self.brief.day
        notes = [*story.notes, *(speech.note for speech in speeches), *(picture.note for picture in pictures)]
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
            notes=tuple(dict.fromkeys(note for note in notes if note)),
        )

    def finish(self, edition: Edition, receipt: Receipt) -> Receipt:
        """Keep the run's record: in the ledger, and beside the short as kpis.json and report.html."""
        record = self._record(edition.run_key, notes=edition.notes)
        ledger().record(record, "published")
        folder = Path(receipt.location)
        if folder.is_dir():
            write_record(folder, record)
            if record.executed or not (folder / "report.html").exists():
                write_report(folder, edition, record, assets())
        return receipt

    def fail(self, error: BaseException) -> None:
        """A run that ends badly is in the ledger too, with how far it came."""
        record = self._record(f"{self.brief.channel.key}/{self.brief.day}", error=str(error) or type(error).__name__)
        ledger().record(record, "failed" if isinstance(error, Exception) else "interrupted")

    def _record(self, run_key: str, *, notes: tuple[str, ...] = (), error: str = "") -> RunRecord:
        self._count()
        return self.recorder.record(
            run_key=run_key,
            flow_run=str(flow_run.id or ""),
            channel=self.brief.channel.key,
            day=self.brief.day,
            notes=notes,
            error=error,
        )

    def _count(self) -> None:
        """The seed's KPIs, from what was timed and counted."""
        tallies = self.recorder.tallies
        executed = sum(tally.executed for tally in tallies.values())
        cached = sum(tally.cached for tally in tallies.values())
        spans = {name: tally.last - tally.first for name, tally in tallies.items() if tally.executed}
        if "images" in spans:
            telemetry.metric("image_download_time", spans["images"])
        if "encode" in spans:
            telemetry.metric("video_assembly_time", spans["encode"] + spans.get("timeline", 0.0))
        telemetry.metric("total_pipeline_time", self.recorder.clock() - self.recorder.began)
        telemetry.metric("cache_hit_rate", cached / max(1, executed + cached))
        telemetry.metric("json_parse_failures", 0, add=True)


@contextmanager
def daily_run(request: ShortRequest) -> Iterator[DailyRun]:
    """Everything that the request names is read and checked before the first stage starts."""
    with telemetry.recording() as recorder:
        run = DailyRun(read_request(request), recorder)
        try:
            yield run
        except BaseException as error:
            run.fail(error)
            raise
