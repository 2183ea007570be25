"""What has digits and signs but measures nothing: addresses, phones, formulas, versions, numbered things."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from tasks.domain.text.quantities import icu
from tasks.domain.text.quantities.notation import LETTERS, alternatives
from tasks.domain.text.quantities.quantity import Kind, Quantity
from tasks.domain.text.quantities.times import Rule
from tasks.domain.text.quantities.units import units
from tasks.domain.text.quantities.words import WORDS

SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_DOMAINS = "com|org|net|edu|gov|io|ai|info|co\\.uk|eu|de|fr|es|it|nl|pl|ru|jp|cn|br"
FORMULAS = frozenset(
    "CO2 H2O O2 O3 N2 H2 CH4 NO2 N2O SO2 SO3 NH3 H2S C2H4 C2H6 C6H6 C6H12O6 H2SO4 HNO3 H3PO4 CaCO3 NaHCO3 Fe2O3 Al2O3 "
    "SiO2 TiO2 UF6 SF6 H2O2 C2H5OH CaCl2 MgCl2 Na2CO3 K2O P2O5 CCl4 CO3 HCO3 PO4 NH4 SO4 NO3 C3H8 C4H10 "
    "Fe3O4 UO2".split()
)
_BEFORE_CHRIST = {
    "de": {r"v\. ?Chr\.": "vor Christus", r"n\. ?Chr\.": "nach Christus", r"v\. ?u\. ?Z\.": "vor unserer Zeitrechnung"},
    "fr": {r"av\. ?J\.-C\.": "avant Jésus-Christ", r"apr?\. ?J\.-C\.": "après Jésus-Christ"},
    "es": {r"a\. ?C\.": "antes de Cristo", r"d\. ?C\.": "después de Cristo"},
    "it": {r"a\. ?C\.": "avanti Cristo", r"d\. ?C\.": "dopo Cristo"},
    "pt": {r"a\. ?C\.": "antes de Cristo", r"d\. ?C\.": "depois de Cristo"},
    "nl": {r"v\. ?Chr\.": "voor Christus", r"n\. ?Chr\.": "na Christus"},
    "ru": {r"до н\. ?э\.": "до нашей эры", r"н\. ?э\.": "нашей эры"},
    "uk": {r"до н\. ?е\.": "до нашої ери", r"н\. ?е\.": "нашої ери"},
    "pl": {r"p\. ?n\. ?e\.": "przed naszą erą", r"n\. ?e\.": "naszej ery"},
    "el": {r"π\. ?Χ\.": "προ Χριστού", r"μ\. ?Χ\.": "μετά Χριστόν"},
    "sv": {r"f\. ?Kr\.": "före Kristus", r"e\. ?Kr\.": "efter Kristus"},
}
PER = {"de": "pro", "fr": "par", "es": "por", "pt": "por", "nl": "per", "sv": "per"}
NOT_EQUAL = {
    **{"en": "is not equal to", "de": "ungleich", "fr": "différent de", "es": "distinto de", "it": "diverso da"},
    **{"pt": "diferente de", "nl": "ongelijk aan", "pl": "nie równa się", "ru": "не равно", "uk": "не дорівнює"},
    **{"tr": "eşit değil", "el": "διάφορο του", "sv": "skilt från", "da": "forskellig fra", "nb": "ulik"},
    **{"ja": "ノットイコール", "zh": "不等于", "ko": "같지 않음", "ar": "لا يساوي", "he": "שונה מ־", "th": "ไม่เท่ากับ"},
    "hi": "बराबर नहीं",
}
ROOT = {
    **{"en": "the square root of", "de": "Wurzel aus", "fr": "racine de", "es": "raíz de", "it": "radice di"},
    **{"pt": "raiz de", "nl": "wortel van", "pl": "pierwiastek z", "ru": "корень из", "uk": "корінь із"},
    **{"sv": "roten ur", "ja": "ルート", "zh": "根号", "ko": "루트"},
}
_GREEK = "αβγδεηθλμπρστφω"  # as signs of formulas
_LATIN_NAMES = "alpha beta gamma delta epsilon eta theta lambda mu pi rho sigma tau phi omega"
_GREEK_NAMES = dict.fromkeys("en de fr es it pt nl pl tr sv da nb".split(), _LATIN_NAMES) | {
    "ru": "альфа бета гамма дельта эпсилон эта тета лямбда мю пи ро сигма тау фи омега",
    "uk": "альфа бета гамма дельта епсилон ета тета лямбда мю пі ро сигма тау фі омега",
    "ja": "アルファ ベータ ガンマ デルタ イプシロン イータ シータ ラムダ ミュー パイ ロー シグマ タウ ファイ オメガ",
}
_SECTIONS = {"en": "section", "de": "Paragraf", "fr": "article", "es": "artículo", "it": "paragrafo", "nl": "paragraaf"}
_SECTIONS |= {"pl": "paragraf", "ru": "параграф", "pt": "parágrafo", "sv": "paragraf"}
_NUMBER_SIGNS = {
    "fr": r"[Nn]\.?[°º]\.?|№|N[or]\.",
    "es": r"[Nn]\.?[°º]\.?|№|[Nn]úm\.",
    "it": r"[Nn]\.?[°º]\.?|№|(?<=\w )n\.",
    "pt": r"[Nn]\.?[°º]\.?|№|[Nn]úm\.|nr\.",
    **dict.fromkeys(("de", "da", "sv", "nb"), r"[Nn]r\.?|№"),
    "nl": r"[Nn]r\.?|№|[Nn]o\.",
    "pl": r"[Nn]r|№",
    "tr": r"[Nn]o[.:]|№",
    "el": r"[Αα]ρ\.|№",
    "en": r"№|[Nn]°",
}


def addresses(language: str) -> Iterator[tuple[re.Pattern[str], Rule]]:
    """E-mail and web addresses, in which nothing is a quantity, and what looks like a time and is none."""
    if language == "fr":
        yield re.compile(r"(?<![\w.])24 ?h/24(?!\w)"), partial(_reading, "vingt-quatre heures sur vingt-quatre")
        yield re.compile(r"(?<![\w.])7 ?j/7(?!\w)"), partial(_reading, "sept jours sur sept")
    yield re.compile(r"(?<![\w@.])[\w.+-]*\w@(?:[\w-]+\.)+[^\W\d_]{2,}"), partial(_address, language)
    yield (
        re.compile(r"(?:https?://|(?<![\w.@])www\.)[^\s<>\"“”«»]*[^\s<>\"“”«».,;:?!…)\]'’。、，！？]"),
        partial(_address, language),
    )
    yield (
        re.compile(
            rf"(?<![\w@./-])[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.(?:{_DOMAINS})(?:/[\w/-]*\w)?(?![\w@.-]\w)(?!\w)"
        ),
        partial(_address, language),
    )


def rules(language: str) -> Iterator[tuple[re.Pattern[str], Rule]]:
    """The rules of one language for everything else."""
    yield re.compile(r"(?<![\w+])\+\d{1,3}(?:[ .-]?\(?\d{1,8}\)?){1,6}(?![\w/]|[.,]\d)"), partial(_phone, language)
    yield (
        re.compile(
            r"(?<![\w+.,/-])(?:\+\d{1,3}[ .-]?)?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ -]\d{2,4}){1,4}(?![\w,/-]|\.\d)"
        ),
        partial(_phone, language),
    )
    yield re.compile(r"(?<![\w.])(?:v|V)?(\d{1,4}(?:\.\d{1,4}){2,3})(?![\w.]\d)(?!\w)"), partial(_version, language)
    yield re.compile(r"(?<!\w)[vV](\d{1,3}(?:\.\d{1,3})?)(?![\w.]\d)(?!\w)"), partial(_version, language)
    yield re.compile(r"(?<![^\W\d_])(?<!\d)(?:[A-Z][a-z]?[\d₀-₉]*){1,6}(?![a-z\d₀-₉])"), partial(_formula, language)
    yield re.compile(r"(?<![\w./-])24[/-]7(?![\w/-])"), partial(_always, language)
    yield re.compile(r"(?<!\w)([A-Z])(#|\+\+)(?!\w)"), partial(_language_name, language)
    if language in _GREEK_NAMES:
        yield re.compile(r"(?<![Ͱ-Ͽ])(?:[αβγδεηθλπρστφωΔΩ]|μ(?![A-Za-z]))(?![Ͱ-Ͽ])"), partial(_greek, language)
    if language in _SECTIONS:
        yield re.compile(r"§§? ?(?=\d)"), partial(_reading, f"{_SECTIONS[language]} ")
    yield (
        re.compile(rf"(?<!\w)(?:#|{_NUMBER_SIGNS.get(language, '№')})[ \u00a0]?(\d{{1,6}})(?![\w]|[.,]\d)"),
        partial(_numbered, language),
    )
    yield re.compile(r"(?<![\w&/])#(?=[^\W\d_])"), partial(_hashtag, language)
    if language == "de":
        yield re.compile(r"(?<=\d\. )Jh(?:dt|d)?\.(?!\w)"), partial(_reading, "Jahrhundert")
    if language == "ru":
        yield re.compile(r"(?<!\w)ок\.(?= ?\d)"), partial(_reading, "около")
    for pattern, words in _BEFORE_CHRIST.get(language, {}).items():
        yield re.compile(rf"(?<=[\dIVX. \u00a0])(?<!\w){pattern}"), partial(_reading, words)


def rates(language: str) -> Iterator[tuple[re.Pattern[str], Rule]]:
    """What stands after the stroke of a price or a rate: "5 €/kg"."""
    if language in PER:
        signs = alternatives(sign for sign, unit in units(language).items() if "-per-" not in unit)
        yield re.compile(rf"(?<=[\d€$£¥₽])/({signs})(?![\w²³])"), partial(_rate, language)


def powers(language: str) -> tuple[re.Pattern[str], Rule]:
    """A square or cube of a letter, where it is no unit: "mc²"."""
    return re.compile(rf"(?<=[{LETTERS}])([²³])(?!\w)"), partial(_power, language)


def signs(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Signs of arithmetic between operands: (start, end, what is said)."""
    words = WORDS[language]
    said = {"=": words.equals, "+": words.plus, "÷": words.divided, "<": words.less, ">": words.more, "≠": ""}
    for found in re.finditer(r"(?<=[\w)%°²³⁰-⁹])(\s*)([=+÷<>×−])(\s*)(?=[\w($€£¥−-])", text):
        spaced = bool(found[1]) == bool(found[3])
        digits = text[found.start() - 1].isdigit() and text[found.end()].isdigit()
        if not spaced or not (digits or found[1]):
            continue
        sign = found[2]
        spoken = {"×": words.times, "−": words.minus.replace("{}", "").strip()}.get(sign) or said[sign].replace(
            "{}", ""
        ).strip()
        yield found.start(), found.end(), f"{words.gap}{spoken}{words.gap}"
    for found in re.finditer(r"\s?≠\s?|√(?=\d)", text):
        reading = (NOT_EQUAL if "≠" in found[0] else ROOT).get(language, "")
        yield found.start(), found.end(), f"{words.gap}{reading}{words.gap}" if reading else found[0]
    for found in re.finditer(r"(?<=\d:\d\d)[–—-](?=\d{1,2}:\d\d)", text):
        yield found.start(), found.end(), f"{words.gap}{words.to.format('', '').strip()}{words.gap}"
    for found in re.finditer(r"(?:(?<=\d)|(?<=\d[kKMB]))\+(?=[\s.,;:)]|$)", text):
        yield found.start(), found.end(), f"{words.gap}{words.plus}"
    minus = words.minus.replace("{}", "").strip()
    for found in re.finditer(r"(?<=\d) - (?=\d[\d.,]*\s*=)", text):
        yield found.start(), found.end(), f"{words.gap}{minus}{words.gap}"


