"""What each sentence of a text needs told with it, by the kind of the text."""

import re
from collections.abc import Collection, Sequence

from tasks.domain.story import Fact
from tasks.domain.text.hanging.needs import Needs, needs
from tasks.domain.text.telling.kinds import Kind
from tasks.domain.text.telling.paragraphs import Place
from tasks.domain.text.telling.steps import steps_before

_SPEAKS_OF = re.compile(r"\b(?:its?|they|them|their|he|him|his|she|her|this|these)\b", re.IGNORECASE)


def needs_of(
    facts: Sequence[Fact], kind: Kind, concluding: Collection[str], language: str, places: Sequence[Place]
) -> tuple[list[Needs], bool]:
    """The needs of each fact, and whether the first one points to what only the title names."""
    texts = [fact.text for fact in facts]
    if kind is Kind.recipe:  # "the oil" is among the ingredients, or on the table
        return [steps_before(number, texts) for number in range(len(texts))], False
    sections = [f"{fact.source} {fact.section}" for fact in facts]
    found = needs(texts, sections, language, [place.position for place in places])
    nothing = frozenset[int]()
    hangs = bool(found) and nothing in found[0]
    # A reader takes the first sentence as it is, and a list its items.
    own_needs = [own - {nothing} if number == 0 else own for number, own in enumerate(found)]
    # What stands under CONCLUSIONS speaks of the whole text; the last line of a story, of what came before it.
    begins = [
        number
        and kind is not Kind.story
        and (fact.id in concluding and facts[number - 1].id not in concluding)
        and not _SPEAKS_OF.search(fact.text)
        for number, fact in enumerate(facts)
    ]
    return [frozenset() if begin else own for begin, own in zip(begins, own_needs, strict=True)], hangs
