"""What a page shows around its text is left out and counted; what only looks like it stays."""

import pytest

from tasks.domain.text.dates import is_date
from tasks.providers.reader.formats import Reading, read_source
from tasks.providers.reader.furniture import is_around

FIRST = "The lamp on Gull Rock was lit for the first time in 1861, and its keeper climbed 214 steps to it every night."
SECOND = "He took his daughter with him when the sea was calm. She wrote down every ship that passed the rock."


def reading(*paragraphs: str, suffix: str = ".txt") -> Reading:
    return read_source("\n\n".join(paragraphs).encode(), f"lamp{suffix}", "en", suffix)


def said(found: Reading) -> str:
    return " ".join(sentence.text for sentence in found.text.spoken)


@pytest.mark.parametrize(
    "line",
    [
        "Wednesday, February 4, 2015",
        "Updated on January 9, 2013",
        "5th November 2018",
        "2020-04-27 19:50:08",
        "Montag, 3. Mai 2021",
        "le 5 mars 2020",
        "28 января 2020 г.",
        "12 de mayo de 2019",
    ],
)
def test_a_line_that_is_only_a_date(line: str) -> None:
    assert is_date(line)


@pytest.mark.parametrize("line", ["1815", "May the fourth", "In March 1920 it fell", "Twelve", "12:30", ""])
def test_a_line_that_is_more_or_less_than_a_date(line: str) -> None:
    assert not is_date(line)


def test_a_blogs_date_is_no_title_and_is_not_spoken() -> None:
    found = reading("Thursday, May 9, 2019", "The keeper of Gull Rock", FIRST, SECOND)
    assert found.title == "The keeper of Gull Rock"
    assert said(found).startswith("The lamp on Gull Rock")
    assert any("1 page element" in note for note in found.notes)


def test_a_pages_menu_is_no_title() -> None:
    found = reading("Skip to main content", "The keeper of Gull Rock", FIRST, SECOND)
    assert found.title == "The keeper of Gull Rock"
    assert is_around("Back to all lighthouses")
    assert is_around("Showing posts with label seals. Show all posts")
    assert is_around("top of page")
    assert not is_around("Back to the rock he went, and stayed.")


def test_a_lone_line_without_a_verb_is_not_spoken() -> None:
    found = reading("The keeper of Gull Rock", FIRST, "The best lighthouse lamps under fifty pounds", SECOND)
    assert "under fifty pounds" not in said(found)
    assert "the sea was calm" in said(found)


def test_a_paragraph_with_a_pictures_credit_is_not_spoken() -> None:
    caption = "A grey seal on the steps of the lighthouse. It seems to look at the lamp. (Ann Holm/Harbour Press)"
    found = reading("The keeper of Gull Rock", FIRST, caption, "Seals on the Rock Ann Holm/Seapix", SECOND)
    assert "seal" not in said(found).lower()
    assert "(and/or" in said(reading("Gull Rock", FIRST, f"{SECOND} It burned oil (and/or gas)."))


def test_a_paragraph_that_ends_in_a_photographers_name_is_not_spoken() -> None:
    assert "shakes" not in said(
        reading(FIRST, "The keeper shakes hands with a sailor on Friday. Photo: Reuters", SECOND)
    )


def test_the_appendices_of_a_page_are_not_spoken() -> None:
    text = f"# Gull Rock\n\n{FIRST}\n\n{SECOND}\n\n## Contributing\n\nPlease send patches to the tracker first.\n"
    assert "patches" not in said(reading(text, suffix=".md"))
    recipe = f"# Soup\n\n{FIRST}\n\n## Notes\n\nThe soup keeps for three days in the fridge.\n"
    assert "keeps for three days" in said(reading(recipe, suffix=".md"))
    wiki = f"'''Gull Rock''' is a [[rock]]. {FIRST}\n\n== Notes ==\nThe [[oil]] was dear.\n\n== References ==\n* A list"
    assert "dear" not in said(reading(wiki, suffix=".wiki"))


def test_films_of_a_list_are_short_items_whatever_year_they_have() -> None:
    listed = f"# Ida Holm\n\n{FIRST}\n\n{SECOND}\n\n- Rise and Shine (1941)\n- 2 eggs\n- Driftwood (1947)\n"
    assert "Rise" not in said(reading(listed, suffix=".md"))
    assert "2 eggs" in said(reading(listed, suffix=".md"))


def test_a_title_of_two_sentences_is_one_if_it_ends_without_a_stop() -> None:
    found = reading("Divers find 39 wrecks. And that is just the beginning", FIRST, SECOND)
    assert found.title.startswith("Divers find 39 wrecks")
    assert said(found).startswith("The lamp")
