"""Finds the country or town that a sentence takes place in: countries in every language whose names CLDR has.

English also knows the large cities, states and regions of gazetteer.txt.
"""

import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from babel import Locale

from tasks.artwork.claims import takes_place
from tasks.artwork.figures import MONTHS
from tasks.artwork.grammar import words_of

GAZETTEER = Path(__file__).parent / "gazetteer.txt"
# Countries and capitals whose names are also people, words, cities, rivers or other places.
AMBIGUOUS = frozenset(
    "Georgia Jordan Chad Turkey Guinea Mali Victoria Wellington Washington Male Stanley Kingston Georgetown Hamilton "
    "Santiago Jamestown Plymouth Freetown Monaco Niger Dominica Moroni Roseau Alofi Valletta Jersey Antarctica "
    "Castries Gustavia Marigot Willemstad Gibraltar Singapore Nauru Palestine Kosovo".split()
)
_AMBIGUOUS = {
    "de": "Niger Mali Guinea Dominica Monaco Singapur Jersey Luxemburg Dschibuti Mauritius",
    "es": "Georgia Guinea Granada Mali Malí Mónaco Niger Níger Dominica Luxemburgo Singapur Jordania Guatemala "
    "Panamá México "
    "Jersey Mauricio Gibraltar Victoria Chad Santa",
    "fr": "Géorgie Guinée Mali Monaco Niger Tchad Luxembourg Maurice Dominique Grenade Jersey Singapour Jordanie "
    "Djibouti",
    "it": "Georgia Guinea Mali Monaco Niger Ciad Lussemburgo Mauritius Dominica Grenada Jersey Singapore Giordania "
    "Malta",
    "pt": "Geórgia Guiné Mali Mônaco Níger Chade Luxemburgo Maurício Dominica Granada Jersey Singapura México Panamá",
    "nl": "Georgië Guinee Mali Monaco Niger Tsjaad Luxemburg Mauritius Dominica Grenada Jersey Singapore",
    "ru": "Того Мали Нигер Чад Гвинея Доминика Монако Люксембург Гренада Джерси Сингапур Маврикий Иордания Кипр",
    "ja": "ジョージア ギニア マリ ニジェール チャド モナコ ルクセンブルク グレナダ ドミニカ国 ジャージー "
    "シンガポール ヨルダン トーゴ 中国 オマーン ペルー",
}
# What stands before the name of a place where something happens. In Japanese, a particle stands after it.
_BEFORE = {
    "de": "in|In",
    "es": "en|En",
    "fr": "en|En|au|Au|aux|Aux",
    "it": "in|In|nella|Nella",
    "pt": "no|na|No|Na|em|Em",
    "nl": "in|In",
    "ru": "в|В|во|Во",
    "ja": "",
}
# Anywhere in the sentence, these may deny the place.
_DENIED = re.compile(
    r"\b(?:nicht|kein\w*|nie|niemals|niemand\w*|nirgends|ohne|außer|no|sin|nunca|jamás|nadie|ning[uú]n\w*|salvo|menos|"
    r"excepto|pas|ne|n['’]\w+|jamais|sans|sauf|non|mai|senza|tranne|não|nem|sem|exceto|niet|geen|nooit|zonder|behalve|"
    r"не|ни|нет|без|никогда|никто|кроме)\b|ない|なく|なかった|ません|以外",
    re.IGNORECASE,
)
_AFTER = "(?:では|でも|で(?!は)|には)"


def place_in(text: str, language: str) -> str:
    """The country that a sentence in this language takes place in, as the language names it; "" if none is certain."""
    language = language.partition("-")[0]
    if language not in _BEFORE:
        return ""
    names = _inflected(language)
    alternatives = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    mentioned = re.findall(rf"(?:{alternatives})" if language == "ja" else rf"(?<!\w)(?:{alternatives})(?!\w)", text)
    pattern = (
        rf"(?:^|[、。「])({alternatives}){_AFTER}"
        if language == "ja"
        else rf"(?<!\w)(?:{_BEFORE[language]})\s+({alternatives})"
        r"(?![\w’'-]|,? (?:und|y|et|e|en|и) [A-ZА-ЯÀ-Ö]|\s[A-ZА-ЯÀ-Ö])"
    )
    found = list(re.finditer(pattern, text))
    denied = _DENIED.search(text)
    elsewhere = language != "ja" and len(re.findall(rf"(?<!\w)(?:{_BEFORE[language]})\s+[A-ZА-ЯÀ-Ö]", text)) > 1
    if denied or elsewhere or len(found) != 1 or len(mentioned) != 1:
        return ""
    return names[found[0][1]] if takes_place(text, *found[0].span(1), language) else ""


def english_place(text: str) -> str:
    """The place in which an English sentence takes place; "" if it names none, or several."""
    names = {name for name, scene in _named(text) if scene}
    return names.pop() if len(names) == 1 and len(_SCENE.findall(text)) == 1 else ""


def mentioned_place(text: str) -> str:
    """The one place that an English sentence names in any role: "Japan banned it"; "" if it names none, or several."""
    names = {name for name, _ in _named(text)}
    return names.pop() if len(names) == 1 and not _NEVER.search(text) else ""


DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
# Before a name, these make it where something happens.
_SCENE_WORDS = "[Ii]n|[Tt]o|[Ff]rom|[Aa]cross|[Nn]ear|[Ii]nto|[Oo]utside|[Aa]round|[Tt]hroughout"
_SCENE = re.compile(rf"\b(?:{_SCENE_WORDS})\s+(?:[Tt]he\s)?(?!(?:{MONTHS}|{DAYS})\b)[A-Z]")
_PART_OF_ONE = re.compile(r"[A-Z][\w’'.-]*\s$")  # before a name: the name is the end of a longer one
_SENTENCE_START = re.compile(
    r"(?:^|[.!?:;“\"]\s*)(?:In|To|From|Across|Near|Into|Outside|Around|Throughout|The|But|And|While|When|Since|As|If|For|"
    r"Today|Now|Then|Both|Modern|Ancient)\s$"
)
_ADJECTIVES = "northern|southern|eastern|western|central|rural|modern|ancient|nearby|neighbouring|neighboring|downtown"
_NEVER = re.compile(r"\b(?:not|never|no|without)\b|n['’]t\b")


def _named(text: str) -> list[tuple[str, bool]]:
    """The places that an English text names, and whether the words before each make it the scene.

    A name within a longer one, as in "the Bank of Japan" or "Paris Hilton", one within a compound, as in "Panama
    disease", and one of a list are left out.
    """
    found = []
    for match in _names().finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        longer = _PART_OF_ONE.search(before) and not _SENTENCE_START.search(before)
        if longer or re.match(r"['’]s\s[A-Z]|(?:,? (?:and )?)[A-Z](?!['’\s])|-|,? and [A-Z]", after):
            continue
        if re.search(r"[A-Z]\w+ of (?:the )?$|(?:[A-Z]\w+,? (?:and|or)|[A-Z]\w+,)\s$", before):
            continue
        if _modifies(text, match.end()):
            continue
        scene = re.search(rf"\b(?:{_SCENE_WORDS})\s+(?:[Tt]he\s)?(?:(?:{_ADJECTIVES})\s)?$", before)
        found.append((match[0], bool(scene)))
    return found


def _modifies(text: str, end: int) -> bool:
    """Whether the name that ends there stands before a noun that says what it is: "Panama disease", "Brazil nuts"."""
    following = next((word for word in words_of(text) if word.start > end), None)
    return bool(following and following.noun and following.start == end + 1 and following.text[0].islower())


@cache
def _names() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, places()), key=len, reverse=True))
    return re.compile(rf"(?<![\w’'-])(?:{names})(?!\w)")


def locate(name: str) -> tuple[str, float, float]:
    """(country, longitude, latitude) of a place in any language, in degrees; both are nan for a country."""
    if name in places():
        return places()[name]
    country = next(names[name] for language in _BEFORE if name in (names := _countries(language)))
    return country, float("nan"), float("nan")


@cache
def places() -> dict[str, tuple[str, float, float]]:
    """Maps a place to (country, longitude, latitude) of its middle, in degrees; both are nan for a country."""
    table: dict[str, tuple[str, float, float]] = {}
    for country, facts in atlas().items():
        table[country] = (country, float("nan"), float("nan"))
        capital, where = facts.get("capital"), facts.get("capital_latlng")
        if capital and where and len(where) == 2 and " " not in capital:
            table[str(capital)] = (country, float(where[1]), float(where[0]))
    known = {name: place for name, place in table.items() if name not in AMBIGUOUS and len(name) > 3}
    return _gazetteer() | known


def _gazetteer() -> dict[str, tuple[str, float, float]]:
    table = {}
    for row in GAZETTEER.read_text(encoding="utf-8").splitlines():
        if not row.startswith("#"):
            name, country, *where = row.split("|")
            latitude, longitude = map(float, where or ("nan", "nan"))
            if country in atlas():
                table[name] = (country, longitude, latitude)
    return table


@cache
def atlas() -> dict[str, dict[str, Any]]:
    """Maps the name of each country that has an outline to its facts in the countryinfo package."""
    folder = files("countryinfo") / "data"
    countries = {}
    for file in folder.iterdir():
        if file.name.endswith(".json"):
            facts = json.loads(file.read_text(encoding="utf-8"))
            if facts.get("geoJSON") and facts.get("name"):
                countries[str(facts["name"])] = facts
    return dict(sorted(countries.items()))


@cache
def _countries(language: str) -> dict[str, str]:
    """Maps the names of countries in a language to those of the atlas, without ambiguous ones."""
    names = Locale.parse(language).territories
    table: dict[str, str] = {}
    ambiguous = frozenset(_AMBIGUOUS[language].split())
    for country, facts in atlas().items():
        name = names.get(str(facts.get("ISO", {}).get("alpha2", "")), "")
        if name and name not in ambiguous and "(" not in name:
            table[name] = country
    return table


@cache
def _inflected(language: str) -> dict[str, str]:
    """Maps the forms of names that stand in sentences to the names themselves."""
    names = {name: name for name in _countries(language)}
    if language != "ru":
        return names
    return names | {_russian_locative(name): name for name in names if " " not in name}


def _russian_locative(name: str) -> str:
    """The prepositional case of a country's name: "Германия" -> "Германии"."""
    if name == "Египет":
        return "Египте"
    if name.endswith("ия"):
        return name[:-1] + "и"
    if name.endswith(("а", "я", "й")):
        return name[:-1] + "е"
    if name.endswith("ь"):
        return name[:-1] + "и"
    return name if name[-1] in "оиеуыэю" else name + "е"
