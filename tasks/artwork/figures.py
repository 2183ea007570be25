"""Finds the figure that a sentence states. A card must not show what is not said: in doubt, there is no figure."""

import re
from typing import Literal

from tasks.domain.values import Frozen

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
SMALL = dict(zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True))
UNITS = (  # longer ones first, or a rate would be read as an amount
    r"(?:kilo)?met(?:re|er)s per (?:hour|second)|miles per hour|km/h|mph|"
    r"(?:cubic|square) (?:kilo|centi)?met(?:re|er)s?|square miles|light[- ]years?|"
    r"met(?:re|er)s?|kilomet(?:re|er)s?|km|centimet(?:re|er)s?|cm|millimet(?:re|er)s?|mm|miles?|feet|inch(?:es)?|"
    r"kilograms?|kilos?|kg|grams?|tonnes?|tons?|pounds|lit(?:re|er)s?|gallons?|degrees(?: Celsius| Fahrenheit)?|°?[CF]|"
    r"(?:kilo|mega|giga)?watts?|kilohertz|kHz|hertz|Hz|volts?|kilobytes?|megabytes?|gigabytes?|terabytes?|"
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|centuries|decades|dollars?|euros?|cents?"
)
RATE = (
    r"(?: (?:an?|per|each|every) "
    r"(?:second|minute|hour|day|night|week|month|year|person|head|ounce|ton|tonne|barrel|piece))"
)
CHANGES = (
    "more|less|fewer|faster|slower|cheaper|dearer|lighter|heavier|larger|bigger|smaller|taller|shorter|longer|higher|"
    "lower|stronger|weaker|warmer|cooler|hotter|colder|brighter|quieter|louder|thinner|thicker|off"
)
_SCORED = re.compile(
    r"\b(?:w[io]ns?|winning|lost|lose|loses|losing|beat|beats|beaten|beating|defeat\w*|draw|drew|drawn|victory|loss|"
    r"lead|leads|led|scoreline|triumph|trailed|triumphed|score of|thrash\w*|equali[sz]ed|ended|finished)\b"
    r"[^.;:]*?(?<![\d.,/-])(\d{1,2}[-–]\d{1,2})(?![\d/%]|[-–.,]\d|\s?(?:%|years?|minutes?|hours?|days?|km|miles?|"
    r"metres?|meters?|points?|seats?|percent|per cent))",
    re.IGNORECASE,
)
QUALIFIERS = (
    r"about|around|roughly|approximately|an estimated|nearly|almost|well over|just over|just under|over|more than|"
    r"less than|fewer than|under|at least|at most|up to|only|just|some|exactly|as many as|as much as|as few as|"
    r"as little as"
)
NUMBER = (
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d{1,3}(?:\u00a0\d{3})+|\d+)(?P<decimals>\.\d+)?"
    r"(?:\s(?P<scale>thousand|million|billion|trillion))?"
)
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,]\d|\d)")
_FIGURE = re.compile(
    rf"(?<![\w.,:/#+×^−±~≈<>≤≥=*¥₹₽₩₺¢$€£-])(?P<money>[$€£])?{NUMBER}(?![\w:/×^+-]|\s?%\+|[.,]\d|\s\d|\s?[-–—−×=]\s?\d|\s?[€£¥₹₽₩₺¢])"
    r"(?=(?P<rest>[^.;:!?()]*))"
)
# Before a number, these make it something other than an amount.
_NOT_AMOUNT = re.compile(
    rf"(?:\b(?:between|from|to|minus|not|no|every|each|per|number|page|chapter|version|figure|table|route|room|section|act|article|"
    rf"part|level|grade|aged?|divide[ds]? by|times|and|or|by|than|against|{MONTHS})|[-–—×*/+=<>])\s*$",
    re.IGNORECASE,
)
_RATIO = re.compile(r"\b(?:one|\d+)(?:\s+[\w-]+)?\s+(?:in|for|per)\s+(?:every\s+)?(?:about\s+|nearly\s+)?$", re.I)
_MORE = re.compile(
    rf"^\s*(?:and|to|or|plus|by|x|times|out of|of the|per)\b.*?(?:\d|\b(?:{'|'.join(SMALL)}|half)\b)", re.IGNORECASE
)
_OTHER_NUMBER = re.compile(
    rf"\d|\b(?:{'|'.join(list(SMALL)[1:])}|half|halves|thirds?|quarters?|dozens?|hundreds?|thousands?|"
    r"one (?:in|of|out))\b",
    re.IGNORECASE,
)
_STOP = frozenset(
    "of in on at to for from by with and or but as is are was were be that which who than per each every when while "
    "after before into over under its their his her the a an this those these more less later earlier long wide high "
    "deep tall old away ago apart ahead up down out off has have had can could will would".split()
)
_YEAR_OF_A_THING = re.compile(r"\b(?:the|this|that|last|its|their|his|her|our)\s+(?:19|20)\d\d$", re.IGNORECASE)
_VAGUE_YEAR = re.compile(r"\b(about|around|roughly|early|late)\s+$", re.IGNORECASE)
MAX_UNIT = 3  # words of what a number counts
_IRREGULAR = frozenset("people men women children mice geese teeth feet fish sheep species aircraft".split())


