"""Where a sentence may be parted into clauses, in each language: at its marks, joining words and clause endings.

A cut never parts a number, a list of numbers, or a noun from what describes it; so words that join nouns as often as
clauses ("and", "que") count only behind a comma.
"""

import re
from collections.abc import Sequence
from functools import cache

from tasks.domain.languages import base

SENTENCE, SEMICOLON, CLAUSE, COMMA, WORD = 0.0, 3.0, 3.5, 6.0, 6.5  # costs of a cut
_PLAIN = {"zh": 4.5, "ja": CLAUSE}  # of a comma before no joining word, where it nearly always ends a clause
# Words that begin a clause; those after "|" do so only behind a comma, as they also join nouns.
_BEGIN = {
    "en": "but so because when while where which who that until before after if as than | and or",
    "de": "weil obwohl während nachdem bevor sobald solange sodass damit indem falls | und oder aber doch denn sondern "
    "wenn als ob dass wo wie der die das den dem dessen deren welche welcher welches um bis sowie",
    "es": "porque aunque mientras cuando pero sino | y e o u que donde como si pues quien cual cuyo cuya ya hasta",
    "fr": "parce puisque tandis lorsque lorsqu’il quand mais car | et ou que qui où dont si comme donc puis alors",
    "it": "perché mentre quando ma però affinché benché | e o che dove come se cui quindi poi poiché",
    "pt": "porque enquanto quando mas embora porém | e ou que onde como se cujo cuja pois quem",
    "nl": "omdat terwijl toen nadat voordat zodat hoewel doordat | en of maar want dat die wie waar als dan",
    "sv": "eftersom medan innan fastän | och eller men som att när där om så för",
    "no": "fordi mens | og eller men som at når der om så for da",
    "da": "fordi mens | og eller men som at når der om så for da",
    "pl": "ponieważ gdyż podczas dopóki chociaż | i oraz lub albo ale a że który która które gdy gdzie jeśli bo więc",
    "ru": "потому пока хотя чтобы | и или но а что который которая которое которые которого которой которых когда где "
    "если так поскольку однако зато как",
    "uk": "тому поки хоча щоб | і й та або але а що який яка яке які коли де якщо бо проте як",
    "el": "επειδή ενώ όταν αλλά ώστε μόλις | και ή που ότι αν όπου",
    "tr": "çünkü ama fakat ancak | ve veya ki",
    "ar": "لكن ولكن لأن حيث عندما بينما ثم | الذي التي الذين أو وقد كما إذ",
    "he": "אבל כי כאשר בזמן למרות | או אשר",
    "hi": "लेकिन क्योंकि जब इसलिए ताकि परंतु मगर | और या जो कि तो",
    "ko": "하지만 그러나 그리고 그래서 때문에",
    "zh": "但 但是 而 因为 因為 所以 虽然 雖然 如果 当 當 并且 並且 然而 于是 於是 不过 不過",
    "th": "แต่ เพราะ เมื่อ ขณะที่ ซึ่ง ถ้า เพื่อ จนกระทั่ง",
}
_AND = frozenset(
    "und oder sowie y e o u et ou i oraz lub и или і та й och eller og ve veya en of και ή und और या".split()
)
# Words that end a clause, where the language marks it so.
_END = {
    "ko": r"(?:지만|면서|는데|니까|므로|으며|하며|하고|되고|이고|였고|았고|었고|했고|졌고)$",
    "tr": r"(?:ince|ınca|unca|ünce|ken|arak|erek)$",
}
_JAPANESE_CLAUSE = re.compile(
    r"(?:(?<=[ぁ-ん])が|て|で|し|ので|のに|けど|けれど|れば|たら|なら|から|ため|つつ|ながら|ずに|り)、[」』）]?$"
)
_JOINED = frozenset({("such", "as"), ("as", "well"), ("so", "that"), ("on", "that"), ("of", "that"), ("in", "that")})
_COMMA = re.compile(r"[,，、،፣၊][\"'”’»)」』）]*$")
_SEMICOLON = re.compile(r"[;:；：؛፤—–·]$")


def cut_cost(words: Sequence[str], at: int, language: str) -> float | None:
    """What it costs to begin a scene with words[at], inside a sentence; None where it would part a phrase."""
    language, before, after = base(language), words[at - 1], words[at]
    if before[:-1][-1:].isdigit() and after[:1].isdigit():
        return None  # in a list of numbers, or in a score
    if _SEMICOLON.search(before) or after in {"—", "–"}:
        return SEMICOLON
    if language == "en" and (before.lower(), after.lower()) in _JOINED:
        return None
    begins = after.lower().strip("\"'“‘„«([¿¡")
    always, behind_comma = _beginnings(language)
    if _COMMA.search(before):
        cost = CLAUSE if begins in always or begins in behind_comma else _PLAIN.get(language, COMMA)
        return None if _parts_a_phrase(words, at, language) else cost
    ending = _END.get(language)
    return WORD if begins in always or (ending and re.search(ending, before)) else None


def _parts_a_phrase(words: Sequence[str], at: int, language: str) -> bool:
    """Whether the comma before words[at] is inside a phrase, as one of a list is."""
    if language == "ja":
        return not _JAPANESE_CLAUSE.search(words[at - 1])
    if words[at - 1].endswith("、"):
        return True
    always, behind_comma = _beginnings(language)
    return words[at].lower() not in always | behind_comma and _lists(words, at, language)


def _lists(words: Sequence[str], at: int, language: str) -> bool:
    """Whether the comma before words[at] is one of a list: "rot, grün und blau", "ein großer, alter Turm".

    English lists have a comma before their "and" as well, and are left to the higher cost.
    """
    if language == "en":
        return False
    before, after = words[at - 1].rstrip(",،"), words[at].rstrip(",،")
    agree = before.islower() and after.islower() and before[-2:] == after[-2:]
    joined = any(word.lower() in _AND for word in words[at + 1 : at + 4])
    return agree or joined or any(_COMMA.search(word) for word in words[at : at + 2])


@cache
def _beginnings(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that begin a clause anywhere, and those that do behind a comma."""
    always, _, behind_comma = _BEGIN.get(language, "").partition("|")
    return frozenset(always.split()), frozenset(behind_comma.split())
