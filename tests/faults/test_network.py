"""Whatever a network does to a request of any vendor's client, it ends in time, with an error that says what to do."""

import importlib.util
import resource
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import DailiesError, RateLimited
from tasks.domain.speech import Passage
from tasks.domain.story import Dossier, Fact, Source, Topic
from tasks.machine.network import http
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.providers.made import PictureMaker
from tasks.providers.openai import OpenAIVoice, OpenAIWriter
from tasks.providers.uploadpost import UploadPostPublisher
from tasks.providers.youtube import YouTubePublisher
from tests.faults.promises import check
from tests.faults.weather import FAULTS, Fault, Weather
from tests.providers.paying import desk_in
from tests.providers.publishing import edition
from tests.servers.youtube import YouTube

PASSAGE = Passage(text="A kettle sings.")
TOPIC = Topic(title="Tides", slug="tides", reason="asked for", origin="user")
DOSSIER = Dossier(
    title="Kettles",
    facts=(Fact(id="f1", text="The kettle sings the same rising note every morning.", source="s1"),),
    sources=(Source(id="s1", title="Kettles"),),
)
CANARY = "sk-canary-network-51"
LONGEST = 1200.0  # seconds that any request may take, an upload of a film included
SOON = 60.0  # seconds; the machine may be busy
MOST = 12  # connections, redirects and questions about a lost answer included
HEAP = 600_000  # kB that an answer may make this process grow; a bomb holds 1,000,000


@dataclass(frozen=True)
class Ask:
    """A request of one vendor: the setting that holds its address, and what sends it."""

    send: Callable[[ProviderContext], object]
    address: str = ""
    path: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)
    official: bool = True  # one that nobody promised may be down for any reason, and then another takes its place


def _publish_youtube(context: ProviderContext) -> None:
    YouTubePublisher(context, poll=0.01, patience=1.0).publish(edition(context.store, b"film" * 9000))


def _publish_uploadpost(context: ProviderContext) -> None:
    UploadPostPublisher(context, "tiktok", poll=0.01, patience=1.0).publish(edition(context.store, b"film" * 9000))


