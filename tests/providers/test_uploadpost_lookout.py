"""A later look at posts on TikTok and Instagram: what Upload-Post knows of them, and of the account."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.domain.edition import Seen
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.providers.uploadpost import UploadPostPublisher
from tests.providers.desks import desk_in
from tests.providers.publishing import edition
from tests.servers.uploadpost import KEY, UploadPost

PLATFORMS = {"tiktok": "TikTok", "instagram": "Instagram"}
Look = Callable[[str], Seen]


@pytest.fixture
def service() -> Iterator[UploadPost]:
    with UploadPost() as vendor:
        yield vendor


@pytest.fixture
def context(service: UploadPost, tmp_path: Path) -> ProviderContext:
    return desk_in(tmp_path, {"uploadpost": KEY}, uploadpost_base_url=service.url, uploadpost_profile="main")


@pytest.fixture
def look(context: ProviderContext) -> Look:
    published = edition(context.store)

    def look(platform: str) -> Seen:
        UploadPostPublisher(context, platform, poll=0.001, patience=20.0).publish(published)
        make = registry.find("publisher", f"uploadpost:{platform}").lookout
        assert make
        return make(context, platform).look(published)

    return look


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_post_that_stayed_is_as_asked_for(service: UploadPost, look: Look, platform: str) -> None:
    assert look(platform) == Seen()
    assert len(service.posts) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_post_that_failed_after_all_is_told_with_the_platforms_reason(
    service: UploadPost, look: Look, platform: str
) -> None:
    look(platform)
    service.verdicts[service.posts[0].request] = "It violates the community guidelines."
    [fault] = look(platform).faults
    assert fault == f"{PLATFORMS[platform]} did not keep the post: It violates the community guidelines."


def test_a_request_that_is_not_kept_is_found_in_the_history(service: UploadPost, look: Look) -> None:
    look("tiktok")
    service.forgotten.add(service.posts[0].request)
    assert look("tiktok") == Seen()
    assert [request.path for request in service.requests].count("/api/uploadposts/history") == 1
    service.posts.clear()
    [fault] = look("tiktok").faults
    assert fault == "Upload-Post has no record of the post on TikTok any more: look whether it is there."


def test_an_account_that_must_log_in_again_is_told_before_the_next_post_fails(service: UploadPost, look: Look) -> None:
    look("instagram")
    service.profiles["main"]["instagram"]["reauth_required"] = True
    [fault] = look("instagram").faults
    assert "instagram wants the owner of 'main' to log in again" in fault


def test_what_was_never_posted_is_told(context: ProviderContext) -> None:
    make = registry.find("publisher", "uploadpost:tiktok").lookout
    assert make
    published = edition(context.store)
    assert make(context, "tiktok").look(published).faults == (f"{published.run_key} has no post on TikTok.",)
