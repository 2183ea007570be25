"""Unicode's bidirectional algorithm (UAX #9) for one line, without explicit embeddings and paired brackets (N0).

Text of two directions needs it: it decides where the marks and numbers of right-to-left words stand.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from unicodedata import bidirectional

# One letter for each bidirectional class, so that the algorithm's rules become regular expressions over a string with
# one letter per character. All other classes are neutral: O.
_LETTERS = {
    "L": "L",  # left to right
    "R": "R",  # right to left
    "AL": "A",  # right to left, Arabic
    "EN": "E",  # European digit
    "AN": "N",  # Arabic digit
    "ES": "S",  # + and -
    "ET": "T",  # $, % and the like, which belong to the number next to them
    "CS": "C",  # separators within numbers
    "NSM": "M",  # marks that combine with the character before them
    "BN": "M",  # invisible characters
}

# Unicode's rules show −12 °C in Hebrew or Arabic text as "C° 12−". Its last clause (HL3) lets us know better: a sign
# stands left of its number, as CLDR writes it for these languages, and °C stays one symbol.
_SIGNED = re.compile(r"(?<![\w.,\d])(?:[+\-−±]\d+(?:[.,٫٬]\d+)*(?:\s?°\s?[CF]\b)?|\d+(?:[.,٫٬]\d+)*\s?°\s?[CF]\b)")


def reads_right_to_left(text: str) -> bool:
    """Whether most of its letters belong to right-to-left scripts."""
    classes = [bidirectional(char) for char in text]
    return sum(kind in {"R", "AL"} for kind in classes) > classes.count("L")


def levels(text: str, *, right_to_left: bool) -> list[int]:
    """The embedding level of every character in a line of this direction; odd levels run from right to left."""
    found = by_the_rules(text, right_to_left=right_to_left)
    if right_to_left:
        for number in _SIGNED.finditer(text):
            found[number.start() : number.end()] = [2] * len(number[0])
    return found


def by_the_rules(text: str, *, right_to_left: bool) -> list[int]:
    """Unicode's own levels, which part numbers from their signs."""
    base = "R" if right_to_left else "L"
    kinds = "".join(_LETTERS.get(bidirectional(char), "O") for char in text)
    kinds = _resolve_neutrals(_resolve_weak(base + kinds + base), base)[1:-1]  # a line counts as between its own kind
    level = {"R": 1, "L": 2 if right_to_left else 0, "E": 2, "N": 2}
    return [level[kind] for kind in kinds]


def _resolve_weak(kinds: str) -> str:
    """Rules W1 to W7: marks, digits and the signs around digits. Leaves L, R, E, N and O."""
    kinds = re.sub(r"(.)M+", lambda m: m[1] * len(m[0]), kinds)  # W1: a mark is like its base
    kinds = re.sub(r"A[^LRA]+", lambda m: m[0].replace("E", "N"), kinds)  # W2: digits after Arabic letters are Arabic
    kinds = kinds.replace("A", "R")  # W3
    kinds = re.sub(r"(?<=N)C(?=N)", "N", kinds)  # W4: one separator between two digits belongs to them (1,250)
    kinds = re.sub(r"(?<=E)[SC](?=E)", "E", kinds)  # W4
    kinds = re.sub(r"T+(?=E)|(?<=E)T+", lambda m: "E" * len(m[0]), kinds)  # W5: so do signs next to digits ($5, 50%)
    kinds = re.sub(r"[STC]", "O", kinds)  # W6: all other signs are neutral
    return re.sub(r"L[^LR]+", lambda m: m[0].replace("E", "L"), kinds)  # W7: digits after Latin letters are like them


def _resolve_neutrals(kinds: str, base: str) -> str:
    """Rules N1 and N2: neutrals between two of the same direction take that one, all others take the line's."""

    def resolved(neutrals: re.Match[str]) -> str:
        # Digits count as right to left here.
        before, after = ("L" if kinds[at] == "L" else "R" for at in (neutrals.start() - 1, neutrals.end()))
        return (before if before == after else base) * len(neutrals[0])

    return re.sub(r"O+", resolved, kinds)


def visual_order(levels: Sequence[int]) -> list[int]:
    """The positions of items with these levels, as displayed from left to right (rule L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        # Reverse every run of items at this level or above.
        deep = {at for at, own in enumerate(levels) if own >= level}
        runs = groupby(order, deep.__contains__)
        order = [at for is_deep, run in runs for at in (reversed(list(run)) if is_deep else run)]
    return order