class Figure(Frozen):
    """A number as the sentence writes it.

    `qualifier` is its "about" or "more than". `value` is for drawing to scale: a percentage from 0 to 100, a clock's
    hour from 0 to 12 (exclusive), else the amount.
    """

    kind: Literal["year", "percent", "money", "measure", "count", "clock", "ago"]
    text: str
    unit: str = ""
    qualifier: str = ""
    value: float = 0.0


def figure_in(sentence: str) -> Figure | None:
    """The one figure that the sentence states beyond doubt; None if there is none, or it has two readings."""
    sentence = _GROUPED.sub(lambda match: re.sub(r"\s", "\u00a0", match[0]), sentence)
    clock = _clock(sentence)
    if clock:
        return clock
    years = _years(sentence)
    numbers = len(re.findall(r"\d[\d.,:/\u00a0]*", sentence))
    found = [figure for match in _FIGURE.finditer(sentence) if (figure := _amount(sentence, match))]
    if len(found) == 1 and numbers == 1 + len(years):  # a second number may change what the first one says
        return found[0]
    listed = _first_of_list(sentence, numbers)
    if listed:
        first = figure_in(listed)
        return first if first and first.kind == "count" else None  # "21 hours and 45 minutes" is a sum
    score = _SCORED.search(sentence)
    if score and numbers - len(years) == 2 and not found:
        return Figure(kind="measure", text=score[1].replace("-", "–"))
    if not found and len(years) == 1 and numbers <= 2:
        return years[0]
    return None


def _first_of_list(sentence: str, numbers: int) -> str:
    """The sentence up to the first item of a list that holds all its numbers: "13,200 houses and 87 churches".

    "" if there is no such list, or if the words after it change what its numbers say.
    """
    item = rf"(?:(?:{QUALIFIERS})\s+)?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\s+[a-z-]+){{1,2}}?"
    listed = re.search(rf"(?<![\d.,$€£-])(?P<first>{item})(?:(?:,\s+and|,|\s+and)\s+{item})+(?=[\s.,;!?]|$)", sentence)
    if not listed or len(re.findall(r"\d[\d.,:/]*", listed[0])) != numbers:
        return ""
    return "" if _open_ended(sentence[listed.end() :]) else sentence[: listed.end("first")]


