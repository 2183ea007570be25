"""Halves, thirds, quarters and eighths in words: alone ("trois quarts"), and after a whole ("deux heures et demie").

In Romance languages, a half stands behind what it is a half of, and takes its gender. In others, the gender of the noun
shows in the whole: "две с половиной тонны".
"""

import re
from decimal import Decimal

from tasks.domain.text.quantities import icu
from tasks.domain.text.quantities.cases import governs_genitive
from tasks.domain.text.quantities.words import WORDS, Gender
from tasks.domain.text.vocabulary import stop_words

_SIGNS = {"1/2": "½", "1/4": "¼", "3/4": "¾", "1/3": "⅓", "2/3": "⅔", "1/8": "⅛"}
WRITTEN = "|".join(_SIGNS)  # English has rules of its own for these
_VALUES = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "1/3", "⅔": "2/3", "⅛": "0.125"}
_ORDER = "½⅓⅔¼¾⅛"
_NAMES = {
    "en": "one half|one third|two thirds|one quarter|three quarters|one eighth",
    "de": "einhalb|ein Drittel|zwei Drittel|ein Viertel|drei Viertel|ein Achtel",
    "fr": "un demi|un tiers|deux tiers|un quart|trois quarts|un huitième",
    "es": "medio|un tercio|dos tercios|un cuarto|tres cuartos|un octavo",
    "it": "mezzo|un terzo|due terzi|un quarto|tre quarti|un ottavo",
    "pt": "meio|um terço|dois terços|um quarto|três quartos|um oitavo",
    "nl": "een half|een derde|twee derde|een kwart|driekwart|een achtste",
    "pl": "pół|jedna trzecia|dwie trzecie|jedna czwarta|trzy czwarte|jedna ósma",
    "ru": "половина|одна треть|две трети|одна четверть|три четверти|одна восьмая",
    "uk": "половина|одна третина|дві третини|одна чверть|три чверті|одна восьма",
    "tr": "yarım|üçte bir|üçte iki|çeyrek|dörtte üç|sekizde bir",
    "el": "μισό|ένα τρίτο|δύο τρίτα|ένα τέταρτο|τρία τέταρτα|ένα όγδοο",
    "sv": "en halv|en tredjedel|två tredjedelar|en fjärdedel|tre fjärdedelar|en åttondel",
    "da": "en halv|en tredjedel|to tredjedele|en fjerdedel|tre fjerdedele|en ottendedel",
    "nb": "en halv|en tredjedel|to tredjedeler|en fjerdedel|tre fjerdedeler|en åttendedel",
    "ja": "二分の一|三分の一|三分の二|四分の一|四分の三|八分の一",
    "zh": "二分之一|三分之一|三分之二|四分之一|四分之三|八分之一",
    "ko": "이분의 일|삼분의 일|삼분의 이|사분의 일|사분의 삼|팔분의 일",
}
_AND = {
    "de": "und",
    "fr": "et",
    "es": "y",
    "it": "e",
    "pt": "e",
    "nl": "en",
    "pl": "i",
    "ru": "и",
    "uk": "і",
    "el": "και",
}
_AND |= {"sv": "och", "da": "og", "nb": "og"}
_ONE_AND_A_HALF = {  # masculine or neuter, feminine
    "ru": ("полтора", "полторы"),
    "uk": ("півтора", "півтори"),
    "pl": ("półtora", "półtorej"),
    "nl": ("anderhalf", "anderhalve"),
    "da": ("halvanden", "halvanden"),
    "nb": ("halvannen", "halvannen"),
}
_CASES = {  # nominative, accusative, genitive
    "ru": (
        _NAMES["ru"],
        "половину|одну треть|две трети|одну четверть|три четверти|одну восьмую",
        "половины|одной трети|двух третей|одной четверти|трёх четвертей|одной восьмой",
    ),
    "uk": (
        _NAMES["uk"],
        "половину|одну третину|дві третини|одну чверть|три чверті|одну восьму",
        "половини|однієї третини|двох третин|однієї чверті|трьох чвертей|однієї восьмої",
    ),
}
_JOINS = re.compile(r"(?:^|\s)(?:и|или|а|но|это|і|й|та|або|це)\s+$", re.IGNORECASE)
_SWEDISH_NEUTERS = frozenset("år halvår dygn kilo ton dussin hekto gram".split())
_BEHIND = {  # masculine, feminine
    "fr": ("et demi", "et demie"),
    "es": ("y medio", "y media"),
    "it": ("e mezzo", "e mezza"),
    "pt": ("e meio", "e meia"),
}
_BEFORE_FEMININE = {"fr": ("un demi", "une demie"), "es": ("medio", "media"), "it": ("mezzo", "mezza")}
_BEFORE_FEMININE |= {"pt": ("meio", "meia")}
_FEMININE = {  # by how nouns end; the genitive singular in Slavic languages
    "fr": re.compile(
        r"(?:heure|année|journée|semaine|minute|seconde|tonne|tasse|livre|page|étoile|douzaine|pinte|once|cuillère|"
        r"cuillerée|pomme|bouteille|gousse|tablette|tranche|part)s?"
    ),
    "es": re.compile(r"(?!días?\b)\w+as?"),
    "it": re.compile(r"(?!mese\b)\w+[ae]"),
    "pt": re.compile(r"(?!dias?\b)\w+as?"),
    "ru": re.compile(r"\w+[ыи]"),
    "uk": re.compile(r"\w+и"),
    "pl": re.compile(r"\w+y"),
    "el": re.compile(r"\w+(?:ες|α|η)"),
}
_COUNTED = {  # what a number of 1½ or more may stand before
    "fr": re.compile(r"\w+[sx]|heure|an|jour|mois|kilo|mètre|litre|tonne|minute|siècle|année|tasse|journée"),
    "es": re.compile(r"\w+(?:s|a|o)"),
    "it": re.compile(r"\w+[aeio]"),
    "pt": re.compile(r"\w+(?:s|a|o)|mês"),
}
_DAY = re.compile(
    r"(?<!\w)(?:le|du|au|el|al|del|día|dia|il|dal|am|vom|zum|den|dem|op|em|no|ao|dnia|στις|den|d\.)\s+$", re.IGNORECASE
)
_OF = re.compile(r"\s*(?:des?\b|d['’]|del|della|dell['’]|do\b|da\b|der\b|van\b|von\b|z\b|av\b|του\b|της\b)")
_SINGULAR = {("es", "meses"): "mes", ("pt", "meses"): "mês", ("pt", "mês"): "mês", ("it", "mesi"): "mese"}
_NOUNS = frozenset("an ans año años ano anos anno anni".split())  # stop words of some languages


