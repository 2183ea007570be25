"""Two channels with accounts of their own make and publish a short each on ten days: nothing crosses."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.flows.conftest import Make, Short
from tests.servers.youtube_accounts import YouTubeAccounts

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.slow]

DAYS = 10
FIRST = date(2026, 11, 1)
CHANNELS = {"night": "Night Facts", "dawn": "Dawn Facts"}
BRIEF: dict[str, object] = {"publishers": ["youtube"], "pictures": "drawn", "voice": "hibari", "shape": "square"}


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[YouTubeAccounts]:
    with YouTubeAccounts(*CHANNELS) as served:
        for name, value in served.environment().items():
            monkeypatch.setenv(name, value)
        yield served


def test_each_channels_shorts_are_on_its_own_account_alone(
    make: Make, platform: YouTubeAccounts, tmp_path: Path
) -> None:
    def short(account: str, number: int) -> Short:
        title = f"{CHANNELS[account]}, letter {number}"
        scenes = [f"The {account} train brings letter {number}.", "Nobody opens it before the bell has rung twice."]
        script = tmp_path / f"{account}-{number}.json"
        script.write_text(json.dumps({"title": title, "scenes": scenes}))
        brief = {**BRIEF, "name": CHANNELS[account], "account": account}
        return make(script=str(script), brief=brief, day=str(FIRST + timedelta(days=number)))

    shorts = {(account, number): short(account, number) for number in range(DAYS) for account in CHANNELS}
    assert len({made.receipt.video.sha256 for made in shorts.values()}) == 2 * DAYS
    for account, name in CHANNELS.items():
        videos = platform.channels[account].videos
        assert [film.resource["snippet"]["title"] for film in videos] == [f"{name}, letter {n}" for n in range(DAYS)]
        for number, film in enumerate(videos):
            made = shorts[account, number]
            assert film.data == (made.folder / "short.mp4").read_bytes()
            assert film.video in made.receipt.location
