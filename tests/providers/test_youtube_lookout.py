"""A later look at what YouTube shows: what is missing is added, and what people cannot watch is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tasks.domain.edition import Edition, Seen
from tasks.machine.clock import now
from tasks.providers.context import ProviderContext
from tasks.providers.youtube.lookout import YouTubeLookout
from tests.providers.publishing import edition, film, publisher
from tests.servers.wire import Reply
from tests.servers.youtube import YouTube
from tests.servers.youtube_rules import error


@pytest.fixture
def look(youtube: YouTube, youtube_context: ProviderContext) -> Callable[..., Seen]:
    """Publish, let something happen on YouTube, and look."""

    def look(happens: Callable[[], object] = lambda: None, published: Edition | None = None) -> Seen:
        to_publish = published or edition(youtube_context.store)
        publisher(youtube_context).publish(to_publish)
        happens()
        youtube.forget()
        return YouTubeLookout(youtube_context).look(to_publish)

    return look


def test_what_is_as_asked_for_costs_one_request(youtube: YouTube, look: Callable[..., Seen]) -> None:
    assert look() == Seen()
    assert [request.path for request in youtube.requests] == ["/token", "/youtube/v3/videos"]


def test_a_missing_cover_and_captions_are_added(youtube: YouTube, look: Callable[..., Seen]) -> None:
    def lose() -> None:
        youtube.videos[0].thumbnail = b""
        youtube.videos[0].captions.clear()

    assert look(lose) == Seen(mended=("cover", "captions"))
    assert youtube.videos[0].thumbnail
    assert youtube.videos[0].captions


def test_a_cover_that_cannot_be_added_is_told(
    youtube: YouTube, youtube_context: ProviderContext, look: Callable[..., Seen]
) -> None:
    look()
    youtube.videos[0].thumbnail = b""
    youtube.script(Reply(403, error(403, "forbidden")), path="thumbnails/set")
    seen = YouTubeLookout(youtube_context).look(edition(youtube_context.store))
    assert seen.mended == ()
    assert seen.faults[0].startswith("It has no cover: YouTube does not allow this")


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"regionRestriction": {"blocked": ["DE", "FR"]}}, "It is blocked in DE, FR"),
        ({"regionRestriction": {"allowed": []}}, "It may be watched in no country alone."),
        ({"contentRating": {"ytRating": "ytAgeRestricted"}}, "to adults alone"),
    ],
)
def test_a_block_is_told(youtube: YouTube, look: Callable[..., Seen], details: dict[str, Any], said: str) -> None:
    [fault] = look(lambda: youtube.videos[0].details.update(details)).faults
    assert said in fault


def test_a_rejected_and_a_deleted_video_are_told(youtube: YouTube, look: Callable[..., Seen]) -> None:
    def reject() -> None:
        youtube.videos[0].verdict = {"uploadStatus": "rejected", "rejectionReason": "claim"}

    assert "YouTube has rejected it (claim)" in look(reject).faults[0]
    assert "not there any more" in look(youtube.sessions.clear).faults[0]


def test_a_lock_that_was_lifted_is_mended(youtube: YouTube, look: Callable[..., Seen]) -> None:
    youtube.locked_private = True
    [fault] = look().faults
    assert fault.startswith("It is private, not public. It may be locked")
    youtube.locked_private = False
    assert look().mended == ("visibility (public)",)
    assert youtube.videos[0].resource["status"]["privacyStatus"] == "public"


def test_a_video_that_somebody_made_private_is_told_and_left_alone(youtube: YouTube, look: Callable[..., Seen]) -> None:
    [fault] = look(lambda: youtube.videos[0].resource["status"].update(privacyStatus="private")).faults
    assert "It is private, not public" in fault
    assert not youtube.asked("/youtube/v3/videos", "PUT")


def test_a_video_that_is_to_go_public_later_is_as_asked_for(
    youtube: YouTube, youtube_context: ProviderContext, look: Callable[..., Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    later = edition(youtube_context.store, publish_at=now() + timedelta(hours=2))
    assert look(published=later) == Seen()
    monkeypatch.setattr("tasks.providers.youtube.lookout.now", lambda: now() + timedelta(hours=3))
    assert look(published=later).mended == ("visibility (public)",), "YouTube forgot to publish it"


def test_another_film_of_the_run_keeps_its_own_captions(
    youtube: YouTube, youtube_context: ProviderContext, look: Callable[..., Seen]
) -> None:
    look()
    youtube.videos[0].captions.clear()
    other = edition(youtube_context.store, film(seed=2))
    assert YouTubeLookout(youtube_context).look(other) == Seen()