def sign_of(written: str) -> str:
    """The sign of a fraction: "½" for "1/2"."""
    return _SIGNS.get(written, written)


def value_of(sign: str) -> Decimal:
    """The value of a fraction's sign; 0 for ""."""
    top, _, bottom = _VALUES.get(sign, "0").partition("/")
    return Decimal(top) / Decimal(bottom or 1)


def is_date(before: str, after: str) -> bool:
    """Whether "3/4" between these texts is a day of a month."""
    return bool(_DAY.search(before)) and not _OF.match(after)


def alone(language: str, sign: str, before: str, after: str) -> str:
    """The words of a fraction without a whole, between these texts; "" if the language has none."""
    if language in _CASES:
        said = dict(zip(_ORDER, _CASES[language][_case(language, before)].split("|"), strict=True))
        return said[sign]
    if sign == "½" and language in _BEFORE_FEMININE:
        return _BEFORE_FEMININE[language][_gender_of(language, _noun(after)) == "feminine"]
    return dict(zip(_ORDER, _NAMES.get(language, "|||||").split("|"), strict=True))[sign]


def mixed(language: str, whole: Decimal, sign: str, noun: Gender, after: str) -> str:
    """The words of a whole with a fraction, such as 2½; "" if the language cannot say them.

    `noun` is the gender of the unit that is counted; without one, the text `after` the number tells it.
    """
    if sign == "½" and WORDS[language].half:
        return _and_a_half(language, whole, noun or _gender_of(language, _noun(after)), after)
    name = dict(zip(_ORDER, _NAMES.get(language, "|||||").split("|"), strict=True))[sign]
    if name and language in _AND:
        return f"{icu.spelled(whole, language, noun)} {_AND[language]} {name}"
    return icu.spelled(whole + value_of(sign), language) if "/" not in _VALUES[sign] else ""


def half_behind(language: str, noun: Gender) -> str:
    """The half that is said behind its noun: "et demie"; "" in languages that say it before."""
    return _BEHIND[language][noun == "feminine"] if language in _BEHIND else ""


def before_noun(language: str, whole: Decimal, after: str) -> tuple[int, str]:
    """How far the noun reaches into the text behind a whole and ½, and the words of both; (0, "") without one."""
    noun = _noun(after)
    if language not in _BEHIND or not noun or not _COUNTED[language].fullmatch(noun):
        return 0, ""
    if noun in stop_words(language) and noun not in _NOUNS:
        return 0, ""
    gender = _gender_of(language, noun)
    said = _SINGULAR.get((language, noun), _singular(language, noun)) if whole == 1 else noun
    return 1 + len(noun), f"{icu.spelled(whole, language, gender)} {said} {half_behind(language, gender)}"


def _case(language: str, before: str) -> int:
    """The case of a fraction: 0 the nominative, 1 the accusative, as behind most verbs, 2 the genitive."""
    if governs_genitive(language, before):
        return 2
    return int(before.rstrip()[-1:].isalpha() and not _JOINS.search(before))


def _and_a_half(language: str, whole: Decimal, noun: Gender, after: str) -> str:
    if whole == 1 and language in _ONE_AND_A_HALF:
        return _ONE_AND_A_HALF[language][noun == "feminine"]
    if language == "sv" and _noun(after) in _SWEDISH_NEUTERS:
        return f"{icu.spelled(whole, language)} och ett halvt"
    said = "en" if language == "sv" and whole == 1 else icu.spelled(whole, language, noun or "masculine")
    said = "ein" if language == "de" and said.startswith("ein") and whole == 1 else said
    half = WORDS[language].half.format(said)
    return half.replace("μισό", "μισή") if noun == "feminine" and _noun(after) else half


def _noun(after: str) -> str:
    """The small word behind a number."""
    found = re.match(r"[ \u00a0]([^\W\d_]+)", after)
    return found[1] if found and found[1].islower() else ""


def _gender_of(language: str, noun: str) -> Gender:
    feminine = _FEMININE.get(language)
    return "feminine" if noun and feminine and feminine.fullmatch(noun) else "masculine"


def _singular(language: str, noun: str) -> str:
    if language == "it":
        return noun[:-1] + {"e": "a", "i": "o"}.get(noun[-1], noun[-1])
    return noun.removesuffix("s")
