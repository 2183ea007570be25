"""Each message names the run, what happened, what to do and where to look. Its JSON survives any text."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.server.events import jinja_filters
from prefect.server.utilities.user_templates import register_user_template_filters, render_user_template_sync

from deployments.messages import MESSAGES, Message

BY_NAME = {message.automation.removeprefix("Dailies: tell of "): message for message in MESSAGES}
LINK = "http://server/runs/flow-run/7"


@pytest.fixture(autouse=True)
def _filters(monkeypatch: pytest.MonkeyPatch) -> None:
    register_user_template_filters(jinja_filters.all_filters | {"ui_url": lambda _: LINK})


def context(state: str = "Failed", message: str | None = "It broke.", *, started: bool = True, **payload: str) -> Any:
    """What Prefect gives the templates of an event of a run, or of one with a payload."""
    run = SimpleNamespace(
        id=7,
        name="demo 2026-11-28 tides" if started else "lazy-owl",
        run_count=int(started),
        expected_start_time=datetime(2026, 11, 28, 6, tzinfo=UTC),
        state=SimpleNamespace(name=state, message=message),
    )
    named = {"flow": SimpleNamespace(name="daily-short"), "deployment": SimpleNamespace(name="demo")}
    event = SimpleNamespace(event=f"prefect.flow-run.{state}", payload=payload, occurred=datetime.now(UTC))
    return {"flow_run": run, "event": event, **named}


def text(message: Message, given: Any) -> str:
    return render_user_template_sync(f"{message.subject}\n{message.body}", given)


@pytest.mark.parametrize(
    ("kind", "state", "says"),
    [
        ("failed runs", "Failed", "demo 2026-11-28 tides has failed\nIt broke.\nFix the cause, then press Retry"),
        ("crashed runs", "Crashed", "demo 2026-11-28 tides has crashed\nIt broke.\nCheck that a worker is online"),
        ("unanswered runs", "Unanswered", "demo 2026-11-28 tides was not published\nIt broke.\n"),
        ("reviews that wait", "Suspended", "demo 2026-11-28 tides waits for your review\nIt broke.\nPress Resume"),
    ],
)
def test_a_state_is_told_with_its_run_its_cause_and_what_to_do(kind: str, state: str, says: str) -> None:
    told = text(BY_NAME[kind], context(state))
    assert told.startswith(f"Dailies: {says}")
    assert told.endswith(LINK)


def test_a_run_that_has_not_started_is_named_by_its_channel_and_day() -> None:
    told = text(BY_NAME["late runs"], context("Late", None, started=False))
    assert told.startswith("Dailies: demo 2026-11-28 is late\nIt was due at 2026-11-28 06:00 UTC, and no worker")


def test_advice_that_the_cause_gives_is_not_repeated() -> None:
    told = text(BY_NAME["failed runs"], context(message="The key is wrong. Correct it, then press Retry."))
    assert told.count("Retry") == 1
    assert "exception" not in text(BY_NAME["failed runs"], context(message="Flow run encountered an exception: No."))


def test_a_review_that_ends_soon_names_channel_day_and_topic() -> None:
    given = context(channel="demo", day="2026-11-28", topic="tides")
    given["event"].payload["message"] = "One hour is left."
    told = text(BY_NAME["reviews that end soon"], given)
    assert told.startswith("Dailies: the review of demo 2026-11-28 tides ends soon\nOne hour is left.\nPress Resume")
    assert told.endswith(LINK)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.automation)
@pytest.mark.parametrize("cause", ['"quotes" and \\', "two\nlines", "{{ 7 * 7 }} <b>&amp;</b>", "x" * 9000, None])
def test_the_webhooks_json_holds_the_same_text_and_fits_discord(message: Message, cause: str | None) -> None:
    given = context(message=cause, channel="demo", day="today", topic="tides", subject="a disk")
    given["event"].payload["message"] = cause or ""
    sent = json.loads(render_user_template_sync(message.payload, given))
    assert sent["text"] == sent["content"] == text(message, given)
    assert len(sent["content"]) <= 2000
    if message.about_run:
        assert (sent["message"], sent["url"], sent["deployment"]) == (cause, LINK, "demo")
    elif cause:
        assert sent["message"] == cause
