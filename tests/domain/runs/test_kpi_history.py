"""KPI statistics over a history of runs, with numbers that can be checked by hand."""

from collections.abc import Sequence

import pytest

from tasks.domain.runs.kpi import RunRecord, StageTime
from tasks.domain.runs.kpi_history import (
    Target,
    cost_a_short,
    critical_path,
    hit_rate,
    percentile,
    repeats,
    stage_statistics,
    success_rate,
    summarise,
    targets,
    trend,
)
from tests.reports.histories import SPANS, a_month, a_run


def target(name: str, runs: Sequence[RunRecord]) -> Target:
    return next(target for target in targets(runs) if target.name == name)


def test_medians_and_percentiles() -> None:
    assert percentile([], 0.95) is None
    assert percentile([4.0], 0.95) == 4.0
    assert percentile([5.0, 1.0, 2.0, 4.0, 3.0], 0.5) == 3.0
    assert percentile([float(n) for n in range(1, 22)], 0.95) == pytest.approx(20.0)
    assert percentile([10.0, 20.0], 0.95) == pytest.approx(19.5)


def test_a_trend_compares_the_newest_third_with_the_rest() -> None:
    assert trend([1.0] * 5) is None, "five samples are too few"
    assert trend([10.0, 10.0, 10.0, 10.0, 12.0, 12.0]) == pytest.approx(0.2)
    assert trend([10.0, 10.0, 10.0, 10.0, 5.0, 5.0]) == pytest.approx(-0.5)
    assert trend([10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 90.0, 10.0]) == 0.0, "one slow run is no trend"


def test_a_stage_partly_read_from_the_cache_is_no_sample() -> None:
    runs = [
        a_run(0, pace=1.0),
        a_run(1, pace=3.0),
        a_run(2, cached=("images",)),
        a_run(3, partly=("images",), pace=9.0),
    ]
    images = stage_statistics(runs, "images")
    assert (images.samples, images.partly) == (2, 1)
    assert images.median == pytest.approx(18.0), "the median of 9 s and 27 s"
    assert stage_statistics(runs, "encode").samples == 4
    assert summarise(runs).total_median == pytest.approx((40.0 + 120.0) / 2)


def test_a_failed_run_gives_samples_of_its_completed_stages() -> None:
    failed = a_run(0, outcome="failed", until="encode")
    assert failed.took("images") == 9.0
    assert failed.took("timeline") == 0.5
    assert failed.took("encode") is None, "the run failed in this stage"
    assert not failed.whole


def test_an_interrupted_stage_gives_no_sample() -> None:
    cut_off = a_run(0, outcome="interrupted", until="images")
    assert cut_off.took("script") == 2.0
    assert cut_off.took("images") is None, "some pictures may not have been started"
    assert cut_off.took("voiceover") is None
    assert cut_off.took("upload") is None


def test_interrupted_and_skipped_runs_do_not_count_in_the_success_rate() -> None:
    assert success_rate([]) is None
    runs = [
        a_run(0),
        a_run(1, outcome="failed", until="images"),
        a_run(1),
        a_run(2, outcome="refused", until="quality"),
        a_run(3, outcome="interrupted", until="encode"),
        a_run(4, outcome="skipped", until="trending"),
    ]
    assert success_rate(runs) == pytest.approx(2 / 3)
    summary = summarise(runs)
    assert (summary.days, summary.days_published) == (3, 2), "the second day got its short after all"
    assert summary.outcomes == {"published": 2, "refused": 1, "interrupted": 1, "skipped": 1}
    assert (summary.runs, summary.retried) == (5, 1), "the retried run is one run"


def test_a_run_that_made_nothing_is_not_counted_as_published() -> None:
    runs = [
        a_run(0, topic="bats"),
        a_run(1, topic="bats", cached=tuple(SPANS)),
        a_run(2, topic="zero", cached=tuple(SPANS)[:-1]),
        a_run(3, outcome="failed", until="trending"),
    ]
    assert [run.counts_as for run in runs] == ["published", "repeated", "published", "failed"]
    summary = summarise(runs)
    assert summary.outcomes == {"published": 2, "repeated": 1, "failed": 1}
    assert summary.success_rate == pytest.approx(2 / 3), "a repeated run is neither success nor failure"
    assert (summary.days, summary.days_published) == (4, 3), "its day has its short"


