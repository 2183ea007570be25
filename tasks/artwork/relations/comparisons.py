"""Reads comparisons: two amounts side by side, one amount before and after, and several percentages."""

import re

from tasks.artwork.contexts import CONTEXTS
from tasks.artwork.relations.marked import ABOUT, MARK, Amount, Marked, amount, is_year
from tasks.artwork.relations.relation import Part, Relation
from tasks.artwork.relations.wording import label, subject

_FELL = (
    "fell|falls|fallen|dropped|drops|declined|declines|shrank|shrunk|shrinks|decreased|decreases|sank|sunk|plunged|cut|"
    "reduced|lowered|slumped|tumbled|dwindled|slipped"
)
_ROSE = (
    "rose|rises|risen|grew|grows|grown|increased|increases|climbed|jumped|soared|raised|surged|swelled|lifted|expanded|"
    "doubled|tripled|shot up|ballooned"
)
_CHANGE = re.compile(
    rf"\b(?P<verb>(?P<fell>{_FELL})|(?P<rose>{_ROSE})|went|changed|moved)\b(?P<what>[^.;:!?{MARK[1:-1]}]{{0,40}}?)"
    rf"\s*\bfrom\s+{ABOUT}(?P<first>{MARK})(?P<between>[^.;:!?]{{0,60}}?)"
    rf"\s*\bto\s+{ABOUT}(?P<last>{MARK})(?P<rest>[^.;:!?]*)",
    re.IGNORECASE,
)
_CHANGES = {  # the words around the two amounts, in other languages
    "de": ("von", "auf"),
    "fr": ("de", "à"),
    "es": ("de", "a"),
    "it": ("da", "a"),
    "pt": ("de", "para"),
    "nl": ("van", "naar"),
}
_MOVES = {  # verbs that make "from ... to ..." a change, by stem
    "de": r"(?:fiel|fielen|sank|sanken|stieg|stiegen|wuchs|wuchsen|gestiegen|gesunken|gefallen|gewachsen|kletterte)",
    "fr": r"(?:passé[es]*|passa|passe|passent|tombé[es]*|augmenté|baissé|monté[es]*|chuté|diminué)",
    "es": r"(?:pasó|pasaron|cayó|cayeron|bajó|bajaron|subió|subieron|creció|crecieron|aumentó|aumentaron)",
    "it": r"(?:passat[oaie]|passò|sces[oaie]|salit[oaie]|aumentat[oaie]|cresciut[oaie]|calat[oaie])",
    "pt": r"(?:passou|passaram|caiu|caíram|subiu|subiram|cresceu|cresceram|aumentou)",
    "nl": r"(?:daalde|daalden|steeg|stegen|groeide|groeiden|gedaald|gestegen|gegroeid)",
}
_LINK = re.compile(
    r",?\s*\b(?:as against|against|versus|vs\.?|compared (?:with|to)|in contrast to)(?=\s)", re.IGNORECASE
)
_WHILE = re.compile(r",\s*(?:while|whereas|but|and)\s+", re.IGNORECASE)
_FIGHTS = re.compile(
    r"\b(?:won|lost|fought|voted?s?|played?|beat|match|battle|war|protect\w*|defen[cds]\w*)\b", re.IGNORECASE
)
# What leads to the year of an amount: "from 27 in 1950".
_IN_YEAR = (
    r"\s*,?\s*(?<!\w)(?:in|im|im Jahre?|en|en el año|en l['’]an|nel|nell['’]anno|em|no ano de|in het jaar)\s+"
    rf"(?={MARK})"
)
MAX_PERCENTAGES = 4


