"""YouTube's Data API, one method a question, each request in the meter and each no told apart."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from tasks.domain.errors import BadAnswer, Permanent, QuotaSpent, RateLimited, Transient, WrongKey
from tasks.machine.network.http import Response, check, exchange, retry_after
from tasks.machine.storage.spending import Spending
from tasks.providers.youtube.access import HOW_TO_RENEW, Access

SERVICE = "YouTube"
SECONDS = 60.0
PIECE_SECONDS = 240.0  # for one piece of a film: shorter than the lease on an upload
PAGES = 10  # of 50 videos each: how far back an upload is looked for
DEAD = frozenset({"deleted", "failed", "rejected"})
SPENT = frozenset({"quotaExceeded", "dailyLimitExceeded", "uploadLimitExceeded"})
SLOWER = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "uploadRateLimitExceeded"})
NO_CHANNEL = "youtubeSignupRequired"
SCOPES_ADVICE = (
    "Its token must hold the scopes youtube.upload and youtube.force-ssl, of an account with a channel: get a new one "
    "with `python -m deployments auth youtube`. Custom thumbnails need an account that YouTube has verified."
)


class Api:
    def __init__(self, base_url: str, access: Access, meter: Spending) -> None:
        self.base = base_url.rstrip("/")
        self.access = access
        self.meter = meter
        self.seconds = SECONDS

    def open_session(self, body: Mapping[str, Any], size: int) -> str:
        """Announce a video; gives the address that its bytes go to. No video exists before all of them are there."""
        with self.meter.paying("youtube", "video", unit="uploads", units=1, cost=0.0):
            answer = self._ask(
                "POST",
                "/upload/youtube/v3/videos",
                params={"uploadType": "resumable", "part": ",".join(body), "notifySubscribers": "false"},
                headers={"X-Upload-Content-Type": "video/mp4", "X-Upload-Content-Length": str(size)},
                json_body=body,
            )
            address = answer.headers.get("location", "")
            if not self.is_ours(address):
                raise BadAnswer("YouTube named no place for the upload.", service=SERVICE, advice="Try again later.")
            return address

    def is_ours(self, address: str) -> bool:
        """Whether this is an address of the configured service: the token goes nowhere else."""
        there, here = urlsplit(address), urlsplit(self.base)
        if (there.scheme, there.netloc) == (here.scheme, here.netloc):
            return True
        google = ".googleapis.com"
        return there.scheme == "https" and f".{there.netloc}".endswith(google) and f".{here.netloc}".endswith(google)

    def put(self, session: str, content: bytes, content_range: str) -> Response:
        """Bytes of the film, or none to ask how many are there. 308 (go on), 404 and 410 (gone) are answers too."""
        headers = {"Content-Range": content_range, "Content-Type": "video/mp4", "Content-Length": str(len(content))}
        answer = self._send("PUT", session, headers=headers, content=content, seconds=PIECE_SECONDS)
        return answer if answer.status in {308, 404, 410} else _checked(answer)

    def video(self, video: str) -> dict[str, Any]:
        """Its status, or nothing where the channel has no such video."""
        found = self._listed("videos", "look at the video", part="status,processingDetails", id=video)
        return found["items"][0] if found["items"] else {}

    def tagged(self, tag: str, but: Collection[str]) -> tuple[str, tuple[str, ...]]:
        """The video among the channel's own uploads that has this tag and was not turned down, and all its tags."""
        channels = self._listed("channels", "find the uploads", part="contentDetails", mine="true")
        if not channels["items"]:
            raise WrongKey("The account has no YouTube channel.", service=SERVICE, advice=SCOPES_ADVICE)
        uploads = channels["items"][0]["contentDetails"]["relatedPlaylists"]["uploads"]
        page: dict[str, str] = {}
        for _ in range(PAGES):
            listed = self._listed(
                "playlistItems",
                "list the uploads",
                absent=404,  # a channel without any video has no list of them either
                **{"part": "contentDetails", "playlistId": uploads, "maxResults": "50", **page},
            )
            ids = [item["contentDetails"]["videoId"] for item in listed["items"]]
            if ids:
                videos = self._listed("videos", "read the tags", part="snippet,status", id=",".join(ids))
                for video in videos["items"]:
                    tags = tuple(video["snippet"].get("tags", ()))
                    if tag in tags and video["status"]["uploadStatus"] not in DEAD and video["id"] not in but:
                        return str(video["id"]), tags
            if not listed.get("nextPageToken"):
                break
            page = {"pageToken": listed["nextPageToken"]}
        return "", ()

    def set_status(self, video: str, status: Mapping[str, Any]) -> dict[str, Any]:
        body = {"id": video, "status": status}
        params = {"part": "status"}
        with self._paying("publish", 50):
            answer = self._ask("PUT", "/youtube/v3/videos", params=params, json_body=body)
            return _object(answer, "status")

    def set_thumbnail(self, video: str, jpeg: bytes) -> None:
        with self._paying("thumbnail", 50):
            self._ask(
                "POST",
                "/upload/youtube/v3/thumbnails/set",
                params={"videoId": video, "uploadType": "media"},
                headers={"Content-Type": "image/jpeg"},
                content=jpeg,
            )

    def add_captions(self, video: str, srt: bytes, language: str) -> None:
        """Adding the same again changes nothing: YouTube keeps one track of a language and name."""
        told = {"snippet": {"videoId": video, "language": language, "name": "", "isDraft": False}}
        mark = b"dailies-captions-7c1f0b2e"
        parts = (b"application/json; charset=UTF-8", json.dumps(told).encode()), (b"application/octet-stream", srt)
        body = b"".join(b"--%s\r\nContent-Type: %s\r\n\r\n%s\r\n" % (mark, *part) for part in parts)
        with self._paying("captions", 400):
            self._ask(
                "POST",
                "/upload/youtube/v3/captions",
                params={"uploadType": "multipart", "part": "snippet"},
                headers={"Content-Type": f"multipart/related; boundary={mark.decode()}"},
                content=body + b"--%s--\r\n" % mark,
                fine="captionExists",
            )

    def _paying(self, purpose: str, units: float) -> Any:
        return self.meter.paying("youtube", purpose, unit="units", units=units, cost=0.0)

    def _listed(self, what: str, purpose: str, *, absent: int = 0, **params: str) -> dict[str, Any]:
        with self._paying(purpose, 1):
            answer = self._send("GET", f"{self.base}/youtube/v3/{what}", params=params)
            return {"items": []} if answer.status == absent else _object(_checked(answer), "items")

    def _ask(self, method: str, path: str, *, fine: str = "", **more: Any) -> Response:
        answer = self._send(method, self.base + path, **more)
        return answer if fine and _reason(answer)[0] == fine else _checked(answer)

    def _send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
        """One request; a second one, with a fresh token, where YouTube no longer takes the first's."""
        more = {"seconds": self.seconds, "service": SERVICE, **more}
        answer = exchange(method, url, headers={**(headers or {}), **self.access.headers()}, **more)
        if answer.status == 401 and _reason(answer)[0] != NO_CHANNEL:
            self.access.refresh()
            answer = exchange(method, url, headers={**(headers or {}), **self.access.headers()}, **more)
        return replace(answer, data=self.access.hidden(answer.data))


