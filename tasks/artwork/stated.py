"""Finds the figure of a sentence by the quantities that the tokenizer reads, in all languages that have a table here.

A card must not show what is not said. So a number counts only if the sentence holds no other number, in digits or in
words, and if neither the words before it nor those after it can change what it says: a negation, a range, a ratio, a
rate, or the name of something numbered. A language without a table here gets no figures.
"""

import re
from dataclasses import dataclass
from functools import cache

from tasks.artwork.claims import states
from tasks.artwork.contexts import CONTEXTS
from tasks.artwork.figures import Figure
from tasks.domain.text.quantities import Quantity, read
from tasks.domain.text.vocabulary import stop_words

# In English, figures.py reads the rest, and is stricter about it.
_BEYOND_ENGLISH = re.compile(r"^[-–]|[−×⁰¹²³⁴⁵⁶⁷⁸⁹½¼¾¥₹₽₩₺¢]|\d\s?[€£]|\d(?:[kKmMbB]|mn|bn|tn)\b")
_PARTICLE = re.compile(r"です|でした|だ|[をがにのはでも、。]|$")
_NAMED = re.compile(r"(?:^|[^.!?…]\s)[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'-]*\s+$")

# After a noun, these mean that it is not the whole unit: "968 Einw./km²", "125 sapeurs-pompiers".
_CUT_OFF = re.compile(r"[-‐‑–](?=\w)|\.?/|\.\s+[^\W\d_A-ZÀ-ÖØ-ÞА-ЯЁ]|\.\s*[,)]")
# Between two nouns, these make one number count both: "2000 Soldatinnen und Soldaten".
_AND = re.compile(r"\s+(?:und|sowie|bzw\.|y|e|et|и|en)(?=\s)")
# A number that opens a sentence like this may be a year: "1836 Umzug nach München."
_DATED = re.compile(r"(?:1[1-9]|20)\d\d")

# After these verbs, the word for "up to" is no bound: "the number rose to 300", not "at most 300".
_REACHED = re.compile(
    r"(?<!\w)(?:(?:доход|дош|дорос|вырос|вырас|возрос|возраст|увелич|сокра|сниз|сниж|уменьш|упа|пада|подня|подним|"
    r"расшир|расту?т|рос|довел|довод)\w*|(?:lleg|sub|baj|aument|crec|descend|ascend|reduj|redu[cz])\w+|"
    r"(?:mont|grimp|descend|augment|chut|baiss|rédui)\w+|(?:sal|sces|scend|cresc|aument|arriv)\w+|"
    r"(?:cheg|sub|sob|desc|aument|cresc)\w+)\s+$",
    re.IGNORECASE,
)
_UP_TO = frozenset({"до", "hasta", "jusqu'à", "jusqu’à", "fino a", "até"})

_NEVER = re.compile("(?!)")
# After a number that looks like a year, these are what it counts: "en 1500 casas", "seit 2000 Jahren".
_COUNTS_ON = {
    "de": re.compile(r"\s+[A-ZÄÖÜ]"),
    "es": re.compile(r"\s+(?!(?:los|las|sus|nos|es|tras|además|unos|unas|más|después|antes|miles)\b)[a-záéíóúñü]+s\b"),
    "fr": re.compile(
        r"\s+(?!(?:les|des|ses|ces|nous|vous|plus|dans|sans|sous|vers|puis|mais|nos|vos|leurs|après|dès|alors|aux)\b)"
        r"[a-zà-ÿœ]+[sx]\b"
    ),
    "pt": re.compile(
        r"\s+(?!(?:os|as|nos|nas|aos|às|dos|das|seus|suas|uns|umas|mais|após|depois|antes)\b)[a-zà-ÿ]+s\b"
    ),
    "nl": re.compile(r"\s+(?!(?:een|en|is|was|als|ons)\b)(?:[a-z]+(?:en|s)|jaar|uur|euro|meter|kilo\w*|man|keer)\b"),
}
# In Japanese, 1958年 is a year or 1958 years long.
_YEAR_JA = re.compile(
    r"年(?:に(?!わた|渡|及|一|1|もな|近)|[、は。\d\x00春夏秋冬]|の(?!歴史|時|伝統|間|歳月|年月|昔|眠り|月日|節目|記念|重み|古|寿命)|$)"
)
_SPAN_JA = re.compile(r"(?:前|約|頃|から|〜|創業|創立|築|樹齢|丸|満|もう|この|今後|過去|以来|今年で|およそ)$")


