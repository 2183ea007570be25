"""TikTok and Instagram through Upload-Post: one post for a run, whatever is lost on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tasks.domain.channel import Visibility
from tasks.domain.edition import Place
from tasks.domain.errors import BadInput, Declined, Permanent, QuotaSpent, SetupError, Transient, WrongKey
from tasks.machine import clock
from tasks.providers.context import ProviderContext
from tasks.providers.uploadpost import UploadPostPublisher
from tasks.providers.uploadpost import publisher as module
from tasks.upload import publish_once
from tests.providers.desks import desk_in
from tests.providers.publishing import edition
from tests.servers.uploadpost import KEY, UploadPost
from tests.servers.wire import Reply

FILM = b"\x00\x00\x00\x18ftypmp42\r\n--film\r\n" * 9000


@pytest.fixture
def service() -> Iterator[UploadPost]:
    with UploadPost() as vendor:
        yield vendor


@pytest.fixture
def context(service: UploadPost, tmp_path: Path) -> ProviderContext:
    return desk_in(tmp_path, {"uploadpost": KEY}, uploadpost_base_url=service.url, uploadpost_profile="main")


def publisher(context: ProviderContext, platform: str = "tiktok", patience: float = 20.0) -> UploadPostPublisher:
    return UploadPostPublisher(context, platform, poll=0.001, patience=patience)


@pytest.mark.parametrize("platform", ["tiktok", "instagram"])
def test_a_film_is_posted_byte_for_byte_with_its_caption(
    service: UploadPost, context: ProviderContext, platform: str
) -> None:
    receipt = publisher(context, platform).publish(edition(context.store, FILM))
    [post] = service.posts
    assert (post.film, post.platform, post.user) == (FILM, platform, "main")
    assert receipt.location == f"https://{platform}.example/main/0"
    for owed in ("Tides & seas", "Why the sea rises", "#sea #tides", "Tide tables by Ann, CC BY 4.0", "Low tide by Bo"):
        assert owed in post.fields["title"], owed
    if platform == "tiktok":
        assert (post.fields["privacy_level"], post.fields["is_aigc"]) == ("PUBLIC_TO_EVERYONE", "true")


def test_a_long_description_gives_way_to_the_credits(service: UploadPost, context: ProviderContext) -> None:
    whole = edition(context.store, FILM)
    script = whole.story.script.model_copy(update={"description": "tide " * 900})
    publisher(context).publish(whole.model_copy(update={"story": whole.story.model_copy(update={"script": script})}))
    caption = service.posts[0].fields["title"]
    assert len(caption) <= 2200
    assert "tide tide…" in caption
    assert caption.endswith("Voice: test voice (synthetic)")


def test_publishing_again_sends_nothing(service: UploadPost, context: ProviderContext) -> None:
    first = publisher(context).publish(edition(context.store, FILM))
    service.forget()
    assert publisher(context).publish(edition(context.store, FILM)) == first
    other = publisher(context).publish(edition(context.store, FILM + b"2"))
    assert service.requests == []
    assert other.video == first.video
    assert other.notes == ("Another film of this run was published before. It stays as it is.",)


@pytest.mark.parametrize("fault", ["lost", "503 kept"])
def test_a_lost_answer_is_followed_by_a_question_and_not_by_a_second_post(
    service: UploadPost, context: ProviderContext, fault: str
) -> None:
    service.faults.append(fault)
    receipt = publisher(context).publish(edition(context.store, FILM))
    assert (len(service.posts), len(service.asked("/api/upload", "POST"))) == (1, 1)
    assert receipt.location.endswith("/0")


@pytest.mark.parametrize("fault", ["cut", "503"])
def test_a_film_that_may_be_on_its_way_is_not_sent_again_for_an_hour(
    service: UploadPost, context: ProviderContext, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.faults.append(fault)
    for _ in range(2):
        with pytest.raises(Permanent, match=r"not known whether TikTok has .*Nothing is sent again"):
            publisher(context).publish(edition(context.store, FILM))
    assert len(service.asked("/api/upload", "POST")) == 1
    later = clock.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(module, "now", lambda: later)
    assert publisher(context).publish(edition(context.store, FILM)).location.endswith("/0")
    assert len(service.posts) == 1


def test_a_process_that_dies_while_it_waits_is_continued(service: UploadPost, context: ProviderContext) -> None:
    service.looks_until_done = 10**6
    with pytest.raises(Transient, match="not sent again"):
        publisher(context, patience=0.0).publish(edition(context.store, FILM))
    service.looks_until_done = 0
    assert publisher(context).publish(edition(context.store, FILM)).location.endswith("/0")
    assert len(service.posts) == 1


def test_a_refused_film_may_be_sent_again_under_another_id(service: UploadPost, context: ProviderContext) -> None:
    service.refuses.append("The music is not licensed.")
    with pytest.raises(Declined, match=r"TikTok refused the film: The music is not licensed\."):
        publisher(context).publish(edition(context.store, FILM))
    assert publisher(context).publish(edition(context.store, FILM)).location.endswith("/1")
    assert len({post.request for post in service.posts}) == 2


def test_an_upload_of_which_nobody_knows_the_end_is_not_repeated(service: UploadPost, context: ProviderContext) -> None:
    service.refuses.append("silence")
    for _ in range(2):
        with pytest.raises(Permanent, match="without saying whether the film was posted"):
            publisher(context).publish(edition(context.store, FILM))
    assert len(service.posts) == 1


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(401, {"success": False, "message": "Invalid or expired token"}), WrongKey),
        (Reply(403, {"success": False, "message": "Your plan does not include TikTok"}), QuotaSpent),
        (Reply(429, {"success": False, "message": "Monthly limit reached"}), QuotaSpent),
        (Reply(400, {"success": False, "message": "Invalid: title"}), Permanent),
    ],
)
def test_a_refused_request_is_sent_again_by_the_next_run(
    service: UploadPost, context: ProviderContext, reply: Reply, error: type[Exception]
) -> None:
    service.script(reply, path="/api/upload")
    with pytest.raises(error) as caught:
        publisher(context).publish(edition(context.store, FILM))
    assert KEY not in str(caught.value)
    publisher(context).publish(edition(context.store, FILM))
    assert len(service.posts) == 1


def test_the_place_is_the_profiles_account(service: UploadPost, context: ProviderContext) -> None:
    assert publisher(context).place() == Place(id="tiktok/night.facts", title="Night Facts on tiktok")
    with pytest.raises(SetupError, match=r"no profile 'science' \(it has: empty, main\)"):
        publisher(replace(context, account="science")).place()
    with pytest.raises(SetupError, match="'empty' has no tiktok account"):
        publisher(replace(context, account="empty")).place()
    receipt = publish_once(edition(context.store, FILM), "uploadpost:tiktok", publisher(context), context.ledger)
    assert context.ledger.receipt(receipt.run_key, "uploadpost:tiktok") == receipt


def test_what_a_platform_does_not_have_is_said(service: UploadPost, context: ProviderContext) -> None:
    hidden = edition(context.store, FILM, visibility=Visibility.unlisted)
    with pytest.raises(BadInput, match="Instagram has no unlisted posts"):
        publisher(context, "instagram").publish(hidden)
    assert "only the account's owner" in publisher(context).publish(hidden).notes[0]
    assert [post.fields["privacy_level"] for post in service.posts] == ["SELF_ONLY"]


def test_without_a_profile_the_run_ends_before_it_begins(service: UploadPost, tmp_path: Path) -> None:
    nowhere = desk_in(tmp_path, {"uploadpost": KEY}, uploadpost_base_url=service.url)
    with pytest.raises(SetupError, match="UPLOADPOST_PROFILE"):
        publisher(nowhere)
