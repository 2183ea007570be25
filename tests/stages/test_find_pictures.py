"""The picture search: the order of its sources, how often each is queried, and how failures are handled."""

from collections.abc import Mapping
from typing import Literal

import pytest

from tasks.domain.channel import Channel, Licences, Shape
from tasks.domain.errors import BadInput, NoKey, QuotaSpent, Transient, WrongKey
from tasks.domain.story import Candidate, Credit, Topic
from tasks.domain.story import Source as Told
from tasks.stagecraft import services
from tasks.stagecraft.searching import Findings, clip_sources, orientation, search


class Source:
    """A fake picture source. It returns up to `many` pictures with `licence`, or raises `fails`."""

    states_licences = True
    fingerprint: Mapping[str, object] = {}

    def __init__(self, name: str, licence: str = "CC0", many: int = 3, fails: Exception | None = None) -> None:
        self.name, self.licence, self.many, self.fails = name, licence, many, fails
        self.queries: list[str] = []

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        self.queries.append(query)
        if self.fails:
            raise self.fails
        urls = [f"https://{self.name}/{query}/{number}" for number in range(min(self.many, wanted))]
        credit = Credit(title=query, author="", licence=self.licence)
        return tuple(Candidate(url=url, credit=credit, found_by=self.name) for url in urls)


def run_search(
    *sources: Source, channel: Channel | None = None, scenes: int = 2, patient: bool = False
) -> tuple[Findings, list[int]]:
    """The findings, and the number of queries each source received."""
    by_name = {source.name: source for source in sources}
    names = [source.name for source in sources]
    findings = search(names, by_name.__getitem__, ("a", "b"), channel or Channel(), scenes, patient=patient)
    return findings, [len(source.queries) for source in sources]


def test_the_search_stops_when_it_has_enough() -> None:
    findings, queries = run_search(Source("serpapi", many=100), Source("commons"))
    assert (len(findings.candidates), queries) == (6, [1, 0])
    poor = (Source("serpapi", many=1), Source("commons", many=1))
    findings, queries = run_search(*poor, Source("openverse", many=9), scenes=3)
    assert (len(findings.candidates), queries) == (13, [2, 2, 1])


@pytest.mark.parametrize("scenes", [12, 11, 3])
def test_pictures_of_the_users_own_change_no_request(scenes: int) -> None:
    """Else one more of them would ask again what is kept."""
    source = Source("commons", many=100)
    found = search(["commons"], lambda _: source, ("a", "b"), Channel(), scenes, of=12)
    assert (len(found.candidates), source.queries) == (36, ["a"])


class Library(Source):
    """A source that knows articles."""

    def of_article(self, wiki: str, title: str, wanted: int) -> tuple[Candidate, ...]:
        return self.search(f"{wiki} {title}", wanted)


def test_an_articles_own_pictures_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIKIPEDIA_BASE_URL", "https://{language}.wikipedia.org")
    library, other = Library("commons", many=2), Source("openverse", many=2)
    by_name = {"commons": library, "openverse": other}
    sources = [
        Told(id="s1", title="Sea", url="https://de.wikipedia.org/wiki/Deep_sea_%28zone%29"),
        Told(id="s2", title="A page", url="https://example.org/wiki/Sea"),
    ]
    (article,) = services.articles(sources)
    found = search(["commons", "openverse"], by_name.__getitem__, ("a", "b"), Channel(), 4, articles=[article])
    assert (library.queries, other.queries) == (["https://de.wikipedia.org Deep sea (zone)", "a", "b"], ["a"])
    assert "Deep sea" in found.candidates[0].url


def test_a_short_with_only_given_pictures_needs_no_search() -> None:
    findings, queries = run_search(Source("serpapi"), scenes=0)
    assert (findings, queries) == (Findings(), [0])


def test_pictures_whose_licence_forbids_use_are_excluded() -> None:
    findings, _ = run_search(Source("commons", "CC BY-NC 2.0"), Source("openverse", "CC BY 2.0", many=1))
    assert {picture.found_by for picture in findings.candidates} == {"openverse"}


def test_a_channel_that_wants_known_licences_skips_a_source_that_states_none() -> None:
    google = Source("serpapi", "unknown (Creative Commons according to Google)", many=50)
    google.states_licences = False
    findings, queries = run_search(google, Source("commons"), channel=Channel(licences=Licences.known))
    assert queries[0] == 0
    assert {picture.found_by for picture in findings.candidates} == {"commons"}
    assert "serpapi states no licences" in findings.note
    assert {picture.found_by for picture in run_search(google)[0].candidates} == {"serpapi"}, (
        "by default the filter of the source is trusted"
    )


