"""NASA's image and video library: a search, and a list of files for each film, whose addresses have http and blanks."""

from typing import Any
from urllib.parse import unquote

from tests.servers import content, films
from tests.servers.wire import Reply, Request, Vendor

KNOWN = {"q", "media_type", "page", "page_size", "title", "keywords", "center", "year_start", "year_end"}
COPIES = {"orig": (3840, 2160), "large": (1920, 1080), "medium": (1280, 720), "preview": (640, 360)}


class Nasa(Vendor):
    """Every second film has no large file; the third one belongs to somebody else; the last one was withdrawn."""

    def environment(self) -> dict[str, str]:
        return {"NASA_BASE_URL": self.url, "DAILIES_ALLOWED_HOSTS": self.url.removeprefix("http://")}

    def refuse(self, why: str) -> Reply:
        return Reply(400, {"reason": why})

    def answer(self, request: Request) -> Reply:
        if request.path.startswith("/video/"):
            if request.path.endswith("~thumb.jpg"):
                return content.picture(request.path.replace("~thumb", ""))
            return films.sent(request.path.partition("~")[0] + ".mp4", request)
        if request.path == "/search":
            return self._search(request)
        if request.path.startswith("/asset/"):
            return self._asset(unquote(request.path.removeprefix("/asset/")))
        return Reply(404, {"reason": "Not found."})

    def _search(self, request: Request) -> Reply:
        if set(request.query) - KNOWN or request.query.get("media_type") != "video":
            return self.refuse("Invalid search parameters.")
        shots = [(s.title, shot) for s in content.search(request.query.get("q", "")) for shot in s.shots]
        items = [self._item(number, *shot) for number, shot in enumerate(shots)]
        metadata = {"total_hits": len(items)}
        return Reply(200, {"collection": {"version": "1.1", "href": "", "items": items, "metadata": metadata}})

    def _item(self, number: int, title: str, shot: str) -> dict[str, Any]:
        others = " Footage copyright Acme Films." if number == 2 else ""
        data = {
            "nasa_id": f"GSFC 2024 m{number}",
            "title": f"{title}: {shot}",
            "description": f"The {shot}, seen by a spacecraft.{others}",
            "media_type": "video",
            "center": "GSFC" if number else "HQ",
            "date_created": "2024-04-08T00:00:00Z",
            **({"keywords": ["Sun", "Moon"]} if number else {}),
        }
        still = f"{self.url}/video/GSFC 2024 m{number}/{800 + number}-640x360~thumb.jpg"
        links = [{"href": still, "rel": "preview", "render": "image"}, {"href": f"{still}.srt", "rel": "captions"}]
        listed = f"{self.url}/video/{number}/collection.json"
        return {"href": listed, "data": [data], **({"links": links} if number != 1 else {})}

    def _asset(self, name: str) -> Reply:
        number = int(name.rpartition("m")[2])
        if number == 5:
            return Reply(404, {"reason": "No assets found."})
        files = [
            f"{self.url}/video/{name}/{800 + number}-{width}x{height}~{copy}.mp4"
            for copy, (width, height) in COPIES.items()
            if copy != "large" or number % 2 == 0
        ]
        listed = [*files, f"{self.url}/video/{name}/{name}.srt", f"{self.url}/video/{name}/metadata.json"]
        return Reply(200, {"collection": {"version": "1.1", "href": "", "items": [{"href": one} for one in listed]}})
