"""The one whom a life is about: a "she" that begins a sentence is she, wherever it stands.

Most sentences of a life begin with the pronoun. Each of them needs the one before only because that one goes on about
the same person, so what lies between may be missing, if what was said last is about that person alone.
"""

import re
from collections.abc import Sequence

from tasks.domain.text.hanging.pointers import function_words

OFTEN = 3  # times that a text says "she", to be about a woman
_HE, _SHE = (re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in ("he|him|his|himself", "she|her|hers|herself"))
_STATION = re.compile(
    r"(?:(?:in|by|at|from|after|during|until) [^,]{1,30}, )?(?:(he)|(she))"
    r" (?:(?:had |has )?(?:also |later |then |soon |finally )?)?(?:is|was|became|become|died|lived|won|received"
    r"|earned|retired|published|moved|returned|married|served|studied|worked|taught|joined|founded|graduated|remained|never)\b",
    re.IGNORECASE,
)  # a station of a life, not what was done about something said before
_TAKES_UP = re.compile(  # a place where a tale goes on after a while
    r"(?:but |and |then |so )?(?:within|after|not long after|soon|one \w+|at last|finally|in the end|the next \w+"
    r"|that \w+|when|some time later|later)\b[^.,]{0,40}?,? ?they\b",
    re.IGNORECASE,
)
_TWO = re.compile(
    r"(?:an?|the|two|three|old) [^.,]{1,40}?\b(?:and (?:his|her|an?|the|two)|friends|brothers|sisters)\b", re.IGNORECASE
)
_THEY = re.compile(r"\b(?:they|them|their)\b", re.IGNORECASE)
_NAME = re.compile(r"(?:[A-Z][\w.’'-]+ ?)+")
_PLACE = re.compile(r"\b(?:in|at|near|from|of|to|the) (?:the )?(?:[A-Z][\w.’'-]+,? ?)+")
_NAMED = re.compile(r"\b[A-Z][a-z’'-]{2,}")
_MAN = re.compile(
    r"\b(?:man|boy|father|son|brother|husband|king|prince|uncle|friend|teacher|colleague|rival|who)\b", re.IGNORECASE
)
_WOMAN = re.compile(
    r"\b(?:woman|girl|mother|daughter|sister|wife|queen|princess|aunt|friend|teacher|colleague|rival|who)\b",
    re.IGNORECASE,
)


def goes_on_about(texts: Sequence[str], before: int, number: int) -> bool:
    """Whether an English sentence speaks, as its "he" or "she", of the protagonist, whom `before` is about alone.

    Or, as its "they", of the two whom a tale begins with.
    """
    if _TWO.match(texts[0]) and _TAKES_UP.match(texts[number]):
        return before == 0 or bool(_THEY.search(texts[before]))
    subject = _STATION.match(texts[number])
    if not subject:
        return False
    own, other, another = (_HE, _SHE, _MAN) if subject[1] else (_SHE, _HE, _WOMAN)
    often, seldom = (sum(len(pattern.findall(text)) for text in texts) for pattern in (own, other))
    name = _NAME.match(texts[0])
    if name is None or often < OFTEN or seldom * 4 > often:
        return False
    hers = {word for word in re.findall(r"[A-Z][\w’'-]+", name.group()) if word.lower() not in function_words()}
    last = texts[before]
    about = own.search(last) or hers.intersection(re.findall(r"[\w’'-]+", last))
    return bool(hers and about and not another.search(last) and _persons(last) <= hers)


def _persons(text: str) -> set[str]:
    """Words that may name persons: capitalised, not the sentence's first word, and no names of places."""
    rest = _PLACE.sub(" ", re.sub(r"^\W*\w+", " ", text))
    return {word for word in _NAMED.findall(rest) if word.lower() not in function_words()}
