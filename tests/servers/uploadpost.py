"""Upload-Post: profiles with their accounts, uploads under the client's own request ids, and answers that are lost.

It refuses what the real service documents as refused, and what its form does not have.
"""

import re
from collections import deque
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

from tests.servers.wire import Reply, Request, Vendor

KEY = "upload-post-key-of-the-local-server"
COMMON = {"user", "platform[]", "title", "video", "async_upload", "request_id"}
FIELDS = {
    "tiktok": COMMON | {"privacy_level", "post_mode", "is_aigc"},
    "instagram": COMMON | {"media_type"},
}
LEVELS = {"PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "FOLLOWER_OF_CREATOR", "SELF_ONLY"}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Post:
    request: str
    platform: str
    user: str
    fields: dict[str, str]
    film: bytes
    looks: int = 0


class UploadPost(Vendor):
    """`faults` happen to the next uploads: "lost": stored, never answered; "cut": not stored, never answered;
    "503": not stored; "503 kept": stored, answered with a 503.

    `looks_until_done` polls say that the post is being processed. `refuses`: why the platform refuses the next post.
    `verdicts`: why it refused a request after all. `forgotten`: requests whose status is not kept any more.
    """

    def __init__(self) -> None:
        super().__init__()
        self.profiles: dict[str, dict[str, Any]] = {
            "main": {
                "tiktok": {"username": "night.facts", "display_name": "Night Facts"},
                "instagram": {"username": "night_facts", "display_name": "Night Facts"},
            },
            "empty": {"tiktok": "", "instagram": ""},
        }
        self.posts: list[Post] = []
        self.faults: deque[str] = deque()
        self.refuses: deque[str] = deque()
        self.looks_until_done = 1
        self.verdicts: dict[str, str] = {}
        self.forgotten: set[str] = set()

    def environment(self) -> dict[str, str]:
        return {"UPLOADPOST_BASE_URL": self.url, "UPLOADPOST_API_KEY": KEY, "UPLOADPOST_PROFILE": "main"}

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Apikey {KEY}":
            return Reply(401, {"success": False, "message": "Invalid or expired token"})
        with self.lock:
            if (request.method, request.path) == ("GET", "/api/uploadposts/users"):
                known = [{"username": name, "social_accounts": accounts} for name, accounts in self.profiles.items()]
                return Reply(200, {"success": True, "profiles": known})
            if (request.method, request.path) == ("GET", "/api/uploadposts/status"):
                return self._status(request.query.get("request_id", ""))
            if (request.method, request.path) == ("GET", "/api/uploadposts/history"):
                return self._history(request)
            if (request.method, request.path) == ("POST", "/api/upload"):
                return self._upload(request)
        return Reply(404, {"error": "Not Found"})

    def _upload(self, request: Request) -> Reply:
        fault = self.faults.popleft() if self.faults else ""
        fields, film = _form(request)
        platform, user = fields.get("platform[]", ""), fields.get("user", "")
        wrong = [
            *(["platform"] if platform not in FIELDS else sorted(set(fields) - FIELDS[platform])),
            *(["user"] if user not in self.profiles else []),
            *(["account"] if not self.profiles.get(user, {}).get(platform) else []),
            *(["title"] if not 0 < len(fields.get("title", "")) <= 2200 else []),
            *(["async_upload"] if fields.get("async_upload") != "true" else []),
            *(["request_id"] if not UUID.fullmatch(fields.get("request_id", "")) else []),
            *(["X-Request-Id"] if request.headers.get("x-request-id") != fields.get("request_id") else []),
            *(["privacy_level"] if platform == "tiktok" and fields.get("privacy_level") not in LEVELS else []),
            *(["media_type"] if platform == "instagram" and fields.get("media_type") != "REELS" else []),
            *(["video"] if not film else []),
        ]
        if wrong:
            return Reply(400, {"success": False, "message": f"Invalid: {', '.join(wrong)}"})
        if fault in {"cut", "503"}:
            return Reply(silent=True) if fault == "cut" else Reply(503, {"error": "Service Unavailable"})
        post = Post(fields["request_id"], platform, user, fields, film)
        self.posts.append(post)
        if self.refuses:
            self.verdicts[post.request] = self.refuses.popleft()
        if fault == "lost":
            return Reply(silent=True)
        if fault == "503 kept":
            return Reply(503, {"error": "Service Unavailable"})
        return Reply(200, {"success": True, "message": "Upload initiated", "request_id": post.request})

    def _status(self, request: str) -> Reply:
        if not request:
            return Reply(400, {"error": "request_id is required"})
        post = next((post for post in self.posts if post.request == request), None)
        if post is None or request in self.forgotten:
            return Reply(404, {"status": "not_found", "error": "No upload found"})
        post.looks += 1
        if post.looks <= self.looks_until_done:
            queued = {"platform": post.platform, "success": True, "message": "Queued"}
            return Reply(200, {"request_id": request, "status": "in_progress", "total": 1, "results": [queued]})
        why = self.verdicts.get(request, "")
        if why == "silence":
            return Reply(200, {"request_id": request, "status": "failed", "total": 1, "results": []})
        where = self._address(post)
        result: dict[str, Any] = {"platform": post.platform, "success": not why}
        result |= {"error_message": why} if why else {"post_url": where}
        status = "failed" if why else "completed"
        return Reply(200, {"request_id": request, "status": status, "total": 1, "results": [result]})

    def _history(self, request: Request) -> Reply:
        if request.query.get("limit", "10") not in {"10", "20", "50", "100"}:
            return Reply(400, {"error": "Invalid limit"})
        if not request.query.get("page", "1").isdigit() or request.query.get("page") == "0":
            return Reply(400, {"error": "Invalid page"})
        items = [
            {"platform": post.platform, "profile_username": post.user, "success": True, "post_url": self._address(post)}
            for post in reversed(self.posts)
            if not self.verdicts.get(post.request)
        ]
        return Reply(200, {"history": items, "total": len(items), "page": 1, "limit": 100})

    def _address(self, post: Post) -> str:
        return f"https://{post.platform}.example/{post.user}/{self.posts.index(post)}"


def _form(request: Request) -> tuple[dict[str, str], bytes]:
    """The form's fields and the film."""
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    fields: dict[str, str] = {}
    film = b""
    parts = message_from_bytes(head + request.body).get_payload()
    for part in parts if isinstance(parts, list) else ():
        name = str(part.get_param("name", header="content-disposition"))  # type: ignore[union-attr]
        data = part.get_payload(decode=True)  # type: ignore[union-attr]
        assert isinstance(data, bytes)
        if name == "video":
            film = data if part.get_content_type() == "video/mp4" else b""  # type: ignore[union-attr]
            fields[name] = "film"
        else:
            fields[name] = data.decode()
    return fields, film
