"""Splits the narration into passages: whole sentences, as many as a voice speaks well in one request.

A passage is paid for, so a changed sentence should change few of them. Even passages do that: where the groups are as
even as they can be, they are so again a few sentences behind a change, whereas groups filled to the brim from the start
hand every change on to the end. And a passage knows the sentence before and after it, not all of its neighbours.
"""

from math import inf

from tasks.domain.speech import Passage
from tasks.domain.text.breaks import grouped
from tasks.domain.text.sentences import sentences
from tasks.domain.text.spoken import spoken
from tasks.domain.words import join_texts

EVEN = 0.77  # of the most characters: the length that passages come near to


def passages(text: str, language: str = "en", max_characters: int = 260) -> tuple[Passage, ...]:
    """Group sentences evenly, up to `max_characters`; a longer one stands alone. Joined, the passages are the text.

    Each passage holds what a voice is handed for it in this language, if that differs from the text.
    """
    every = sentences(text, language)
    ideal = EVEN * max_characters

    def cost(first: int, end: int) -> float:
        length = len(join_texts(every[first:end]))
        return inf if length > max_characters else (length / ideal - 1) ** 2

    groups = grouped(every, cost)
    firsts, lasts = [group[0] for group in groups], [group[-1] for group in groups]
    texts = [join_texts(group) for group in groups]
    return tuple(
        Passage(
            text=group,
            before=before,
            after=after,
            said=said if (said := spoken(group, language)).text != group else None,
        )
        for group, before, after in zip(texts, ["", *lasts[:-1]], [*firsts[1:], ""], strict=True)
    )
