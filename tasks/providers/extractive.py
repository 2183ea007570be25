"""Writes a script without a language model: it quotes the source's best sentences."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.film.pacing import planned_seconds, scene_count, timecodes
from tasks.domain.languages import base, check_same, named
from tasks.domain.request import field_name
from tasks.domain.story import Dossier, Fact, Scene, Script, Story
from tasks.domain.text.prose import MAX_WORDS, content_words, leans, stands_alone, stems, strikes
from tasks.domain.text.scenes import split
from tasks.domain.text.vocabulary import LANGUAGES
from tasks.providers.vendor import Vendor

SPARE = 1.08  # plan more scenes than needed: the timeline can merge scenes, but not split them
FITS = 1.06  # a text up to this much too long is kept whole
MIN_WORDS = 20
SHORTEST = 4  # words of a clause that can be a sentence
# What the description says before the names of the sources: for quotations, and for facts in the project's own words.
ORIGIN: Mapping[str, tuple[str, str]] = {
    "en": ("The sentences are quoted from the source", "Sources"),
    "de": ("Die Sätze sind Zitate aus der Quelle", "Quellen"),
    "fr": ("Les phrases sont citées de la source", "Sources"),
    "es": ("Las frases son citas de la fuente", "Fuentes"),
    "it": ("Le frasi sono citazioni dalla fonte", "Fonti"),
    "pt": ("As frases são citações da fonte", "Fontes"),
    "nl": ("De zinnen zijn citaten uit de bron", "Bronnen"),
    "pl": ("Zdania są cytatami ze źródła", "Źródła"),
    "ru": ("Предложения процитированы из источника", "Источники"),
    "uk": ("Речення процитовані з джерела", "Джерела"),
    "tr": ("Cümleler kaynaktan alıntıdır", "Kaynaklar"),
    "el": ("Οι προτάσεις είναι παραθέματα από την πηγή", "Πηγές"),
    "sv": ("Meningarna är citat ur källan", "Källor"),
}


class ExtractiveWriter:
    """Quotes its source. The same dossier gives the same script."""

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {}

    def check_language(self, language: str) -> None:
        """Raises BadInput if the writer does not know this language."""
        if base(language) not in LANGUAGES:
            raise BadInput(
                f"The built-in writer does not know {named(language)}. It knows {', '.join(map(named, LANGUAGES))}.",
                advice="Set OPENAI_API_KEY for a language model, or give a finished script with --script.",
            )

    def write(self, dossier: Dossier, channel: Channel, words_per_minute: float, seed: int) -> Story:  # noqa: ARG002
        """Raises BadInput if the source is in another language than the channel, or too few of its sentences make sense
        on their own."""
        language = channel.language
        self.check_language(language)
        check_same(dossier.title, dossier.language, language)
        budget = round(channel.length_seconds * words_per_minute / 60)
        one_text = len(dossier.sources) == 1
        chosen = choose(dossier.facts, budget, whole=dossier.whole, one_text=one_text, language=language)
        words = sum(len(fact.text.split()) for fact in chosen)
        if words < MIN_WORDS:
            _check_length(dossier, budget, channel.length_seconds)
            raise BadInput(
                f"Too few sentences of {dossier.title!r} can stand alone ({words} words).",
                advice=f"Give a longer text of plain sentences, or a finished script ({field_name('script')}).",
            )
        text = " ".join(fact.text for fact in chosen)
        seconds = planned_seconds(words, words_per_minute)
        narrations = split(text, math.ceil(scene_count(words, seconds, language) * SPARE), language)
        spans = timecodes([planned_seconds(len(part.split()), words_per_minute) for part in narrations])
        return Story(
            script=Script(
                title=dossier.title[:100],
                hook=chosen[0].text,
                script=text,
                scenes=tuple(
                    Scene(
                        time=span, narration=part, visual_description=", ".join(_nouns(part, language)) or dossier.title
                    )
                    for span, part in zip(spans, narrations, strict=True)
                ),
                hashtags=tuple(f"#{tag}" for tag in dossier.hashtags) or _hashtags(chosen, dossier.title, language),
                description=_description(dossier, language, quotes=not dossier.whole),
            ),
            writer="extractive",
            notes=dossier.notes,
            quotes=not dossier.whole,
            cites=_cites(chosen, narrations),
            sources=dossier.sources,
        )


def choose(
    facts: Sequence[Fact], budget: int, *, whole: bool, one_text: bool = False, language: str = "en"
) -> tuple[Fact, ...]:
    """The facts to speak, in order: all if they fit into `budget` words, or else the best ones.

    `whole`: a text written to be spoken. `one_text`: the facts are one text, which is told as it is written if it fits.
    """
    if (whole or one_text) and _words(facts) <= budget * FITS:
        return tuple(facts)
    if whole:
        return _shortened(facts, budget, language)
    usable = _usable(_parted(facts), language)
    if _words(usable) <= budget * FITS:
        return _hook_first(usable, _scores(usable, language), language)
    scores = _scores(usable, language)
    picked = sorted(_pick(usable, scores, budget, language))
    return _hook_first([usable[n] for n in picked], [scores[n] for n in picked], language)


def _words(facts: Sequence[Fact]) -> int:
    return sum(len(fact.text.split()) for fact in facts)


def _check_length(dossier: Dossier, budget: int, seconds: int) -> None:
    """Raises BadInput if the sentences are longer than the short."""
    shortest = min((len(fact.text.split()) for fact in dossier.facts), default=0)
    if shortest > budget:
        raise BadInput(
            f"The sentences of {dossier.title!r} are too long: the shortest has {shortest} words, and {seconds} "
            f"seconds hold {budget}.",
            advice="Write shorter sentences, or a larger length_seconds in the channel's file.",
        )


def _parted(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, where a sentence too long to be spoken alone becomes several, at its semicolons."""
    parts: list[Fact] = []
    for fact in facts:
        clauses = re.split(r"(?<=\w);\s+", fact.text) if len(fact.text.split()) > MAX_WORDS else [fact.text]
        if len(clauses) < 2 or any(len(clause.split()) < SHORTEST for clause in clauses):
            parts.append(fact)
            continue
        ended = [*(f"{clause}." for clause in clauses[:-1]), clauses[-1]]
        parts += (fact.model_copy(update={"text": text[0].upper() + text[1:]}) for text in ended)
    return parts


