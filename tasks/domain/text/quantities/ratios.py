"""Ratios, scales and scores in languages other than English: "16:9", "im Maßstab 1:50", "3-2".

A colon between two numbers is also how times are written. So with two digits behind it, it is a ratio only behind a
word such as "scale", or where no clock shows it. A hyphen between falling numbers is a score; rising ones are a range.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from tasks.domain.text.quantities import icu
from tasks.domain.text.quantities.cases import in_genitive
from tasks.domain.text.quantities.notation import TOUCHING
from tasks.domain.text.quantities.quantity import Quantity
from tasks.domain.text.quantities.times import Rule
from tasks.domain.text.quantities.words import WORDS

_TO = {
    **{"de": "{} zu {}", "fr": "{} à {}", "es": "{} a {}", "it": "{} a {}", "pt": "{} a {}", "nl": "{} op {}"},
    **{"pl": "{} na {}", "ru": "{} на {}", "uk": "{} на {}", "tr": "{} {}", "el": "{} προς {}", "sv": "{} till {}"},
    **{"da": "{} til {}", "nb": "{} til {}", "ja": "{}対{}", "zh": "{}比{}", "ko": "{} 대 {}", "th": "{}ต่อ{}"},
}
_SCALED = {"pl": "{} do {}", "ru": "{} к {}", "uk": "{} до {}"}
_SCORED = dict.fromkeys(("ru", "uk", "pl", "nl", "sv", "el"), "{} {}")  # "drie twee"
_SCALE = re.compile(
    r"(?:maßstab|verhältnis|échelle|rapport|ratio|escala|relación|proporción|scala|rapporto|proporzione|proporção|razão|"
    r"schaal|verhouding|skal[aięąe]|stosun\w*|proporcj\w*|масштаб\w*|соотношени\w*|отношени\w*|пропорци\w*|"
    r"співвідношенн\w*|пропорці\w*|ölçe\w*|oran\w*|κλίμακα\w*|αναλογία\w*|förhållande\w*|målestok\w*|比例|縮尺|比率)"
    r"\s*(?:\w{1,4}\s+)?$",
    re.IGNORECASE,
)
_HOURS, _MINUTES = 24, 59
_GOALS, _POINTS = 10, 20
_NUMBERED = re.compile(r"(?:\b(?:t[eé]l|тел|nr|no|n|p|art|стр?)\.?|[№º°§])\s*$", re.IGNORECASE)


def rules(language: str) -> Iterator[tuple[re.Pattern[str], Rule]]:
    """The rules of one language; they come before those for times."""
    if language in _TO:
        word = "A-Za-z0-9" if language in TOUCHING else r"\w"
        edge = rf"(?<![{word}:.,/–-])"
        last = rf"(\d{{1,3}}(?:[. \u00a0]\d{{3}})+|\d{{1,6}})(?![{word}:]|[.,–-]\d)"
        yield re.compile(rf"{edge}(\d{{1,4}}):{last}"), partial(_ratio, language)
        score = rf"(\d{{1,2}})[-–](\d{{1,2}})(?![{word}:/–-]|[.,]\d|\s?[=%°€$]|\s?(?:Uhr|uur|h)\b)"
        yield re.compile(edge + score), partial(_score, language)


def _ratio(language: str, text: str, found: re.Match[str]) -> Quantity | None:
    first, last = int(found[1]), int(re.sub(r"\D", "", found[2]))
    scale = _SCALE.search(text[: found.start()])
    if not scale and len(found[2]) == 2 and first <= _HOURS and last <= _MINUTES:
        return None
    if scale and language in _SCALED:
        words = icu.spelled(Decimal(first), language), _after_scale(language, icu.spelled(Decimal(last), language))
        return Quantity(found.start(), found.end(), found[0], "range", _SCALED[language].format(*words))
    scored = language in _SCORED and max(first, last) < _GOALS
    return _said(language, (_SCORED if scored else _TO)[language], first, last, found)


def _score(language: str, text: str, found: re.Match[str]) -> Quantity | None:
    first, last = int(found[1]), int(found[2])
    if not last < first <= _POINTS or (found[2][0] == "0" and last) or _NUMBERED.search(text[: found.start()]):
        return None
    return _said(language, _SCORED.get(language, _TO[language]), first, last, found)


def _after_scale(language: str, words: str) -> str:
    """The number in the case of "один к пятидесяти"; Polish numbers are not declined here."""
    if language == "pl":
        return words
    declined = in_genitive(words, language)
    return re.sub(r"тысяч$", "тысячам", declined) if language == "ru" else declined


def _said(language: str, template: str, first: int, last: int, found: re.Match[str]) -> Quantity:
    words = [icu.spelled(Decimal(value), language) for value in (first, last)]
    spoken = template.format(*words) if all(words) else WORDS[language].to.format(first, last)
    return Quantity(found.start(), found.end(), found[0], "range", spoken)
