"""Whether a channel repeats itself: what a new script says in the words of those that the channel has published.

Platforms keep channels small whose shorts are one template, and viewers notice an opening that they know.
"""

import re
from collections.abc import Iterable, Sequence

from tasks.domain.text.prose import content_words, stems
from tasks.domain.values import Frozen

REMEMBERED = 60  # published shorts with which a new one is compared
RUN = 7  # words in a row that no two shorts share by chance
OPENING = 4  # words of a hook
ALIKE = 0.6  # share of a hook's meaning that another hook may not have


class Told(Frozen):
    """The words of a published short. `sources` are the addresses or titles of what it was made from."""

    title: str
    hook: str
    script: str
    sources: tuple[str, ...] = ()


def echoes(title: str, hook: str, script: str, before: Sequence[Told], language: str) -> list[str]:
    """What the new script repeats of earlier ones, a sentence each, with the earlier words."""
    faults: list[str] = []
    for told in before:
        if _words(title) == _words(told.title):
            faults.append(f"An earlier short has the title {told.title!r}.")
        if _opens_alike(hook, told.hook, language):
            faults.append(f"The hook is like that of an earlier short: {told.hook!r}.")
    known = {run for told in before for run in _runs(told.script)}
    faults += [f"An earlier short says {' '.join(run)!r} too." for run in _first_of_each(script, known)]
    return list(dict.fromkeys(faults))


def _opens_alike(hook: str, other: str, language: str) -> bool:
    first, second = _words(hook), _words(other)
    if len(first) >= OPENING and first[:OPENING] == second[:OPENING]:
        return True
    mine, theirs = (set(stems(content_words(text, language), language)) for text in (hook, other))
    return len(mine) > 1 and len(mine & theirs) >= ALIKE * len(mine | theirs)


def _first_of_each(script: str, known: set[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """The repeated runs, of those that overlap the first."""
    next_one = 0
    for number, run in enumerate(_runs(script)):
        if run in known and number >= next_one:
            next_one = number + RUN
            yield run


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _words(text)
    return [tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.casefold())
