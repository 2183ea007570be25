"""Everyday texts are read as their author means them: nothing false is said, and what is left out is counted."""

import re

import pytest

from tasks.domain.errors import BadInput
from tasks.providers.reader.formats import read_source
from tests.providers.reader.cases import ALL, PROSE, Case
from tests.providers.reader.notation import NOTATION


@pytest.mark.parametrize("case", ALL + NOTATION, ids=lambda case: case.name)
def test_a_text_is_read_as_it_is_meant(case: Case) -> None:
    name = f"notes{case.suffix}"
    if case.refused:
        with pytest.raises(BadInput, match=case.refused) as refused:
            read_source(case.text.encode(), name, "en", case.suffix)
        assert refused.value.advice
        return
    reading = read_source(case.text.encode(), name, "en", case.suffix)
    said = " ".join(sentence.text for sentence in reading.text.spoken)
    assert [part for part in case.says if part not in said] == [], said
    assert [part for part in case.never if part in said] == [], said
    assert [what for what in case.left_out if what not in " ".join(reading.notes)] == [], reading.notes
    if case.title:
        assert reading.title == case.title


@pytest.mark.parametrize(
    "case", [case for case in ALL if PROSE in case.text and not case.refused], ids=lambda case: case.name
)
def test_the_prose_around_a_trap_is_said_in_full(case: Case) -> None:
    reading = read_source(case.text.encode(), f"notes{case.suffix}", "en", case.suffix)
    said = " ".join(sentence.text for sentence in reading.text.spoken)
    assert set(re.findall(r"\w+", PROSE)) <= set(re.findall(r"\w+", said))


def test_sentences_know_their_kind_their_section_and_their_place() -> None:
    text = f"# Mills\n\n{PROSE}\n\n## Honey\n\n- Honey never spoils in a sealed jar\n\n> It is old.\n"
    reading = read_source(text.encode(), "notes.md", "en", ".md").text
    kinds = [(sentence.kind.value, sentence.section) for sentence in reading.sentences]
    assert kinds[0] == ("heading", "")
    assert kinds[1] == ("prose", "Mills")
    assert kinds[-2:] == [("list item", "Honey"), ("quotation", "Honey")]
    for sentence in reading.sentences:
        assert sentence.text.rstrip(".") == reading.text[sentence.start : sentence.end].rstrip(".")
