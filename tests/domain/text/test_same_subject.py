"""Two titles of one subject are found in other words; two subjects with a word in common are not."""

import pytest

from tasks.domain.text.same_subject import repeated, same_subject


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Why octopuses have three hearts", "The three hearts of an octopus", "en"),
        ("Why cats purr", "How a cat purrs", "en"),
        ("The history of the shipping container", "Shipping containers: a history", "en"),
        ("10 facts about Mars", "7 facts about Mars", "en"),
        ("10 facts about Mars", "Mars", "en"),
        ("Почему у осьминога три сердца", "Три сердца осьминогов", "ru"),
        ("Warum Katzen schnurren", "Das Schnurren der Katze", "de"),
        ("北極星", "北極星", "ja"),
        ("UFO", "ufo", "en"),
    ],
)
def test_one_subject_in_two_titles(one: str, other: str, language: str) -> None:
    assert same_subject(one, other, language)
    assert same_subject(other, one, language)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Apollo 11", "Apollo 13"),
        ("Black holes", "White holes"),
        ("Black holes", "Black hole mergers and gravitational waves"),
        ("Why cats purr", "Why dogs bark"),
        ("The summer of 1816", "The summer of 1914"),
        ("Mercury", "Mercury poisoning in hatters"),
        ("The story of tea", "The story of salt"),
        ("Why", "How"),
    ],
)
def test_two_subjects(one: str, other: str) -> None:
    assert not same_subject(one, other)


def test_the_earlier_title_is_named() -> None:
    assert repeated("How a cat purrs", ["Why dogs bark", "Why cats purr"]) == "Why cats purr"
    assert repeated("How a cat purrs", []) == ""
