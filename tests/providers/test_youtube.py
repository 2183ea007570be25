"""Publishing to YouTube: one video with its metadata, thumbnail and captions, private until it is processed."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tasks.domain.channel import Visibility
from tasks.domain.errors import Declined, Permanent, SetupError, Transient
from tasks.domain.story import Credit, Picture, Script
from tasks.machine.clock import now
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.uploads import Uploads
from tasks.providers.context import ProviderContext
from tasks.providers.youtube.metadata import film_tag, metadata, run_tag, unfit
from tasks.upload import publish_once
from tests.providers.publishing import GRAIN, KEY, context, edition, film, publisher
from tests.servers.wire import Reply
from tests.servers.youtube import YouTube
from tests.servers.youtube_rules import error


def conversation(youtube: YouTube) -> list[str]:
    """Method and last path segment of each request, in order."""
    return [f"{request.method} {request.path.rpartition('/')[2]}" for request in youtube.requests]


def test_the_film_is_uploaded_byte_for_byte_with_metadata_thumbnail_and_captions(
    youtube: YouTube, youtube_context: ProviderContext
) -> None:
    receipt = publisher(youtube_context).publish(edition(youtube_context.store))
    [video] = youtube.videos
    assert video.data == film()
    assert receipt.location == f"https://www.youtube.com/shorts/{video.video}"
    assert receipt.video.bytes == len(film())
    assert (receipt.notes, receipt.missing) == ((), ())
    assert video.thumbnail == youtube_context.store.read(edition(youtube_context.store).thumbnail)
    [((language, name), text)] = video.captions.items()
    assert (language, name) == ("en", "")
    assert b"-->" in text
    assert video.resource["status"] == {
        "privacyStatus": "public",
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": True,
        "license": "youtube",
        "embeddable": True,
        "publicStatsViewable": True,
    }
    snippet = video.resource["snippet"]
    assert snippet["title"] == "Tides & seas"
    assert (snippet["categoryId"], snippet["defaultLanguage"], snippet["defaultAudioLanguage"]) == ("27", "en", "en")
    assert snippet["tags"][:2] == [run_tag(KEY), film_tag(receipt.video.sha256)]
    for owed in ("Tide tables", "Ann", "CC BY 4.0", "Low tide", "Bo", "CC BY-SA 4.0", "test voice", "#Shorts", "#sea"):
        assert owed in snippet["description"], owed


def test_a_video_is_private_until_it_is_processed(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.looks_until_processed = 3
    publisher(youtube_context).publish(edition(youtube_context.store))
    announced = youtube.asked("/upload/youtube/v3/videos", "POST")
    assert [request.json["status"]["privacyStatus"] for request in announced] == ["private"]
    order = conversation(youtube)
    assert order.count("GET videos") == 4
    assert order[-3:] == ["POST set", "POST captions", "PUT videos"]
    last_piece = max(number for number, request in enumerate(youtube.requests) if "content-range" in request.headers)
    assert order.index("GET videos") > last_piece


def test_publishing_again_sends_no_request(youtube: YouTube, youtube_context: ProviderContext) -> None:
    first = publisher(youtube_context).publish(edition(youtube_context.store))
    youtube.forget()
    assert publisher(youtube_context).publish(edition(youtube_context.store)) == first
    assert youtube.requests == []


@pytest.mark.parametrize(
    ("changes", "privacy", "scheduled"),
    [
        ({"visibility": Visibility.unlisted}, "unlisted", False),
        ({"visibility": Visibility.private}, "private", False),
        ({"publish_at": now() + timedelta(hours=3)}, "private", True),
        ({"publish_at": now() - timedelta(hours=3)}, "public", False),
    ],
    ids=["unlisted", "private", "later", "an hour that has passed"],
)
def test_visibility_and_schedule_follow_the_edition(
    youtube: YouTube, youtube_context: ProviderContext, changes: dict[str, Any], privacy: str, scheduled: bool
) -> None:
    publisher(youtube_context).publish(edition(youtube_context.store, **changes, made_for_kids=True))
    status = youtube.videos[0].resource["status"]
    assert status["privacyStatus"] == privacy
    assert ("publishAt" in status) is scheduled
    assert status["selfDeclaredMadeForKids"] is True
    if scheduled:
        assert abs(datetime.fromisoformat(status["publishAt"]) - now()) < timedelta(hours=3, minutes=1)


def test_a_video_locked_as_private_is_noted(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.locked_private = True
    receipt = publisher(youtube_context).publish(edition(youtube_context.store))
    assert any("keeps the video private, not public" in note and "docs/operating.md" in note for note in receipt.notes)


@pytest.mark.parametrize(
    ("verdict", "why"),
    [
        ({"uploadStatus": "rejected", "rejectionReason": "duplicate"}, "duplicate"),
        ({"uploadStatus": "failed", "failureReason": "codec"}, "codec"),
        ({"uploadStatus": "uploaded", "processing": "terminated"}, "terminated"),
    ],
)
def test_a_rejected_video_is_an_error_with_the_reason(
    youtube: YouTube, youtube_context: ProviderContext, verdict: dict[str, str], why: str
) -> None:
    youtube.verdict = verdict
    youtube.processing = verdict.get("processing", "succeeded")
    for _ in range(2):
        with pytest.raises(Declined, match=why):
            publisher(youtube_context).publish(edition(youtube_context.store))
    assert len(youtube.videos) == 1
    assert youtube.videos[0].resource["status"]["privacyStatus"] == "private"
    youtube.verdict, youtube.processing = {"uploadStatus": "processed"}, "succeeded"
    other = publisher(youtube_context).publish(edition(youtube_context.store, film(seed=2)))
    assert [video.data for video in youtube.videos] == [film(), film(seed=2)]
    assert other.location.endswith(youtube.videos[1].video)


def test_the_next_run_resumes_waiting_for_slow_processing(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.looks_until_processed = 10**6
    with pytest.raises(Transient, match="has not processed"):
        publisher(youtube_context, patience=0.05).publish(edition(youtube_context.store))
    assert youtube.videos[0].resource["status"]["privacyStatus"] == "private"
    youtube.looks_until_processed = 0
    youtube.forget()
    publisher(youtube_context).publish(edition(youtube_context.store))
    assert conversation(youtube) == ["POST token", "GET videos", "POST set", "POST captions", "PUT videos"]


def test_a_deleted_video_is_an_error_and_is_not_uploaded_again(
    youtube: YouTube, youtube_context: ProviderContext
) -> None:
    youtube.looks_until_processed = 10**6
    with pytest.raises(Transient):
        publisher(youtube_context, patience=0.05).publish(edition(youtube_context.store))
    youtube.sessions.clear()
    with pytest.raises(Permanent, match="does not show"):
        publisher(youtube_context).publish(edition(youtube_context.store))
    assert youtube.sessions == []


@pytest.mark.parametrize("what", ["thumbnails/set", "captions"])
def test_a_missing_thumbnail_or_caption_is_noted_and_added_by_the_next_run(
    youtube: YouTube, youtube_context: ProviderContext, what: str
) -> None:
    youtube.script(Reply(403, error(403, "forbidden")), path=what)
    to_publish = edition(youtube_context.store)
    receipt = publish_once(to_publish, "youtube", publisher(youtube_context), youtube_context.ledger)
    assert len(receipt.missing) == 1
    assert set(receipt.missing) <= set(receipt.notes)
    assert youtube.videos[0].resource["status"]["privacyStatus"] == "public"
    youtube.forget()
    whole = publish_once(to_publish, "youtube", publisher(youtube_context), youtube_context.ledger)
    assert whole.missing == ()
    assert conversation(youtube) == ["POST token", f"POST {what.rpartition('/')[2]}"]
    youtube.forget()
    assert publish_once(to_publish, "youtube", publisher(youtube_context), youtube_context.ledger) == whole
    assert youtube.requests == []


def test_thumbnail_and_captions_are_retried_a_limited_number_of_times(
    youtube: YouTube, youtube_context: ProviderContext
) -> None:
    youtube.script(*[Reply(503)] * 2, path="thumbnails/set")
    youtube.script(*[Reply(503)] * 3, path="captions")
    receipt = publisher(youtube_context).publish(edition(youtube_context.store))
    assert [len(youtube.asked(what)) for what in ("thumbnails/set", "captions")] == [3, 3]
    assert len(receipt.missing) == 1
    assert "captions" in receipt.missing[0]


def test_captions_that_exist_already_are_no_error(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.script(Reply(409, error(409, "captionExists")), path="captions")
    assert publisher(youtube_context).publish(edition(youtube_context.store)).missing == ()


def test_another_film_of_a_published_run_changes_nothing(youtube: YouTube, youtube_context: ProviderContext) -> None:
    first = publisher(youtube_context).publish(edition(youtube_context.store))
    youtube.forget()
    again = publisher(youtube_context).publish(edition(youtube_context.store, film(seed=2)))
    assert youtube.requests == []
    assert again.video == first.video
    assert any("Another film" in note for note in again.notes)


@pytest.mark.parametrize("seed", [1, 2], ids=["the same film", "another film"])
def test_a_lost_ledger_does_not_upload_a_second_video(
    youtube: YouTube, youtube_context: ProviderContext, tmp_path: Path, seed: int
) -> None:
    youtube.page = 1
    publisher(youtube_context).publish(edition(youtube_context.store))
    for number in range(1):  # a newer video, so that the list has several pages
        publisher(youtube_context).publish(
            edition(youtube_context.store, film(seed=9 + number), run_key=f"other/{number}")
        )
    fresh = context(tmp_path, youtube.environment(), ledger=f"sqlite:///{tmp_path / 'fresh.db'}")
    youtube.forget()
    receipt = publisher(fresh).publish(edition(youtube_context.store, film(seed=seed)))
    assert len(youtube.videos) == 2
    assert receipt.location.endswith(youtube.videos[0].video)
    assert any(run_tag(KEY) in note for note in receipt.notes)
    assert bool(youtube.asked("captions")) is (seed == 1)


def test_the_ledger_holds_requests_in_youtubes_quota_units(youtube: YouTube, youtube_context: ProviderContext) -> None:
    publisher(youtube_context).publish(edition(youtube_context.store))
    spent = youtube_context.ledger.spent(f"{now():%Y-%m}")
    assert {name: (entry.units, entry.cost) for name, entry in spent.items()} == {
        "youtube uploads": (1.0, 0.0),
        "youtube units": (3 + 50 + 400 + 50, 0.0),
    }


def test_title_description_and_hashtags_over_youtubes_limits_are_reported() -> None:
    fourteen = [f"#tag{number}" for number in range(14)]
    assert unfit("🐙" * 50, "é" * 2500, ["#Shorts", *fourteen]) == ()
    assert unfit("🐙" * 50 + "!", "é" * 2500 + ".", [*fourteen, "#three-hearts"]) == (
        "The title has 101 characters (an emoji counts as two), and 100 are allowed.",
        "The description has 5001 bytes, and 5000 are allowed.",
        "#three-hearts is not a hashtag: use letters, digits and _ only.",
        "There are 15 hashtags, and 14 are allowed in addition to #Shorts.",
    )


def test_metadata_keeps_youtubes_limits_and_notes_what_was_shortened(youtube_context: ProviderContext) -> None:
    plain = edition(youtube_context.store)
    script = Script.model_validate(
        {
            **plain.story.script.model_dump(),
            "title": "Why <b>the sea</b> rises 🌊 " * 9,
            "description": "Déjà vu <at> sea.\n" * 400,
            "hashtags": [f"#tag-{n}, <x> {'y' * (n % 30)}" for n in range(80)],
        }
    )
    credit = Credit(title="T" * 300, author="A" * 300, licence="CC BY 4.0", page="https://example.org/" + "p" * 120)
    pictures = tuple(
        Picture(image=plain.thumbnail, origin="found", credit=credit.model_copy(update={"licence": f"CC BY {n}"}))
        for n in range(12)
    )
    story = plain.story.model_copy(update={"script": script})
    result = metadata(plain.model_copy(update={"story": story, "pictures": pictures}))
    assert len(result.title.encode("utf-16-le")) // 2 <= 100
    assert result.title.endswith("…")
    assert len(result.description.encode()) <= 5000
    assert not re.search("[<>]", result.title + result.description + "".join(result.tags))
    assert all(f"CC BY {n}" in result.description for n in range(12))
    assert result.description.split()[-1].startswith("#")
    assert sum(len(tag) + 2 * (" " in tag) for tag in result.tags) + len(result.tags) - 1 <= 500
    assert len(result.notes) == 2
    assert metadata(plain).notes == ()


def test_films_of_any_number_of_chunks_arrive_whole(youtube: YouTube, youtube_context: ProviderContext) -> None:
    for number, size in enumerate((GRAIN, 3 * GRAIN, 100)):
        publisher(youtube_context).publish(
            edition(youtube_context.store, film(size / GRAIN, seed=number), run_key=f"run/{number}")
        )
    assert [len(video.data) for video in youtube.videos] == [GRAIN, 3 * GRAIN, 100]


def test_the_token_may_be_a_path_and_an_invalid_one_is_not_shown(youtube: YouTube, tmp_path: Path) -> None:
    environment = youtube.environment()
    file = tmp_path / "token.json"
    file.write_text(environment["YOUTUBE_TOKEN"])
    youtube_context = context(tmp_path, {**environment, "YOUTUBE_TOKEN": str(file)})
    assert publisher(youtube_context).publish(edition(youtube_context.store)).location
    for canary in ("canary-but-no-token", json.dumps({"refresh_token": "canary"}), "{canary"):
        with pytest.raises(SetupError, match="deployments auth youtube") as raised:
            publisher(context(tmp_path, {**environment, "YOUTUBE_TOKEN": canary}))
        assert "canary" not in f"{raised.value!r} {raised.value.__cause__!r}"


def test_the_ledger_records_an_uploads_progress(
    youtube: YouTube, youtube_context: ProviderContext, tmp_path: Path
) -> None:
    youtube.faults.extend(["", "503", "503", "503", "503"])
    with pytest.raises(Transient):
        publisher(youtube_context).publish(edition(youtube_context.store))
    upload = Uploads(Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")).read(KEY)
    assert (upload.state, upload.video_id) == ("sending", "")
    assert upload.session.startswith(youtube.url)


def test_the_channel_chooses_its_category_and_whether_subscribers_are_told(
    youtube: YouTube, youtube_context: ProviderContext
) -> None:
    for number, (changes, category, notify) in enumerate(
        [({}, "27", "false"), ({"category": "28", "notify_subscribers": True}, "28", "true")]
    ):
        to_publish = edition(youtube_context.store, film(seed=number + 5), run_key=f"demo/{number}", **changes)
        publisher(youtube_context).publish(to_publish)
        assert youtube.videos[-1].resource["snippet"]["categoryId"] == category
        assert youtube.asked("/upload/youtube/v3/videos", "POST")[-1].query["notifySubscribers"] == notify


def test_the_cover_waits_until_all_processing_has_ended(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.looks_until_processed, youtube.looks_until_settled = 1, 3
    receipt = publisher(youtube_context).publish(edition(youtube_context.store))
    assert receipt.missing == ()
    assert youtube.videos[0].thumbnail


def test_a_video_that_is_processed_for_long_is_shown_and_gets_its_cover_from_the_next_run(
    youtube: YouTube, youtube_context: ProviderContext
) -> None:
    youtube.looks_until_settled = 10**6
    to_publish = edition(youtube_context.store)
    receipt = publish_once(to_publish, "youtube", publisher(youtube_context, patience=0.1), youtube_context.ledger)
    assert youtube.videos[0].resource["status"]["privacyStatus"] == "public"
    assert [missing for missing in receipt.missing if "still processing" in missing] == list(receipt.missing)
    assert len(receipt.missing) == 1
    assert not youtube.asked("thumbnails/set")
    youtube.videos[0].settled = True
    whole = publish_once(to_publish, "youtube", publisher(youtube_context), youtube_context.ledger)
    assert whole.missing == ()
    assert youtube.videos[0].thumbnail