def figure_of(text: str, language: str) -> Figure | None:
    """The one figure that the sentence states beyond doubt; None if there is none, or the language has no table."""
    base = language.partition("-")[0]
    quantities = [quantity for quantity in read(text, language) if quantity.kind != "sign"] if base in CONTEXTS else []
    covered = sum(len(re.findall(r"\d", quantity.written)) for quantity in quantities)
    years = [quantity for quantity in quantities if quantity.kind == "year"]
    others = [quantity for quantity in quantities if quantity.kind != "year"]
    if not quantities or covered != len(re.findall(r"\d", text)) or len(years) > 1 or len(others) > 1:
        return None
    words, one = _patterns(base), (others or years)[0]
    rest = _without(text, quantities, words.about)
    if words.numbers.search(rest) or words.negated.search(rest):
        return None
    if not states(rest, one.start, one.end, base):
        return None
    if base == "en" and not (others and _BEYOND_ENGLISH.search(one.written)):
        return None
    return _amount(text, one, base) if others else _year(text, one, base)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """A Context's words as patterns: `about`, `refused` and `years` end at the number, the others stand anywhere."""

    about: re.Pattern[str]
    refused: re.Pattern[str]
    changed: re.Pattern[str]
    numbers: re.Pattern[str]
    years: re.Pattern[str]
    counted: re.Pattern[str]
    negated: re.Pattern[str]


@cache
def _patterns(language: str) -> _Patterns:
    context = CONTEXTS[language]
    edge, end, space = ("", "", r"\s*") if language == "ja" else (r"(?<!\w)", r"(?!\w)", r"\s+")

    def words(alternatives: str) -> re.Pattern[str]:
        return re.compile(rf"{edge}(?:{alternatives}){end}", re.IGNORECASE)

    return _Patterns(
        about=re.compile(rf"{edge}({context.about}){space}(?:(?:{context.articles or '(?!)'})\s+)?$", re.IGNORECASE),
        refused=re.compile(rf"{edge}(?:{context.refuse_before or '(?!)'})[\s(„«]*$", re.IGNORECASE),
        changed=words(context.refuse_after),
        numbers=words(context.numbers),
        years=re.compile(rf"{edge}(?:{context.years or '(?!)'})\s*$"),
        counted=re.compile(rf"\s*({context.counted}){end}"),
        negated=words(context.negations),
    )


def _without(text: str, quantities: list[Quantity], about: re.Pattern[str]) -> str:
    """The text with NULs for its quantities and the words that qualify them, among which is "не менее"."""
    for quantity in quantities:
        qualifier = about.search(text[: quantity.start])
        start = qualifier.start() if qualifier else quantity.start
        text = text[:start] + "\x00" * (quantity.end - start) + text[quantity.end :]
    return text


def _amount(text: str, quantity: Quantity, language: str) -> Figure | None:
    words = _patterns(language)
    if quantity.kind not in {"amount", "number"} or quantity.value is None:
        return None
    before, after = text[: quantity.start], text[quantity.end :]
    qualifier = words.about.search(before)
    lead = before[: qualifier.start()] if qualifier else before
    clause = re.split(r"[.;:!?。！？]", after)[0]
    if (
        (quantity.value > 0 and words.refused.search(lead))
        or (qualifier and qualifier[1].lower() in _UP_TO and _REACHED.search(lead))
        or words.changed.search(clause)
        or (language != "ja" and _NAMED.search(lead))
    ):
        return None
    if re.search(r"[-–—/×*=+<>~(]\s*$", lead) or re.match(
        r"\s*[-–—/×*=+]\s*\S|\w" if language != "ja" else r"\s*[-–—/×*=+]", after
    ):
        return None
    if (
        language == "ja"
        and quantity.kind == "amount"
        and re.search(r"[^\W\dA-Za-z%]$", quantity.written)
        and not _PARTICLE.match(after)
    ):
        return None  # "100円ショップ" is a name
    number, unit = quantity.figure
    if quantity.kind == "number" and (not unit or quantity.bound == ""):
        noun = _counted(before, quantity, after, language)
        if not noun or quantity.value < 10:
            return None
        unit = f"{unit} {noun}".strip()
    return Figure(
        kind="money" if quantity.currency else "measure" if quantity.kind == "amount" else "count",
        text=re.sub(r"(?<=\d)\s(?=\d)", "\u00a0", number),  # layouts set what follows a space smaller, below
        unit=unit,
        qualifier=qualifier[1].lower() if qualifier else "",
        value=float(quantity.value),
    )


def _counted(before: str, quantity: Quantity, after: str, language: str) -> str:
    """The noun that a bare number counts; "" if it counts more than that noun, or may be a year."""
    counted = _patterns(language).counted
    noun = counted.match(after)
    if not noun or noun[1].lower() in stop_words(language) or _CUT_OFF.match(after, noun.end()):
        return ""
    joined = _AND.match(after, noun.end())
    dated = _DATED.fullmatch(quantity.written.strip()) and re.search(r"(?:^|[.:;!?])\s*$", before)
    return "" if dated or (joined and counted.match(after, joined.end())) else noun[1]


def _year(text: str, quantity: Quantity, language: str) -> Figure | None:
    before, after = text[: quantity.start], text[quantity.end :]
    if _COUNTS_ON.get(language, _NEVER).match(after):
        return None
    if language == "ja":
        if not _YEAR_JA.match(after) or _SPAN_JA.search(before):
            return None
    elif language == "ru":
        if not re.search(r"(?:^|\s)[вВ]\s+$", before) or not re.match(r"\s*(?:году|г\.)", after + " году"):
            return None
    elif not _patterns(language).years.search(before):
        return None
    digits = re.match(r"\d{4}", quantity.written)
    return Figure(kind="year", text=digits[0], value=float(digits[0])) if digits else None