def _quantity(found: re.Match[str], kind: Kind, spoken: str, value: Decimal | None = None) -> Quantity:
    return Quantity(found.start(), found.end(), found[0], kind, spoken, value)


def _digits(written: str, language: str) -> str:
    """Each digit by itself."""
    if language == "en":
        return " ".join(written)
    return WORDS[language].gap.join(icu.spelled(Decimal(int(digit)), language) for digit in written)


def _number(written: str, language: str) -> str:
    return written if language == "en" else icu.spelled(Decimal(int(written)), language)


def _address(language: str, _text: str, found: re.Match[str]) -> Quantity:
    words = WORDS[language]
    host, _, path = re.sub(r"^https?://(?:www\.)?|^www\.", "", found[0]).partition("/")
    parts = re.split("[?#]", path)[0].strip("/").split("/") if path else []
    said = re.sub(r"[.@]", lambda sign: f" {words.dot if sign[0] == '.' else words.at} ", host)
    if len(parts) <= 2 and all(re.fullmatch(r"[^\W\d_]{2,20}(?:-[^\W\d_]{2,20}){0,2}", part) for part in parts):
        said = f" {words.slash} ".join([said, *(part.replace("-", " ") for part in parts)])
    said = re.sub(r"[_:/-]", " ", said.replace("+", f" {words.plus} "))
    return _quantity(found, "name", " ".join(said.split()))


