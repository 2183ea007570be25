"""SerpApi: each search is charged to a monthly plan, and errors have SerpApi's own wording."""

import re
from collections.abc import Mapping
from typing import Any

from tests.servers import content
from tests.servers.content import Subject
from tests.servers.wire import BadRequest, Reply, Request, Vendor

KEY = "serpapi-key-of-the-local-server"
COMMON = {"api_key", "engine", "output", "source", "hl", "gl", "no_cache"}
ENGINES = {
    "google": COMMON | {"q", "num", "start", "location", "safe"},
    "google_news": COMMON | {"q"},
    "google_images": COMMON | {"q", "tbs", "imgar", "safe", "ijn"},
    "google_trends_trending_now": COMMON | {"geo", "hours", "category_id", "only_active"},
}
# Of Google's interface languages; Malay is one that it lists and SerpApi has refused.
LANGUAGES = frozenset(
    """
    ar bn bg ca cs da de el en es es-419 et fa fi fr hi hr hu id it iw ja ko lt lv nl no pl pt pt-br pt-pt ro ru sk sl
    sr sv sw ta te th tl tr uk ur vi zh-cn zh-tw
    """.split()
)
INVALID = {"error": "Invalid API key. Your API key should be here: https://serpapi.com/manage-api-key"}
SPENT = {"error": "Your account has run out of searches."}
NOTHING = "Google hasn't returned any results for this query."


