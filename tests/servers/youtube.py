"""YouTube: the resumable protocol to the letter, a channel with its uploads, and all the ways to be let down by it."""

import json
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from tests.servers.oauth import CLIENT, MANAGE, REFRESH_TOKEN, UPLOAD, Authority
from tests.servers.wire import Reply, Request, Vendor
from tests.servers.youtube_rules import No, announced, check_status, error, want

GRAIN = 256 * 1024
PIECES = "/upload/youtube/v3/videos"


@dataclass
class Film:
    """A session, and once all its bytes are there, the video that it became."""

    id: str
    size: int
    resource: dict[str, Any]
    data: bytes = b""
    video: str = ""
    alive: bool = True
    listed: bool = True
    verdict: Mapping[str, str] = field(default_factory=lambda: {"uploadStatus": "uploaded"})
    looks: int = 0
    thumbnail: bytes = b""
    captions: dict[tuple[str, str], bytes] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        return len(self.data) == self.size


class YouTube(Vendor):
    """`faults`: what befalls the next pieces of a film, one a piece:

    a number: the line breaks after so many of its bytes; "503": refused; "503 kept": stored, then refused; "short":
    only part of it is stored; "silent": stored, never answered; "gone": the session is dropped; "gone kept": stored,
    then the session is dropped; "gone hidden": so, and the video is not listed; "html": a page instead of an answer;
    "late": stored, and of the whole no video is made yet.
    """

    def __init__(self) -> None:
        super().__init__()
        self.authority = Authority()
        self.sessions: list[Film] = []
        self.faults: deque[str | int] = deque()
        self.no_updates: deque[Reply] = deque()  # what the next changes of a video's status are answered
        self.looks_until_processed = 0
        self.verdict: Mapping[str, str] = {"uploadStatus": "processed"}
        self.processing = "succeeded"
        self.locked_private = False  # what YouTube does to projects that it has not verified
        self.page = 50

    def environment(self) -> dict[str, str]:
        token = json.dumps({"type": "authorized_user", **CLIENT, "refresh_token": REFRESH_TOKEN})
        return {"YOUTUBE_BASE_URL": self.url, "YOUTUBE_TOKEN_URL": f"{self.url}/token", "YOUTUBE_TOKEN": token}

    @property
    def videos(self) -> list[Film]:
        return [film for film in self.sessions if film.video]

    # ------------------------------------------------------------------ who asks what

    def answer(self, request: Request) -> Reply:
        if request.path == "/token":
            return self.authority.token(request)
        if request.path == "/auth":
            return self.authority.authorise(request)
        try:
            return self._routed(request)
        except No as no:
            return no.reply

    def refuse(self, why: str) -> Reply:
        return Reply(400, error(400, "badRequest", why))

    def _routed(self, request: Request) -> Reply:
        scopes = self.authority.access.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if scopes is None:
            raise No(401, "authError", "Invalid Credentials")
        uploading = request.path.startswith("/upload/") and "captions" not in request.path
        if not scopes & ({UPLOAD, MANAGE} if uploading else {MANAGE}):
            raise No(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
        routes = {
            ("POST", PIECES): self._announce,
            ("PUT", PIECES): self._piece,
            ("POST", "/upload/youtube/v3/thumbnails/set"): self._thumbnail,
            ("POST", "/upload/youtube/v3/captions"): self._captions,
            ("GET", "/youtube/v3/videos"): self._list,
            ("PUT", "/youtube/v3/videos"): self._update,
            ("GET", "/youtube/v3/channels"): self._channels,
            ("GET", "/youtube/v3/playlistItems"): self._uploads,
        }
        route = routes.get((request.method, request.path))
        if route is None:
            raise No(404, "notFound", f"{request.method} {request.path}")
        with self.lock:
            return route(request)

    # ------------------------------------------------------------------ the resumable protocol

    def reads(self, method: str, path: str, size: int) -> int:
        if method == "PUT" and path == PIECES and size and self.faults and isinstance(self.faults[0], int):
            return min(size, int(self.faults[0]))
        return size

    def _announce(self, request: Request) -> Reply:
        want(request.query.get("uploadType") == "resumable", "uploadType")
        want(request.query.get("part") == "snippet,status", "part must name what the body has")
        want(request.headers.get("x-upload-content-type") == "video/mp4", "X-Upload-Content-Type")
        size = request.headers.get("x-upload-content-length", "")
        want(size.isdigit() and int(size) > 0, "X-Upload-Content-Length")
        film = Film(f"session-{len(self.sessions)}", int(size), announced(request))
        self.sessions.append(film)
        location = f"{self.url}{PIECES}?uploadType=resumable&upload_id={film.id}"
        return Reply(200, b"", {"Location": location})

    def _piece(self, request: Request) -> Reply:
        film = next((one for one in self.sessions if one.id == request.query.get("upload_id")), None)
        if film is None or not film.alive:
            raise No(404, "notFound", "The upload session was not found.")
        said = request.headers.get("content-range", "")
        if said == f"bytes */{film.size}":
            want(not request.body, "a question about an upload has no body")
            return self._standing(film)
        match = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", said)
        want(match is not None, f"Content-Range {said!r}")
        assert match
        first, last, size = (int(number) for number in match.groups())
        length = int(request.headers.get("content-length", "0"))
        want(size == film.size and first == len(film.data) and length == last - first + 1, f"{said} of {length} bytes")
        want(last + 1 == size or length % GRAIN == 0, "pieces are multiples of 256 KiB")
        return self._befall(film, request.body, length)

    def _befall(self, film: Film, body: bytes, length: int) -> Reply:
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
        reply = self._standing(film)
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

    def _standing(self, film: Film) -> Reply:
        if film.whole:
            film.video = film.video or f"video-{len(self.videos):04}"
            return Reply(200, {"kind": "youtube#video", "id": film.video, **film.resource})
        return Reply(308, b"", {"Range": f"bytes=0-{len(film.data) - 1}"} if film.data else {})

    # ------------------------------------------------------------------ the channel

    def _film(self, video: str) -> Film:
        found = [film for film in self.videos if film.video == video]
        if not found:
            raise No(404, "videoNotFound")
        return found[0]

    def _list(self, request: Request) -> Reply:
        parts = request.query.get("part", "").split(",")
        want(set(parts) <= {"snippet", "status", "processingDetails"}, "part")
        wanted = request.query.get("id", "").split(",")
        want(0 < len(wanted) <= 50, "id")
        return Reply(200, {"items": [self._shown(film, parts) for film in self.videos if film.video in wanted]})

    def _shown(self, film: Film, parts: list[str]) -> dict[str, Any]:
        working = film.verdict == {"uploadStatus": "uploaded"}
        if "processingDetails" in parts and working:
            film.looks += 1
            if film.looks > self.looks_until_processed:
                film.verdict, working = self.verdict, False
        whole = {
            "snippet": film.resource["snippet"],
            "status": {**film.resource["status"], **film.verdict},
            "processingDetails": {"processingStatus": "processing" if working else self.processing},
        }
        return {"kind": "youtube#video", "id": film.video, **{part: whole[part] for part in parts}}

    def _update(self, request: Request) -> Reply:
        if self.no_updates:
            return self.no_updates.popleft()
        want(request.query.get("part") == "status", "part")
        body = request.json
        want(set(body) == {"id", "status"}, f"fields {sorted(body)}")
        film = self._film(body["id"])
        check_status(body["status"])
        film.resource["status"] = {**body["status"], **({"privacyStatus": "private"} if self.locked_private else {})}
        return Reply(200, {"kind": "youtube#video", "id": film.video, "status": film.resource["status"]})

    def _channels(self, request: Request) -> Reply:
        want(request.query.get("mine") == "true" and request.query.get("part") == "contentDetails", "part, mine")
        return Reply(200, {"items": [{"id": "UC1", "contentDetails": {"relatedPlaylists": {"uploads": "UU1"}}}]})

    def _uploads(self, request: Request) -> Reply:
        want(request.query.get("playlistId") == "UU1" and request.query.get("part") == "contentDetails", "playlistId")
        listed = [film for film in reversed(self.videos) if film.listed]
        if not listed:
            raise No(404, "playlistNotFound")
        at = int(request.query.get("pageToken", "0"))
        most = min(self.page, int(request.query.get("maxResults", "5")))
        items = [{"contentDetails": {"videoId": film.video}} for film in listed[at : at + most]]
        more = {"nextPageToken": str(at + most)} if at + most < len(listed) else {}
        return Reply(200, {"items": items, **more})

    def _thumbnail(self, request: Request) -> Reply:
        want(request.headers.get("content-type") == "image/jpeg", "Content-Type")
        want(request.body.startswith(b"\xff\xd8\xff") and len(request.body) <= 2_097_152, "mediaBody")
        self._film(request.query.get("videoId", "")).thumbnail = request.body
        return Reply(200, {"kind": "youtube#thumbnailSetResponse", "items": []})

    def _captions(self, request: Request) -> Reply:
        want(request.query.get("uploadType") == "multipart" and request.query.get("part") == "snippet", "uploadType")
        kind = request.headers.get("content-type", "")
        want(kind.startswith("multipart/related"), "Content-Type")
        parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body).get_payload()
        want(isinstance(parts, list) and len(parts) == 2, "two parts")
        told, text = (part.get_payload(decode=True) for part in parts)  # type: ignore[union-attr]
        snippet = json.loads(told)["snippet"]  # type: ignore[arg-type]
        want(set(snippet) == {"videoId", "language", "name", "isDraft"}, f"fields {sorted(snippet)}")
        tracks = self._film(snippet["videoId"]).captions
        key = (snippet["language"], snippet["name"])
        if key in tracks:
            raise No(409, "captionExists")
        tracks[key] = text  # type: ignore[assignment]
        return Reply(200, {"kind": "youtube#caption", "id": "caption-1", "snippet": snippet})
