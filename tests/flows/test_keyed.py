"""Run the pipeline with every vendor's key: it pays for nothing twice, publishes one video and leaks no key."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from prefect.settings import get_current_settings

from tasks.domain.errors import QuotaSpent, SetupError
from tasks.domain.runs.kpi_history import critical_path
from tasks.domain.story import GivenScript
from tasks.domain.words import letters
from tasks.machine.clock import now
from tasks.machine.home import home
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.published import last_words
from tests.flows.conftest import Make
from tests.flows.languages import ARTICLES, Article
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
    """Local servers that stand in for the four vendors."""

    openai: OpenAIServer
    elevenlabs: ElevenLabsServer
    serpapi: SerpApi
    youtube: YouTube

    @property
    def paid(self) -> tuple[Vendor, ...]:
        """The vendors that charge for requests."""
        return self.openai, self.elevenlabs, self.serpapi

    def request_counts(self) -> list[int]:
        """Return the number of requests that each vendor received."""
        return [len(vendor.requests) for vendor in (*self.paid, self.youtube)]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[World]:
    with (
        OpenAIServer(key=f"{CANARY}-openai") as openai,
        ElevenLabsServer(key=f"{CANARY}-elevenlabs") as elevenlabs,
        SerpApi(key=f"{CANARY}-serpapi") as serpapi,
        # Each test publishes into a place of its own: two channels may not share one by chance.
        YouTube(f"keyed-{zlib.crc32(request.node.name.encode())}") as youtube,
    ):
        servers = World(openai, elevenlabs, serpapi, youtube)
        for vendor in (*servers.paid, youtube):
            for name, value in vendor.environment().items():
                monkeypatch.setenv(name, value)
        yield servers


def test_all_four_vendors_make_one_video(make: Make, world: World) -> None:
    short = make(brief=BRIEF)
    (film,) = world.youtube.videos
    assert bytes(film.data) == assets().read(short.receipt.video), "it must be the approved video"
    assert short.receipt.location.startswith("https://www.youtube.com/shorts/")
    assert all(vendor.requests for vendor in world.paid)
    searches = [request for request in world.serpapi.requests if request.query.get("engine") == "google_images"]
    assert 1 <= len(searches) <= 2, "one or two searches per short, not one per scene"
    spent = ledger().spent(f"{now():%Y-%m}")
    assert {entry.vendor for entry in spent.values()} >= {"openai", "elevenlabs", "serpapi", "youtube"}
    assert set(short.record.left) == {"openai", "elevenlabs", "serpapi", "youtube"}
    assert "characters" in short.record.left["elevenlabs"]
    assert len(last_words(short.record.channel, ledger())) == 1, "the channel's next script is compared with this one"
    before = world.request_counts()
    again = make(brief=BRIEF)
    assert again.receipt == short.receipt
    assert world.request_counts() == before, "a second run must make no request and upload nothing"


def test_a_later_failure_does_not_pay_again(make: Make, world: World) -> None:
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


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.language)
def test_a_text_in_any_script_becomes_a_short(article: Article, make: Make, world: World, tmp_path: Path) -> None:
    """The vendors write and speak in the channel's language, and its captions show every word that is spoken."""
    source = tmp_path / "article.md"
    source.write_text(article.markdown, encoding="utf-8")
    brief = {"name": article.title, "language": article.language, "voice": article.voice, "shape": "square"}
    short = make(source=str(source), brief=brief)
    assert json.loads((short.folder / "quality.json").read_text())["passed"]
    script = GivenScript.model_validate_json((short.folder / "script.json").read_text())
    assert script.title == article.title
    assert letters(script.script) in letters("".join(article.sentences)), "the short must keep to its source"
    assert "1873" in script.script
    cues = (short.folder / "captions.srt").read_text(encoding="utf-8").strip().split("\n\n")
    assert letters("".join(line for cue in cues for line in cue.split("\n")[2:])) == letters(script.script)
    assert len(cues) >= 4, "captions must break within a sentence"
    assert world.openai.asked("/chat/")
    assert world.openai.asked("/audio/") if article.voice == "openai" else world.elevenlabs.asked("/text-to-speech/")
    assert not [note for note in short.record.notes if "leave" in note.lower()], short.record.notes


@pytest.mark.parametrize("token", ["", "not what auth gives"])
def test_a_channel_that_could_not_publish_pays_for_nothing(
    token: str, make: Make, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUTUBE_TOKEN", token)
    with pytest.raises(SetupError, match="YOUTUBE_TOKEN"):
        make(brief=BRIEF)
    assert world.request_counts() == [0, 0, 0, 0]


def test_no_file_contains_a_key(make: Make, world: World, server: Server) -> None:
    world.openai.script(Reply(500), path="/chat/")
    world.elevenlabs.script(Reply(503), path="/text-to-speech/")
    short = make(brief={**BRIEF, "name": "Canaries"})
    assert short.record.metrics["retries"] >= 2
    secrets = [CANARY, REFRESH_TOKEN, CLIENT["client_secret"], *world.youtube.authority.access]
    assert len(secrets) > 3
    assert server.database.is_file()
    places = [home(), short.folder, Path(str(get_current_settings().home)), server.database.parent]
    files = {path for place in places if place.is_dir() for path in place.rglob("*") if path.is_file()}
    assert len(files) > 50
    for path in files:
        data = path.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in data], path


def test_fallbacks_and_parse_failures_are_counted(make: Make, world: World) -> None:
    """Invalid JSON is requested again. Where the channel allows it, a vendor with a spent quota is replaced."""
    world.openai.script(said("{not JSON"), path="/chat/")
    world.elevenlabs.limit = 10
    record = make(brief={**BRIEF, "name": "Otherwise", "fall_back": True}).record
    assert {name: record.metrics[name] for name in ("json_parse_failures", "fallbacks")} == {
        "json_parse_failures": 1,
        "fallbacks": 1,
    }
    assert any("elevenlabs" in note.lower() for note in record.notes), record.notes
    path = sum(step.seconds for step in critical_path(record))
    assert record.total_seconds / 2 < path <= record.total_seconds, "stages, with short gaps"
    assert record.metrics["total_pipeline_time"] == pytest.approx(record.total_seconds, abs=0.1)
