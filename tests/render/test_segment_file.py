"""A segment of which only the transition is another takes its rest from the store, with the bytes it would have had."""

from pathlib import Path

import pytest

from tasks.domain.film.segments import Segment, parts, segments
from tasks.domain.timeline import OutputSpec
from tasks.machine.storage.assets import AssetStore
from tasks.render.segment import encode_segment
from tasks.render.segment_file import Tails, read_segment
from tests.bench.inputs import encoded, photograph, timeline

SMALL = OutputSpec(width=240, height=426)

pytestmark = pytest.mark.media


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


def second(store: AssetStore, *numbers: int) -> Segment:
    """A film's second segment, whose pictures are these."""
    pictures = [store.put(encoded(photograph(n, 276, 490)), ".jpg") for n in numbers]
    return segments(timeline(store, seconds=4, scenes=2, output=SMALL, pictures=pictures), "libx264")[1]


def frames_encoded(segment: Segment, store: AssetStore, tails: Tails | None) -> tuple[bytes, float]:
    told: list[float] = []
    return store.read(encode_segment(segment, store, told.append, tails)), told[-1]


def test_after_another_picture_before_it_only_the_transition_is_encoded(store: AssetStore, tmp_path: Path) -> None:
    tails = Tails(store, 1)
    before, after = second(store, 1, 2), second(store, 3, 2)
    first, count = frames_encoded(before, store, tails)
    assert count == before.frames
    made, count = frames_encoded(after, store, tails)
    assert count == parts(after)[0].frames == after.transition.frames
    assert made != first
    elsewhere = AssetStore(tmp_path / "elsewhere")
    assert made == frames_encoded(second(elsewhere, 3, 2), elsewhere, None)[0], "as if all had been encoded"


def test_what_shows_another_picture_is_encoded_whole(store: AssetStore) -> None:
    tails = Tails(store, 1)
    encode_segment(second(store, 1, 2), store, None, tails)
    other = second(store, 1, 3)
    assert frames_encoded(other, store, tails)[1] == other.frames
    assert frames_encoded(second(store, 4, 2), store, Tails(store, 2))[1] == other.frames, "nor by other code"
    tail = parts(second(store, 4, 2))[1]
    assert tails.find(tail, b"of another build") is None


@pytest.mark.parametrize("loss", ["the segment", "the note"])
def test_a_tail_that_is_lost_or_damaged_is_encoded_again(loss: str, store: AssetStore) -> None:
    tails = Tails(store, 1)
    whole = encode_segment(second(store, 1, 2), store, None, tails)
    (note,) = (store.root / "rests").rglob("*.json")
    damaged = store.place(whole) if loss == "the segment" else note
    damaged.write_bytes(b"{" + damaged.read_bytes()[1:-1])
    after = second(store, 3, 2)
    assert frames_encoded(after, store, tails)[1] == after.frames
    assert frames_encoded(second(store, 4, 2), store, tails)[1] == after.transition.frames, "and found the next time"


def test_the_tail_begins_with_a_keyframe(store: AssetStore) -> None:
    segment = second(store, 1, 2)
    stored = read_segment(store.read(encode_segment(segment, store)))
    assert [pts for pts, _, _, is_key in stored.packets if is_key] == [0, segment.transition.frames]
    assert sorted(pts for pts, *_ in stored.packets) == list(range(segment.frames))