ASKS: Mapping[str, Ask] = {
    "openai: chat": Ask(
        lambda context: OpenAIWriter(context).write(DOSSIER, Channel(length_seconds=15), 160.0, 1),
        *("openai_base_url", "/v1", {"openai": CANARY}),
    ),
    "openai: speech": Ask(
        lambda context: OpenAIVoice(context).speak(PASSAGE, 1), "openai_base_url", "/v1", {"openai": CANARY}
    ),
    "elevenlabs": Ask(
        lambda context: registry.voice("elevenlabs", context).speak(PASSAGE, 1),
        *("elevenlabs_base_url", "", {"elevenlabs": CANARY}),
    ),
    "speech": Ask(
        lambda context: registry.voice("speech:kokoro/af_heart", context).speak(PASSAGE, 1),
        *("openai_speech_base_url", "/v1", {"speech": CANARY}),
    ),
    "made": Ask(
        lambda context: PictureMaker(context).illustrate("a lighthouse", "", (620, 1100)),
        *("openai_image_base_url", "/v1", {"made": CANARY}),
    ),
    "serpapi": Ask(
        lambda context: registry.trends("serpapi", context).trending(Channel(), date(2026, 11, 24)),
        *("serpapi_base_url", "", {"serpapi": CANARY}),
    ),
    "pexels": Ask(
        lambda context: registry.clips("pexels", context).search("sea", 9),
        *("pexels_base_url", "", {"pexels": CANARY}),
    ),
    "pixabay": Ask(
        lambda context: registry.clips("pixabay", context).search("sea", 9),
        *("pixabay_base_url", "", {"pixabay": CANARY}),
    ),
    "nasa": Ask(lambda context: registry.clips("nasa", context).search("moon", 9), "nasa_base_url"),
    "archive": Ask(lambda context: registry.clips("archive", context).search("sea", 9), "archive_base_url"),
    "commons": Ask(lambda context: registry.pictures("commons", context).search("sea", 9), "commons_base_url"),
    "openverse": Ask(lambda context: registry.pictures("openverse", context).search("sea", 9), "openverse_base_url"),
    "wikipedia": Ask(
        lambda context: registry.facts("wikipedia", context).gather(TOPIC, None), "wikipedia_base_url", "/{language}"
    ),
    "uploadpost": Ask(
        _publish_uploadpost,
        *("uploadpost_base_url", "", {"uploadpost": CANARY}, {"uploadpost_profile": "main"}),
    ),
    "youtube": Ask(_publish_youtube, "youtube_base_url"),
    "edge": Ask(lambda context: registry.voice("edge:de-DE-KatjaNeural", context).speak(PASSAGE, 1), official=False),
}
SHARES = [pytest.param(8, id="some", marks=pytest.mark.integration), pytest.param(1, id="all", marks=pytest.mark.slow)]


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each client may take, in seconds. Those that would wait get one second."""
    seconds_of: list[float] = []
    opened = http.client

    def client(seconds: float, **more: Any) -> httpx.Client:
        seconds_of.append(seconds)
        return opened(min(seconds, limit[0]), **more)

    monkeypatch.setattr(http, "client", client)
    return seconds_of


limit = [20.0]


def _desk(ask: Ask, weather: Weather, folder: Path) -> ProviderContext:
    keys = dict(ask.keys)
    settings: dict[str, Any] = dict(ask.more)
    if ask.address:
        settings[ask.address] = f"{weather.url}{ask.path}"
    if ask.address == "youtube_base_url":
        keys["youtube"] = YouTube().__enter__().environment()["YOUTUBE_TOKEN"]
        settings["youtube_token_url"] = f"{weather.url}/token"
    return desk_in(folder, keys, contact="ops@example.org", edge_seconds=limit[0], **settings).context


def problem(ask: Ask, fault: Fault, weather: Weather, folder: Path) -> str:
    """What is wrong with how this ends; empty if nothing is."""
    limit[0] = 0.8 if fault.slow else 20.0
    weather.fault, weather.connections = fault, 0
    context = _desk(ask, weather, folder)
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        ask.send(context)
    except DailiesError as error:
        found = _told_wrongly(error, fault if ask.official else replace(fault, retry=None))
    except Exception as error:  # noqa: BLE001 - anything else is the finding
        return f"not of our tree: {error!r:.300}"
    else:
        return "no error"
    if time.monotonic() - began > SOON:
        return f"took {time.monotonic() - began:.0f} s"
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before > HEAP:
        return "took too much memory"
    return found or ("asked too often" if weather.connections > MOST else "")


def _told_wrongly(error: DailiesError, fault: Fault) -> str:
    said = str(error)
    if CANARY in said or "<html" in said or len(said) > 1000 or "\n" in said:
        return f"says {said!r:.300}"
    if fault.retry is not None and error.worth_retrying is not fault.retry:
        return (
            f"{type(error).__name__} says that a retry {'helps' if error.worth_retrying else 'does not help'}: {said}"
        )
    if isinstance(error, RateLimited) and not 0 <= error.retry_after <= http.MAX_WAIT:
        return f"waits {error.retry_after} s"
    return ""


@pytest.mark.parametrize("one_in", SHARES)
def test_every_fault_ends_in_time_with_an_error_that_says_what_to_do(
    one_in: int, asked_for: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [name for name in ASKS if name != "edge" or importlib.util.find_spec("edge_tts")]
    cases = [(name, fault) for name in names for fault in FAULTS][::one_in]
    kept, problems = {}, []
    with Weather() as weather:
        if "edge" in names:
            monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"ws://127.0.0.1:{weather.port}/edge?x=1")
        for number, (name, fault) in enumerate(cases):
            wrong = problem(ASKS[name], FAULTS[fault], weather, tmp_path / str(number))
            kept[f"{name}: {fault}"] = not wrong
            problems += [f"{name}, {fault}: {wrong}"] if wrong else []
    assert asked_for
    assert max(asked_for) <= LONGEST
    assert not problems, "\n".join(problems)
    check("every vendor under every fault", kept)


@pytest.mark.parametrize("name", ASKS)
def test_a_port_where_nothing_listens_is_a_sentence(
    name: str, asked_for: list[float], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "edge" and not importlib.util.find_spec("edge_tts"):
        pytest.skip("edge-tts is an extra: pip install 'edge-tts>=7.3,<8'")
    with Weather() as weather:
        pass
    with socket.create_server(("127.0.0.1", 0)) as closed:
        weather.port = int(closed.getsockname()[1])
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"ws://127.0.0.1:{weather.port}/edge?x=1", raising=False)
    assert problem(ASKS[name], Fault(lambda *_: None, retry=True), weather, tmp_path) == ""
    assert asked_for is not None
