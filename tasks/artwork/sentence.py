"""What a sentence talks about, as far as it is certain: one figure, one place, and the things that have a picture."""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from tasks.artwork.figures import Figure, figure_in, group_in
from tasks.artwork.lexicon import picture_of
from tasks.domain.text.prose import STOPWORDS
from tasks.domain.values import Frozen

# Names that are also people, words or other places.
AMBIGUOUS = frozenset(
    "Georgia Jordan Chad Turkey Guinea Mali Victoria Wellington Washington Male Stanley Kingston Georgetown Hamilton "
    "Santiago Jamestown Plymouth Freetown Monaco Niger Dominica Moroni Roseau Alofi Valletta Jersey Antarctica "
    "Castries Gustavia Marigot Willemstad Gibraltar Singapore Nauru Palestine Kosovo".split()
)
GENERIC = frozenset(
    "earth world people crowd population city night midnight citizen house water paper money news".split()
)
CAPITALISED = frozenset("earth sun moon christmas january february october november december".split())
LATIN = frozenset(map(chr, (*range(0x250), *range(0x1E00, 0x1F00))))
OTHER_SCRIPTS = "\u0370-\u1dff\u1f00-\u1fff"  # their marks and punctuation as well: \w has letters alone
JOINERS = "\u200c\u200d"
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_NOT_NOUN_BEFORE = frozenset("to will would can could must should may might not they we you i who cannot".split())


class Thing(Frozen):
    """A word of the sentence and the icon that shows it."""

    word: str
    icon: str


class Mentions(Frozen):
    text: str
    figure: Figure | None = None
    things: tuple[Thing, ...] = ()  # those that fit best first
    group: int = 0  # how many of the first thing the sentence counts
    place: str = ""


def read_sentence(sentence: str) -> Mentions:
    text = clean(sentence)
    letters = [char for char in text if char.isalpha()]
    if 2 * sum(char in LATIN for char in letters) < len(letters):
        return Mentions(text=text)  # the rules know English: of "$50 अरब" they would take the 50 dollars
    things = _things(text)
    counted = group_in(text)
    group = 0
    if counted:
        named = [thing for thing in things if thing.word == counted[1]]
        if named:
            group = counted[0]
            things = [*named, *(thing for thing in things if thing not in named)]
    return Mentions(text=text, figure=figure_in(text), things=tuple(things), group=group, place=_place(text))


def clean(sentence: str) -> str:
    """The sentence without what no face can set: markup, emoji, addresses."""
    text = re.sub(r"https?://\S+|www\.\S+", "", unicodedata.normalize("NFC", sentence))
    text = re.sub(
        rf"[^\w\s.,;:?!'’\"“”()°%€$£&+/–—{OTHER_SCRIPTS}{JOINERS}-]|(?<![{OTHER_SCRIPTS}])[{JOINERS}]", "", text
    )
    return re.sub(r"\s+(?=[.,;:?!])", "", " ".join(text.replace("_", " ").split()))


def _things(text: str) -> list[Thing]:
    found: dict[str, tuple[float, Thing]] = {}
    words = _WORD.findall(text)
    for at, word in enumerate(words):
        low = word.lower()
        if low in STOPWORDS or (at and word[0].isupper() and low not in CAPITALISED):
            continue
        before = words[at - 1].lower() if at else ""
        if before in _NOT_NOUN_BEFORE:  # what follows these is a verb: "to ship", "they film"
            continue
        if low.endswith(("ing", "ed")) and len(low) > 5 and not picture_of(low):
            continue
        icon = picture_of(word)
        if icon and icon not in found:
            worth = at * 0.4 + (30 if low in GENERIC else 0)
            found[icon] = (worth, Thing(word=low, icon=icon))
    return [thing for _, thing in sorted(found.values(), key=lambda pair: pair[0])]


def _place(text: str) -> str:
    """A country or capital that the sentence says something happens in; '' where there is none, or several."""
    names = [
        match[1]
        for match in re.finditer(
            r"\b(?:[Ii]n|[Tt]o|[Ff]rom|[Aa]cross|[Nn]ear|[Ii]nto|[Oo]utside)\s+((?:[A-Z][a-z]+\s?){1,2})"
            r"(?![\w’'-]|,? (?:and )?[A-Z])",
            text,
        )
    ]
    known = [name.strip() for name in names if name.strip() in places()]
    return known[0] if len(known) == 1 and len(names) == 1 else ""


@cache
def places() -> dict[str, tuple[str, float, float]]:
    """Countries and capitals: name to its country, and longitude and latitude (nan for a country itself)."""
    table: dict[str, tuple[str, float, float]] = {}
    for country, facts in atlas().items():
        table[country] = (country, float("nan"), float("nan"))
        capital, where = facts.get("capital"), facts.get("capital_latlng")
        if capital and where and len(where) == 2 and " " not in capital:
            table[str(capital)] = (country, float(where[1]), float(where[0]))
    return {name: found for name, found in table.items() if name not in AMBIGUOUS and len(name) > 3}


@cache
def atlas() -> dict[str, dict[str, Any]]:
    """Every country with an outline, from the countryinfo package."""
    folder = files("countryinfo") / "data"
    found = {}
    for file in folder.iterdir():
        if file.name.endswith(".json"):
            facts = json.loads(file.read_text(encoding="utf-8"))
            if facts.get("geoJSON") and facts.get("name"):
                found[str(facts["name"])] = facts
    return dict(sorted(found.items()))
