"""Writes a script without a language model: it quotes the source's best sentences."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.film.pacing import planned_seconds, scene_count, timecodes
from tasks.domain.request import field_name
from tasks.domain.story import Dossier, Fact, Scene, Script, Story
from tasks.domain.text.prose import LEANING, content_words, stands_alone
from tasks.domain.text.scenes import split
from tasks.providers.vendor import Vendor

SPARE = 1.08  # plan more scenes than needed: the timeline can merge scenes, but not split them
FITS = 1.06  # a text up to this much too long is kept whole
MIN_WORDS = 20
STRIKING = re.compile(
    r"\b(?:only|never|largest|smallest|first|oldest|fastest|deepest|most|million|billion|secret|nobody|nothing|every|"
    r"hidden|impossible|strange|surprising|killed|vanished|without)\b",
    re.IGNORECASE,
)


class ExtractiveWriter:
    """Quotes its source. The same dossier gives the same script."""

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {}

    def write(self, dossier: Dossier, channel: Channel, words_per_minute: float, seed: int) -> Story:  # noqa: ARG002
        """Raises BadInput if too few of the source's sentences make sense on their own."""
        budget = round(channel.length_seconds * words_per_minute / 60)
        chosen = choose(dossier.facts, budget, whole=dossier.whole)
        words = sum(len(fact.text.split()) for fact in chosen)
        if words < MIN_WORDS:
            raise BadInput(
                f"Too few sentences of {dossier.title!r} can stand alone ({words} words).",
                advice=f"Give a longer text of plain sentences, or a finished script ({field_name('script')}).",
            )
        text = " ".join(fact.text for fact in chosen)
        seconds = planned_seconds(words, words_per_minute)
        narrations = split(text, math.ceil(scene_count(words, seconds) * SPARE))
        spans = timecodes([planned_seconds(len(part.split()), words_per_minute) for part in narrations])
        return Story(
            script=Script(
                title=dossier.title[:100],
                hook=chosen[0].text,
                script=text,
                scenes=tuple(
                    Scene(time=span, narration=part, visual_description=", ".join(_nouns(part)) or dossier.title)
                    for span, part in zip(spans, narrations, strict=True)
                ),
                hashtags=tuple(f"#{tag}" for tag in dossier.hashtags) or _hashtags(chosen, dossier.title),
                description=_description(dossier, quotes=not dossier.whole),
            ),
            writer="extractive",
            notes=dossier.notes,
            quotes=not dossier.whole,
            cites=_cites(chosen, narrations),
            sources=dossier.sources,
        )


def choose(facts: Sequence[Fact], budget: int, *, whole: bool) -> tuple[Fact, ...]:
    """The facts to speak, in order: all if they fit into `budget` words, or else the best ones."""
    usable = list(facts) if whole else _usable(facts)
    if sum(len(fact.text.split()) for fact in usable) <= budget * FITS:
        return tuple(usable) if whole else _hook_first(usable, _scores(usable))
    if whole:
        return _shortened(usable, budget)
    scores = _scores(usable)
    picked = _pick(usable, scores, budget)
    return _hook_first([usable[n] for n in sorted(picked)], [scores[n] for n in sorted(picked)])


def _usable(facts: Sequence[Fact]) -> list[Fact]:
    """Sentences that make sense on their own, and those that only need the usable sentence before them."""
    kept: list[Fact] = []
    before: Fact | None = None
    seen: set[str] = set()
    for fact in facts:
        words = fact.text.split()
        leans = LEANING.match(fact.text)
        follows = leans and before is not None and kept and kept[-1] is before and before.section == fact.section
        plain = stands_alone(LEANING.sub("The", fact.text, count=1)) if follows else stands_alone(fact.text)
        if plain and fact.text.lower() not in seen and not fact.text.endswith(("?", "?”", '?"')) and len(words) <= 30:
            kept.append(fact)
            seen.add(fact.text.lower())
        before = fact
    return kept


def _scores(facts: Sequence[Fact]) -> list[float]:
    """TextRank over shared words. Numbers and striking words raise a score."""
    bags = [Counter(content_words(fact.text)) for fact in facts]
    count = len(bags)
    links = [[_alike(a, b) if i != j else 0.0 for j, b in enumerate(bags)] for i, a in enumerate(bags)]
    out = [sum(row) or 1.0 for row in links]
    rank = [1.0 / max(1, count)] * count
    for _ in range(30):
        rank = [0.15 / count + 0.85 * sum(links[j][i] / out[j] * rank[j] for j in range(count)) for i in range(count)]
    top = max(rank, default=1.0) or 1.0
    return [score / top * _appeal(fact.text) for score, fact in zip(rank, facts, strict=True)]