def change(marked: Marked) -> Relation | None:
    """One amount before and after: "fell from $5.86 to 16 cents", each with its year if that is said."""
    found = _CHANGE.search(marked.marked) if marked.language == "en" else _foreign_change(marked)
    if not found:
        return None
    years = [one for one in marked.marks() if is_year(marked, one) and one not in (found["first"], found["last"])]
    ends = _ends(marked, found)
    if not ends or len(marked.quantities) != 2 + len(years) or _two_years(marked, found["first"], found["last"]):
        return None
    falls, rises = found.groupdict().get("fell"), found.groupdict().get("rose")
    first, last = ends
    if first.value == last.value or (falls and first.value < last.value) or (rises and first.value > last.value):
        return None
    before, after = _year_in(marked, found["between"]), _year_in(marked, found["rest"])
    parts = (
        Part(text=first.text, unit=first.unit, label=before, value=first.value),
        Part(text=last.text, unit=last.unit, label=after, value=last.value),
    )
    title = subject(marked, marked.marked[: found.start()]) if marked.language == "en" else ""
    return Relation(kind="change", parts=parts, title=title)


def _ends(marked: Marked, found: re.Match[str]) -> tuple[Amount, Amount] | None:
    """Both amounts of a change with the unit that they share; None if they may measure different things."""
    first, last = amount(marked, found["first"]), amount(marked, found["last"])
    if not first or not last:
        return None
    shared = _shared(found["between"], found["rest"])
    if not found["between"].strip() and not first.measure:  # "from 12 to 9 dollars"
        first = Amount(first.text, last.unit, first.value, last.measure)
    elif not first.measure and not last.measure and not shared and not _only_year(found["between"]):
        return None
    if first.measure != last.measure or min(first.value, last.value) < 0:
        return None
    if marked.language != "en" and not (shared or last.unit or last.measure):
        counted = re.match(rf"\s*({CONTEXTS[marked.language].counted})(?!\w)", found["rest"])
        shared = counted[1] if counted else ""
    return (
        Amount(first.text, first.unit or shared, first.value, first.measure),
        Amount(last.text, last.unit or shared, last.value, last.measure),
    )


def compared(marked: Marked) -> Relation | None:
    """Two amounts of one measure with a word between them that sets one against the other, in English."""
    if marked.language != "en" or _FIGHTS.search(marked.marked):
        return None
    numbers = [one for one in marked.marks() if not is_year(marked, one)]
    years = [one for one in marked.marks() if is_year(marked, one)]
    if len(numbers) != 2:
        return None
    first, last = amount(marked, numbers[0]), amount(marked, numbers[1])
    if not first or not last or first.measure != last.measure or min(first.value, last.value) <= 0:
        return None
    at, to = (marked.marked.index(one) for one in numbers)
    between = marked.marked[at + 1 : to]
    link, other = _LINK.search(between), _WHILE.search(between)
    if link:
        labels = _years_of_sides(marked, years, at + 1 + link.start()) or _sides(marked, at, to, link)
    elif other and first.measure:
        labels = (
            subject(marked, re.split(r"[,;:]", marked.marked[:at])[-1], verb=True),
            subject(marked, between[other.end() :], verb=True),
        )
    else:
        return None
    if not all(labels) or labels[0] == labels[1]:
        return None
    noun = "" if first.unit or last.unit else _noun(marked.marked[at + 1 :])
    parts = tuple(
        Part(text=one.text, unit=one.unit or ("" if one.measure or noun == name else noun), label=name, value=one.value)
        for one, name in zip((first, last), labels, strict=True)
    )
    return Relation(kind="compare", parts=parts, whole=100 if first.measure == "percent" else 0)


def percentages(marked: Marked) -> Relation | None:
    """Two to four percentages, each followed by what it is of: "80% of all energy and 75% of all gases"."""
    marks = marked.marks()
    amounts = [amount(marked, one) for one in marks]
    if marked.language != "en" or not 2 <= len(marks) <= MAX_PERCENTAGES:
        return None
    found = [one for one in amounts if one and one.measure == "percent" and 0 < one.value <= 100]
    if len(found) != len(marks) or re.search(r"\b(?:by|from|than|between|per|points?)\b", marked.marked):
        return None
    ends = [marked.marked.index(one) for one in marks]
    labels = []
    for at, end in zip(ends, [*ends[1:], len(marked.marked)], strict=True):
        behind = re.match(
            r"(?:\s+(?:percent|per cent))?\s+(?:of\s+(?:the\s+|all\s+)?|(?:were|was|are|is)\s+)?([^,.;:()]+)",
            marked.marked[at + 1 : end],
        )
        name = re.sub(rf"\s*\b(?:and|but|or)?\s*{ABOUT}$", "", behind[1], flags=re.IGNORECASE) if behind else ""
        labels.append(label(marked, name, most=4))
    if not all(labels):
        return None
    parts = tuple(
        Part(text=one.text, unit=one.unit, label=name, value=one.value) for one, name in zip(found, labels, strict=True)
    )
    return Relation(kind="compare", parts=parts, whole=100)


