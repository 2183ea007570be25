"""Openverse through a local server: free licences only, anonymous rate limits, and an error for each failure."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.domain.channel import Licences
from tasks.domain.errors import BadAnswer, DailiesError, Missing, Permanent, RateLimited, Transient
from tasks.domain.ranking import may_be_shown
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tests.providers.desks import desk_in
from tests.servers.openverse import Openverse
from tests.servers.wire import Reply, html


@pytest.fixture
def server() -> Iterator[Openverse]:
    with Openverse() as vendor:
        yield vendor


@pytest.fixture
def context(server: Openverse, tmp_path: Path) -> ProviderContext:
    return desk_in(tmp_path, openverse_base_url=server.url)


def test_pictures_are_free_tall_and_credited(server: Openverse, context: ProviderContext) -> None:
    found = registry.pictures("openverse", context).search("honey", 42)
    assert len(found) == 20
    assert all(may_be_shown(one.credit.licence, Licences.known) for one in found)
    assert {one.credit.licence for one in found} == {
        "CC0 1.0",
        "Public Domain Mark 1.0",
        "CC BY 2.0",
        "CC BY-SA 4.0",
    }
    second = found[1]
    assert (second.width, second.height) == (1024, 1600)
    assert second.credit.author == "Photographer 1"
    assert (found[0].about, second.about[:5]) == ("", "sea. ")
    assert second.credit.page == "https://photos.example.org/1"
    assert second.credit.licence_url.startswith("https://creativecommons.org/licenses/")
    assert second.preview.endswith("384x600.jpg")
    assert (found[0].credit.title, found[0].credit.author) == ("", ""), "unknown title and author stay empty"
    query = server.requests[0].query
    assert (query["aspect_ratio"], query["page_size"], query["license"]) == ("tall", "20", "cc0,pdm,by,by-sa")
    assert server.requests[0].headers["user-agent"].endswith("ops@example.org")


def test_answers_are_cached_for_a_day(server: Openverse, context: ProviderContext) -> None:
    first = registry.pictures("openverse", context).search("honey", 42)
    assert registry.pictures("openverse", context).search("honey", 42) == first
    assert registry.pictures("openverse", context).search("zzyzx", 42) == ()
    assert len(server.requests) == 2


def test_the_anonymous_rate_limit_is_an_error_and_is_not_cached(server: Openverse, context: ProviderContext) -> None:
    server.left = 0
    with pytest.raises(RateLimited):
        registry.pictures("openverse", context).search("honey", 42)
    server.left = 1
    assert len(registry.pictures("openverse", context).search("honey", 42)) == 20, "the refusal was not cached"


def test_more_than_twenty_searches_a_minute_wait_as_long_as_the_answer_says(
    server: Openverse, context: ProviderContext
) -> None:
    server.clock = lambda: 7.0
    pictures = registry.pictures("openverse", context)
    for number in range(20):
        pictures.search(f"honey {number}", 5)
    with pytest.raises(RateLimited) as raised:
        pictures.search("honey", 5)
    assert raised.value.retry_after == 60
    server.clock = lambda: 67.0
    assert pictures.search("honey", 5)


FAULTS: dict[str, tuple[Reply, type[DailiesError]]] = {
    "no strangers": (Reply(401, {"detail": "Authentication credentials were not provided."}), Permanent),
    "blocked": (html(403), Permanent),
    "bad request": (Reply(400, {"detail": "Invalid input"}), Permanent),
    "not found": (Reply(404, {"detail": "Not found."}), Missing),
    "too often": (Reply(429, {"detail": "Request was throttled."}, {"Retry-After": "3600"}), RateLimited),
    "500": (Reply(500, {"detail": "x"}), Transient),
    "503": (html(503), Transient),
    "cut": (Reply(200, b"x" * 5000, cut=100), Transient),
    "a page": (html(200), BadAnswer),
    "a list": (Reply(200, [1]), BadAnswer),
    "no results": (Reply(200, {"detail": "odd"}), BadAnswer),
    "odd results": (Reply(200, {"results": [{"url": ""}, 7]}), BadAnswer),
}


@pytest.mark.parametrize(("reply", "kind"), FAULTS.values(), ids=FAULTS)
def test_each_failure_raises_its_error_after_one_request(
    server: Openverse, context: ProviderContext, reply: Reply, kind: type[DailiesError]
) -> None:
    server.script(reply)
    with pytest.raises(kind) as raised:
        registry.pictures("openverse", context).search("honey", 42)
    assert type(raised.value) is kind
    assert raised.value.worth_retrying == issubclass(kind, Transient)
    assert len(server.requests) == 1
