"""Knows where a story takes its turn: what happens suddenly, and what turns out to be otherwise than it seemed."""

import re

BRIEF = 4  # words: a shorter cry is no turn
_TURNS = re.compile(
    r"(?:but|then|suddenly|all of a sudden|just then|until|that (?:was|is) when|one (?:day|night|morning"
    r"|evening|afternoon)"
    r"|at that moment|instead"
    r"|to my (?:surprise|horror|relief)|it turn(?:s|ed) out|so i\b|i decided?|in the end|finally|luckily"
    r"|unfortunately|sadly)\b",
    re.IGNORECASE,
)
# Where a story turns out to be another than it seemed, and where it takes its turn, wherever in the sentence.
_REVEALS = re.compile(
    r"\b(?:turn(?:s|ed) out|next thing (?:i|we|he|she|they) knew|that (?:is|was) when|that['’]s when|you (?:got"
    r"|guessed) it"
    r"|(?:i|we|he|she|they|it) (?:had )?(?:(?:then|finally|suddenly|soon|quickly|just) )?(?:reali[sz]ed"
    r"|discovered|dawned)"
    r"|(?:i|we|he|she|they) (?:had |have |finally |then )*found (?:it|him|her|them|my|the|our|his|that|myself)"
    r"|there(?:['’]s| is| was| (?:it|he|she|they) (?:is|was|were)) (?:my|your|his|her|our|the)|what a (?:relief"
    r"|surprise|shock)"
    r"|(?:appeared|showed up) (?:out of nowhere|from nowhere)|caught my eye"
    r"|only to (?:find|discover|see|learn)|there (?:he|she|it|they) (?:was|were|stood|sat|lay)|guess (?:who|what)"
    r"|to (?:my|our|his|her|their) (?:surprise|horror|relief|amazement|astonishment|dismay|delight)"
    r"|as luck would have it)\b",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"^(?:but then|then suddenly|just then|all of a sudden|suddenly|at that moment|one (?:day|night)"
    r"|(?:but |and )?when (?:i|we|he|she|they) (?:got|opened|looked|returned|woke|turned|came|reached|arrived))\b"
    r"|\b(?:suddenly|all of a sudden|out of nowhere)\b",
    re.IGNORECASE,
)


def turns(text: str) -> bool:
    """Whether something happens in a sentence of a story that changes its course."""
    return bool(_TURNS.match(text)) or reveals(text) > 0 or (text.endswith("!") and len(text.split()) >= BRIEF)


def reveals(text: str) -> int:
    """How surely a sentence is the turn of a story: 2 if it says how things really are, 1 if something happens."""
    return 2 if _REVEALS.search(text) else int(bool(_CHANGES.search(text)))
