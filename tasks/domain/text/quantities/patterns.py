"""The one pattern of an amount, in each language's own notation."""

import re
from collections.abc import Iterator
from functools import cache

from tasks.domain.text.quantities.notation import (
    LETTER_SCALES,
    LETTERS,
    SMALL,
    SPACES,
    TOUCHING,
    alternatives,
    number_pattern,
    scales,
)
from tasks.domain.text.quantities.parts import WRITTEN
from tasks.domain.text.quantities.units import LENGTHS, currencies, units


@cache
def amount_pattern(language: str) -> re.Pattern[str]:
    """One amount. Groups name its parts; only `number` is always there."""
    number, sp = number_pattern(language), f"[{SPACES}]?"
    touching = language in TOUCHING
    unit, currency = alternatives(units(language)), alternatives(currencies(language))
    ends = r"(?![A-Za-z\d²³/])" if touching else rf"(?![{LETTERS}\d²³/])"
    scale_ends = r"(?![A-Za-z²³/])" if touching else ends  # "3億1415万" is one number in two parts
    # A stop behind a short form of a unit, where the sentence goes on, belongs to it: "15 min. de pause".
    inside = rf"[{SPACES}]+(?:\d|[^\W\d_](?<=[{SMALL}]))|[,;:)]"
    letters = alternatives(LETTER_SCALES & set(scales(language))) or "(?!)"
    scale = alternatives(set(scales(language)) - LETTER_SCALES)
    word = "A-Za-z0-9" if touching else r"\w"
    part = rf"(?:[½¼¾⅓⅔⅛]|(?<![{word}.,:/–-])(?:{WRITTEN})(?![{word}/]|[.,]\d))" if language != "en" else "[½¼¾⅓⅔⅛]"
    before = (
        r"(?<![A-Za-z\d_])(?<!\d[.,:/])(?<!\d[-–—])" if touching else rf"(?<![{LETTERS}\d_])(?<!\d[.,:/])(?<!\d[-–—])"
    )
    return re.compile(
        rf"""(?:(?P<bound>~|≈|≃|<=|>=|[<>≤≥±≲≳]|\+/[-−])\s?)?
        (?P<sign>(?<![^\W_])(?<![)\]\d.,])(?<!\d[{SPACES}])[-−–](?=[$€£¥₹]?\d)|(?<![\w)\]])(?<!\d\s)\+(?=\d)|−(?={sp}\d)(?<!\d−)(?<!\d[{SPACES}]−))?{sp}
        (?:(?P<lead>[%٪])(?=\d))?(?:(?P<before>(?<![A-Za-z])(?:{currency})){sp})?(?P<late>[-−](?=\d)(?<=[$€£¥₹][-−]))?
        (?:(?P<only>(?<![\d\w]){part})|(?P<number>(?:{before}|(?<=\dx)){number})(?:{sp}(?P<part>{part}))?)
        (?:{sp}[×x·]{sp}10(?P<ten>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^-?\d+))?(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|\^[-−]?\d+)?
        (?:\s?(?P<dash>[–—-]|(?<=\d)−(?=\d)|\bto\b|~|～|〜){sp}(?P<to>(?:(?<=[–—~～〜−-])|(?<=[–—-]\s))[$€£]?{number})(?![-–—]\d)(?!-\w))?
        (?:{sp}(?P<scale>(?:{scale}){scale_ends}|(?:{letters})(?:(?(before){ends}|(?!)))|(?:{letters})(?={sp}(?:{currency}){ends})))?
        (?:(?(lead)(?!))(?:{sp}(?P<percent>[%‰٪％])|{sp}(?P<cents>¢)|{sp}(?:de{sp}|d[’']|of\s)?(?P<after>(?:{currency})(?![{LETTERS}\d²³]))|
           {sp}(?!(?<=\d)s(?!\w))(?P<unit>(?:{unit})(?:{ends})(?![/²³]))(?!-?\d)(?:\.(?={inside}))?))?""",
        re.VERBOSE,
    )


def dimensions(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """The signs between lengths: (start, end, "by" or "times")."""
    number, sp = number_pattern(language), f"[{SPACES}]?"
    unit = alternatives(units(language))
    for found in re.finditer(
        rf"(?<=\d)(?P<first>{sp}(?:{unit}))?(?P<gap>{sp}(?P<sign>[×x]){sp})(?={number}(?P<unit>{sp}(?:{unit})(?![{LETTERS}])|(?:{sp}[×x]{sp}{number})+(?:{sp}(?:{unit})))?)",
        text,
    ):
        named = units(language).get(
            (found["unit"] or "").split("x")[-1].split("×")[-1].strip(SPACES + "0123456789.,"), ""
        )
        by = named in LENGTHS or (found["sign"] == "x" and language == "en")
        yield found.start("gap"), found.end("gap"), "by" if by else "times"
