"""Writes the description of a short that has none: what one learns in it, what else it is about, and its sources."""

import re
from collections.abc import Mapping, Sequence

from tasks.domain.languages import base
from tasks.domain.text.hashtags import phrases, stem
from tasks.domain.text.prose import content_words, leans

MAX_LEAD = 220  # characters
MIN_LEAD = 6  # words
NAMED = 4  # phrases
# Before the phrases; before the sources of quotations; before the sources of facts in the project's own words.
WORDS: Mapping[str, tuple[str, str, str]] = {
    "en": ("It is about", "The sentences are quoted from the source", "Sources"),
    "de": ("Darum geht es", "Die Sätze sind Zitate aus der Quelle", "Quellen"),
    "fr": ("Il y est question de", "Les phrases sont citées de la source", "Sources"),
    "es": ("De qué trata", "Las frases son citas de la fuente", "Fuentes"),
    "it": ("Di che cosa parla", "Le frasi sono citazioni dalla fonte", "Fonti"),
    "pt": ("De que trata", "As frases são citações da fonte", "Fontes"),
    "nl": ("Waar het over gaat", "De zinnen zijn citaten uit de bron", "Bronnen"),
    "pl": ("O czym to jest", "Zdania są cytatami ze źródła", "Źródła"),
    "ru": ("О чём это видео", "Предложения процитированы из источника", "Источники"),
    "uk": ("Про що це відео", "Речення процитовані з джерела", "Джерела"),
    "tr": ("Konusu", "Cümleler kaynaktan alıntıdır", "Kaynaklar"),
    "el": ("Το θέμα", "Οι προτάσεις είναι παραθέματα από την πηγή", "Πηγές"),
    "sv": ("Vad det handlar om", "Meningarna är citat ur källan", "Källor"),
}


def blurb(title: str, told: Sequence[str], sources: Sequence[str], language: str, *, about: str, quotes: bool) -> str:
    """A description: `about` or one of the sentences `told`, then the story's nouns, then the sources.

    The language is one of WORDS.
    """
    named, quoted, plainly = WORDS[base(language)]
    lead = _stopped(about) if about and not _repeats(about, title, language) else _lead(title, told, language)
    shown = [
        phrase
        for phrase in phrases(title, " ".join(told), language)
        if not _stems(phrase, language) <= _stems(f"{title} {lead}", language)
    ][:NAMED]
    parts = [lead, f"{named}: {', '.join(shown)}." if len(shown) > 1 else "", f"{quoted if quotes else plainly}: "]
    return " ".join(filter(None, parts)) + _stopped("; ".join(sources))


def _lead(title: str, told: Sequence[str], language: str) -> str:
    """The first sentence that can stand for the whole: no question, no fragment, not the title again."""
    fit = [
        sentence
        for sentence in told
        if len(sentence.split()) >= MIN_LEAD
        and len(sentence) <= MAX_LEAD
        and not sentence.rstrip("\"”»'").endswith("?")
        and not leans(sentence, language)
        and not _repeats(sentence, title, language)
    ]
    return _stopped(fit[0]) if fit else ""


def _repeats(sentence: str, title: str, language: str) -> bool:
    """Whether a sentence says nothing that the title does not."""
    return set(content_words(sentence, language)) <= set(content_words(title, language))


def _stems(text: str, language: str) -> set[str]:
    return {stem(word, base(language)) for word in re.findall(r"\w+", text)}


def _stopped(sentence: str) -> str:
    bare = sentence.strip()
    return bare if bare[-1:] in '.!?…"”»' else f"{bare}."
