"""Writes a script without a language model: it quotes the source, in its order."""

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate

from tasks.domain.channel import LENGTH, Channel
from tasks.domain.errors import BadInput
from tasks.domain.film.pacing import planned_seconds, scene_count, timecodes
from tasks.domain.languages import base, check_same, named
from tasks.domain.request import field_name
from tasks.domain.story import Dossier, Fact, Scene, Script, Story
from tasks.domain.text.blurb import blurb
from tasks.domain.text.hashtags import hashtags
from tasks.domain.text.headline import fitted
from tasks.domain.text.prose import content_words
from tasks.domain.text.scenes import split
from tasks.domain.text.telling.listing import with_count
from tasks.domain.text.telling.spoken_length import words as count
from tasks.domain.text.telling.tell import Told, tell, tell_script
from tasks.domain.text.vocabulary import LANGUAGES
from tasks.providers.vendor import Vendor

SPARE = 1.08  # plan more scenes than needed: the timeline can merge scenes, but not split them
CUT_TO = 45  # seconds at most for a text that does not fit, unless the channel has a length of its own
MIN_WORDS = 20


class ExtractiveWriter:
    """Quotes its source. The same dossier gives the same script."""

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"telling": 15}

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
        told = _told(dossier, channel.length_seconds, words_per_minute)
        chosen, words = told.facts, count(told.facts)
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
                title=fitted(_title(dossier, chosen)),
                hook=chosen[0].text,
                script=text,
                scenes=tuple(
                    Scene(
                        time=span, narration=part, visual_description=", ".join(_nouns(part, language)) or dossier.title
                    )
                    for span, part in zip(spans, narrations, strict=True)
                ),
                hashtags=tuple(f"#{tag}" for tag in dossier.hashtags) or hashtags(dossier.title, text, language),
                description=_description(dossier, chosen, language),
            ),
            writer="extractive",
            notes=(*dossier.notes, *told.notes),
            quotes=not dossier.whole,
            cites=_cites(chosen, narrations),
            sources=dossier.sources,
        )


def _told(dossier: Dossier, seconds: int, words_per_minute: float) -> Told:
    """The facts to speak. What does not fit into the default length is cut to less: people leave a cut text sooner."""
    whole = round(seconds * words_per_minute / 60)
    if dossier.whole:
        return Told(tell_script(dossier.facts, dossier.title, whole, dossier.language))
    budget = round(min(seconds, CUT_TO) * words_per_minute / 60) if seconds == LENGTH else whole
    return tell(dossier.facts, dossier.title, whole if len(dossier.sources) == 1 else budget, budget, dossier.language)


def _title(dossier: Dossier, told: Sequence[Fact]) -> str:
    english = base(dossier.language) == "en"
    return with_count(dossier.title, dossier.facts, told) if english else dossier.title


def _check_length(dossier: Dossier, budget: int, seconds: int) -> None:
    """Raises BadInput if the sentences are longer than the short."""
    shortest = min((len(fact.text.split()) for fact in dossier.facts), default=0)
    if shortest > budget:
        raise BadInput(
            f"The sentences of {dossier.title!r} are too long: the shortest has {shortest} words, and {seconds} "
            f"seconds hold {budget}.",
            advice="Write shorter sentences, or a larger length_seconds in the channel's file.",
        )


def _cites(facts: Sequence[Fact], narrations: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The ids of the facts that each scene's words come from."""
    owner = [fact.id for fact in facts for _ in fact.text.split()]
    ends = list(accumulate(len(part.split()) for part in narrations))
    return tuple(tuple(dict.fromkeys(owner[a:b])) for a, b in zip([0, *ends[:-1]], ends, strict=True))


def _nouns(text: str, language: str) -> list[str]:
    return list(dict.fromkeys(content_words(text, language)))[:4]


def _description(dossier: Dossier, chosen: Sequence[Fact], language: str) -> str:
    names = [source.title + (f" ({source.url})" if source.url else "") for source in dossier.sources]
    told = [fact.text for fact in chosen]
    return blurb(dossier.title, told, names, language, about=dossier.about, quotes=not dossier.whole)


VENDOR = Vendor(
    name="extractive",
    title="Extractive writer",
    gives="the script in the source's own sentences, in 13 languages",
    on_auto=frozenset({"writer"}),
    writer=lambda _: ExtractiveWriter(),
)
