"""Artifacts and events of a run, read back from a real server. A failure to write them must never fail the run."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prefect import flow
from prefect.runtime import flow_run

from flows.encode_short import encode_short
from tasks.domain.errors import Refused
from tasks.domain.request import ShortRequest
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.spending import Spending
from tasks.stagecraft.daily.artifacts import tell
from tasks.stagecraft.daily.run import daily_run
from tests.bench.inputs import encoded, photograph, timeline
from tests.providers.test_folder import edition
from tests.reports.histories import a_run
from tests.stagecraft import prefect_records

pytestmark = [pytest.mark.server, pytest.mark.integration]


@pytest.fixture(autouse=True)
def _server(prefect_server: None) -> None:
    """Use the real Prefect server in every test."""


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Collect the runs' warnings. Prefect's loggers do not propagate, so caplog would not see them."""
    lines: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    logger, collector = logging.getLogger("prefect.flow_runs"), Collector()
    level = logger.level
    logger.addHandler(collector)
    logger.setLevel(logging.WARNING)
    yield lines
    logger.removeHandler(collector)
    logger.setLevel(level)


def test_a_failed_run_shows_how_far_it_came() -> None:
    record = a_run(channel="told-failed", outcome="failed", until="encode", cost_usd=0.02, json_parse_failures=0.0)
    flow(name="telling")(lambda: tell(record))()
    page = prefect_records.artifact("run-told-failed")
    assert page["type"] == "markdown"
    assert "never began: quality, upload" in page["data"]
    assert page["flow_run_id"], "without a run id, the UI would not show it with its run"
    assert prefect_records.table("kpis-told-failed")["cost"]["value"] == "$0.0200"
    event = prefect_records.event("dailies.short.failed", "told-failed")
    assert event["payload"]["metrics"]["cost_usd"] == 0.02
    assert event["payload"]["stages"]["images"] == {
        **{"executed": 2, "cached": 0, "failed": 0, "retries": 0},
        "seconds": 9.0,
    }
    assert event["payload"]["error"] == "The service was busy."


def test_the_runs_of_a_channel_share_one_artifact_history() -> None:
    def telling() -> None:
        for number in range(3):
            tell(a_run(number, channel="told-often"))

    flow(name="telling")(telling)()
    pages = prefect_records.artifacts("run-told-often")
    assert len({page["flow_run_id"] for page in pages}) == 1
    assert len(pages) == 3
    assert "2026-11-03" in prefect_records.artifact("run-told-often")["data"]


def test_an_undecodable_film_loses_only_the_contact_sheet(logged: list[str]) -> None:
    store = assets()
    pictures = [store.put(encoded(photograph(n, 124, 220)), ".jpg") for n in range(3)]
    film_edition = edition(store, timeline(store, seconds=12, scenes=3, pictures=pictures), film=b"no film at all")
    flow(name="telling")(lambda: tell(a_run(channel="told-blind"), film_edition))()
    page = prefect_records.artifact("run-told-blind")["data"]
    assert "data:image" not in page
    assert "| ✓ | size | 1080x1920 | 1080x1920 |" in page
    assert "[Tide &lt;tables\\>](https://example.org/tides)" in page
    assert len(logged) == 1
    assert "Cannot write the run's contact sheet" in logged[0]


def test_a_rejected_artifact_is_logged_and_the_run_goes_on(logged: list[str]) -> None:

    @flow(name="telling")
    def published() -> str:
        tell(a_run(channel="No Such Key!"))
        return "published"

    assert published() == "published"
    assert [line.split(":")[0] for line in logged] == [
        "Cannot write the run's table",
        "Cannot write the run's page",
    ]
    assert prefect_records.event("dailies.short.published", "No Such Key!"), "the event must still be sent"


def test_a_record_has_the_outcome_cost_and_counts_of_its_run(tmp_path: Path) -> None:
    channel = tmp_path / "channel.yaml"
    channel.write_text(yaml.safe_dump({"name": "told refused"}))

    @flow(name="telling")
    def refused() -> None:
        with daily_run(ShortRequest(channel=str(channel)), encode_here=encode_short):
            meter = Spending(ledger(), str(flow_run.id))
            with meter.paying("openai", "script", unit="tokens", units=900, cost=0.02) as bill:
                bill.cost = 0.03
            with meter.paying("elevenlabs", "voice", unit="characters", units=100, cost=0.05):
                pass
            raise Refused(["the picture stands still"])

    with pytest.raises(Refused):
        refused()
    (record,) = ledger().history("told-refused")
    assert record.outcome == "refused"
    assert record.at is not None
    assert record.metrics["cost_usd"] == pytest.approx(0.08)
    assert record.metrics["json_parse_failures"] == 0
    assert "the picture stands still" in prefect_records.artifact("run-told-refused")["data"]
    assert prefect_records.event("dailies.short.refused", "told-refused")["payload"]["outcome"] == "refused"
