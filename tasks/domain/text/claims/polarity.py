"""Finds claims that say yes where their source says no, or that are certain where it is not.

Compared are clauses that are about the same: most of the words that carry meaning in the claim's are in the source's.
If each such clause of the source denies what the claim says, the claim is wrong. What the source says word for word is
not: there, another sentence that is cited with it would seem to say the opposite.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial

from tasks.domain.text.claims.denials import contrasts, denials, doubts
from tasks.domain.text.prose import content_words, stems
from tasks.domain.text.sentences import sentences

ALIKE = 0.65  # share of the claim's words that a clause about the same has
MIN_WORDS = 2  # with meaning: a clause with fewer is about anything
SAME = 4  # letters by which words are compared: votes and voted
_NOT = re.compile(r"\b\w+n['’]t\b", re.IGNORECASE)
_PAUSES = re.compile(r"[,;:—–()]\s*")
_QUESTION = re.compile(r"\?[\"'”’»)]*$")


def turned(text: str, cited: Sequence[str], language: str) -> list[str]:
    """What the claim denies, affirms or makes certain against its source, a sentence each."""
    source = [
        clause for one in cited for sentence in sentences(one, language) for clause in _clauses(sentence, language)
    ]
    stated = {_said(clause) for clause in source} | {_said(one) for fact in cited for one in sentences(fact, language)}
    faults: list[str] = []
    for sentence in sentences(text, language):
        if _QUESTION.search(sentence) or _said(sentence) in stated:
            continue
        for clause in _clauses(sentence, language):
            if _said(clause) in stated:
                continue
            alike = [
                other for other in source if _about_the_same(clause, other, language) and not _mixed(other, language)
            ]
            denied = partial(_denied, language=language)
            doubted = partial(_doubted, language=language)
            if alike and _against(clause, alike, denied):
                verb = "denies" if denied(clause) else "does not deny"
                faults.append(f"it {verb} what it cites otherwise: {alike[0]!r}")
            elif alike and all(map(doubted, alike)) and not doubted(sentence):
                faults.append(f"it is certain where what it cites is not: {alike[0]!r}")
    return list(dict.fromkeys(faults))


def _said(text: str) -> str:
    """The words alone, by which a quotation is known."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _against(clause: str, others: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return all(holds(other) != holds(clause) for other in others)


def _mixed(clause: str, language: str) -> bool:
    """Whether a clause denies one thing and affirms another: "not the army but a bounty"."""
    words = set(re.findall(r"[^\W\d_]+", clause.casefold()))
    return _denied(clause, language) and bool(words & contrasts(language))


def _clauses(sentence: str, language: str) -> list[str]:
    """Parts of a sentence between pauses and before words of contrast; parts too short to say anything join others."""
    words = "|".join(sorted(map(re.escape, contrasts(language)), key=len, reverse=True))
    contrast = re.compile(rf"\s+(?=(?:{words or '(?!)'})\b)", re.IGNORECASE)
    parts = [part for piece in _PAUSES.split(sentence) for part in contrast.split(piece) if part.strip()]
    joined: list[str] = []
    for part in parts:
        if joined and (len(_keys(part, language)) < MIN_WORDS or len(_keys(joined[-1], language)) < MIN_WORDS):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def _about_the_same(clause: str, other: str, language: str) -> bool:
    wanted, has = _keys(clause, language), _keys(other, language)
    return len(wanted) >= MIN_WORDS and len(wanted & has) >= ALIKE * len(wanted)


def _keys(text: str, language: str) -> frozenset[str]:
    small = denials(language) | doubts(language) | contrasts(language)
    words = [word for word in content_words(text, language) if word not in small and not _NOT.fullmatch(word)]
    return frozenset(word[:SAME] for word in stems(words, language))


def _denied(text: str, language: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text.casefold())
    return any(word in denials(language) or _NOT.fullmatch(word) for word in words)


def _doubted(text: str, language: str) -> bool:
    padded = " ".join(["", *re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.casefold()), ""])
    return any(f" {word} " in padded for word in doubts(language))