def group_in(sentence: str) -> tuple[int, str] | None:
    """A count of two to six directly before a noun, as ("three hearts") -> (3, "hearts"); None if there is none.

    None too if the sentence holds another number: "three of the four laptops".
    """
    pattern = (
        rf"(?<![\w-])({'|'.join(list(SMALL)[1:6])})\s+(?:small\s+|large\s+|great\s+)?([a-z]+s|{'|'.join(_IRREGULAR)})\b"
    )
    match = re.search(pattern, sentence, re.IGNORECASE)
    vague = rf"\b(?:times|of|or|to|by|in|not|no|never|without|every|{QUALIFIERS})\s*$"
    if not match or match[2].lower() in _STOP or re.search(vague, sentence[: match.start()], re.I):
        return None
    if _OTHER_NUMBER.search(sentence[: match.start()] + sentence[match.end() :]):
        return None
    return SMALL[match[1].lower()], match[2].lower()


def _amount(sentence: str, match: re.Match[str]) -> Figure | None:
    """The amount that a match of _FIGURE states; None if it is a year, a part of a name, or in doubt."""
    before, rest = sentence[: match.start()], match["rest"]
    qualifier = re.search(rf"\b({QUALIFIERS})\s+$", before, re.IGNORECASE)
    lead = before[: qualifier.start()] if qualifier else before
    if (
        _is_year(sentence, match)
        or _YEAR_OF_A_THING.search(before + match["digits"])
        or _NOT_AMOUNT.search(lead)
        or _RATIO.search(before)
        or _named(lead)
    ):
        return None
    text = match["digits"] + (match["decimals"] or "") + (f" {match['scale']}" if match["scale"] else "")
    scale = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}.get(match["scale"] or "", 1.0)
    value = float(re.sub(r"\D", "", match["digits"]) + (match["decimals"] or "")) * scale
    about = qualifier[1].lower() if qualifier else ""
    if value <= 0:
        return None
    if match["money"]:
        return _money(match["money"] + text, value, about, rest)
    return _percent(text, value, about, rest) or _measure(text, value, about, rest) or _count(text, value, about, rest)


def _percent(text: str, value: float, qualifier: str, rest: str) -> Figure | None:
    """A share ("65% of the body") becomes a "percent", drawn to scale; a rate or change ("fell 8%") a "measure"."""
    found = re.match(rf"\s?(?:%|percent\b|per cent\b)(?P<rate>{RATE}?)(?P<after>.*)", rest)
    if not found or value > 100 or " " in text or _open_ended(found["after"]):
        return None
    share = re.match(r"\s+of\b", found["after"])
    change = re.match(rf"\s+({CHANGES})\b", found["after"])
    unit = found["rate"].strip() or (change[1] if change else "")
    return Figure(kind="percent" if share else "measure", text=f"{text}%", unit=unit, qualifier=qualifier, value=value)


def _money(text: str, value: float, qualifier: str, rest: str) -> Figure | None:
    rate = re.match(RATE, rest)
    unit = rate[0].strip() if rate else ""
    if _open_ended(rest[len(unit) + 1 :] if unit else rest):
        return None
    return Figure(kind="money", text=text, unit=unit, qualifier=qualifier, value=value)


def _measure(text: str, value: float, qualifier: str, rest: str) -> Figure | None:
    found = re.match(rf"\s?(?P<unit>(?:{UNITS}){RATE}?)(?![\w/])(?P<after>.*)", rest)
    if not found or _open_ended(found["after"]) or re.match(r"\s+(?:old|per)\b|/", found["after"]):
        return None
    if re.match(r"\s+ago\b", found["after"]):
        return Figure(kind="ago", text=text, unit=f"{found['unit']} ago", qualifier=qualifier, value=value)
    return Figure(kind="measure", text=text, unit=found["unit"], qualifier=qualifier, value=value)


