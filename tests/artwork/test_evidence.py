"""A model makes no picture of what a viewer would take for evidence: a real person, or an event with its date."""

import pytest

from tasks.artwork.evidence import real
from tasks.domain.story import Scene

ENGLISH = {
    "Marie Curie kept her notebooks in a lead box.": True,
    "She carried radium in her pocket.": True,
    "Curie was the first to win two prizes.": True,
    "In 1911 the prize went to Paris.": True,
    "The city fell in 44 BC.": True,
    "On Tuesday the bridge closed.": True,
    "Her husband Pierre Curie died under a cart.": True,
    "There Grace Hopper found a moth.": True,
    "Radium glows in the dark.": False,
    "The Eiffel Tower rusts, as New York knows.": False,
    "A gram costs more than a house.": False,
    "The rock weighs 1500 kg and lies in a valley.": False,
    "It takes 1600 years until half of it is gone.": False,
    "Workers may march through the valley.": False,
}
OTHERS = {
    "de": {
        "Die Forscherin Marie Curie ging nach Paris.": True,
        "Im Jahr 1911 kam der Preis.": True,
        "Das Radium leuchtet im Dunkeln.": False,
        "Der Berg hat einen Gipfel aus Eis.": False,
        "Am Dienstag fiel die Brücke.": True,
    },
    "fr": {"Le pont fut ouvert en 1889.": True, "Gustave Eiffel a vu la tour.": True, "La tour rouille.": False},
    "ru": {"Туда приехал Юрий Гагарин.": True, "Ракета летит быстро.": False},
    "zh": {"1969年人类登上月球。": True, "月亮离地球很远。": False},
}


def scenes_of(narrations: list[str]) -> list[Scene]:
    return [Scene(time="", narration=text, visual_description="a dark room with a lamp") for text in narrations]


def test_persons_and_dated_events_of_an_english_story_are_real() -> None:
    found = real(scenes_of([*ENGLISH]), "Marie Curie", "en")
    assert {text: number in found for number, text in enumerate(ENGLISH)} == ENGLISH


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages_tell_them_by_dates_and_capitals(language: str) -> None:
    texts = OTHERS[language]
    found = real(scenes_of([*texts]), "", language)
    assert {text: number in found for number, text in enumerate(texts)} == texts


def test_what_a_scene_should_show_counts_too() -> None:
    scene = Scene(time="", narration="He hid the plans.", visual_description="Nikola Tesla in his laboratory")
    assert real([scene], "A secret", "en") == {0}
