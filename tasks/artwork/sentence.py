"""Finds what a card can show of a sentence, where it is certain: one figure, one place, things that have an icon."""

import re
import unicodedata

from tasks.artwork.figures import Figure, figure_in, group_in
from tasks.artwork.lexicon import picture_of, unmistakable_names
from tasks.artwork.places import place_in, places
from tasks.artwork.relations import Relation, relation_in
from tasks.artwork.stated import figure_of
from tasks.domain.text.prose import STOPWORDS
from tasks.domain.values import Frozen

# Words that sentences use in passing: any other thing of the sentence is shown before them.
GENERIC = frozenset(
    "earth world people crowd population city night midnight citizen house water paper money news".split()
)
LATIN = frozenset(map(chr, (*range(0x250), *range(0x1E00, 0x1F00))))
OTHER_SCRIPTS = "\u0370-\u1dff\u1f00-\u1fff"  # with their marks and punctuation, which \w leaves out
JOINERS = "\u200c\u200d"
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_BEFORE_VERBS = frozenset("to will would can could must should may might not they we you i who cannot".split())


class Thing(Frozen):
    """A word of the sentence and the icon that shows it."""

    word: str
    icon: str


class Mentions(Frozen):
    """What a sentence mentions. `text` is the sentence without what no font can set."""

    text: str
    figure: Figure | None = None
    things: tuple[Thing, ...] = ()  # best first
    group: int = 0  # how many of the first thing the sentence counts; 0 if it does not
    place: str = ""  # a country or capital, as in places()
    relation: Relation | None = None
    about: Thing | None = None  # what the whole short is about, if its sentences name one thing again and again


def read_sentence(sentence: str, language: str = "en") -> Mentions:
    """Read a sentence: numbers and places in the languages with tables, things in English alone.

    A sentence of an English short that is mainly in another script gives its text alone.
    """
    text = clean(sentence)
    if language.partition("-")[0] != "en":
        return Mentions(
            text=text,
            figure=figure_of(text, language),
            place=place_in(text, language),
            relation=relation_in(text, language),
        )
    letters = [char for char in text if char.isalpha()]
    if 2 * sum(char in LATIN for char in letters) < len(letters):
        return Mentions(text=text)  # the rules know English: in "$50 अरब" (billion) they would see 50 dollars
    things = _things(text)
    counted = group_in(text)
    group = 0
    if counted:
        named = [thing for thing in things if thing.word == counted[1]]
        if named:
            group = counted[0]
            things = [*named, *(thing for thing in things if thing not in named)]
    figure = figure_in(_bounds_in_words(text)) or figure_of(text, language)
    return Mentions(
        text=text,
        figure=figure,
        things=tuple(things),
        group=group,
        place=_place(text),
        relation=relation_in(text, language),
    )


def _bounds_in_words(text: str) -> str:
    """The text with "~50" as "about 50" and "<5" as "less than 5"."""
    for sign, words in (("[~≈]", "about"), ("<", "less than"), (">", "more than"), ("≤", "at most"), ("≥", "at least")):
        text = re.sub(rf"(?<![\w)]){sign}\s?(?=[$€£]?\d)", f"{words} ", text)
    return text


def clean(sentence: str) -> str:
    """The sentence without markup, emoji and web addresses; every sign that belongs to a number stays."""
    text = re.sub(r"https?://\S+|www\.\S+", "", unicodedata.normalize("NFC", sentence))
    text = re.sub(r"</?[A-Za-z][^<>]*>", "", text)
    text = re.sub(r"[<>~](?!\s?[$€£¥₹−-]?\d)|#(?!\d)|[*_`|{}\[\]\\^](?!\d)", " ", text)
    text = re.sub(rf"(?<![{OTHER_SCRIPTS}])[{JOINERS}]", "", text)
    parts = []
    for at, char in enumerate(text):
        if _settable(char):
            parts.append(char)
        elif text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum() and unicodedata.category(char) != "Cf":
            parts.append(" ")  # nothing that is left out joins two numbers
    return re.sub(r"\s+(?=[.,;:?!])", "", " ".join("".join(parts).split()))


def _settable(char: str) -> bool:
    """Whether a character is text or belongs to a number, and is no emoji and no control character."""
    kind = unicodedata.category(char)
    return kind[0] in "LMNPZ" or kind in {"Sc", "Sm"} or char in "°№℃℉^\n\t" or char in JOINERS


def _things(text: str) -> list[Thing]:
    """The things that have an icon, each icon once; earlier words first, generic ones last."""
    ranked: dict[str, tuple[float, Thing]] = {}  # by icon
    words = _WORD.findall(text)
    for at, word in enumerate(words):
        low = word.lower()
        if low in STOPWORDS or (at and word[0].isupper() and low not in unmistakable_names()):
            continue
        before = words[at - 1].lower() if at else ""
        if before in _BEFORE_VERBS:  # "to ship", "they film"
            continue
        if low.endswith(("ing", "ed")) and len(low) > 5 and not picture_of(low):
            continue
        icon = picture_of(word)
        if icon and icon not in ranked:
            rank = at * 0.4 + (30 if low in GENERIC else 0)
            ranked[icon] = (rank, Thing(word=low, icon=icon))
    return [thing for _, thing in sorted(ranked.values(), key=lambda pair: pair[0])]


def _place(text: str) -> str:
    """The country or capital where the sentence takes place; "" if it names none, or several."""
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
