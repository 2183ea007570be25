"""What the report advises: days without a short, reviews, budgets and slow stages; nothing where nothing is wrong."""

from datetime import UTC, datetime

import pytest

from tasks.domain.runs.kpi_week import Slower
from tasks.reports.kpi_advice import Budget, advice
from tasks.reports.kpi_page import kpi_page, markdown
from tests.reports.histories import a_run

NOW = datetime(2026, 11, 15, 12, tzinfo=UTC)


def test_good_runs_need_nothing() -> None:
    assert advice([a_run(0), a_run(1)], [], [Budget("openai", 1, 20), Budget("serpapi", 5, 0)], NOW) == (
        "There is nothing to do.",
    )


def test_a_day_without_a_short_is_named_with_its_reason() -> None:
    runs = [
        a_run(0, outcome="failed", until="images", flow_run="mended"),
        a_run(0, flow_run="mended"),
        a_run(1, outcome="failed", until="images"),
        a_run(1, flow_run="another run of that day"),
        a_run(2, outcome="failed", until="images"),
        a_run(3, outcome="interrupted", until="images"),
    ]
    assert advice(runs, [], [], NOW) == (
        "No short for demo 2026-11-03: The service was busy. Fix this, then press Retry in the run's menu.",
    )


def test_many_reasons_are_cut_short() -> None:
    runs = [
        a_run(number, outcome="failed", until="images").model_copy(update={"error": f"Reason {number}."})
        for number in range(5)
    ]
    sentences = advice(runs, [], [], NOW)
    assert len(sentences) == 4
    assert sentences[-1].startswith("There are 2 more reasons")


def test_a_waiting_review_is_named() -> None:
    (sentence,) = advice([a_run(4, outcome="waiting", until="quality")], [], [], NOW)
    assert sentence == "A review waits for an answer: demo 2026-11-05. Press Resume in the run's menu."


@pytest.mark.parametrize(
    ("spent", "limit", "day", "said"),
    [
        (20.0, 20.0, 15, "is used up ($20.00 of $20.00)"),
        (17.0, 20.0, 15, "$17.00 of $20.00 is spent, enough until about day 17 of 30"),
        (17.0, 20.0, 29, ""),  # it lasts until the month's end
        (12.0, 20.0, 15, "At this pace the budget of openai ends about day 25 of 30"),
        (12.0, 20.0, 3, ""),  # three days say little about a month
        (9.0, 20.0, 15, ""),
        (50.0, 0.0, 15, ""),
        (0.0, 20.0, 15, ""),
    ],
)
def test_budgets(spent: float, limit: float, day: int, said: str) -> None:
    sentences = advice([a_run(0)], [], [Budget("openai", spent, limit)], NOW.replace(day=day))
    assert (said or "There is nothing to do.") in " ".join(sentences)


def test_a_slower_stage_comes_with_what_to_look_at() -> None:
    (encode, voice) = advice(
        [a_run(0)],
        [Slower(stage="encode", before=20, now=30, samples=7), Slower(stage="voiceover", before=5, now=9, samples=7)],
        [],
        NOW,
    )
    assert encode.startswith("encode got slower this week: 30.0 s, 20.0 s before (medians; 7 runs this week).")
    assert "python -m flows encoders" in encode
    assert "Its service may be slow" in voice


def test_the_page_counts_like_the_ui_and_tells_what_to_do() -> None:
    runs = [
        a_run(0, cost_usd=0.5),
        a_run(1, outcome="failed", until="images", flow_run="again", cost_usd=0.25),
        a_run(1, flow_run="again", cost_usd=0.5),
        a_run(2, outcome="failed", until="images").model_copy(update={"error": "<b>Bad</b> | news."}),
    ]
    page = kpi_page("demo", runs[::-1], [], NOW)
    assert page.outcomes() == "2 published, 1 failed; retries after a failure: 1"
    assert page.month == pytest.approx(1.0)
    assert page.span == "3 runs, 2026-11-01 to 2026-11-03"
    text = markdown(page)
    assert "## What to do\n\n- No short for demo 2026-11-03: " in text
    assert "<b>" not in text


def test_a_page_on_few_runs_still_looks_at_the_weeks_before() -> None:
    now = datetime(2026, 11, 30, 6, tzinfo=UTC)
    recent = [a_run(number, pace=1.5 if number >= 23 else 1.0, cost_usd=0.1) for number in range(30)][::-1]
    page = kpi_page("demo", recent[:3], [], now, recent)
    assert [sentence.split()[0] for sentence in page.advice] == ["encode", "images", "voiceover", "quality"]
    assert page.month == pytest.approx(3.0)
