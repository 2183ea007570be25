"""An edition to publish, a publisher for the local YouTube server, and a publisher in a child process to kill."""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tasks.domain.edition import ApprovedVideo, Check, Edition, QualityReport, Receipt, Video
from tasks.domain.story import Credit, Picture, Scene, Script, Source, Story, Topic
from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.spending import Spending
from tasks.providers.context import ProviderContext
from tasks.providers.youtube import YouTubePublisher
from tests.bench.inputs import encoded, photograph, timeline
from tests.providers.desks import desk_in
from tests.servers.youtube import YouTube

GRAIN = 256 * 1024
KEY = "demo/2026-11-24/tides"


@pytest.fixture
def youtube() -> Iterator[YouTube]:
    with YouTube() as vendor:
        yield vendor


@pytest.fixture
def youtube_context(youtube: YouTube, tmp_path: Path) -> ProviderContext:
    """A provider context that publishes to the local YouTube server."""
    return context(tmp_path, youtube.environment())


def film(pieces: float = 2.4, seed: int = 1) -> bytes:
    """A stand-in for a film: bytes without a short period, `pieces` times the upload's chunk size."""
    size = round(pieces * GRAIN)
    block = bytes((n * 31 + seed * 17 + n // 251) % 256 for n in range(65536 + 7))
    return (block * (size // len(block) + 1))[:size]


def edition(store: AssetStore, data: bytes | None = None, **changes: Any) -> Edition:
    """An edition with all its files in the store; `changes` replace its fields."""
    plan = timeline(
        store, seconds=3, scenes=2, pictures=[store.put(encoded(photograph(n, 62, 110)), ".jpg") for n in range(2)]
    )
    file = store.put(data if data is not None else film(), ".mp4")
    script = Script(
        title="Tides & seas",
        hook="The sea rose.",
        script="The sea rose.",
        scenes=(Scene(time="0:00-0:03", narration="The sea rose.", visual_description="sea"),),
        hashtags=("#sea", "#tides"),
        description="Why the sea rises twice a day.",
    )
    source = Source(id="s1", title="Tide tables", url="https://example.org/t", author="Ann", licence="CC BY 4.0")
    check = Check(name="size", passed=True, wanted="x", measured="x")
    credit = Credit(title="Low tide", author="Bo", licence="CC BY-SA 4.0", page="https://example.org/p")
    result = Edition(
        run_key=KEY,
        channel="demo",
        day=date(2026, 11, 24),
        topic=Topic(title="Tides", slug="tides", reason="asked for", origin="user"),
        story=Story(script=script, writer="extractive", quotes=True, sources=(source,)),
        timeline=plan,
        approved=ApprovedVideo(
            video=Video(file=file, encoder="libx264"), report=QualityReport(video=file, checks=(check,))
        ),
        thumbnail=store.put(encoded(photograph(9, 108, 192)), ".jpg"),
        pictures=tuple(
            Picture(image=shot.picture, origin=origin, credit=credit)
            for shot, origin in zip(plan.shots, ("found", "drawn"), strict=True)
        ),
        voice="test voice",
    )
    return result.model_copy(update=changes)


def context(home: Path, environment: Mapping[str, str], *, ledger: str = "") -> ProviderContext:
    """`home` stands for one host; `ledger` is the URL of a ledger that several hosts share."""
    private = desk_in(
        home,
        {"youtube": environment["YOUTUBE_TOKEN"]},
        youtube_base_url=environment["YOUTUBE_BASE_URL"],
        youtube_token_url=environment["YOUTUBE_TOKEN_URL"],
    )
    if not ledger:
        return private
    book = Ledger(ledger)
    return replace(private, ledger=book, spending=Spending(book, "a test"))


def publisher(context: ProviderContext, *, patience: float = 20.0) -> YouTubePublisher:
    """A publisher with small chunks and short waits."""
    return YouTubePublisher(context, chunk=GRAIN, poll=0.01, patience=patience)


def publish_in_child(
    home: str, environment: Mapping[str, str], edition_json: str, ledger: str, dies_at: int, results: Connection
) -> None:
    """Publish, send the receipt to `results`, and be killed before ledger commit number `dies_at` (0: never).

    With a home of its own, the process stands for another host.
    """
    os.environ["DAILIES_HOME"] = home
    publishing = context(Path(home), environment, ledger=ledger)
    commits = count(1)

    def committing(_: object) -> None:
        if next(commits) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(publishing.ledger.engine, "commit", committing)
    results.send(publisher(publishing).publish(Edition.model_validate_json(edition_json)).model_dump_json())


def child(home: Path, environment: Mapping[str, str], to_publish: Edition, ledger: str, *, dies_at: int = 0) -> "Child":
    """Start publishing in a child, through a forkserver because this process has threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.providers.publishing"])
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(
        target=publish_in_child,
        args=(str(home), dict(environment), to_publish.model_dump_json(), ledger, dies_at, sender),
        daemon=True,
    )
    process.start()
    sender.close()
    return Child(process, receiver)


@dataclass
class Child:
    """A running `publish_in_child`."""

    process: Any
    results: Connection

    @property
    def pid(self) -> int:
        return int(self.process.pid)

    def ended(self, seconds: float = 120.0) -> int:
        """The exit code, or minus the number of the signal that killed it."""
        self.process.join(seconds)
        assert self.process.exitcode is not None, "the child hangs"
        return int(self.process.exitcode)

    def receipt(self) -> Receipt:
        """The receipt that the child sent; fails after 120 s without one."""
        assert self.results.poll(120.0)
        return Receipt.model_validate_json(self.results.recv())