def _usable(facts: Sequence[Fact], language: str) -> list[Fact]:
    """Sentences that make sense on their own, and those that only need the usable sentence before them."""
    kept: list[Fact] = []
    before: Fact | None = None
    seen: set[str] = set()
    for fact in facts:
        follows = bool(kept) and before is kept[-1] and before.section == fact.section
        plain = stands_alone(fact.text, language, follows=follows)
        if plain and fact.text.lower() not in seen and fact.text.rstrip('”"»')[-1:] not in "?;":
            kept.append(fact)
            seen.add(fact.text.lower())
        before = fact
    return kept


def _scores(facts: Sequence[Fact], language: str) -> list[float]:
    """TextRank over shared words. Numbers and striking words raise a score."""
    bags = _bags(facts, language)
    count = len(bags)
    links = [[_alike(a, b) if i != j else 0.0 for j, b in enumerate(bags)] for i, a in enumerate(bags)]
    out = [sum(row) or 1.0 for row in links]
    rank = [1.0 / max(1, count)] * count
    for _ in range(30):
        rank = [0.15 / count + 0.85 * sum(links[j][i] / out[j] * rank[j] for j in range(count)) for i in range(count)]
    top = max(rank, default=1.0) or 1.0
    return [score / top * _appeal(fact.text, language) for score, fact in zip(rank, facts, strict=True)]


def _bags(facts: Sequence[Fact], language: str) -> list[Counter[str]]:
    return [Counter(stems(content_words(fact.text, language), language)) for fact in facts]


def _alike(a: Counter[str], b: Counter[str]) -> float:
    shared = sum((a & b).values())
    return shared / (math.log(len(a) + 1) + math.log(len(b) + 1) + 1e-9) if shared else 0.0


