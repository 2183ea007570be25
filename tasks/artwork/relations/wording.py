"""Takes labels from a sentence word for word: short, closed at both ends, and none that only points at something."""

import re

from tasks.artwork.relations.marked import ABOUT, Marked
from tasks.domain.text.prose import STOPWORDS

_ARTICLE = re.compile(r"^(?:the|an?|its|their|his|her|our|all|every|each|total|only|just)\s+", re.IGNORECASE)
_POINTING = re.compile(
    r"^(?:it|its|they|their|them|he|she|his|her|we|our|us|i|my|you|your|this|that|these|those|there|which|who|one|both|"
    r"some|others?)\b",
    re.IGNORECASE,
)
_VERBS = (
    "has|have|had|weighs?|weighed|is|are|was|were|lives?|lived|lasts?|lasted|costs?|takes?|took|runs?|ran|reaches|reached|"
    "grows?|covers?|covered|holds?|held|contains?|contained|got|gets?|won|received|scored|measures?|measured|sleeps?|"
    "beats?|needs?|eats?|drinks?|makes?|made|earns?|earned|employs?|produces?|uses?|used|stands?|stood|counts?"
)
_BEFORE_CHANGE = re.compile(
    r"\s+(?:(?:has|have|had|was|were|is|are|be|been|then|also|soon|later|\w+ly)\s*)+$", re.IGNORECASE
)
MAX_WORDS = 4


def label(marked: Marked, fragment: str, most: int = MAX_WORDS) -> str:
    """A fragment as a label without its article; "" if it is empty, too long, or stands for something said before."""
    text = _ARTICLE.sub("", marked.said(fragment).strip(" ,.;:“”\"'"))
    words = text.split()
    if not words or len(words) > most or _POINTING.match(text) or words[-1].lower() in STOPWORDS:
        return ""
    return text


def subject(marked: Marked, before: str, *, verb: bool = False) -> str:
    """What the sentence speaks of, from the words before its verb, or before and with it if `verb`."""
    clause = re.split(r"[,;:–—]", before)[-1] if not verb else before
    if verb:
        found = re.fullmatch(
            rf"\s*(.+?)\s+(?:{_VERBS})(?:\s+(?:about|around|only|just|on average))?\s*{ABOUT}", clause, re.I
        )
        return label(marked, found[1]) if found else ""
    return label(marked, _BEFORE_CHANGE.sub("", f"{clause.rstrip()} "))
