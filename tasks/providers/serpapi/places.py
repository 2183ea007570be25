"""The languages and countries that SerpApi knows, in its own codes. It refuses a whole search for any other."""

import logging

from babel import Locale

from tasks.domain.languages import base

log = logging.getLogger(__name__)

LANGUAGES = frozenset(
    """
    af ak am ar az be bg bh bn br bs ca ceb chr ckb co cs cy da de ee el en eo es es-419 et eu fa fi fo fr fy ga gaa gd
    gl gn gu ha haw hi hr ht hu hy ia id ig is it iw ja jw ka kg kk km kn ko kri ku ky la lg ln lo loz lt lua lv mfe mg
    mi mk ml mn mr mt my ne nl nn no nso ny nyn oc om or pa pcm pl ps pt pt-br pt-pt qu rm rn ro ru rw sd sh si sk sl
    sn so sq sr sr-me st su sv sw ta te tg th ti tk tl tn to tr tt tum tw ug uk ur uz vi wo xh yi yo zh-cn zh-tw zu
    """.split()
)
# Other codes for the same, and the nearest of what SerpApi does not know.
SAME = {"he": "iw", "jv": "jw", "fil": "tl", "nb": "no", "zh": "zh-cn", "zh-hk": "zh-tw", "zh-hant": "zh-tw"}
NEAREST = {
    "ms": "id",
    "lb": "de",
    "gsw": "de",
    "ast": "es",
    "sc": "it",
    "scn": "it",
    "as": "bn",
    "mai": "hi",
    "bho": "hi",
}
COUNTRY = "US"


def language_code(language: str) -> tuple[str, str]:
    """SerpApi's code of a language such as pt-BR, and a note if it is only the nearest one that it knows."""
    whole, own = language.lower(), base(language)
    for code in (whole, SAME.get(whole.rpartition("-")[0] if whole.count("-") == 2 else whole, ""), own, SAME.get(own)):
        if code in LANGUAGES:
            return code, ""
    code = NEAREST.get(own, "en")
    note = f"SerpApi does not know the language {language!r}, so it searched in {code!r}."
    log.warning(note)
    return code, note


def country_code(country: str) -> tuple[str, str]:
    """The ISO code of a country, and a note if there is no such country, so that the United States stand for it."""
    code = country.strip().upper()
    code = "GB" if code == "UK" else code
    if len(code) == 2 and code.isalpha() and code in Locale("en").territories:
        return code, ""
    note = f"SERPAPI_COUNTRY={country} is no country's two letters, so SerpApi searched in the United States."
    log.warning(note)
    return COUNTRY, note


def google_country(code: str) -> str:
    """The country as Google's results, unlike its trends, spell it."""
    return "uk" if code == "GB" else code.lower()
