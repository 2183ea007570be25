"""Failures of YouTube and of Google's token service: the error, its message, and the number of requests."""

import logging
from pathlib import Path

import pytest

from tasks.domain.errors import BadAnswer, DailiesError, Permanent, QuotaSpent, RateLimited, Transient, WrongKey
from tasks.providers.context import ProviderContext
from tests.providers.publishing import edition, publisher
from tests.servers.oauth import CLIENT, REFRESH_TOKEN
from tests.servers.wire import Reply, html
from tests.servers.youtube import YouTube
from tests.servers.youtube_rules import error

CHANNELS, ANNOUNCE, TOKEN = "/channels", "/upload/youtube/v3/videos", "/token"


UPLOADS_A_DAY = (
    "Quota exceeded for quota metric 'Video Uploads' and limit 'Video Uploads per day' of service "
    "'youtube.googleapis.com' for consumer 'project_number:1'."
)


def refusal(status: int, reason: str, message: str = "") -> Reply:
    """An error in YouTube's format."""
    return Reply(status, error(status, reason, message))


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("path", "reply", "kind", "message"),
    [
        (CHANNELS, refusal(403, "quotaExceeded"), QuotaSpent, "midnight, Pacific"),
        (CHANNELS, refusal(403, "rateLimitExceeded"), RateLimited, "limits the rate"),
        (CHANNELS, Reply(429, headers={"Retry-After": "7"}), RateLimited, "limits the rate"),
        (CHANNELS, Reply(429), RateLimited, "limits the rate"),
        (CHANNELS, refusal(403, "insufficientPermissions"), WrongKey, r"youtube\.force-ssl"),
        (CHANNELS, refusal(401, "youtubeSignupRequired"), WrongKey, "account with a channel"),
        (CHANNELS, Reply(200, {"items": []}), WrongKey, "no YouTube channel"),
        (CHANNELS, Reply(500), Transient, "answered 500"),
        (CHANNELS, html(503), Transient, "answered 503"),
        (CHANNELS, html(200), BadAnswer, "text/html"),
        (CHANNELS, Reply(200, {"unexpected": 1}), BadAnswer, "no items"),
        (CHANNELS, Reply(200, {"items": [1] * 999}, cut=20), Transient, "failed"),
        (CHANNELS, Reply(silent=True), Transient, "failed"),
        (ANNOUNCE, refusal(400, "uploadLimitExceeded"), QuotaSpent, r"The channel .*uploadLimitExceeded.* a day later"),
        (ANNOUNCE, refusal(429, "rateLimitExceeded", UPLOADS_A_DAY), QuotaSpent, "midnight, Pacific"),
        (ANNOUNCE, refusal(429, "rateLimitExceeded", "Too many requests per minute."), RateLimited, "limits the rate"),
        (ANNOUNCE, refusal(400, "invalidTitle", "The title is empty."), Permanent, r"invalidTitle: The title is empty"),
        (ANNOUNCE, refusal(400, "invalidDescription", "Too long."), Permanent, "invalidDescription"),
        (ANNOUNCE, refusal(400, "invalidTags", "Bad keywords."), Permanent, "invalidTags"),
        (ANNOUNCE, Reply(200), BadAnswer, "no address"),
        (ANNOUNCE, Reply(200, headers={"Location": "https://elsewhere.example/upload"}), BadAnswer, "no address"),
        (ANNOUNCE, refusal(503, "backendError"), Transient, "answered 503"),
        (TOKEN, Reply(400, {"error": "invalid_grant"}), WrongKey, r"deployments auth youtube.* 7 days"),
        (TOKEN, Reply(401, {"error": "invalid_client"}), WrongKey, "deployments auth youtube"),
        (TOKEN, Reply(503, {"error": "server_error"}), Transient, "token service answered 503"),
        (TOKEN, html(200), BadAnswer, "text/html"),
        (TOKEN, Reply(200, {"expires_in": 10}), BadAnswer, "no access token"),
    ],
)
def test_each_failure_raises_its_error_after_one_request(
    youtube: YouTube, youtube_context: ProviderContext, path: str, reply: Reply, kind: type[DailiesError], message: str
) -> None:
    youtube.script(reply, path=path)
    with pytest.raises(kind, match=message) as raised:
        publisher(youtube_context).publish(edition(youtube_context.store))
    assert type(raised.value) is kind
    if isinstance(raised.value, RateLimited):
        assert raised.value.retry_after == (7.0 if reply.headers else 0.0)
    assert len(youtube.asked(path)) == 1
    assert youtube.videos == []


