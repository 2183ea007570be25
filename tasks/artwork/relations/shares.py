"""Reads parts of a whole ("three out of four", "two thirds of") and the scores of games."""

import re

from tasks.artwork.figures import QUALIFIERS, SMALL
from tasks.artwork.relations.marked import MARK, Marked, amount, before, is_year, small_number
from tasks.artwork.relations.relation import Part, Relation
from tasks.artwork.relations.wording import label
from tasks.domain.text.prose import STOPWORDS

MAX_WHOLE = 100  # things that one diagram may draw
_NUMBER = rf"(?:{'|'.join(SMALL)}|{MARK})"
_ABOUT = rf"(?:(?P<about>{QUALIFIERS}|well over|just over|just under)\s+)?"
_OUT_OF = re.compile(
    rf"(?<![\w-]){_ABOUT}(?P<some>{_NUMBER})\s+(?:(?P<of>out of|of)\s+(?:the\s+|every\s+|all\s+|its\s+|their\s+)?"
    rf"|in(?:\s+every)?\s+)(?P<all>{_NUMBER})\s+(?P<what>[a-z][\w-]*(?:\s+[a-z][\w-]*)?)",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"(?<![\w-]){_ABOUT}(?P<said>(?:(?P<some>a|one|two|three|four|five)[\s-]+)?(?P<part>half|third|quarter|fifth|sixth|"
    r"eighth|tenth)s?)\s+(?:of\s+)?(?:(?:the|all|its|their|our|his|her|every)\s+|(?<=of\s)(?=[a-z]+s\b|people|men|women|children))"
    r"(?P<what>[a-z][\w-]*(?:\s+[a-z][\w-]*)?)",
    re.IGNORECASE,
)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_PERCENT_OF = {  # after a percentage, what it is a share of
    "en": r"\s+of\s+(?:the|all|its|their|our|an?)?\s*",
    "de": r"\s+(?:der|des|aller|von)\s+",
    "fr": r"\s+(?:des|de la|du|de l['’]|de)\s*",
    "es": r"\s+(?:de los|de las|de la|del|de)\s+",
    "it": r"\s+(?:dei|degli|delle|della|del|dell['’])\s*",
    "pt": r"\s+(?:dos|das|do|da)\s+",
    "nl": r"\s+van\s+(?:de|het|alle)\s+",
}
# What is divided by time or by measure is no crowd of which some are coloured.
_NO_CROWD = re.compile(
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?|centur\w+|miles?|metres?|meters?|"
    r"kilomet\w+|inch\w*|feet|foot|times?|size|way|price|speed|length|height|weight|distance|width|rate|cost|"
    r"million|billion|thousand|hundred|dozen|or|and|to|of)\b",
    re.IGNORECASE,
)
_GAME = re.compile(
    r"\b(?:won|win|wins|beat|beats|lost|lose|defeat\w*|drew|draw|victory|scores?|led|lead|leads|match|game|final|hammer\w*|thrash\w*)\b",
    re.I,
)
_SCORE = re.compile(
    r"(?<![\w.,:/–-])(?P<first>\d{1,2})\s?[-–]\s?(?P<last>\d{1,2})(?!\w|[.,:/–-]\d|\s(?:ratio|odds|mix\w*|years?|days?|km|cm|m|kg)\b)"
)
_NAME = r"[A-Z][\w'’.-]*(?:\s[A-Z][\w'’.-]*){0,2}"
_BEAT = re.compile(
    rf"(?P<winner>{_NAME})\s+(?:beat|beats|defeated|thrashed|hammered|hammer|overcame|edged)\s+(?P<loser>{_NAME})\s+$"
)


def share(marked: Marked) -> Relation | None:
    """A part of a whole: a percentage of something, so many out of so many, or a fraction of something."""
    return _percentage(marked) or (_out_of(marked) or _fraction(marked) if marked.language == "en" else None)


