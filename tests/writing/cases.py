"""Reads the texts and what is known of each: questions with their answers, references, order, false readings."""

from functools import cache
from pathlib import Path

import yaml

from tasks.domain.values import Frozen

TEXTS = Path(__file__).parent / "texts"
TITLE = "title"  # the question that the text's own title asks
PAYOFF = "payoff"  # how a story ends: without it, it was not worth telling


class Reference(Frozen):
    """Words that mean nothing until one of the words in `to` was said.

    `rivals`: words that would take the reference over if they came last before it. The sentence would then be false.
    """

    says: str
    to: tuple[str, ...]
    rivals: tuple[str, ...] = ()


class Untrue(Frozen):
    """Words that are false, or the opposite of what the text says, if they stand alone.

    One of `needs` must be said before or in the same sentence, and one of `then` somewhere after.
    """

    says: str
    needs: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    why: str = ""


class Case(Frozen):
    """One text. `questions` holds what a viewer asks, each with the words of which any one answers it.

    `order`: words whose order must hold, as far as they are said. `unspoken`: signs and labels nobody should hear.
    """

    id: str
    genre: str
    file: str
    text: str
    questions: dict[str, tuple[str, ...]]
    refers: tuple[Reference, ...] = ()
    order: tuple[str, ...] = ()
    untrue: tuple[Untrue, ...] = ()
    unspoken: tuple[str, ...] = ()


@cache
def cases() -> tuple[Case, ...]:
    """All texts, by genre."""
    return tuple(
        Case(genre=file.stem, **entry)
        for file in sorted(TEXTS.glob("*.yaml"))
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))
    )
