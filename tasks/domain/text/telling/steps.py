"""Tells a recipe or a procedure: every step, in order, and less of all else.

Pages of recipes often hold the steps twice, once with the story around them and once on a card. Told both ways, the
onion would go into the pot twice, so only the last way is told.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from tasks.domain.story import Fact
from tasks.domain.text.commands import is_step
from tasks.domain.text.hanging import pronouns
from tasks.domain.text.hanging.mentions import stems_of
from tasks.domain.text.hanging.needs import Needs
from tasks.domain.text.prose import content_words
from tasks.domain.text.telling.choosing import Choice
from tasks.domain.text.telling.kinds import is_case, is_ingredient
from tasks.domain.text.telling.spoken_length import words

LEAST = 3  # steps that are a way of doing it, and words that are a step
AGAIN = 0.6  # of the words of the one way, said again in the other
_EXPLAINS = re.compile(
    r"(?:\s?[—–]\s?|\s--?\s)(?:this|that|these|it|it['’]s|you|the|your)\b[^—–.!?]*(?=[.!?]$)"
    r"|, (?:so(?: that)?|as|which|because) (?:your|the|it|they|this|that|you|will|helps?|makes?"
    r"|keeps?)\b[^.!?;]*(?=[.!?]$)"
    r"|; (?:it|this|that|they)(?:['’]s|['’]ll)?\b[^.!?]*(?=[.!?]$)",
    re.IGNORECASE,
)


_SPARES = (
    re.compile(r",? (?:if|as) (?:needed|desired|necessary|required|you(?:['’]d)? (?:like|prefer|wish|want))(?=[,.;])"),
    re.compile(r",? \(?or (?:until|use|you can|another|any|more)\b[^,.;]*(?=[,.;])", re.IGNORECASE),
    re.compile(
        r", (?:[a-z]+ly )?(?:stirring|scraping|making sure|being careful|taking care|turning|tossing|shaking|leaving"
        r"|allowing|ensuring|giving)\b[^,.;]*(?:(?=[.;])|,(?= (?:until|for|about)\b))"
    ),
    re.compile(r", (?:which|so that|just|because|as it|otherwise)\b[^.;]*(?=[.;])"),
    re.compile(r"; (?:it|this|that|they|you|the)\b[^.]*(?=[.])"),
)


_EXCEPTS = re.compile(r"(?:if|unless|in case|do not|don['’]t|never|alternatively|you can also)\b", re.IGNORECASE)


def brief(facts: Sequence[Fact], longest: int) -> list[Fact]:
    """The facts, whose steps lose what explains them if they have more words than `longest`, and, if the steps alone
    have, what can be done in their stead."""
    if words(facts) <= longest:
        return list(facts)
    facts = [fact.model_copy(update={"text": unexplained(fact.text)}) for fact in facts]
    if words([fact for fact in facts if is_step(fact.text)]) > longest:
        facts = [fact.model_copy(update={"text": condensed(fact.text)}) for fact in facts]
    return facts


def unexplained(step: str) -> str:
    """The step without what it is good for: "Add the sugar—this keeps it moist." is "Add the sugar." """
    short = _EXPLAINS.sub("", step)
    return short if is_step(step) and len(short.split()) >= LEAST else step


def condensed(step: str) -> str:
    """The step without what can be done in its stead, and how it looks: what to do with what, where and how long stays.

    "Add the stock, stirring well, if you like." is "Add the stock."
    """
    short = step
    for part in _SPARES:
        shorter = part.sub("", short)
        if is_step(shorter) and len(shorter.split()) >= LEAST:
            short = shorter
    return short if is_step(step) else step


def steps_told(
    texts: Sequence[str], choice: Choice, scores: Sequence[float], room: float
) -> tuple[set[int], tuple[str, ...]]:
    """The sentences to tell in `room` words, by number, and what the viewer should know about the others.

    What explains goes first, also between the steps, then the amounts; a step only if nothing else is left.
    """
    fit = sorted(choice.fit)
    steps = _steps(texts, fit)
    keep = [number for number in fit if number not in steps or number >= _last_way(texts, steps)]
    steps = [number for number in steps if number in keep]
    amounts = [number for number in keep if is_ingredient(texts[number])]
    opening = [number for number in keep if number < min(steps) and number not in amounts]
    tail = [number for number in keep if number > max(steps)]
    between = [number for number in keep if min(steps) < number < max(steps) and number not in {*steps, *amounts}]
    dropped: Counter[str] = Counter()

    def cost() -> int:
        return sum(choice.lengths[number] for number in keep)

    said = [stems_of(text) for text in texts]

    def hanging(number: int) -> list[int]:
        """The sentences that mean nothing without this one, such as "Mash them." after "Now the bananas!"."""
        return [other for other in keep if other > number and frozenset({number}) in choice.needs[other]]

    def missed(number: int) -> tuple[int, float, float]:
        earlier, later = (
            frozenset[str]().union(*(said[at] for at in keep if (at < number, at > number)[side])) for side in (0, 1)
        )
        with_it = [number, *hanging(number)]
        named = frozenset[str]().union(*(said[at] for at in with_it)) - earlier
        measures = sum(any(map(str.isdigit, texts[at])) for at in with_it)
        length = sum(choice.lengths[at] for at in with_it)
        says = (1 + len(named & later) + 2 * measures) / length  # a long step takes the room of several
        needed = number in steps or len(with_it) > 1
        return needed + (needed and not _EXCEPTS.match(texts[number])), says, scores[number]

    spare = [number for number in between if not hanging(number) and not any(map(str.isdigit, texts[number]))]
    for what, going in (("", opening[1:]), ("", tail), ("", spare), ("amounts", amounts), ("", opening[:1])):
        if cost() > room and going:
            keep = [number for number in keep if number not in going]
            dropped[what] += len(going)
    while cost() > room and len(keep) > LEAST:
        going = [min(keep[1:-1], key=missed)]
        for number in going:
            going += [other for other in hanging(number) if other not in going]
        keep = [number for number in keep if number not in going]
        dropped["step"] += sum(number in steps for number in going)
    del dropped[""]
    lost = [
        what if what == "amounts" else f"{count} {what}{'s' * (count > 1)}" for what, count in dropped.items() if count
    ]
    notes = (f"The source is longer than the short, which leaves out: {', '.join(lost)}.",) if lost else ()
    return set(keep), notes


def steps_before(number: int, texts: Sequence[str]) -> Needs:
    """The sentence before, if the step speaks of "it" or "them"."""
    text = texts[number]
    hangs = (
        pronouns.hangs_it(text)
        or pronouns.hangs_they(text)
        or re.match(r"if you do(?:n['’]t| not)?,", text, re.IGNORECASE)
    )
    return frozenset({frozenset({number - 1})}) if number and hangs else frozenset()


def _steps(texts: Sequence[str], fit: Sequence[int]) -> list[int]:
    """The steps, with the cases in which they apply."""
    first = min(number for number in fit if is_step(texts[number]))
    before = range(max(0, first - 3), first)
    first = next((number for number in before if is_case(texts[number])), first)  # "If it is new, it has a lever"
    last = max(number for number in fit if is_step(texts[number]))  # "If you like lentils, you will like this"
    return [number for number in fit if is_step(texts[number]) or (first <= number < last and is_case(texts[number]))]


def _last_way(texts: Sequence[str], steps: Sequence[int]) -> int:
    """The first step of the last way in which a text says all its steps."""
    said = [set(content_words(texts[number])) for number in steps]
    best, most = steps[0], 0.0
    for at in range(LEAST, len(steps) - LEAST + 1):
        one, other = (set(chain.from_iterable(part)) for part in (said[:at], said[at:]))
        share = len(one & other) / max(len(one), len(other), 1)
        if share >= AGAIN and share > most:
            best, most = steps[at], share
    return best
