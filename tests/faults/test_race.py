"""Two runs that race make one video, on one host and on two, and a process that dies blocks nobody."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tasks.domain.channel import Channel
from tasks.domain.edition import Receipt
from tasks.domain.errors import Transient
from tasks.domain.story import Topic
from tasks.machine.lock import one_at_a_time
from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.keys import run_key
from tasks.machine.storage.uploads import Uploads
from tasks.upload import publish_once
from tests.faults.promises import check
from tests.postgres import Postgres
from tests.providers.publishing import context, edition, film, publisher
from tests.servers.youtube import YouTube

FIRST = date(2026, 1, 1)
BLOCKED = 5.0  # seconds within which a dead holder's work goes on


@dataclass(frozen=True)
class Racer:
    """A process that stands for a run, and the pipes to and from it."""

    process: Any
    orders: Connection
    answers: Connection

    def order(self, *what: object) -> None:
        self.orders.send(what)

    def answer(self) -> Any:
        assert self.answers.poll(120), "the process hangs"
        return self.answers.recv()


def racing(home: str, environment: dict[str, str], ledger: str, orders: Connection, answers: Connection) -> None:
    """Make and publish the shorts that are ordered. `hold` waits with every lock and lease in its hands."""
    os.environ["DAILIES_HOME"] = home
    desk = context(Path(home), environment, ledger=ledger)
    while True:
        what, channel, day, subject = orders.recv()
        own = Channel(name=channel)
        topic = desk.ledger.claim(own.key, day, Topic(title=subject, slug=subject, reason="test", origin="shipped"))
        short = edition(desk.store, film(0.1, seed=day.toordinal()), channel=channel, day=day, topic=topic)
        key = run_key(desk.ledger, own, day, topic, short.approved.video.file.sha256)
        short = short.model_copy(update={"run_key": key})
        if what == "hold":
            with one_at_a_time(f"publish/{key} youtube shared"), Uploads(desk.ledger).holding(key):
                answers.send(key)
                time.sleep(600)
        if what == "take":
            with one_at_a_time(f"publish/{key} youtube shared"), Uploads(desk.ledger).holding(key):
                answers.send(key)
            continue
        receipt: Receipt | None = None
        while receipt is None:
            with suppress(Transient):  # a process that stalls may lose its lease: its stage tries again, too
                receipt = publish_once(short, "youtube", publisher(desk), desk.ledger, "shared")
        answers.send((topic.title, key, receipt.location))


@pytest.fixture(params=["sqlite", "postgresql"])
def racers(request: pytest.FixtureRequest, tmp_path: Path, youtube: YouTube) -> Iterator[Sequence[Racer]]:
    """Two processes: on one host with SQLite, on two hosts, which share nothing else, with PostgreSQL."""
    if request.param == "sqlite":
        ledger, homes = f"sqlite:///{tmp_path / 'ledger.db'}", [tmp_path, tmp_path]
    else:
        cluster: Postgres = request.getfixturevalue("postgres")
        ledger, homes = cluster.database(), [tmp_path / "a", tmp_path / "b"]
    for home in homes:
        AssetStore(home / "assets").put(b"x", ".bin")
    started = [_start(home, youtube.environment(), ledger) for home in homes]
    yield started
    for racer in started:
        racer.process.kill()
        racer.process.join()


def _start(home: Path, environment: dict[str, str], ledger: str) -> Racer:
    forkserver = multiprocessing.get_context("forkserver")
    forkserver.set_forkserver_preload(["tests.faults.test_race"])
    theirs, orders = forkserver.Pipe(duplex=False)
    answers, given = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=racing, args=(str(home), environment, ledger, theirs, given), daemon=True)
    process.start()
    return Racer(process, orders, answers)


@pytest.mark.integration
@pytest.mark.parametrize("pairs", [6, pytest.param(100, marks=pytest.mark.slow)])
def test_two_runs_of_one_short_make_one_video(racers: Sequence[Racer], youtube: YouTube, pairs: int) -> None:
    kept = {}
    for number in range(pairs):
        day = FIRST + timedelta(days=number)
        same = number % 4 != 3
        for racer, subject, other in zip(racers, ("bats", "tides"), ("north", "south"), strict=True):
            racer.order("publish", "north" if same else other, day, subject)
        before = len(youtube.videos)
        first, second = (racer.answer() for racer in racers)
        made = len(youtube.videos) - before
        told = f"day {day}, {'one channel' if same else 'two channels'}: {first}, {second}"
        kept[told] = made == 1 and first == second if same else made == 2 and first[1:] != second[1:]
    check("two processes", kept)


@pytest.mark.integration
def test_a_dead_holder_blocks_nobody(racers: Sequence[Racer]) -> None:
    dying, living = racers
    day = FIRST - timedelta(days=1)
    dying.order("hold", "north", day, "bats")
    dying.answer()
    living.order("take", "north", day, "tides")
    assert not living.answers.poll(1.0), "the holder lives"
    os.kill(dying.process.pid, signal.SIGKILL)
    began = time.monotonic()
    assert living.answer().endswith("bats")
    check("a holder is killed", {"its work goes on": time.monotonic() - began < BLOCKED})
