"""A failed stage, run again by the Retry button of Prefect's UI: only it and what follows, nothing paid twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.browser.ui import Ui, browsing
from tests.faults.ffmpegs import switchable
from tests.prefect_server import Host, Server, eventually
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs import forbidden as voice_forbidden
from tests.servers.openai import OpenAIServer
from tests.servers.openai import wrong_key as openai_wrong_key
from tests.servers.serpapi import SerpApi
from tests.servers.wire import Reply, Vendor
from tests.servers.youtube import YouTube

pytestmark = [pytest.mark.server, pytest.mark.media]

NOTE = """# Lighthouses
A lighthouse is a tower with a strong light at its top. Its light is seen from ships thirty kilometres away.
Keepers climbed its stairs every evening to light the lamp. In 1823 a Frenchman built a lens of many thin rings.
The lens threw nearly all of the light out to sea. Storm waves broke over towers that stood on bare rocks.
Today most lights are switched on by machines, and nobody lives in the towers. Ships still look for them at night.
"""
FULL = {"error": {"code": 400, "message": "full", "errors": [{"reason": "uploadLimitExceeded", "message": "full"}]}}
STAGES = ("trending", "research", "script", "casting", "voiceover", "timeline", "encode", "quality", "upload")


@dataclass
class Stand:
    """A channel on a real server, with a real worker, whose services are ours to break."""

    server: Server
    host: Host
    openai: OpenAIServer
    elevenlabs: ElevenLabsServer
    serpapi: SerpApi
    youtube: YouTube
    broken_ffmpeg: Path  # as long as it exists, ffmpeg fails
    channel: Path
    source: Path

    def start(self, day: str, **request: object) -> str:
        # Another seed each day: what an earlier day's run has kept must not stand in for this one's work.
        asked = {"channel": str(self.channel), "day": day, "seed": int(day[-2:]), **request}
        asked["out"] = str(self.host.folder / "out")
        return self.server.start("daily-short/batch", {"request": asked}, work_queue_name="batch")

    def tasks(self, run: str) -> Counter[tuple[str, str]]:
        """Task runs by (stage, state's name), both attempts together."""
        found: Counter[tuple[str, str]] = Counter()
        for task in self.server.task_runs(run):
            found[task["name"].rpartition("-")[0], (task["state"] or {}).get("name", "")] += 1
        return found


@pytest.fixture(scope="module")
def stand(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    folder = tmp_path_factory.mktemp("stand")
    openai, elevenlabs, serpapi, youtube = OpenAIServer(), ElevenLabsServer(), SerpApi(), YouTube()
    vendors: tuple[Vendor, ...] = (openai, elevenlabs, serpapi, youtube)
    for vendor in vendors:
        vendor.start()
    env = {name: value for vendor in vendors for name, value in vendor.environment().items()}
    flag = folder / "broken"
    host = server.host(**env, DAILIES_FFMPEG=str(switchable(folder, flag)), DAILIES_ENCODER="libx264")
    brief = {"name": "Stand", "length_seconds": 15, "publisher": "youtube", "pictures": "drawn"}
    channel, source = folder / "stand.yaml", folder / "note.md"
    channel.write_text(yaml.safe_dump(brief))
    source.write_text(NOTE)
    done = host.command("deployments", "deploy")
    assert done.returncode == 0, done.stderr
    with host.worker("dailies"):
        yield Stand(server, host, openai, elevenlabs, serpapi, youtube, flag, channel, source)
    for vendor in vendors:
        vendor.stop()


@pytest.fixture(scope="module")
def ui(server: Server) -> Iterator[Ui]:
    with browsing(server) as shown:
        yield shown


def _trending(stand: Stand) -> Callable[[], None]:
    stand.serpapi.script(Reply(401, {"error": "Invalid API key."}), path="/search")
    return lambda: None


def _research(stand: Stand) -> Callable[[], None]:
    stand.openai.script(openai_wrong_key(), path="/chat/")
    return lambda: None


def _voiceover(stand: Stand) -> Callable[[], None]:
    stand.elevenlabs.script(voice_forbidden(), path="/text-to-speech/")
    return lambda: None


def _encode(stand: Stand) -> Callable[[], None]:
    stand.broken_ffmpeg.touch()
    return stand.broken_ffmpeg.unlink


def _upload(stand: Stand) -> Callable[[], None]:
    stand.youtube.script(Reply(400, FULL), path="/upload/youtube/v3/videos")
    return lambda: None


CASES = {
    "trending": ("2026-11-01", _trending),
    "research": ("2026-11-02", _research),
    "voiceover": ("2026-11-03", _voiceover),
    "encode": ("2026-11-04", _encode),
    "upload": ("2026-11-05", _upload),
}


@pytest.mark.parametrize("stage", CASES)
def test_retry_runs_only_what_failed_and_what_follows(stage: str, stand: Stand, ui: Ui) -> None:
    day, break_it = CASES[stage]
    for vendor in (stand.openai, stand.elevenlabs, stand.serpapi, stand.youtube):
        vendor.forget()
    films = len(stand.youtube.videos)
    mend = break_it(stand)
    run = stand.start(day, **({} if stage == "trending" else {"source": str(stand.source), "topic": f"Lights {day}"}))
    failed = stand.server.ended(run, within=300)
    assert failed["state_type"] == "FAILED", stand.server.log(run)
    ui.shown(run, f"retry-{stage}-failed")
    paid = Counter(vendor.__class__.__name__ for vendor in (stand.openai, stand.elevenlabs) for _ in vendor.requests)
    mend()
    ui.retry(run)
    eventually(lambda: stand.server.flow_run(run)["run_count"] == 2, within=120)
    ended = stand.server.ended(run, within=300)
    assert ended["state_type"] == "COMPLETED", stand.server.log(run)
    assert (ended["id"], ended["run_count"]) == (run, 2)
    ui.shown(run, f"retry-{stage}-done")
    tasks = eventually(lambda: found if (found := stand.tasks(run))["upload", "Completed"] else Counter(), within=60)
    before = STAGES[: STAGES.index(stage)]
    for name in before:
        assert tasks[name, "Completed"] <= 1, f"{name} did its work at most once: {tasks}"
        assert tasks[name, "Cached"], f"{name} was there already: {tasks}"
    for name in STAGES[STAGES.index(stage) :]:
        assert tasks[name, "Completed"] == 1 or name == "voiceover", f"{name} did its work once: {tasks}"
    spoken = stand.elevenlabs.asked("/text-to-speech/")
    assert tasks["voiceover", "Completed"] == len(spoken) - (stage == "voiceover"), "no passage was paid twice"
    if stage in {"encode", "upload"}:
        again = Counter(v.__class__.__name__ for v in (stand.openai, stand.elevenlabs) for _ in v.requests)
        assert again == paid, "nothing was paid again"
    if stage == "upload":
        assert len(stand.server.children(run)) == 1, "no second encode run"
    assert len(stand.youtube.videos) == films + 1, "published once"