def _foreign_change(marked: Marked) -> re.Match[str] | None:
    """A change in a language with a table, where a verb of change stands in the sentence."""
    if marked.language not in _CHANGES or not re.search(rf"(?<!\w){_MOVES[marked.language]}(?!\w)", marked.text):
        return None
    start, end = _CHANGES[marked.language]
    return re.search(
        rf"(?<!\w){start}\s+(?P<first>{MARK})(?P<between>[^.;:!?]{{0,30}}?)\s*(?<!\w){end}\s+(?P<last>{MARK})(?P<rest>[^.;:!?]*)",
        marked.marked,
    )


def _two_years(marked: Marked, *marks: str) -> bool:
    """Whether both ends are years: "grew from 1914 to 1918" is a span."""
    return all(is_year(marked, one) for one in marks)


def _shared(first: str, last: str) -> str:
    """The words that follow both amounts alike, at most three: "metric tons"."""
    words: list[str] = []
    first, last = (re.split(_IN_YEAR, fragment)[0] for fragment in (first, last))
    for one, other in zip(first.split(), re.split(r"[\s,]+", last.strip()), strict=False):
        if one.lower() != other.lower() or len(words) == 3 or re.search(MARK, one):
            break
        words.append(one)
    return " ".join(words)


def _only_year(between: str) -> bool:
    return bool(re.fullmatch(rf"\s*(?:{_IN_YEAR}{MARK}\s*)?", between))


def _year_in(marked: Marked, fragment: str) -> str:
    """The year that a fragment names with "in", as in "in 1950"."""
    found = re.match(rf"[^{MARK[1:-1]},]*?{_IN_YEAR}({MARK})", fragment)
    return marked.said(found[1]) if found and is_year(marked, found[1]) else ""


def _years_of_sides(marked: Marked, years: list[str], link: int) -> tuple[str, str] | None:
    """The years as labels, if each side of the link names exactly one."""
    before = [one for one in years if marked.marked.index(one) < link]
    after = [one for one in years if marked.marked.index(one) > link]
    return (marked.said(before[0]), marked.said(after[0])) if len(before) == len(after) == 1 else None


def _sides(marked: Marked, at: int, to: int, link: re.Match[str]) -> tuple[str, str]:
    """What each amount belongs to: the subject or what is counted before the link, the words around the second."""
    between = marked.marked[at + 1 : to]
    lead = re.sub(rf"{ABOUT}$", "", marked.marked[:at], flags=re.IGNORECASE)
    own = subject(marked, re.split(r"[,;:]", lead)[-1], verb=True) or _noun(between[: link.start()])
    tail = re.split(r"[.,;:()]", marked.marked[to + 1 :])[0]
    other = label(marked, re.sub(r"^\s*(?:in|for|on|at|of)\s+", "", tail), most=4)
    owner = re.fullmatch(r"\s*(?:the\s+|an?\s+)?([\w'’ -]+?)(?:'s|’s)?\s+", between[link.end() :])
    return own, other or (label(marked, owner[1], most=3) if owner else "")


def _noun(after: str) -> str:
    """The one or two words that a number counts."""
    found = re.match(r"\s+((?:[a-z-]+\s+)?[a-z-]+s|people|men|women|children)(?![\w'’-])", after)
    return found[1] if found else ""
