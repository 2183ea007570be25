"""The words that point back, in every language of `vocabulary`, wherever they stand in a sentence.

Only words that nearly always do: personal pronouns that can be subjects, and demonstratives. Possessives and forms that
are articles too ("la", "sie" before a noun) are left to the lists of words that a sentence may begin with.
"""

import re
from functools import cache

from tasks.domain.text.vocabulary import stop_words

# Phrases of several words are written with "_". English has its own rules in `references`.
_POINTING = {
    "de": "er ihm ihn ihnen dieser diese dieses diesen diesem jener jene jenes jenen jenem dieselbe derselbe"
    " dasselbe "
    "dieselben letztere letzterer erstere erstere dorthin daraufhin danach damals stattdessen ebenfalls hingegen"
    " dagegen",
    "fr": "elle elles ils lui celui-ci celle-ci ceux-ci celles-ci celui-là celle-là cette ces cet ce_dernier"
    " cette_dernière "
    "également le_même la_même les_mêmes cependant",
    "es": "él ella ellos ellas este esta estos estas ese esa esos esas aquel aquella aquellos aquellas dicho"
    " dicha también "
    "el_mismo la_misma los_mismos sin_embargo",
    "it": "egli lui lei essi esse loro questo questa questi queste quello quella quelli quelle anche lo_stesso"
    " la_stessa "
    "tuttavia invece",
    "pt": "ele ela eles elas este esta estes estas esse essa esses essas aquele aquela aqueles aquelas deste"
    " desta desse dessa "
    "neste nesta nesse nessa também o_mesmo a_mesma porém",
    "nl": "hij zij hem haar hen deze dezelfde hetzelfde daarna daarmee ook echter",
    "pl": "on ona oni one jego jej ich jemu ten ta te tego tej tych temu tym tamten tamta również także jednak",
    "ru": "он она они его её ее их ему ей им этот эта эти этого этой этих этому этом тот та те того тех также"
    " тоже однако",
    "uk": "він вона вони його її їх йому їй їм цей ця ці цього цієї цих цьому той та ті того тих також теж однак",
    "tr": "o onlar onu ona onun onları onların bu şu bunlar şunlar bunu buna bunun aynı ayrıca ancak",
    "el": "αυτός αυτή αυτό αυτοί αυτές αυτά αυτόν αυτήν αυτού αυτής αυτών εκείνος εκείνη εκείνο επίσης όμως ωστόσο",
    "sv": "han hon honom henne de dem denna detta dessa samma också dock",
}
# A sentence that begins with one of these takes back a part of the one before, which is half the truth without it.
_LIMITING = {
    "en": "but however yet nevertheless nonetheless that_said then_again",
    "de": "aber doch jedoch dennoch trotzdem allerdings heute_weiß heute_ist_bekannt",
    "fr": "mais cependant pourtant toutefois néanmoins en_réalité on_sait_aujourd'hui",
    "es": "pero sin_embargo no_obstante en_realidad hoy_se_sabe",
    "it": "ma tuttavia però eppure in_realtà oggi_si_sa",
    "pt": "mas porém contudo no_entanto todavia na_verdade hoje_sabe-se",
    "nl": "maar echter toch desondanks nu_weten",
    "pl": "ale jednak lecz mimo_to",
    "ru": "но однако тем_не_менее",
    "uk": "але однак проте",
    "tr": "ama ancak fakat oysa",
    "el": "αλλά όμως ωστόσο",
    "sv": "men dock ändå",
}
# What was believed and is not so: the sentence after it says what is.
_OUTDATED = {
    "en": r"\b(?:long|once|formerly|previously|used to be) (?:thought|believed|assumed|considered)\b"
    r"|\bfor (?:years|decades|centuries|a long time),? (?:\w+ ){0,3}(?:thought|believed|assumed)\b",
    "de": r"\b(?:lange|früher|einst|ursprünglich)(?: zeit)? (?:glaubte|dachte|galt|hielt|nahm|vermutete)",
    "fr": r"\b(?:longtemps|autrefois|jadis)\b.{0,20}\b(?:cru|pensé|pensait|croyait|considéré)",
    "es": r"\b(?:antes|durante (?:mucho tiempo|años)|antiguamente)\b.{0,20}\b(?:creía|creyó|pensaba|pensó)",
}
# What "the" stands before without anything said: there is one of it, or everybody knows which.
_UNIQUE = (
    "sun moon world earth sea ocean sky ground air wind weather rain snow cold heat dark night day morning"
    " evening afternoon"
    " weekend week month year past future present time moment way public police government internet web media"
    " universe planet"
    " environment body brain heart skin blood mouth eyes human rest end beginning middle top bottom left right"
    " north south east"
    " west idea fact truth reason chance case number amount use kind sort type lack average majority result other"
    " same more one"
    " ability size range price cost name home country city first last only most next early late 1st uk us eu un bbc"
    " season game teams"
)


def point(text: str, language: str) -> bool:
    """Whether a sentence, not in English, holds a word that points back."""
    return bool(_pattern(language.partition("-")[0]).search(text))


def limits(text: str, language: str) -> bool:
    """Whether a sentence takes back a part of the one before."""
    return bool(_begins(language.partition("-")[0]).match(text.lstrip("\"'“‘„«([¿¡ ")))


def outdated(text: str, language: str) -> bool:
    """Whether a sentence says what was long believed, and so needs the one that says what is so."""
    return bool(re.search(_OUTDATED.get(language.partition("-")[0], "(?!)"), text, re.IGNORECASE))


@cache
def unique() -> frozenset[str]:
    """English nouns that need nothing said before "the"."""
    return frozenset(_UNIQUE.split())


@cache
def function_words() -> frozenset[str]:
    """English words that may begin a sentence with a capital letter and name nothing."""
    return stop_words("en") | frozenset(
        "i he she it we you they there here that this these those another one two three some many most much"
        " several few first"
        " second third then next later now today yesterday tomorrow soon once thus hence mr mrs ms dr sir lord"
        " lady prof professor"
        " january february march april may june july august september october november december monday tuesday"
        " wednesday thursday"
        " friday saturday sunday like unlike since although though despite yes no well perhaps maybe let never"
        " always often"
        " nothing something everything everyone everybody somebody nobody anyone sometimes"
        " according based given due within without among along across around near inside outside".split()
    )


@cache
def _begins(language: str) -> re.Pattern[str]:
    either = "|".join(re.escape(word.replace("_", " ")) for word in _LIMITING.get(language, "").split()) or r"(?!)"
    return re.compile(rf"(?:{either})\b(?! for\b)", re.IGNORECASE)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = _POINTING.get(language, "").replace(",", " ").split()
    either = "|".join(re.escape(word.replace("_", " ")) for word in sorted(words, key=len, reverse=True)) or r"(?!)"
    return re.compile(rf"\b(?:{either})\b", re.IGNORECASE)
