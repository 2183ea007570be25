"""Short lines without a stop head what follows them, in a text of sentences, and are its words in one without."""

from tasks.domain.text.reading import Block, Kind
from tasks.providers.reader.lone_lines import with_headings

PROSE = "The ferry carried four hundred people over the river every day, and it was never late."


def kinds(*texts: str) -> list[tuple[Kind, str]]:
    blocks = [Block(Kind.prose if text.endswith(".") else Kind.line, text) for text in texts]
    return [(block.kind, block.section) for block in with_headings(blocks)]


def test_a_lone_line_heads_the_paragraphs_after_it() -> None:
    found = kinds(PROSE, "By Staff | Jan 28, 2010", PROSE, "Warm fish, cold fish", PROSE, PROSE)
    assert [kind for kind, _ in found].count(Kind.heading) == 2
    assert [section for _, section in found][-2:] == ["Warm fish, cold fish"] * 2


def test_a_longer_line_and_one_that_leads_in_stay() -> None:
    longer = "And then the river rose over the quay"
    assert [kind for kind, _ in kinds(PROSE, PROSE, PROSE, longer, "They bring:")][-2:] == [Kind.line] * 2


def test_a_text_of_lines_keeps_them() -> None:
    assert {kind for kind, _ in kinds("Roses are red", "Violets are blue", "Sugar is sweet", PROSE)} == {
        Kind.line,
        Kind.prose,
    }
