"""A year of an operator's accidents in minutes: three channels publish while workers, runs and the server are killed.

`make soak`. Each seed is one day: a short of every channel is due within seconds, and a plan drawn from the seed kills,
at random moments, the worker with everything it started, one run's process, or the server. This process does what
`python -m deployments up` does meanwhile: it starts again what ended, and settles ghosts. The day must end with every
short published once, or failed or crashed, which Prefect's automations tell of. Retry must then publish it, once.

    make soak SEEDS=200     a night
    make soak SEED=7        the plan of one day again (its kills hit what happens to run at their moments)

Prints every violation with the run's states and log. Writes bench/soak.json, and exits with 1 after a violation.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psutil
from prefect.client.orchestration import get_client
from prefect.settings import temporary_settings

from deployments.ghosts import settle_ghosts
from deployments.server import ready
from tests.deployments.channels import SCRIPT, Channels
from tests.prefect_server import Server, running_server
from tests.servers.youtube import YouTube

CHANNELS = ("north", "east", "south")
VICTIMS = ("worker", "run", "server")
DUE = 15.0  # seconds within which a day's shorts are due
FAULTS = 70.0  # seconds within which a day's kills happen: a short takes about as long here
SILENCE = timedelta(seconds=60)  # instead of three minutes; a heartbeat is due every 30 s
STARTING = timedelta(seconds=120)  # instead of fifteen minutes
WITHIN = 420.0  # seconds until a day's shorts must be published or told, and again after Retry
RETRIES = 5  # one more than a plan has kills
GHOSTS_EVERY = 15.0  # instead of five minutes
FINAL = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})
FIRST_DAY = date(2026, 1, 1)


@dataclass(frozen=True)
class Kill:
    """SIGKILL to one victim, `at` seconds into the day; it is started again `away` seconds later."""

    at: float
    victim: str
    away: float


@dataclass(frozen=True)
class Plan:
    """One day: when each channel's short is due, in seconds, and what is killed."""

    due: dict[str, float]
    kills: tuple[Kill, ...]


def plan(seed: int) -> Plan:
    """The day of a seed."""
    dice = random.Random(seed)
    due = {channel: round(dice.uniform(0, DUE), 1) for channel in CHANNELS}
    kills = [
        Kill(round(dice.uniform(0, FAULTS), 1), dice.choice(VICTIMS), round(dice.uniform(0, 8), 1))
        for _ in range(dice.randint(1, 4))
    ]
    return Plan(due, tuple(sorted(kills, key=lambda kill: kill.at)))


@dataclass
class Tally:
    """What happened so far."""

    seeds: list[int] = field(default_factory=list)
    due: int = 0
    published: int = 0  # at once
    retried: int = 0  # published after Retry was pressed, because they had failed or crashed
    kills: Counter[str] = field(default_factory=Counter)  # "nothing": the day was over before
    violations: list[str] = field(default_factory=list)


class Machine:
    """The server, the worker and what `up` does for them."""

    def __init__(self, server: Server, channels: Channels, youtube: YouTube) -> None:
        self.server, self.channels, self.youtube = server, channels, youtube
        self.worker = channels.host.worker("dailies", limit=3)
        self.up_since = datetime.now(UTC)
        self.back: dict[str, float] = {}  # when to start what is down, by time.monotonic()
        self.next_look = 0.0

    def kill(self, kill: Kill) -> bool:
        """Kill the victim. Returns whether it was alive."""
        if kill.victim == "run":
            runs = self._runs()
            for process in runs[:1]:
                _kill_family(process)
            return bool(runs)
        if kill.victim in self.back:
            return False
        self.back[kill.victim] = time.monotonic() + kill.away
        if kill.victim == "worker":
            self.worker.kill()
        else:
            psutil.Process(self.server.process.pid).kill()
            self.server.process.wait()
        return True

    def keep_up(self) -> None:
        """Start what is down and due to come back, and settle ghosts."""
        if self.worker.process.poll() is not None:  # also a worker that gave up by itself
            self.back.setdefault("worker", time.monotonic())
        if self._returns("server"):
            self.server.come_up()
            self.up_since = datetime.now(UTC)
        if self.answers() and self._returns("worker"):
            self.worker = self.channels.host.worker("dailies", limit=3, online=False)
        if self.answers() and time.monotonic() >= self.next_look:
            self.next_look = time.monotonic() + GHOSTS_EVERY
            with temporary_settings(self.server.client_settings), get_client(sync_client=True) as client:
                settle_ghosts(client, self.up_since, SILENCE, STARTING)

    def answers(self) -> bool:
        return "server" not in self.back and ready(self.server.api)

    def _returns(self, name: str) -> bool:
        if self.back.get(name, float("inf")) > time.monotonic():
            return False
        del self.back[name]
        return True

    def _runs(self) -> list[psutil.Process]:
        """The processes of flow runs, oldest first."""
        if self.worker.process.poll() is not None:
            return []
        children = psutil.Process(self.worker.process.pid).children()
        return sorted(filter(_is_run, children), key=psutil.Process.create_time)


def _is_run(process: psutil.Process) -> bool:
    try:
        return "PREFECT__FLOW_RUN_ID" in process.environ()
    except psutil.Error:
        return False


def _kill_family(process: psutil.Process) -> None:
    for each in [*process.children(recursive=True), process]:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue


