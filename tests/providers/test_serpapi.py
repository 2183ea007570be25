"""SerpApi through a local server as strict as the real one: results, cost, and an error for each failure."""

import json
import logging
import traceback
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadAnswer, DailiesError, NoKey, Permanent, QuotaSpent, RateLimited, Transient, WrongKey
from tasks.domain.story import Topic
from tasks.machine.clock import now
from tasks.machine.network.http import exchange
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.providers.serpapi import SerpApiAccount
from tests.providers.desks import desk_in
from tests.servers.serpapi import INVALID, SPENT, SerpApi
from tests.servers.wire import Reply, Request, html

CANARY = "canary-5f1c0a77e2"
DAY = date(2026, 11, 24)
TOPIC = Topic(title="Lighthouse", slug="lighthouse", reason="asked for", origin="user")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SerpApi]:
    with SerpApi(key=CANARY) as vendor:
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", vendor.environment()["DAILIES_ALLOWED_HOSTS"])
        yield vendor


@pytest.fixture
def context(server: SerpApi, tmp_path: Path) -> ProviderContext:
    return desk_in(tmp_path, {"serpapi": CANARY}, serpapi_base_url=server.url)


def spent(context: ProviderContext) -> tuple[float, float]:
    """Searches and USD in this month's ledger."""
    entries = context.ledger.spent(f"{now():%Y-%m}").values()
    return sum(entry.units for entry in entries), round(sum(entry.cost for entry in entries), 4)


# ------------------------------------------------------------------ results


def test_trends_are_the_active_ones_strongest_first_without_duplicates(
    server: SerpApi, context: ProviderContext
) -> None:
    trends = registry.trends("serpapi", context).trending(Channel(), DAY)
    assert [(trend.title, trend.weight) for trend in trends] == [
        ("Lighthouse", 182_000),
        ("Honey bee", 164_000),
        ("Total solar eclipse", 151_000),
    ]
    assert "Science" in trends[0].about
    query = server.asked("/search")[0].query
    assert (query["engine"], query["geo"], query["hours"]) == ("google_trends_trending_now", "US", "24")
    assert (query["source"], query["output"]) == ("python", "json"), "the request comes from the official client"


def test_facts_have_sources_and_no_duplicates(server: SerpApi, context: ProviderContext) -> None:
    dossier = registry.facts("serpapi", context).gather(TOPIC, None)
    by_id = {source.id: source for source in dossier.sources}
    sources_by_text = {fact.text: by_id[fact.source] for fact in dossier.facts}
    assert len(sources_by_text) == len(dossier.facts) > 25
    assert sources_by_text[
        "Lighthouse is the tower with a strong light for ships that everybody knows from pictures."
    ].author == ("Local Encyclopaedia")
    page = sources_by_text["Three keepers vanished from the Flannan Isles in December 1900."]
    assert page.url.endswith("/web/Lighthouse.html")
    assert page.author == "Local Stories"
    assert sources_by_text["Nothing like it is built any more in our days."].title == "Questions people ask"
    assert sources_by_text["The story of the lighthouse is longer than most people think."].licence == "unknown"
    assert not any(
        "It may be" in text or "It begins" in text or "days ago" in text or "[1]" in text for text in sources_by_text
    )
    news = [fact for fact in dossier.facts if fact.section.startswith("In the news, 11/23/2026")]
    assert [fact.text for fact in news] == ["Lighthouse draws crowds this weekend"]
    assert by_id[news[0].source].author == "Local Gazette"


def test_searches_and_pages_are_asked_for_at_once(server: SerpApi, context: ProviderContext) -> None:
    """Neither answer comes before both requests are there."""
    links = [f"{server.url}/web/{name}.html" for name in ("missing", "Lighthouse", "Honey-bee", "Lighthouse")]
    found = {"search_metadata": {"status": "Success"}, "organic_results": [{"link": link} for link in links]}
    asked = {"search": Barrier(2, timeout=60), "web": Barrier(2, timeout=60)}
    answer = server.answer

    def both(request: Request) -> Reply:
        kind = request.path.split("/")[1]
        if len(server.asked(f"/{kind}")) <= 2:
            asked[kind].wait()
        return Reply(200, found) if request.query.get("engine") == "google" else answer(request)

    server.answer = both  # type: ignore[method-assign]
    dossier = registry.facts("serpapi", context).gather(TOPIC, None)
    assert len(server.asked("/search")) == 2
    assert len(server.asked("/web/")) == 3, "one more for the page that is missing, and none for the last"
    read = dict.fromkeys(source.url for source in dossier.sources if source.url in links)
    assert list(read) == links[1:3], "in Google's order, whichever answer comes first"


