"""A post through Upload-Post whose process is killed at any message is made once, or the doubt is told."""

import random
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tasks.domain.errors import Permanent
from tasks.machine import clock
from tasks.machine.storage.assets import AssetStore
from tasks.providers.uploadpost import publisher as module
from tests.faults.deadly import DeadlyUploadPost
from tests.faults.posting import poster, posting
from tests.faults.promises import share
from tests.providers.publishing import edition

FILM = b"\x00\x00\x00\x18ftypmp42\r\n--film\r\n" * 900
MESSAGES = 5  # of a post whose state is asked for at least three times
SEEDS = share(20, 1)


@pytest.fixture
def service() -> Iterator[DeadlyUploadPost]:
    with DeadlyUploadPost() as vendor:
        yield vendor


@pytest.mark.integration
@pytest.mark.parametrize("seed", range(SEEDS))
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("message", range(1, MESSAGES + 1))
def test_killed_at_every_message(
    service: DeadlyUploadPost,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    message: int,
    after: bool,
    seed: int,
) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    chance = random.Random(seed)
    platform, film = chance.choice(["tiktok", "instagram"]), FILM + bytes([seed])
    service.looks_until_done = MESSAGES + chance.randint(0, 2)
    to_post = edition(AssetStore(tmp_path / "assets"), film)
    service.aim(message, after=after)
    child = posting(tmp_path, service.url, platform, to_post)
    service.target(child)
    assert child.ended() == -signal.SIGKILL
    service.aim(0, after=False)
    receipt, doubt = None, ""
    try:
        receipt = poster(tmp_path, service.url, platform).publish(to_post)
    except Permanent as error:
        doubt = error.message
    if receipt is None:
        # It arrived nowhere, as far as the service says, and may still be on its way: told, and sent after an hour.
        assert "not known whether" in doubt
        assert not service.posts
        later = clock.now() + timedelta(hours=1, minutes=1)
        monkeypatch.setattr(module, "now", lambda: later)
        receipt = poster(tmp_path, service.url, platform).publish(to_post)
    [post] = service.posts
    assert (post.film, post.platform) == (film, platform)
    assert receipt.location.endswith("/0")
