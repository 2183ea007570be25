"""A process that is killed anywhere in an upload, and processes that race: always one video, whole, and never none."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.domain.edition import Edition
from tasks.machine.storage.assets import AssetStore
from tests.providers.publishing import Child, child, context, edition, film, publisher
from tests.servers.wire import Reply, Request
from tests.servers.youtube import YouTube

PIECES = 1.4
MESSAGES = 11  # of an upload in two pieces
COMMITS = 25  # at least
MORE = int(os.environ.get("DAILIES_FAULTS", "1"))  # how many times as many cases


class Deadly(YouTube):
    """Kills the process that sends its n-th message: before it acts on it, or after, with the answer still unsent."""

    def __init__(self) -> None:
        super().__init__()
        self.victim: Child | None = None
        self.aimed = threading.Event()
        self.message, self.after = 0, False

    def aim(self, message: int, *, after: bool) -> None:
        self.forget()
        self.aimed.clear()
        self.message, self.after = message, after

    def at(self, victim: Child) -> None:
        self.victim = victim
        self.aimed.set()

    def reply_to(self, request: Request) -> Reply:
        mine = len(self.requests) + 1 == self.message
        if mine and not self.after:
            with self.lock:
                self.requests.append(request)
            return self._kill()
        reply = super().reply_to(request)
        return self._kill() if mine else reply

    def _kill(self) -> Reply:
        assert self.aimed.wait(60.0)
        assert self.victim
        os.kill(self.victim.pid, signal.SIGKILL)
        return Reply(silent=True)


@pytest.fixture
def youtube() -> Iterator[Deadly]:
    with Deadly() as vendor:
        yield vendor


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edition:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))  # the same host as the children
    return edition(AssetStore(tmp_path / "assets"), film(PIECES))


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def run(youtube: Deadly, home: Path, made: Edition, ledger: str, *, dies_at: int = 0) -> int:
    started = child(home, youtube.environment(), made, ledger, dies_at=dies_at)
    youtube.at(started)
    return started.ended()


def one_whole_video(youtube: YouTube, home: Path, made: Edition, ledger: str) -> None:
    """After a last, undisturbed run."""
    ours = context(home, youtube.environment(), ledger=ledger)
    receipt = publisher(ours).publish(made)
    assert [video.data for video in youtube.videos] == [film(PIECES)]
    [video] = youtube.videos
    assert receipt.location.endswith(video.video)
    assert receipt.missing == ()
    assert (video.resource["status"]["privacyStatus"], len(video.captions)) == ("public", 1)
    assert video.thumbnail


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("message", range(1, MESSAGES + 1))
def test_killed_at_every_message(
    youtube: Deadly, tmp_path: Path, made: Edition, ledger: str, message: int, after: bool
) -> None:
    youtube.aim(message, after=after)
    assert run(youtube, tmp_path, made, ledger) == -signal.SIGKILL
    youtube.aim(0, after=False)
    one_whole_video(youtube, tmp_path, made, ledger)


def test_an_upload_has_as_many_messages_as_are_tried(
    youtube: Deadly, tmp_path: Path, made: Edition, ledger: str
) -> None:
    assert run(youtube, tmp_path, made, ledger) == 0
    assert len(youtube.requests) == MESSAGES


@pytest.mark.parametrize("dies_at", range(1, COMMITS + 3, 1 if MORE > 1 else 4))
def test_killed_before_what_it_knows_is_written(
    youtube: Deadly, tmp_path: Path, made: Edition, ledger: str, dies_at: int
) -> None:
    code = run(youtube, tmp_path, made, ledger, dies_at=dies_at)
    assert code in {-signal.SIGKILL, 0}
    assert code == -signal.SIGKILL or dies_at > COMMITS
    one_whole_video(youtube, tmp_path, made, ledger)


@pytest.mark.parametrize("seed", range(3 * MORE))
def test_killed_again_and_again_in_bad_weather(
    youtube: Deadly, tmp_path: Path, made: Edition, ledger: str, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        youtube.faults.extend(chance.choices(["", "503", "503 kept", "short", "silent"], k=2))
        youtube.aim(chance.randint(1, 9), after=chance.random() < 0.5)
        assert run(youtube, tmp_path, made, ledger) in {-signal.SIGKILL, 0}
    youtube.aim(0, after=False)
    youtube.faults.clear()
    one_whole_video(youtube, tmp_path, made, ledger)


@pytest.mark.parametrize("hosts", [1, 2])
def test_racing_processes_make_one_video(
    youtube: Deadly, tmp_path: Path, made: Edition, ledger: str, hosts: int
) -> None:
    """Of one host, where they share a lock, and of two, which only share the ledger."""
    homes = [tmp_path] * 3 if hosts == 1 else [tmp_path, tmp_path / "b", tmp_path / "c"]
    for home in homes[1:]:
        edition(AssetStore(home / "assets"), film(PIECES))
    racers = [child(home, youtube.environment(), made, ledger) for home in homes]
    receipts = [racer.receipt() for racer in racers]
    assert [racer.ended() for racer in racers] == [0, 0, 0]
    assert [video.data for video in youtube.videos] == [film(PIECES)]
    assert receipts[0] == receipts[1] == receipts[2]
    assert len(youtube.sessions) == 1
    assert len(youtube.asked("captions")) == 1


def test_a_process_that_waits_goes_on_where_a_killed_one_stood(
    youtube: Deadly, tmp_path: Path, made: Edition, ledger: str
) -> None:
    youtube.aim(7, after=True)
    first = child(tmp_path, youtube.environment(), made, ledger)
    youtube.at(first)
    second = child(tmp_path, youtube.environment(), made, ledger)
    assert first.ended() == -signal.SIGKILL
    assert second.receipt().location.endswith(youtube.videos[0].video)
    assert [video.data for video in youtube.videos] == [film(PIECES)]
    assert len(youtube.sessions) == 1
