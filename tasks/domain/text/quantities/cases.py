"""The genitive of East Slavic number words, which ICU's rules lack: "более пятидесяти", "до двух километров"."""

import re
from decimal import Decimal

_AFTER = re.compile(
    r"(?:^|[^\w])(?:около|ок\.|более|менее|больше|меньше|свыше|до|от|из|с|со|после|без|для|у|"
    r"близько|більше|менше|понад|від|із|після|біля)\s+$",
    re.IGNORECASE,
)
_WORDS = {
    "ru": "один:одного одна:одной одно:одного два:двух две:двух три:трёх четыре:четырёх пять:пяти шесть:шести "
    "семь:семи "
    "восемь:восьми девять:девяти сорок:сорока девяносто:девяноста сто:ста двести:двухсот триста:трёхсот "
    "четыреста:четырёхсот пятьсот:пятисот шестьсот:шестисот семьсот:семисот восемьсот:восьмисот девятьсот:девятисот "
    "пятьдесят:пятидесяти шестьдесят:шестидесяти семьдесят:семидесяти восемьдесят:восьмидесяти тысяча:тысячи "
    "тысячи:тысяч миллион:миллиона миллиона:миллионов миллиард:миллиарда миллиарда:миллиардов триллион:триллиона "
    "триллиона:триллионов целая:целой десятая:десятой десять:десяти",
    "uk": "один:одного одна:однієї два:двох дві:двох три:трьох чотири:чотирьох пʼять:пʼяти шість:шести сім:семи "
    "десять:десяти "
    "вісім:восьми девʼять:девʼяти сорок:сорока девʼяносто:девʼяноста сто:ста двісті:двохсот триста:трьохсот "
    "пʼятдесят:пʼятдесяти шістдесят:шістдесяти сімдесят:сімдесяти вісімдесят:вісімдесяти тисяча:тисячі тисячі:тисяч "
    "мільйон:мільйона мільйони:мільйонів мільярд:мільярда мільярди:мільярдів",
}
_TABLE = {language: dict(pair.split(":") for pair in row.split()) for language, row in _WORDS.items()}


def governs_genitive(language: str, before: str) -> bool:
    """Whether the text before a number ends with a word after which the number stands in the genitive."""
    return language in _TABLE and bool(_AFTER.search(before[-20:]))


def in_genitive(words: str, language: str) -> str:
    """A number in the genitive: "двадцать одна" -> "двадцати одной"."""
    return " ".join(_declined(word, _TABLE[language]) for word in words.split(" "))


def _declined(word: str, table: dict[str, str]) -> str:
    if word.endswith(("дцать", "дцять")):
        return word[:-1] + "и"
    return table.get(word, word)


def noun_count(value: Decimal) -> Decimal:
    """The count whose noun ICU gives in the case that a noun takes beside this number in the genitive."""
    if value != int(value):
        return value
    return Decimal("0.5") if value % 10 == 1 and value % 100 != 11 else Decimal(5)
