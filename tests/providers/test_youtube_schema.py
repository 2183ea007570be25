"""Every request to YouTube fits Google's own description of its API, and Google's own client fits the local YouTube."""

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from google.oauth2.credentials import Credentials

from tasks.machine.clock import now
from tasks.providers.context import ProviderContext
from tasks.providers.youtube.lookout import YouTubeLookout
from tests.providers.discovery import document, violations  # noqa: F401
from tests.providers.publishing import edition, film, publisher, youtube, youtube_context  # noqa: F401
from tests.servers.wire import Reply, Request
from tests.servers.youtube import YouTube
from tests.servers.youtube_rules import error


def test_all_that_publishing_and_looking_again_send_fits_the_discovery_document(
    youtube: YouTube,  # noqa: F811
    youtube_context: ProviderContext,  # noqa: F811
    document: dict[str, Any],  # noqa: F811
) -> None:
    youtube.faults.append("gone hidden")  # the channel's uploads are searched for it
    later = edition(youtube_context.store, publish_at=now() + timedelta(hours=5))
    publisher(youtube_context).place()
    publisher(youtube_context).publish(later)
    youtube.videos[0].captions.clear()
    YouTubeLookout(youtube_context).look(later)
    sent = [request for request in youtube.requests if request.path != "/token"]
    assert {f"{request.method} {request.path.rpartition('/')[2]}" for request in sent} >= {
        "POST videos",
        "PUT videos",
        "GET videos",
        "GET channels",
        "POST set",
        "POST captions",
    }
    assert {problem for request in sent for problem in violations(document, request)} == set()


@pytest.mark.parametrize(
    ("method", "query", "body", "problem"),
    [
        ("POST", {"part": "snippet"}, {"snippet": {"titel": "Tides"}}, "body.snippet has no field titel"),
        (
            "POST",
            {"part": "snippet"},
            {"snippet": {"tags": "tides"}},
            "snippet.tags is 'tides', not of type array",
        ),
        ("POST", {"part": "status"}, {"status": {"embeddable": "yes"}}, "body.status.embeddable is 'yes', not of type"),
        ("POST", {"part": "status"}, {"status": {"privacyStatus": "hidden"}}, "'hidden', none of ['public'"),
        ("POST", {}, {"snippet": {}}, "youtube.videos.insert wants part"),
        ("POST", {"part": "id", "notify": "true"}, {}, "youtube.videos.insert has no parameter notify"),
        ("PATCH", {"part": "id"}, {}, "there is no PATCH /youtube/v3/videos"),
    ],
)
def test_what_the_document_does_not_have_is_found(
    method: str,
    query: dict[str, str],
    body: dict[str, Any],
    problem: str,
    document: dict[str, Any],  # noqa: F811
) -> None:
    sent = Request(method, "/youtube/v3/videos", query, {"content-type": "application/json"}, json.dumps(body).encode())
    assert problem in " ".join(violations(document, sent))


def test_googles_own_client_publishes_on_the_local_youtube(
    youtube: YouTube,  # noqa: F811
    youtube_context: ProviderContext,  # noqa: F811
    document: dict[str, Any],  # noqa: F811
) -> None:
    discovery = pytest.importorskip("googleapiclient.discovery")
    http = pytest.importorskip("googleapiclient.http")
    token = json.loads(youtube.environment()["YOUTUBE_TOKEN"])
    credentials = Credentials(  # type: ignore[no-untyped-call]
        None,
        refresh_token=token["refresh_token"],
        client_id=token["client_id"],
        client_secret=token["client_secret"],
        token_uri=youtube.environment()["YOUTUBE_TOKEN_URL"],
    )
    here = {**document, "rootUrl": f"{youtube.url}/", "baseUrl": f"{youtube.url}/", "mtlsRootUrl": f"{youtube.url}/"}
    api = discovery.build_from_document(here, credentials=credentials, always_use_jwt_access=False)
    whole = film()

    def media(data: bytes, kind: str, *, resumable: bool = False) -> Any:
        return http.MediaIoBaseUpload(io.BytesIO(data), kind, chunksize=256 * 1024, resumable=resumable)

    languages = {"defaultLanguage": "en", "defaultAudioLanguage": "en"}
    allowed = {"license": "youtube", "embeddable": True, "publicStatsViewable": True}
    resource: dict[str, dict[str, object]] = {
        "snippet": {"title": "Tides", "description": "The sea.", "categoryId": "27", "tags": ["tides"], **languages},
        "status": {
            "privacyStatus": "private",
            "selfDeclaredMadeForKids": False,
            "containsSyntheticMedia": True,
            **allowed,
        },
    }
    videos, body = api.videos(), media(whole, "video/mp4", resumable=True)
    upload = videos.insert(part="snippet,status", body=resource, notifySubscribers=False, media_body=body)
    pieces, done = 0, None
    while done is None:
        _, done = upload.next_chunk()
        pieces += 1
    assert pieces == 3
    assert youtube.videos[0].data == whole
    for _ in range(2):
        [found] = api.videos().list(part="status,processingDetails", id=done["id"]).execute()["items"]
    assert found["processingDetails"]["processingStatus"] == "succeeded"
    cover = youtube_context.store.read(edition(youtube_context.store).thumbnail)
    api.thumbnails().set(videoId=done["id"], media_body=media(cover, "image/jpeg")).execute()
    assert youtube.videos[0].thumbnail == cover
    snippet = {"videoId": done["id"], "language": "en", "name": "", "isDraft": False}
    text = b"WEBVTT\n\n00:00.000 --> 00:01.000\nThe sea rose.\n"
    api.captions().insert(part="snippet", body={"snippet": snippet}, media_body=media(text, "text/vtt")).execute()
    assert youtube.videos[0].captions == {("en", ""): text}
    youtube.script(Reply(403, error(403, "quotaExceeded")), path="/youtube/v3/videos")
    with pytest.raises(pytest.importorskip("googleapiclient.errors").HttpError, match="quotaExceeded"):
        api.videos().list(part="status", id=done["id"]).execute()
    sent = [request for request in youtube.requests if request.path != "/token"]
    assert {problem for request in sent for problem in violations(document, request)} == set()