def _phone(language: str, text: str, found: re.Match[str]) -> Quantity | None:
    digits = re.sub(r"\D", "", found[0])
    groups = re.findall(r"\d+", found[0])
    ruled = found[0].startswith("+") or "(" in found[0]
    hyphens = re.fullmatch(r"(?:1-)?(?:\d{3}-)?\d{3}-\d{4}", found[0])
    called = re.search(
        r"\b(?:call|phone|tel|telephone|dial|text|fax|ring|t[eé]l|telefono|telefon|teléfono|téléphone|тел|телефон)\b"
        r"\.?[^.]{0,12}$",
        text[: found.start()],
        re.IGNORECASE,
    )
    if (
        not 7 <= len(digits) <= 15
        or not (ruled or hyphens or called or found[0][0] == "0")
        or (ruled and len(groups) < 2)
    ):
        return None
    plus = f"{WORDS[language].plus} " if found[0].startswith("+") else ""
    said = ", ".join(_digits(group, language) for group in groups)
    return _quantity(found, "name", plus + said)


def _version(language: str, text: str, found: re.Match[str]) -> Quantity | None:
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", found[0]):
        return None  # a number with groups of digits
    parts = [_number(part, language) for part in found[1].split(".")]
    lead = "" if found[0][0].isdigit() else "version " if language == "en" else f"{found[0][0]} "
    lead = "" if text[: found.start()].rstrip().lower().endswith("version") else lead
    dot = " point " if language == "en" else f" {WORDS[language].dot} "
    return _quantity(found, "name", lead + dot.join(parts))


