"""What the ledger keeps of a run, for each way in which it can end."""

import contextlib
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from prefect.exceptions import Pause

from flows.encode_short import encode_short
from tasks.domain.clip import Clip
from tasks.domain.edition import Cover, Edition
from tasks.domain.errors import BadInput, Refused, Transient
from tasks.domain.names import slug
from tasks.domain.request import ShortRequest
from tasks.domain.runs.kpi import OpenRun, RunRecord
from tasks.domain.speech import Casting, Speech
from tasks.domain.values import replaced
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import Ledger, ledger
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily import artifacts
from tasks.stagecraft.daily.run import DailyRun, daily_run
from tasks.stagecraft.telemetry import Tally
from tests.providers.publishing import edition

DAY = date(2026, 11, 24)


@pytest.fixture
def flow_run(monkeypatch: pytest.MonkeyPatch) -> str:
    """Set the flow run id that Prefect's runtime reports, and return it."""
    number = str(uuid.uuid4())
    monkeypatch.setenv("PREFECT__RUNTIME__FLOW_RUN__ID", number)
    return number


def request(tmp_path: Path) -> ShortRequest:
    file = tmp_path / "channel.yaml"
    file.write_text(f"name: {tmp_path.name}")
    return ShortRequest(channel=str(file), day=DAY)


def still_open(flow_run: str) -> OpenRun | None:
    """Return the ledger's entry for an open run, or None."""
    return next((run for run in ledger().open_runs() if run.flow_run == flow_run), None)


def run_through(tmp_path: Path, work: Callable[[DailyRun], BaseException]) -> DailyRun:
    """Run `work` as a daily run that ends with the exception that `work` returns."""
    with contextlib.suppress(BaseException), daily_run(request(tmp_path), encode_here=encode_short) as run:
        raise work(run)
    return run


def outcomes(tmp_path: Path, error: BaseException) -> list[str]:
    """Return the outcomes in the ledger after a run that raised this error."""
    run = run_through(tmp_path, lambda _: error)
    return [record.outcome for record in ledger().history(run.brief.channel.key)]


@pytest.fixture(autouse=True)
def announced(monkeypatch: pytest.MonkeyPatch) -> list[RunRecord]:
    """Collect the records that would be written to Prefect."""
    records: list[RunRecord] = []
    monkeypatch.setattr(artifacts, "tell", records.append)
    monkeypatch.setattr(artifacts, "announce", records.append)
    return records


def test_an_interrupted_run_is_recorded_and_announced(tmp_path: Path, announced: list[RunRecord]) -> None:
    assert outcomes(tmp_path, KeyboardInterrupt()) == ["interrupted"]
    assert [record.outcome for record in announced] == ["interrupted"]


def test_a_skipped_day_is_announced(tmp_path: Path, announced: list[RunRecord]) -> None:
    with daily_run(request(tmp_path), encode_here=encode_short) as run:
        run.skipped = "It was missed."
        run.skip()
    assert [(record.outcome, record.notes) for record in announced] == [("skipped", ("It was missed.",))]


def test_a_run_that_waits_for_review_has_not_ended(tmp_path: Path, announced: list[RunRecord]) -> None:
    assert outcomes(tmp_path, Pause()) == []
    assert announced == []


def test_a_run_is_open_in_the_ledger_until_it_ends(tmp_path: Path, flow_run: str) -> None:
    open_runs: list[OpenRun | None] = []

    def broken(_: DailyRun) -> ValueError:
        open_runs.append(still_open(flow_run))
        return ValueError("broken")

    run = run_through(tmp_path, broken)
    (open_run,) = open_runs
    assert open_run
    assert (open_run.channel, open_run.day, open_run.waits) == (run.brief.channel.key, DAY, False)
    assert still_open(flow_run) is None, "the ledger must drop it when it ends"