def test_a_silent_service_times_out(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.script(Reply(hold=60.0), path=CHANNELS)
    slow = publisher(youtube_context)
    slow.api.seconds = 0.3
    with pytest.raises(Transient, match="did not answer within"):
        slow.publish(edition(youtube_context.store))


def test_a_token_that_expires_midway_is_refreshed_once(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.script(refusal(401, "authError"), path=ANNOUNCE)
    publisher(youtube_context).publish(edition(youtube_context.store))
    assert len(youtube.asked(TOKEN)) == 2
    assert len(youtube.sessions) == 1


def test_a_refused_fresh_token_is_a_wrong_key(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.script(refusal(401, "authError"), refusal(401, "authError"), path=CHANNELS)
    with pytest.raises(WrongKey, match="deployments auth youtube"):
        publisher(youtube_context).publish(edition(youtube_context.store))
    assert len(youtube.asked(CHANNELS)) == 2
    assert len(youtube.asked(TOKEN)) == 2


def test_a_token_without_the_read_scope_uploads_nothing(youtube: YouTube, youtube_context: ProviderContext) -> None:
    youtube.authority.scopes = {"https://www.googleapis.com/auth/youtube.upload"}
    with pytest.raises(WrongKey, match=r"youtube\.force-ssl"):
        publisher(youtube_context).publish(edition(youtube_context.store))
    assert youtube.sessions == []


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(refusal(503, "backendError"), Transient), (refusal(403, "forbidden"), WrongKey)],
    ids=["busy", "no"],
)
def test_the_next_run_only_retries_a_failed_switch_to_public(
    youtube: YouTube, youtube_context: ProviderContext, reply: Reply, kind: type[DailiesError]
) -> None:
    youtube.no_updates.append(reply)
    with pytest.raises(kind):
        publisher(youtube_context).publish(edition(youtube_context.store))
    assert youtube.videos[0].resource["status"]["privacyStatus"] == "private"
    youtube.forget()
    publisher(youtube_context).publish(edition(youtube_context.store))
    assert [video.resource["status"]["privacyStatus"] for video in youtube.videos] == ["public"]
    assert [request.method for request in youtube.requests] == ["POST", "GET", "PUT"]


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"path": CHANNELS, "reply": refusal(403, "forbidden")},
        {"path": CHANNELS, "reply": Reply(silent=True)},
        {"path": TOKEN, "reply": Reply(400, {"error": "invalid_grant", "error_description": REFRESH_TOKEN})},
        {"path": TOKEN, "reply": html(200)},
        {"path": ANNOUNCE, "reply": refusal(400, "badRequest", "canary-access-token-1")},
        {"path": "captions", "reply": refusal(403, "forbidden")},
    ],
)
def test_no_token_is_in_an_error_a_log_or_the_ledger(
    youtube: YouTube,
    youtube_context: ProviderContext,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    fault: dict[str, object],
) -> None:
    caplog.set_level(logging.DEBUG)
    if fault:
        youtube.script(fault["reply"], path=fault["path"])  # type: ignore[arg-type]
    shown = ""
    try:
        shown = str(publisher(youtube_context).publish(edition(youtube_context.store)))
    except DailiesError as raised:
        shown = f"{raised} {raised!r} {raised.__dict__} {raised.__cause__!r} {raised.__cause__}"
    ledger = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))
    for canary in (CLIENT["client_secret"], REFRESH_TOKEN, "canary-access-token"):
        assert canary not in shown
        assert canary not in caplog.text
        assert canary.encode() not in ledger
    assert ledger
