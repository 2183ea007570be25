"""A notice reaches the server once, and later if the server cannot be reached. An embedded server is told nothing."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from tasks.domain.errors import QuotaSpent
from tasks.domain.runs.notices import Notice
from tasks.stagecraft import services
from tasks.stagecraft.notices import over, tell
from tests.servers.wire import Reply, Request, Vendor

NOTICE = Notice("disk/attic", "dailies.disk.low", "dailies.host.attic", "a disk", "It is full.")


class Events(Vendor):
    """Takes events like Prefect's server. `down`: answers 500."""

    down = False

    def answer(self, request: Request) -> Reply:
        if request.path.endswith("/events"):
            return Reply(500 if self.down else 204)
        return Reply(200, {"token": "t", "client": "c", "expiration": "2099-01-01T00:00:00Z"})

    @property
    def heard(self) -> list[dict[str, object]]:
        return [event for request in self.asked("/events") for event in request.json]


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Events]:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    monkeypatch.setenv("PREFECT_CLIENT_MAX_RETRIES", "0")
    with Events() as listening, temporary_settings({PREFECT_API_URL: f"{listening.url}/api"}):
        yield listening


def test_a_notice_is_sent_once_until_it_is_over(events: Events) -> None:
    assert [tell(NOTICE), tell(NOTICE)] == [True, False]
    (event,) = events.heard
    assert (event["event"], event["payload"]) == (NOTICE.event, {"subject": "a disk", "message": "It is full."})
    assert event["resource"] == {"prefect.resource.id": NOTICE.resource, "prefect.resource.name": "a disk"}
    over(NOTICE.key)
    assert tell(NOTICE)


def test_a_notice_that_could_not_be_sent_is_sent_later(events: Events) -> None:
    events.down = True
    with pytest.raises(httpx.HTTPError):
        tell(NOTICE)
    events.down = False
    assert tell(NOTICE)


def test_an_embedded_server_is_not_told(events: Events) -> None:
    with temporary_settings({PREFECT_API_URL: None}):
        assert not tell(NOTICE)
    assert tell(NOTICE), "it is left for a server with automations"


def test_a_run_tells_of_its_budget_once_for_each_level(events: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_BUDGETS", '{"serpapi": 10}')
    monkeypatch.setenv("DAILIES_LEDGER", "")
    spending = services.provider_context().spending
    for cost in (7.0, 1.5, 0.5):
        with spending.paying("serpapi", "search", unit="searches", units=1, cost=cost):
            pass
    for _ in range(2):
        with pytest.raises(QuotaSpent):
            spending.check("serpapi", 5.0)
    subjects = [event["payload"]["subject"] for event in events.heard]  # type: ignore[index]
    assert subjects == ["the budget of serpapi is nearly used up", "the budget of serpapi is used up"]


def test_a_run_goes_on_if_the_server_cannot_be_told(events: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_BUDGETS", '{"serpapi": 1}')
    events.down = True
    with services.provider_context().spending.paying("serpapi", "search", unit="searches", units=1, cost=0.9):
        pass
    assert events.heard
