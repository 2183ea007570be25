"""A segment describes only what its frames show, so unchanged segments keep their cache key and are not re-encoded."""

import pytest

from tasks.domain.film.segments import Segment, parts, segments
from tasks.domain.timeline import Timeline
from tasks.machine.storage.assets import AssetStore, assets
from tests.bench.inputs import encoded, photograph, timeline


@pytest.fixture(scope="module")
def store() -> AssetStore:
    return assets()


@pytest.fixture(scope="module")
def plan(store: AssetStore) -> Timeline:
    pictures = [store.put(encoded(photograph(n, 124, 220)), ".jpg") for n in range(6)]
    return timeline(store, seconds=18, scenes=6, pictures=pictures)


def changed(a: Timeline, b: Timeline) -> list[int]:
    """Indices of the segments that differ."""
    return [n for n, (x, y) in enumerate(zip(segments(a, "libx264"), segments(b, "libx264"), strict=True)) if x != y]


def test_the_segments_cover_the_whole_film(plan: Timeline) -> None:
    parts = segments(plan, "libx264")
    assert sum(part.frames for part in parts) == plan.frames
    assert parts[0].leaving is None
    assert all(part.leaving is not None for part in parts[1:])


def test_a_new_picture_changes_the_segment_that_shows_it_and_the_next_one(plan: Timeline, store: AssetStore) -> None:
    other = store.put(encoded(photograph(99, 124, 220)), ".jpg")
    shots = [shot.model_copy(update={"picture": other}) if n == 2 else shot for n, shot in enumerate(plan.shots)]
    assert changed(plan, plan.model_copy(update={"shots": tuple(shots)})) == [2, 3]


def test_a_new_word_changes_only_the_segment_that_shows_it(plan: Timeline) -> None:
    cue = plan.captions.cues[0]
    word = cue.words[0].model_copy(update={"text": "Shallow"})
    cues = (cue.model_copy(update={"words": (word, *cue.words[1:])}), *plan.captions.cues[1:])
    captions = plan.captions.model_copy(update={"cues": cues})
    assert changed(plan, plan.model_copy(update={"captions": captions})) == [0]


def test_the_outgoing_picture_continues_its_motion(plan: Timeline) -> None:
    first, second = segments(plan, "libx264")[:2]
    assert second.leaving is not None
    assert (second.leaving.span, second.leaving.motion) == (first.take.span, first.take.motion)
    assert second.leaving.at == first.frames


def test_a_new_picture_changes_only_the_transition_of_the_next_segment(plan: Timeline, store: AssetStore) -> None:
    other = store.put(encoded(photograph(99, 124, 220)), ".jpg")
    shots = [shot.model_copy(update={"picture": other}) if n == 2 else shot for n, shot in enumerate(plan.shots)]
    before, after = (
        [parts(part) for part in segments(timeline, "libx264")]
        for timeline in (plan, plan.model_copy(update={"shots": tuple(shots)}))
    )
    assert before[3][0] != after[3][0]
    assert before[3][1] == after[3][1]
    assert before[2][1] != after[2][1], "the segment that shows the new picture must change"


def test_the_parts_show_the_same_frames_and_captions_as_the_whole(plan: Timeline) -> None:
    for whole in segments(plan, "libx264"):
        shown = [
            (frame, part.take.at + frame - first, [word.text for word in cue.words])
            for first, part in zip(_starts(parts(whole)), parts(whole), strict=True)
            for frame in range(first, first + part.frames)
            for cue in part.cues
            if cue.first <= frame - first < cue.end
        ]
        assert shown == [
            (frame, whole.take.at + frame, [word.text for word in cue.words])
            for frame in range(whole.frames)
            for cue in whole.cues
            if cue.first <= frame < cue.end
        ]


def test_a_cut_or_a_shot_that_is_all_transition_has_one_part(plan: Timeline) -> None:
    first, second = segments(plan, "libx264")[:2]
    assert parts(first) == (first,)
    brief = second.model_copy(update={"frames": second.transition.frames})
    assert parts(brief) == (brief,)


def _starts(pieces: tuple[Segment, ...]) -> list[int]:
    """The first frame of each part."""
    return [sum(piece.frames for piece in pieces[:n]) for n in range(len(pieces))]
