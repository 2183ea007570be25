"""What `up` looks for: disks, budgets and tokens, each told once."""

import shutil
from collections import namedtuple
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from deployments import watch
from tasks.domain.errors import Transient
from tasks.domain.runs.notices import Notice
from tasks.machine.clock import now
from tasks.providers.context import ProviderContext
from tasks.providers.youtube import VENDOR
from tests.servers.wire import Reply
from tests.servers.youtube import YouTube

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Notice]:
    """The notices sent, each once, as the ledger sees to it."""
    sent: dict[str, Notice] = {}
    everything: list[Notice] = []

    def tell(notice: Notice) -> bool:
        if notice.key in sent:
            return False
        sent[notice.key] = notice
        everything.append(notice)
        return True

    monkeypatch.setattr(watch, "tell", tell)
    monkeypatch.setattr(watch, "over", lambda *keys: [sent.pop(key, None) for key in keys])
    return everything


def test_a_full_disk_is_told_once_until_it_has_room_again(
    told: list[Notice], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = []
    for free in (50, 10, 9, 9, 10, 11, 9, 12, 9):  # percent
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(100, 100 - free, free))
        watch.look_at_disk(tmp_path)
        messages.append(len(told))
    assert messages == [0, 0, 1, 1, 1, 1, 1, 1, 2]


def test_folders_on_one_disk_are_one_disk(tmp_path: Path) -> None:
    assert list(watch.disks((tmp_path, tmp_path / "not" / "there", tmp_path.parent))) == [tmp_path]


def ask(context: ProviderContext) -> datetime | None:
    assert VENDOR.token_end
    return VENDOR.token_end(context)


def look(context: ProviderContext) -> None:
    watch.look_at_token(VENDOR, lambda: ask(context))


def test_a_refused_token_is_told_once_and_again_after_it_was_renewed(
    told: list[Notice],
    youtube: YouTube,
    youtube_context: ProviderContext,
) -> None:
    look(youtube_context)
    assert told == []
    for revoked in (True, True, False, True):
        youtube.authority.revoked = revoked
        look(youtube_context)
    assert [notice.subject for notice in told] == ["the token for YouTube has ended"] * 2
    assert "deployments auth youtube" in told[0].message


@pytest.mark.parametrize(("days", "ends"), [(7, False), (1.9, True), (0.1, True)])
def test_a_token_that_ends_soon_is_told_while_it_works(
    days: float,
    ends: bool,
    told: list[Notice],
    youtube: YouTube,
    youtube_context: ProviderContext,
) -> None:
    seconds = round(timedelta(days=days).total_seconds())
    answer = {"access_token": "t", "expires_in": 3599, "token_type": "Bearer", "refresh_token_expires_in": seconds}
    for _ in range(2):
        youtube.script(Reply(200, answer), path="/token")
        look(youtube_context)
    assert [notice.event for notice in told] == ["dailies.token.ending"] * ends
    if ends:
        assert f"{now() + timedelta(days=days):%Y-%m-%d}" in told[0].message


def test_a_busy_vendor_is_asked_again_later(
    told: list[Notice],
    youtube: YouTube,
    youtube_context: ProviderContext,
) -> None:
    youtube.script(Reply(503), path="/token")
    with pytest.raises(Transient):
        look(youtube_context)
    assert told == []


@pytest.mark.integration
def test_one_failing_look_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looked = []
    watching = watch.Watch(with_server=True)

    def busy() -> None:
        raise Transient("Google is busy.", service="Google")

    monkeypatch.setattr(watching, "_disks", busy)
    for name in ("_ghosts", "_budgets", "_tokens"):
        monkeypatch.setattr(watching, name, lambda name=name: looked.append(name))
    for _ in range(2):
        watching.look_if_due()
    assert looked == ["_ghosts", "_budgets", "_tokens"], "once in five minutes"
    assert capsys.readouterr().out == "cannot look for full disks: Google is busy.; trying again later\n"
