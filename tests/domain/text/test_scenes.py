"""Narrations are split at sentences and clauses, and scenes are merged if the pace calls for fewer."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.scenes import merge, split
from tasks.providers.shipped import shipped

WORDS = st.lists(
    st.sampled_from(["sea", "boats,", "and", "rose.", "Then", "when", "ice:", "it", "fell."]), min_size=1, max_size=80
)


@given(WORDS, st.integers(1, 20))
def test_the_scenes_repeat_the_text_word_for_word(words: list[str], count: int) -> None:
    scenes = split(" ".join(words), count)
    assert " ".join(scenes).split() == words
    assert 1 <= len(scenes) <= max(1, count)


def test_real_texts_are_split_into_the_requested_count_and_never_inside_a_phrase() -> None:
    for topic in shipped():
        scenes = split(topic.text, 15)
        assert len(scenes) == 15
        for scene, following in pairwise(scenes):
            ended = scene[-1] in ".!?,:;"
            joined = following.split()[0].lower() in {
                "and",
                "but",
                "because",
                "so",
                "like",
                "if",
                "where",
                "that",
                "when",
            }
            assert ended or joined, (scene, following)


@given(st.lists(st.floats(0.5, 9), min_size=1, max_size=30), st.integers(1, 30))
def test_merging_keeps_every_scene_in_order(seconds: list[float], count: int) -> None:
    groups = merge(["x"] * len(seconds), seconds, count)
    assert [number for group in groups for number in group] == list(range(len(seconds)))
    assert len(groups) == min(count, len(seconds))


def test_the_shortest_neighbours_are_merged() -> None:
    assert merge(["a", "b", "c", "d"], [5.0, 1.0, 1.5, 5.0], 3) == ((0,), (1, 2), (3,))
