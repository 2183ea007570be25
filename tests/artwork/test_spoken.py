"""Kinetic type: every word is set, large and in its place, in every script; and few scenes are such."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from tasks.artwork import cards
from tasks.artwork.direction import direct
from tasks.artwork.faces import in_language
from tasks.artwork.layouts import SPOKEN
from tasks.artwork.layouts.spoken import settable_large
from tasks.artwork.phrases import stressed
from tasks.artwork.plan import CardPlan
from tasks.artwork.typesetting import LEAST, LEAST_WIDE, Room, typeset
from tasks.domain.channel import Palette, Shape
from tasks.domain.film.kinetic import text_area
from tasks.domain.text.bidi import reads_right_to_left
from tasks.domain.timeline import SHAPES, OutputSpec
from tasks.domain.values import replaced
from tasks.domain.words import split_words

TEXTS = {
    "en": "Why did nobody see it coming?",
    "de": "Und am Ende änderte ausgerechnet diese Kiste den ganzen Welthandel.",
    "ru": "Это изменило всё, что мы знали о море.",
    "el": "Γιατί δεν το είδε κανείς;",
    "ar": "لماذا لم ير أحد هذه السفينة من New York قادمة؟",
    "he": "מדוע איש לא ראה את הספינה מגיעה?",
    "hi": "लोगों ने इसे पहले क्यों नहीं देखा?",
    "zh": "人们为什么没有看到这艘船?它改变了世界。",
    "ja": "なぜ誰もそれに気づかなかったのでしょうか？",
    "ko": "왜 아무도 그것을 보지 못했을까요?",
    "th": "ทำไมไม่มีใครเห็นมันมาก่อน",
}
TALL = Room(157, 269, 923, 1422, 1080)
LONG = " ".join(["The container that nobody wanted moved ninety percent of everything that people ever traded"] * 3)
EVERY_LANGUAGE = pytest.mark.parametrize("language", TEXTS)


@pytest.mark.sampled(3)
@EVERY_LANGUAGE
def test_every_word_is_set_once_and_large(language: str) -> None:
    text = TEXTS[language]
    with in_language(language):
        rows = typeset(text, stressed(text, language), TALL)
        numbers = [number for row in rows for number in range(row.first, row.first + len(row.words))]
        assert numbers == list(range(len(split_words(text))))
        loud, quiet = [row.size for row in rows if row.loud], [row.size for row in rows if not row.loud]
        assert max(loud) >= max(quiet), "what is stressed is not smaller"
        for row, size in zip(rows, [*loud, *quiet], strict=True):
            assert size >= (LEAST_WIDE if language in {"zh", "ja", "ko"} else LEAST)
            assert row.width <= TALL.width * 1.001
        edges = [(row.baseline - row.rise, row.baseline + row.fall) for row in rows]
        assert all(above[1] <= below[0] + 0.01 for above, below in pairwise(edges))
        assert TALL.top <= edges[0][0]
        assert edges[-1][1] <= TALL.bottom + 0.01


def test_a_text_too_long_to_be_large_keeps_its_captions() -> None:
    assert typeset(LONG, "ninety percent", TALL) == ()
    assert not settable_large(LONG, "ninety percent")
    plans = direct([LONG, "A cat sleeps."], seed=1, palette=Palette.plum, kinetic=True, fixed=True)
    assert SPOKEN not in {plan.layout for plan in plans}


def spoken(language: str) -> CardPlan:
    text = TEXTS[language]
    (plan,) = direct([text], seed=1, palette=Palette.lagoon, language=language, fixed=True)
    return replaced(plan, layout=SPOKEN, text=text, phrase=stressed(text, language), things=(), relation=None)


@pytest.mark.sampled(4)
@EVERY_LANGUAGE
@pytest.mark.parametrize("output", [SHAPES[Shape.vertical], SHAPES[Shape.square], SHAPES[Shape.wide]], ids=str)
def test_each_word_is_an_element_within_the_safe_area(language: str, output: OutputSpec) -> None:
    plan = spoken(language)
    width, height = output.width // 8 * 2, output.height // 8 * 2
    _, layers = cards.layered(plan, width=width, height=height)
    assert [layer.manner.said for layer in layers] == [f"#{n}" for n in range(len(split_words(plan.text)))]
    left, top, right, bottom = text_area(output)
    for layer in layers:
        high, wide = layer.poses[0].shape[:2]
        slack = 2.0  # even sides
        assert layer.left >= left * width - slack
        assert layer.left + wide <= right * width + slack
        assert layer.top >= top * height - slack
        assert layer.top + high <= bottom * height + slack


@pytest.mark.sampled(3)
@EVERY_LANGUAGE
def test_words_stand_in_reading_order(language: str) -> None:
    """A Latin name in an Arabic line runs from left to right within it."""
    plan = spoken(language)
    _, layers = cards.layered(plan, width=620, height=1104)
    words, anchors = split_words(plan.text), [layer.anchor for layer in layers]
    towards = -1 if reads_right_to_left(plan.text) else 1
    pairs: Sequence[tuple[int, int]] = [(n, n + 1) for n in range(len(words) - 1)]
    for before, after in pairs:
        if anchors[before][1] != anchors[after][1]:
            assert anchors[before][1] < anchors[after][1], "rows go down"
        else:
            latin = words[before].isascii() and words[after].isascii()
            assert (anchors[after][0] - anchors[before][0]) * (1 if latin else towards) > 0


SHORT = [
    "What holds the world together?",
    "A ship left the harbour.",
    "Nobody believed it.",
    "A cat sat there.",
    "So what changed?",
    "An owl flew by.",
    "That was all.",
]


def kinds(narrations: Sequence[str], *, kinetic: bool = False) -> list[bool]:
    plans = direct(narrations, seed=2, palette=Palette.moss, fixed=True, kinetic=kinetic)
    return [plan.layout == SPOKEN for plan in plans]


def test_the_hook_speaks_first_then_questions_then_the_last_line() -> None:
    assert kinds(SHORT, kinetic=True) == [True, *[False] * 6]
    assert kinds(["A ship left.", *SHORT[1:]], kinetic=True).index(True) == 4
    assert kinds(["A ship left.", *SHORT[1:4], *SHORT[5:]], kinetic=True) == [False] * 5 + [True]


def test_few_scenes_speak_and_no_two_in_a_row() -> None:
    told = [
        f"{text[:-1]}{mark}" for mark in "?.!" for text in ("Nobody knew", "Was it over", "That was all", "So be it")
    ]
    speaking = kinds([*told, *SHORT, *told], kinetic=True)
    assert sum(speaking) == int(0.15 * len(speaking))
    assert not any(a and b for a, b in pairwise(speaking))


def test_only_films_that_ask_for_it_are_kinetic() -> None:
    assert kinds(SHORT) == [False] * 7


def test_a_kinetic_card_says_what_it_sets() -> None:
    plans = direct(SHORT, seed=2, palette=Palette.moss, fixed=True, kinetic=True)
    assert [plan.text for plan in plans] == SHORT
