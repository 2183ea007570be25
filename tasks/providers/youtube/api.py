"""YouTube's Data API, one method per endpoint. Every request is metered, every failure mapped to its own error."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from tasks.domain.edition import Place
from tasks.domain.errors import BadAnswer, Permanent, QuotaSpent, RateLimited, Transient, WrongKey
from tasks.machine.network.hosts import parts_of
from tasks.machine.network.http import NO_JSON, Response, check, exchange, retry_after
from tasks.machine.storage.spending import Spending
from tasks.providers.youtube.access import HOW_TO_RENEW, Access

SERVICE = "YouTube"
SECONDS = 60.0
CHUNK_SECONDS = 240.0  # for one chunk of a film; shorter than the lease on an upload
MAX_PAGES = 10  # of 50 uploads each, searched for a tag
DEAD = frozenset({"deleted", "failed", "rejected"})
SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded"})
BY_DAY = re.compile(r"per[ _-]?day|video uploads", re.IGNORECASE)  # of limits that arrive as if they were of the pace
RATE_LIMITED = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "uploadRateLimitExceeded"})
NO_CHANNEL = "youtubeSignupRequired"
SCOPES_ADVICE = (
    "The token needs the scopes youtube.upload and youtube.force-ssl, and an account with a channel: get a new one "
    "with `python -m deployments auth youtube`. Custom thumbnails need an account that YouTube has verified."
)


class Api:
    """The endpoints that publishing needs."""

    def __init__(self, base_url: str, access: Access, spending: Spending) -> None:
        self.base = base_url.rstrip("/")
        self.access = access
        self.spending = spending
        self.seconds = SECONDS

    def open_session(self, body: Mapping[str, Any], size: int, *, notify: bool = False) -> str:
        """Open a resumable session for `size` bytes; returns its address. YouTube makes the video of the last byte.

        `notify`: whether subscribers are told once the video is public.
        """
        with self.spending.paying("youtube", "video", unit="uploads", units=1, cost=0.0):
            answer = self._ask(
                "POST",
                "/upload/youtube/v3/videos",
                params={
                    "uploadType": "resumable",
                    "part": ",".join(body),
                    "notifySubscribers": "true" if notify else "false",
                },
                headers={"X-Upload-Content-Type": "video/mp4", "X-Upload-Content-Length": str(size)},
                json_body=body,
            )
            address = answer.headers.get("location", "")
            if not self.trusts(address):
                raise BadAnswer("YouTube sent no address for the upload.", service=SERVICE, advice="Try again later.")
            return address

    def trusts(self, address: str) -> bool:
        """Whether this address belongs to the configured service; the token is sent to no other."""
        there, here = parts_of(address), parts_of(self.base)
        if (there.scheme, there.netloc) == (here.scheme, here.netloc):
            return True
        google = ".googleapis.com"
        return there.scheme == "https" and f".{there.netloc}".endswith(google) and f".{here.netloc}".endswith(google)

    def put(self, session: str, content: bytes, content_range: str) -> Response:
        """Send a chunk, or nothing to ask how many bytes have arrived. Returns 308, 404 and 410 as well as success."""
        headers = {"Content-Range": content_range, "Content-Type": "video/mp4", "Content-Length": str(len(content))}
        answer = self._send("PUT", session, headers=headers, content=content, seconds=CHUNK_SECONDS)
        return answer if answer.status in {308, 404, 410} else _checked(answer)

    def video(self, video: str) -> dict[str, Any]:
        """The video's status; empty if the channel has no such video."""
        found = self._list("videos", "look at the video", part="status,processingDetails", id=video)
        return found["items"][0] if found["items"] else {}

    def published(self, video: str) -> dict[str, Any]:
        """The video's status and details, as its owner sees them; empty if the channel has no such video."""
        found = self._list("videos", "look again", part="status,contentDetails", id=video)
        return found["items"][0] if found["items"] else {}

    def channel(self) -> Place:
        """The YouTube channel that the token is for. Raises WrongKey if the account has none."""
        own = self._own("ask whose channel it is", "snippet")
        return Place(id=own["id"], title=str(own["snippet"].get("title") or own["id"]))

    def _own(self, purpose: str, part: str) -> dict[str, Any]:
        channels = self._list("channels", purpose, part=part, mine="true")
        if not channels["items"]:
            raise WrongKey("The account has no YouTube channel.", service=SERVICE, advice=SCOPES_ADVICE)
        found: dict[str, Any] = channels["items"][0]
        return found

    def tagged(self, tag: str, but: Collection[str]) -> tuple[str, tuple[str, ...]]:
        """The channel's upload with this tag and all its tags; rejected videos and those in `but` are left out."""
        uploads = self._own("find the uploads", "contentDetails")["contentDetails"]["relatedPlaylists"]["uploads"]
        page: dict[str, str] = {}
        for _ in range(MAX_PAGES):
            listed = self._list(
                "playlistItems",
                "list the uploads",
                absent=404,  # YouTube answers 404 for a channel without videos
                **{"part": "contentDetails", "playlistId": uploads, "maxResults": "50", **page},
            )
            ids = [item["contentDetails"]["videoId"] for item in listed["items"]]
            if ids:
                videos = self._list("videos", "read the tags", part="snippet,status", id=",".join(ids))
                for video in videos["items"]:
                    tags = tuple(video["snippet"].get("tags", ()))
                    if tag in tags and video["status"]["uploadStatus"] not in DEAD and video["id"] not in but:
                        return str(video["id"]), tags
            if not listed.get("nextPageToken"):
                break
            page = {"pageToken": listed["nextPageToken"]}
        return "", ()

    def set_status(self, video: str, status: Mapping[str, Any]) -> dict[str, Any]:
        """Replace the status; returns the video with the status that YouTube gave it."""
        body = {"id": video, "status": status}
        params = {"part": "status"}
        with self._paying("publish", 50):
            answer = self._ask("PUT", "/youtube/v3/videos", params=params, json_body=body)
            return _object(answer, "status")

    def set_thumbnail(self, video: str, jpeg: bytes) -> None:
        """Replace the thumbnail; at most 2 MB."""
        with self._paying("thumbnail", 50):
            self._ask(
                "POST",
                "/upload/youtube/v3/thumbnails/set",
                params={"videoId": video, "uploadType": "media"},
                headers={"Content-Type": "image/jpeg"},
                content=jpeg,
            )

    def add_captions(self, video: str, srt: bytes, language: str) -> None:
        """Add captions. Adding them again changes nothing: YouTube keeps one track per language and name."""
        metadata = {"snippet": {"videoId": video, "language": language, "name": "", "isDraft": False}}
        boundary = b"dailies-captions-7c1f0b2e"
        parts = (b"application/json; charset=UTF-8", json.dumps(metadata).encode()), (b"application/octet-stream", srt)
        body = b"".join(b"--%s\r\nContent-Type: %s\r\n\r\n%s\r\n" % (boundary, *part) for part in parts)
        with self._paying("captions", 400):
            self._ask(
                "POST",
                "/upload/youtube/v3/captions",
                params={"uploadType": "multipart", "part": "snippet"},
                headers={"Content-Type": f"multipart/related; boundary={boundary.decode()}"},
                content=body + b"--%s--\r\n" % boundary,
                accepted="captionExists",
            )

    def _paying(self, purpose: str, units: float) -> Any:
        return self.spending.paying("youtube", purpose, unit="units", units=units, cost=0.0)

    def _list(self, endpoint: str, purpose: str, *, absent: int = 0, **params: str) -> dict[str, Any]:
        with self._paying(purpose, 1):
            answer = self._send("GET", f"{self.base}/youtube/v3/{endpoint}", params=params)
            return {"items": []} if answer.status == absent else _object(_checked(answer), "items")

    def _ask(self, method: str, path: str, *, accepted: str = "", **more: Any) -> Response:
        answer = self._send(method, self.base + path, **more)
        return answer if accepted and _reason(answer)[0] == accepted else _checked(answer)

    def _send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
        """Send one request; send it again with a fresh token if YouTube rejects the first."""
        more = {"seconds": self.seconds, "service": SERVICE, **more}
        answer = exchange(method, url, headers={**(headers or {}), **self.access.headers()}, **more)
        if answer.status == 401 and _reason(answer)[0] != NO_CHANNEL:
            self.access.refresh()
            answer = exchange(method, url, headers={**(headers or {}), **self.access.headers()}, **more)
        return replace(answer, data=self.access.redacted(answer.data))


