"""A look at the film: the frames that are shown, that a film stays without it, and what replaces a refused picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tasks.domain.errors import QuotaSpent, ServiceError, Transient, WrongKey
from tasks.domain.making import Wish
from tasks.domain.second_look import Fault, Moment
from tasks.domain.story import Candidate, Credit, Picture
from tasks.domain.values import Artifact
from tasks.domain.views import Row, View
from tasks.providers.context import ProviderContext
from tasks.providers.scene_picture import PictureChoice
from tasks.stagecraft.second_look import look_at, otherwise
from tests.clips import clip
from tests.providers.desks import desk_in

pytestmark = pytest.mark.media
CREDIT = Credit(title="x", author="me", licence="CC0")
LOOKED = [Moment(scene=n, frame=10 * n + 5, said=f"Said {n}.", wanted="a tower") for n in range(4)]


class Doubtful:
    """Fake eyes, which doubt these scenes, or fail."""

    able, maker = True, "a model"
    fingerprint: Mapping[str, object] = {}

    def __init__(self, *scenes: int, fails: ServiceError | None = None) -> None:
        self.scenes, self.fails = scenes, fails
        self.sheets: Sequence[bytes] = ()

    def choose(self, rows: Sequence[Row], sheets: Sequence[bytes]) -> tuple[View, ...]:
        raise AssertionError

    def doubt(self, moments: Sequence[Moment], sheets: Sequence[bytes]) -> tuple[Fault, ...]:
        self.sheets = sheets
        if self.fails:
            raise self.fails
        return tuple(Fault(scene=scene) for scene in self.scenes)


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    return desk_in(tmp_path)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four scenes of ten frames, each brighter than the one before it."""
    frames = (np.full((320, 180, 3), 40 + 60 * (n // 10), np.uint8) for n in range(40))
    return clip(tmp_path_factory.mktemp("film") / "film.mp4", frames, options={"preset": "ultrafast"})


def test_a_sheet_shows_the_moments_in_their_order(film: Path, context: ProviderContext, tmp_path: Path) -> None:
    eyes = Doubtful(2)
    view = look_at(eyes, film, 30, LOOKED, context)
    assert [fault.scene for fault in view.faults] == [2]
    (sheet,) = eyes.sheets
    (tmp_path / "sheet.jpg").write_bytes(sheet)
    with Image.open(tmp_path / "sheet.jpg") as image:
        assert image.size == (3 * 224, 2 * 288)
        levels = [np.asarray(image.convert("L"))[32 + 288 * (n // 3) + 128, 224 * (n % 3) + 112] for n in range(4)]
    assert [round((level - 40) / 60) for level in map(float, levels)] == [0, 1, 2, 3]


@pytest.mark.parametrize("error", [QuotaSpent("The budget is spent.", service="x"), Transient("Down.", service="x")])
def test_a_film_stays_as_it_is_if_nobody_can_look(film: Path, context: ProviderContext, error: ServiceError) -> None:
    view = look_at(Doubtful(fails=error), film, 30, LOOKED, context)
    assert view.faults == ()
    assert view.note == f"Nobody looked at the film: {error.message}"


def test_a_wrong_key_is_raised_and_an_outage_while_there_is_a_try_left(film: Path, context: ProviderContext) -> None:
    with pytest.raises(WrongKey):
        look_at(Doubtful(fails=WrongKey("No.", service="x")), film, 30, LOOKED, context)
    with pytest.raises(Transient):
        look_at(Doubtful(fails=Transient("Down.", service="x")), film, 30, LOOKED, context, patient=True)


def test_the_next_of_the_choice_replaces_what_is_refused_and_nothing_else() -> None:
    found = tuple(Candidate(url=f"https://p/{n}", credit=CREDIT, found_by="test") for n in range(3))
    order = PictureChoice(found=found, made=Wish(shown="a tower", style="", vendor="made"))
    image = Artifact(sha256="0" * 64, bytes=1, suffix=".jpg")
    shown = [
        Picture(image=image, focus=(0.5, 0.5), origin="found", credit=CREDIT, source="https://p/1"),
        Picture(image=image, focus=(0.5, 0.5), origin="made", credit=CREDIT),
        Picture(image=image, focus=(0.5, 0.5), origin="found", credit=CREDIT, source="https://p/0"),
    ]
    first, second, third = otherwise([order] * 3, shown, [Fault(scene=0), Fault(scene=1)])
    assert [one.url for one in first.found] == ["https://p/0", "https://p/2"]
    assert first.made == order.made
    assert second == order.model_copy(update={"made": None})
    assert third == order