def test_an_unreadable_page_is_skipped(server: SerpApi, context: ProviderContext) -> None:
    server.script(Reply(403, b"no"), path="/web/")
    dossier = registry.facts("serpapi", context).gather(TOPIC, None)
    assert "The story of the lighthouse is longer than most people think." in {fact.text for fact in dossier.facts}
    assert context.count.values == {"pages_passed_over": 1}  # type: ignore[attr-defined]


def test_malformed_parts_of_an_answer_are_skipped(server: SerpApi, context: ProviderContext) -> None:
    odd = {
        "search_metadata": {"status": "Success"},
        "knowledge_graph": {"title": None, "description": ["a", "list"], "source": "a string"},
        "answer_box": {"type": "weather_result", "answer": {"degrees": 3}, "snippet": None},
        "organic_results": [{"snippet": "A tower stands on the rock.", "link": None, "source": {}}, "not even a dict"],
    }
    server.script(Reply(200, odd), path="/search", engine="google")
    texts = [fact.text for fact in registry.facts("serpapi", context).gather(TOPIC, None).facts]
    assert texts[0] == "A tower stands on the rock."


def test_one_search_finds_the_pictures_of_a_short(server: SerpApi, context: ProviderContext) -> None:
    found = registry.pictures("serpapi", context).search("lighthouse", 42)
    assert len(found) == 36
    assert len({picture.url for picture in found}) == 36
    first = found[0]
    assert (first.width, first.height, first.credit.title) == (900, 1600, "Lighthouse, red tower on a cliff 1")
    assert first.credit.author == "Local Photographs"
    assert first.credit.page.startswith(server.url)
    assert "unknown" in first.credit.licence
    assert "Creative Commons" in first.credit.licence
    query = server.asked("/search")[0].query
    assert "sur:cl" in query["tbs"]
    assert (query["imgar"], query["safe"], query["ijn"]) == ("t", "active", "0")
    assert len(server.requests) == 1


def test_reading_the_account_is_free(server: SerpApi, context: ProviderContext) -> None:
    assert SerpApiAccount(context).left() == "100 of 100 searches left this month, at most 50 an hour."
    assert [request.path for request in server.requests] == ["/account"]
    assert spent(context) == (0, 0)


# ------------------------------------------------------------------ cost


def test_each_search_is_recorded_and_cached_for_a_day(server: SerpApi, context: ProviderContext) -> None:
    for _ in range(3):
        registry.pictures("serpapi", context).search("lighthouse", 42)
        registry.facts("serpapi", context).gather(TOPIC, None)
        registry.trends("serpapi", context).trending(Channel(), DAY)
    assert len(server.asked("/search")) == 4
    assert spent(context) == (4, 0.06)
    assert server.left == 96


def test_an_empty_result_is_no_error_and_is_cached(server: SerpApi, context: ProviderContext) -> None:
    for _ in range(2):
        assert registry.pictures("serpapi", context).search("zzyzx quux", 42) == ()
    assert len(server.requests) == 1


def test_the_budget_stops_a_search_before_it_is_sent(server: SerpApi, tmp_path: Path) -> None:
    context = desk_in(tmp_path, {"serpapi": CANARY}, budget=0.04, serpapi_base_url=server.url)
    registry.facts("serpapi", context).gather(TOPIC, None)
    with pytest.raises(QuotaSpent, match="budget"):
        registry.pictures("serpapi", context).search("lighthouse", 42)
    assert len(server.asked("/search")) == 2


# ------------------------------------------------------------------ failures

