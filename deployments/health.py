"""Whether shorts are being made here: for a load balancer or a monitor, at /healthz of our server, without a password.

The answer holds counts and times only. No name of a channel, a host or a run is in it.
"""

import json
from datetime import datetime

import httpx

from tasks.domain.values import Frozen
from tasks.machine.clock import now

PATH = "/healthz"
POOL = "dailies"  # whose workers run the daily flow; encodes fall back to them


class Health(Frozen):
    """What the server knows of itself. Times are UTC; `last_beat` is the latest heartbeat of any worker."""

    schedules: int  # that are active
    next_run: datetime | None
    late_runs: int
    workers_online: int
    daily_workers_online: int
    last_beat: datetime | None

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences on what stops shorts from being made."""
        found = []
        if self.schedules and self.next_run is None:
            found.append("The scheduler has planned no run.")
        if not self.daily_workers_online:
            found.append(f"No worker is online for the pool {POOL}.")
        return tuple(found)

    def body(self) -> bytes:
        """The answer, as JSON."""
        status = {"status": "failing" if self.problems else "ok", "problems": self.problems, "server": "ok"}
        return json.dumps({**status, **self.model_dump(mode="json")}).encode()


class Check:
    """Answers at most every `seconds` from Prefect's database: strangers may ask as often as they like."""

    def __init__(self, seconds: float = 5.0) -> None:
        self.seconds = seconds
        self.asked: datetime | None = None
        self.answer = (503, b"")

    async def __call__(self) -> tuple[int, bytes]:
        """The HTTP status, 200 or 503, and the body."""
        if self.asked is None or (now() - self.asked).total_seconds() >= self.seconds:
            self.asked = now()
            self.answer = await _answer()
        return self.answer


async def _answer() -> tuple[int, bytes]:
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - the command below needs none of it

    try:
        health = await read()
    except (SQLAlchemyError, OSError, TimeoutError):
        failing = {"status": "failing", "problems": ["The server cannot read its database."], "server": "failing"}
        return 503, json.dumps(failing).encode()
    return (503 if health.problems else 200), health.body()


async def read() -> Health:
    """Read the health from the database of the Prefect server that runs in this process."""
    from prefect.server.database import provide_database_interface  # noqa: PLC0415 - reads its settings
    from sqlalchemy import func, select  # noqa: PLC0415

    db = provide_database_interface()
    schedule, deployment, run, worker = db.DeploymentSchedule, db.Deployment, db.FlowRun, db.Worker
    active = select(func.count()).select_from(schedule).join(deployment, deployment.id == schedule.deployment_id)
    active = active.where(schedule.active.is_(True), deployment.paused.is_(False))
    coming = select(func.min(run.next_scheduled_start_time)).where(run.state_type == "SCHEDULED")
    online = select(func.count()).select_from(worker).where(worker.status == "ONLINE")
    daily = online.join(db.WorkPool, db.WorkPool.id == worker.work_pool_id).where(db.WorkPool.name == POOL)
    async with db.session_context() as session:
        return Health(
            schedules=(await session.scalar(active)) or 0,
            next_run=await session.scalar(coming),
            late_runs=(await session.scalar(select(func.count()).where(run.state_name == "Late"))) or 0,
            workers_online=(await session.scalar(online)) or 0,
            daily_workers_online=(await session.scalar(daily)) or 0,
            last_beat=await session.scalar(select(func.max(worker.last_heartbeat_time))),
        )


def ask(page: str) -> tuple[bool, list[str]]:
    """Ask the server at this address. Returns whether all is well, and lines that say so or what is wrong."""
    try:
        answer = httpx.get(f"{page}{PATH}", timeout=10)
        found = answer.json()
        problems = list(map(str, found["problems"]))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return False, [f"failing: no server answers at {page} ({type(error).__name__})."]
    except (ValueError, KeyError, TypeError):
        return False, [f"failing: the server at {page} was not started by Dailies, or is older: it has no {PATH}."]
    if problems:
        return False, [f"failing: {problem}" for problem in problems]
    lines = [f"ok: {found['workers_online']} workers online, last heartbeat {found['last_beat']}."]
    lines.append(f"Next run {found['next_run']}; late runs: {found['late_runs']}.")
    return True, lines
