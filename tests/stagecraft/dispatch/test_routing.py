"""Where encodes run: real workers on hosts that share only an object store and the server's API."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import pytest
from obstore.store import from_url

from flows.daily_short import daily_short
from tasks.domain.timeline import Music, OutputSpec, Timeline
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import SharedStore
from tasks.machine.storage.objects import Objects
from tasks.stagecraft.daily.cancelling import cancel_children
from tasks.stagecraft.dispatch.liveness import SILENCE_SECONDS
from tests.bench.inputs import timeline as made_timeline
from tests.faults.ffmpegs import held, switchable
from tests.prefect_server import Host, Server, WorkerProcess, eventually

pytestmark = [pytest.mark.server, pytest.mark.media]
SCENES = 4
SILENT = f"no sign of life for {SILENCE_SECONDS:.0f} s"


class Encodes:
    """Request encodes from one host and inspect the runs that other hosts make of them."""

    worker: WorkerProcess

    def __init__(self, server: Server, env: dict[str, str], folder: Path) -> None:
        self.server, self.env = server, env
        self.store = SharedStore(folder / "assets", Objects("tests", objects(env)))
        output = OutputSpec(width=360, height=640)
        self.cut = made_timeline(self.store, seconds=4, scenes=SCENES, output=output)
        self.home = self.host()

    def requesting_worker(self) -> WorkerProcess:
        """Start a worker whose runs request encodes."""
        return self.home.worker("dailies", limit=4)

    def host(self, **env: str) -> Host:
        """Return a new host. One encoder makes equal segments everywhere. The sound is made in parallel with them."""
        return self.server.host(**self.env, DAILIES_ENCODER="libx264", DAILIES_ENCODE_WORKERS="2", **env)

    def timeline(self, accent: str) -> Timeline:
        """Return a timeline that no other test encodes: `accent` changes every segment and seeds the music."""
        captions = self.cut.captions.model_copy(update={"accent": accent})
        music = Music(seed=int(accent[1:], 16))
        sound = self.cut.sound.model_copy(update={"music": music})
        return self.cut.model_copy(update={"captions": captions, "sound": sound})

    def ask(self, cut: Timeline | str) -> str:
        """Request an encode of a timeline, or of the timeline with this accent, and return the run's id."""
        cut = self.timeline(cut) if isinstance(cut, str) else cut
        return self.server.start("asking/test", {"timeline": cut.model_dump(mode="json")}, work_queue_name="today")

    def done(self, run: str) -> dict[str, Any]:
        """Wait until the requesting run has completed, and return it."""
        ended = self.server.ended(run)
        assert ended["state_name"] == "Completed", self.server.log(run)
        return ended

    def child(self, run: str, pool: str) -> dict[str, Any]:
        """Wait for the run's encode in this pool, and return it."""
        return eventually(
            lambda: next((c for c in self.server.children(run) if c["work_pool_name"] == pool), {}),
            about=lambda: self.server.story(run),
        )

    def counted(self, run: str, name: str, state: str) -> int:
        """Return the number of task runs of this name in this state."""
        tasks = self.server.task_runs(run)
        return len([t for t in tasks if t["name"].startswith(name) and (t["state"] or {}).get("name") == state])

    def under_way(self, accent: str) -> tuple[str, dict[str, Any]]:
        """Start an encode in encode-hw and wait until its segments are stored. It then waits for its sound."""
        run = self.ask(accent)
        encode = self.child(run, "encode-hw")
        eventually(lambda: self.counted(encode["id"], "segment", "Completed") == SCENES)
        return run, encode

    def winner(self, run: str, loser: dict[str, Any]) -> dict[str, Any]:
        """Return the encode that replaced the loser, on another worker or in the requesting process."""
        (other,) = [encode for encode in self.server.children(run) if encode["id"] != loser["id"]]
        assert other["state_name"] == "Completed"
        return other

    def result(self, run: str, task: str) -> dict[str, Any]:
        """Return the result of this task from the object store, read by a host that took no part in the run."""

        def stored() -> list[str]:
            tasks = [t for t in self.server.task_runs(run) if re.fullmatch(rf"{task}-\w{{3}}", t["name"])]
            return [t["state"]["data"]["storage_key"] for t in tasks if (t["state"] or {}).get("data")]

        record = json.loads(self.store.objects.get(f"results/{eventually(stored)[0]}"))
        _checksum, _, body = record["result"].partition("\n")
        data: dict[str, Any] = json.loads(body)["data"]
        return data


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
    requester = Encodes(server, object_store, tmp_path_factory.mktemp("third"))
    no_channels = tmp_path_factory.mktemp("channels")
    done = requester.host(DAILIES_ENCODE_HW="1").command("deployments", "deploy", "--channels", str(no_channels))
    assert done.returncode == 0, done.stderr
    server.deploy("asking", "tests/stagecraft/asking.py:asking")
    requester.worker = requester.requesting_worker()
    yield requester
    requester.worker.stop()


