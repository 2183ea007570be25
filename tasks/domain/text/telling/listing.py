"""Says in the title how many of the things that it counts a short has room for: "6 of 10 facts about bees"."""

import re
from collections.abc import Sequence

from tasks.domain.story import Fact

_COUNTED = re.compile(r"(?P<count>[3-9]|[1-9]\d) (?=[A-Za-z])")
AROUND = 2  # paragraphs before and after a list that is all else of its text


def with_count(title: str, facts: Sequence[Fact], told: Sequence[Fact]) -> str:
    """The English title, if it counts what the sections or paragraphs of the text are and only some were told."""
    counted = _COUNTED.match(title)
    if not counted:
        return title
    count = int(counted["count"])
    sections = dict.fromkeys(fact.section for fact in facts if fact.section)
    if len(sections) == count:
        items = len({fact.section for fact in told if fact.section})
    else:
        paragraphs = list(dict.fromkeys(fact.paragraph for fact in facts))
        beside = len(paragraphs) - count
        if not 0 <= beside <= AROUND:
            return title
        listed = set(paragraphs[beside:])  # what introduces a list stands before it
        items = len({fact.paragraph for fact in told if fact.paragraph in listed})
    return f"{items} of {title}" if 0 < items < count else title
