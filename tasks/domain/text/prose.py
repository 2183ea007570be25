"""What a writer without a language model asks of words and sentences, in every language of `vocabulary`."""

import re
from functools import cache

from tasks.domain.text.sentences import is_closed
from tasks.domain.text.vocabulary import LANGUAGES, Vocabulary, stop_words, vocabulary

STOPWORDS = stop_words("en")
MIN_WORDS, MAX_WORDS = 4, 60  # in a sentence that can be spoken on its own
_OPENING = r"^[\"'“‘„«(¿¡]*"
_QUOTES = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"), ("「", "」"), ("『", "』"))
_UNSPEAKABLE = re.compile(r"https?://|www\.|@|[{}<>|\\=#*_~^]")
_POINTS_ELSEWHERE = re.compile(
    r"\b(?:figure|table|chapter|section|appendix)\s+\d|\b(?:see|click|read|shown|described)\s+(?:also|here|above|below"
    r"|more)\b",
    re.IGNORECASE,
)


def content_words(text: str, language: str = "en") -> list[str]:
    """The text's words that carry meaning, in lower case: no stop words, numbers or words of one or two letters."""
    stop = stop_words(language)
    words = re.findall(r"[^\W\d_](?:[^\W\d_]|['’-])+", text.lower())
    return [w for w in words if w not in stop and len(w) > 2 and not any(map(str.isnumeric, w))]  # mc²


def stems(words: list[str], language: str = "en") -> list[str]:
    """The words' dictionary forms, so that "мосты" and "мостов" count as one. English needs none of this.

    In a language that the built-in writer does not know, the words stay as they are.
    """
    return words if language.partition("-")[0] == "en" else lemmas(words, language)


def lemmas(words: list[str], language: str = "en") -> list[str]:
    """The words' dictionary forms in English, too: what a title "loses" is what its text "lost"."""
    base = language.partition("-")[0]
    if base not in LANGUAGES:
        return words
    from simplemma import lemmatize  # noqa: PLC0415 - loads a dictionary per language

    return [lemmatize(word, lang=base) for word in words]


def leans(sentence: str, language: str = "en") -> bool:
    """Whether a sentence depends on the one before: it is no hook and cannot stand alone."""
    return bool(_pattern(language, "leaning").match(sentence))


def strikes(sentence: str, language: str = "en") -> bool:
    """Whether a sentence holds a word that makes it worth hearing."""
    return bool(_pattern(language, "striking").search(sentence))


def stands_alone(sentence: str, language: str = "en", *, follows: bool = False) -> bool:
    """Whether a sentence can be understood and spoken on its own, or `follows` the one that it depends on."""
    return (
        MIN_WORDS <= len(sentence.split()) <= MAX_WORDS
        and (follows or not leans(sentence, language))
        and is_closed(sentence)
        and not _UNSPEAKABLE.search(sentence)
        and not _POINTS_ELSEWHERE.search(sentence)
        and sentence.count('"') % 2 == 0
        and all(sentence.count(opening) == sentence.count(closing) for opening, closing in _QUOTES)
    )


@cache
def _pattern(language: str, kind: str) -> re.Pattern[str]:
    words = vocabulary(language) or Vocabulary(frozenset(), frozenset(), frozenset())
    chosen: frozenset[str] = getattr(words, kind)
    either = "|".join(sorted(map(re.escape, chosen), key=len, reverse=True)) or r"(?!)"
    return re.compile((_OPENING if kind == "leaning" else r"\b") + rf"(?:{either})\b", re.IGNORECASE)
