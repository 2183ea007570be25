"""Two channels with two accounts, of one installation and on one YouTube, publish ten days each: nothing crosses."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tasks.domain.channel import Channel
from tasks.domain.edition import Edition, Seen
from tasks.domain.errors import BadInput, NoKey, WrongKey
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.places import known_place
from tasks.providers import registry
from tasks.providers.youtube.metadata import run_tag
from tasks.stagecraft import services
from tasks.stagecraft.daily.publishing import check_publishers
from tasks.upload import upload
from tests.providers.publishing import edition
from tests.servers.youtube_accounts import YouTubeAccounts

DAYS = range(1, 11)
NIGHT = Channel(name="Night Facts", account="night", publishers=("folder", "youtube"), category="science")
DAWN = Channel(name="Dawn Facts", account="dawn", publishers=("folder", "youtube"))


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[YouTubeAccounts]:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("YOUTUBE_TOKEN", raising=False)
    with YouTubeAccounts("night", "dawn") as served:
        for name, value in served.environment().items():
            monkeypatch.setenv(name, value)
        yield served


def of_day(channel: Channel, day: int, one: Edition) -> Edition:
    """The same topic on the same day in both channels: only the channel tells them apart."""
    key = f"{channel.key}/2026-11-{day:02}/tides"
    return one.model_copy(update={"channel": channel.name, "day": date(2026, 11, day), "run_key": key})


@pytest.mark.integration
def test_ten_days_of_two_channels_are_published_once_each_where_they_belong(
    platform: YouTubeAccounts, tmp_path: Path
) -> None:
    one = edition(assets())
    for day in DAYS:
        for channel in (NIGHT, DAWN):
            with services.using_channel(channel):
                check_publishers(channel, services.provider_context())
                sent = of_day(channel, day, one)
                receipts = [
                    upload.fn(sent, channel.publishers, channel.account, str(tmp_path / "out")) for _ in range(2)
                ]
                assert receipts[0] == receipts[1]
                lookout = registry.lookout("youtube", services.provider_context())
                assert lookout
                assert lookout.look(sent) == Seen()
    for channel in (NIGHT, DAWN):
        there = platform.channels[channel.account]
        tags = [film.resource["snippet"]["tags"][0] for film in there.videos]
        assert tags == [run_tag(f"{channel.key}/2026-11-{day:02}/tides") for day in DAYS]
        assert len(there.sessions) == len(DAYS), "no second upload was begun"
        place = known_place(ledger(), "youtube", channel.key, channel.account)
        assert place
        assert place.id == f"UC{channel.account}"
        for day in DAYS:
            key = of_day(channel, day, one).run_key
            assert ledger().receipt(key, "youtube", channel.account)
            others = [other.account for other in (NIGHT, DAWN) if other != channel]
            assert not any(ledger().receipt(key, "youtube", other) for other in ("", *others))


def test_an_account_that_holds_the_token_of_the_others_channel_is_refused_before_anything_is_sent(
    platform: YouTubeAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    with services.using_channel(NIGHT):
        check_publishers(NIGHT, services.provider_context())
    monkeypatch.setenv("YOUTUBE_TOKEN_DAWN", platform.environment()["YOUTUBE_TOKEN_NIGHT"])
    with services.using_channel(DAWN), pytest.raises(BadInput, match="is where night-facts publishes"):
        check_publishers(DAWN, services.provider_context())
    assert not any(channel.sessions for channel in platform.channels.values())


@pytest.mark.parametrize("token", ["", "of nobody"])
def test_an_account_without_a_token_of_its_own_never_takes_anothers(
    token: str, platform: YouTubeAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment: dict[str, Any] = platform.environment()
    monkeypatch.setenv("YOUTUBE_TOKEN", environment["YOUTUBE_TOKEN_NIGHT"])
    monkeypatch.setenv("YOUTUBE_TOKEN_DAWN", token and environment["YOUTUBE_TOKEN_DAWN"].replace("-dawn", "-nobody"))
    with services.using_channel(DAWN), pytest.raises((NoKey, WrongKey)):
        check_publishers(DAWN, services.provider_context())
    assert not any(channel.requests for channel in platform.channels.values())
