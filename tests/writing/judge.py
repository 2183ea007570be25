"""Judges whether a script stands alone, by what is known of its text and nothing else.

A script stands alone if it answers the viewer's questions, explains each reference before it makes it, and keeps the
text's order. It does not stand if it leaves the question of its title open or a story without its end, begins with a
reference to nothing, turns the order round, or fails several times in smaller ways. Anything between stands partly. A
script that says something false does not stand, and what is false is counted besides.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal

from tasks.domain.text.sentences import sentences
from tasks.domain.values import Frozen
from tests.writing.cases import PAYOFF, TITLE, Case, Reference, Untrue

FEW = 2  # small faults with which a script still stands partly

Standing = Literal["alone", "partly", "not"]


class Verdict(Frozen):
    """How a script stands, why, and the false statements in it."""

    standing: Standing
    faults: tuple[str, ...] = ()
    false: tuple[str, ...] = ()


def judge(case: Case, narrations: Sequence[str]) -> Verdict:
    """The verdict on a script of this case, given as the narrations of its scenes."""
    spoken = " ".join(narrations)
    script, told = _Script(spoken), sentences(spoken)
    opening = _Script(told[0])
    unanswered = [question for question, answers in case.questions.items() if not script.says_any(answers)]
    hanging = [reference for reference in case.refers if _hangs(script, reference)]
    begins = [reference.says for reference in hanging if opening.at(reference.says) >= 0]
    turned = _turned(script, case.order)
    false = (
        *(f"{untrue.says!r}: {untrue.why}" for untrue in case.untrue if _misleads(told, untrue)),
        *(f"{reference.says!r} is of {rival}" for reference in case.refers for rival in _usurped(script, reference)),
    )
    faults = (
        *(f"does not say {question}" for question in unanswered),
        *(f"{reference.says!r} refers to nothing" for reference in hanging),
        *(f"says {later!r} before {earlier!r}" for earlier, later in turned),
        *(f"speaks {sign!r}" for sign in case.unspoken if sign in spoken),
    )
    open_end = {TITLE, PAYOFF} & set(unanswered)
    falls = open_end or begins or turned or len(unanswered) * 2 > len(case.questions)
    if falls or false or len(faults) > FEW:
        return Verdict(standing="not", faults=faults, false=false)
    return Verdict(standing="partly" if faults else "alone", faults=faults)


class _Script:
    """A script as bare words, in which phrases are found whatever their case and punctuation."""

    def __init__(self, text: str) -> None:
        self.words = _bare(text)

    def at(self, phrase: str, before: int | None = None) -> int:
        """Where the phrase is said first, or last `before` a position; -1 if it is not."""
        bare = _bare(phrase)
        return self.words.find(bare) if before is None else self.words.rfind(bare, 0, before + 1)

    def says_any(self, phrases: Iterable[str]) -> bool:
        return any(self.at(phrase) >= 0 for phrase in phrases)

    def last(self, phrases: Iterable[str], before: int) -> int:
        """Where the last of the phrases before a position is said; -1 if none is."""
        return max((self.at(phrase, before) for phrase in phrases), default=-1)


def _bare(text: str) -> str:
    joined = re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(["", *re.findall(r"[^\W_]+", joined), ""])


def _hangs(script: _Script, reference: Reference) -> bool:
    at = script.at(reference.says)
    return at >= 0 and script.last(reference.to, at) < 0


def _usurped(script: _Script, reference: Reference) -> list[str]:
    """The rival that a reference has come to mean: nearer before it than what it means."""
    at = script.at(reference.says)
    if at < 0:
        return []
    meant = script.last(reference.to, at)
    return [rival for rival in reference.rivals if script.at(rival, at) > meant][:1]


def _misleads(spoken: Sequence[str], untrue: Untrue) -> bool:
    """Whether words are said without any of those that make them true, where these belong."""
    for count, sentence in enumerate(spoken, 1):
        if _Script(sentence).at(untrue.says) >= 0:
            so_far, rest = _Script(" ".join(spoken[:count])), _Script(" ".join(spoken[count - 1 :]))
            unprepared = untrue.needs and not so_far.says_any(untrue.needs)
            return bool(unprepared or (untrue.then and not rest.says_any(untrue.then)))
    return False


def _turned(script: _Script, order: Sequence[str]) -> list[tuple[str, str]]:
    said = [(script.at(phrase), phrase) for phrase in order if script.at(phrase) >= 0]
    return [(first, second) for (a, first), (b, second) in pairwise(said) if a > b]
