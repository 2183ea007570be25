"""Finds what a sentence points back to, over the whole sentence: what it needs said before it, or right after it.

A need is a set of sentences, one of which must be told. A pronoun or "this unit" needs the sentence before it; "the fire"
needs any earlier sentence that names the fire; a surname needs one with the full name; a question needs its answer.
A sentence with an empty need points to something that the text does not say.
"""

import re
from collections.abc import Sequence
from functools import cache

from tasks.domain.text.prose import content_words, leans
from tasks.domain.text.telling import pointers
from tasks.domain.text.telling.kinds import is_step

Needs = frozenset[frozenset[int]]
_OPENING = "\"'“‘„«([¿¡ "
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]+")
_FULL_NAME = re.compile(r"\b([A-Z][\w’'-]+|[A-Z]\.)(?: (?:[A-Z]\.|de|van|von|der|bin|al|la|[A-Z][\w’'-]+)){1,3}")
_PERSON = re.compile(
    r"\b(?:man|woman|boy|girl|mother|father|mum|mom|dad|parents?|son|daughter|brother|sister|wife|husband|friend|king|queen"
    r"|prince|princess|president|minister|mayor|captain|doctor|nurse|baker|farmer|judge|soldier|chef|bishop|pope|child|person"
    r"|grandmother|grandfather|uncle|aunt|boss|lady|gentleman|guy|kid|baby|neighbou?r|coach|manager|striker|goalkeeper|\w{3,}"
    r"(?:ist|man|woman|wright|smith))\b",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:\w{2,}(?:[^s\W]s|sses|ies)|people|children|men|women|police|staff|crew|team|family|mice|feet|teeth|geese|everyone"
    r"|anyone|someone|nobody|no one|each|every \w+|\w+ and \w+|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(
    r"\bit(?:'s|’s| is| was| has been| will be| would be| may be| can be| could be| might be| seems?| seemed| turns? out"
    r"| turned out| takes?| took| appears?| remains?| rained| snowed| became)"
    r"(?: (?:also|often|still|now|not|only|very|so|more|most|quite|too|widely|commonly|generally))*"
    r"(?: (?:\w+(?:able|ible|ant|al|ful|ous|ed|ar|ear|ing)|hard|easy|best|better|worth|true|like(?:ly)?|important|time|said|"
    r"thought|believed|estimated|known|possible|difficult|necessary|rare|common|safe|wise|late|early|dark|cold|hot|warm|midnight"
    r"|noon|\d[\w:.]*|a (?:good|bad|common|myth|mistake|great|shame|pity|misconception)[\w ]*))"
    r"|\bit (?:takes?|took|seems?|seemed|turns? out|turned out|is|was) (?:\w+ ){0,4}?(?:that|who|to|when|for)\b"
    r"|\b(?:make|makes|made|making|find|finds|found) it \w+",
    re.IGNORECASE,
)
_DEFINITE = re.compile(r"\bthe ((?:[\w’'-]+ ?){1,4})(?=(.?))", re.IGNORECASE)
_DEMONSTRATIVE = re.compile(
    r"(?<![\w’'] all of )\b(?:this|these|those)\b(?! (?:who|whose|which|in|with|of us|year|month|week|morning|evening|summer"
    r"|winter|spring|autumn|day and age|recipe|soup|article|guide|story)\b)",
    re.IGNORECASE,
)
_THAT_NOUN = re.compile(
    r"(?:^|[,;] |\b(?:at|on|in|of|by|for|from|after|before|during|since|until|with|about|to|than|like) )(?:that|such)\b"
    r"(?! (?:the|a|an|he|she|it|they|we|you|i|there|is why|as|if|his|her|their|its|some|many|most|all|no)\b)",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"^.{0,24}\banother\b|\b(?:the other|the others|the latter|the former|the same|both|neither|likewise|similarly|instead|in turn"
    r"|as well|(?:all|the|of the) (?:two|three|four|five|six|seven|eight|nine|ten)|in the (?:first|second|third)(?=[,.;])"
    r"|the (?:first|second|third)(?=[,;]| (?:was|is|had|has|did))|did the same|(?:until|since|by|before) then|(?:did|does|do|had|was|were|is|could|would)(?=[.;]))\b"
    r"|\b\w+ (?:years|months|weeks|days|hours|minutes) (?:later|earlier)\b|\bthere\b(?!['’]s| (?:is|are|was|were|has|have|had|will|would|can"
    r"|could|may|might|must|seem|seems|seemed|remain|remains|exist|comes?|came|be|being|been|stood|lived|to))"
    r"|\btoo(?=[.,!])|\bthe (?:one|ones)\b|\bnext (?:day|morning|night|week|year|time)\b",
    re.IGNORECASE,
)
_ADDS = re.compile(r"\b(?:another|also|again|further|additional|even more|still|now|later)\b", re.IGNORECASE)
_THEN = re.compile(
    r"^(?:after|before|during|following|despite|since|until|at|on) (?:the|that|this) \w+|^(?:second|third|fourth|fifth|then|"
    r"next|finally|lastly|later|soon|afterwards?|meanwhile|the (?:second|third|fourth|fifth|next|other|rest|answer|reason|result"
    r"|results|difference|problem|solution|idea|trick|catch)|(?:two|three|four|five|a few|several|some|many|most|none|one|all"
    r"|half|every \w+(?=\.)) (?:of (?:them|these|those)|years|months|weeks|days|hours|minutes) (?:later|earlier|after|before)?|as (?:such|well)|by then|by now"
    r"|there (?:is|are|was|were|had)|nothing|not an?|no one|nobody"
    r"|none)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r":$|\b(?:here (?:is|are)|here['’]s|as follows|the following|for (?:two|three|several|many) reasons)\b", re.IGNORECASE
)
_HALF = re.compile(r"(?:\bnot|n['’]t) (?:only|just|simply|merely)\b(?!.*\b(?:but|also|because|it)\b)", re.IGNORECASE)
_SOMEONE = re.compile(r"(?:he|she|his|her|hers)\b", re.IGNORECASE)
_SOME_ONE = re.compile(r"(?:an?|one|my|our|every) \w+", re.IGNORECASE)  # in a fable, a crow
_PLACE = re.compile(r"\b(?:in|at|from|near|to) ([A-Z][a-z]\w+)\b")
SHORT_OPENING = 5  # words, as in "After a minute it came again"
EARLY = 24  # characters: a definite noun up to here is what its sentence is about
_LIST_STEM = 5  # letters by which two words count as one: explosion, explosive


def needs(texts: Sequence[str], sections: Sequence[str], language: str = "en") -> list[Needs]:
    """For each sentence, its needs, as sets of the numbers of other sentences. `sections` are what they stand under.

    An empty set among the needs of a sentence says that nothing in the text can meet it.
    """
    english = language.partition("-")[0] == "en"
    stems = [_stems(text) for text in texts]
    places = frozenset(name for text in texts for name in _PLACE.findall(text))
    found = []
    for number, text in enumerate(texts):
        own = set(_after(number, texts))
        before = number - 1 if number and sections[number - 1] == sections[number] else None
        closest = frozenset() if before is None else frozenset({before})
        someone = english and _SOMEONE.match(text.lstrip(_OPENING))  # has a rule of its own
        if (leans(text, language) and not someone) or pointers.point(text, language) or _goes_on(number, texts):
            own.add(closest)
        if english:
            own |= _english(number, texts, sections, stems, closest, places)
        found.append(frozenset(own))
    return found


def _english(
    number: int,
    texts: Sequence[str],
    sections: Sequence[str],
    stems: Sequence[frozenset[str]],
    closest: frozenset[int],
    places: frozenset[str],
) -> set[frozenset[int]]:
    text = texts[number].lstrip(_OPENING)
    bare = _QUOTED.sub(" ", texts[number])  # "I" and "this" in a quotation are the speaker's
    own: set[frozenset[int]] = set()
    if _THEN.match(text) or _COMPARES.search(bare) or _DEMONSTRATIVE.search(bare) or _THAT_NOUN.search(bare):
        own.add(closest)
    if _hangs_it(bare) or _hangs_they(bare):
        own.add(closest)
    if person := _hangs_person(bare, places):
        own.add(_person_of(person, number, texts, sections, places))
    if _ADDS.search(bare) and number:
        own.add(frozenset(range(number)))
    own |= _names(number, texts, places)
    own |= _definites(number, texts, stems, closest)
    return own


def _after(number: int, texts: Sequence[str]) -> list[frozenset[int]]:
    """A question needs its answer, an announcement what it announces, and "not only" its other half."""
    text = texts[number].rstrip("\"'”’)» ")
    asks = text.endswith("?") or bool(_ANNOUNCES.search(text)) or bool(_HALF.search(text)) or _is_label(text)
    if not asks:
        return []
    return [frozenset({number + 1})] if number + 1 < len(texts) else [frozenset()] if text.endswith(":") else []


def _is_label(text: str) -> bool:
    """Whether it is no sentence, but names what the next one is about: "Blood loss." """
    return len(text.split()) <= 3 and not re.search(
        r"\b(?:is|are|was|were|do|does|did|can|has|have|had|will|yes|no|he|she|it|they|i|we|you|\w+ed|\w+n['’]t)\b|[?!]|\d", text, re.IGNORECASE
    ) and not is_step(text)


def _goes_on(number: int, texts: Sequence[str]) -> bool:
    """Whether a sentence is the rest of a quotation, or begins with one: it answers what was said before."""
    if not number:
        return False
    text, before = texts[number], texts[number - 1]
    inside = before.count("“") > before.count("”") or before.count('"') % 2 == 1
    return inside or text[:1] in '"“'


# ------------------------------------------------------------------ pronouns


def _hangs_it(text: str) -> bool:
    bare = _EMPTY_IT.sub(" ", text)
    return any(_unmet(bare, found, None) for found in re.finditer(r"\b(?:it|its|itself)\b", bare, re.IGNORECASE))


def _hangs_they(text: str) -> bool:
    return any(_unmet(text, found, _PLURAL) for found in re.finditer(r"\b(?:they|them|their|theirs)\b", text, re.IGNORECASE))


def _hangs_person(text: str, places: frozenset[str]) -> str:
    """The first "he" or "she" of a sentence that names no person before it: m or f; empty if there is none."""
    for found in re.finditer(r"\b(?:(he|him|his|himself)|(?:she|her|hers|herself))\b", text, re.IGNORECASE):
        before = text[: found.start()].strip(_OPENING)
        persons = len(_PERSON.findall(before)) + len(_named(before, places)) or int(bool(_SOME_ONE.match(before)))
        if not persons or (_is_object(found, text) and persons == 1):
            return "m" if found[1] else "f"
        return ""
    return ""


def _named(text: str, places: frozenset[str]) -> list[str]:
    """Names that may be persons', and not places': Semmelweis, but not "in Vienna" and "the Hague"."""
    found = [name.group() for name in re.finditer(r"(?<![Ii]n )(?<![Aa]t )(?<![Tt]he )(?<!of )\b[A-Z][a-z’'-]{2,}(?: [A-Z][\w’'-]+)*", text)]
    return [name for name in found if name not in places and name.split()[0].lower() not in pointers.function_words()]


def _is_object(found: re.Match[str], text: str) -> bool:
    """Whether a pronoun is the object of its first clause, and so cannot stand for the clause's subject."""
    before, after = text[: found.start()].strip(_OPENING), text[found.end() :]
    if found.group().lower() not in {"it", "them", "him", "her"} or not before:
        return False
    if found.group().lower() == "her" and not _OBJECT_ENDS.match(after):
        return False
    return not _BOUNDARY.search(before + " ")


def _unmet(text: str, found: re.Match[str], head: re.Pattern[str] | None) -> bool:
    """Whether nothing before a pronoun in its own sentence can be what it stands for."""
    before = text[: found.start()].strip(_OPENING)
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
    first = before.split()[0].lower().strip(",")
    nouns = len(_NOUN_BEFORE.findall(before))
    return nouns <= others and (bool(others) or first in _NO_SUBJECTS)


_OBJECT_ENDS = re.compile(
    r"[.,;!?]|$| (?:the|an?|to|in|on|at|with|for|from|as|and|or|but|one|that|what|how|if|when|by|of|his|their|up|down|out|off|away|back"
    r"|again|into|not|before|after|because|so|some|every|about)\b",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r"[,;:–—]|\b(?:and|but|or|that|who|which|when|if|because|as|while|where|what|why|how|after|before|until|so|than|for|with|to)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"^(?:in|on|at|with|without|by|for|from|to|after|before|during|since|until|despite|according|as|like|under|over|through"
    r"|among|between|because of|thanks to|[a-z]{3,}(?:ing|ed)|when|if|while|although|though|because|once|unless|even|[a-z]+ly|today|yesterday|instead)\b",
    re.IGNORECASE,
)
# "When the lid fell, it broke" names what broke; "With the boxes, it cost less" does not.
_CLAUSE = re.compile(
    r"^(?:when|if|while|although|though|because|once|unless|since|until|as|before|after)\s+(?:the|a|an|your|my|our|every|each|[A-Z])"
    r"[\w’' -]+\s\w+",
    re.IGNORECASE,
)
# A noun that "it" may stand for: after an article or its like, or a name.
_NOUN_BEFORE = re.compile(
    r"(?i:\b(?:the|an?|my|your|his|our|each|every|no|some|any|one|another|\w+['’]s) (?:[\w’'-]+ )?[\w’'-]{2,})|(?<!^)(?<![.!?:] )\b[A-Z][\w-]+"
)
_NO_SUBJECTS = frozenset(
    "i you we he she they it there and but so or then when while if although because that what how why where as since once for"
    " now also even just yet not no in on at with by from to after before during until despite this these those who whoever only"
    " i'm i’m i'd i’d i've i’ve we're we’re it's it’s that's that’s let's today yesterday".split()
)


def _person_of(
    gender: str, number: int, texts: Sequence[str], sections: Sequence[str], places: frozenset[str]
) -> frozenset[int]:
    """The sentence with the person that "he" or "she" stands for: back over those that go on about the same one."""
    same = re.compile(
        r"^(?:(?:in|at|on|by|from|after|during|when) [^,]{1,40}, )?(?:he|his)\b"
        if gender == "m"
        else r"^(?:(?:in|at|on|by|from|after|during|when) [^,]{1,40}, )?(?:she|her)\b",
        re.IGNORECASE,
    )
    other = re.compile(r"\b(?:she|her)\b" if gender == "m" else r"\b(?:he|him|his)\b", re.IGNORECASE)
    for at in range(number - 1, -1, -1):
        if sections[at] != sections[number]:
            break
        text = texts[at].lstrip(_OPENING)
        someone = bool(_PERSON.search(text) or _named(text, places))
        if same.match(text) and not someone and not other.search(text):
            continue  # it goes on about the same person, and may be left out
        if someone or re.search(r"\b(?:he|him|his)\b" if gender == "m" else r"\b(?:she|her)\b", text, re.IGNORECASE):
            return frozenset({at})
    return frozenset()


# ------------------------------------------------------------------ names and things


def _names(number: int, texts: Sequence[str], places: frozenset[str]) -> set[frozenset[int]]:
    """For each surname or abbreviation alone, the earlier sentences that say the full name, if there are any."""
    text = texts[number]
    inside = {word for found in _FULL_NAME.finditer(text) for word in found.group().split()}
    own: set[frozenset[int]] = set()
    for word in {found.group().removesuffix("'s").removesuffix("’s") for found in _CAPITALISED.finditer(text)}:
        if word in inside or word.lower() in pointers.function_words():
            continue
        full = re.compile(rf"\b[A-Z][\w’'.-]* {re.escape(word)}\b|\({re.escape(word)}\)")
        if heads := frozenset(
            at for at in range(number) if any(_names_in_full(found.group()) for found in full.finditer(texts[at]))
        ):
            own.add(heads)
        elif word not in places and (named := frozenset(at for at in range(number) if re.search(rf"\b{re.escape(word)}\b", texts[at]))):
            own.add(named)
    return own


def _names_in_full(name: str) -> bool:
    """Whether "Eben Upton" is a name and not, as in "The Upton", a word before one."""
    return name.startswith("(") or name.split()[0].lower().rstrip(".") not in pointers.function_words()


def _definites(
    number: int, texts: Sequence[str], stems: Sequence[frozenset[str]], closest: frozenset[int]
) -> set[frozenset[int]]:
    """For each "the fire", the earlier sentences that name it, if it stands alone and an earlier one does."""
    own: set[frozenset[int]] = set()
    for found in _DEFINITE.finditer(texts[number]):
        words = found[1].split()
        if words[0].lower() in pointers.unique() or words[0][:1].isupper() or _described(words):
            continue
        for word in words[:2]:
            if word.lower() in pointers.function_words():
                break
            if heads := frozenset(at for at in range(number) if _stem(word.lower()) in stems[at]):
                own.add(heads)
                break
        else:
            if number and found.start() < EARLY and closest:  # "The results", of what was said just before
                own.add(closest)
    return own


def _described(words: Sequence[str]) -> bool:
    """Whether a definite noun says itself which one is meant: the town of Elmira, the men who, the largest ship."""
    if re.fullmatch(r"first|last|only|\w{3,}est|most|least|best|worst|\d\S*", words[0].lower()):
        return True
    return len(words) > 1 and words[1].lower() in {"of", "that", "who", "which", "where", "whose", "between"}


@cache
def _stem(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s").rstrip("s")[: max(_LIST_STEM, len(word) - 3)]


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in content_words(text))
