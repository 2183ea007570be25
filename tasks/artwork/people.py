"""Finds whom an English sentence names, so that a card can show the name.

A name counts where the text itself says that it is a person's: by a given name, a title or an office before it, or by
what only people do. A surname alone is known once the story has said the whole name.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import simplemma

from tasks.artwork.places import places

GIVEN = Path(__file__).parent / "given.txt"
_CAPITAL, _SMALL = "[A-ZÀ-ÖØ-Þ]", "[a-zß-öø-ÿ]"
_PART = rf"(?:Mc|Mac|O['’]|D['’])?{_CAPITAL}{_SMALL}+(?:-{_CAPITAL}{_SMALL}+)*"
_WORD = rf"(?:{_CAPITAL}\.|{_PART}|[IVX]{{1,4}}\b)"
_LINK = r"(?:de la|de|van der|van den|van|von|der|da|di|del|du|al|bin|ibn|el|y)"
_RUN = re.compile(rf"(?<![\w’'-]){_WORD}(?:\s(?:{_LINK}\s)?{_WORD})*(?![\w-])")
_TITLES = frozenset(
    "Mr Mrs Ms Miss Dr Prof Professor Sir Dame Lord Lady President Senator Congressman Governor Mayor Judge "
    "Justice General Colonel Major Captain Lieutenant Sergeant Corporal Admiral Inspector Detective Officer "
    "Father Reverend Rabbi Imam Bishop Cardinal Chancellor Premier Minister Secretary Ambassador Coach Constable "
    "Superintendent Senior Chief".split()
)
_CROWNED = frozenset("King Queen Prince Princess Emperor Empress Pope Saint Tsar Duke Duchess Sultan".split())
# What a run of capitals ends with if it names no person.
_THINGS = frozenset(
    "Empire Republic Kingdom Revolution Conference Civilisation Civilization Age Era Union Nations States "
    "Catholic Church Congress Senate Parliament Constitution Declaration Accord Agreement Crisis Reserve Index "
    "Street Road Avenue Lane Square Park Hall House Tower Bridge Station Airport University College School "
    "Academy Institute Hospital Clinic Museum Gallery Theatre Theater Library Cathedral Abbey Palace Castle "
    "Prison Stadium Arena Court Centre Center Company Corporation Inc Ltd Group Bank Records Press Times Post "
    "Guardian Prize Award Awards Medal Cup Trophy League Act Law Bill Treaty Effect Syndrome Disease Test Theorem "
    "Scale Island Islands River Lake Mountain Mount Falls Bay Sea Ocean Valley Foundation Trust Fund Society Club "
    "City Town County State Province United Rovers Wanderers Hotspur Party Movement Army Navy Regiment War Battle "
    "Day Week Year Festival Parade Project Programme Program Space Telescope Potter Brothers Sons Motors Airlines "
    "Airways Hotel Inn Theory Cube Method Desk Committee Commission Council Report Pro Max Point Cape Canal "
    "Channel Strait".split()
)
_OFFICES = (
    "president|minister|senator|mayor|chancellor|leader|chairman|chairwoman|founder|director|manager|coach|captain|striker|"
    "midfielder|defender|goalkeeper|keeper|winger|quarterback|pitcher|batsman|player|singer|actor|actress|author|writer|"
    "novelist|poet|painter|artist|architect|composer|musician|pianist|guitarist|scientist|physicist|chemist|biologist|"
    "astronomer|mathematician|philosopher|historian|economist|psychologist|professor|researcher|engineer|inventor|explorer|"
    "astronaut|pilot|general|officer|spokesman|spokeswoman|lawyer|judge|doctor|surgeon|nurse|teacher|businessman|"
    "entrepreneur|journalist|photographer|filmmaker|comedian|rapper|chef|brother|sister|father|mother|son|daughter|wife|"
    "husband|cousin|uncle|aunt|friend|colleague|analyst|executive|CEO|champion|sprinter|boxer|golfer|taker"
)
_HUMAN = (
    r"(?:was born|grew up|died (?:in|at|on|of|from|aged)|(?:was |got )?married|was educated|studied|was buried|"
    r"was raised|wrote|painted|composed|remarried|divorced)\b"
)
_KIN = r"['’]s (?:wife|husband|mother|father|brother|sister|son|daughter|parents|death|birth|childhood|life|widow)\b"
LONGEST = 3  # words of a name that only its place in the sentence tells
_OBLIQUE = "by|to|with|from|against|of|for|off|at|after|before|than|like|over|under|beat|beating|defeated|named|called"
_HEDGED = re.compile(
    r"\?|n['’]t\b|\b(?:may|might|could|would|should|if|unless|whether|not|never|no|nor|without|alleged\w*|accus\w+|"
    r"charge[ds]?|suspect\w*|den(?:y|ies|ied)|claim\w*|rumou?r\w*|reported\w*|guilty|convict\w+|likely|possibl[ey]|"
    r"perhaps|according|believed|thought|said|says)\b",
    re.IGNORECASE,
)
_ENOUGH, _FAR_MORE = 2, 2


@dataclass(frozen=True)
class Cast:
    """The people whom a story names: whole names by what they are also called, and the one whom "he" or "she" means."""

    names: dict[str, str] = field(default_factory=dict)
    main: str = ""
    pronoun: str = ""


def cast_of(story: str) -> Cast:
    """Everybody whom the story names, and who its one main person is, if it has one."""
    names: dict[str, str] = {}
    count: Counter[str] = Counter()
    runs = list(_runs(story))
    for run, start, end in sorted(runs, key=lambda one: " " not in one[0]):
        whole = _whole(run, story, start, end)
        if whole and whole not in names:
            last = whole.split()[-1]
            if not re.fullmatch(r"[IVX]+", last):
                names[last] = whole if names.get(last, whole) == whole else last
            names[whole] = whole
    for run, _, _ in runs:
        if run in names:
            count[names[run]] += 1
        elif (last := run.split()[-1]) in names:
            count[names[last]] += 1
    ranked = count.most_common(2)
    main = ranked[0][0] if ranked and ranked[0][1] >= _ENOUGH else ""
    if len(ranked) > 1 and ranked[0][1] < _FAR_MORE * ranked[1][1]:
        main = ""
    he, she = (len(re.findall(rf"\b(?:{words})\b", story, re.I)) for words in ("he|his|him", "she|her|hers"))
    pronoun = "he" if he >= max(_ENOUGH, _FAR_MORE * she) else "she" if she >= max(_ENOUGH, _FAR_MORE * he) else ""
    return Cast(names, main, pronoun)


@dataclass(frozen=True)
class Named:
    """The person whom a text names; "" if it names none. `told` is whether the text speaks of what they are or do."""

    name: str = ""
    told: bool = False


def person_in(text: str, cast: Cast) -> Named:
    """The one person whom the text names, by the whole name that the story gives.

    Nobody, if it names several, or speaks of somebody else who only has to do with them: "she lost to Williams".
    """
    found: list[tuple[str, int]] = []
    for run, start, end in _runs(text):
        name = cast.names.get(run) or next((whole for whole in cast.names.values() if run.endswith(whole)), "")
        if name and name not in (one for one, _ in found):
            if re.match(r"['’]s?\s", text[end:]):  # "Caesar's son" is somebody else
                return Named(name if name == cast.main and not _others_before(text, start) else "")
            found.append((name, start))
    if len(found) != 1 or _others_before(text, found[0][1]):
        return Named()
    name, start = found[0]
    return Named(name, told=not re.search(rf"\b(?:{_OBLIQUE})\s(?:\w+\s)?$", text[:start], re.IGNORECASE))


def may_name_somebody(text: str) -> bool:
    """Whether words with capitals follow each other that are no place and no thing: perhaps a name that no list has."""
    runs = (run.split() for run, _, _ in _runs(text))
    return any(len(words) > 1 and " ".join(words) not in places() and not _THINGS & set(words) for words in runs)


def meant_by_pronoun(text: str, cast: Cast) -> str:
    """The main person of the story, if "he" or "she" is the subject of this text and the story says it of no other."""
    if not cast.main or not cast.pronoun or re.search(r"[“”\"]", text):
        return ""
    possessive = "his" if cast.pronoun == "he" else "her"
    found = re.search(rf"(?:\b{cast.pronoun}\b|^{possessive}\b)", text, re.IGNORECASE)
    return cast.main if found and not _others_before(text, found.start()) else ""


def hedges(text: str) -> bool:
    """Whether a text leaves open, denies or only reports what it says: nothing of it may stand under a name."""
    return bool(_HEDGED.search(text))


def _others_before(text: str, end: int) -> bool:
    """Whether a text speaks of somebody before that place: a pronoun, or a word with a capital that is a name."""
    if re.search(r"\b(?:he|she|they|it|we|i|you)\b", text[:end], re.IGNORECASE):
        return True
    return any(
        run not in _TITLES and run not in places() and not simplemma.is_known(run.lower(), lang="en")
        for run, start, _ in _runs(text[:end])
    )


def _runs(text: str) -> Iterator[tuple[str, int, int]]:
    """Every run of capitalised words, without the word that only opens a sentence before a name."""
    for match in _RUN.finditer(text):
        run, start = match[0], match.start()
        first, _, rest = run.partition(" ")
        if rest and first.lower() in _OPENERS:
            run, start = rest, start + len(first) + 1
        yield run, start, match.end()


_OPENERS = frozenset(
    "the a an in on at by for from to of and but or so as when while where if after before since until because "
    "although though that this these those his her their its our my your he she it they we then there here once "
    "later today now young little old poor dear with without under over during despite like unlike both even only "
    "also not yet".split()
)


def _whole(run: str, text: str, start: int, end: int) -> str:
    """The run as a person's whole name; "" if nothing says that it is one."""
    words = run.split()
    if words[-1] in _THINGS or any(word in _THINGS for word in words[1:]):
        return ""
    while words and words[0].rstrip(".") in _TITLES:
        words = words[1:]
    if not words or len(words) < len(run.split()):
        return " ".join(words)
    if words[0] in _CROWNED:
        return " ".join(words) if len(words) > 1 else ""
    return " ".join(words) if _is_named(words, text[max(0, start - 30) : start], text[end:]) else ""


def _is_named(words: list[str], before: str, after: str) -> bool:
    """Whether words with capitals are a person's name, by the given name or by what stands before and after them."""
    if len(words) > 1 and not re.fullmatch(r"[IVX]+", words[-1]):
        if words[0] in given_names():
            return True
        office = re.search(rf"(?:\b(?:{_OFFICES}),?|-taker)\s$", before)
        if len(words) <= LONGEST and (office or re.match(r",? who\b|, \d\d,", after)):
            return True
    human = re.match(rf"\s{_HUMAN}|{_KIN}", after)
    return bool(human) and len(words) < LONGEST and words[0].lower() not in _OPENERS


@cache
def given_names() -> frozenset[str]:
    """The given names of the table."""
    rows = GIVEN.read_text(encoding="utf-8").splitlines()
    return frozenset(name for row in rows if not row.startswith("#") for name in row.split())
