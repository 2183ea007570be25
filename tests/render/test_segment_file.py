"""Segment files: if only the transition changed, the cached tail is reused and the bytes are those of a full encode."""

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


def second_segment(store: AssetStore, *numbers: int) -> Segment:
    """The second segment of a film of two scenes with the photographs of these seeds."""
    pictures = [store.put(encoded(photograph(n, 276, 490)), ".jpg") for n in numbers]
    return segments(timeline(store, seconds=4, scenes=2, output=SMALL, pictures=pictures), "libx264")[1]


def encode_counting(segment: Segment, store: AssetStore, tails: Tails | None) -> tuple[bytes, float]:
    """The segment's file, and the number of frames that were encoded for it."""
    progress: list[float] = []
    return store.read(encode_segment(segment, store, progress.append, tails)), progress[-1]


def test_after_a_changed_previous_picture_only_the_transition_is_encoded(store: AssetStore, tmp_path: Path) -> None:
    tails = Tails(store, 1)
    before, after = second_segment(store, 1, 2), second_segment(store, 3, 2)
    first, count = encode_counting(before, store, tails)
    assert count == before.frames
    reencoded, count = encode_counting(after, store, tails)
    assert count == parts(after)[0].frames == after.transition.frames
    assert reencoded != first
    elsewhere = AssetStore(tmp_path / "elsewhere")
    assert reencoded == encode_counting(second_segment(elsewhere, 3, 2), elsewhere, None)[0], (
        "the same bytes as from a full encode"
    )


def test_a_changed_picture_or_another_version_is_encoded_in_full(store: AssetStore) -> None:
    tails = Tails(store, 1)
    encode_segment(second_segment(store, 1, 2), store, None, tails)
    other = second_segment(store, 1, 3)
    assert encode_counting(other, store, tails)[1] == other.frames
    assert encode_counting(second_segment(store, 4, 2), store, Tails(store, 2))[1] == other.frames, (
        "another version of the code finds no tail"
    )
    tail = parts(second_segment(store, 4, 2))[1]
    assert tails.find(tail, b"of another build") is None


@pytest.mark.parametrize("loss", ["the segment", "the note"])
def test_a_damaged_tail_is_encoded_again(loss: str, store: AssetStore) -> None:
    tails = Tails(store, 1)
    whole = encode_segment(second_segment(store, 1, 2), store, None, tails)
    (note,) = (store.root / "rests").rglob("*.tail")
    damaged = store.place(whole) if loss == "the segment" else note
    damaged.write_bytes(b"{" + damaged.read_bytes()[1:-1])
    after = second_segment(store, 3, 2)
    assert encode_counting(after, store, tails)[1] == after.frames
    assert encode_counting(second_segment(store, 4, 2), store, tails)[1] == after.transition.frames, (
        "the tail is found again the next time"
    )


def test_the_tail_begins_with_a_keyframe(store: AssetStore) -> None:
    segment = second_segment(store, 1, 2)
    stored = read_segment(store.read(encode_segment(segment, store)))
    assert [pts for pts, _, _, is_key in stored.packets if is_key] == [0, segment.transition.frames]
    assert sorted(pts for pts, *_ in stored.packets) == list(range(segment.frames))