def test_the_final_record_includes_the_work_before_the_review(tmp_path: Path, flow_run: str) -> None:
    def encoded(run: DailyRun) -> Pause:
        run.recorder.tallies["encode"] = Tally(executed=3, first=1.0, last=21.0)
        telemetry.metric("ffmpeg_encoding_fps", 71.5)
        telemetry.metric("json_parse_failures", 1, add=True)
        return Pause()

    def refused(run: DailyRun) -> Refused:
        resumed = still_open(flow_run)
        assert resumed
        assert not resumed.waits, "the run was resumed"
        run.recorder.tallies["encode"] = Tally(cached=3, first=0.1, last=0.2)
        return Refused(["the reviewer said no"])

    run_through(tmp_path, encoded)
    waiting = still_open(flow_run)
    assert waiting
    assert waiting.waits
    run = run_through(tmp_path, refused)
    (record,) = ledger().history(run.brief.channel.key)
    (encode,) = record.stages
    assert (encode.executed, encode.cached, encode.seconds) == (3, 0, 20.0)
    assert record.outcome == "refused"
    assert record.metrics["ffmpeg_encoding_fps"] == 71.5
    assert record.metrics["video_assembly_time"] == 20.0
    assert record.metrics["json_parse_failures"] == 1
    assert record.metrics["cache_hit_rate"] == 0


def test_an_unreachable_ledger_does_not_end_a_review(
    tmp_path: Path, flow_run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> None:
        raise Transient("The ledger did not serve.", service="ledger")

    monkeypatch.setattr(Ledger, "suspend", unreachable)
    with pytest.raises(Pause), daily_run(request(tmp_path), encode_here=encode_short):
        raise Pause


@pytest.mark.parametrize("text", ["name: [", "nmae: x", "publisher: nobody", "name: Odd name"])
def test_a_request_that_cannot_be_used_is_recorded_as_failed(
    tmp_path: Path, flow_run: str, announced: list[RunRecord], text: str
) -> None:
    file = tmp_path / f"{flow_run}.yaml"
    file.write_text(text)
    unusable = ShortRequest(channel=str(file), day=DAY, source="gone.md")
    with pytest.raises(BadInput), daily_run(unusable, encode_here=encode_short):
        raise AssertionError("the run must not begin")
    key = "odd-name" if "Odd" in text else slug(flow_run)
    record = next(record for record in ledger().history(key) if record.flow_run == flow_run)
    assert (record.outcome, record.day, record.stages) == ("failed", DAY, ())
    assert record.error
    assert announced == [record]


def test_a_missing_channel_file_is_recorded_under_its_name(tmp_path: Path, flow_run: str) -> None:
    gone = ShortRequest(channel=str(tmp_path / "Night facts.yaml"), day=DAY)
    with pytest.raises(BadInput, match="does not exist"), daily_run(gone, encode_here=encode_short):
        raise AssertionError("the run must not begin")
    assert ledger().history("night-facts")[0].error.startswith("The channel file")


def test_a_ledger_that_cannot_be_used_does_not_hide_the_first_error(
    tmp_path: Path, flow_run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> None:
        raise Transient("The ledger did not serve.", service="ledger")

    monkeypatch.setattr(Ledger, "record", unreachable)
    with pytest.raises(BadInput), daily_run(ShortRequest(channel="gone.yaml"), encode_here=encode_short):
        raise AssertionError("the run must not begin")


def test_every_substitute_is_in_the_notes_and_a_clip_that_stands_is_one(tmp_path: Path) -> None:
    made: list[Edition] = []

    def work(run: DailyRun) -> BaseException:
        one = edition(assets())
        file, plan = one.approved.video.file, one.timeline
        pictures = [replaced(picture, note="Another picture replaces it.") for picture in one.pictures]
        pictures[1] = replaced(pictures[1], clip=Clip(file=file, frames=9, width=608, height=1080))
        cover, cast = Cover(image=one.thumbnail, layout="title"), Casting(voice="hibari", note="Another voice speaks.")
        speech = Speech(audio=file, seconds=3.0, words=(), voice="hibari", timing="exact", note="It was slow.")
        made.append(run.edition(one.topic, one.story, plan, one.approved, cover, cast, [speech], pictures))
        return Refused("Enough.")

    run_through(tmp_path, work)
    *notes, last = made[0].notes
    assert notes == ["Another voice speaks.", "It was slow.", "Another picture replaces it."]
    assert last.startswith("The clip Low tide is shown at rest: 0.3 s of it are too little for its scene of 1.")
    assert [picture.clip for picture in made[0].pictures] == [None, None]
