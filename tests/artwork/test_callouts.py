"""A photograph says what its sentence states, and nothing else: on its word, legibly, and beside its subject."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from tasks.artwork.callouts import Callout, annotated, callout_in
from tasks.artwork.direction import direct
from tasks.domain.channel import Palette
from tasks.domain.stage import Element
from tasks.domain.story import Credit, Picture
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Artifact
from tasks.machine.media.pictures import Prepared, prepare
from tasks.machine.storage.assets import AssetStore
from tests.machine.media.photographs import MAGENTA, Subject, area, drawn, encoded

TALL, SQUARE, WIDE = (OutputSpec(width=w, height=h) for w, h in ((360, 640), (540, 540), (640, 360)))
SENTENCE = "The crane lifted 16 tons."
LOW: Subject = (0.5, 0.8, 0.2, MAGENTA)
CREDIT = Credit(title="x", author="me", licence="mine")


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


def photograph(store: AssetStore, *subjects: Subject, output: OutputSpec = TALL) -> Picture:
    size = (900, 1600) if output.tall else (1200, 1200) if output is SQUARE else (1600, 900)
    return stored(prepare(encoded(drawn(*size, subjects)), output, name="x.jpg"), store)


def stored(made: Prepared, store: AssetStore) -> Picture:
    return Picture(
        image=store.put(made.jpeg, ".jpg"), focus=made.focus, reach=made.reach, origin="given", credit=CREDIT
    )


def called_out(
    picture: Picture, store: AssetStore, sentence: str = SENTENCE, *, output: OutputSpec = TALL, language: str = "en"
) -> Picture:
    (card,) = direct([sentence], seed=1, palette=Palette.tidepool, language=language)
    return annotated(picture, callout_in(sentence, language), sentence, card, output, store)


def pixels(image: Artifact, store: AssetStore) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(store.read(image))) as opened:
        return np.asarray(opened.convert("RGB"))


def laid(picture: Picture, store: AssetStore) -> NDArray[np.float64]:
    """Its elements at rest over its sky."""
    assert picture.sky
    out = pixels(picture.sky, store).astype(float)
    for element in picture.elements:
        part = cut_out(element, store)
        place = np.s_[element.top : element.top + part.shape[0], element.left : element.left + part.shape[1]]
        out[place] = part[..., 2::-1] + out[place] * (1 - part[..., 3:] / 255)
    return out


def cut_out(element: Element, store: AssetStore) -> NDArray[np.float64]:
    found = cv2.imdecode(np.frombuffer(store.read(element.image), np.uint8), cv2.IMREAD_UNCHANGED)
    assert found is not None
    return found.astype(float)


@pytest.mark.parametrize(
    ("sentence", "said", "text", "unit", "share"),
    [
        ("In 1956, a ship left the harbour.", "1956", "1956", "", 0),
        ("Around 1850 it was built.", "1850", "around 1850", "", 0),
        ("The crane lifted 16 tons.", "16", "16", "tons", 0),
        ("More than 13,200 houses burned.", "13,200", "more than 13,200", "houses", 0),
        ("It cost $5.86 a ton.", "$5.86", "$5.86", "a ton", 0),
        ("At 5:40 p.m. the train left.", "5:40", "5:40", "p.m.", 0),
        ("Three out of four people sleep badly.", "three", "three out of four", "", 0.75),
        ("Scientists work in Ghana today.", "Ghana", "Ghana", "", 0),
    ],
)
def test_a_callout_says_what_the_sentence_states(sentence: str, said: str, text: str, unit: str, share: float) -> None:
    found = callout_in(sentence)
    assert found
    assert (found.said, found.figure.text, found.figure.unit, found.share) == (said, text, unit, share)


@pytest.mark.parametrize("sentence", ["About 85% of the ocean is unexplored.", "Etwa 85 % der Meere sind unerforscht."])
def test_a_percentage_is_a_share_in_every_language(sentence: str) -> None:
    found = callout_in(sentence, "en" if sentence.startswith("About") else "de")
    assert found
    assert (found.kind, found.share) == ("share", 0.85)


@pytest.mark.parametrize(
    "sentence",
    [
        "A cat sat in the sun.",
        "It is not 16 tons.",
        "Between 1990 and 2005 it grew.",
        "It closed at nine in the evening.",  # nobody says 9:00, so there is no word to come in on
    ],
)
def test_in_doubt_there_is_no_callout(sentence: str) -> None:
    assert callout_in(sentence) is None


@pytest.mark.sampled(3)
@pytest.mark.parametrize("output", [TALL, SQUARE, WIDE], ids=["tall", "square", "wide"])
@pytest.mark.parametrize("sentence", [SENTENCE, "About 85% of the ocean is unexplored.", "Then it moved to Paris."])
def test_the_picture_is_its_layers_laid_over_one_another(store: AssetStore, output: OutputSpec, sentence: str) -> None:
    bare = photograph(store, LOW, output=output)
    picture = called_out(bare, store, sentence, output=output)
    assert picture.bare == bare.image == picture.sky
    assert picture.image != bare.image
    difference = np.abs(laid(picture, store) - pixels(picture.image, store))
    assert difference.mean() < 1.0
    assert np.percentile(difference, 99.9) < 20  # JPEG's
    height = pixels(picture.image, store).shape[0]
    for element in picture.elements[1:]:  # the first is the plate with its shadow
        assert element.top + cut_out(element, store).shape[0] <= 0.51 * height, "captions stand below"


@pytest.mark.sampled(3)
@pytest.mark.parametrize("x", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("y", [0.25, 0.4, 0.75])
def test_a_callout_hides_no_subject(store: AssetStore, x: float, y: float) -> None:
    bare = photograph(store, (x, y, 0.18, MAGENTA))
    picture = called_out(bare, store)
    seen = area(pixels(bare.image, store), MAGENTA)
    assert picture.bare, "there is room beside it"
    assert area(pixels(picture.image, store), MAGENTA) > 0.9 * seen


def test_where_there_is_no_room_there_is_no_callout(store: AssetStore) -> None:
    bare = photograph(store, (0.28, 0.27, 0.22, MAGENTA), (0.72, 0.27, 0.22, MAGENTA), (0.5, 0.42, 0.2, MAGENTA))
    assert called_out(bare, store) == bare


def test_a_panorama_and_a_card_have_no_callout(store: AssetStore) -> None:
    panorama = stored(prepare(encoded(drawn(3000, 900, [LOW])), TALL, name="x.jpg"), store)
    assert called_out(panorama, store) == panorama
    card = photograph(store, LOW).model_copy(update={"origin": "drawn"})
    assert called_out(card, store) == card


@pytest.mark.parametrize(
    ("sentence", "turn"), [("In 1956 a ship left the old harbour.", 0), ("A crane in the harbour lifted 16 tons.", 1)]
)
def test_of_two_photographs_the_one_that_is_seen_when_it_is_said_gets_it(
    store: AssetStore, sentence: str, turn: int
) -> None:
    second = photograph(store, (0.4, 0.8, 0.2, MAGENTA))
    first = photograph(store, LOW).model_copy(update={"then": (second,)})
    picture = called_out(first, store, sentence)
    assert [bool(one.bare) for one in (picture, *picture.then)] == [turn == 0, turn == 1]


def test_a_long_unit_is_set_smaller_than_the_frame_is_wide(store: AssetStore) -> None:
    found = callout_in("It holds 7,500 ancient books.")
    assert isinstance(found, Callout)
    wordy = found.model_copy(update={"figure": found.figure.model_copy(update={"unit": "very " * 14 + "old books"})})
    (card,) = direct([SENTENCE], seed=1, palette=Palette.tidepool)
    picture = annotated(photograph(store, LOW), wordy, "It holds 7,500 ancient books.", card, TALL, store)
    width = pixels(picture.image, store).shape[1]
    assert picture.bare
    for element in picture.elements[1:]:
        assert element.left > 0.1 * width
        assert element.left + cut_out(element, store).shape[1] < 0.9 * width


@pytest.mark.parametrize(
    ("sentence", "counts"),
    [(SENTENCE, True), ("About 85% of the ocean is unexplored.", True), ("In 1956, a ship left the harbour.", False),
     ("At 5:40 p.m. the train left.", False), ("One in 12 adults snores.", False)],
)  # fmt: skip
def test_only_amounts_count_up(store: AssetStore, sentence: str, counts: bool) -> None:
    """A year on its way up would be other years, which nobody states."""
    picture = called_out(photograph(store, LOW), store, sentence)
    assert picture.bare
    assert any(element.poses for element in picture.elements) == counts
