"""A film with clips: their own frames are shown in time, and the gate refuses other ones."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.artwork.callouts import annotated, callout_in
from tasks.artwork.direction import direct
from tasks.domain.channel import Palette
from tasks.domain.clip import Clip
from tasks.domain.film.segments import segments
from tasks.domain.film.verdict import judge
from tasks.domain.stage import Cued, Stage
from tasks.domain.story import Credit, Picture
from tasks.domain.timeline import OutputSpec, Timeline
from tasks.machine.media.clips import prepare_clip
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render import segment as drawing
from tasks.render.camera import Canvas
from tasks.render.clip_reader import ClipReader
from tasks.render.gate.measure import measure
from tests.bench.assemble import assemble
from tests.bench.inputs import timeline
from tests.clips import clip, moving

pytestmark = pytest.mark.media
SMALL = OutputSpec(width=270, height=480)
SENTENCE = "The crane lifted 16 tons."
FAST = {"preset": "ultrafast"}
PREPARED = {**FAST, "crf": "14", "g": "15", "bf": "0"}


@pytest.fixture(scope="module")
def store() -> AssetStore:
    return assets()


def prepared(file: Path, store: AssetStore, seconds: float = 4.0) -> tuple[Clip, bytes]:
    ready = prepare_clip(file, SMALL, seconds, name=file.name)
    mp4 = store.put(ready.mp4, ".mp4")
    made = Clip(file=mp4, frames=ready.frames, width=ready.width, height=ready.height, smooth=ready.smooth)
    return made, ready.jpeg


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory, store: AssetStore) -> tuple[Clip, bytes]:
    file = clip(tmp_path_factory.mktemp("clips") / "a.mp4", moving(480, 270, 130), options=FAST)
    return prepared(file, store)


@pytest.fixture(scope="module")
def plan(lively: tuple[Clip, bytes], store: AssetStore) -> Timeline:
    """Three scenes, of which the second is a clip."""
    still = timeline(store, seconds=6, scenes=3, output=SMALL)
    made, jpeg = lively
    first, second, third = still.shots
    shown = second.model_copy(update={"clip": made, "picture": store.put(jpeg, ".jpg"), "focus": (0.5, 0.5)})
    return still.model_copy(update={"shots": (first, shown, third)})


def test_a_reader_gives_the_same_frames_from_everywhere(lively: tuple[Clip, bytes], store: AssetStore) -> None:
    made, _ = lively
    forward = ClipReader(made, 30, store)
    whole = [forward.planes(number)[0].copy() for number in range(60)]
    for number in (52, 7, 31, 14, 15, 16, 59):
        assert np.array_equal(ClipReader(made, 30, store).planes(number)[0], whole[number]), number
    assert not np.array_equal(whole[10], whole[11])


def test_its_last_frame_stands_for_all_after_it(lively: tuple[Clip, bytes], store: AssetStore) -> None:
    made, _ = lively
    reader = ClipReader(made, 30, store)
    last = reader.planes(made.frames - 1)[0].copy()
    assert np.array_equal(reader.planes(made.frames + 40)[0], last)


def test_the_film_is_the_same_again_and_on_both_ways_of_drawing(
    plan: Timeline, store: AssetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = segments(plan, "libx264")[1]
    once = [planes[0].copy() for planes in drawing.draw(part, store)]
    again = [planes[0].copy() for planes in drawing.draw(part, store)]
    assert all(map(np.array_equal, once, again))
    monkeypatch.setattr(drawing, "_canvases", lambda _: (Canvas(SMALL, plain=True), Canvas(SMALL, plain=True)))
    for number, planes in enumerate(drawing.draw(part, store)):
        assert np.abs(planes[0].astype(float) - once[number]).mean() < 2.0, number


def test_a_good_film_is_accepted_and_bears_a_clip_of_few_frames(
    plan: Timeline, store: AssetStore, tmp_path: Path
) -> None:
    film = assemble(plan, store).file
    report = judge(measure(film, plan, store), plan, film)
    assert report.passed, report.reasons
    slow, _ = prepared(clip(tmp_path / "slow.mp4", moving(480, 270, 50), fps=10, options=FAST), store)
    assert not slow.smooth
    shots = tuple(shot.model_copy(update={"clip": slow}) if shot.clip else shot for shot in plan.shots)
    stuttering = plan.model_copy(update={"shots": shots})
    film = assemble(stuttering, store).file
    report = judge(measure(film, stuttering, store), stuttering, film)
    assert report.passed, report.reasons


@pytest.fixture(scope="module")
def called_out(plan: Timeline, store: AssetStore) -> Timeline:
    """The same film, in which a figure stands before the clip from frame 20 of its shot on."""
    shot = plan.shots[1]
    assert shot.clip
    credit = Credit(title="x", author="me", licence="mine")
    bare = Picture(image=shot.picture, clip=shot.clip, focus=(0.5, 0.95), origin="given", credit=credit)
    (card,) = direct([SENTENCE], seed=1, palette=Palette.tidepool)
    picture = annotated(bare, callout_in(SENTENCE), SENTENCE, card, SMALL, store)
    assert picture.sky == bare.image, "there is room for a plate"
    cast = tuple(Cued(element=element, first=20, frames=10, leaves=shot.frames) for element in picture.elements)
    stage = Stage(sky=bare.image, unit=picture.unit, cast=cast)
    shown = shot.model_copy(update={"picture": picture.image, "stage": stage})
    return plan.model_copy(update={"shots": (plan.shots[0], shown, plan.shots[2])})


def test_a_callout_comes_in_before_a_clip_that_plays_on(
    plan: Timeline, called_out: Timeline, store: AssetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lumas() -> list[NDArray[np.int16]]:
        part = segments(called_out, "libx264")[1]
        return [planes[0].astype(np.int16) for planes in drawing.draw(part, store)]

    clip_alone = [planes[0].astype(np.int16) for planes in drawing.draw(segments(plan, "libx264")[1], store)]
    shown = lumas()
    assert all(np.array_equal(shown[number], clip_alone[number]) for number in range(20))
    plate = np.abs(shown[45] - clip_alone[45]) > 12
    assert 0.01 < plate.mean() < 0.35
    assert plate[: SMALL.height // 2].sum() > 0.95 * plate.sum(), "in the upper half"
    assert np.abs(shown[45] - clip_alone[45])[~plate].mean() < 1, "elsewhere the clip plays on"
    monkeypatch.setattr(drawing, "_canvases", lambda _: (Canvas(SMALL, plain=True), Canvas(SMALL, plain=True)))
    for number, luma in enumerate(lumas()):
        assert np.abs(luma - shown[number]).mean() < 2.0, number


def test_the_gate_accepts_a_clip_with_a_callout_and_misses_one_that_is_gone(
    plan: Timeline, called_out: Timeline, store: AssetStore
) -> None:
    film = assemble(called_out, store).file
    report = judge(measure(film, called_out, store), called_out, film)
    assert report.passed, report.reasons
    without = assemble(plan, store).file
    report = judge(measure(without, called_out, store), called_out, without)
    assert not report.passed
    assert '"16" of scene 2 is missing' in " ".join(report.reasons)


def other(out: Path, store: AssetStore, kind: str) -> Clip:
    """A prepared clip that shows the same film wrongly."""
    pictures = list(moving(480, 270, 130))
    ways: dict[str, Callable[[], list[NDArray[np.uint8]]]] = {
        "frozen": lambda: [pictures[0]] * 130,
        "black": lambda: [np.zeros_like(pictures[0])] * 130,
        "another in-point": lambda: pictures[25:] + pictures[:25],
        "half its speed": lambda: [pictures[number // 2] for number in range(130)],
        "twice its speed": lambda: [pictures[min(129, 2 * number)] for number in range(130)],
        "backwards": lambda: pictures[::-1],
        "each second frame twice": lambda: [pictures[number // 2 * 2] for number in range(130)],
        "mirrored": lambda: [np.ascontiguousarray(picture[:, ::-1]) for picture in pictures],
        "another film": lambda: list(moving(480, 270, 130, seed=8, right=0.3)),
    }
    wrong = clip(
        out / "wrong.mp4", iter(ways[kind]()), options={"preset": "ultrafast", "crf": "14", "g": "15", "bf": "0"}
    )
    return Clip(file=store.put(wrong.read_bytes(), ".mp4"), frames=130, width=480, height=270)


QUICK = ("another in-point", "twice its speed")
WRONG = (
    "frozen",
    "black",
    "another in-point",
    "half its speed",
    "twice its speed",
    "backwards",
    "each second frame twice",
    "mirrored",
    "another film",
)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "kind", [kind if kind in QUICK else pytest.param(kind, marks=pytest.mark.integration) for kind in WRONG]
)
def test_a_film_that_shows_the_clip_wrongly_is_refused(kind: str, store: AssetStore, tmp_path: Path) -> None:
    """Planned is one clip, shown is another that was made wrongly."""
    wide = OutputSpec(width=480, height=270)
    still = timeline(store, seconds=6, scenes=3, output=wide)
    right = clip(
        tmp_path / "right.mp4",
        moving(480, 270, 130),
        options=PREPARED,
    )
    good = Clip(file=store.put(right.read_bytes(), ".mp4"), frames=130, width=480, height=270)
    first, second, third = still.shots
    planned = still.model_copy(update={"shots": (first, second.model_copy(update={"clip": good}), third)})
    wrong = other(tmp_path, store, kind)
    shown = still.model_copy(update={"shots": (first, second.model_copy(update={"clip": wrong}), third)})
    good_film = assemble(planned, store).file
    assert judge(measure(good_film, planned, store), planned, good_film).passed
    film = assemble(shown, store).file
    report = judge(measure(film, planned, store), planned, film)
    assert not report.passed, kind


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)], ids=["HD", "4K"])
def test_the_gate_knows_clips_of_the_sizes_that_services_send(
    width: int, height: int, store: AssetStore, tmp_path: Path
) -> None:
    """In a film of full size: the right clip is accepted, and the same one a second later is refused."""
    output = OutputSpec()
    pictures = list(moving(width, height, 120))
    film = clip(tmp_path / "right.mp4", iter(pictures), options=FAST)
    late = clip(tmp_path / "late.mp4", iter(pictures[30:] + pictures[:30]), options=FAST)
    still = timeline(store, seconds=6, scenes=3, output=output)
    plans = []
    for file in (film, late):
        ready = prepare_clip(file, output, 2.5, name=file.name)
        assert ready.width / ready.height == pytest.approx(9 / 16, rel=0.02)
        mp4 = store.put(ready.mp4, ".mp4")
        made = Clip(file=mp4, frames=ready.frames, width=ready.width, height=ready.height, smooth=ready.smooth)
        picture = store.put(ready.jpeg, ".jpg")
        shown = still.shots[1].model_copy(update={"clip": made, "picture": picture, "focus": ready.focus})
        plans.append(still.model_copy(update={"shots": (still.shots[0], shown, still.shots[2])}))
    right = assemble(plans[0], store).file
    report = judge(measure(right, plans[0], store), plans[0], right)
    assert report.passed, report.reasons
    assert not judge(measure(right, plans[1], store), plans[1], right).passed