class SerpApi(Vendor):
    """`left`: searches left this month. `hourly`: whether the hourly limit is reached."""

    def __init__(self, key: str = KEY, left: int = 100) -> None:
        super().__init__()
        self.key = key
        self.left = left
        self.hourly = False

    def environment(self) -> dict[str, str]:
        host = self.url.removeprefix("http://")
        return {"SERPAPI_BASE_URL": self.url, "SERPAPI_API_KEY": self.key, "DAILIES_ALLOWED_HOSTS": host}

    def answer(self, request: Request) -> Reply:
        if request.method != "GET":
            return Reply(404, {"error": "Not Found"})
        if request.path.startswith("/web/"):
            return self._web(request.path)
        if request.path not in {"/search", "/search.json", "/account", "/account.json"}:
            return Reply(404, {"error": "Not Found"})
        if request.query.get("api_key") != self.key:
            return Reply(401, INVALID)
        return self._account() if request.path.startswith("/account") else self._search(request.query)

    def _account(self) -> Reply:
        return Reply(
            200,
            {
                "account_id": "5ac54d6adefb2f1dba1663f5",
                "api_key": self.key,
                "account_email": "somebody@example.com",
                "plan_id": "free",
                "plan_name": "Free Plan",
                "searches_per_month": 100,
                "plan_searches_left": self.left,
                "extra_credits": 0,
                "total_searches_left": self.left,
                "this_month_usage": 100 - self.left,
                "last_hour_searches": 0,
                "account_rate_limit_per_hour": 50,
            },
        )

    def _search(self, query: Mapping[str, str]) -> Reply:
        engine = query.get("engine", "")
        if engine not in ENGINES:
            raise BadRequest(f"Unsupported `{engine}` search engine.")
        unknown = sorted(set(query) - ENGINES[engine])
        if unknown:
            raise BadRequest(f"Unsupported `{unknown[0]}` parameter.")
        if "q" in ENGINES[engine] and not query.get("q", "").strip():
            raise BadRequest("Missing query `q` parameter.")
        if query.get("hl", "en") not in LANGUAGES:
            raise BadRequest(f"Unsupported `{query['hl']}` interface language - hl parameter.")
        if not re.fullmatch("[a-z]{2}", query.get("gl", "us")) or query.get("gl") in {"gb", "xx"}:
            raise BadRequest(f"Unsupported `{query['gl']}` country - gl parameter.")
        if query.get("imgar", "t") not in {"s", "t", "w", "xw"}:
            raise BadRequest(f"Unsupported `{query['imgar']}` value for `imgar` parameter.")
        if query.get("output") != "json":
            raise BadRequest("Unsupported output.")
        with self.lock:
            if self.hourly:
                return Reply(429, {"error": "You are exceeding the hourly limit of your plan."}, {"Retry-After": "600"})
            if self.left <= 0:
                return Reply(429, SPENT)
            self.left -= 1
        results = getattr(self, f"_{engine}")(query)
        body = {"search_metadata": {"id": "1", "status": "Success"}, "search_parameters": {"engine": engine}}
        return Reply(200, {**body, **(results or {"error": NOTHING})})

    def _google_trends_trending_now(self, query: Mapping[str, str]) -> dict[str, Any]:
        if not re.fullmatch("[A-Z]{2}", query.get("geo", "")):
            raise BadRequest(f"Unsupported `{query.get('geo', '')}` location - geo parameter.")
        if query.get("hours", "24") not in {"4", "24", "48", "168"}:
            raise BadRequest("Unsupported value for `hours` parameter.")
        trends = [
            {
                "query": subject.title.lower(),
                "start_timestamp": 1_795_000_000,
                "active": True,
                "search_volume": subject.views // 1000 * 1000,
                "increase_percentage": 500,
                "categories": [{"id": 15, "name": "Science"}],
                "trend_breakdown": [subject.title.lower(), subject.about],
            }
            for subject in content.SUBJECTS
        ]
        over = {**trends[0], "query": "yesterday's match", "active": False, "search_volume": 2_000_000}
        return {"trending_searches": [over, *reversed(trends), {**trends[0], "search_volume": 1000}]}

    def _google(self, query: Mapping[str, str]) -> dict[str, Any]:
        subjects = content.search(query["q"])
        if not subjects:
            return {}
        lead = subjects[0].article[:60]
        return {
            "knowledge_graph": {
                "title": subjects[0].title,
                "type": subjects[0].about,
                "description": f"{subjects[0].title} is the {subjects[0].about} that everybody knows from pictures.",
                "source": {"name": "Local Encyclopaedia", "link": f"{self.url}/web/about.html"},
            },
            "organic_results": [self._result(place, subject) for place, subject in enumerate(subjects, 1)],
            "related_questions": [
                {
                    "question": f"What is so special about {subjects[0].title.lower()}?",
                    "snippet": f"Nov 3, 2026 — {lead} ... Nothing like it is built any more in our days. It may be",
                    "title": "Questions people ask",
                    "link": f"{self.url}/web/questions.html",
                    "source": "Local Answers",
                }
            ],
        }

    def _result(self, place: int, subject: Subject) -> dict[str, Any]:
        name = subject.title.lower()
        return {
            "position": place,
            "title": f"{subject.title}: the whole story",
            "link": f"{self.url}/web/{subject.title.replace(' ', '-')}.html",
            "displayed_link": "127.0.0.1",
            "snippet": f"3 days ago — The story of the {name} is longer than most people think. It begins",
            "source": "Local Stories",
        }

    def _google_news(self, query: Mapping[str, str]) -> dict[str, Any]:
        news = [
            {
                "position": place,
                "title": f"{subject.title} draws crowds this weekend",
                "source": {"name": "Local Gazette", "icon": ""},
                "link": f"{self.url}/web/news-{place}.html",
                "date": "11/23/2026, 08:00 AM, +0000 UTC",
            }
            for place, subject in enumerate(content.search(query["q"]), 1)
        ]
        return {"news_results": news} if news else {}

    def _google_images(self, query: Mapping[str, str]) -> dict[str, Any]:
        if not query.get("ijn", "0").isdigit():
            raise BadRequest("Unsupported value for `ijn` parameter.")
        if "sur:cl" not in query.get("tbs", ""):
            raise BadRequest("This server has only Creative Commons pictures.")
        pictures: list[dict[str, Any]] = []
        shots = [(subject.title, shot) for subject in content.search(query["q"]) for shot in subject.shots]
        for number, (title, shot) in enumerate(shots):
            for copy in range(6):
                seed, kind = 5000 + number * 10 + copy, ("jpg", "png", "webp")[copy % 3]
                pictures.append(
                    {
                        "position": len(pictures) + 1,
                        "thumbnail": f"{self.url}/web/{seed}-90x160.jpg",
                        "source": "Local Photographs",
                        "title": f"{title}, {shot} {copy + 1}",
                        "link": f"{self.url}/web/page-{seed}.html",
                        "original": f"{self.url}/web/{seed}-900x1600.{kind}",
                        "original_width": 900,
                        "original_height": 1600,
                        "is_product": False,
                    }
                )
        return {"images_results": pictures[:100]} if pictures else {}

    def _web(self, path: str) -> Reply:
        """The third-party pages and pictures that results link to."""
        if not path.endswith(".html"):
            return content.picture(path)
        subject = content.subject(path.rpartition("/")[2].removesuffix(".html").replace("-", " "))
        if subject is None:
            return Reply(404, b"<html><body>Not found</body></html>", {"Content-Type": "text/html"})
        parts = [f"<p>{line}</p>" for line in subject.article.splitlines() if line and not line.startswith("=")]
        page = (
            f"<html><head><title>{subject.title}</title></head><body><article><h1>{subject.title}</h1>{''.join(parts)}"
        )
        return Reply(200, f"{page}</article></body></html>".encode(), {"Content-Type": "text/html; charset=utf-8"})
