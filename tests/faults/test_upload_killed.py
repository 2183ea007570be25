"""Uploads whose process is killed at any point, and uploads that race, always end in exactly one complete video."""

import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.domain.edition import Edition
from tasks.machine.storage.assets import AssetStore
from tests.faults.deadly import DeadlyYouTube
from tests.faults.promises import share
from tests.providers.publishing import child, context, edition, film, publisher
from tests.servers.youtube import YouTube

PIECES = 1.4
MESSAGES = 11  # requests of an upload in two pieces
COMMITS = 25  # minimum number of database commits in an upload
SEEDS = share(20, 1)  # for each message; the first one has no other faults


@pytest.fixture
def youtube() -> Iterator[DeadlyYouTube]:
    with DeadlyYouTube() as vendor:
        yield vendor


@pytest.fixture
def film_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Edition:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))  # makes this process share a host with the children
    return edition(AssetStore(tmp_path / "assets"), film(PIECES))


@pytest.fixture
def ledger(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def run(youtube: DeadlyYouTube, home: Path, film_edition: Edition, ledger: str, *, dies_at: int = 0) -> int:
    """Publish in a child process and return its exit code."""
    started = child(home, youtube.environment(), film_edition, ledger, dies_at=dies_at)
    youtube.target(started)
    return started.ended()


def check_one_complete_video(youtube: YouTube, home: Path, film_edition: Edition, ledger: str) -> None:
    """Publish once more without faults, and check that there is exactly one complete video."""
    provider_context = context(home, youtube.environment(), ledger=ledger)
    receipt = publisher(provider_context).publish(film_edition)
    assert [video.data for video in youtube.videos] == [film(PIECES)]
    [video] = youtube.videos
    assert receipt.location.endswith(video.video)
    assert receipt.missing == ()
    assert (video.resource["status"]["privacyStatus"], len(video.captions)) == ("public", 1)
    assert video.thumbnail


@pytest.mark.sampled(7)
@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("message", range(1, MESSAGES + 1))
def test_killed_at_every_message(
    youtube: DeadlyYouTube, tmp_path: Path, film_edition: Edition, ledger: str, message: int, after: bool, seed: int
) -> None:
    chance = random.Random(seed)
    youtube.faults.extend(chance.choices(["", "503", "503 kept", "short", "silent"], k=2) if seed else [])
    youtube.aim(message, after=after)
    assert run(youtube, tmp_path, film_edition, ledger) == -signal.SIGKILL
    youtube.aim(0, after=False)
    youtube.faults.clear()
    check_one_complete_video(youtube, tmp_path, film_edition, ledger)


def test_an_upload_has_the_expected_number_of_messages(
    youtube: DeadlyYouTube, tmp_path: Path, film_edition: Edition, ledger: str
) -> None:
    assert run(youtube, tmp_path, film_edition, ledger) == 0
    assert len(youtube.requests) == MESSAGES


@pytest.mark.sampled(7)
@pytest.mark.parametrize("dies_at", range(1, COMMITS + 3, share(1, 4)))
def test_killed_before_a_commit(
    youtube: DeadlyYouTube, tmp_path: Path, film_edition: Edition, ledger: str, dies_at: int
) -> None:
    code = run(youtube, tmp_path, film_edition, ledger, dies_at=dies_at)
    assert code in {-signal.SIGKILL, 0}
    assert code == -signal.SIGKILL or dies_at > COMMITS
    check_one_complete_video(youtube, tmp_path, film_edition, ledger)


@pytest.mark.sampled(6)
@pytest.mark.parametrize("seed", range(share(30, 3)))
def test_killed_repeatedly_on_an_unreliable_server(
    youtube: DeadlyYouTube, tmp_path: Path, film_edition: Edition, ledger: str, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        youtube.faults.extend(chance.choices(["", "503", "503 kept", "short", "silent"], k=2))
        youtube.aim(chance.randint(1, 9), after=chance.random() < 0.5)
        assert run(youtube, tmp_path, film_edition, ledger) in {-signal.SIGKILL, 0}
    youtube.aim(0, after=False)
    youtube.faults.clear()
    check_one_complete_video(youtube, tmp_path, film_edition, ledger)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("hosts", [1, 2])
def test_racing_processes_make_one_video(
    youtube: DeadlyYouTube, tmp_path: Path, film_edition: Edition, ledger: str, hosts: int
) -> None:
    """Processes on one host share a lock. Processes on different hosts share only the ledger."""
    homes = [tmp_path] * 3 if hosts == 1 else [tmp_path, tmp_path / "b", tmp_path / "c"]
    for home in homes[1:]:
        edition(AssetStore(home / "assets"), film(PIECES))
    racers = [child(home, youtube.environment(), film_edition, ledger) for home in homes]
    receipts = [racer.receipt() for racer in racers]
    assert [racer.ended() for racer in racers] == [0, 0, 0]
    assert [video.data for video in youtube.videos] == [film(PIECES)]
    assert receipts[0] == receipts[1] == receipts[2]
    assert len(youtube.sessions) == 1
    assert len(youtube.asked("captions")) == 1


def test_a_waiting_process_resumes_a_killed_ones_upload(
    youtube: DeadlyYouTube, tmp_path: Path, film_edition: Edition, ledger: str
) -> None:
    youtube.aim(7, after=True)
    first = child(tmp_path, youtube.environment(), film_edition, ledger)
    youtube.target(first)
    second = child(tmp_path, youtube.environment(), film_edition, ledger)
    assert first.ended() == -signal.SIGKILL
    assert second.receipt().location.endswith(youtube.videos[0].video)
    assert [video.data for video in youtube.videos] == [film(PIECES)]
    assert len(youtube.sessions) == 1
