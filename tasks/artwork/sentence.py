"""Finds what a card can show of a sentence, where it is certain: one figure, one place, things that have an icon."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.artwork.eras import NOW
from tasks.artwork.fields import SPORTS, fields_of
from tasks.artwork.figures import Figure, figure_in, group_in
from tasks.artwork.grammar import DETERMINERS, Word, telling, words_of
from tasks.artwork.lexicon import Kind, lemma, pictures_of, unmistakable_names
from tasks.artwork.moments import day_in, moment_in
from tasks.artwork.people import Cast, cast_of, hedges, meant_by_pronoun, person_in
from tasks.artwork.places import english_place, mentioned_place, place_in
from tasks.artwork.relations import Relation, relation_in
from tasks.artwork.stated import figure_of
from tasks.artwork.unmeant import unmeant, without_contrast
from tasks.domain.text.prose import STOPWORDS
from tasks.domain.values import Frozen

# Words that sentences use in passing: any other thing of the sentence is shown before them.
GENERIC = frozenset(
    "earth world people crowd population city night midnight citizen house water paper money news home homes "
    "morning evening passengers passenger residents resident workers worker employees visitors team man woman "
    "child body study studies research company companies story risk danger message street food family officials "
    "official country countries nation nations land energy foot feet leg legs cost costs price prices increase "
    "members leader leaders mission device devices society societies evidence data health report reports language "
    "languages eyes eye design supporters machine machines".split()
)
# Words that are shown only where a sentence names nothing else: a clock beside a cake says nothing of the cake.
PASSING = frozenset(
    "day days year years decade decades week weeks weekend month months hour hours minute minutes century "
    "centuries season seasons career date dates idea ideas question questions mind person persons hand hands "
    "business job jobs".split()
)
_NUMBERS = frozenset(
    "two three four five six seven eight nine ten twenty thirty forty fifty sixty hundred square cubic".split()
)
ENOUGH = 2  # things beside which a card shows no generic word
LATIN = frozenset(map(chr, (*range(0x250), *range(0x1E00, 0x1F00))))
OTHER_SCRIPTS = "\u0370-\u1dff\u1f00-\u1fff"  # with their marks and punctuation, which \w leaves out
JOINERS = "\u200c\u200d"
# What is also the name of a company, a person or a place, if it opens a sentence without an article.
NAMESAKES = frozenset(
    "amazon apple shell baker cook king fisher miner hawk fox wolf bush rose bell ford rice lamb swan bird bolt "
    "jordan target oracle corona marina eagle bishop knight hunter mason carpenter cooper farmer parrot wood "
    "stone castle church temple barber taylor pearl ruby jade olive ginger basil violet daisy iris robin drake "
    "heron colt bull bear falcon jaguar puma tiger lion ram beetle mustang python java rust windows safari chrome "
    "forest city palace arsenal villa united emirates signal telegram mercury saturn jupiter dolphin cardinal "
    "giant ranger blackberry orange virgin gap visa".split()
)
_ACRONYMS = frozenset({"DNA", "TV", "UFO", "AI", "NASA", "FBI"})
# The last word of a name that says what bears it, and what stands before a name in the same way.
_HEADS = frozenset(
    "school university college hospital museum court prison church cathedral castle library parliament airport "
    "palace theatre theater stadium hotel river lake mountain mountains volcano island islands sea ocean academy "
    "zoo".split()
)
_WATERS = frozenset("lake river".split())
_RANKS = frozenset("king queen prince princess emperor captain judge".split())


class Thing(Frozen):
    """A word of the sentence and the icon that shows it."""

    word: str
    icon: str
    others: tuple[str, ...] = ()  # further icons that show it as well


@dataclass(frozen=True)
class Story:
    """What all sentences of a story tell about each: the fields that it is from, and the people whom it names."""

    fields: frozenset[str] = frozenset()
    cast: Cast = field(default_factory=Cast)


class Mentions(Frozen):
    """What a sentence mentions. `text` is the sentence without what no font can set."""

    text: str
    figure: Figure | None = None
    things: tuple[Thing, ...] = ()  # best first
    group: int = 0  # how many of the first thing the sentence counts; 0 if it does not
    place: str = ""  # where it takes place, as in places()
    land: str = ""  # a place that it names in any other role
    person: str = ""  # whom it names, or means by "he" or "she"
    introduced: bool = False  # it says the person's name
    told: bool = False  # it states as a fact what the person is or does
    quote: str = ""  # what it quotes
    speaker: str = ""  # who says the quote, if that is told
    relation: Relation | None = None
    telling: bool = True  # it has a word that means something by itself
    about: Thing | None = None  # what the whole short is about, if its sentences name one thing again and again


def read_sentence(
    sentence: str,
    language: str = "en",
    *,
    year: int = NOW,
    subjects: frozenset[str] = frozenset(),
    story: Story | None = None,
) -> Mentions:
    """Read a sentence: numbers and places in the languages with tables, things and people in English alone.

    Things look as they did in `year`. `subjects` are the icons of what the story is about: a card shows them even
    where the sentence compares something with them. Without a `story`, the sentence is the whole of it.
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
    story = story or Story(fields=fields_of(text), cast=cast_of(text))
    things = _things(text, year, subjects, story.fields)
    stated = without_contrast(text)
    counted = group_in(stated)
    group = 0
    if counted:
        named = [thing for thing in things if thing.word == counted[1]]
        if named:
            group = counted[0]
            things = [*named, *(thing for thing in things if thing not in named)]
    figure = figure_in(_bounds_in_words(stated)) or figure_of(stated, language) or moment_in(stated)
    person = person_in(text, story.cast)
    meant = "" if person.name else meant_by_pronoun(text, story.cast)
    place = english_place(text)
    return Mentions(
        text=text,
        figure=figure,
        things=tuple(things),
        group=group,
        place=place,
        land="" if place or story.fields & SPORTS else mentioned_place(text),
        person=person.name or meant,
        introduced=bool(person.name),
        told=(person.told or bool(meant)) and not hedges(text),
        relation=relation_in(text, language) or (None if figure else day_in(text)),
        telling=bool(telling(text)),
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


def _things(text: str, year: int, subjects: frozenset[str], fields: frozenset[str]) -> list[Thing]:
    """The things that have an icon, each icon once: nouns in order; else adjectives and generic words."""
    tiers: list[list[tuple[float, Thing]]] = [[], [], [], []]  # nouns, adjectives, generic words, in passing
    taken: set[str] = set()  # icons
    words = words_of(text)
    hidden = unmeant(text, words)
    in_two_words = [_in_two_words(words, at, year, fields) for at in range(len(words) + 1)]
    for at, word in enumerate(words):
        kind: Kind | None = "noun" if word.noun else "adjective" if word.adjective else None
        icons = in_two_words[at] or (pictures_of(word.text, year, kind, fields) if kind else ())
        if in_two_words[at + 1]:
            continue  # "safety" before "pin"
        if not icons or word.low in STOPWORDS or _is_name(words, at) or _is_unit(words, at):
            continue
        if not taken.intersection(icons) and (at not in hidden or icons[0] in subjects):
            taken.update(icons)
            after = words[at + 1] if at + 1 < len(words) else None
            modifies = bool(after and after.noun and kind == "noun" and not word.low.endswith(("'s", "’s")))
            # The head of "telephone poles" has no picture, so that of its modifier is no picture of it.
            headless = modifies and after and not pictures_of(after.text, year, "noun", fields)
            lesser = headless or kind == "adjective"
            tier = 3 if word.low in PASSING else 2 if word.low in GENERIC else 1 if lesser else 0
            tiers[tier].append((at + 2.5 * modifies, Thing(word=word.low, icon=icons[0], others=icons[1:])))
    nouns, minor, generic, passing = ([thing for _, thing in sorted(tier, key=lambda one: one[0])] for tier in tiers)
    if nouns:
        return nouns + (generic if len(nouns) < ENOUGH else [])
    return minor + generic or passing[:1]


def _in_two_words(words: Sequence[Word], at: int, year: int, fields: frozenset[str]) -> tuple[str, ...]:
    """The icons of a noun and the word before it, which the table joins by a hyphen: "safety pin", "ice cream"."""
    if not 0 < at < len(words) or not words[at].noun or not words[at - 1].text.isalpha():
        return ()
    return pictures_of(f"{words[at - 1].low}-{lemma(words[at].low)}", year, "noun", fields)


def _is_unit(words: Sequence[Word], at: int) -> bool:
    """Whether a word only measures: "fifty feet", "four times"."""
    if words[at].low not in {"feet", "foot", "times"}:
        return False
    before = words[at - 1].low if at else ""
    return words[at].low == "times" or before[:1].isdigit() or before in _NUMBERS


def _is_head(words: Sequence[Word], at: int) -> bool:
    """Whether a name says what it is by this word: "Boston University", "the Court of Appeal", "King Henry"."""
    before = words[at - 1].text if at else ""
    after = words[at + 1].text if at + 1 < len(words) else ""
    beyond = words[at + 2].text if at + 2 < len(words) else ""
    low = words[at].low
    if low in _RANKS:
        return after[:1].isupper() and not before[:1].isupper()
    if low in _WATERS and after[:1].isupper():
        return before.lower() == "the" or not before[:1].isupper()  # the River Thames, not the North River Railway
    if low not in _HEADS or after[:1].isupper():
        return False
    return before[:1].isupper() or (after == "of" and beyond[:1].isupper())


def _is_name(words: Sequence[Word], at: int) -> bool:
    """Whether a word is, or is part of, the name of something else: "Apple", "Orange County", "Mr Baker"."""
    word = words[at]
    low = re.sub(r"['’]s?$", "", word.low)
    if not word.text[0].isupper() or word.low in unmistakable_names():
        return False
    if word.text in _ACRONYMS or _is_head(words, at):
        return False
    opens = at == 0 or words[at - 1].text in {".", "!", "?", ":", "“", '"', "‘"}
    if not opens or word.text.isupper():
        return True
    following = words[at + 1] if at + 1 < len(words) else None
    if following and following.text[0].isupper() and following.text != "I":
        return True
    return low in NAMESAKES and not (following and (following.noun or following.low in DETERMINERS))
