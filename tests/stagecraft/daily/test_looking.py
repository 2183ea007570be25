"""Looks at what was published are scheduled once each, and end as failures that say what is wrong."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.exceptions import ObjectNotFound

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, Permanent
from tasks.machine.storage.assets import assets
from tasks.providers.context import ProviderContext
from tasks.stagecraft import services
from tasks.stagecraft.daily import looking
from tests.providers.publishing import edition, publisher, youtube, youtube_context  # noqa: F401
from tests.servers.wire import Reply
from tests.servers.youtube import YouTube

START = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


class Server:
    """What a Prefect server keeps of runs that are created with idempotency keys."""

    def __init__(self) -> None:
        self.runs: dict[str, dict[str, Any]] = {}
        self.deployed = True

    def read_deployment_by_name(self, name: str) -> Any:
        if not self.deployed:
            raise ObjectNotFound(Exception(name))
        return type("Deployment", (), {"id": uuid4()})

    def create_flow_run_from_deployment(self, deployment: UUID, *, idempotency_key: str, **run: Any) -> None:
        self.runs.setdefault(idempotency_key, run)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    found = Server()

    @contextmanager
    def client(**_: object) -> Any:
        yield found

    monkeypatch.setattr(looking, "get_client", client)
    settings = type("Settings", (), {"api": type("Api", (), {"url": "http://127.0.0.1:1/api"})})
    monkeypatch.setattr(looking, "get_current_settings", lambda: settings)
    monkeypatch.setattr(looking, "now", lambda: START)
    return found


def test_three_looks_are_scheduled_once_for_each_platform_that_can_be_looked_at(
    server: Server,
    youtube_context: ProviderContext,  # noqa: F811
) -> None:
    channel = Channel(publishers=("folder", "youtube", "uploadpost:tiktok"), account="science")
    hour, day, week = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
    for _ in range(2):
        looking.plan_looks(edition(youtube_context.store), channel)
    assert [run["state"].state_details.scheduled_time - START for run in server.runs.values()] == [
        *(hour, day, week),
        *(hour, day, week),
    ]
    parameters = [run["parameters"] for run in server.runs.values()]
    assert {(each["publisher"], each["account"]) for each in parameters} == {
        ("youtube", "science"),
        ("uploadpost:tiktok", "science"),
    }


def test_looks_begin_when_the_short_goes_public(youtube_context: ProviderContext) -> None:  # noqa: F811
    public = START + timedelta(hours=11)
    at = looking.times(edition(youtube_context.store, publish_at=public), START)
    assert at["1 hour"] == public + timedelta(hours=1)


def test_a_server_without_the_deployment_fails_no_run(server: Server, youtube_context: ProviderContext) -> None:  # noqa: F811
    server.deployed = False
    looking.plan_looks(edition(youtube_context.store), Channel(publishers=("youtube",)))
    assert server.runs == {}


def test_a_look_ends_in_what_was_found(
    youtube: YouTube,  # noqa: F811
    youtube_context: ProviderContext,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(services, "provider_context", lambda: youtube_context)
    published = edition(youtube_context.store)
    publisher(youtube_context).publish(published)
    kept = assets().put(published.model_dump_json().encode(), ".json")
    assert looking.look(kept, "youtube", "") == f"{published.run_key} on youtube is as asked for."
    monkeypatch.setattr(looking, "PAUSES", (0.0, 0.0))
    youtube.script(Reply(503), path="/youtube/v3/videos")
    assert looking.look(kept, "youtube", "").endswith("is as asked for.")
    youtube.videos[0].captions.clear()
    assert looking.look(kept, "youtube", "").endswith("Mended: captions.")
    youtube.videos[0].details = {"regionRestriction": {"blocked": ["DE"]}}
    with pytest.raises(Permanent, match=r"tides on youtube is not as asked for\. It is blocked in DE"):
        looking.look(kept, "youtube", "")
    with pytest.raises(BadInput, match="Nobody can look at what folder"):
        looking.look(kept, "folder", "")