def score(marked: Marked) -> Relation | None:
    """The score of a game, with names only where "X beat Y" says whose is which."""
    found = list(_SCORE.finditer(marked.text)) if marked.language == "en" else []
    if len(found) != 1 or not _GAME.search(marked.text):
        return None
    first, last = int(found[0]["first"]), int(found[0]["last"])
    names = _BEAT.search(marked.text[: found[0].start()]) if first > last else None
    winner, loser = (names["winner"], names["loser"]) if names else ("", "")
    return Relation(
        kind="score",
        parts=(
            Part(text=str(first), label=winner, value=first),
            Part(text=str(last), label=loser, value=last),
        ),
    )


def _percentage(marked: Marked) -> Relation | None:
    marks = marked.marks()
    if len(marks) != 1 or marked.language not in _PERCENT_OF or _number_words(marked.marked):
        return None
    one, at = amount(marked, marks[0]), marked.marked.index(marks[0])
    behind = re.sub(r"^\s*(?:percent|per cent)\b", "", marked.marked[at + 1 :])
    of = re.match(_PERCENT_OF[marked.language], behind, re.IGNORECASE)
    if not one or one.measure != "percent" or not of or not 0 < one.value <= 100:
        return None
    if re.search(r"(?<!\w)(?:by|um|de|di|do|met|to|auf)\s+$", before(marked, marks[0]), re.IGNORECASE):
        return None  # "cut by 40% of the budget" is a change
    return Relation(kind="share", parts=(Part(text=one.text, unit=one.unit, value=one.value),), whole=100)


def _out_of(marked: Marked) -> Relation | None:
    found = list(_OUT_OF.finditer(marked.marked))
    if len(found) != 1:
        return None
    one = found[0]
    if any(mark not in one[0] and not is_year(marked, mark) for mark in marked.marks()):
        return None
    some, whole = _value(marked, one["some"]), _value(marked, one["all"])
    if not 0 < some < whole <= MAX_WHOLE or (not one["of"] and some > whole / 2 and whole > 12):
        return None
    if _NO_CROWD.match(one["what"]) or _number_words(marked.marked.replace(one[0], "")):
        return None
    joint = one["of"] or "in"
    text = f"{one['about'] or ''} {marked.said(one['some'])} {joint} {marked.said(one['all'])}".strip().lower()
    return Relation(
        kind="share", parts=(Part(text=text, label=_crowd(marked, one["what"]), value=some),), whole=int(whole)
    )


def _fraction(marked: Marked) -> Relation | None:
    found = list(_FRACTION.finditer(marked.marked))
    if len(found) != 1 or marked.marks() or _number_words(marked.marked.replace(found[0][0], "")):
        return None
    one = found[0]
    whole = _PARTS[one["part"].lower()]
    some = small_number(one["some"] or "one") or 1
    if some >= whole or _NO_CROWD.match(one["what"]) or re.search(r"\bby\s+$", marked.marked[: one.start()], re.I):
        return None
    word = marked.marked[: one.start()].rstrip().rpartition(" ")[2].lower()
    if word in {"second", "first", "last", "other", "and", "final", "opening", "every"}:
        return None  # "the second half", "one and a half"
    said = " ".join(f"{one['about'] or ''} {one['said']}".split()).lower()
    return Relation(kind="share", parts=(Part(text=said, label=_crowd(marked, one["what"]), value=some),), whole=whole)


def _value(marked: Marked, number: str) -> float:
    if re.fullmatch(MARK, number):
        quantity = marked.of(number)
        whole = quantity.kind == "number" and quantity.value is not None and quantity.written.isdigit()
        return float(quantity.value) if whole and quantity.value is not None else 0.0
    return float(small_number(number))


def _crowd(marked: Marked, what: str) -> str:
    """The word that names what is divided: "people" of "people sleep"; "" if more words may belong to it."""
    first, _, second = what.partition(" ")
    closed = not second or second.lower() in STOPWORDS
    plural = first.endswith("s") or first in {"people", "men", "women", "children"}
    return label(marked, first) if closed or plural else ""


def _number_words(text: str) -> bool:
    return bool(re.search(rf"\b(?:{'|'.join(list(SMALL)[1:])}|half|thirds?|quarters?|twice|dozens?)\b", text, re.I))
