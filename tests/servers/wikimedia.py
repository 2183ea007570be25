"""Wikipedia and Wikimedia Commons: the featured feed, MediaWiki's query API, and scaled pictures."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers import content, films
from tests.servers.content import Subject
from tests.servers.wire import BadRequest, Reply, Request, Vendor

# Allowed widths of scaled pictures in pixels; others are rejected.
WIDTHS = (20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840)
QUERY = {"action", "format", "formatversion", "prop", "ppprop", "inprop", "redirects", "titles", "explaintext"}
QUERY |= {"exsectionformat", "generator", "gsrsearch", "gsrnamespace", "gsrlimit", "iiprop", "iiurlwidth"}
AT_ONCE = {"downloads": 2, "asked": 3}
CONTACT = re.compile(r"\S+@\S+\.\w+|https?://\S+")
QUERY |= {"iiextmetadatafilter", "gimlimit", "viprop", "viurlwidth"}
AMBIGUOUS = "Mercury"  # its page is a disambiguation page
LICENCES = (
    ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0"),
    ("CC BY-NC 2.0", ""),
    ("Public domain", ""),
    ("CC BY 2.0", "//creativecommons.org/licenses/by/2.0"),
)


class Wikimedia(Vendor):
    """`subjects`: its articles. `listed`: the days (YYYY/MM/DD) that have a most-read list; if empty, every one has.

    As its robot policy says, more than two downloads or three requests to the APIs at once are too many.
    `most_downloads` and `most_asked`: the highest numbers so far. `slowly`: seconds that each takes. `knows_strangers`:
    whether it serves those who name no contact, as the real one does until they ask for much. `strangers`: how many
    requests did not.
    """

    def __init__(self, subjects: Sequence[Subject] = content.SUBJECTS) -> None:
        super().__init__()
        self.subjects = subjects
        self.listed: set[str] = set()
        self.slowly = 0.0
        self.knows_strangers = False
        self.strangers = 0
        self.running = {"downloads": 0, "asked": 0}
        self.most_downloads = self.most_asked = 0

    def environment(self) -> dict[str, str]:
        return {
            "WIKIPEDIA_BASE_URL": self.url + "/{language}",
            "COMMONS_BASE_URL": f"{self.url}/commons",
            "DAILIES_ALLOWED_HOSTS": self.url.removeprefix("http://"),
            "CONTACT": "ops@example.org",
        }

    def answer(self, request: Request) -> Reply:
        if not request.headers.get("user-agent", "").startswith("Dailies/"):
            return Reply(403, b"Please set a user-agent and respect our robot policy", {"Content-Type": "text/plain"})
        if not CONTACT.search(request.headers["user-agent"]):
            self.strangers += 1
            if not self.knows_strangers:
                return too_many()
        kind = "downloads" if request.path.startswith("/upload/") else "asked"
        with self.lock:
            self.running[kind] += 1
            running = self.running[kind]
            self.most_downloads = max(self.most_downloads, self.running["downloads"])
            self.most_asked = max(self.most_asked, self.running["asked"])
        try:
            self.wait(self.slowly)
            return too_many() if running > AT_ONCE[kind] else self._answer(request)
        finally:
            with self.lock:
                self.running[kind] -= 1

    def _answer(self, request: Request) -> Reply:
        feed = re.fullmatch(r"/([a-z]{2,3})/api/rest_v1/feed/featured/(\d{4}/\d{2}/\d{2})", request.path)
        if request.method == "GET" and feed:
            return self._feed(feed[1], feed[2])
        api = re.fullmatch(r"/([a-z]{2,7})/w/api\.php", request.path)
        if request.method == "GET" and api:
            return self._query(api[1], request.query)
        if request.path.startswith("/upload/film/"):
            return films.sent(request.path, request)
        if request.path.startswith("/upload/"):
            return self._picture(request.path)
        return Reply(404, {"type": "https://mediawiki.org/wiki/HyperSwitch/errors/not_found", "title": "Not found."})

    def refuse(self, why: str) -> Reply:
        """MediaWiki reports errors with status 200."""
        return Reply(200, {"error": {"code": "badvalue", "info": why}}, {"MediaWiki-API-Error": "badvalue"})

    # ------------------------------------------------------------------ the feed

    def _feed(self, language: str, day: str) -> Reply:
        if self.listed and day not in self.listed:
            return Reply(404, {"type": "not_found", "title": "Not found.", "detail": "no data"})
        read = [self._most_read(language, subject.title, subject.views, subject.about) for subject in self.subjects]
        main = {**self._most_read(language, "Main Page", 4_000_000, ""), "type": "mainpage"}
        special = {
            **self._most_read(language, "Special:Search", 900_000, ""),
            "namespace": {"id": -1, "text": "Special"},
        }
        others = [
            self._most_read(language, title, 800_000, "") for title in ("Deaths in 2026", "List of pharaohs", ".xxx")
        ]
        articles = [main, special, *others, *reversed(read)]
        return Reply(200, {"mostread": {"date": f"{day.replace('/', '-')}Z", "articles": articles}})

    def _most_read(self, language: str, title: str, views: int, about: str) -> dict[str, Any]:
        name = title.replace(" ", "_")
        return {
            "views": views,
            "rank": 1,
            "view_history": [],
            "type": "standard",
            "namespace": {"id": 0, "text": ""},
            "titles": {"canonical": name, "normalized": title, "display": f"<i>{title}</i>"},
            "description": about,
            "extract": f"{title} is much read.",
            "content_urls": {"desktop": {"page": f"https://{language}.wikipedia.org/wiki/{name}"}},
        }

    # ------------------------------------------------------------------ the query API

    def _query(self, wiki: str, query: Mapping[str, str]) -> Reply:
        unknown = sorted(set(query) - QUERY)
        if unknown or (query.get("action"), query.get("format"), query.get("formatversion")) != ("query", "json", "2"):
            raise BadRequest(f"Unrecognized parameter: {', '.join(unknown) or 'action'}")
        if wiki == "commons":
            return self._files(query)
        if query.get("generator") == "search":
            subjects = content.search(query["gsrsearch"])
            if query["gsrsearch"].lower().startswith(AMBIGUOUS.lower()):
                subjects = list(content.SUBJECTS[:1])
            pages = [
                {"pageid": n, "ns": 0, "title": subject.title, "index": n} for n, subject in enumerate(subjects, 1)
            ]
            first = {"pageid": 99, "ns": 0, "title": AMBIGUOUS, "index": 0, "pageprops": {"disambiguation": ""}}
            pages = [first, *pages] if AMBIGUOUS.lower() in query["gsrsearch"].lower() else pages
            return Reply(200, {"batchcomplete": True, **({"query": {"pages": pages[::-1]}} if pages else {})})
        if query.get("generator") == "images":
            return self._files_of(query)
        if "titles" not in query or query.get("explaintext") is None:
            raise BadRequest("The parameters titles and explaintext are due.")
        return Reply(200, {"batchcomplete": True, "query": {"pages": [self._page(wiki, query["titles"])]}})

    def _page(self, language: str, title: str) -> dict[str, Any]:
        if title == AMBIGUOUS:
            props = {"disambiguation": ""}
            return {"pageid": 99, "ns": 0, "title": title, "extract": f"{title} may refer to:", "pageprops": props}
        subject = content.subject(title, self.subjects)
        if subject is None:
            return {"ns": 0, "title": title, "missing": True}
        address = f"https://{language}.wikipedia.org/wiki/{subject.title.replace(' ', '_')}"
        return {"pageid": 1, "ns": 0, "title": subject.title, "extract": subject.article, "fullurl": address}

    # ------------------------------------------------------------------ Commons

    def _files(self, query: Mapping[str, str]) -> Reply:
        if query.get("gsrnamespace") != "6" or not 1 <= int(query.get("gsrlimit", "10")) <= 50:
            raise BadRequest("gsrlimit must be between 1 and 50, in namespace 6.")
        if query["gsrsearch"].startswith("filetype:video") != (query.get("prop") == "videoinfo"):
            raise BadRequest("Films have videoinfo, pictures imageinfo.")
        shots = [
            (subject.title, shot) for subject in content.search(query.get("gsrsearch", "")) for shot in subject.shots
        ]
        if query.get("prop") == "videoinfo":
            width = int(query.get("viurlwidth", "-1"))
            found = [self._film(number, *shot, width) for number, shot in enumerate(shots)]
            return Reply(200, {"batchcomplete": True, **({"query": {"pages": found[::-1]}} if found else {})})
        pages = []
        for number, (title, shot) in enumerate(shot for shot in shots for _ in range(4)):
            size = ((2400, 3600), (1200, 1800), (3000, 2000), (300, 400))[number % 4]
            pages.append(self._file(number, f"File:{title}, {shot} {number}.jpg", size, int(query["iiurlwidth"])))
        drawing = self._file(900, "File:Drawing.svg", (2000, 2000), 1920)
        drawing["imageinfo"][0]["mime"] = "image/svg+xml"
        pages = [drawing, *pages][: int(query.get("gsrlimit", "10"))]
        return Reply(200, {"batchcomplete": True, **({"query": {"pages": pages[::-1]}} if shots else {})})

    def _film(self, number: int, title: str, shot: str, width: int) -> dict[str, Any]:
        """The third is a lecture, the fourth has no copies, the fifth is a sound; numbers come as text at times."""
        licence, deed = LICENCES[number % len(LICENCES)]
        extra = {
            "Artist": {"value": f"<b>Filmer {number}</b>"},
            "LicenseShortName": {"value": licence},
            "Categories": {"value": "Films of the sea|Self-published work"},
            **({"LicenseUrl": {"value": deed}} if deed else {}),
        }
        address = f"{self.url}/upload/film/{500 + number}"
        copies = [
            {"src": f"{address}-{lines * 16 // 9}x{lines}.webm", "type": 'video/webm; codecs="vp9, opus"'}
            | {"width": lines * 16 // 9, "height": str(lines), "bandwidth": lines * 2000, "transcodekey": key}
            for lines, key in ((240, "240p.vp9.webm"), (480, "480p.vp9.webm"), (1080, "1080p.vp9.webm"))
        ]
        playlist = {"src": f"{address}.m3u8", "type": "application/vnd.apple.mpegurl", "width": 1920, "height": 1080}
        name = f"File:{'Lecture on ' if number == 2 else ''}{title}, {shot} {number}.webm"
        video = {
            "size": 240_000_000 if number != 3 else 30_000_000,
            "width": 1920,
            "height": 1080,
            "duration": 31.5,
            "url": f"{address}-1920x1080.ogv",
            "descriptionurl": f"https://commons.wikimedia.org/wiki/{name.replace(' ', '_')}",
            "mime": "audio/ogg" if number == 4 else "video/webm",
            "extmetadata": extra,
            "derivatives": [] if number == 3 else [playlist, *copies],
        }
        if width > 0:
            height = width * 9 // 16
            video["thumburl"] = f"{self.url}/upload/thumb/{width}px-{500 + number}-{width}x{height}.jpg"
        return {"pageid": 8000 + number, "ns": 6, "title": name, "index": number, "videoinfo": [video]}

    def _files_of(self, query: Mapping[str, str]) -> Reply:
        """The files of an article, by name: an icon of the encyclopedia, and pictures whose names say no subject."""
        if not 1 <= int(query.get("gimlimit", "10")) <= 50:
            raise BadRequest("gimlimit must be between 1 and 50.")
        subject = content.subject(query["titles"], self.subjects)
        shots = subject.shots if subject else ()
        pages = [self._file(100 + n, f"File:{shot}.jpg", (1200, 1800), 1920) for n, shot in enumerate(shots)]
        if pages:
            pages.append(self._file(990, "File:Commons-logo.jpg", (120, 120), 1920))
        return Reply(200, {"batchcomplete": True, **({"query": {"pages": pages}} if pages else {})})

    def _file(self, number: int, title: str, size: tuple[int, int], width: int) -> dict[str, Any]:
        licence, deed = LICENCES[number // 4 % len(LICENCES)]
        original = f"{self.url}/upload/{7000 + number}-{size[0]}x{size[1]}.jpg"
        scaled = f"{self.url}/upload/thumb/{width}px-{7000 + number}-{width}x{round(size[1] * width / size[0])}.jpg"
        extra = {
            "Artist": {"value": f'<a href="//commons.wikimedia.org/wiki/User:A{number}">Ann &amp; Bo {number}</a>'},
            "LicenseShortName": {"value": licence},
            "ImageDescription": {"value": f"<p>The <i>{title[5:].partition(',')[0]}</i> seen from the shore</p>"},
            "Categories": {"value": "Towers in the sea|Self-published work|CC-BY-SA-4.0|Quality images of towers"},
            **({"LicenseUrl": {"value": deed}} if deed else {}),
        }
        image = {
            "size": 120_000_000,
            "width": size[0],
            "height": size[1],
            "url": original,
            "thumburl": scaled if size[0] > width else original,
            "descriptionurl": f"https://commons.wikimedia.org/wiki/{title.replace(' ', '_')}",
            "mime": "image/jpeg",
            "extmetadata": extra,
        }
        return {"pageid": 7000 + number, "ns": 6, "title": title, "index": number, "imageinfo": [image]}

    def _picture(self, path: str) -> Reply:
        scaled = re.search(r"/thumb/(\d+)px-(.*)$", path)
        if scaled and int(scaled[1]) not in WIDTHS:
            return Reply(429, b"Use thumbnail steps listed on https://w.wiki/GHai", {"Content-Type": "text/html"})
        if scaled:  # the name keeps the size for which it was first asked
            path = re.sub(r"-(\d+)x(\d+)", lambda made: _at_width(int(scaled[1]), made), f"/{scaled[2]}")
        return content.picture(path)


def _at_width(width: int, made: re.Match[str]) -> str:
    return f"-{width}x{round(int(made[2]) * width / int(made[1]))}"


def too_many() -> Reply:
    text = b"You are making too many requests. Please set a user-agent with contact, see https://w.wiki/4wJS"
    return Reply(429, text, {"Content-Type": "text/plain"})
