"""What of a run is kept in the ledger, however it ends."""

import contextlib
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from prefect.exceptions import Pause

from flows.encode_short import encode_short
from tasks.domain.errors import Refused, Transient
from tasks.domain.request import ShortRequest
from tasks.domain.runs.kpi import OpenRun, RunRecord
from tasks.machine.storage.ledger import Ledger, ledger
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily import artifacts
from tasks.stagecraft.daily.run import DailyRun, daily_run
from tasks.stagecraft.telemetry import Tally

DAY = date(2026, 11, 24)


@pytest.fixture
def flow_run(monkeypatch: pytest.MonkeyPatch) -> str:
    """The id that Prefect's runtime tells."""
    number = str(uuid.uuid4())
    monkeypatch.setenv("PREFECT__RUNTIME__FLOW_RUN__ID", number)
    return number


def request(tmp_path: Path) -> ShortRequest:
    file = tmp_path / "channel.yaml"
    file.write_text(f"name: {tmp_path.name}")
    return ShortRequest(channel=str(file), day=DAY)


def still_open(flow_run: str) -> OpenRun | None:
    return next((run for run in ledger().open_runs() if run.flow_run == flow_run), None)


def through(tmp_path: Path, work: Callable[[DailyRun], BaseException]) -> DailyRun:
    """A run that does this work and ends by what comes of it."""
    with contextlib.suppress(BaseException), daily_run(request(tmp_path), encode_here=encode_short) as run:
        raise work(run)
    return run


def outcomes(tmp_path: Path, error: BaseException) -> list[str]:
    """Of a run in which this is raised."""
    run = through(tmp_path, lambda _: error)
    return [record.outcome for record in ledger().history(run.brief.channel.key)]


@pytest.fixture(autouse=True)
def announced(monkeypatch: pytest.MonkeyPatch) -> list[RunRecord]:
    """What Prefect would be told."""
    found: list[RunRecord] = []
    monkeypatch.setattr(artifacts, "tell", found.append)
    monkeypatch.setattr(artifacts, "announce", found.append)
    return found


def test_a_run_that_is_interrupted_says_so(tmp_path: Path, announced: list[RunRecord]) -> None:
    assert outcomes(tmp_path, KeyboardInterrupt()) == ["interrupted"]
    assert [record.outcome for record in announced] == ["interrupted"]


def test_a_day_that_is_left_out_is_announced(tmp_path: Path, announced: list[RunRecord]) -> None:
    with daily_run(request(tmp_path), encode_here=encode_short) as run:
        run.skipped = "It was missed."
        run.skip()
    assert [(record.outcome, record.notes) for record in announced] == [("skipped", ("It was missed.",))]


def test_a_run_that_waits_for_a_reviewer_has_not_ended(tmp_path: Path, announced: list[RunRecord]) -> None:
    assert outcomes(tmp_path, Pause()) == []
    assert announced == []


def test_a_run_is_in_the_ledger_from_its_beginning_to_its_end(tmp_path: Path, flow_run: str) -> None:
    seen: list[OpenRun | None] = []

    def broken(_: DailyRun) -> ValueError:
        seen.append(still_open(flow_run))
        return ValueError("broken")

    run = through(tmp_path, broken)
    (begun,) = seen
    assert begun
    assert (begun.channel, begun.day, begun.waits) == (run.brief.channel.key, DAY, False)
    assert still_open(flow_run) is None, "its end takes it out"


def test_what_was_done_before_a_review_is_in_the_record_of_the_end(tmp_path: Path, flow_run: str) -> None:
    def encoded(run: DailyRun) -> Pause:
        run.recorder.tallies["encode"] = Tally(executed=3, first=1.0, last=21.0)
        telemetry.metric("ffmpeg_encoding_fps", 71.5)
        telemetry.metric("json_parse_failures", 1, add=True)
        return Pause()

    def refused(run: DailyRun) -> Refused:
        again = still_open(flow_run)
        assert again
        assert not again.waits, "it has been taken up"
        run.recorder.tallies["encode"] = Tally(cached=3, first=0.1, last=0.2)
        return Refused(["the reviewer said no"])

    through(tmp_path, encoded)
    waiting = still_open(flow_run)
    assert waiting
    assert waiting.waits
    run = through(tmp_path, refused)
    (record,) = ledger().history(run.brief.channel.key)
    (encode,) = record.stages
    assert (encode.executed, encode.cached, encode.seconds) == (3, 0, 20.0)
    assert record.outcome == "refused"
    assert record.metrics["ffmpeg_encoding_fps"] == 71.5
    assert record.metrics["video_assembly_time"] == 20.0
    assert record.metrics["json_parse_failures"] == 1
    assert record.metrics["cache_hit_rate"] == 0


def test_a_ledger_that_is_away_does_not_end_a_review(
    tmp_path: Path, flow_run: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Transient("The ledger did not serve.", service="ledger")

    monkeypatch.setattr(Ledger, "suspend", away)
    with pytest.raises(Pause), daily_run(request(tmp_path), encode_here=encode_short):
        raise Pause