def test_a_record_without_stages_keeps_its_outcome() -> None:
    assert a_run().model_copy(update={"stages": ()}).counts_as == "published"


def test_the_cost_of_a_short_includes_its_failed_attempts() -> None:
    runs = [
        a_run(0, outcome="failed", until="encode", flow_run="one", cost_usd=0.03),
        a_run(0, flow_run="one", cost_usd=0.04, cached=("script",)),
        a_run(1, outcome="failed", until="images", flow_run="two", cost_usd=0.02),
    ]
    assert cost_a_short(runs) == pytest.approx(0.06), "failed attempts count in the cost of the published short"
    assert cost_a_short([runs[2]]) is None


def test_cache_hits_have_a_target_only_for_repeated_topics() -> None:
    runs = [
        a_run(0, topic="bats"),
        a_run(1, topic="tides"),
        a_run(2, topic="bats", cached=tuple(SPANS)),
        a_run(3, topic="bats", channel="other"),
    ]
    assert repeats(runs) == (False, False, True, False)
    assert hit_rate(runs) == pytest.approx(18 / (4 * 18))
    cache_hits = target("cache hits", runs)
    assert (cache_hits.measured, cache_hits.met) == ("100%", True)
    assert target("cache hits", runs[:2]).met is None


def test_targets_are_met_missed_or_not_measured() -> None:
    good = a_run(0, json_parse_failures=0.0)
    assert {target.name: target.met for target in targets([good])} == {
        "whole run": True,
        "images": True,
        "assembly": True,
        "JSON parse failures": True,
        "cache hits": None,
    }
    slow = a_run(0, pace=2.5, json_parse_failures=1.0)
    assert [target.met for target in targets([slow])] == [False, False, False, False, None]
    assert target("assembly", [slow]).measured == "51.2 s"
    cached = a_run(0, cached=tuple(SPANS))
    assert [target.met for target in targets([cached])] == [None] * 5, (
        "a stage read from the cache must not meet a duration target"
    )


def test_the_critical_path_goes_through_the_slower_branch() -> None:
    steps = critical_path(a_run())
    assert [step.stage for step in steps] == [name for name in SPANS if name != "voiceover"]
    assert sum(step.seconds for step in steps) == pytest.approx(40.0), "the steps add up to the whole run"
    images = next(step for step in steps if step.stage == "images")
    assert images.seconds == pytest.approx(9.5), "from the end of script to the end of images"
    assert images.spare == pytest.approx(2.5), "voiceover ended at 12.0, images at 14.5"


def test_the_critical_path_of_a_failed_run_ends_at_its_last_stage() -> None:
    slow_voice = a_run(0, outcome="failed", until="images")
    longer = tuple(
        stage.model_copy(update={"seconds": 30.0}) if stage.stage == "voiceover" else stage
        for stage in slow_voice.stages
    )
    steps = critical_path(slow_voice.model_copy(update={"stages": longer}))
    assert [step.stage for step in steps] == ["trending", "research", "script", "voiceover"]
    assert steps[-1].spare == pytest.approx(35.0 - 14.5)
    assert critical_path(slow_voice.model_copy(update={"stages": ()})) == ()


def test_a_summary_of_a_month() -> None:
    summary = summarise(a_month())
    assert summary.runs == 30
    assert summary.success_rate == pytest.approx(26 / 29)
    encode = next(stage for stage in summary.stages if stage.stage == "encode")
    assert encode.samples == 30 - 3 - 3, "three were cached and three ended earlier; a refused film was encoded"
    assert encode.trend is not None
    assert encode.trend > 0.1, "the generated month gets slower"


def test_a_record_without_newer_fields_can_be_read() -> None:
    old = {
        "run_key": "demo/2026-11-24/bats",
        "flow_run": "",
        "channel": "demo",
        "day": "2026-11-24",
        "total_seconds": 1.0,
        "stages": [{"stage": "script", "executed": 1, "cached": 0, "started": 0.0, "seconds": 1.0}],
    }
    record = RunRecord.model_validate(old)
    assert record.stages == (StageTime(stage="script", executed=1, cached=0, started=0.0, seconds=1.0),)
