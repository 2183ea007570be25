"""Finds pronouns in an English sentence that stand for nothing in it, and the sentence with the person they stand for.

In its own sentence, a pronoun may stand for a noun before it, but not for the subject whose object it is ("the Navy put
it away"), nor for what only opens the sentence ("with the boxes, it cost less").
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from tasks.domain.text.hanging import pointers

_PERSON = re.compile(
    r"\b(?:man|woman|boy|girl|mother|father|mum|mom|dad|parents?|son|daughter|brother|sister|wife|husband|friend"
    r"|king|queen"
    r"|prince|princess|president|minister|mayor|captain|doctor|nurse|baker|farmer|judge|soldier|chef|bishop|pope"
    r"|child|person"
    r"|grandmother|grandfather|uncle|aunt|boss|lady|gentleman|guy|kid|baby|neighbou?r|coach|manager|striker"
    r"|goalkeeper|inventor|author|teacher|driver|worker|player|owner|engineer|lawyer|leader|lover|writer|singer"
    r"|actor|sailor|officer|painter|cat|dog|horse|fox|wolf|crow|bird|lion|bear|mouse|donkey|\w{3,}"
    r"(?:ist|man|woman|wright|smith))\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:(?!always|perhaps|sometimes|besides|across|thus|does|lots|miles|hours|minutes|days|weeks|months|years|times)\w{2,}(?:[^s\W]s|sses|ies)|people|children|men"
    r"|women|police|staff|crew|team|family|mice|feet|teeth"
    r"|geese|everyone"
    r"|anyone|someone|nobody|no one|each|every \w+|(?-i:[A-Z]\w+ and (?:the |a |an )?[A-Z]\w+)"
    r"|(?:the|an?|my|his|her) \w+ and (?:the|an?|my|his|her|I) ?\w*|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(
    r"\bit(?:'s|’s| is| was| has been| will be| would be| may be| can be| could be| might be| seems?| seemed|"
    r" turns? out"
    r"| turned out| takes?| took| appears?| remains?| rained| snowed| became)"
    r"(?: (?:also|often|still|now|not|only|very|so|more|most|quite|too|widely|commonly|generally))*"
    r"(?: (?:\w+(?:able|ible|ant|al|ful|ous|ed|ar|ear|ing)|hard|easy|best|better|worth|true|like(?:ly)?|important"
    r"|time|said|"
    r"thought|believed|estimated|known|possible|difficult|necessary|rare|common|safe|wise|late|early|dark|cold"
    r"|hot|warm|midnight"
    r"|noon|\d[\w:.]*|a (?:good|bad|common|myth|mistake|great|shame|pity|misconception)[\w ]*))"
    r"|\bit (?:takes?|took|seems?|seemed|turns? out|turned out|is|was) (?:\w+ ){0,4}?(?:that|who|to|when|for)\b"
    r"|\b(?:make|makes|made|making|find|finds|found) it \w+ (?:to|that|when|for)\b",
    re.IGNORECASE,
)
_SOME_ONE = re.compile(r"(?:an?|one|my|our|every) \w+", re.IGNORECASE)  # in a fable, a crow
_OBJECT_ENDS = re.compile(
    r"[.,;!?]|$| (?:the|an?|to|in|on|at|with|for|from|as|and|or|but|one|that|what|how|if|when|by|of|his|their|up"
    r"|down|out|off|away|back"
    r"|again|into|not|before|after|because|so|some|every|about)\b",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r"[,;:–—]|\b(?:and|but|or|that|who|which|when|if|because|as|while|where|what|why|how|after|before|until|so"
    r"|than|for|with|to)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"^(?:in|on|at|with|without|by|for|from|to|after|before|during|since|until|despite|according|as|like|under"
    r"|over|through"
    r"|among|between|because of|thanks to|[a-z]{3,}(?:ing|ed)|when|if|while|although|though|because|once|unless"
    r"|even|[a-z]+ly|today|yesterday|instead)\b",
    re.IGNORECASE,
)
# "When the lid fell, it broke" names what broke; "With the boxes, it cost less" does not.
_CLAUSE = re.compile(
    r"^(?:when|if|while|although|though|because|once|unless|since|until|as|before|after)\s+(?:the|a|an|your|my"
    r"|our|every|each|[A-Z])"
    r"[\w’' -]+\s\w+",
    re.IGNORECASE,
)
# A noun that "it" may stand for: after an article or its like, or a name.
_NOUN_BEFORE = re.compile(
    r"(?i:\b(?:the|an?|my|your|his|our|each|every|no|some|any|one|another|\w+['’]s) (?:[\w’'-]+ )?[\w’'-]{2,})"
    r"|(?<!^)(?<![.!?:] )\b[A-Z][\w-]+"
)
_NO_SUBJECTS = frozenset(
    "i you we he she they it there and but so or then when while if although because that what how why where as"
    " since once for"
    " now also even just yet not no in on at with by from to after before during until despite this these those"
    " who whoever only"
    " i'm i’m i'd i’d i've i’ve we're we’re it's it’s that's that’s let's today yesterday".split()
)
_OPENED = re.compile(r"[A-Z][a-z]+, (\S+)")
_OF_WHICH = re.compile(
    r"^(?:the|an?) [\w-]+ (?:that|which|who) \w+(?: \w+)?$", re.IGNORECASE
)  # "the game that came of it"
_OWNER = re.compile(r"(?:^|, |\band |\bbut )(?:the|an?|my|our) [a-z]+ [a-z]+ ?$", re.IGNORECASE)  # "the crow drank her"
# "Tom, a postman, headed it in": what describes the subject is not what "it" stands for.
_DESCRIBES = re.compile(r", (?:an?|the|who|which|whose) [^,]*,(?= \w+ ?$)", re.IGNORECASE)
_MALE = re.compile(
    r"\b(?:man|boy|father|dad|son|brother|husband|king|prince|uncle|grandfather|gentleman|guy)\b", re.IGNORECASE
)
_FEMALE = re.compile(
    r"\b(?:woman|girl|mother|mum|mom|daughter|sister|wife|queen|princess|aunt|grandmother|lady)\b", re.IGNORECASE
)
_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
SHORT_OPENING = 5  # words, as in "After a minute it came again"
_OPENING = "\"'“‘„«([¿¡ "


def hangs_it(text: str) -> bool:
    bare = _EMPTY_IT.sub(" ", text)
    return any(_unmet(bare, found, None) for found in re.finditer(r"\b(?:it|its|itself)\b", bare, re.IGNORECASE))


def stands_for_nothing(text: str) -> bool:
    """Whether a sentence begins with an "it" that stands for nothing: it is said that, it took an hour to."""
    return bool(_EMPTY_IT.match(text.lstrip(_OPENING)))


def hangs_they(text: str) -> bool:
    return any(
        _unmet(text, found, _PLURAL) for found in re.finditer(r"\b(?:they|them|their|theirs)\b", text, re.IGNORECASE)
    )


def hangs_person(text: str, places: frozenset[str]) -> str:
    """The first "he" or "she" of a sentence that names no person before it: m or f; empty if there is none."""
    for found in re.finditer(r"\b(?:(he|him|his|himself)|(?:she|her|hers|herself))\b", text, re.IGNORECASE):
        before = text[: found.start()].strip(_OPENING)
        persons = len(_PERSON.findall(before)) + len(_named(before, places)) or int(bool(_SOME_ONE.match(before)))
        owns = found.group().lower() in {"his", "her"} and not _OBJECT_ENDS.match(text[found.end() :])
        if owns and _OWNER.search(before):
            return ""
        if not persons or (_is_object(found, text) and persons == 1):
            return "m" if found[1] else "f"
        return ""
    return ""


def of_another(text: str, texts: Sequence[str], places: frozenset[str]) -> bool:
    """Whether a "his" in a text about a woman, or a "her" in one about a man, names nobody whose it can be.

    In "Byron translated his memoirs", he is not Byron if the text calls her "she".
    """
    pronoun, majority = _rarer(tuple(texts))
    found = pronoun.search(text) if pronoun else None
    if not found:
        return False
    before = text[: found.start()]
    own = {word for name in _named(texts[0], places) for word in name.split()}
    others = [name for name in _named(before, places) if not own & set(name.split())]
    return not others and not _PERSON.search(majority.sub(" ", before))


@lru_cache(maxsize=8)
def _rarer(texts: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str]]:
    """The pronouns of the gender that a text about a person of the other one has fewer of, and that one's nouns."""
    men, women = (sum(len(pattern.findall(text)) for text in texts) for pattern in (_HE, _SHE))
    rare, often, wrong = (_HE, women, _FEMALE) if men < women else (_SHE, men, _MALE)
    return (rare if often >= 3 and min(men, women) * 2 <= often else None), wrong


