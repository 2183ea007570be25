"""Connection, server and session failures at any piece of an upload: one complete video, or a reported doubt."""

import logging
import random
from collections.abc import Sequence

import pytest

from tasks.domain.edition import Receipt
from tasks.domain.errors import Permanent, Transient
from tasks.machine.storage.uploads import Uploads
from tasks.providers.context import ProviderContext
from tasks.providers.youtube.metadata import run_tag
from tests.providers.publishing import GRAIN, KEY, edition, film, publisher
from tests.servers.wire import Reply, html
from tests.servers.youtube import YouTube

PIECES = "/upload/youtube/v3/videos"


def publish_with_retries(youtube_context: ProviderContext, data: bytes, tries: int = 4) -> Receipt:
    """Publish and retry after transient errors, as often as the upload stage does."""
    for _ in range(tries - 1):
        try:
            return publisher(youtube_context).publish(edition(youtube_context.store, data))
        except Transient:
            pass
    return publisher(youtube_context).publish(edition(youtube_context.store, data))


@pytest.mark.sampled(5)
@pytest.mark.parametrize(
    "faults",
    [
        ["503"],
        ["503 kept"],
        ["", "", "503 kept"],
        ["short"],
        ["silent", "", "silent"],
        ["html"],
        ["", "", "html"],
        [0],
        [100_000, "", GRAIN - 1],
        ["", "", 1000],
        ["503", "503", "503", "", "503", "503", "503", "", "503"],
        ["", "gone"],
        ["", "", "gone kept"],
    ],
    ids=str,
)
def test_one_video_after_any_fault(
    youtube: YouTube, youtube_context: ProviderContext, faults: Sequence[str | int]
) -> None:
    youtube.faults.extend(faults)
    receipt = publisher(youtube_context).publish(edition(youtube_context.store))
    [video] = youtube.videos
    assert video.data == film()
    assert receipt.location.endswith(video.video)
    assert not youtube.faults
    assert len(youtube.sessions) == (2 if "gone" in faults else 1)