def _alike(a: Counter[str], b: Counter[str]) -> float:
    shared = sum((a & b).values())
    return shared / (math.log(len(a) + 1) + math.log(len(b) + 1) + 1e-9) if shared else 0.0


def _appeal(text: str) -> float:
    words = len(text.split())
    length = 1.0 if 7 <= words <= 20 else 0.7
    return length * (1 + 0.3 * bool(re.search(r"\d", text)) + 0.3 * bool(STRIKING.search(text)) - 0.3 * ("(" in text))


def _pick(facts: Sequence[Fact], scores: Sequence[float], budget: int) -> set[int]:
    """Greedy choice by score minus similarity to the picked ones. A sentence that needs the one before it brings it."""
    bags = [Counter(content_words(fact.text)) for fact in facts]
    picked: set[int] = set()
    words = 0

    def gain(number: int) -> float:
        return scores[number] - 0.5 * max((_alike(bags[number], bags[other]) for other in picked), default=0.0)

    left = set(range(len(facts)))
    while left:
        best = max(left, key=lambda number: (gain(number), -number))
        bundle = {best}
        while LEANING.match(facts[min(bundle)].text) and min(bundle) > 0:
            bundle.add(min(bundle) - 1)
        left -= {best}
        cost = sum(len(facts[number].text.split()) for number in bundle - picked)
        if words + cost <= budget * 1.04:
            picked |= bundle
            left -= bundle
            words += cost
    return picked


def _hook_first(facts: Sequence[Fact], scores: Sequence[float]) -> tuple[Fact, ...]:
    """Move the best sentence to the front that needs none before it and that none after it needs."""
    fit = [
        number
        for number, fact in enumerate(facts)
        if not LEANING.match(fact.text)
        and len(fact.text.split()) <= 22
        and (number + 1 >= len(facts) or not LEANING.match(facts[number + 1].text))
    ]
    if not fit:
        return tuple(facts)
    hook = max(
        fit, key=lambda n: scores[n] * (1.5 if STRIKING.search(facts[n].text) else 1.0) * (1.1 if n == 0 else 1.0)
    )
    return (facts[hook], *(fact for number, fact in enumerate(facts) if number != hook))


def _shortened(facts: Sequence[Fact], budget: int) -> tuple[Fact, ...]:
    """Shorten a text that is written to be spoken: keep its opening and its end, drop the lowest scores."""
    kept = list(facts)
    scores = dict(zip((fact.id for fact in facts), _scores(facts), strict=True))
    while sum(len(fact.text.split()) for fact in kept) > budget * 1.04 and len(kept) > 3:
        middle = [fact for n, fact in enumerate(kept[1:-1], 1) if not LEANING.match(kept[n + 1].text)] or kept[1:-1]
        kept.remove(min(middle, key=lambda fact: scores[fact.id]))
    return tuple(kept)


def _cites(facts: Sequence[Fact], narrations: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The ids of the facts that each scene's words come from."""
    owner = [fact.id for fact in facts for _ in fact.text.split()]
    ends = list(accumulate(len(part.split()) for part in narrations))
    return tuple(tuple(dict.fromkeys(owner[a:b])) for a, b in zip([0, *ends[:-1]], ends, strict=True))


def _nouns(text: str) -> list[str]:
    return list(dict.fromkeys(content_words(text)))[:4]


def _hashtags(facts: Sequence[Fact], title: str) -> tuple[str, ...]:
    common = Counter(word for fact in facts for word in content_words(fact.text) if word.isalpha() and len(word) > 3)
    first = [word for word in content_words(title) if word.isalpha()]
    words = [*dict.fromkeys([*first[:2], *(word for word, _ in common.most_common(5))])][:5]
    return tuple(f"#{word}" for word in words)


def _description(dossier: Dossier, *, quotes: bool) -> str:
    names = "; ".join(source.title + (f" ({source.url})" if source.url else "") for source in dossier.sources)
    lead = dossier.about or dossier.title
    origin = f"The sentences are quoted from the source: {names}." if quotes else f"Sources: {names}."
    return f"{lead.rstrip('.')}. {origin}"


VENDOR = Vendor(
    name="extractive",
    title="Extractive writer",
    gives="the script, English, in the source's own sentences",
    on_auto=frozenset({"writer"}),
    writer=lambda _: ExtractiveWriter(),
)