def person_of(
    gender: str, number: int, texts: Sequence[str], sections: Sequence[str], places: frozenset[str]
) -> frozenset[int]:
    """The sentences of which one names the person that "he" or "she" stands for.

    They go back over those that go on about the same one, to the sentence that says who it is.
    """
    same = re.compile(
        r"^(?:(?:in|at|on|by|from|after|during|when) [^,]{1,40}, )?(?:he|his)\b"
        if gender == "m"
        else r"^(?:(?:in|at|on|by|from|after|during|when) [^,]{1,40}, )?(?:she|her)\b",
        re.IGNORECASE,
    )
    other = re.compile(r"\b(?:she|her)\b" if gender == "m" else r"\b(?:he|him|his)\b", re.IGNORECASE)
    own = re.compile(r"\b(?:he|him|his)\b" if gender == "m" else r"\b(?:she|her)\b", re.IGNORECASE)
    wrong = _FEMALE if gender == "m" else _MALE
    heads: set[int] = set()
    same_one: list[int] = []
    for at in range(number - 1, -1, -1):
        if sections[at] != sections[number]:
            break
        text = texts[at].lstrip(_OPENING)
        someone = bool(_PERSON.search(wrong.sub(" ", text)) or _named(text, places))
        if same.match(text) and not someone and not other.search(text):
            same_one.append(at)
            continue  # it goes on about the same person, and may be left out
        if someone:  # "his friend Jakob" is one of two
            nearer = heads or same_one[:1]
            pronoun = own.search(text)
            ambiguous = (
                pronoun and not _PERSON.search(text[: pronoun.start()]) and not _named(text[: pronoun.start()], places)
            )
            return frozenset(nearer) if nearer and ambiguous else frozenset({*heads, at})
        if own.search(text):
            heads.add(at)
    return frozenset(heads)


