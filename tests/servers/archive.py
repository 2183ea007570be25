"""The Internet Archive: Lucene's query language, documents with one text or many, and numbers as text."""

from typing import Any

from tests.servers import content, films
from tests.servers.wire import Reply, Request, Vendor

KNOWN = {"q", "fl[]", "rows", "page", "output", "sort[]"}


class Archive(Vendor):
    """Its second film has a licence that forbids changes; its fourth is larger than what is fetched whole."""

    def environment(self) -> dict[str, str]:
        return {"ARCHIVE_BASE_URL": self.url, "DAILIES_ALLOWED_HOSTS": self.url.removeprefix("http://")}

    def answer(self, request: Request) -> Reply:
        if request.path == "/advancedsearch.php":
            return self._search(request)
        parts = request.path.strip("/").split("/")
        if len(parts) == 3 and parts[0] == "metadata" and parts[2] == "files":
            return Reply(200, {"result": self._files(int(parts[1].rpartition("-")[2]))})
        if len(parts) == 3 and parts[0] == "download":
            return films.sent(request.path, request)
        if len(parts) == 3 and parts[:2] == ["services", "img"]:
            return content.picture(f"/{90 + int(parts[2].rpartition('-')[2])}-240x200.jpg")
        return Reply(404, b"<html>Page not found</html>", {"Content-Type": "text/html"})

    def _search(self, request: Request) -> Reply:
        query = request.query
        words, _, rest = query.get("q", "").partition(") AND ")
        if set(query) - KNOWN or query.get("output") != "json" or "mediatype:movies" not in rest:
            return Reply(400, b"<html>Bad query</html>", {"Content-Type": "text/html"})
        shots = [(s.title, shot) for s in content.search(words.lstrip("(")) for shot in s.shots]
        docs = [self._doc(number, *shot) for number, shot in enumerate(shots)][: int(query.get("rows", "50"))]
        return Reply(200, {"responseHeader": {"status": 0}, "response": {"numFound": len(docs), "docs": docs}})

    def _doc(self, number: int, title: str, shot: str) -> dict[str, Any]:
        doc: dict[str, Any] = {"identifier": f"film-{number}", "title": f"{title}, {shot}", "collection": ["prelinger"]}
        if number == 1:
            doc |= {"licenseurl": "http://creativecommons.org/licenses/by-nd/3.0/", "collection": ["opensource_movies"]}
        if number == 2:
            doc |= {"licenseurl": "http://creativecommons.org/licenses/by/4.0/", "collection": "opensource_movies"}
        return {**doc, "creator": ["Castle Films", "Ann"] if number else "Castle Films", "subject": [shot, "old films"]}

    def _files(self, number: int) -> list[dict[str, str]]:
        large = 900_000_000 if number == 3 else 60_000_000
        return [
            {"name": f"{90 + number}-640x480.mpeg", "format": "MPEG2", "size": "700000000"},
            {"name": f"{90 + number}-640x480.mp4", "format": "h.264", "size": str(large), "length": "612.5"}
            | {"width": "640", "height": "480"},
            {"name": "film_meta.xml", "format": "Metadata"},
        ]
