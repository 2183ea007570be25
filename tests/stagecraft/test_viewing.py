"""Which channels have what was found looked at, and that a short is made without the look where it fails."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import QuotaSpent, Transient, WrongKey
from tasks.domain.second_look import Fault, Moment
from tasks.domain.story import Candidate, Credit, Scene
from tasks.domain.views import Row, View
from tasks.providers.context import ProviderContext
from tasks.stagecraft.viewing import eyes_of, look
from tests.providers.desks import desk_in
from tests.servers.wikimedia import Wikimedia

SCENES = [Scene(time="", narration=f"Said {n}.", visual_description="a tower") for n in range(2)]


class Sighted:
    """Fake eyes, which find the last still of each scene the best, or fail."""

    able, maker = True, "a model"
    fingerprint: Mapping[str, object] = {}

    def __init__(self, fails: Exception | None = None) -> None:
        self.fails = fails
        self.rows: list[Row] = []
        self.sheets = 0

    def choose(self, rows: Sequence[Row], sheets: Sequence[bytes]) -> tuple[View, ...]:
        self.rows, self.sheets = [*rows], len(sheets)
        if self.fails:
            raise self.fails
        return tuple(
            View(scene=row.scene, best=row.candidates[-1].url, wrong=tuple(one.url for one in row.candidates[:-1]))
            for row in rows
        )

    def doubt(self, moments: Sequence[Moment], sheets: Sequence[bytes]) -> tuple[Fault, ...]:
        raise AssertionError("nobody asked about a film")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wikimedia]:
    with Wikimedia() as vendor:
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", vendor.url.removeprefix("http://"))
        yield vendor


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    return desk_in(tmp_path)


def found(server: Wikimedia, *numbers: int) -> tuple[Candidate, ...]:
    """Candidates with a still, which the server lacks for a number above 99."""
    return tuple(
        Candidate(
            url=f"{server.url}/large/{number}",
            thumb=f"{server.url}/upload/thumb/330px-{number}-330x{495 if number < 100 else 'x'}.jpg",
            credit=Credit(title=f"Tower {number}", author="", licence="CC0"),
            found_by="test",
        )
        for number in numbers
    )


def test_only_small_stills_are_fetched_once_and_those_that_are_missing_are_not_judged(
    server: Wikimedia, context: ProviderContext
) -> None:
    eyes = Sighted()
    matched = {0: found(server, 1, 200, 2), 1: found(server, 300)}
    views, note = look(eyes, matched, SCENES, context)
    assert [[one.credit.title for one in row.candidates] for row in eyes.rows] == [["Tower 1", "Tower 2"]]
    assert views[0].best == matched[0][2].url
    assert note.startswith("a model looked at 2 found pictures and refused 1. Another one shows scene 1 better")
    assert server.asked("/large/") == []
    before = len(server.asked())
    assert look(eyes, matched, SCENES, context)[0] == views
    assert len(server.asked()) == before + 2, "only what was missing is asked for again"


def test_what_nobody_can_see_asks_nobody(server: Wikimedia, context: ProviderContext) -> None:
    eyes = Sighted()
    assert look(eyes, {0: found(server, 300), 1: ()}, SCENES, context) == ((), "")
    assert eyes.rows == []


@pytest.mark.parametrize(
    "error", [QuotaSpent("The budget is spent.", service="x"), Transient("Down.", service="x")], ids=["spent", "down"]
)
def test_a_failing_look_is_done_without_and_told(server: Wikimedia, context: ProviderContext, error: Exception) -> None:
    views, note = look(Sighted(error), {0: found(server, 1)}, SCENES, context)
    assert views == ()
    assert note == f"Nobody looked at what was found: {error.message}"  # type: ignore[attr-defined]


def test_a_wrong_key_is_raised_and_an_outage_while_there_is_a_try_left(
    server: Wikimedia, context: ProviderContext
) -> None:
    with pytest.raises(WrongKey):
        look(Sighted(WrongKey("No.", service="x")), {0: found(server, 1)}, SCENES, context)
    with pytest.raises(Transient):
        look(Sighted(Transient("Down.", service="x")), {0: found(server, 1)}, SCENES, context, patient=True)


def test_who_looks_is_who_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert eyes_of(Channel()) == ()
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    assert eyes_of(Channel()) == ("openai",)
    assert eyes_of(Channel(writer="extractive")) == ()
    assert eyes_of(Channel(writer="extractive+openai")) == ("openai",)
    monkeypatch.setenv("OPENAI_EYES_MODEL", "none")
    assert eyes_of(Channel()) == ()