def _named(text: str, places: frozenset[str]) -> list[str]:
    """Names that may be persons', and not places': Semmelweis, but not "in Vienna" and "the Hague"."""
    found = [
        name.group()
        for name in re.finditer(
            r"(?<![Ii]n )(?<![Aa]t )(?<![Tt]he )(?<!of )\b[A-Z][a-z’'-]{2,}(?: [A-Z][\w’'-]+)*", text
        )
    ]
    return [name for name in found if name not in places and name.split()[0].lower() not in pointers.function_words()]


def _is_object(found: re.Match[str], text: str) -> bool:
    """Whether a pronoun is the object of its first clause, and so cannot stand for the clause's subject."""
    before, after = _DESCRIBES.sub("", text[: found.start()]).strip(_OPENING), text[found.end() :]
    if found.group().lower() not in {"it", "them", "him", "her"} or not before:
        return False
    if found.group().lower() == "her" and not _OBJECT_ENDS.match(after):
        return False
    return not _BOUNDARY.search(before + " ") or bool(_OF_WHICH.match(before))


def _unmet(text: str, found: re.Match[str], head: re.Pattern[str] | None) -> bool:
    """Whether nothing before a pronoun in its own sentence can be what it stands for."""
    before = _DESCRIBES.sub("", text[: found.start()]).strip(_OPENING)
    if not before:
        return True
    if _INTRODUCES.match(before) and not _CLAUSE.match(before) and len(before.split()) <= SHORT_OPENING:
        return True
    opening, comma, rest = before.rpartition(",")
    if comma and not rest.strip() and _INTRODUCES.match(opening):
        return not _CLAUSE.match(opening) or (head is not None and not head.search(opening))
    others = 1 if _is_object(found, text) else 0
    if head:
        return len(head.findall(before)) <= others
    opened = _OPENED.match(before)  # "Overall, I like its sound": the subject is I
    first = (opened[1] if opened else before.split()[0]).lower().strip(",")
    nouns = len(_NOUN_BEFORE.findall(before))
    return nouns <= others and (bool(others) or first in _NO_SUBJECTS)