Ask = Callable[[ProviderContext], object]
ASKS: dict[str, Ask] = {
    "trends": lambda context: registry.trends("serpapi", context).trending(Channel(), DAY),
    "facts": lambda context: registry.facts("serpapi", context).gather(TOPIC, None),
    "pictures": lambda context: registry.pictures("serpapi", context).search("lighthouse", 42),
}
HOUR = {"error": "You are exceeding the hourly limit of your plan."}
FAILED = {"search_metadata": {"status": "Error"}, "error": "We couldn't get valid results. Please try again later."}
PARTS = ("trending_searches", "organic_results", "images_results")
UNSHAPED = {"search_metadata": {"status": "Success"}, **dict.fromkeys(PARTS, "text")}
FAULTS: dict[str, tuple[Reply, type[DailiesError]]] = {
    "wrong key": (Reply(401, INVALID), WrongKey),
    "deleted account": (Reply(403, {"error": f"{CANARY} has no permission."}), WrongKey),
    "bad request": (Reply(400, {"error": f"Unsupported value {CANARY}."}), Permanent),
    "not found": (Reply(404, {"error": "Not Found"}), Permanent),
    "gone": (Reply(410, {"error": "The search expired."}), Permanent),
    "moved": (Reply(302, b"", {"Location": "https://example.com/"}), Permanent),
    "500": (Reply(500, {"error": "Internal error"}), Transient),
    "503": (Reply(503, {"error": "Unavailable"}), Transient),
    "a proxy's page": (html(502), Transient),
    "a page with status 200": (html(200), BadAnswer),
    "a page with status 400": (html(400), BadAnswer),
    "cut": (Reply(200, b"x" * 5000, cut=100), Transient),
    "failed search": (Reply(200, FAILED), Transient),
    "unfinished search": (Reply(200, {"search_metadata": {"status": "Processing"}}), Transient),
    "no status": (Reply(200, {"something": "else"}), BadAnswer),
    "a list": (Reply(200, [1, 2]), BadAnswer),
    "null": (Reply(200, b"null"), BadAnswer),
    "another shape": (Reply(200, UNSHAPED), BadAnswer),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
@pytest.mark.parametrize(("reply", "kind"), FAULTS.values(), ids=FAULTS)
def test_each_failure_raises_its_error_after_one_round(
    server: SerpApi,
    context: ProviderContext,
    ask: Ask,
    reply: Reply,
    kind: type[DailiesError],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    facts = ask is ASKS["facts"]
    server.script(reply, path="/search", engine="google" if facts else "")
    with pytest.raises(kind) as raised:
        ask(context)
    assert type(raised.value) is kind
    assert raised.value.advice
    assert len(server.asked("/search")) == (2 if facts else 1), "the searches of facts are sent at once"
    assert server.asked("/account") == []
    assert_no_canary(raised.value, caplog, context)


@pytest.mark.parametrize(
    ("left", "account", "reply", "kind"),
    [
        (0, None, Reply(429, SPENT), QuotaSpent),
        (80, None, Reply(429, HOUR, {"Retry-After": "600"}), RateLimited),
        (80, None, Reply(429, HOUR), RateLimited),
        (0, None, Reply(429, b""), QuotaSpent),
        (80, Reply(500), Reply(429, SPENT), QuotaSpent),
        (80, Reply(429, HOUR), Reply(429, HOUR), RateLimited),
        (80, html(200), Reply(429, HOUR), RateLimited),
    ],
    ids=["spent", "hour", "hour, no pause", "says nothing", "no account, spent", "no account, hour", "odd account"],
)
def test_the_account_decides_between_rate_limited_and_quota_spent(
    server: SerpApi, context: ProviderContext, left: int, account: Reply | None, reply: Reply, kind: type[DailiesError]
) -> None:
    server.left = left
    server.script(reply, path="/search")
    if account:
        server.script(account, path="/account")
    with pytest.raises(kind) as raised:
        registry.pictures("serpapi", context).search("lighthouse", 42)
    assert type(raised.value) is kind
    if isinstance(raised.value, RateLimited):
        assert raised.value.retry_after == (600 if reply.headers else 0)
    assert (len(server.asked("/search")), len(server.asked("/account"))) == (1, 1)
    assert spent(context) == (0, 0)


def test_a_refused_search_costs_nothing_and_an_interrupted_one_counts(
    server: SerpApi, context: ProviderContext
) -> None:
    server.script(Reply(401, INVALID), path="/search")
    with pytest.raises(WrongKey):
        registry.pictures("serpapi", context).search("lighthouse", 42)
    assert spent(context) == (0, 0)
    server.script(Reply(200, b"x" * 5000, cut=10), path="/search")
    with pytest.raises(Transient):
        registry.pictures("serpapi", context).search("lighthouse", 42)
    assert spent(context) == (1, 0.015)


def test_an_unreachable_server_is_a_transient_error_without_the_key(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    context = desk_in(tmp_path, {"serpapi": CANARY}, serpapi_base_url="http://127.0.0.1:1")
    with pytest.raises(Transient) as raised:
        registry.pictures("serpapi", context).search("lighthouse", 42)
    assert_no_canary(raised.value, caplog, context)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoKey, match="SERPAPI_API_KEY"):
        registry.pictures("serpapi", desk_in(tmp_path))


def test_the_key_is_neither_logged_nor_stored(
    server: SerpApi, context: ProviderContext, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for ask in ASKS.values():
        ask(context)
    SerpApiAccount(context).left()
    assert all(request.query["api_key"] == CANARY for request in server.asked("/search") + server.asked("/account"))
    assert CANARY not in caplog.text
    assert "api_key" not in caplog.text
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 2
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []


def assert_no_canary(error: BaseException, caplog: pytest.LogCaptureFixture, context: ProviderContext) -> None:
    text = "".join(traceback.format_exception(error)) + caplog.text + json.dumps(error.__dict__, default=str)
    chained: BaseException | None = error
    while chained is not None:
        text += f"{chained!r} {chained}"
        chained = chained.__cause__ or chained.__context__
    assert CANARY not in text


# ------------------------------------------------------------------ languages and countries


@pytest.mark.parametrize(
    ("language", "sent"),
    [
        ("en", "en"), ("pt-BR", "pt-br"), ("de-AT", "de"), ("he", "iw"), ("zh", "zh-cn"), ("zh-Hant-TW", "zh-tw"),
        ("zh-TW", "zh-tw"), ("nb", "no"), ("es-MX", "es"),
    ],
)  # fmt: skip
def test_a_language_is_sent_in_serpapis_own_code(
    language: str, sent: str, server: SerpApi, context: ProviderContext
) -> None:
    dossier = registry.facts("serpapi", context).gather(TOPIC, None, language)
    assert {request.query["hl"] for request in server.asked("/search")} == {sent}
    assert not [note for note in dossier.notes if "does not know" in note]


@pytest.mark.parametrize(("language", "nearest"), [("ms", "id"), ("lb", "de"), ("xyz", "en")])
def test_the_nearest_language_is_searched_in_for_one_that_serpapi_refuses(
    language: str, nearest: str, server: SerpApi, context: ProviderContext
) -> None:
    dossier = registry.facts("serpapi", context).gather(TOPIC, None, language)
    assert any(f"does not know the language {language!r}" in note for note in dossier.notes)
    registry.trends("serpapi", context).trending(Channel(language=language), DAY)
    assert {request.query["hl"] for request in server.asked("/search")} == {nearest}


@pytest.mark.parametrize(
    ("country", "geo", "gl", "noted"),
    [("de", "DE", "de", False), ("GB", "GB", "uk", False), ("uk", "GB", "uk", False), ("Germany", "US", "us", True)],
)
def test_a_country_is_sent_as_trends_and_results_spell_it(
    country: str, geo: str, gl: str, noted: bool, server: SerpApi, tmp_path: Path
) -> None:
    context = desk_in(tmp_path, {"serpapi": CANARY}, serpapi_base_url=server.url, serpapi_country=country)
    registry.trends("serpapi", context).trending(Channel(), DAY)
    assert server.requests[-1].query["geo"] == geo
    registry.pictures("serpapi", context).search("lighthouse", 5)
    assert server.requests[-1].query["gl"] == gl
    dossier = registry.facts("serpapi", context).gather(TOPIC, None)
    assert any("no country's two letters" in note for note in dossier.notes) is noted


@pytest.mark.parametrize("change", [{"hl": "ms"}, {"gl": "xx"}, {"imgar": "tall"}])
def test_the_local_server_refuses_what_serpapi_refuses(change: dict[str, str], server: SerpApi) -> None:
    search = {"engine": "google_images", "q": "x", "tbs": "sur:cl", "output": "json", "api_key": CANARY}
    answer = exchange("GET", f"{server.url}/search", service="it", params={**search, **change})
    assert answer.status == 400
    assert f"Unsupported `{next(iter(change.values()))}`" in answer.json("it")["error"]
