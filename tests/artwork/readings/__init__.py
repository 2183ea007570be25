"""Cards for sentences that were not used to write the rules, each judged by a person.

After the rules change, `python -m tests.artwork.readings` prints the cards that changed; judge them again.

Each of the four batches was written before anyone saw its cards. The first three led to corrections, so only the counts
at first sight are unbiased; quote those of the fourth. (It led to small changes: one word was removed from the lexicon,
a list of countries no longer counts as a place, and only shares are drawn as part of a ring.) Diagrams, phrases and
shared cards came later, and so did the rules that verbs have no picture, for negations, comparisons, idioms and eras,
and those for people, quotes, times, fields and company: what they changed was judged again, knowing the rules.

    batch  sentences  false  wrong     at first sight. False: shows a number, place, date or comparison not stated
    1      120        2      4         Wrong: shows something other than what is meant
    2      110        1      2
    3      110        2      4
    4      109        0      3
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from tasks.artwork.direction import direct
from tasks.artwork.plan import CardPlan
from tasks.artwork.sentence import clean
from tasks.domain.channel import Palette

Verdict = Literal["good", "acceptable", "wrong", "false"]
BATCHES = tuple(sorted(Path(__file__).parent.glob("*.tsv")))
SENTENCES_PER_SHORT = 10  # planned together, like the scenes of one short


@dataclass(frozen=True)
class Judged:
    verdict: Verdict
    drawn: str
    sentence: str


def judged(batch: Path) -> list[Judged]:
    """The rows of a batch: verdict, description of the card as judged, sentence."""
    rows = [line.split("\t") for line in batch.read_text(encoding="utf-8").splitlines()]
    assert all(row[0] in get_args(Verdict) for row in rows)
    return [Judged(cast("Verdict", verdict), drawn, sentence) for verdict, drawn, sentence in rows]


def drawn(sentences: list[str]) -> list[str]:
    """A description of what each sentence's card shows."""
    shorts = [sentences[at : at + SENTENCES_PER_SHORT] for at in range(0, len(sentences), SENTENCES_PER_SHORT)]
    plans = [
        plan
        for n, short in enumerate(shorts)
        for plan in direct(short, seed=n * SENTENCES_PER_SHORT, palette=Palette.auto)
    ]
    return [
        _describe(plan) if plan.text == clean(sentence) else "shares its neighbour's card"
        for plan, sentence in zip(plans, sentences, strict=True)
    ]


def _describe(plan: CardPlan) -> str:
    parts = [plan.layout]
    if plan.figure:
        parts.append(f"{plan.figure.qualifier} {plan.figure.text} {plan.figure.unit}".strip())
    if plan.place:
        parts.append(f"in {plan.place}")
    if plan.group:
        parts.append(f"x{plan.group}")
    if plan.relation:
        parts += [" ".join(f"{part.text} {part.unit} {part.label}".split()) for part in plan.relation.parts]
    if plan.phrase:
        parts.append(f"“{plan.phrase}”")
    return "; ".join([*parts, *(thing.word for thing in plan.things)])
