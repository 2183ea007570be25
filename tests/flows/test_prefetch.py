"""A day whose topic and facts were asked for before its run: the run asks for neither again, whatever became of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prefect.client.schemas.objects import State

from flows.prefetch import prefetch
from tasks.domain.errors import DailiesError
from tasks.machine.clock import now
from tasks.machine.storage.ledger import ledger
from tests.flows.conftest import Make
from tests.servers.serpapi import SerpApi
from tests.servers.wire import Reply

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]

DAY = "2026-11-24"
BRIEF: dict[str, object] = {
    "trends": "serpapi",
    "facts": "serpapi",
    "writer": "extractive",
    "pictures": "drawn",
    "clips": "none",
    "shape": "square",
    "niche": "lighthouses, bees and eclipses",
}


@pytest.fixture
def serpapi(monkeypatch: pytest.MonkeyPatch) -> Iterator[SerpApi]:
    with SerpApi() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


def before(folder: Path, name: str) -> State[str]:
    """Ask ahead for the day of the channel that `make` makes a short of. Returns how the run ended."""
    file = folder / "ahead.yaml"
    file.write_text(yaml.safe_dump({"length_seconds": 15, **BRIEF, "name": name}))
    state: State[str] = prefetch(str(file), DAY, return_state=True)
    return state


def searches(serpapi: SerpApi) -> int:
    return len(serpapi.asked("/search"))


def paid() -> float:
    """Searches in this month's ledger."""
    return sum(entry.units for entry in ledger().spent(f"{now():%Y-%m}").values() if entry.vendor == "serpapi")


def test_the_days_run_asks_for_nothing_that_was_asked_ahead(make: Make, serpapi: SerpApi, tmp_path: Path) -> None:
    started = paid()
    ahead = before(tmp_path, "Early")
    assert ahead.name == "Completed"
    asked = searches(serpapi)
    assert asked == paid() - started == 3, "trends, results and news"
    every = len(serpapi.requests)
    short = make(brief={**BRIEF, "name": "Early"})
    assert len(serpapi.requests) == every, "not even for its plan"
    assert paid() - started == asked
    assert not {"trending", "research"} & set(short.executed())
    assert ahead.result().startswith(f"Early on {DAY}: {short.record.run_key.rpartition('/')[2].capitalize()}")


def test_a_plan_that_is_nearly_used_up_skips_it_and_says_why(make: Make, serpapi: SerpApi, tmp_path: Path) -> None:
    serpapi.left = 6
    ahead = before(tmp_path, "Thrifty")
    assert (ahead.name, searches(serpapi)) == ("Skipped", 0)
    assert ahead.message == "SerpApi has 6 of 100 searches left this month. What is left is kept for the day's runs."


def test_a_failure_before_the_day_is_none_of_the_day(make: Make, serpapi: SerpApi, tmp_path: Path) -> None:
    serpapi.script(Reply(400, {"error": "Unsupported location."}), path="/search")
    failed = before(tmp_path, "Stormy")
    assert failed.is_failed()
    assert "SerpApi refuses the search" in str(failed.message)
    with pytest.raises(DailiesError):
        failed.result()
    short = make(brief={**BRIEF, "name": "Stormy"})
    assert short.record.outcome == "published"
