"""A stage plays: what has come in is the card, nothing is seen before its time, and both ways of drawing agree."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tasks.artwork.cards import draw_card
from tasks.artwork.direction import direct
from tasks.domain.channel import CaptionStyle, Palette
from tasks.domain.film.choreography import plan_stage
from tasks.domain.film.idling import BREATH
from tasks.domain.film.poses import Pose
from tasks.domain.film.segments import Segment, Take, _bare
from tasks.domain.stage import PULSE, Element, Stage
from tasks.domain.story import Picture
from tasks.domain.timeline import Motion, OutputSpec, Transition, View
from tasks.machine.media.pictures import prepare
from tasks.machine.storage.assets import AssetStore
from tasks.render import segment as segments
from tasks.render.camera import Canvas, Frame, move
from tasks.render.planes import PAD, to_planes
from tasks.render.sprites import Sprite, lay, lay_print
from tasks.render.stage import Play
from tests.machine.media.photographs import CYAN, MAGENTA, drawn, encoded

OUTPUT = OutputSpec(width=270, height=480)
FRAMES = 120
SENTENCES = [
    "In 1956, a ship left the harbour.",
    "About 85% of the ocean is unexplored.",
    "A lamp, a chair and a cat stood there.",
    "Then it moved to Paris.",
    "The crane lifted 16 tons.",
    "At 5:40 p.m. the train left the station.",
]
CUT = Transition(kind="cut", frames=0)
Pixels = NDArray[np.floating]


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


def played(sentence: str, store: AssetStore) -> tuple[Picture, Segment]:
    (plan,) = direct([sentence], seed=2, palette=Palette.tidepool)
    picture = draw_card(plan, OUTPUT, store)
    assert picture.sky
    words = [(word, 20 + 8 * number) for number, word in enumerate(sentence.split())]
    stage = Stage(sky=picture.sky, unit=picture.unit, cast=plan_stage(picture.elements, words, FRAMES, 30))
    motion = Motion(kind="push_in", start=View(zoom=1, x=0.5, y=0.5), end=View(zoom=1.1, x=0.5, y=0.4))
    take = Take(picture=picture.image, stage=stage, motion=motion, at=0, span=FRAMES)
    return picture, Segment(
        frames=FRAMES,
        take=take,
        leaving=None,
        transition=CUT,
        cues=(),
        style=CaptionStyle.bold,
        accent="#ffd400",
        output=OUTPUT,
        encoder="libx264",
    )


def lumas(segment: Segment, store: AssetStore) -> list[Pixels]:
    return [planes[0].astype(float) for planes in segments.draw(segment, store)]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_stage_on_which_all_have_come_in_is_the_card(sentence: str, store: AssetStore) -> None:
    picture, segment = played(sentence, store)
    stage = segment.take.stage
    assert stage
    still = lumas(segment.model_copy(update={"take": segment.take.model_copy(update={"stage": None})}), store)
    film = lumas(segment, store)
    whole = max(max(cued.rests, cued.pulse + PULSE) for cued in stage.cast)
    assert whole <= min(cued.leaves for cued in stage.cast)
    assert np.abs(film[whole] - still[whole]).mean() < 1.0
    assert np.abs(film[0] - still[0]).mean() > 3.0, "at first the stage is bare"
    assert picture.elements


@pytest.mark.parametrize("sentence", SENTENCES[:3])
def test_nothing_is_seen_before_its_time_or_after_its_exit(sentence: str, store: AssetStore) -> None:
    _, segment = played(sentence, store)
    stage = segment.take.stage
    assert stage
    bare = stage.model_copy(update={"cast": tuple(c for c in stage.cast if c.element.entrance == "floor")})
    empty = lumas(segment.model_copy(update={"take": segment.take.model_copy(update={"stage": bare})}), store)
    film = lumas(segment, store)
    first = min(cued.first for cued in stage.cast if cued.element.entrance != "floor")
    for number in (0, first - 1, FRAMES - 1):
        assert np.abs(film[number] - empty[number]).mean() < 0.05
    assert np.abs(film[first + 6] - empty[first + 6]).max() > 20


@pytest.mark.parametrize("sentence", SENTENCES)
def test_opencv_alone_draws_the_same_film(sentence: str, store: AssetStore, monkeypatch: pytest.MonkeyPatch) -> None:
    _, segment = played(sentence, store)
    compiled = [planes[0].copy() for planes in segments.draw(segment, store)]
    monkeypatch.setattr(segments, "_canvases", lambda _: (Canvas(OUTPUT, plain=True), Canvas(OUTPUT, plain=True)))
    for number, planes in enumerate(segments.draw(segment, store)):
        assert np.abs(planes[0].astype(float) - compiled[number]).mean() < 0.5, number


def test_the_same_segment_gives_the_same_frames(store: AssetStore) -> None:
    _, segment = played(SENTENCES[0], store)
    first, again = ([planes[1].tobytes() for planes in segments.draw(segment, store)] for _ in range(2))
    assert first == again


def test_a_sprite_at_rest_is_what_is_painted_in(store: AssetStore) -> None:
    """Else every element would jump when it comes to rest."""
    rng = np.random.default_rng(1)
    sky = cv2.resize(rng.integers(0, 256, (24, 14, 3), np.uint8), (310, 552), interpolation=cv2.INTER_CUBIC)
    pixels = np.zeros((120, 160, 4), np.uint8)
    cv2.circle(pixels, (80, 60), 50, (40, 90, 200, 255), -1, cv2.LINE_AA)
    pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
    sprite = Sprite.of(pixels, 60, 140)
    planes = to_planes(np.asarray(sky, np.uint8))
    canvas = Canvas(OUTPUT)
    take = played(SENTENCES[0], store)[1].take
    camera = move(take, OUTPUT)
    frame = [plane.copy() for plane in canvas.draw(planes, camera, 40)]
    lay(sprite, (frame[0], frame[1]), camera.frames[40], Pose(), (140, 200), 1.0, canvas.resample)
    sprite.paint(planes)
    for laid, painted in zip(frame, canvas.draw(planes, camera, 40), strict=True):
        assert np.abs(laid.astype(float) - painted).mean() < 0.15
        assert np.abs(laid.astype(float) - painted).max() < 12


@pytest.mark.parametrize("plain", [False, True])
def test_a_moved_sprite_is_where_its_pose_says(plain: bool) -> None:
    pixels = np.zeros((80, 100, 4), np.uint8)
    pixels[20:60, 20:80] = 255
    sprite = Sprite.of(pixels, 40, 60)
    frame = np.zeros((480, 270), np.uint8), np.full((240, 135, 2), 128, np.uint8)
    lay(
        sprite,
        frame,
        Frame(1.15, 0.0, 0.0),
        Pose(dx=30, dy=40, across=1.5, down=0.8),
        (90, 100),
        1.0,
        Canvas(OUTPUT, plain=plain).resample,
    )
    rows, columns = np.flatnonzero(frame[0].max(1) > 120), np.flatnonzero(frame[0].max(0) > 120)
    # The white box is 60 x 40 around the anchor at (90, 100).
    assert columns[[0, -1]].tolist() == pytest.approx([(120 - 45) / 1.15, (120 + 45) / 1.15 - 1], abs=1.2)
    assert rows[[0, -1]].tolist() == pytest.approx([(140 - 16) / 1.15, (140 + 16) / 1.15 - 1], abs=1.2)


# ------------------------------------------------------------------ photographs before their ground


def printed(store: AssetStore, motion: Motion, *, cast: bool = True) -> Segment:
    """A photograph that does not fill the frame, for FRAMES; without `cast`, as one flat picture."""
    made = prepare(encoded(drawn(500, 400, [(0.15, 0.5, 0.3, MAGENTA), (0.85, 0.5, 0.3, CYAN)])), OUTPUT, name="x.jpg")
    part = made.print
    assert part
    element = Element(
        image=store.put(part.jpeg, ".jpg"),
        alpha=store.put(part.alpha, ".png"),
        left=part.left,
        top=part.top,
        anchor=(0, 0),
        entrance="print",
    )
    cued = plan_stage([element], (), FRAMES, 30, furnished=True)
    stage = Stage(sky=store.put(made.ground, ".jpg"), unit=1.0, cast=cued) if cast else None
    take = Take(picture=store.put(made.jpeg, ".jpg"), stage=stage, motion=motion, at=0, span=FRAMES)
    return Segment(
        frames=FRAMES,
        take=take,
        leaving=None,
        transition=CUT,
        cues=(),
        style=CaptionStyle.bold,
        accent="#ffd400",
        output=OUTPUT,
        encoder="libx264",
    )


STILL = Motion(kind="still", start=View(zoom=1, x=0.5, y=0.5), end=View(zoom=1, x=0.5, y=0.5))
PUSH = Motion(kind="push_in", start=View(zoom=1, x=0.5, y=0.5), end=View(zoom=1.12, x=0.5, y=0.5))
PAN = Motion(kind="pan_right", start=View(zoom=1.12, x=0.2, y=0.5), end=View(zoom=1.12, x=0.8, y=0.5))


def test_a_photograph_before_its_ground_is_at_first_the_flat_picture(store: AssetStore) -> None:
    for motion in (STILL, PUSH):
        live, flat = (lumas(printed(store, motion, cast=cast), store) for cast in (True, False))
        assert np.abs(live[0] - flat[0]).mean() < 1.0


@pytest.mark.parametrize("motion", [PUSH, PAN], ids=["push", "pan"])
def test_its_ground_moves_less_than_the_photograph(store: AssetStore, motion: Motion) -> None:
    live, flat = (lumas(printed(store, motion, cast=cast), store) for cast in (True, False))
    band = slice(190, 230)  # the middle of the photograph
    assert np.abs(live[-1][band, 60:210] - flat[-1][band, 60:210]).mean() < 1.5, "it moves with the camera"
    top = slice(0, 60)  # ground
    moved = [np.abs(frames[-1][top] - frames[0][top]).mean() for frames in (live, flat)]
    assert moved[0] < 0.8 * moved[1]


def test_the_quick_way_to_lay_a_photograph_is_the_same_picture(store: AssetStore) -> None:
    segment = printed(store, PUSH)
    stage = segment.take.stage
    assert stage
    sprite = Play(stage, 30, store).books[0][-1]
    assert sprite.solid
    canvas, camera = Canvas(OUTPUT), move(segment.take, OUTPUT)
    for number in (0, 50, FRAMES - 1):
        frames = [(np.full((480, 270), 90, np.uint8), np.full((240, 135, 2), 128, np.uint8)) for _ in range(2)]
        lay_print(sprite, frames[0], camera.frames[number], canvas.resample)
        lay(sprite, frames[1], camera.frames[number], Pose(), (0, 0), 1.0, canvas.resample)
        for quick, full in zip(*frames, strict=True):
            assert np.abs(quick.astype(float) - full).max() <= 2


@pytest.mark.parametrize("kind", ["crossfade", "slide"])
def test_what_stands_is_still_there_in_the_transition_that_follows(store: AssetStore, kind: str) -> None:
    """A floor that went with the rest of its card, or a photograph, would leave a flash of its ground."""
    arriving = printed(store, STILL)
    _, card = played(SENTENCES[0], store)
    for segment in (printed(store, STILL), card):
        take = segment.take.model_copy(update={"motion": STILL})
        last = lumas(segment.model_copy(update={"take": take}), store)[-1]
        timed = arriving.model_copy(
            update={
                "leaving": _bare(take.model_copy(update={"at": FRAMES, "span": FRAMES + 30})),
                "transition": Transition(kind=kind, frames=30),
            }
        )
        first = lumas(timed, store)[0]
        assert np.abs(first[:, 40:200] - last[:, 40:200]).mean() < 5


def test_what_breathes_is_drawn_alone(store: AssetStore) -> None:
    """What lies over it but is clear of it stays painted in; afterwards all is as before."""
    _, segment = played("The octopus sleeps.", store)
    stage = segment.take.stage
    assert stage
    *others, octopus, floor = stage.cast
    assert (octopus.element.entrance, floor.element.entrance) == ("drop", "floor")
    last = max(cued.rests for cued in stage.cast) + 2
    higher = octopus.element.model_copy(update={"top": octopus.element.top - 60})
    cast = *others, octopus.model_copy(update={"breath": last, "element": higher}), floor
    play = Play(stage.model_copy(update={"cast": cast}), 30, store)
    still, moving = play.base(play.poses(last - 1), last - 1)
    assert moving == []
    middle = last + BREATH // 2
    base, moving = play.base(play.poses(middle), middle)
    assert moving == [len(others)]
    top = floor.element.top + PAD + 40
    assert np.array_equal(base[0][top:], still[0][top:]), "the floor is painted in"
    assert np.abs(still[0].astype(float) - base[0]).max() > 40, "the octopus is not"
    again, moving = play.base(play.poses(last + BREATH), last + BREATH)
    assert moving == []
    assert np.array_equal(again[0], still[0])
