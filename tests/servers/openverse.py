"""Openverse for anonymous clients: at most twenty results a page, twenty searches a minute, and so many a day."""

import math
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from tests.servers import content
from tests.servers.wire import Reply, Request, Vendor

KNOWN = {"q", "license", "license_type", "aspect_ratio", "size", "page_size", "page", "category", "mature", "source"}
LICENCES = {"by": "2.0", "by-sa": "4.0", "cc0": "1.0", "pdm": "1.0", "by-nc": "2.0", "by-nd": "2.0", "by-nc-sa": "2.0"}


BURST, MINUTE = 20, 60.0  # searches of an anonymous client in this many seconds


class Openverse(Vendor):
    """`left`: anonymous searches left today. `clock`: seconds, by which its limit of a minute goes."""

    def __init__(self, left: int = 200) -> None:
        super().__init__()
        self.left = left
        self.clock: Callable[[], float] = time.monotonic
        self.served: deque[float] = deque(maxlen=BURST)

    def environment(self) -> dict[str, str]:
        return {"OPENVERSE_BASE_URL": self.url, "DAILIES_ALLOWED_HOSTS": self.url.removeprefix("http://")}

    def refuse(self, why: str) -> Reply:
        return Reply(400, {"detail": why})

    def answer(self, request: Request) -> Reply:
        if request.method != "GET":
            return Reply(405, {"detail": f'Method "{request.method}" not allowed.'})
        if request.path.startswith("/photos/"):
            return content.picture(request.path)
        if request.path != "/v1/images/":
            return Reply(404, {"detail": "Not found."})
        return self._search(request)

    def _search(self, request: Request) -> Reply:
        query = request.query
        size = int(query.get("page_size", "20"))
        if size > 20:
            return Reply(401, {"detail": "page_size must be between 1 & 20 for anonymous requests."})
        licences = [code for code in query.get("license", "").split(",") if code]
        unknown = (set(query) - KNOWN) | (set(licences) - set(LICENCES))
        if query.get("category", "photograph") not in {"photograph", "illustration", "digitized_artwork"}:
            return Reply(400, {"detail": {"category": [f"Invalid category: {query['category']}"]}})
        if unknown or query.get("aspect_ratio", "tall") not in {"tall", "wide", "square"}:
            return Reply(400, {"detail": f"Invalid input: {sorted(unknown)}"})
        with self.lock:
            if self.left <= 0:
                return _throttled(3600)
            if len(self.served) == BURST and (wait := self.served[0] + MINUTE - self.clock()) > 0:
                return _throttled(math.ceil(wait))
            self.left -= 1
            self.served.append(self.clock())
        shots = [(subject.title, shot) for subject in content.search(query.get("q", "")) for shot in subject.shots]
        copies = [shot for shot in shots for _ in range(4)]
        results = [self._result(number, *shot, licences or [*LICENCES]) for number, shot in enumerate(copies)]
        page = {"result_count": len(results), "page_count": 1, "page_size": size, "page": 1}
        return Reply(200, {**page, "results": results[:size]})

    def _result(self, number: int, title: str, shot: str, licences: list[str]) -> dict[str, Any]:
        code = licences[number % len(licences)]
        address = f"{self.url}/photos/{9000 + number}-"
        return {
            "id": f"00000000-0000-4000-8000-{number:012}",
            "title": f"{title}, {shot} {number}" if number % 5 else None,
            "foreign_landing_url": f"https://photos.example.org/{number}",
            "url": f"{address}1024x1600.jpg",
            "creator": f"Photographer {number}" if number % 7 else None,
            "creator_url": None,
            "license": code,
            "license_version": LICENCES[code],
            "license_url": f"https://creativecommons.org/licenses/{code}/{LICENCES[code]}/",
            "provider": "flickr",
            "source": "flickr",
            "category": "photograph",
            "tags": [{"name": "sea", "accuracy": None}, {"name": shot, "accuracy": 0.9}, {"accuracy": 0.1}]
            if number
            else None,
            "filesize": None,
            "filetype": "jpg",
            "attribution": f'"{title}" is licensed under CC {code.upper()}.',
            "mature": False,
            "height": 1600,
            "width": 1024,
            "thumbnail": f"{address}384x600.jpg",
        }


def _throttled(seconds: int) -> Reply:
    detail = f"Request was throttled. Expected available in {seconds} seconds."
    return Reply(429, {"detail": detail}, {"Retry-After": str(seconds)})