def _count(text: str, value: float, qualifier: str, rest: str) -> Figure | None:
    """A number of things: one to three plain words follow it, of which the last is a plural."""
    if value < 10:
        return None
    phrase: list[str] = []
    for word in re.findall(r"^\s|[\w'’-]+|[,]", rest)[:5]:
        plain = word.strip()
        if not plain:
            continue
        if not re.fullmatch(r"[a-z]+(?:-[a-z]+)?", plain) or plain in _STOP:
            break
        phrase.append(plain)
        if plain in _IRREGULAR or (plain.endswith("s") and not plain.endswith(("ss", "us", "is", "ous"))):
            after = rest[rest.index(plain) + len(plain) :]
            both = re.match(r"\s(?:and|or)\s([a-z]+)\b", after)
            if both and both[1] in _IRREGULAR:  # "1,000 men and women" are no 1,000 men
                phrase += both[0].split()
                after = after[both.end() :]
            rate = re.match(RATE, after)
            unit = " ".join(phrase) + (rate[0] if rate else "")
            if len(phrase) > MAX_UNIT or _open_ended(after[len(rate[0]) :] if rate else after):
                return None
            return Figure(kind="count", text=text, unit=unit, qualifier=qualifier, value=value)
    return None


def _open_ended(after: str) -> bool:
    """Whether the words after an amount change it: a range, a sum, a late rate ("litres of blood a day")."""
    return bool(_MORE.match(after) or re.search(RATE, after))


def _years(sentence: str) -> list[Figure]:
    """All years that the sentence names, each with its "around" or "late" if it has one."""
    return [
        Figure(
            kind="year",
            text=match["digits"],
            qualifier=vague[1].lower() if (vague := _VAGUE_YEAR.search(sentence[: match.start()])) else "",
            value=float(match["digits"]),
        )
        for match in _FIGURE.finditer(sentence)
        if _is_year(sentence, match)
    ]


def _is_year(sentence: str, match: re.Match[str]) -> bool:
    """Whether a match of _FIGURE is a year, from 500 to 2099, and reads as one where it stands."""
    digits, before, rest = match["digits"], sentence[: match.start()], match["rest"]
    if not re.fullmatch(r"1\d{3}|20\d\d|[5-9]\d\d", digits) or match["decimals"] or match["scale"] or match["money"]:
        return False
    if re.match(rf"\s?(?:{UNITS}|%|percent|per cent)\b", rest):
        return False
    if len(digits) == 3:
        return bool(re.search(r"(?:^|[.,;]\s*)In\s+$", before)) and rest.startswith(",")
    if re.match(r"\s+[a-z]+s\b", rest) and not re.search(r"\b(?:in|since|until)\s+$", before, re.IGNORECASE):
        return False
    lead = (
        rf"(?:\b(?:in|since|by|until|before|after|during|around|year|{MONTHS})\s+|\b(?:{MONTHS})\s+\d{{1,2}},\s*)"
        r"(?:early |late |about )?$"
    )
    return bool(re.search(lead, before, re.IGNORECASE))


def _named(before: str) -> bool:
    """Whether the number is part of a name: Apollo 11, Voyager 1, Route 66."""
    word = re.search(r"([A-Z][\w'’]*)\s+$", before)
    if word is None:
        return False
    opens = not before[: word.start()].strip()
    return not (opens and word[1].lower() in _STOP)


def _clock(sentence: str) -> Figure | None:
    """A time of day, as in "at 7:30 p.m." or "at nine in the evening"."""
    words = "|".join(SMALL)
    match = re.search(
        rf"\b(?:at|it (?:was|is)|by|until|before|after)\s+"
        rf"(?:(?P<hour>1[0-2]|[1-9])(?::(?P<minute>[0-5]\d))?\s?(?P<half>a\.?m\b|p\.?m\b|o['’]clock)|"
        rf"(?P<word>{words})\s+(?P<when>o['’]clock|in the (?:morning|afternoon|evening)|at night))",
        sentence,
        re.IGNORECASE,
    )
    if not match:
        return None
    hour = int(match["hour"]) if match["hour"] else SMALL[match["word"].lower()]
    minute = int(match["minute"] or 0)
    return Figure(
        kind="clock",
        text=f"{hour}:{minute:02}",
        unit=re.sub(r"o['’]clock", "", match["half"] or match["when"] or ""),
        value=hour % 12 + minute / 60,
    )
