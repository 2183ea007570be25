"""Who is asked for pictures, in what order, how often, and what becomes of those that cannot answer."""

from collections.abc import Mapping

import pytest

from tasks.domain.channel import Channel, Licences
from tasks.domain.errors import BadInput, NoKey, QuotaSpent, Transient, WrongKey
from tasks.domain.story import Candidate, Credit
from tasks.images import Findings, search


class Source:
    """A source of pictures that gives what it is told to."""

    states_licences = True
    fingerprint: Mapping[str, object] = {}

    def __init__(self, name: str, licence: str = "CC0", many: int = 3, fails: Exception | None = None) -> None:
        self.name, self.licence, self.many, self.fails = name, licence, many, fails
        self.asked: list[str] = []

    def search(self, query: str, wanted: int) -> tuple[Candidate, ...]:
        self.asked.append(query)
        if self.fails:
            raise self.fails
        urls = [f"https://{self.name}/{query}/{number}" for number in range(min(self.many, wanted))]
        credit = Credit(title=query, author="", licence=self.licence)
        return tuple(Candidate(url=url, credit=credit, found_by=self.name) for url in urls)


def looked(
    *sources: Source, channel: Channel | None = None, scenes: int = 2, patient: bool = False
) -> tuple[Findings, list[int]]:
    by_name = {source.name: source for source in sources}
    names = [source.name for source in sources]
    found = search(names, by_name.__getitem__, ("a", "b"), channel or Channel(), scenes, patient=patient)
    return found, [len(source.asked) for source in sources]


def test_the_search_ends_as_soon_as_there_is_enough() -> None:
    found, asked = looked(Source("serpapi", many=100), Source("commons"))
    assert (len(found.candidates), asked) == (6, [1, 0])
    poor = (Source("serpapi", many=1), Source("commons", many=1))
    found, asked = looked(*poor, Source("openverse", many=9), scenes=3)
    assert (len(found.candidates), asked) == (13, [2, 2, 1])


def test_a_short_of_the_users_own_pictures_needs_no_search() -> None:
    found, asked = looked(Source("serpapi"), scenes=0)
    assert (found, asked) == (Findings(), [0])


def test_what_may_not_be_shown_is_left_out() -> None:
    found, _ = looked(Source("commons", "CC BY-NC 2.0"), Source("openverse", "CC BY 2.0", many=1))
    assert {one.found_by for one in found.candidates} == {"openverse"}


def test_a_channel_that_wants_known_licences_pays_for_no_others() -> None:
    google = Source("serpapi", "unknown (Creative Commons according to Google)", many=50)
    google.states_licences = False
    found, asked = looked(google, Source("commons"), channel=Channel(licences=Licences.known))
    assert asked[0] == 0
    assert {one.found_by for one in found.candidates} == {"commons"}
    assert "serpapi states no licences" in found.note
    assert {one.found_by for one in looked(google)[0].candidates} == {"serpapi"}, "by default its filter will do"


@pytest.mark.parametrize(
    "spent", [QuotaSpent("No searches left.", service="serpapi"), NoKey("No key.")], ids=["quota", "key"]
)
def test_a_source_that_cannot_be_paid_is_passed_over_only_where_the_channel_allows_it(spent: Exception) -> None:
    with pytest.raises(type(spent)):
        looked(Source("serpapi", fails=spent), Source("commons"))
    found, asked = looked(Source("serpapi", fails=spent), Source("commons"), channel=Channel(fall_back=True))
    assert asked == [1, 2]
    assert len(found.candidates) == 6
    assert "looked for elsewhere" in found.note


def test_a_keyless_source_that_fails_is_tried_again_and_then_does_without() -> None:
    down = Transient("Commons is down.", service="Wikimedia Commons")
    with pytest.raises(Transient):
        looked(Source("commons", fails=down), patient=True)
    found, _ = looked(Source("commons", fails=down), Source("openverse"))
    assert {one.found_by for one in found.candidates} == {"openverse"}
    assert found.note.startswith("Commons is down.")
    assert looked(Source("commons", fails=down))[0].candidates == ()


@pytest.mark.parametrize(
    "error", [WrongKey("No.", service="SerpApi"), Transient("Down.", service="SerpApi")], ids=["key", "down"]
)
def test_a_source_that_is_paid_for_does_not_fail_in_silence(error: Exception) -> None:
    with pytest.raises(type(error)):
        looked(Source("serpapi", fails=error), Source("commons"), channel=Channel(fall_back=True))


def test_bad_input_of_a_source_is_not_hidden() -> None:
    with pytest.raises(BadInput):
        looked(Source("commons", fails=BadInput("odd")))