@pytest.fixture(scope="module")
def cpu(encodes: Encodes) -> Iterator[WorkerProcess]:
    with encodes.host().worker("encode-cpu") as worker:
        yield worker


@contextmanager
def hardware_worker(encodes: Encodes, ffmpeg: Path) -> Iterator[WorkerProcess]:
    """Run a worker in encode-hw on a host with this ffmpeg, and delete it from the server afterwards."""
    with encodes.host(DAILIES_FFMPEG=str(ffmpeg)).worker("encode-hw") as worker:
        yield worker
    encodes.server.call("DELETE", f"/work_pools/encode-hw/workers/{worker.name}")


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """Return a file that holds encodes in encode-hw before their sound for as long as it exists."""
    path = tmp_path / "shut"
    path.touch()
    return path


@pytest.fixture
def hardware(encodes: Encodes, gate: Path) -> Iterator[WorkerProcess]:
    with hardware_worker(encodes, held(gate.parent, gate)) as worker:
        yield worker


@pytest.mark.integration
def test_without_encode_workers_the_requesting_process_encodes(encodes: Encodes) -> None:
    run = encodes.done(encodes.ask("#000001"))
    (encode,) = encodes.server.children(run["id"])
    assert (encode["state_name"], encode["work_pool_name"], encode["deployment_id"]) == ("Completed", None, None)


def test_without_hardware_the_cpu_pool_encodes(encodes: Encodes, cpu: WorkerProcess) -> None:
    run = encodes.done(encodes.ask("#000002"))
    (encode,) = encodes.server.children(run["id"])
    assert (encode["state_name"], encode["work_pool_name"]) == ("Completed", "encode-cpu")
    assert encode["labels"]["prefect.worker.name"] == cpu.name
    assert encode["work_queue_name"] == "today"
    assert encodes.result(run["id"], "encode")["note"] == ""


@pytest.mark.integration
def test_a_hardware_host_encodes_and_hands_the_film_over_through_the_store(
    encodes: Encodes, cpu: WorkerProcess, hardware: WorkerProcess, gate: Path
) -> None:
    gate.unlink()
    run = encodes.done(encodes.ask("#000003"))
    (encode,) = encodes.server.children(run["id"])
    assert encode["labels"]["prefect.worker.name"] == hardware.name
    assert encode["parent_task_run_id"], "the encode must be nested under the task that requested it"
    file = Artifact.model_validate(encodes.result(encode["id"], "mux"))
    with av.open(io.BytesIO(encodes.store.read(file)), "r") as film:
        assert sum(1 for _ in film.decode(film.streams.video[0])) == encodes.cut.frames


@pytest.mark.integration
def test_a_dead_host_is_detected_and_its_segments_are_reused(
    encodes: Encodes, cpu: WorkerProcess, hardware: WorkerProcess
) -> None:
    run, lost = encodes.under_way("#000004")
    next_run = encodes.ask("#000005")
    waiting = encodes.child(next_run, "encode-hw")
    hardware.kill()
    encodes.done(run)
    assert encodes.server.flow_run(lost["id"])["state_name"] == "Cancelling", "the cancellation must not be forced"
    winner = encodes.winner(run, lost)
    assert winner["work_pool_name"] == "encode-cpu"
    eventually(lambda: encodes.counted(winner["id"], "segment", "Cached") == SCENES)
    assert f"was given up: {SILENT}" in encodes.result(run, "encode")["note"]

    encodes.done(next_run)
    assert f"was given up: {SILENT}" in encodes.result(next_run, "encode")["note"]
    assert encodes.server.flow_run(waiting["id"])["state_name"] == "Cancelled", (
        "a run that never started must be cancelled at once"
    )
    encodes.winner(next_run, waiting)
    assert hardware.name in encodes.server.online("encode-hw"), "the server must still believe that the host is online"