def _appeal(text: str, language: str) -> float:
    words = len(text.split())
    length = 1.0 if 7 <= words <= 20 else 0.7 if words <= 30 else 0.45
    striking = strikes(text, language)
    return length * (1 + 0.3 * bool(re.search(r"\d", text)) + 0.3 * striking - 0.3 * ("(" in text))


def _pick(facts: Sequence[Fact], scores: Sequence[float], budget: int, language: str) -> set[int]:
    """Greedy choice by score minus similarity to the picked ones. A sentence that needs the one before it brings it."""
    bags = _bags(facts, language)
    picked: set[int] = set()
    words = 0

    def gain(number: int) -> float:
        return scores[number] - 0.5 * max((_alike(bags[number], bags[other]) for other in picked), default=0.0)

    left = set(range(len(facts)))
    while left:
        best = max(left, key=lambda number: (gain(number), -number))
        bundle = {best}
        while leans(facts[min(bundle)].text, language) and min(bundle) > 0:
            bundle.add(min(bundle) - 1)
        left -= {best}
        cost = sum(len(facts[number].text.split()) for number in bundle - picked)
        if words + cost <= budget * 1.04:
            picked |= bundle
            left -= bundle
            words += cost
    return picked


def _hook_first(facts: Sequence[Fact], scores: Sequence[float], language: str) -> tuple[Fact, ...]:
    """Move the best sentence to the front that needs none before it and that none after it needs."""
    fit = [
        number
        for number, fact in enumerate(facts)
        if not leans(fact.text, language)
        and len(fact.text.split()) <= 22
        and (number + 1 >= len(facts) or not leans(facts[number + 1].text, language))
    ]
    if not fit:
        return tuple(facts)
    hook = max(
        fit, key=lambda n: scores[n] * (1.5 if strikes(facts[n].text, language) else 1.0) * (1.1 if n == 0 else 1.0)
    )
    return (facts[hook], *(fact for number, fact in enumerate(facts) if number != hook))


def _shortened(facts: Sequence[Fact], budget: int, language: str) -> tuple[Fact, ...]:
    """Shorten a text that is written to be spoken: keep its opening and its end, drop the lowest scores."""
    kept = list(facts)
    scores = dict(zip((fact.id for fact in facts), _scores(facts, language), strict=True))
    while _words(kept) > budget * 1.04 and len(kept) > 3:
        middle = [fact for n, fact in enumerate(kept[1:-1], 1) if not leans(kept[n + 1].text, language)] or kept[1:-1]
        kept.remove(min(middle, key=lambda fact: scores[fact.id]))
    return tuple(kept)


def _cites(facts: Sequence[Fact], narrations: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The ids of the facts that each scene's words come from."""
    owner = [fact.id for fact in facts for _ in fact.text.split()]
    ends = list(accumulate(len(part.split()) for part in narrations))
    return tuple(tuple(dict.fromkeys(owner[a:b])) for a, b in zip([0, *ends[:-1]], ends, strict=True))


def _nouns(text: str, language: str) -> list[str]:
    return list(dict.fromkeys(content_words(text, language)))[:4]


def _hashtags(facts: Sequence[Fact], title: str, language: str) -> tuple[str, ...]:
    words = (word for fact in facts for word in content_words(fact.text, language))
    common = Counter(word for word in words if word.isalpha() and len(word) > 3)
    first = [word for word in content_words(title, language) if word.isalpha()]
    chosen = [*dict.fromkeys([*first[:2], *(word for word, _ in common.most_common(5))])][:5]
    return tuple(f"#{word}" for word in chosen)


def _description(dossier: Dossier, language: str, *, quotes: bool) -> str:
    names = "; ".join(source.title + (f" ({source.url})" if source.url else "") for source in dossier.sources)
    lead = dossier.about or dossier.title
    quoted, sources = ORIGIN[base(language)]
    return f"{lead.rstrip('.')}. {quoted if quotes else sources}: {names}."


VENDOR = Vendor(
    name="extractive",
    title="Extractive writer",
    gives="the script in the source's own sentences, in 13 languages",
    on_auto=frozenset({"writer"}),
    writer=lambda _: ExtractiveWriter(),
)
