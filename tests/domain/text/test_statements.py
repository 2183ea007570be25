"""Statements are whole sentences, without notation that cannot be spoken, and are collected once."""

import pytest

from tasks.domain.story import Source, Topic
from tasks.domain.text.statements import Gathering, article_paragraphs, readable, snippet_statements, statements


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("An octopus (pl.: octopuses or octopodes) is soft.", "An octopus is soft."),
        ("Bath (/bɑːθ/, locally [ba(ː)θ]) is a city.", "Bath is a city."),
        ("Paris (French pronunciation: [paʁi] ⓘ) is large.", "Paris is large."),
        ("The Pharos (Greek: Φάρος) fell.", "The Pharos fell."),
        ("Kyiv (Київ) is old.", "Kyiv is old."),
        ("Karl von Frisch (20 November 1886 – 12 June 1982) watched bees.", "Karl von Frisch watched bees."),
        ("Ada (born 10 May 1950) sings.", "Ada sings."),
        ("Cleopatra (c. 69 BC) ruled.", "Cleopatra ruled."),
        ("NASA (the space agency) flew.", "NASA (the space agency) flew."),
        ("It runs at 110 km/h (68 miles an hour (nearly)).", "It runs at 110 km/h (68 miles an hour (nearly))."),
        ("Aspirin (acid (/ˈæsɪd/)) helps.", "Aspirin (acid) helps."),
        ("It is so.[1][23] Or not.[citation needed]", "It is so. Or not."),
        ("Water boils ( ) here.", "Water boils here."),
        ("The area {\\displaystyle \\pi r^{2}} is round.", "The area is round."),
        ("One paragraph ends.Another begins.", "One paragraph ends. Another begins."),
        ("A\u00a0soft\u00adhyphen and a\u200b space.", "A softhyphen and a space."),
    ],
)
def test_notation_that_cannot_be_spoken_is_removed(written: str, spoken: str) -> None:
    assert readable(written) == spoken


def test_only_whole_sentences_are_statements() -> None:
    text = "and this is cut off at its head. The sea is deep. Look at this list: one, two. Too short. It ends with"
    assert statements(text) == ["The sea is deep.", "Look at this list: one, two."]
    assert statements("Read more at https://example.com/x now. See {braces} in this one.") == []


@pytest.mark.parametrize(
    ("snippet", "expected"),
    [
        ("Mar 3, 2024 — An octopus has three hearts. Two of them pump", ["An octopus has three hearts."]),
        ("3 days ago · The hive is full of honey.", ["The hive is full of honey."]),
        ("12 June 2023 — Bees dance in the dark ... the sun stands still. Nobody knows why they do.", 1),
        ("... and so the tower fell. It was never built again.", ["It was never built again."]),
        ("The tower was tall and…", []),
        ("", []),
    ],
)
def test_a_snippet_gives_only_sentences_that_are_not_truncated(snippet: str, expected: list[str] | int) -> None:
    complete = snippet_statements(snippet)
    assert complete == expected if isinstance(expected, list) else complete == ["Nobody knows why they do."]


def test_an_article_keeps_its_sections_and_loses_its_appendices() -> None:
    article = (
        "The lead says what it is. It says it twice.\n\n== History ==\nIt began in a small town.\n"
        "=== Later ===\nIt then went on for years.\n"
        "== See also ==\nThis is about something else.\n=== Deeper ===\nThis is no better than that.\n"
        "== Today ==\nIt still stands where it stood.\n== References ==\nThe book says it on page nine."
    )
    assert list(article_paragraphs(article)) == [
        ("", ["The lead says what it is.", "It says it twice."]),
        ("History", ["It began in a small town."]),
        ("Later", ["It then went on for years."]),
        ("Today", ["It still stands where it stood."]),
    ]


def test_each_fact_is_gathered_once_with_its_first_source() -> None:
    facts = Gathering()
    facts.add(["Bees dance.", "Bees sleep."], Source(id="x", title="One", url="https://one"))
    facts.add(["bees  dance", "Bees swim."], Source(id="x", title="Two", url="https://two"), "Water")
    facts.add(["Bees sleep!"], Source(id="x", title="Three"))
    dossier = facts.dossier(Topic(title="Bees", slug="bees", reason="asked", origin="user"), "", "a note")
    assert [(fact.id, fact.text, fact.source, fact.paragraph) for fact in dossier.facts] == [
        ("f1", "Bees dance.", "s1", 1),
        ("f2", "Bees sleep.", "s1", 1),
        ("f3", "Bees swim.", "s2", 2),
    ]
    assert [(source.id, source.title) for source in dossier.sources] == [("s1", "One"), ("s2", "Two")]
    assert dossier.notes == ("a note",)
