"""Runs that wait, die or resume are counted once, with all of their work."""

from datetime import UTC, datetime, timedelta

import pytest

from tasks.domain.runs.kpi import Ended, OpenRun, RunRecord, StageTime, resumed
from tasks.domain.runs.kpi_history import history, success_rate, summarise
from tests.reports.histories import SPANS, a_run

BEGAN = datetime(2026, 11, 1, 6, tzinfo=UTC)
DUE = BEGAN + timedelta(hours=6)


def begun(**more: object) -> OpenRun:
    """A run that has begun and has no recorded end."""
    fields = {"flow_run": "one", "channel": "demo", "day": "2026-11-01", "at": BEGAN, "due": DUE, **more}
    return OpenRun.model_validate(fields)


def until_review() -> RunRecord:
    """A run that waits for review after 39 seconds of work."""
    run = a_run(until="quality", json_parse_failures=1.0, ffmpeg_encoding_fps=80.0, cost_usd=0.02)
    return run.model_copy(update={"outcome": "waiting"})


def after_review(*stages: StageTime) -> RunRecord:
    """The resumed run: it reads the earlier stages from the cache in two seconds and uploads in one."""
    read = [StageTime(stage=name, executed=0, cached=2, started=1.0, seconds=0.1) for name in list(SPANS)[:-1]]
    upload = StageTime(stage="upload", executed=2, cached=0, started=2.0, seconds=1.0)
    merged = {stage.stage: stage for stage in (*read, upload, *stages)}
    metrics = {"json_parse_failures": 0.0, "fallbacks": 1.0, "cost_usd": 0.03}
    return a_run().model_copy(update={"stages": tuple(merged.values()), "total_seconds": 3.0, "metrics": metrics})


def test_a_resumed_run_is_one_run_with_all_of_its_work() -> None:
    run = resumed(until_review(), after_review()).measured()
    assert run.whole
    assert run.outcome == "published"
    assert run.total_seconds == 39.0 + 3.0
    assert {name: run.took(name) for name in SPANS} == {
        **{name: span[1] for name, span in SPANS.items()},
        "upload": 1.0,
    }
    assert next(stage for stage in run.stages if stage.stage == "upload").started == 39.0 + 2.0
    assert run.metrics == {
        "json_parse_failures": 1.0,
        "fallbacks": 1.0,
        "cost_usd": 0.03,
        "ffmpeg_encoding_fps": 80.0,
        "total_pipeline_time": 42.0,
        "image_download_time": 9.0,
        "video_assembly_time": 20.5,
        "cache_hit_rate": 0.0,
        "retries": 0.0,
    }


def test_work_repeated_after_the_review_is_added() -> None:
    again = StageTime(stage="encode", executed=1, cached=1, retries=1, started=1.0, seconds=4.0)
    encode = next(s for s in resumed(until_review(), after_review(again)).stages if s.stage == "encode")
    assert (encode.executed, encode.cached, encode.retries, encode.seconds) == (3, 0, 1, 24.0)


def test_a_waiting_run_is_neither_a_success_nor_a_failure() -> None:
    waiting = begun(waits=True, record=until_review()).counted(BEGAN)
    assert waiting
    summary = summarise([waiting])
    assert (summary.outcomes, summary.success_rate, summary.days) == ({"waiting": 1}, None, 0)
    encode = next(stage for stage in summary.stages if stage.stage == "encode")
    assert (encode.samples, encode.median) == (1, 20.0)


def test_a_run_without_an_end_counts_as_failed_after_its_due_time() -> None:
    assert begun().counted(DUE - timedelta(seconds=1)) is None
    lost = begun().counted(DUE)
    assert lost
    assert (lost.outcome, lost.flow_run, lost.at) == ("failed", "one", BEGAN)
    assert "never reported its end" in lost.error
    assert success_rate([a_run(), lost]) == 0.5
    assert (summarise([a_run(1), lost]).days, summarise([a_run(1), lost]).days_published) == (2, 1)


@pytest.mark.parametrize("outcome", ["failed", "interrupted"])
def test_a_run_known_to_have_ended_is_counted_at_once(outcome: str) -> None:
    lost = begun(waits=True, record=until_review()).counted(
        BEGAN, Ended.model_validate({"outcome": outcome, "why": "Crashed: the host died"})
    )
    assert lost
    assert (lost.outcome, lost.error) == (outcome, "Crashed: the host died")
    assert lost.took("encode") == 20.0, "the stages it completed are known"


def test_runs_without_an_end_are_sorted_by_their_start() -> None:
    ended = [a_run(3), a_run(1), a_run(0)]
    lost = a_run(2, outcome="failed", until="encode")
    assert [run.day.day for run in history(ended, [lost], 3)] == [4, 3, 2]
