"""Drafts are sent back for long sentences, worn phrases, weak openings and ends, and for repeating the channel."""

import pytest

from tasks.domain.text.drafts import Told, echoes, faults_of
from tasks.domain.text.drafts.cliches import cliches
from tasks.domain.text.hanging import hangs
from tests.writing.cases import cases

GOOD = ("An octopus has three hearts.", "Two of them stop when it swims.", "So it prefers to crawl.")


def test_a_plain_draft_has_no_faults() -> None:
    assert faults_of(GOOD, "en") == []


@pytest.mark.parametrize(
    ("at", "sentence", "fault"),
    [
        (0, "It has three hearts.", "nobody has said yet"),
        (0, "An octopus has " + "very " * 14 + "many hearts.", "The hook has"),
        (1, "They " + "really " * 30 + "stop.", "in one breath"),
        (1, "This is a true game-changer for the animal.", "'game-changer' is a cliché"),
        (1, "Here’s the twist: it stops.", "is a cliché"),
        (2, "But why does it crawl?", "asks a question"),
        (2, "It crawls, " + "and crawls, " * 10 + "on.", "The last line has"),
        (2, "Follow us for more.", "asks the viewer"),
    ],
)
def test_each_fault_is_told_in_a_sentence(at: int, sentence: str, fault: str) -> None:
    draft = [*GOOD]
    draft[at] = sentence
    told = faults_of(draft, "en")
    assert len(told) == 1, told
    assert fault in told[0]


@pytest.mark.parametrize(
    ("sentence", "before", "hanging"),
    [
        ("However, it stopped.", (), True),
        ("However, it stopped.", ("The clock struck.",), False),
        ("This unit costs 50 pounds.", (), True),
        ("This unit costs 50 pounds.", ("Nair drew a unit with two screens.",), False),
        ("By that night it was over.", (), True),
        ("By that night it was over.", ("It began on Sunday.",), False),
        ("Nothing happens in this way.", (), False),
        ("The latter won.", (), True),
        ("He said that people sang.", ("Ode came.",), False),
    ],
)
def test_a_reference_to_nothing_hangs(sentence: str, before: tuple[str, ...], *, hanging: bool) -> None:
    assert hangs(sentence, before, "en") is hanging


def test_a_language_without_phrases_is_told_by_its_first_word_alone() -> None:
    assert hangs("Er kam nie zurück.", (), "de")
    assert not hangs("Ada kam zurück.", (), "de")


def test_cliches_are_found_with_words_between_and_in_other_languages() -> None:
    assert cliches("Little did the old king know.", "en") == ["Little did the old king know"]
    assert cliches("Der Rest ist Geschichte.", "de") == ["Der Rest ist Geschichte"]
    assert cliches("Der Rest ist Geschichte.", "ja") == []


def test_plain_texts_hold_hardly_any_cliche() -> None:
    assert sum(len(cliches(case.text, "en")) for case in cases()) <= 1


BEFORE = Told(
    title="Why an octopus has three hearts",
    hook="An octopus has three hearts, and two of them stop.",
    script="An octopus has three hearts, and two of them stop. It would rather crawl than swim on any day.",
)


@pytest.mark.parametrize(
    ("title", "hook", "script", "fault"),
    [
        ("Why an Octopus has three hearts?", "Blue blood.", "Blue blood.", "has the title"),
        ("Blue", "An octopus has three arms too many.", "x", "hook is like"),
        ("Blue", "Three hearts: two stop in an octopus.", "x", "hook is like"),
        ("Blue", "Blue blood.", "Blue blood. Still it would rather crawl than swim on land.", "too."),
    ],
)
def test_what_a_channel_said_before_is_told(title: str, hook: str, script: str, fault: str) -> None:
    told = echoes(title, hook, script, [BEFORE], "en")
    assert len(told) == 1, told
    assert fault in told[0]
    assert echoes(title, hook, script, [], "en") == []


def test_the_same_subject_in_other_words_is_no_echo() -> None:
    new = "Cut off an arm, and it grows again. The octopus does not miss it."
    assert echoes("An arm that grows again", "Cut off an arm, and it grows again.", new, [BEFORE], "en") == []
