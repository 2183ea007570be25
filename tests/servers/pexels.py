"""Pexels' search of videos: a key in the header, hourly limits, several files of each video, one of them a playlist."""

from typing import Any

from tests.servers import content, films
from tests.servers.wire import Reply, Request, Vendor

KEY = "pexels-key-of-the-tests"
KNOWN = {"query", "orientation", "size", "locale", "page", "per_page"}
SIZES = {"large": 2160, "medium": 1080, "small": 720}


class Pexels(Vendor):
    """`left`: searches left this hour."""

    def __init__(self, left: int = 200) -> None:
        super().__init__()
        self.left = left

    def environment(self) -> dict[str, str]:
        host = self.url.removeprefix("http://")
        return {"PEXELS_API_KEY": KEY, "PEXELS_BASE_URL": self.url, "DAILIES_ALLOWED_HOSTS": host}

    def answer(self, request: Request) -> Reply:
        if request.path.startswith(("/files/", "/stills/")):
            return films.sent(request.path, request) if "/files/" in request.path else content.picture(request.path)
        if request.method != "GET" or request.path != "/v1/videos/search":
            return Reply(404, {"status": 404, "error": "Not Found"})
        if request.headers.get("authorization") != KEY:
            return Reply(401, {"status": 401, "code": "Unauthorized"})
        query = request.query
        size, lies = query.get("size", "small"), query.get("orientation", "landscape")
        good = not set(query) - KNOWN and query.get("query") and 1 <= int(query.get("per_page", "15")) <= 80
        if not good or size not in SIZES or lies not in {"landscape", "portrait", "square"}:
            return Reply(400, {"status": 400, "code": "Bad Request"})
        with self.lock:
            if self.left <= 0:
                return Reply(429, {"status": 429, "code": "Too Many Requests"}, {"X-Ratelimit-Remaining": "0"})
            self.left -= 1
        shots = [(subject.title, shot) for subject in content.search(query["query"]) for shot in subject.shots]
        videos = [self._video(number, *shot, lies) for number, shot in enumerate(shots)]
        wanted = int(query.get("per_page", "15"))
        page = {"page": 1, "per_page": wanted, "total_results": len(videos), "url": ""}
        return Reply(200, {**page, "videos": videos[:wanted]})

    def _video(self, number: int, title: str, shot: str, lies: str) -> dict[str, Any]:
        slug = f"{title} {shot}".lower().replace(" ", "-")
        sides = {"portrait": (9, 16), "landscape": (16, 9), "square": (9, 9)}[lies]

        def file(lines: int, quality: str | None, kind: str = "video/mp4") -> dict[str, Any]:
            width, height = (lines * side // 9 for side in sides)
            return {
                "id": 8000 + number,
                "quality": quality,
                "file_type": kind,
                "width": width if quality != "hls" else None,
                "height": height if quality != "hls" else None,
                "fps": 25.0 if number % 2 else None,
                "link": f"{self.url}/files/{600 + number}-{width}x{height}.{'m3u8' if quality == 'hls' else 'mp4'}",
                "size": lines * 9000,
            }

        files = [file(2160, "uhd"), file(0, "hls", "application/x-mpegURL"), file(1080, "hd"), file(540, None)]
        return {
            "id": 8000 + number,
            "width": 2160 * sides[0] // 9,
            "height": 2160 * sides[1] // 9,
            "duration": 12,
            "full_res": None,
            "tags": [],
            "url": f"https://www.pexels.com/video/{slug}-{8000 + number}/",
            "image": f"{self.url}/stills/{600 + number}-360x640.jpg",
            "avg_color": None,
            "user": {"id": 7, "name": f"Filmer {number}", "url": f"https://www.pexels.com/@filmer{number}"},
            "video_files": files,
            "video_pictures": [{"id": 1, "nr": 0, "picture": f"{self.url}/stills/{600 + number}-360x640.jpg"}],
        }
