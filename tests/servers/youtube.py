"""YouTube: the resumable upload protocol, a channel with its uploads, and the faults that can occur in between."""

import json
import re
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from tests.servers.oauth import CLIENT, MANAGE, REFRESH_TOKEN, UPLOAD, Authority
from tests.servers.wire import Reply, Request, Vendor
from tests.servers.youtube_rules import Rejected, check_status, error, require, video_resource

GRAIN = 256 * 1024
UPLOADS = "/upload/youtube/v3/videos"


@dataclass
class Film:
    """An upload session and, once all bytes are stored, the video it became."""

    id: str
    size: int
    resource: dict[str, Any]
    data: bytes = b""
    video: str = ""
    alive: bool = True
    listed: bool = True
    verdict: Mapping[str, str] = field(default_factory=lambda: {"uploadStatus": "uploaded"})
    polls: int = 0
    stored: float = 0.0  # when its last byte came, by `time.monotonic`
    settled: bool = False  # all processing has ended; before, a thumbnail is taken without an error, and dropped
    thumbnail: bytes = b""
    captions: dict[tuple[str, str], bytes] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)  # of contentDetails, what is not made of the others

    @property
    def whole(self) -> bool:
        return len(self.data) == self.size


class YouTube(Vendor):
    """`faults` happen to the next chunks of an upload, one per chunk:

    a number: the connection breaks after that many bytes of the chunk
    "503": not stored, answered with a 503; "503 kept": stored, but answered with a 503
    "short": stored in part; "silent": stored, never answered
    "gone": the session expires, nothing is stored; "gone kept": stored, then the session expires; "gone hidden": the
    same, and the video is missing from the list of uploads
    "html": not stored, answered with an HTML page
    "late": stored, but even the complete file is answered with a 308 and no video
    """

    def __init__(self, name: str = "1") -> None:
        super().__init__()
        self.name = name
        self.authority = Authority()
        self.sessions: list[Film] = []
        self.faults: deque[str | int] = deque()
        self.no_updates: deque[Reply] = deque()  # replies to the next updates of a video's status
        self.looks_until_processed = 0
        self.seconds_until_processed = 0.0
        self.verdict: Mapping[str, str] = {"uploadStatus": "processed"}
        self.processing = "succeeded"
        self.looks_until_settled = 0  # looks at a processed video that say it is still being processed
        self.locked_private = False  # YouTube keeps videos of unverified projects private
        self.page = 50

    def environment(self) -> dict[str, str]:
        token = json.dumps({"type": "authorized_user", **CLIENT, "refresh_token": REFRESH_TOKEN})
        return {"YOUTUBE_BASE_URL": self.url, "YOUTUBE_TOKEN_URL": f"{self.url}/token", "YOUTUBE_TOKEN": token}

    @property
    def videos(self) -> list[Film]:
        return [film for film in self.sessions if film.video]

    # ------------------------------------------------------------------ routing

    def answer(self, request: Request) -> Reply:
        if request.path == "/token":
            return self.authority.token(request)
        if request.path == "/auth":
            return self.authority.authorise(request)
        try:
            return self._routed(request)
        except Rejected as rejected:
            return rejected.reply

    def refuse(self, why: str) -> Reply:
        return Reply(400, error(400, "badRequest", why))

    def _routed(self, request: Request) -> Reply:
        scopes = self.authority.access.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if scopes is None:
            raise Rejected(401, "authError", "Invalid Credentials")
        uploading = request.path.startswith("/upload/") and "captions" not in request.path
        if not scopes & ({UPLOAD, MANAGE} if uploading else {MANAGE}):
            raise Rejected(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        routes = {
            ("POST", UPLOADS): self._open_session,
            ("PUT", UPLOADS): self._chunk,
            ("POST", "/upload/youtube/v3/thumbnails/set"): self._thumbnail,
            ("POST", "/upload/youtube/v3/captions"): self._captions,
            ("GET", "/youtube/v3/videos"): self._list,
            ("PUT", "/youtube/v3/videos"): self._update,
            ("GET", "/youtube/v3/channels"): self._channels,
            ("GET", "/youtube/v3/playlistItems"): self._uploads,
        }
        route = routes.get((request.method, request.path))
        if route is None:
            raise Rejected(404, "notFound", f"{request.method} {request.path}")
        with self.lock:
            return route(request)

    # ------------------------------------------------------------------ the resumable protocol

    def reads(self, method: str, path: str, size: int) -> int:
        if method == "PUT" and path == UPLOADS and size and self.faults and isinstance(self.faults[0], int):
            return min(size, int(self.faults[0]))
        return size

    def _open_session(self, request: Request) -> Reply:
        require(request.query.get("uploadType") == "resumable", "uploadType")
        require(request.query.get("part") == "snippet,status", "part must name what the body has")
        require(request.query.get("notifySubscribers") in {"true", "false"}, "notifySubscribers")
        require(request.headers.get("x-upload-content-type") == "video/mp4", "X-Upload-Content-Type")
        size = request.headers.get("x-upload-content-length", "")
        require(size.isdigit() and int(size) > 0, "X-Upload-Content-Length")
        film = Film(f"session-{len(self.sessions)}", int(size), video_resource(request))
        self.sessions.append(film)
        location = f"{self.url}{UPLOADS}?uploadType=resumable&upload_id={film.id}"
        return Reply(200, b"", {"Location": location})

    def _chunk(self, request: Request) -> Reply:
        film = next((session for session in self.sessions if session.id == request.query.get("upload_id")), None)
        if film is None or not film.alive:
            raise Rejected(404, "notFound", "The upload session was not found.")
        content_range = request.headers.get("content-range", "")
        if content_range == f"bytes */{film.size}":
            require(not request.body, "a question about an upload has no body")
            return self._progress(film)
        match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", content_range)
        require(match is not None, f"Content-Range {content_range!r}")
        assert match
        first, last, size = (int(number) for number in match.groups())
        length = int(request.headers.get("content-length", "0"))
        require(
            size == film.size and first == len(film.data) and length == last - first + 1,
            f"{content_range} of {length} bytes",
        )
        require(last + 1 == size or length % GRAIN == 0, "pieces are multiples of 256 KiB")
        return self._store(film, request.body, length)

    def _store(self, film: Film, body: bytes, length: int) -> Reply:
        """Store a chunk and apply the next fault. A body shorter than `length` broke off on the way."""
        fault = str(self.faults.popleft()) if self.faults else ""
        if len(body) < length:
            film.data += body[: len(body) // GRAIN * GRAIN]
            return Reply(silent=True)
        if fault == "gone":
            film.alive = False
        if fault not in {"503", "html", "gone"}:
            film.data += body[: length // 2 // GRAIN * GRAIN] if fault == "short" else body
        if fault == "late":
            return Reply(308, b"", {"Range": f"bytes=0-{len(film.data) - 1}"})
        reply = self._progress(film)
        if fault in {"gone kept", "gone hidden"}:
            film.alive, film.listed = False, fault != "gone hidden"
        return {
            "503": Reply(503, error(503, "backendError")),
            "503 kept": Reply(503, error(503, "backendError")),
            "html": Reply(200, b"<html>Sign in to the hotel's network</html>", {"Content-Type": "text/html"}),
            "gone": Reply(410, error(410, "gone")),
            "gone kept": Reply(404, error(404, "notFound")),
            "gone hidden": Reply(404, error(404, "notFound")),
            "silent": Reply(silent=True),
        }.get(fault, reply)

    def _progress(self, film: Film) -> Reply:
        """The video if the upload is complete, otherwise a 308 with the range stored so far."""
        if film.whole:
            film.video = film.video or f"video-{len(self.videos):04}"
            film.stored = film.stored or time.monotonic()
            return Reply(200, {"kind": "youtube#video", "id": film.video, **film.resource})
        return Reply(308, b"", {"Range": f"bytes=0-{len(film.data) - 1}"} if film.data else {})

    # ------------------------------------------------------------------ the channel

    def _film(self, video: str) -> Film:
        matching = [film for film in self.videos if film.video == video]
        if not matching:
            raise Rejected(404, "videoNotFound")
        return matching[0]

    def _list(self, request: Request) -> Reply:
        parts = request.query.get("part", "").split(",")
        require(set(parts) <= {"snippet", "status", "processingDetails", "contentDetails"}, "part")
        ids = request.query.get("id", "").split(",")
        require(0 < len(ids) <= 50, "id")
        return Reply(200, {"items": [self._resource(film, parts) for film in self.videos if film.video in ids]})

    def _resource(self, film: Film, parts: list[str]) -> dict[str, Any]:
        film.polls += "processingDetails" in parts
        due = film.polls > self.looks_until_processed
        due = due and time.monotonic() >= film.stored + self.seconds_until_processed
        if due and film.verdict == {"uploadStatus": "uploaded"}:
            film.verdict = self.verdict
        working = film.verdict == {"uploadStatus": "uploaded"}
        film.settled = not working and film.polls > self.looks_until_processed + self.looks_until_settled
        whole = {
            "snippet": film.resource["snippet"],
            "status": {**film.resource["status"], **film.verdict},
            "contentDetails": {
                "hasCustomThumbnail": bool(film.thumbnail),
                "caption": str(bool(film.captions)).lower(),
                **film.details,
            },
            "processingDetails": {"processingStatus": self.processing if film.settled else "processing"},
        }
        return {"kind": "youtube#video", "id": film.video, **{part: whole[part] for part in parts}}

    def _update(self, request: Request) -> Reply:
        if self.no_updates:
            return self.no_updates.popleft()
        require(request.query.get("part") == "status", "part")
        body = request.json
        require(set(body) == {"id", "status"}, f"fields {sorted(body)}")
        film = self._film(body["id"])
        check_status(body["status"])
        film.resource["status"] = {**body["status"], **({"privacyStatus": "private"} if self.locked_private else {})}
        return Reply(200, {"kind": "youtube#video", "id": film.video, "status": film.resource["status"]})

    def _channels(self, request: Request) -> Reply:
        parts = request.query.get("part", "").split(",")
        require(request.query.get("mine") == "true" and set(parts) <= {"contentDetails", "snippet"}, "part, mine")
        own = {
            "contentDetails": {"relatedPlaylists": {"uploads": f"UU{self.name}"}},
            "snippet": {"title": f"Channel {self.name}"},
        }
        return Reply(200, {"items": [{"id": f"UC{self.name}", **{part: own[part] for part in parts}}]})

    def _uploads(self, request: Request) -> Reply:
        require(
            request.query.get("playlistId") == f"UU{self.name}" and request.query.get("part") == "contentDetails",
            "playlistId",
        )
        listed = [film for film in reversed(self.videos) if film.listed]
        if not listed:
            raise Rejected(404, "playlistNotFound")
        at = int(request.query.get("pageToken", "0"))
        limit = min(self.page, int(request.query.get("maxResults", "5")))
        items = [{"contentDetails": {"videoId": film.video}} for film in listed[at : at + limit]]
        more = {"nextPageToken": str(at + limit)} if at + limit < len(listed) else {}
        return Reply(200, {"items": items, **more})

    def _thumbnail(self, request: Request) -> Reply:
        require(request.headers.get("content-type") == "image/jpeg", "Content-Type")
        require(request.body.startswith(b"\xff\xd8\xff") and len(request.body) <= 2_097_152, "mediaBody")
        film = self._film(request.query.get("videoId", ""))
        film.thumbnail = request.body if film.settled else film.thumbnail
        return Reply(200, {"kind": "youtube#thumbnailSetResponse", "items": []})

    def _captions(self, request: Request) -> Reply:
        require(request.query.get("uploadType") == "multipart" and request.query.get("part") == "snippet", "uploadType")
        kind = request.headers.get("content-type", "")
        require(kind.startswith("multipart/related"), "Content-Type")
        parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body).get_payload()
        require(isinstance(parts, list) and len(parts) == 2, "two parts")
        metadata, text = (part.get_payload(decode=True) for part in parts)  # type: ignore[union-attr]
        snippet = json.loads(metadata)["snippet"]  # type: ignore[arg-type]
        require(set(snippet) == {"videoId", "language", "name", "isDraft"}, f"fields {sorted(snippet)}")
        tracks = self._film(snippet["videoId"]).captions
        key = (snippet["language"], snippet["name"])
        if key in tracks:
            raise Rejected(409, "captionExists")
        tracks[key] = text  # type: ignore[assignment]
        return Reply(200, {"kind": "youtube#caption", "id": "caption-1", "snippet": snippet})
