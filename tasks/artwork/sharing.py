"""Scenes that share a picture: one that has nothing to show stays on its neighbour's card, where both belong together.

A scene often is a clause of a longer sentence. If only the other clause names something, its picture is the picture of
the whole sentence. The timeline joins neighbours that show the same picture into one shot.
"""

import re
from collections.abc import Sequence

from tasks.artwork.sentence import Mentions
from tasks.domain.text.breaks import ends_sentence
from tasks.domain.words import count_words

ONE_SENTENCE = 24  # words that two clauses of one sentence may have together: about nine seconds
TWO_SENTENCES = 16  # the same of two sentences that follow each other


def hosts(scenes: Sequence[Mentions]) -> tuple[int, ...]:
    """For each scene the number of the one whose card it shows: its own, or that of a neighbour.

    No card serves more than two scenes.
    """
    chosen = list(range(len(scenes)))
    taken: set[int] = set()
    for at, guest in enumerate(scenes):
        if _shows(guest) or _asks(guest):
            continue
        for host in (at - 1, at + 1):
            first = min(at, host)
            free = 0 <= host < len(scenes) and host not in taken and _lends(scenes[host], guest)
            if free and _together(scenes[first].text, scenes[first + 1].text):
                chosen[at] = host
                taken.add(host)
                break
    return tuple(chosen)


def _shows(scene: Mentions) -> bool:
    """Whether a scene names anything that a card can show."""
    return bool(scene.things or scene.figure or scene.place or scene.relation or scene.group)


def _asks(scene: Mentions) -> bool:
    """Whether a scene is a question, which is an event of its own."""
    return scene.text.endswith(("?", "？", "؟"))


def _lends(host: Mentions, guest: Mentions) -> bool:
    """Whether a scene has a picture to lend; one with a figure has none for a sentence that states another number."""
    numbers = host.figure or host.relation or host.group
    return _shows(host) and not _asks(host) and not (numbers and re.search(r"\d", guest.text))


def _together(narration: str, following: str) -> bool:
    """Whether two scenes in a row are short enough for one shot."""
    last, _, _ = following.strip().partition(" ")
    closed = ends_sentence(narration.rstrip(), last)
    return count_words(narration) + count_words(following) <= (TWO_SENTENCES if closed else ONE_SENTENCE)
