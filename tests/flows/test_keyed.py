"""With every key: the whole pipeline on all four vendors, nothing paid twice, one video published, no key anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from prefect.settings import get_current_settings

from tasks.domain.errors import QuotaSpent, SetupError
from tasks.domain.runs.kpi_history import critical_path
from tasks.machine.clock import now
from tasks.machine.home import home
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import ledger
from tests.flows.conftest import Make
from tests.prefect_server import Server
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.oauth import CLIENT, REFRESH_TOKEN
from tests.servers.openai import OpenAIServer, said
from tests.servers.serpapi import SerpApi
from tests.servers.wire import Reply, Vendor
from tests.servers.youtube import YouTube

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]

CANARY = "canary-5f1c0d"
BRIEF: dict[str, object] = {"publisher": "youtube", "licences": "any", "visibility": "unlisted", "shape": "square"}


@dataclass(frozen=True)
class World:
    openai: OpenAIServer
    elevenlabs: ElevenLabsServer
    serpapi: SerpApi
    youtube: YouTube

    @property
    def paid(self) -> tuple[Vendor, ...]:
        return self.openai, self.elevenlabs, self.serpapi

    def asked(self) -> list[int]:
        return [len(vendor.requests) for vendor in (*self.paid, self.youtube)]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with (
        OpenAIServer(key=f"{CANARY}-openai") as openai,
        ElevenLabsServer(key=f"{CANARY}-elevenlabs") as elevenlabs,
        SerpApi(key=f"{CANARY}-serpapi") as serpapi,
        YouTube() as youtube,
    ):
        found = World(openai, elevenlabs, serpapi, youtube)
        for vendor in (*found.paid, youtube):
            for name, value in vendor.environment().items():
                monkeypatch.setenv(name, value)
        yield found


def test_all_four_vendors_make_one_video(make: Make, world: World) -> None:
    made = make(brief=BRIEF)
    (film,) = world.youtube.videos
    assert bytes(film.data) == assets().read(made.receipt.video), "byte for byte the one that was approved"
    assert made.receipt.location.startswith("https://www.youtube.com/shorts/")
    assert all(vendor.requests for vendor in world.paid)
    searches = [request for request in world.serpapi.requests if request.query.get("engine") == "google_images"]
    assert 1 <= len(searches) <= 2, "one or two searches a short, never one a scene"
    spent = ledger().spent(f"{now():%Y-%m}")
    assert {entry.vendor for entry in spent.values()} >= {"openai", "elevenlabs", "serpapi", "youtube"}
    assert set(made.record.left) == {"openai", "elevenlabs", "serpapi", "youtube"}
    assert "characters" in made.record.left["elevenlabs"]
    before = world.asked()
    again = make(brief=BRIEF)
    assert again.receipt == made.receipt
    assert world.asked() == before, "a second run makes no request and uploads nothing"


def test_what_is_paid_is_not_paid_again_after_a_later_failure(make: Make, world: World) -> None:
    limit = {
        "error": {"code": 400, "message": "full", "errors": [{"reason": "uploadLimitExceeded", "message": "full"}]}
    }
    world.youtube.script(Reply(400, limit), path="/upload/youtube/v3/videos")
    brief = {**BRIEF, "name": "Failing late"}
    with pytest.raises(QuotaSpent):
        make(brief=brief)
    paid = [len(vendor.requests) for vendor in world.paid]
    assert all(paid)
    assert not world.youtube.videos
    make(brief=brief)
    assert [len(vendor.requests) for vendor in world.paid] == paid
    assert len(world.youtube.videos) == 1


@pytest.mark.parametrize("token", ["", "not what auth gives"])
def test_a_channel_that_could_not_publish_pays_for_nothing(
    token: str, make: Make, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUTUBE_TOKEN", token)
    with pytest.raises(SetupError, match="YOUTUBE_TOKEN"):
        make(brief=BRIEF)
    assert world.asked() == [0, 0, 0, 0]


def test_no_key_is_left_anywhere(make: Make, world: World, server: Server) -> None:
    world.openai.script(Reply(500), path="/chat/")
    world.elevenlabs.script(Reply(503), path="/text-to-speech/")
    made = make(brief={**BRIEF, "name": "Canaries"})
    assert made.record.metrics["retries"] >= 2
    secrets = [CANARY, REFRESH_TOKEN, CLIENT["client_secret"], *world.youtube.authority.access]
    assert len(secrets) > 3
    assert server.database.is_file()
    places = [home(), made.folder, Path(str(get_current_settings().home)), server.database.parent]
    files = {path for place in places if place.is_dir() for path in place.rglob("*") if path.is_file()}
    assert len(files) > 50
    for path in files:
        data = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in data], path


def test_what_went_otherwise_than_asked_is_counted(make: Make, world: World) -> None:
    """An answer that is no JSON is asked for again; a vendor whose quota is spent is replaced where allowed."""
    world.openai.script(said("{not JSON"), path="/chat/")
    world.elevenlabs.limit = 10
    record = make(brief={**BRIEF, "name": "Otherwise", "fall_back": True}).record
    assert {name: record.metrics[name] for name in ("json_parse_failures", "fallbacks")} == {
        "json_parse_failures": 1,
        "fallbacks": 1,
    }
    assert any("elevenlabs" in note.lower() for note in record.notes), record.notes
    path = sum(step.seconds for step in critical_path(record))
    assert record.total_seconds / 2 < path <= record.total_seconds, "stages, and little between them"
    assert record.metrics["total_pipeline_time"] == pytest.approx(record.total_seconds, abs=0.1)
