"""Where encodes run: real workers on machines that share an object store and the server's API, and nothing else."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest
from obstore.store import from_url

from tasks.domain.models import OutputSpec, Timeline
from tasks.domain.values import Artifact
from tasks.machine.assets import SharedStore
from tasks.machine.objects import Objects
from tasks.stagecraft import child
from tests.bench.inputs import timeline as made_timeline
from tests.prefect_server import Host, Server, WorkerProcess, eventually

pytestmark = [pytest.mark.server, pytest.mark.media]
OUTPUT = OutputSpec(width=720, height=1280)
SCENES = 8


class Encodes:
    """Asks for encodes on one machine; others do them."""

    def __init__(self, server: Server, env: dict[str, str], folder: Path) -> None:
        self.server, self.env = server, env
        self.store = SharedStore(folder / "assets", Objects("tests", objects(env)))
        self.cut = made_timeline(self.store, seconds=16, scenes=SCENES, output=OUTPUT)

    def host(self) -> Host:
        """One segment at a time, so that there is time to interfere."""
        return self.server.host(**self.env, DAILIES_ENCODE_WORKERS="1")

    def timeline(self, accent: str) -> Timeline:
        """A film that no other test has made: the accent's colour is in every segment."""
        return self.cut.model_copy(update={"captions": self.cut.captions.model_copy(update={"accent": accent})})

    def ask(self, accent: str) -> str:
        parameters = {"timeline": self.timeline(accent).model_dump(mode="json")}
        return self.server.start("asking/test", parameters, work_queue_name="today")

    def child(self, run: str, pool: str) -> dict[str, Any]:
        """The run's encode in this pool, once it is there."""
        return eventually(lambda: next((c for c in self.server.children(run) if c["work_pool_name"] == pool), {}), 180)

    def counted(self, run: str, name: str, state: str) -> int:
        """Task runs of this name that ended so."""
        tasks = self.server.task_runs(run)
        return len([t for t in tasks if t["name"].startswith(name) and (t["state"] or {}).get("name") == state])

    def interrupted(self, accent: str) -> tuple[str, dict[str, Any]]:
        """An encode that is under way in encode-hw, with two segments in the store."""
        run = self.ask(accent)
        encode = self.child(run, "encode-hw")
        eventually(lambda: self.counted(encode["id"], "segment", "Completed") >= 2, 180)
        return run, encode

    def winner(self, run: str, loser: dict[str, Any]) -> dict[str, Any]:
        """The one encode that was done instead: on another worker, or by the asking process."""
        (other,) = [encode for encode in self.server.children(run) if encode["id"] != loser["id"]]
        assert other["state_name"] == "Completed"
        return other

    def film_of(self, encode: dict[str, Any]) -> Artifact:
        """The film that the tasks of this run have joined, read by a machine that took no part."""
        key = next(task["state"]["data"]["storage_key"] for task in self._joins(encode["id"]))
        body = self.store.objects.get(f"results/{key}").decode()
        found = re.search(r"sha256\W+([0-9a-f]{64})\W+bytes\W+(\d+)\W+suffix\W+mp4", body)
        assert found, body
        return Artifact(sha256=found[1], bytes=int(found[2]), suffix=".mp4")

    def _joins(self, run: str) -> list[dict[str, Any]]:
        return eventually(lambda: [t for t in self.server.task_runs(run) if t["name"].startswith("join")])


def objects(env: dict[str, str]) -> Any:
    return from_url(
        env["DAILIES_STORE"],
        endpoint=env["AWS_ENDPOINT_URL"],
        access_key_id=env["AWS_ACCESS_KEY_ID"],
        secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
        region=env["AWS_REGION"],
        client_options={"allow_http": True},
    )


@pytest.fixture(scope="module")
def encodes(
    server: Server, object_store: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Encodes]:
    asked = Encodes(server, object_store, tmp_path_factory.mktemp("third"))
    host = asked.host()
    nobody = tmp_path_factory.mktemp("channels")
    done = host.command("deployments", "deploy", "--channels", str(nobody))
    assert done.returncode == 0, done.stderr
    server.deploy("asking", "tests/stagecraft/asking.py:asking")
    with host.worker("dailies"):
        yield asked


@pytest.fixture(scope="module")
def cpu(encodes: Encodes) -> Iterator[WorkerProcess]:
    with encodes.host().worker("encode-cpu") as worker:
        yield worker


@pytest.fixture
def hardware(encodes: Encodes) -> Iterator[WorkerProcess]:
    eventually(lambda: not encodes.server.online("encode-hw"), 180)
    with encodes.host().worker("encode-hw") as worker:
        yield worker


def test_without_encode_workers_the_asking_process_encodes(encodes: Encodes) -> None:
    run = encodes.server.ended(encodes.ask("#000001"))
    assert run["state_name"] == "Completed", encodes.server.log(run["id"])
    (encode,) = encodes.server.children(run["id"])
    assert (encode["state_name"], encode["work_pool_name"], encode["deployment_id"]) == ("Completed", None, None)


