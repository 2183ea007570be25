"""Titles come from the text itself, else from its file's name; they fit a feed, and no word of them is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.text.headline import MAX_TITLE, fitted, from_name, headline, without_site
from tasks.providers.reader.formats import read_source

JUNK = ("2026-11-28 draft_v3 FINAL (1).txt", "notes.md", "IMG_2041.txt", "untitled.txt", "1.md")
BODY = (
    "The old harbour of the town was built by fishermen more than two hundred years ago. Every morning the boats come "
    "back with cod and mackerel from the cold water.\n\nNobody lives in the keeper's house any "
    "more, but the lamp still "
    "turns every night."
)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("great_fire-2.txt", "Great fire"),
        ("the-great-fire-of-london.html", "The great fire of london"),
        ("https://example.org/a/why-we-sleep?utm=1#top", "Why we sleep"),
        ("TheGreatFire.md", "The Great Fire"),
        ("apollo-11.md", "Apollo 11"),
        ("war-of-1812.txt", "War of 1812"),
        ("Der_Rhein (3).docx", "Der Rhein"),
        ("мосты-петербурга.txt", "Мосты петербурга"),
        *((name, "") for name in JUNK),
    ],
)
def test_a_files_name_becomes_readable_or_says_nothing(name: str, title: str) -> None:
    assert from_name(name) == title


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        (f"Why do we sleep?\n\n{BODY}", "a.txt", "Why do we sleep?"),
        (f"The harbour never sleeps.\n\n{BODY}", "a.txt", "The harbour never sleeps"),
        (f"The harbour never sleeps.\n\n{BODY}", "a.md", "The harbour never sleeps"),
        (f"The harbour\n\n{BODY}", "a.txt", "The harbour"),
        (f"The harbour\n\n{BODY}", "a.md", "The harbour"),
        (f"The great bridge\n================\n\n{BODY}", "a.md", "The great bridge"),
        (f"The great bridge\n================\n\n{BODY}", "a.txt", "The great bridge"),
        (f"---\ntitle: The mill\n---\n\n{BODY}", "a.md", "The mill"),
        (f"# Salt &amp; the sea\n\n{BODY}", "a.md", "Salt & the sea"),
        (BODY, "old_harbour-2.txt", "Old harbour"),
        (BODY, "draft.txt", "The old harbour of the town was built by fishermen more than two…"),
    ],
)
def test_a_text_has_its_own_title_in_whatever_form(text: str, name: str, title: str) -> None:
    assert read_source(text.encode(), name, suffix=name[name.rfind(".") :]).title == title


def test_a_title_that_asks_is_spoken_and_a_bare_title_is_not() -> None:
    spoken = [
        [sentence.text for sentence in read_source(f"{line}\n\n{BODY}".encode(), "a.md", suffix=".md").text.spoken]
        for line in ("Why do we sleep?", "The harbour never sleeps.", "The harbour")
    ]
    assert [lines[0] for lines in spoken[:2]] == ["Why do we sleep?", "The harbour never sleeps."]
    assert spoken[2][0].startswith("The old harbour")


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (
            "Why did the great fire of London spread so quickly, and what did the mayor do about it in the end?",
            "Why did the great fire of London spread so quickly?",
        ),
        (
            "The clock that lost a second a century: how a carpenter solved the longitude at sea",
            "The clock that lost a second a century",
        ),
        ("Zero.", "Zero"),
        ("Sugar, salt etc.", "Sugar, salt etc."),
    ],
)
def test_a_long_title_ends_where_a_part_of_it_does(long: str, short: str) -> None:
    assert fitted(long) == short


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=20), min_size=1, max_size=30))
def test_no_word_of_a_title_is_cut(words: list[str]) -> None:
    title = fitted(" ".join(words))
    assert len(title) <= MAX_TITLE + 1
    assert set(title.rstrip("…").split()) <= set(words)


def test_a_page_loses_its_sites_name() -> None:
    assert without_site("The Great Fire | BBC News", ["BBC News"]) == "The Great Fire"
    assert without_site("Example.org - Fire - 1666", ["example.org"]) == "Fire - 1666"
    assert without_site("Cats | Dogs", ["The Site"]) == "Cats | Dogs"
    page = (
        '<html><head><title>The mill - Old Towns</title><meta property="og:site_name" content="Old Towns"></head>'
        f"<body><article><p>{BODY}</p><p>{BODY}</p></article></body></html>"
    )
    assert read_source(page.encode(), "https://example.org/x", suffix=".html").title == "The mill"


def test_the_own_title_comes_first_and_the_first_sentence_last() -> None:
    assert headline("Own", "great_fire.txt", "First.") == "Own"
    assert headline("", "great_fire.txt", "First.") == "Great fire"
    assert headline("", "draft.txt", "First.") == "First"