@pytest.mark.parametrize(
    "spent", [QuotaSpent("No searches left.", service="serpapi"), NoKey("No key.")], ids=["quota", "key"]
)
def test_a_source_without_key_or_quota_is_skipped_only_if_the_channel_falls_back(spent: Exception) -> None:
    with pytest.raises(type(spent)):
        run_search(Source("serpapi", fails=spent), Source("commons"))
    findings, queries = run_search(Source("serpapi", fails=spent), Source("commons"), channel=Channel(fall_back=True))
    assert queries == [1, 2]
    assert len(findings.candidates) == 6
    assert "looked for elsewhere" in findings.note


def test_a_failing_keyless_source_is_retried_and_then_skipped() -> None:
    down = Transient("Commons is down.", service="Wikimedia Commons")
    with pytest.raises(Transient):
        run_search(Source("commons", fails=down), patient=True)
    findings, _ = run_search(Source("commons", fails=down), Source("openverse"))
    assert {picture.found_by for picture in findings.candidates} == {"openverse"}
    assert findings.note.startswith("Commons is down.")
    assert run_search(Source("commons", fails=down))[0].candidates == ()


@pytest.mark.parametrize(
    "error", [WrongKey("No.", service="SerpApi"), Transient("Down.", service="SerpApi")], ids=["key", "down"]
)
def test_a_wrong_key_or_an_outage_of_a_paid_source_is_raised(error: Exception) -> None:
    with pytest.raises(type(error)):
        run_search(Source("serpapi", fails=error), Source("commons"), channel=Channel(fall_back=True))


def test_clips_can_be_done_without_but_a_wrong_key_is_told() -> None:
    down, free = Source("pexels", fails=Transient("Down.", service="Pexels")), Source("commons")
    by_name = {"pexels": down, "commons": free}
    found = search(["pexels", "commons"], by_name.__getitem__, ("a",), Channel(), 2, spare=True)
    assert {clip.found_by for clip in found.candidates} == {"commons"}
    assert found.note == "Down. Clips were looked for elsewhere."
    with pytest.raises(Transient):
        search(["pexels", "commons"], by_name.__getitem__, ("a",), Channel(), 2, spare=True, patient=True)
    down.fails = WrongKey("No.", service="Pexels")
    with pytest.raises(WrongKey):
        search(["pexels", "commons"], by_name.__getitem__, ("a",), Channel(), 2, spare=True)


def test_a_channel_that_wants_known_licences_does_not_ask_for_stock() -> None:
    stock = Source("pexels", licence="Pexels License")
    for licences, asked in ((Licences.known, 0), (Licences.stock, 2), (Licences.any, 2)):
        stock.queries.clear()
        found = search(["pexels"], {"pexels": stock}.__getitem__, ("a", "b"), Channel(licences=licences), 9, spare=True)
        assert len(stock.queries) == asked
        assert bool(found.candidates) == bool(asked)
        assert ("does not allow the Pexels License" in found.note) == (not asked)


@pytest.fixture
def _online(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "online", lambda: True)


def asked_for(channel: Channel, *queries: str, origin: Literal["user", "shipped"] = "user") -> tuple[str, ...]:
    topic = Topic(title="T", slug="t", reason="r", origin=origin, text="" if origin == "user" else "Told.")
    return clip_sources(topic, channel, queries)


@pytest.mark.usefixtures("_online")
def test_who_is_asked_for_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_for(Channel(), "octopus arms") == ("commons",)
    assert asked_for(Channel(), "the planets of the sun") == ("nasa", "commons")
    assert asked_for(Channel(), "planet", origin="shipped") == ()
    monkeypatch.setenv("PEXELS_API_KEY", "x")
    assert asked_for(Channel(), "octopus") == ("pexels", "commons")
    assert asked_for(Channel(), "octopus", origin="shipped") == ("pexels",), "whoever sets a key wants it used"
    assert asked_for(Channel(licences=Licences.known), "octopus") == ("commons",)
    assert asked_for(Channel(clips="none"), "planet") == ()
    assert asked_for(Channel(clips="archive, nasa"), "octopus", origin="shipped") == ("archive", "nasa")


@pytest.mark.parametrize(("shape", "lies"), [("vertical", "portrait"), ("square", "square"), ("wide", "landscape")])
def test_clips_are_asked_for_in_the_shape_of_the_frame(shape: Shape, lies: str) -> None:
    assert orientation(Channel(shape=shape).for_pictures()) == lies


def test_bad_input_from_a_source_is_raised() -> None:
    with pytest.raises(BadInput):
        run_search(Source("commons", fails=BadInput("odd")))