class Day:
    """One seed's day on the machine."""

    def __init__(self, machine: Machine, seed: int, number: int) -> None:
        self.machine, self.seed, self.plan = machine, seed, plan(seed)
        self.day = FIRST_DAY + timedelta(days=number)
        self.runs: dict[str, str] = {}
        self.left = list(self.plan.kills)

    def pass_by(self, tally: Tally) -> None:
        """Let the day pass, and add what happened to the tally."""
        tally.seeds.append(self.seed)
        tally.due += len(CHANNELS)
        self._schedule()
        states = self._settled(self.runs, tally.kills)
        told: set[str] = set()
        for _ in range(RETRIES):  # a kill that is left may hit a retry, too
            failed = {channel for channel, state in states.items() if state in {"FAILED", "CRASHED"}}
            if not failed:
                break
            told |= failed
            for channel in failed:
                self.machine.server.retry(self.runs[channel])
            states |= self._settled({channel: self.runs[channel] for channel in failed}, tally.kills)
        tally.kills["nothing"] += len(self.left)
        for channel in CHANNELS:
            problem = self._problem(channel, states.get(channel, "unknown"))
            if problem:
                story = self.machine.server.story(self.runs[channel])
                tally.violations.append(f"seed {self.seed}, {channel} {self.day}: {problem}\n{story}")
            elif channel in told:
                tally.retried += 1
            else:
                tally.published += 1

    def _schedule(self) -> None:
        """Create the day's runs ahead, as the server's scheduler does."""
        channels = self.machine.channels
        now = datetime.now(UTC)
        for channel, offset in self.plan.due.items():
            script = channels.folder / f"{channel}-{self.day}.json"
            script.write_text(json.dumps({**SCRIPT, "title": self._title(channel)}))
            request = {
                "channel": str(channels.folder / f"{channel}.yaml"),
                "script": str(script),
                "day": str(self.day),
                "out": str(channels.folder / "out"),
            }
            due = (now + timedelta(seconds=offset)).isoformat()
            state = {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}
            self.runs[channel] = self.machine.server.start(f"daily-short/{channel}", {"request": request}, state=state)

    def _title(self, channel: str) -> str:
        return f"The lake of {channel} on {self.day}"

    def _settled(self, runs: dict[str, str], kills: Counter[str]) -> dict[str, str]:
        """Wait until these channels' runs have ended, and kill by the plan meanwhile. Returns their states."""
        began, states = time.monotonic(), dict[str, str]()
        while time.monotonic() - began < WITHIN:
            # A victim that is not alive at its moment, such as a run that has not begun, dies as soon as it is.
            while self.left and time.monotonic() - began >= self.left[0].at and self.machine.kill(self.left[0]):
                kills[self.left.pop(0).victim] += 1
            self.machine.keep_up()
            if self.machine.answers():
                states = {channel: self.machine.server.flow_run(run)["state_type"] for channel, run in runs.items()}
                if FINAL.issuperset(states.values()):
                    break
            time.sleep(1)
        return states

    def _problem(self, channel: str, state: str) -> str:
        """What is wrong with a channel's day; empty if nothing is."""
        videos = [
            film for film in self.machine.youtube.videos if film.resource["snippet"]["title"] == self._title(channel)
        ]
        films = list((self.machine.channels.folder / "out" / channel).glob(f"{self.day}-*/short.mp4"))
        if state != "COMPLETED":
            return f"neither published nor told: {state} after {WITHIN:.0f} s"
        if len(videos) != 1:
            return f"uploaded {len(videos)} times"
        return "" if len(films) == 1 else f"{len(films)} folders"


@contextmanager
def machine() -> Iterator[Machine]:
    """A machine with its channels deployed and its worker started."""
    with tempfile.TemporaryDirectory() as place, YouTube() as youtube, running_server(Path(place)) as server:
        folder = Path(place) / "channels"
        folder.mkdir()
        own = youtube.environment()
        channels = Channels(server, server.host(**own, YOUTUBE_TOKEN_SOAK=own["YOUTUBE_TOKEN"]), folder)
        for name in CHANNELS:
            channels.add(name, publishers=["youtube"], account="soak", pictures="drawn", music="none")
        channels.deploy()
        with server.impatient(SILENCE.seconds):
            yield Machine(server, channels, youtube)


def soak(seeds: list[int], keep: Callable[[Tally], None]) -> Tally:
    """The tally of these seeds' days, one after the other on one machine. `keep` is called after each day."""
    tally = Tally()
    with machine() as here:
        for number, seed in enumerate(seeds):
            began, known = time.monotonic(), len(tally.violations)
            Day(here, seed, number).pass_by(tally)
            kills = ", ".join(f"{kill.victim} at {kill.at:.0f} s" for kill in plan(seed).kills)
            found = tally.violations[known:]
            seconds = time.monotonic() - began
            _say(f"seed {seed} ({kills}): {len(found)} violations in {seconds:.0f} s", *found)
            keep(tally)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, help="the first seed (default: a random one, which is printed)")
    parser.add_argument("--seeds", type=int, help="number of seeds (default: 3, or 1 with --seed)")
    options = parser.parse_args()
    first = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    count = options.seeds or (3 if options.seed is None else 1)
    _say(f"seeds {first} to {first + count - 1}")
    tally = soak(list(range(first, first + count)), keep=write)
    _say(
        f"{tally.due} shorts were due: {tally.published} published at once, {tally.retried} after Retry, "
        f"{len(tally.violations)} violations. Killed: {dict(tally.kills)}"
    )
    return 1 if tally.violations else 0


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join([*lines, ""]))
    sys.stdout.flush()  # a night's output goes to a file


def write(tally: Tally) -> None:
    """Write what is known so far: a night may end early."""
    Path("bench").mkdir(exist_ok=True)
    Path("bench/soak.json").write_text(json.dumps(vars(tally), indent=2) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    sys.exit(main())