def test_without_hardware_the_pool_of_plain_hosts_encodes(encodes: Encodes, cpu: WorkerProcess) -> None:
    run = encodes.server.ended(encodes.ask("#000002"))
    assert run["state_name"] == "Completed", encodes.server.log(run["id"])
    (encode,) = encodes.server.children(run["id"])
    assert (encode["state_name"], encode["work_pool_name"]) == ("Completed", "encode-cpu")
    assert encode["labels"]["prefect.worker.name"] == cpu.name
    assert encode["work_queue_name"] == "today"


@pytest.mark.slow
def test_a_hardware_host_encodes_and_hands_the_film_over_through_the_store(
    encodes: Encodes, cpu: WorkerProcess, hardware: WorkerProcess
) -> None:
    run = encodes.server.ended(encodes.ask("#000003"))
    assert run["state_name"] == "Completed", encodes.server.log(run["id"])
    (encode,) = encodes.server.children(run["id"])
    assert encode["labels"]["prefect.worker.name"] == hardware.name
    assert encode["parent_task_run_id"], "nested under the task that asked"
    with av.open(io.BytesIO(encodes.store.read(encodes.film_of(encode))), "r") as film:
        assert sum(1 for _ in film.decode(film.streams.video[0])) == encodes.cut.frames


@pytest.mark.slow
def test_a_host_that_dies_is_found_out_and_its_segments_serve_elsewhere(
    encodes: Encodes, cpu: WorkerProcess, hardware: WorkerProcess
) -> None:
    run, lost = encodes.interrupted("#000004")
    hardware.kill()
    ended = encodes.server.ended(run)
    assert ended["state_name"] == "Completed", encodes.server.log(run)
    assert encodes.server.flow_run(lost["id"])["state_name"] == "Cancelling", "never forced"
    winner = encodes.winner(run, lost)
    eventually(lambda: encodes.counted(winner["id"], "segment", "Cached") >= 2)
    eventually(
        lambda: (
            encodes.counted(winner["id"], "segment", "Cached") + encodes.counted(winner["id"], "segment", "Completed")
            == SCENES
        )
    )


@pytest.mark.slow
def test_a_host_that_wakes_up_again_publishes_nothing(
    encodes: Encodes, cpu: WorkerProcess, hardware: WorkerProcess
) -> None:
    run, frozen = encodes.interrupted("#000006")
    hardware.freeze()
    assert encodes.server.ended(run)["state_name"] == "Completed", encodes.server.log(run)
    encodes.winner(run, frozen)
    hardware.thaw()
    late = encodes.server.ended(frozen["id"])
    assert late["state_name"] != "Completed"
    assert encodes.counted(frozen["id"], "join", "Completed") == 0


@pytest.mark.slow
def test_a_worker_that_died_unnoticed_is_not_waited_for(encodes: Encodes, hardware: WorkerProcess) -> None:
    hardware.kill()
    assert hardware.name in encodes.server.online("encode-hw"), "the server still believes in it"
    run = encodes.server.ended(encodes.ask("#000005"))
    assert run["state_name"] == "Completed", encodes.server.log(run["id"])
    waiting = encodes.child(run["id"], "encode-hw")
    assert waiting["state_name"] == "Cancelled", "it never began, so it can be told to end at once"
    encodes.winner(run["id"], waiting)


@pytest.mark.slow
def test_a_retry_asks_the_same_run_again(encodes: Encodes, cpu: WorkerProcess) -> None:
    cut = encodes.timeline("#000007")
    picture = encodes.store.place(cut.shots[3].picture)
    key = f"assets/{picture.parent.name}/{picture.name}"
    encodes.store.objects.move(key, "away")
    other = encodes.store.put(b"another voice", ".txt")
    assert encodes.store.objects.size(f"assets/{other.sha256[:2]}/{other.sha256}.txt") == other.bytes
    for host in encodes.server.folder.glob("host*/dailies/assets"):
        (host / picture.parent.name / picture.name).unlink(missing_ok=True)
    run = encodes.ask("#000007")
    assert encodes.server.ended(run)["state_name"] == "Failed"
    (failed,) = encodes.server.children(run)
    assert failed["state_name"] == "Failed"
    encodes.store.objects.move("away", key)
    encodes.server.retry(run)
    eventually(lambda: encodes.server.flow_run(run)["run_count"] == 2)
    assert encodes.server.ended(run)["state_name"] == "Completed", encodes.server.log(run)
    (encode,) = encodes.server.children(run)
    assert (encode["id"], encode["state_name"], encode["run_count"]) == (failed["id"], "Completed", 2)


def test_what_is_silent_is_given_up_within_twenty_seconds() -> None:
    now = 0.0
    silence = child.Silence(lambda: now)
    assert silence.seconds("beat 1") == 0
    while silence.seconds("beat 1") <= child.SILENCE_SECONDS:
        now += child.POLL_SECONDS + 0.5  # and what asking takes
    assert now <= 20
    assert silence.seconds("beat 2") == 0


def test_a_stall_of_our_own_is_not_held_against_the_worker() -> None:
    now = 0.0
    silence = child.Silence(lambda: now)
    silence.seconds("beat 1")
    now += 300
    assert silence.seconds("beat 1") <= child.SILENCE_SECONDS
