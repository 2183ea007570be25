"""The workers of this host: which pools they serve, how many runs at once, and the environment of their runs."""

import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deployments import logs, processes
from tasks.machine.home import CHECKOUT
from tasks.machine.settings import settings
from tasks.machine.storage.assets import write_whole
from tasks.stagecraft.dispatch.encoder_choice import hardware_works
from tasks.stagecraft.environment import RESULTS
from tasks.stagecraft.quiet import logging_config

SHORTS = "dailies"  # the pool of whole shorts
QUERY, HEARTBEAT = "PREFECT_WORKER_QUERY_SECONDS", "PREFECT_WORKER_HEARTBEAT_SECONDS"
# Seconds. A query for runs costs the server 24 ms of CPU and several writes, a heartbeat a fifth of that. Prefect's own
# are 10 and 30. Workers fetch scheduled runs ten seconds ahead, so those still start on time.
PACE = {QUERY: "10", HEARTBEAT: "15"}
# A short waits for its encode to begin, and takes a worker for dead that has missed four heartbeats.
ENCODE_PACE = {QUERY: "3", HEARTBEAT: "3"}
# Prefect's minimum, in seconds. By heartbeats the server detects a run whose host has died: deployments/automations.py.
HEARTBEATS = {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}


@dataclass(frozen=True)
class Worker:
    """A worker process of one pool."""

    pool: str
    limit: int  # concurrent runs
    host: str = platform.node()

    @property
    def name(self) -> str:
        """The worker's name on the server."""
        return f"{self.host}-{self.pool}"


def served(encode_workers: int) -> tuple[Worker, ...]:
    """The workers that this host can run. `encode_workers` is how many shorts each encode worker encodes at once."""
    pools = [Worker(SHORTS, limit=2)]
    if encode_workers and hardware_encoder():
        pools.append(Worker("encode-hw", limit=encode_workers))
    if encode_workers:
        pools.append(Worker("encode-cpu", limit=encode_workers))
    return tuple(pools)


def hardware_encoder() -> bool:
    """Whether this host has a hardware encoder: as DAILIES_ENCODE_HW says, or by test encodes if it is unset."""
    setting = settings().encode_hw
    return hardware_works() if setting is None else setting


def start(
    worker: Worker, api: str, folder: Path, *, mark: str, env: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start the worker, with its log and working directory in `folder`. `env` replaces this process's environment."""
    folder.mkdir(parents=True, exist_ok=True)
    argv = ["prefect", "worker", "start", "--type", "process", "--pool", worker.pool, "--name", worker.name]
    argv += ["--limit", str(worker.limit)]
    base = os.environ if env is None else env
    log, config = folder / f"{worker.name}.log", folder / "logging.yml"
    write_whole(config, logging_config().encode())
    ours = {"PREFECT_LOGGING_CONFIG_PATH": str(config), **logs.PLAIN, **pace(worker.pool)}
    return processes.start(argv, mark=mark, log=log, env={**ours, **base, **run_environment(api, base)}, cwd=folder)


def pace(pool: str) -> Mapping[str, str]:
    """How often the workers of a pool look for runs and send heartbeats, unless the operator sets it."""
    return PACE if pool == SHORTS else ENCODE_PACE


def run_environment(api: str, env: Mapping[str, str]) -> dict[str, str]:
    """The variables that a worker and its runs need, wherever the checkout is; see `pull` in prefect.yaml."""
    shared = {"PREFECT_DEFAULT_RESULT_STORAGE_BLOCK": RESULTS} if env.get("DAILIES_STORE") else {}
    return {
        **shared,
        "PREFECT_API_URL": api,
        "DAILIES_CHECKOUT": str(CHECKOUT),
        "PYTHONPATH": str(CHECKOUT),
        **HEARTBEATS,
        # Runs import numpy before a flow's first line can call `process.tune`.
        "OPENBLAS_NUM_THREADS": env.get("OPENBLAS_NUM_THREADS", "1"),
    }
