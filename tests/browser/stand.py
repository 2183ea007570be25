"""A channel on a real server with a real worker, whose vendors, disk and ffmpeg a test can break."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import yaml

from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore
from tests.faults.ffmpegs import switchable
from tests.prefect_server import Host, Server, WorkerProcess, eventually
from tests.servers.content import photograph
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.openai import OpenAIServer
from tests.servers.serpapi import SerpApi
from tests.servers.wire import Request, Vendor
from tests.servers.youtube import YouTube

NOTE = """# Lighthouses
A lighthouse is a tower with a strong light at its top. Its light is seen from ships thirty kilometres away.
Keepers climbed its stairs every evening to light the lamp. In 1823 a Frenchman built a lens of many thin rings.
The lens threw nearly all of the light out to sea. Storm waves broke over towers that stood on bare rocks.
Today most lights are switched on by machines, and nobody lives in the towers. Ships still look for them at night.
"""
BEES = """# Honey bees
A honey bee visits a thousand flowers on a good day. Nectar becomes honey when its water has gone into the warm air.
Bees dance on the comb to tell where flowers are. A colony eats twenty kilos of honey in one winter.
In 1851 an American built a hive with frames that can be lifted out. Smoke makes bees calm for a few minutes.
A queen lays two thousand eggs on a day in May. Drones have large eyes and no sting. Workers live six weeks in summer.
Wax comes from glands under a young worker's belly. A comb of forty grams carries two kilos of honey.
Bees see ultraviolet light, which flowers show them as a path. A swarm chooses its new home by a kind of vote.
The air of a hive is kept at thirty-five degrees. Bees carry water home on hot days and fan it dry with their wings.
"""
BRIEF = {"name": "Stand", "length_seconds": 15, "publisher": "youtube", "pictures": "drawn", "shape": "square"}
SMALL = 900_000  # bytes; the narration is the first file of a run that is larger


@dataclass
class Stand:
    """The server, its worker and the local vendors, with the means to break and observe them."""

    server: Server
    host: Host
    worker: WorkerProcess
    openai: OpenAIServer
    elevenlabs: ElevenLabsServer
    serpapi: SerpApi
    youtube: YouTube
    broken_ffmpeg: Path  # while this file exists, ffmpeg fails: see `switchable`
    folder: Path

    @property
    def assets(self) -> AssetStore:
        return AssetStore(self.host.folder / "dailies" / "assets")

    @property
    def source(self) -> Path:
        return self._file("note.md", NOTE.encode())

    @property
    def other_source(self) -> Path:
        """A text for runs that must not reuse stored work. It is long enough that research condenses it first."""
        return self._file("bees.md", BEES.encode())

    @property
    def photographs(self) -> Path:
        """A folder with one picture that the user supplies; its number gives it a scene, whatever the scenes say."""
        return self._file("photographs/1.jpg", photograph(77, 1080, 1080)).parent

    def channel(self, **settings: str | bool) -> Path:
        """Write the channel file with these settings and return its path."""
        name = "-".join(["stand", *(f"{key}-{value}" for key, value in settings.items())])
        return self._file(f"{name}.yaml", yaml.safe_dump({**BRIEF, **settings}).encode())

    def start(self, day: str, channel: Path | None = None, /, **request: object) -> str:
        """Start a run for this day and return its id."""
        # Each day has its own seed, so that a run cannot reuse the cached work of an earlier day.
        parameters = {"channel": str(channel or self.channel()), "day": day, "seed": int(day[-2:]), **request}
        parameters["out"] = str(self.host.folder / "out")
        return self.server.start("daily-short/batch", {"request": parameters}, work_queue_name="batch")

    def ended(self, run: str, attempt: int) -> str:
        """Wait for the end of this attempt and return its state type."""
        eventually(lambda: self.server.flow_run(run)["run_count"] == attempt, within=180)
        return str(self.server.ended(run)["state_type"])

    def tasks(self, *runs: str) -> Counter[tuple[str, str]]:
        """Count task runs of all attempts by (stage, state name)."""
        counts: Counter[tuple[str, str]] = Counter()
        for task in (task for run in runs for task in self.server.task_runs(run)):
            counts[task["name"].rpartition("-")[0], (task["state"] or {}).get("name", "")] += 1
        return counts

    def failed(self, run: str, stage: str) -> int:
        """Wait until a task run of this stage has failed, and return how many have."""
        return eventually(lambda: self.tasks(run)[stage, "Failed"], within=90)

    def published(self, run: str) -> Counter[tuple[str, str]]:
        """Wait until the upload is recorded, and return the counts of `tasks`."""
        return eventually(
            lambda: counts if (counts := self.tasks(run))["upload", "Completed"] else Counter(), within=90
        )

    def paid(self) -> list[Request]:
        """Return the requests that vendors charge for."""
        searches = self.serpapi.asked("/search")
        return [*self.openai.asked("/chat/"), *self.elevenlabs.asked("/text-to-speech/"), *searches]

    def forget(self) -> None:
        """Reset the recorded requests and scripted answers of all vendors."""
        for vendor in (self.openai, self.elevenlabs, self.serpapi, self.youtube):
            vendor.forget()

    def lose(self, sha256: str, suffix: str = ".jpg") -> None:
        """Delete a file from the asset store as soon as it exists."""
        path = self.assets.place(Artifact(sha256=sha256, bytes=0, suffix=suffix))
        eventually(path.exists, within=180)
        path.unlink()

    def fill_disk(self) -> None:
        """Keep processes that the worker starts from now on from writing large files."""
        psutil.Process(self.worker.process.pid).rlimit(psutil.RLIMIT_FSIZE, (SMALL, psutil.RLIM_INFINITY))

    def empty_disk(self) -> None:
        """Undo `fill_disk`."""
        unlimited = (psutil.RLIM_INFINITY, psutil.RLIM_INFINITY)
        psutil.Process(self.worker.process.pid).rlimit(psutil.RLIMIT_FSIZE, unlimited)

    def _file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path


@contextmanager
def open_stand(server: Server, folder: Path) -> Iterator[Stand]:
    """Start the vendors and a worker, deploy, and stop them all afterwards."""
    openai, elevenlabs, serpapi, youtube = OpenAIServer(), ElevenLabsServer(), SerpApi(), YouTube()
    vendors: tuple[Vendor, ...] = (openai, elevenlabs, serpapi, youtube)
    for vendor in vendors:
        vendor.start()
    env = {name: value for vendor in vendors for name, value in vendor.environment().items()}
    flag = folder / "broken"
    # One segment at a time gives a test time to interfere.
    env |= {
        "DAILIES_FFMPEG": str(switchable(folder, flag)),
        "DAILIES_ENCODER": "libx264",
        "DAILIES_ENCODE_WORKERS": "1",
    }
    host = server.host(**env)
    done = host.command("deployments", "deploy")
    assert done.returncode == 0, done.stderr
    stand = Stand(server, host, host.worker("dailies"), openai, elevenlabs, serpapi, youtube, flag, folder)
    try:
        yield stand
    finally:
        stand.worker.stop()
        for vendor in vendors:
            vendor.stop()