@pytest.mark.integration
@pytest.mark.slow
def test_a_host_that_wakes_up_completes_nothing(
    encodes: Encodes, cpu: WorkerProcess, hardware: WorkerProcess, gate: Path
) -> None:
    run, lost = encodes.under_way("#000006")
    hardware.freeze()
    encodes.done(run)
    assert f"was given up: {SILENT}" in encodes.result(run, "encode")["note"]
    encodes.winner(run, lost)
    gate.unlink()
    hardware.thaw()
    late = encodes.server.ended(lost["id"])
    assert late["state_name"] != "Completed"
    assert encodes.counted(lost["id"], "mux", "Completed") == 0


@pytest.mark.integration
@pytest.mark.slow
def test_a_broken_host_does_not_fail_the_short(encodes: Encodes, cpu: WorkerProcess, tmp_path: Path) -> None:
    (full := tmp_path / "full").touch()
    with hardware_worker(encodes, switchable(tmp_path, full)):
        run = encodes.done(encodes.ask("#000008"))
    failed = encodes.child(run["id"], "encode-hw")
    assert (failed["state_name"], failed["run_count"]) == ("Failed", 1)
    assert encodes.winner(run["id"], failed)["work_pool_name"] == "encode-cpu"
    assert "No space left on device" in encodes.result(run["id"], "encode")["note"]


@pytest.mark.integration
def test_a_film_that_fails_on_any_host_is_tried_once_and_a_retry_reuses_its_run(
    encodes: Encodes, cpu: WorkerProcess
) -> None:
    cut = encodes.timeline("#000007")
    picture = encodes.store.place(cut.shots[3].picture)
    key = f"assets/{picture.parent.name}/{picture.name}"
    encodes.store.objects.move(key, "away")
    for host in encodes.server.folder.glob("host*/dailies/assets"):
        (host / picture.parent.name / picture.name).unlink(missing_ok=True)
    run = encodes.ask(cut)
    ended = encodes.server.ended(run)
    assert (ended["state_name"], picture.name in ended["state"]["message"]) == ("Failed", True)
    (failed,) = encodes.server.children(run)
    assert (failed["state_name"], failed["work_pool_name"]) == ("Failed", "encode-cpu")
    encodes.store.objects.move("away", key)
    encodes.server.retry(run)
    eventually(lambda: encodes.server.flow_run(run)["run_count"] == 2)
    encodes.done(run)
    (encode,) = encodes.server.children(run)
    assert (encode["id"], encode["state_name"], encode["run_count"]) == (failed["id"], "Completed", 2)


@pytest.mark.integration
def test_cancelling_a_run_cancels_its_encode(encodes: Encodes, hardware: WorkerProcess, gate: Path) -> None:
    assert daily_short.on_cancellation_hooks == [cancel_children]
    run, encode = encodes.under_way("#00000a")
    encodes.server.cancel(run)
    eventually(lambda: encodes.server.flow_run(encode["id"])["state_name"] != "Running")
    gate.unlink()
    assert encodes.server.ended(run)["state_name"] == "Cancelled"
    assert encodes.server.ended(encode["id"])["state_name"] == "Cancelled"
    assert encodes.counted(encode["id"], "mux", "Completed") == 0
    assert len(encodes.server.children(run)) == 1


@pytest.mark.integration
def test_a_run_whose_host_was_killed_resumes_with_its_pending_encode(
    encodes: Encodes, hardware: WorkerProcess, gate: Path
) -> None:
    run, encode = encodes.under_way("#00000b")
    encodes.worker.kill()
    crashed = {"type": "CRASHED", "message": "What the automation for zombies says of it."}
    encodes.server.call("POST", f"/flow_runs/{run}/set_state", json={"state": crashed, "force": True})
    encodes.worker = encodes.requesting_worker()
    encodes.server.retry(run)
    eventually(lambda: encodes.server.flow_run(run)["run_count"] == 2)
    assert encodes.server.flow_run(encode["id"])["state_name"] == "Running", "the encode must still be running"
    gate.unlink()
    encodes.done(run)
    (child,) = encodes.server.children(run)
    assert (child["id"], child["state_name"], child["run_count"]) == (encode["id"], "Completed", 1)
    assert encodes.counted(encode["id"], "segment", "Completed") == SCENES, "each segment must be encoded once"
