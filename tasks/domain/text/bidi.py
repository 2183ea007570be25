"""Text of two directions: where the marks and numbers of a right-to-left word stand.

Unicode's bidirectional algorithm (UAX 9) for a word: without explicit embeddings and its rule for paired brackets.
"""

import re
from collections.abc import Sequence
from itertools import groupby
from unicodedata import bidirectional

_LETTERS = {"L": "L", "R": "R", "AL": "A", "EN": "E", "AN": "N", "ES": "S", "ET": "T", "CS": "C", "NSM": "M", "BN": "M"}


def reads_right_to_left(text: str) -> bool:
    """Whether more of its letters do than do not."""
    kinds = [bidirectional(char) for char in text]
    return sum(kind in {"R", "AL"} for kind in kinds) > kinds.count("L")


def levels(text: str, *, right_to_left: bool) -> list[int]:
    """Every character's embedding level inside a line of that direction: odd ones run from right to left."""
    base = "R" if right_to_left else "L"
    kinds = base + "".join(_LETTERS.get(bidirectional(char), "O") for char in text) + base
    kinds = re.sub(r"(.)M+", lambda m: m[1] * len(m[0]), kinds)  # W1: marks are as what they stand on
    kinds = re.sub(r"A[^LRA]+", lambda m: m[0].replace("E", "N"), kinds).replace("A", "R")  # W2, W3
    kinds = re.sub(r"(?<=E)[SC](?=E)", "E", re.sub(r"(?<=N)C(?=N)", "N", kinds))  # W4: 1,250
    kinds = re.sub(r"T+(?=E)|(?<=E)T+", lambda m: "E" * len(m[0]), kinds)  # W5: $5, 50%
    kinds = re.sub(r"[STC]", "O", kinds)  # W6
    kinds = re.sub(r"L[^LR]+", lambda m: m[0].replace("E", "L"), kinds)  # W7
    kinds = re.sub(r"O+", lambda m: _neutral(m, base) * len(m[0]), kinds)  # N1, N2
    level = {"R": 1, "L": 2 if right_to_left else 0, "E": 2, "N": 2}
    return [level[kind] for kind in kinds[1:-1]]


def _neutral(marks: re.Match[str], base: str) -> str:
    """Between two of one direction marks are of that one; else of the line's. Numbers count as right to left."""
    before, after = ("L" if marks.string[at] == "L" else "R" for at in (marks.start() - 1, marks.end()))
    return before if before == after else base


def visual_order(levels: Sequence[int]) -> list[int]:
    """The places of what has these levels, from left to right."""
    order = list(range(len(levels)))
    for least in range(max(levels, default=0), 0, -1):
        turned = [levels[at] >= least for at in order]
        stretches = groupby(zip(turned, order, strict=True), lambda pair: pair[0])
        order = [at for turns, part in stretches for _, at in (reversed(list(part)) if turns else part)]
    return order
