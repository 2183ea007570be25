"""Phrases that viewers have heard in a thousand shorts, by language: the project's own list."""

import re
from collections.abc import Mapping
from functools import cache

from tasks.domain.languages import base

# Patterns of words; * stands for one to five words.
_PHRASES: Mapping[str, str] = {
    "en": """
        in a world where|imagine a world|you won't believe|buckle up|let's dive in|dive into|deep dive|let that sink in
        |little did * know|the rest is history|think again|here's the thing|here's the twist|here's the kicker
        |plot twist|wait for it|mind-blowing|mind blowing|blow your mind|game-changer|game changer|changed everything
        |changed * forever|will surprise you|may surprise you|hidden gem|best kept secret|best-kept secret
        |since the dawn of|from the dawn of|throughout history|in today's * world|at the end of the day|when it comes to
        |a testament to|rich tapestry|tapestry of|delve into|unlock the|unleash|not just *, it's|isn't just *, it's
        |more than just a|needless to say|truth is stranger than fiction|only time will tell|one thing is certain
        |one thing is clear|have you ever wondered|did you know|what if i told you|what if we told you|in conclusion
        |so next time you|the next time you|food for thought|stay tuned|stay curious|and that's not all
        |but that's not all|fascinating world of|like never before|stands the test of time|stood the test of time
        |captivated the world|shocked the world|ever-changing|a journey through|the power of""",
    "de": """
        in einer welt, in der|du wirst nicht glauben|du wirst es nicht glauben|schnall dich an|lass das auf dich wirken
        |der rest ist geschichte|wusstest du|hast du dich jemals gefragt|hast du dich schon mal gefragt|seit jeher
        |in der heutigen * welt|am ende des tages|eintauchen in|tauchen wir ein|veränderte alles|hat alles verändert
        |für immer verändert|ein zeugnis für|nicht nur *, sondern|bleib dran|bleib neugierig|game-changer""",
    "fr": """
        dans un monde où|vous n'allez pas croire|tu ne vas pas croire|accrochez-vous|le saviez-vous|saviez-vous que
        |le reste appartient à l'histoire|vous êtes-vous déjà demandé|depuis la nuit des temps|a tout changé
        |plongeons dans|plongez dans|changer la donne|et ce n'est pas tout|pour toujours changé""",
    "es": """
        en un mundo donde|no vas a creer|no creerás|abróchate|sabías que|el resto es historia
        |alguna vez te has preguntado
        |te has preguntado|desde el principio de los tiempos|lo cambió todo|cambió para siempre|sumerjámonos
        |y eso no es todo|al final del día""",
    "it": """
        in un mondo in cui|non ci crederai|allacciate le cinture|lo sapevi che|sapevi che|il resto è storia
        |ti sei mai chiesto|dall'alba dei tempi|ha cambiato tutto|e non è tutto|alla fine della giornata""",
    "pt": """
        em um mundo onde|num mundo em que|você não vai acreditar|aperte os cintos|você sabia|sabias que
        |o resto é história|já se perguntou|desde os primórdios|mudou tudo|mudou para sempre|e isso não é tudo
        |no final do dia""",
    "nl": """
        in een wereld waarin|je gelooft het niet|wist je dat|de rest is geschiedenis|heb je je ooit afgevraagd
        |sinds mensenheugenis|veranderde alles|en dat is niet alles|aan het eind van de dag""",
}


def cliches(text: str, language: str) -> list[str]:
    """The worn phrases in a text, as written there; none for a language without a list."""
    plain = text.replace("’", "'")
    return [text[found.start() : found.end()] for found in _pattern(base(language)).finditer(plain)]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    phrases = [phrase.strip() for phrase in _PHRASES.get(language, "").split("|") if phrase.strip()]
    either = "|".join(re.escape(phrase).replace(r"\*", r"(?:[\w'-]+\s+){0,4}[\w'-]+") for phrase in phrases)
    return re.compile(rf"\b(?:{either or '(?!)'})\b", re.IGNORECASE)
