"""Knows what decides a match, and what a report of one only counts.

A report goes through its sets, quarters or goals one after the other. A short has room for the result, what decided it
and what it means, in that order, which is the report's own.
"""

import re
from collections.abc import Sequence

SCORES = 4  # sentences with a score that make a report
SHARE = 0.2  # of its sentences
_SCORE = re.compile(r"(?<![\d$£€-])\d{1,3}\s?[-–]\s?\d{1,3}(?![\d-]|\s?(?:years?|minutes?|hours?|%|pages?))")
_OUTCOME = re.compile(
    r"\b(?:w[io]ns?|winning|beat(?:s|en|ing)?|defeat(?:s|ed|ing)?|victory|lost|loss(?:es)?|loses|drew|draw|edged?|"
    r"champions?(?:hip)?|score[ds]?|points?|match|game|lead(?:s|ing)?|led|trail\w*|deficit|inning|tied?|set|goals?|period|over)\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"\b(?:overtime|extra[- ]time|winner|winning|game-winning|go-ahead|clinch\w*|seal(?:s|ed|ing)?|match points?"
    r"|championship points?|(?:final|last|dying|closing) (?:\d+ )?(?:minutes?|set|quarter|seconds?|whistle"
    r"|frame|over|play"
    r"|shot|inning|period|moments?|lap)|last-\w+|buzzer|late|stoppage|penalt(?:y|ies)|tie-?break\w*|held on|hold on"
    r"|comeback|came back|rall(?:y|ied)|walk-off|turning point|sudden death|never looked back|pulled away"
    r"|equali[sz]\w*"
    r"|took the lead|retake|regain\w*)\b",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(?:advance[sd]?|qualif\w+|title|crown(?:ed)?|trophy|improve[sd]? to|falls? to|fell to|first (?:win"
    r"|title|victory)"
    r"|for the first time|will (?:now )?(?:play|face|meet|host|travel)|(?:hold|held|hang|hung) on|for the win"
    r"|victory|standings|unbeaten|eliminated|knocked out|snap(?:s|ped)|streak|first since|since \d{4}"
    r"|next (?:round|game"
    r"|match|week)|semi-?finals?|proud|credit)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(?:shot|shooting|hit|went) \d+(?:\.\d+)? ?(?:%|per ?cent|for \d+|of \d+)|\b\d+(?:\.\d+)?% (?:from|of)\b"
    r"|\b(?:points?|rebounds?|assists?|steals?|yards?|carries|kills|digs)\b.*\b(?:rebounds?|assists?|steals?|yards?"
    r"|blocks?|carries|kills|digs|aces)\b|\badded \w+\b.*\bapiece\b",
    re.IGNORECASE,
)


def is_match(texts: Sequence[str]) -> bool:
    """Whether the sentences report a match: many of them give scores."""
    scores = sum(bool(_SCORE.search(text) and _OUTCOME.search(text)) for text in texts)
    return scores >= SCORES and scores >= len(texts) * SHARE


def decisive(text: str) -> float:
    """How much a sentence of a report tells of what decided it: 1, or less than 0 if it only counts."""
    return -1.0 if _COUNTS.search(text) else float(bool(_DECIDES.search(text)))


def final(text: str) -> float:
    """How well a sentence ends a report: 1 if it says what the result means, less than 0 if it only counts."""
    return -1.0 if _COUNTS.search(text) else float(bool(_MEANS.search(text)))