def _formula(language: str, _text: str, found: re.Match[str]) -> Quantity | None:
    plain = found[0].translate(SUBSCRIPTS)
    if plain not in FORMULAS and (plain == found[0] or not re.search(r"\d", plain)):
        return None
    if language == "en":  # voices spell letters with full stops, and read others as a word
        parts = re.findall(r"[A-Z]+|\d+", plain.upper())
        said = [
            icu.spelled(Decimal(part), "en") if part.isdigit() else part if len(part) == 1 else ".".join(part) + "."
            for part in parts
        ]
        return _quantity(found, "name", " ".join(said))
    said = [_number(part, language) if part.isdigit() else part.upper() for part in re.findall(r"[A-Za-z]|\d+", plain)]
    return _quantity(found, "name", WORDS[language].gap.join(said))


def _language_name(language: str, _text: str, found: re.Match[str]) -> Quantity | None:
    """C++ and C#, which would be C without their signs."""
    if found[2] == "#":
        return _quantity(found, "name", f"{found[1]} sharp") if language == "en" else None
    return _quantity(found, "name", f"{found[1]} {WORDS[language].plus} {WORDS[language].plus}")


def _always(language: str, _text: str, found: re.Match[str]) -> Quantity:
    return _quantity(found, "name", " ".join(_number(part, language) for part in ("24", "7")))


def _numbered(language: str, _text: str, found: re.Match[str]) -> Quantity | None:
    number = _number(found[1], language)
    return _quantity(found, "name", WORDS[language].number.format(number)) if number else None


def _hashtag(language: str, _text: str, found: re.Match[str]) -> Quantity:
    return _quantity(found, "sign", "hashtag " if language == "en" else "")


def _greek(language: str, _text: str, found: re.Match[str]) -> Quantity:
    """A single Greek letter, which voices of other languages skip."""
    name = _GREEK_NAMES[language].split()[_GREEK.index(found[0].lower())]
    return _quantity(found, "sign", f" {name} " if WORDS[language].gap else name)


def _reading(words: str, _text: str, found: re.Match[str]) -> Quantity:
    return _quantity(found, "sign", words)


def _rate(language: str, _text: str, found: re.Match[str]) -> Quantity:
    name = icu.unit_words(Decimal(1), units(language)[found[1]], language)[1]
    return _quantity(found, "sign", f" {PER[language]} {name}")


def _power(language: str, _text: str, found: re.Match[str]) -> Quantity:
    number = 2 if found[0] == "²" else 3
    if language == "en":
        return _quantity(found, "sign", " squared" if number == 2 else " cubed")
    said = WORDS[language].power.replace("{}", "", 1).format(icu.spelled(Decimal(number), language))
    return _quantity(found, "sign", f" {said.strip()}")
