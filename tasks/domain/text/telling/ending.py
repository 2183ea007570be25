"""Says how well a sentence closes a short: a result or a last word does, an example or half a list does not."""

import re

UNENDED = "The end of the source's story is not told: what leads to it is too long. A larger length_seconds tells more."
LATE = 0.8  # of a text: a story's end stands after it
# English only: in the other languages, the place in the text and the length decide.
_CONCLUDES = re.compile(
    r"^(?:so|in the end|in short|in conclusion|overall|ultimately|eventually|finally|today|since then|ever since"
    r"|even so|(?:still|now)(?:,| (?:he|she|it|they|we|i|the)\b)"
    r"|as a result|the result|all in all|that is why|this is why|this means|that means|and that)\b|\b(?:to this"
    r" day|ever since|for ever"
    r"|forever|never again|no longer|for the first time|at last|the rest is history|once and for all|the answer"
    r" is|concluded?|proved"
    r"|proves|means that|surrender\w*|(?:was|were) (?:\w+ )?(?:found|rescued|freed|saved|destroyed|arrested|sentenced"
    r"|acquitted|killed|swept away)|recommend\w*|ended (?:with|in|when)|worth (?:it|the)|bottom line|died|remains?"
    r"|still (?:stands|lives|in use)|in(?:to)? custody|(?:faces?|facing|without) charges?|charged with|convicted"
    r"|came to an end|(?:no ?one|nobody) (?:was|were|has been) (?:hurt|injured|killed)|re-?opened|in the future"
    r"|awarded|honou?red|lifetime|legacy|named after|last resort|see (?:a|your) doctor|is expected to)\b",
    re.IGNORECASE,
)
_LEAVES_OPEN = re.compile(
    r"\b(?:for example|for instance|such as|e\.g|for one|among others|and so on|first of all|to begin with|the"
    r" (?:following|first)"
    r"|others? (?:include|are)|include[sd]?|including|another|(?:is|are) needed|there (?:is"
    r"|are),? .{0,12}(?:things|ways|steps|tips|reasons|factors)\b|further (?:research|studies|work)"
    r"|firstly|initially|still (?:missing|unknown|unclear|open)|will be announced"
    r"|(?:not|n['’]t) (?:just|only|all|the only))\b|\b(?:though|however)[.!]$"
    r"|[:;…]$|\.\.\.$",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"^[\"“]|\b(?:said|says|told|added|asked)\b")


def closes(text: str, *, place: float, concluding: bool, tells_a_story: bool, goes_on: bool = False) -> float:
    """How well a sentence ends a short, from about -2 to 3.

    `place`: where it stands in its text, 1 being the last. `concluding`: its source labels it as a conclusion.
    `goes_on`: the sentence after it goes on about the same.
    """
    last = place >= 1
    bare = text.rstrip("\"'”’»)")
    if bare.endswith("?"):
        return 0.2 if last and tells_a_story else -1.0
    words = len(text.split())
    return (
        1.0 * concluding
        + (1.6 if tells_a_story else 0.4) * last
        + 0.5 * place
        + 0.5 * bool(_CONCLUDES.search(text))
        - 1.2 * bool(_LEAVES_OPEN.search(text))
        - 0.3 * bool(_SPEAKS.search(text))
        - 0.7 * goes_on
        + (0.2 if 6 <= words <= 18 else -0.3 if words > 28 or words < 4 else 0.0)
    )
