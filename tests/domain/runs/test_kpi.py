"""Runs that wait, are killed or go on later: what is counted of them, and that nothing is counted twice."""

from datetime import UTC, datetime, timedelta

import pytest

from tasks.domain.runs.kpi import Ended, OpenRun, RunRecord, StageTime, resumed
from tasks.domain.runs.kpi_history import history, success_rate, summarise
from tests.reports.histories import SPANS, a_run

BEGAN = datetime(2026, 11, 1, 6, tzinfo=UTC)
DUE = BEGAN + timedelta(hours=6)


def begun(**more: object) -> OpenRun:
    asked = {"flow_run": "one", "channel": "demo", "day": "2026-11-01", "at": BEGAN, "due": DUE, **more}
    return OpenRun.model_validate(asked)


def until_review() -> RunRecord:
    """39 seconds of work, then the question."""
    run = a_run(until="quality", json_parse_failures=1.0, ffmpeg_encoding_fps=80.0, cost_usd=0.02)
    return run.model_copy(update={"outcome": "waiting"})


def after_review(*stages: StageTime) -> RunRecord:
    """A process that reads all of that from its cache, in two seconds, and uploads in one."""
    read = [StageTime(stage=name, executed=0, cached=2, started=1.0, seconds=0.1) for name in list(SPANS)[:-1]]
    upload = StageTime(stage="upload", executed=2, cached=0, started=2.0, seconds=1.0)
    found = {stage.stage: stage for stage in (*read, upload, *stages)}
    metrics = {"json_parse_failures": 0.0, "fallbacks": 1.0, "cost_usd": 0.03}
    return a_run().model_copy(update={"stages": tuple(found.values()), "total_seconds": 3.0, "metrics": metrics})


def test_a_run_that_waited_is_one_run_with_all_of_its_work() -> None:
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


def test_what_had_to_be_made_once_more_is_added() -> None:
    again = StageTime(stage="encode", executed=1, cached=1, retries=1, started=1.0, seconds=4.0)
    encode = next(s for s in resumed(until_review(), after_review(again)).stages if s.stage == "encode")
    assert (encode.executed, encode.cached, encode.retries, encode.seconds) == (3, 0, 1, 24.0)


def test_a_run_that_waits_is_neither_success_nor_failure() -> None:
    waiting = begun(waits=True, record=until_review()).counted(BEGAN)
    assert waiting
    found = summarise([waiting])
    assert (found.outcomes, found.success_rate, found.days) == ({"waiting": 1}, None, 0)
    encode = next(stage for stage in found.stages if stage.stage == "encode")
    assert (encode.samples, encode.median) == (1, 20.0)


def test_a_run_that_never_ended_failed_once_its_time_is_over() -> None:
    assert begun().counted(DUE - timedelta(seconds=1)) is None
    lost = begun().counted(DUE)
    assert lost
    assert (lost.outcome, lost.flow_run, lost.at) == ("failed", "one", BEGAN)
    assert "never reported its end" in lost.error
    assert success_rate([a_run(), lost]) == 0.5
    assert (summarise([a_run(1), lost]).days, summarise([a_run(1), lost]).days_published) == (2, 1)


@pytest.mark.parametrize("outcome", ["failed", "interrupted"])
def test_a_run_that_is_known_to_have_ended_is_not_waited_for(outcome: str) -> None:
    lost = begun(waits=True, record=until_review()).counted(
        BEGAN, Ended.model_validate({"outcome": outcome, "why": "Crashed: the host died"})
    )
    assert lost
    assert (lost.outcome, lost.error) == (outcome, "Crashed: the host died")
    assert lost.took("encode") == 20.0, "what it did is known"


def test_runs_without_an_end_stand_where_they_began() -> None:
    ended = [a_run(3), a_run(1), a_run(0)]
    lost = a_run(2, outcome="failed", until="encode")
    assert [run.day.day for run in history(ended, [lost], 3)] == [4, 3, 2]
