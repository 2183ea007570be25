"""Shortens a long English sentence at its clauses, so that a text's first sentence need not be left out for its length.

Only what hangs on a whole statement goes: a relative clause between commas, an aside between dashes, what a participle
adds at the end, a second statement after "and". Who and what the sentence is about stays, and so does every part with a
negation, a condition, a contrast or the name of the one who says it.
"""

import re

LONG = 26  # words: a longer sentence is shortened, one part after the other, until it has no more
LEAST = 8  # words that a shortened sentence keeps
# A part with one of these decides whether the statement is true.
_DECIDES = re.compile(
    r"\b(?:not|no|never|nor|none|nobody|nothing|without|unless|except|only|if|whether|until|but|though|although"
    r"|however"
    r"|despite|may|might|could|would|should|allegedly|reportedly|apparently|according|claim\w*|sa(?:id|ys?)|told"
    r"|report(?:s|ed)"
    r"|warn\w*|believ\w*|suggest\w*|estimat\w*|likely|perhaps|probably|will|hopes?|plans?|intends?|hardly"
    r"|barely|almost|nearly|than|instead"
    r"|rather"
    r"|as (?:long|far) as|because|so that)\b|n['’]t\b|[\"“”«»]",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r",\s+(?:which|who|whose|whom|where)\s[^,;:–—]*(?:,(?=\s+[a-z])|(?=[.!?]$))")
_DASHES = re.compile(r"\s+[–—-]\s+[^–—;:]*?\s+[–—-]\s+(?=[a-z])|—[^—;:]*—(?=[a-z])")
_PARTICIPLE = re.compile(r",\s+(?:[a-z]+ly\s+)?[a-z]{3,}ing\s[^;:]*(?=[.!?]$)")
_SECOND = re.compile(
    r"[,;]\s+(?:and|while)\s+(?:he|she|it|they|we|the|a|an|its|his|her|their|this|these|[A-Z]\w+)\s[^;:]*(?=[.!?]$)"
)
_NO_PARTICIPLES = frozenset(
    {"according", "including", "during", "excluding", "being", "nothing", "something", "everything"}
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|did|do|can|will|must|became|began|made|came|went|took|gave|found"
    r"|left|won|lost"
    r"|said|led|held|built|grew|saw|ran|got|put|set|let|\w{3,}(?:ed|es|s))\b"
)


def shortened(sentence: str, longest: int = LONG) -> str:
    """The sentence with at most `longest` words if it can lose enough without changing what the rest of it says."""
    text = sentence
    while len(text.split()) > longest:
        shorter = next((cut for cut in _cuts(text) if _sound(cut)), None)
        if shorter is None:
            return text
        text = shorter
    return text


def _cuts(text: str) -> list[str]:
    """What is left without each part that may go, smallest loss of sense first."""
    found = []
    for pattern in (_RELATIVE, _DASHES, _PARTICIPLE, _SECOND):
        for part in pattern.finditer(text):
            if _may_go(part, text, pattern):
                rest = text[part.end() :]
                found.append(text[: part.start()] + (rest if not rest or rest[0] in " .!?" else " " + rest))
    return found


def _may_go(part: re.Match[str], text: str, pattern: re.Pattern[str]) -> bool:
    words = part.group().strip(" ,;–—-").split()
    if _DECIDES.search(part.group()) or words[0].lower() in _NO_PARTICIPLES:
        return False
    before = text[: part.start()]
    if pattern is _RELATIVE and part.group().endswith(","):  # "which eat grass, bark and leaves": the statement goes on
        return bool(_VERB.match(text[part.end() :].strip().split(" ")[0]))
    if pattern is _PARTICIPLE:  # "They enjoy hiking, swimming and sailing" is a list
        return not re.search(r"\b\w{3,}ing$", before) and "," not in part.group()[1:]
    if pattern is _SECOND:  # "salt, oil and the onion": only after a whole statement and before another one
        clause = " ".join(words[1:])
        return bool(_VERB.search(before) and _VERB.search(clause)) and before.count(",") == 0
    return True


def _sound(text: str) -> bool:
    marks = (("(", ")"), ("“", "”"), ("«", "»"))
    return (
        len(text.split()) >= LEAST
        and all(text.count(a) == text.count(b) for a, b in marks)
        and text.count('"') % 2 == 0
    )
