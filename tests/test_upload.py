"""One short by several publishers and with several accounts: once each, and one failing does not undo another."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tasks.domain.channel import Channel
from tasks.domain.edition import Edition, Place, Receipt
from tasks.domain.errors import BadInput, NoKey, Permanent, RateLimited
from tasks.machine.storage.places import known_place
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.stagecraft import services
from tasks.upload import publish_once, upload
from tests.providers.publishing import edition, youtube, youtube_context  # noqa: F401
from tests.servers.youtube import YouTube


class Platform:
    """A publisher that keeps what it publishes, and fails as often as `failures` says."""

    once = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.published: list[str] = []
        self.failures: list[Exception] = []

    def place(self) -> Place:
        return Place(id=self.name, title=self.name.title())

    def publish(self, edition: Edition) -> Receipt:
        if self.failures:
            raise self.failures.pop(0)
        self.published.append(edition.run_key)
        where = f"https://{self.name}.example/{len(self.published)}"
        return Receipt(run_key=edition.run_key, publisher=self.name, location=where, video=edition.approved.video.file)


@pytest.fixture
def platforms(youtube_context: ProviderContext, monkeypatch: pytest.MonkeyPatch) -> dict[str, Platform]:  # noqa: F811
    found = {name: Platform(name) for name in ("first", "second")}
    real = registry.publisher

    def known(name: str, context: ProviderContext, out: Path) -> Any:
        return found.get(name) or real(name, context, out)

    monkeypatch.setattr(registry, "publisher", known)
    monkeypatch.setattr(services, "provider_context", lambda: youtube_context)
    monkeypatch.setattr("tasks.upload.ledger", lambda: youtube_context.ledger)
    return found


@pytest.fixture
def send(youtube_context: ProviderContext, tmp_path: Path) -> Callable[..., Receipt]:  # noqa: F811
    to_publish = edition(youtube_context.store)

    def send(*publishers: str, account: str = "") -> Receipt:
        return upload.fn(to_publish, publishers, account, str(tmp_path / "out"))

    return send


def test_each_publisher_publishes_once(platforms: dict[str, Platform], send: Callable[..., Receipt]) -> None:
    receipts = [send("folder", "first", "second") for _ in range(3)]
    assert receipts[0] == receipts[1] == receipts[2]
    assert (receipts[0].location, receipts[0].also) == (
        "https://first.example/1",
        ("second: https://second.example/1",),
    )
    assert Path(receipts[0].folder, "short.mp4").exists()
    assert [len(each.published) for each in platforms.values()] == [1, 1]


def test_one_that_fails_does_not_undo_the_other_and_a_retry_sends_only_what_is_missing(
    platforms: dict[str, Platform], send: Callable[..., Receipt]
) -> None:
    platforms["first"].failures = [Permanent("First is closed.", service="First", advice="Open it.")]
    with pytest.raises(Permanent) as caught:
        send("first", "second")
    said = str(caught.value)
    assert said == "Published at https://second.example/1. Not published by first: First is closed. Open it."
    receipt = send("first", "second")
    assert [len(each.published) for each in platforms.values()] == [1, 1]
    assert receipt.location == "https://first.example/1"


def test_of_two_failures_the_one_that_is_worth_a_retry_decides(
    platforms: dict[str, Platform], send: Callable[..., Receipt]
) -> None:
    platforms["first"].failures = [Permanent("First is closed.", service="First")]
    platforms["second"].failures = [RateLimited("Second is busy.", service="Second", retry_after=7.0)]
    with pytest.raises(RateLimited, match=r"Nor by first: First is closed\. Not published by second: Second") as caught:
        send("first", "second")
    assert caught.value.retry_after == 7.0


def test_a_folder_alone_counts_as_published(
    platforms: dict[str, Platform],
    send: Callable[..., Receipt],
    youtube_context: ProviderContext,  # noqa: F811
) -> None:
    receipt = send("folder")
    assert youtube_context.ledger.receipt(receipt.run_key, "folder")
    assert receipt.location == receipt.folder
    assert receipt.also == ()


def test_a_second_account_is_a_second_publication(
    platforms: dict[str, Platform],
    send: Callable[..., Receipt],
    youtube_context: ProviderContext,  # noqa: F811
) -> None:
    one, other = send("first", account="one"), send("first", account="other")
    assert one.location != other.location
    assert send("first", account="one").location == one.location
    assert youtube_context.ledger.receipt(one.run_key, "first", "other") == other.model_copy(
        update={"folder": "", "files": ()}
    )


def test_the_token_of_another_channel_is_found_out_before_anything_is_sent(
    youtube: YouTube,  # noqa: F811
    youtube_context: ProviderContext,  # noqa: F811
) -> None:
    there = registry.publisher("youtube", youtube_context, Path())
    publish_once(edition(youtube_context.store), "youtube", there, youtube_context.ledger)
    assert known_place(youtube_context.ledger, "youtube", "demo", "") == Place(id="UC1", title="Channel 1")
    before = len(youtube.videos)
    with pytest.raises(BadInput, match=r"Channel 1 \(youtube\) is where demo publishes"):
        publish_once(
            edition(youtube_context.store, channel="Other", run_key="other/2026-11-24/tides"),
            "youtube",
            there,
            youtube_context.ledger,
        )
    assert len(youtube.videos) == before


def test_keys_are_the_accounts_own_or_shared_but_never_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YOUTUBE_TOKEN", "shared token")
    monkeypatch.setenv("OPENAI_API_KEY", "shared key")
    monkeypatch.setenv("OPENAI_API_KEY_SCIENCE_DAILY", "own key")
    monkeypatch.setenv("ELEVENLABS_API_KEY", "shared voice")
    with services.using_account("science-daily"):
        keys = {name: key.get_secret_value() for name, key in services.keys().items()}
        assert keys == {"OPENAI_API_KEY": "own key", "ELEVENLABS_API_KEY": "shared voice"}
        with pytest.raises(NoKey, match="YOUTUBE_TOKEN_SCIENCE_DAILY is not set"):
            services.provider_context().key("YOUTUBE_TOKEN")
        monkeypatch.setenv("YOUTUBE_TOKEN_SCIENCE_DAILY", "own token")
        assert services.keys()["YOUTUBE_TOKEN"].get_secret_value() == "own token"
    assert services.keys()["YOUTUBE_TOKEN"].get_secret_value() == "shared token"


def test_channel_files_of_before_name_one_publisher() -> None:
    assert Channel.model_validate({"publisher": "youtube"}).publishers == ("youtube",)
    assert Channel.model_validate({"publishers": "folder, youtube,folder"}).publishers == ("folder", "youtube")
    with pytest.raises(ValueError, match="keep publishers"):
        Channel.model_validate({"publisher": "youtube", "publishers": ["folder"]})
    assert Channel(account="Science Daily").account == "science-daily"
