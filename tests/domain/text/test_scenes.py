"""Narrations are split at sentences and clauses, and scenes are merged if the pace calls for fewer."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.scenes import merge, split
from tasks.domain.words import letters
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


CLAUSES = {
    "zh": "埃菲尔铁塔建成于1889年，|每年有近700万名游客，|但当年很多人不喜欢它，|因为它又高又怪。",
    "ja": "東京タワーは1958年に完成し、|高さは333メートルで、|"
    "赤と白の姿が、街のどこからも見えますが、|夜は色が変わります。",
    "ko": "에펠탑은 1889년에 완공되었으며|높이는 약 330미터이고|처음에는 반대가 많았지만|지금은 파리의 상징이다.",
    "th": "หอคอยสูง 330 เมตร|สร้างเสร็จในปี 1889|แต่ในตอนแรกหลายคนไม่ชอบ|เพราะคิดว่าน่าเกลียดมาก",
    "de": "Der hohe, alte Turm aus Eisen,|der 1889 eröffnet wurde,|wiegt mit Aufzügen, Farbe und Möbeln 10.100 Tonnen,|"
    "obwohl er 2,5 Tonnen im Jahr verliert.",
    "fr": "La tour pèse 10 100 tonnes avec ses escaliers, ascenseurs et peintures,|mais beaucoup la détestaient|"
    "parce qu'ils la trouvaient trop haute.",
    "es": "La torre pesa 10.100 toneladas,|aunque pierde 2,5 toneladas|cuando la pintan de rojo, verde y azul.",
    "ru": "Башня весит 10 100 тонн,|"
    "хотя большая, старая лестница давно снята,|а краски, стекла и лампы весят 2,5 тонны.",
    "ar": "افتتح البرج عام 1889،|ويبلغ ارتفاعه 330 مترا،|لكن كثيرا من الناس كرهوه في البداية|لأن شكله كان غريبا.",
    "hi": "यह मीनार 1889 में बनी थी,|और इसकी ऊँचाई 330 मीटर है,|लेकिन लोग इसे पसंद नहीं करते थे|क्योंकि यह अजीब लगती थी।",
}


@pytest.mark.parametrize("language", CLAUSES)
def test_scenes_of_every_language_part_at_its_clauses(language: str) -> None:
    clauses = CLAUSES[language].split("|")
    text = ("" if language in {"zh", "ja"} else " ").join(clauses)
    ends = {len(letters("".join(clauses[: number + 1]))) for number in range(len(clauses))}
    for count in range(2, len(clauses) + 3):
        scenes = split(text, count, language)
        assert letters("".join(scenes)) == letters(text)
        assert len(scenes) >= min(count, len(clauses)) - 1 or count > len(clauses)
        read = {len(letters("".join(scenes[: number + 1]))) for number in range(len(scenes))}
        assert read <= ends, scenes


@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "ru", "zh", "ja", "ko", "th"])
@given(numbers=st.lists(st.integers(1, 10**7), min_size=4, max_size=12))
def test_no_scene_begins_inside_a_list_of_numbers(language: str, numbers: list[int]) -> None:
    text = ", ".join(f"{number:,}" for number in numbers)
    assert split(text, 5, language) == (text,)


@given(st.lists(st.floats(0.5, 9), min_size=1, max_size=30), st.floats(0.5, 20))
def test_merging_keeps_every_scene_in_order(seconds: list[float], least: float) -> None:
    groups = merge(seconds, least)
    assert [number for group in groups for number in group] == list(range(len(seconds)))
    lengths = [sum(seconds[number] for number in group) for group in groups]
    assert all(one + other >= least - 1e-9 for one, other in pairwise(lengths))
    assert all(len(group) == 1 or length < least + 1e-9 for group, length in zip(groups, lengths, strict=True))


def test_the_shortest_neighbours_are_merged_first() -> None:
    assert merge([5.0, 1.0, 1.5, 1.0, 5.0], 3.0) == ((0,), (1, 2), (3,), (4,))


def test_a_scene_of_another_length_merges_no_scenes_far_away() -> None:
    seconds = [3.5, 2.0, 2.5, 4.0, 3.0, 4.0, 2.0, 2.9, 4.0]
    groups = merge(seconds, 5.0)
    assert groups == ((0,), (1, 2), (3,), (4,), (5,), (6, 7), (8,))
    assert merge([1.0, *seconds[1:]], 5.0)[1:] == ((2,), (3,), (4,), (5,), (6, 7), (8,))


def test_scenes_that_are_apart_share_no_group() -> None:
    apart = [False, True, True, False]
    assert merge([2.0, 1.0, 1.5, 2.0], 4.0, apart=apart) == ((0, 1), (2, 3))
    assert merge([1.0, 1.0], 4.0, apart=[True, True]) == ((0,), (1,))


def test_no_scene_parts_a_fixed_expression() -> None:
    text = "It can affect your health and your work such as increases your risk of high blood pressure and of strokes."
    assert not any(scene.endswith(" such") for scene in split(text, 3))
