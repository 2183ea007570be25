"""How each language writes numbers: its decimal mark, its groups of digits, and its words and signs for magnitudes."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

SPACES = " \u00a0\u202f\u2009\u2007"
COMMA_DECIMAL = frozenset("de fr es it pt nl pl ru uk tr el sv da nb".split())
# Without white space between words, or with letters that touch digits as prefixes.
TOUCHING = frozenset("ja zh ko th ar he".split())
SMALL = "a-zß-öø-ÿąćęłńóśźżğışčřžα-ωά-ώа-яёіїєґ"
LETTERS = "A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ԯ"  # of the scripts whose words never touch a number

_SCALES = {
    "en": "k:3 K:3 m:6 M:6 mn:6 mln:6 b:9 B:9 bn:9 t:12 T:12 tn:12 trn:12 hundred:2 thousand:3 million:6 billion:9 "
    "trillion:12 quadrillion:15",
    "de": "Tsd.:3 Tausend:3 tausend:3 Mio.:6 Mio:6 Million:6 Millionen:6 Mrd.:9 Mrd:9 Milliarde:9 Milliarden:9 Bio.:12 "
    "Billion:12 Billionen:12",
    "fr": "k:3 mille:3 million:6 millions:6 M:6 Mds:9 Md:9 milliard:9 milliards:9 billion:12 billions:12",
    "es": "mil_millones:9 mil:3 millón:6 millones:6 M:6 billón:12 billones:12",
    "it": "mila:3 mln:6 milione:6 milioni:6 mld:9 mrd:9 miliardo:9 miliardi:9",
    "pt": "mil_milhões:9 mil:3 milhão:6 milhões:6 mi:6 M:6 bilhão:9 bilhões:9 bi:9 trilhão:12 trilhões:12",
    "nl": "duizend:3 miljoen:6 mln.:6 mln:6 miljard:9 mld.:9 mld:9 biljoen:12",
    "pl": "tys.:3 tysiąc:3 tysiące:3 tysięcy:3 mln:6 milion:6 miliony:6 milionów:6 mld:9 miliard:9 miliardy:9 "
    "miliardów:9 bln:12 bilion:12 biliony:12 bilionów:12",
    "ru": "тыс.:3 тыс:3 тысяча:3 тысячи:3 тысяч:3 млн:6 миллион:6 миллиона:6 миллионов:6 млрд:9 миллиард:9 "
    "миллиарда:9 миллиардов:9 трлн:12 триллион:12 триллиона:12 триллионов:12",
    "uk": "тис.:3 тис:3 тисяча:3 тисячі:3 тисяч:3 млн:6 мільйон:6 мільйони:6 мільйонів:6 млрд:9 мільярд:9 мільярди:9 "
    "мільярдів:9 трлн:12 трильйон:12 трильйони:12 трильйонів:12",
    "tr": "bin:3 mn:6 mlyn:6 milyon:6 mlr:9 milyar:9 trilyon:12",
    "el": "χιλ.:3 χιλιάδες:3 εκατ.:6 εκατομμύριο:6 εκατομμύρια:6 δισ.:9 δισεκατομμύριο:9 δισεκατομμύρια:9 τρισ.:12 "
    "τρισεκατομμύρια:12",
    "sv": "tusen:3 mn:6 milj.:6 miljon:6 miljoner:6 md:9 mdr:9 miljard:9 miljarder:9 biljon:12 biljoner:12",
    "da": "tusind:3 mio.:6 million:6 millioner:6 mia.:9 milliard:9 milliarder:9 bio.:12 billion:12 billioner:12",
    "nb": "tusen:3 mill.:6 million:6 millioner:6 mrd.:9 milliard:9 milliarder:9 billion:12 billioner:12",
    "ja": "千:3 万:4 百万:6 千万:7 億:8 兆:12",
    "zh": "千:3 万:4 萬:4 百万:6 百萬:6 千万:7 千萬:7 亿:8 億:8 万亿:12 萬億:12 兆:12",
    "ko": "천:3 만:4 백만:6 천만:7 억:8 조:12",
    "ar": "ألف:3 آلاف:3 مليون:6 ملايين:6 مليار:9 مليارات:9 تريليون:12 ترليون:12",
    "he": "אלף:3 מיליון:6 מיליארד:9 טריליון:12",
    "hi": "हज़ार:3 हजार:3 लाख:5 मिलियन:6 करोड़:7 अरब:9 खरब:11",
    "th": "พัน:3 หมื่น:4 แสน:5 ล้าน:6 พันล้าน:9 ล้านล้าน:12",
}
ABBREVIATED = re.compile(
    r".*\.$|^(?:k|K|m|M|mn|mln|b|B|bn|t|T|tn|trn|Mio|Mrd|Mds?|mld|mrd|mi|bi|bln|тыс|млн|млрд|трлн|тис|mlyn|mlr|md|mdr)$"
)
LETTER_SCALES = frozenset("k K m M b B t T".split())  # magnitudes only beside a currency


def alternatives(texts: Iterable[str]) -> str:
    """A pattern that matches any of the texts, the longest first."""
    return "|".join(re.escape(text).replace("_", "[ \u00a0]") for text in sorted(texts, key=len, reverse=True))


@cache
def scales(language: str) -> dict[str, int]:
    """Maps each word or sign for a magnitude to its power of ten."""
    pairs = (pair.rpartition(":") for pair in _SCALES.get(language, "").split())
    return {"bn": 9, "tn": 12} | {name: int(power) for name, _, power in pairs}  # "£3bn" is written everywhere


@cache
def number_pattern(language: str) -> str:
    """A pattern of one unsigned number, in digits of any script."""
    apart = rf"(?![{SPACES}]\d{{1,2}}(?!\d)[{SPACES}-]\d|-\d\d-\d)"  # other groups go on: a phone's number
    if language in COMMA_DECIMAL:
        grouped = rf"(?<!\d[{SPACES}])\d{{1,3}}(?:[.{SPACES}'’]\d{{3}})+(?!\d){apart}(?:,\d+)?"
        return rf"(?:{grouped}|\d+(?:[.,]\d+)?|(?<![.,])\.\d+)(?![\d]|[.,]\d)"
    indian = r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)(?:\.\d+)?" if language in {"en", "hi"} else ""
    comma = r"\d{1,3}(?:[,٬，]\d{3})+(?!\d)(?:[.٫]\d+)?"
    spaced = rf"(?<!\d[{SPACES}])\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\d){apart}(?:[.٫]\d+)?"
    return rf"(?:{comma}{indian}|{spaced}|\d+(?:[.٫]\d+)?|(?<!\.)\.\d+)(?![\d]|[.,٫٬]\d)"


def number_value(written: str, language: str) -> Decimal:
    """The value of a text that `number_pattern` matches."""
    digits = "".join(char for char in written if char not in SPACES + "'’٬，")
    if language in COMMA_DECIMAL:
        if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits) and not digits.startswith("0."):
            digits = digits.replace(".", "")
        digits = digits.replace(",", ".")
    else:
        digits = digits.replace(",", "").replace("٫", ".")
    return Decimal("".join(str(int(char)) if char.isdecimal() else char for char in digits))


def is_plain(written: str) -> bool:
    """Whether a number is a bare run of digits."""
    return written.isdecimal()
