"""What cards draw of sentences that the rules were not written on, each judged by a person. Shown again by
`python -m tests.artwork.readings`, for judging anew after a change of the rules.

Four batches, each written before anybody looked at what it gives. The first three led to corrections; the counts of
a first look are therefore the honest ones, and the fourth is the figure to quote. (What it led to is small: one word
left the lexicon, lists of countries are no place, and only shares are drawn as a part of a ring.)

    batch  sentences  false  wrong     a first look; false: a number, place, date or comparison that is not said
    1      120        2      4         wrong: a picture of something else than is meant
    2      110        1      2
    3      110        2      4
    4      109        0      3
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from tasks.artwork.direction import direct
from tasks.artwork.plan import CardPlan
from tasks.domain.channel import Palette

Verdict = Literal["good", "acceptable", "wrong", "false"]
BATCHES = tuple(sorted(Path(__file__).parent.glob("*.tsv")))
A_SHORT = 10  # sentences directed together, as one short's scenes are


@dataclass(frozen=True)
class Judged:
    verdict: Verdict
    drawn: str
    sentence: str


def judged(batch: Path) -> list[Judged]:
    rows = [line.split("\t") for line in batch.read_text(encoding="utf-8").splitlines()]
    assert all(row[0] in get_args(Verdict) for row in rows)
    return [Judged(cast("Verdict", verdict), drawn, sentence) for verdict, drawn, sentence in rows]


def drawn(sentences: list[str]) -> list[str]:
    """What each sentence's card shows, in words."""
    shorts = [sentences[at : at + A_SHORT] for at in range(0, len(sentences), A_SHORT)]
    plans = [plan for n, short in enumerate(shorts) for plan in direct(short, seed=n * A_SHORT, palette=Palette.auto)]
    return [_say(plan) for plan in plans]


def _say(plan: CardPlan) -> str:
    parts = [plan.layout]
    if plan.figure:
        parts.append(f"{plan.figure.qualifier} {plan.figure.text} {plan.figure.unit}".strip())
    if plan.place:
        parts.append(f"in {plan.place}")
    if plan.group:
        parts.append(f"x{plan.group}")
    return "; ".join([*parts, *(thing.word for thing in plan.things)])
