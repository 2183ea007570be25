"""Scenes that share a picture: a brief one with nothing to show stays on its neighbour's card, if both belong together.

A scene often is a clause of a longer sentence. If only the other clause names something, its picture is the picture of
the whole sentence. The timeline joins neighbours that show the same picture into one shot.
"""

import re
from collections.abc import Sequence

from tasks.artwork.sentence import Mentions, Thing
from tasks.domain.text.breaks import ends_sentence
from tasks.domain.words import count_words

ONE_SENTENCE = 22  # words that two clauses of one sentence may have together: about eight seconds
TWO_SENTENCES = 16  # the same of two sentences that follow each other
# Words. A longer scene would stand for seconds on a card that says nothing of it, but for a figure, or if there is
# nothing to say of it: "and that is why they did so".
BRIEF = 5


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
            if (
                guest.telling
                and count_words(guest.text) > BRIEF
                and not (0 <= host < len(scenes) and _states(scenes[host]))
            ):
                continue
            if not 0 <= host < len(scenes) or host in taken or not _shows(scenes[host]) or _asks(scenes[host]):
                continue
            if _together(scenes[first], scenes[first + 1], figures=_states(scenes[host])):
                chosen[at] = host
                taken.add(host)
                break
    return tuple(chosen)


def thing_of_its_sentence(scenes: Sequence[Mentions], at: int) -> Thing | None:
    """The first thing that the other part of a scene's sentence names, before or after it; None if there is none."""
    for first, other in ((at - 1, at - 1), (at, at + 1)):
        if 0 <= other < len(scenes) and scenes[other].things and not _closed(scenes[first], scenes[first + 1]):
            return scenes[other].things[0]
    return None


def _closed(scene: Mentions, following: Mentions) -> bool:
    """Whether a sentence ends between two scenes."""
    return ends_sentence(scene.text.rstrip(), following.text.strip().partition(" ")[0])


def _shows(scene: Mentions) -> bool:
    """Whether a scene names anything that a card can show."""
    return bool(
        scene.things
        or scene.figure
        or scene.place
        or scene.land
        or scene.relation
        or scene.group
        or scene.quote
        or scene.introduced
    )


def _asks(scene: Mentions) -> bool:
    """Whether a scene is a question, which is an event of its own."""
    return scene.text.endswith(("?", "？", "؟"))


def _states(scene: Mentions) -> bool:
    """Whether a scene's card states a number or a place, which is true of its own sentence alone."""
    return bool(scene.figure or scene.relation or scene.group or scene.place)


def _together(scene: Mentions, following: Mentions, *, figures: bool) -> bool:
    """Whether two scenes in a row may be one shot; with `figures`, they must be one sentence with one number."""
    closed = _closed(scene, following)
    if figures and (closed or all(re.search(r"\d", one.text) for one in (scene, following))):
        return False
    words = count_words(scene.text) + count_words(following.text)
    return words <= (TWO_SENTENCES if closed else ONE_SENTENCE)
