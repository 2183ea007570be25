"""Tells of which scenes a made picture would be invented evidence: those of a real person or of a dated event.

A viewer takes a realistic picture beside "In 1911 Marie Curie came to Stockholm" for a photograph of that. In scripts
without capitals only dates tell.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from tasks.artwork.people import Cast, cast_of, may_name_somebody
from tasks.domain.languages import base
from tasks.domain.story import Scene
from tasks.domain.text.claims import dates_of
from tasks.domain.text.vocabulary import stop_words

_YEAR = re.compile(
    r"(?<![\d.,])(?:1[0-9]|20)\d\d(?!\d|[.,]\d)(?!\s*(?:metres|meters|miles|kilomet|tons|tonnes|pounds|years|m\b|km\b|kg\b|%))"
    r"|\b\d{1,4}\s(?:BCE?|CE|AD)\b"
)
_PRONOUN = re.compile(r"\b(?:he|him|his|she|her|hers|himself|herself)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[.!?…:;]")


def real(scenes: Sequence[Scene], title: str, language: str) -> frozenset[int]:
    """The scenes that speak of a real person, or of an event with its date."""
    english = base(language) == "en"
    cast = cast_of(" ".join((title, *(scene.narration for scene in scenes)))) if english else Cast()
    return frozenset(
        number
        for number, scene in enumerate(scenes)
        for text in (scene.narration, scene.visual_description)
        if _YEAR.search(text)
        or dates_of(text, language)
        or (_names_one_of(text, cast) if english else _holds_a_name(text, language))
    )


def _names_one_of(text: str, cast: Cast) -> bool:
    """Whether an English text names or means somebody of the story, or somebody whom only it names."""
    known = any(re.search(rf"\b{re.escape(name)}\b", text) for name in cast.names)
    return known or bool(cast.names and _PRONOUN.search(text)) or bool(cast_of(text).names) or may_name_somebody(text)


def _holds_a_name(text: str, language: str) -> bool:
    """Whether two words with capitals follow each other, as in a person's name and in few towns'."""
    words = [".", *_WORD.findall(text)]
    stop = stop_words(language)
    names = [
        word.istitle() and not (before in ".!?…:;" and word.casefold() in stop) for before, word in pairwise(words)
    ]
    return any(first and second for first, second in pairwise(names))