def test_received_bytes_are_not_sent_again(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.faults.extend(["", "503 kept"])
    publisher(youtube_context).publish(edition(youtube_context.store))
    assert sum(len(request.body) for request in youtube.asked(PIECES, "PUT")) == len(film())


def test_requests_to_a_server_that_never_recovers_are_bounded(
    youtube: YouTube, youtube_context: ProviderContext
) -> None:
    youtube.faults.extend(["503"] * 100)
    with pytest.raises(Transient, match="503"):
        publisher(youtube_context).publish(edition(youtube_context.store))
    uploads = [request for request in youtube.asked(PIECES, "PUT") if request.body]
    assert len(uploads) == 4
    youtube.faults.clear()
    assert publisher(youtube_context).publish(edition(youtube_context.store)).video.bytes == len(film())
    assert len(youtube.sessions) == 1


def test_dying_sessions_are_not_reopened_for_ever(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.faults.extend(["gone"] * 100)
    with pytest.raises(Transient, match="drops every upload"):
        publisher(youtube_context).publish(edition(youtube_context.store))
    assert (len(youtube.sessions), youtube.videos) == (2, [])


@pytest.mark.parametrize("range_header", ["bytes=0-999999999", "bytes=5-9", "all of it"])
def test_an_impossible_range_is_rejected(youtube: YouTube, youtube_context: ProviderContext, range_header: str) -> None:
    youtube.script(Reply(200, headers={"Location": f"{youtube.url}{PIECES}?upload_id=none"}), path=PIECES)
    youtube.script(*[Reply(308, headers={"Range": range_header})] * 9, path=PIECES)
    with pytest.raises(Permanent, match="bytes"):
        publisher(youtube_context).publish(edition(youtube_context.store))
    assert youtube.videos == []


def test_a_late_video_is_polled_for_and_no_bytes_are_sent_again(
    youtube: YouTube, youtube_context: ProviderContext
) -> None:
    youtube.faults.extend(["", "", "late"])
    publisher(youtube_context).publish(edition(youtube_context.store))
    assert [video.data for video in youtube.videos] == [film()]
    assert sum(len(request.body) for request in youtube.asked(PIECES, "PUT")) == len(film())


def test_an_unsure_upload_is_parked_with_an_alert_and_never_repeated(
    youtube: YouTube, youtube_context: ProviderContext, caplog: pytest.LogCaptureFixture
) -> None:
    """The server took the last bytes, but the answer was lost, the session died and the video is not listed."""
    youtube.faults.extend(["", "", "gone hidden"])
    for _ in range(2):
        caplog.clear()
        with caplog.at_level(logging.ERROR), pytest.raises(Permanent, match=run_tag(KEY)):
            publisher(youtube_context).publish(edition(youtube_context.store))
        assert "Parked as unsure" in caplog.text
        assert Uploads(youtube_context.ledger).read(KEY).state == "unsure"
    with pytest.raises(Permanent, match=run_tag(KEY)):  # another film with the same run key must wait too
        publisher(youtube_context).publish(edition(youtube_context.store, film(seed=2)))
    assert len(youtube.sessions) == 1
    youtube.videos[0].listed = True
    receipt = publisher(youtube_context).publish(edition(youtube_context.store))
    assert [video.data for video in youtube.videos] == [film()]
    assert receipt.location.endswith(youtube.videos[0].video)


def test_after_a_day_the_list_is_trusted(youtube: YouTube, youtube_context: ProviderContext) -> None:
    """The server made no video of the last bytes. After a day the doubt ends and the upload is repeated."""
    youtube.faults.extend(["", "", "gone"])
    with pytest.raises(Permanent, match="not known"):
        publisher(youtube_context).publish(edition(youtube_context.store))
    with Uploads(youtube_context.ledger).holding(KEY) as hold:
        hold.keep(ended_at=hold.upload.ended_at - 25 * 3600)
    publisher(youtube_context).publish(edition(youtube_context.store))
    assert [video.data for video in youtube.videos] == [film()]


@pytest.mark.parametrize("faults", [["", "503", "503", "503", "503"], ["", "", "silent"]], ids=["half", "whole"])
def test_another_film_never_mixes_with_the_first(
    youtube: YouTube, youtube_context: ProviderContext, faults: list[str]
) -> None:
    youtube.faults.extend(faults)
    youtube.looks_until_processed = 10**6
    with pytest.raises(Transient):
        publisher(youtube_context, patience=0.0).publish(edition(youtube_context.store))
    youtube.looks_until_processed = 0
    receipt = publisher(youtube_context).publish(edition(youtube_context.store, film(3.1, seed=2)))
    first_film_uploaded = faults[-1] == "silent"
    assert [video.data for video in youtube.videos] == [film() if first_film_uploaded else film(3.1, seed=2)]
    assert receipt.video.bytes == len(youtube.videos[0].data)
    assert bool(youtube.videos[0].captions) is not first_film_uploaded


@pytest.mark.sampled(5)
@pytest.mark.parametrize("seed", range(12))
def test_random_faults_end_in_one_video(youtube: YouTube, youtube_context: ProviderContext, seed: int) -> None:
    chance = random.Random(seed)
    data = film(chance.uniform(0.3, 4.0), seed=seed)
    kinds: list[str | int] = ["", "503", "503 kept", "short", "silent", "html", chance.randrange(GRAIN)]
    youtube.faults.extend(chance.choices(kinds, k=chance.randint(2, 8)))
    youtube.looks_until_processed = chance.randint(0, 2)
    for path in ("/token", "/channels", "thumbnails", "captions"):
        if chance.random() < 0.3:
            youtube.script(chance.choice([Reply(503), Reply(silent=True), Reply(500), html(502)]), path=path)
    receipt = publish_with_retries(youtube_context, data)
    assert [video.data for video in youtube.videos] == [data]
    assert receipt.missing == ()
    assert youtube.videos[0].resource["status"]["privacyStatus"] == "public"