def _object(answer: Response, field: str) -> dict[str, Any]:
    """The response as an object. Raises BadAnswer if it lacks the field."""
    found = answer.json(SERVICE)
    if not isinstance(found, dict) or field not in found:
        raise BadAnswer(f"YouTube's response has no {field}.", service=SERVICE, advice="Try again later.")
    return found


def _reason(answer: Response) -> tuple[str, str]:
    """YouTube's code and message for a refusal; empty if it gave none."""
    if answer.status < 400:
        return "", ""
    try:
        error = json.loads(answer.data)["error"]
        return str((error.get("errors") or [{}])[0].get("reason", "")), str(error.get("message", ""))[:300]
    except (*NO_JSON, KeyError, TypeError, AttributeError, IndexError):
        return "", ""


def _checked(answer: Response) -> Response:
    reason, message = _reason(answer)
    if reason == "uploadLimitExceeded":
        raise QuotaSpent(
            "The channel has uploaded as many videos in 24 hours as YouTube allows it (uploadLimitExceeded).",
            service=SERVICE,
            advice="Run again a day later. A verified channel may upload more: youtube.com/verify.",
        )
    if reason in SPENT or (answer.status == 429 and BY_DAY.search(message)):
        raise QuotaSpent(
            f"The YouTube quota for today is spent ({reason}).",
            service=SERVICE,
            advice="It resets at midnight, Pacific time. Run again then; what was uploaded is kept.",
        )
    if reason in RATE_LIMITED or answer.status == 429:
        raise RateLimited(
            "YouTube limits the rate of requests.",
            service=SERVICE,
            retry_after=retry_after(answer.headers),
            advice="Dailies retries after a pause.",
        )
    if answer.status == 401 and reason != NO_CHANNEL:
        raise WrongKey("YouTube does not accept the token.", service=SERVICE, advice=HOW_TO_RENEW)
    if answer.status in {401, 403}:
        raise WrongKey(
            f"YouTube does not allow this ({reason or answer.status}).", service=SERVICE, advice=SCOPES_ADVICE
        )
    if answer.status in {408, 409, 425} or answer.status >= 500:
        raise Transient(f"YouTube answered {answer.status}.", service=SERVICE, advice="Try again later.")
    if answer.status >= 400:
        why = f"{reason}: {message}".strip(": ") or "without a reason"
        raise Permanent(
            f"YouTube refuses the request ({answer.status}, {why}).",
            service=SERVICE,
            advice="Correct that in the channel's file or the script, and run again.",
        )
    return check(answer, SERVICE)
