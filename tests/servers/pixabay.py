"""Pixabay's search of videos: the key in the query, errors as text, four sizes of which the largest may be missing."""

from typing import Any

from tests.servers import content, films
from tests.servers.wire import Reply, Request, Vendor

KEY = "pixabay-key-of-the-tests"
KNOWN = {"key", "q", "lang", "id", "video_type", "category", "min_width", "min_height", "editors_choice", "safesearch"}
KNOWN |= {"order", "page", "per_page", "callback", "pretty"}
TEXT = {"Content-Type": "text/html; charset=utf-8"}


class Pixabay(Vendor):
    """`left`: searches left this minute."""

    def __init__(self, left: int = 100) -> None:
        super().__init__()
        self.left = left

    def environment(self) -> dict[str, str]:
        host = self.url.removeprefix("http://")
        return {"PIXABAY_API_KEY": KEY, "PIXABAY_BASE_URL": self.url, "DAILIES_ALLOWED_HOSTS": host}

    def answer(self, request: Request) -> Reply:
        if request.path.startswith("/cdn/"):
            return content.picture(request.path) if request.path.endswith(".jpg") else films.sent(request.path, request)
        if request.method != "GET" or request.path != "/api/videos/":
            return Reply(404, b"[ERROR 404] Page not found", TEXT)
        query = request.query
        if query.get("key") != KEY:
            return Reply(400, b"[ERROR 400] Invalid or missing API key (https://pixabay.com/api/docs/).", TEXT)
        if set(query) - KNOWN or len(query.get("q", "")) > 100 or not 3 <= int(query.get("per_page", "20")) <= 200:
            return Reply(400, b"[ERROR 400] A parameter is unknown or out of valid range.", TEXT)
        with self.lock:
            if self.left <= 0:
                limits = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "41"}
                return Reply(429, b"[ERROR 429] API rate limit exceeded", {"Content-Type": "text/plain", **limits})
            self.left -= 1
        shots = [(subject.title, shot) for subject in content.search(query["q"]) for shot in subject.shots]
        hits = [self._hit(number, *shot) for number, shot in enumerate(shots)][: int(query.get("per_page", "20"))]
        return Reply(200, {"total": len(hits), "totalHits": len(hits), "hits": hits})

    def _hit(self, number: int, title: str, shot: str) -> dict[str, Any]:
        def size(lines: int) -> dict[str, Any]:
            width = lines * 16 // 9
            address = f"{self.url}/cdn/{700 + number}-{width}x{lines}.mp4"
            still = address.replace(".mp4", ".jpg")
            return {"url": address, "width": width, "height": lines, "size": lines * 9000, "thumbnail": still}

        empty = {"url": "", "width": 0, "height": 0, "size": 0, "thumbnail": ""}
        return {
            "id": 9000 + number,
            "pageURL": f"https://pixabay.com/videos/id-{9000 + number}/",
            "type": "film",
            "tags": f"{title.lower()}, {shot}, nature",
            "duration": 14,
            "videos": {
                "large": size(2160) if number % 2 else empty,
                "medium": size(1080),
                "small": size(720),
                "tiny": size(360),
            },
            "views": 1,
            "downloads": 1,
            "user_id": 3,
            "user": f"Maker{number}",
        }
