"""Workers of this host: which pools it can serve, with how many runs at once, and what their runs must find."""

import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deployments import processes
from tasks.machine.home import CHECKOUT
from tasks.machine.settings import settings
from tasks.stagecraft.dispatch.encoder_choice import hardware_works
from tasks.stagecraft.environment import RESULTS


@dataclass(frozen=True)
class Worker:
    pool: str
    limit: int  # runs at once
    host: str = platform.node()

    @property
    def name(self) -> str:
        return f"{self.host}-{self.pool}"


def served(encode_workers: int) -> tuple[Worker, ...]:
    """The workers for what this host can do. Segments are what runs in parallel: one short is encoded at a time."""
    pools = [Worker("dailies", limit=2)]
    if encode_workers and hardware_encoder():
        pools.append(Worker("encode-hw", limit=encode_workers))
    if encode_workers:
        pools.append(Worker("encode-cpu", limit=encode_workers))
    return tuple(pools)


def hardware_encoder() -> bool:
    """Whether this host has an encoder in hardware: test encodes find out, unless DAILIES_ENCODE_HW says 1 or 0."""
    said = settings().encode_hw
    return hardware_works() if said is None else said


def start(
    worker: Worker, api: str, folder: Path, *, mark: str, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    argv = ["prefect", "worker", "start", "--type", "process", "--pool", worker.pool, "--name", worker.name]
    argv += ["--limit", str(worker.limit)]
    around = os.environ if env is None else env
    log = folder / f"{worker.name}.log"
    return processes.start(argv, mark=mark, log=log, env={**around, **needs(api, around)}, cwd=folder)


def needs(api: str, env: Mapping[str, str]) -> dict[str, str]:
    """What runs of ours need on any host, wherever its checkout is; see `pull` in prefect.yaml."""
    shared = {"PREFECT_DEFAULT_RESULT_STORAGE_BLOCK": RESULTS} if env.get("DAILIES_STORE") else {}
    return {
        **shared,
        "PREFECT_API_URL": api,
        "DAILIES_CHECKOUT": str(CHECKOUT),
        "PYTHONPATH": str(CHECKOUT),
        # How soon a short begins, and how soon a dead worker is noticed: Prefect's own 10 and 30 s are too slow.
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        "PREFECT_WORKER_HEARTBEAT_SECONDS": "3",
    }