def _object(answer: Response, needs: str) -> dict[str, Any]:
    found = answer.json(SERVICE)
    if not isinstance(found, dict) or needs not in found:
        raise BadAnswer(f"YouTube's answer has no {needs}.", service=SERVICE, advice="Try again later.")
    return found


def _reason(answer: Response) -> tuple[str, str]:
    """YouTube's own word for a no, and its sentence; empty where it gave none."""
    if answer.status < 400:
        return "", ""
    try:
        error = json.loads(answer.data)["error"]
        return str((error.get("errors") or [{}])[0].get("reason", "")), str(error.get("message", ""))[:300]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return "", ""


def _checked(answer: Response) -> Response:
    reason, message = _reason(answer)
    if reason in SPENT:
        raise QuotaSpent(
            f"YouTube takes no more today ({reason}).",
            service=SERVICE,
            advice="Its quota begins anew at midnight, Pacific time; run again then: what was uploaded is kept.",
        )
    if reason in SLOWER or answer.status == 429:
        raise RateLimited(
            "YouTube is asked too often.",
            service=SERVICE,
            retry_after=retry_after(answer.headers),
            advice="It is tried again after a pause.",
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
        said = f"{reason}: {message}".strip(": ") or "without a reason"
        raise Permanent(
            f"YouTube refuses the request ({answer.status}, {said}).",
            service=SERVICE,
            advice="Change what it names in the channel's file or the script, and run again.",
        )
    return check(answer, SERVICE)
