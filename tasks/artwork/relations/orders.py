"""Reads orders: a rank among the largest or oldest, steps one after the other, and lists of things."""

import re

from tasks.artwork.grammar import words_of
from tasks.artwork.relations.marked import MARK, Marked
from tasks.artwork.relations.relation import Part, Relation
from tasks.artwork.relations.wording import label
from tasks.domain.text.prose import STOPWORDS

_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5}
_SUPERLATIVES = (
    "largest|biggest|tallest|oldest|longest|deepest|fastest|heaviest|highest|smallest|richest|busiest|loudest|hottest|coldest|"
    "driest|wettest|strongest|youngest|poorest|brightest|shortest|slowest|lightest|most populous|most expensive|"
    "most powerful|most visited|most popular|most common"
)
_RANK = re.compile(
    rf"\b(?:the|[\w]+['’]s)\s+(?:(?P<rank>{'|'.join(_ORDINALS)})[\s-])?(?P<most>{_SUPERLATIVES})\s+"
    rf"(?P<what>(?!of\b|and\b|or\b|ever\b)[a-z][\w-]*(?:\s(?!(?:used|made|known|found|sold|built|\w+ed|on|in|of|to|at|that|which|and|ever|is|was|after|behind|with|for|from|by|as|"
    rf"are|were|has|had|have)\b)[a-z][\w-]*)?)(?P<rest>[^.;:!?]*)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r",?\s*\b(?:after|behind|second only to)\s+(?P<first>[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*){0,2})\s*(?:[,.]|$)"
)
_AMONG = re.compile(
    r"\b(?:one of|among|some of|perhaps|probably|possibly|once|than|as|be|become|almost|nearly|like|"
    r"world record)\s*(?:the\s*)?$",
    re.IGNORECASE,
)
# Where the rank is said of something; a subject ("the oldest page dates from") runs on into its verb.
_IS = re.compile(
    r"\b(?:is|are|was|were|remains?|became|has|have|had)\s+(?:(?:also|now|still|by far|already)\s+)*$", re.IGNORECASE
)
_TAKES = re.compile(
    r"\b(?:took|takes?|taking|in|won|wins|finish(?:ed|es|ing)?)\s+(?P<rank>1st|2nd|3rd|first|second|third)\s+place\b"
    r"(?!\s+of|\s+where)",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"(?:^|[,;.]\s*(?:and\s+)?|\band\s+)(?P<word>first|second|third|fourth|then|next|after that|finally|lastly),?\s+"
    r"(?P<what>[^,;.]+)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    rf"^(?P<word>step|tip|rule|lesson|reason|phase|stage|part|number)\s+(?P<number>{MARK}|one|two|three|four|five)\s*[:.–—-]\s+(?P<what>[^.:;]+)",
    re.I,
)
_OPENS = re.compile(r"^(?P<word>first|second|third|fourth|fifth)(?:ly)?,\s+(?P<what>[^,.;:]+)", re.IGNORECASE)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "first": 1} | _ORDINALS
_ITEM = r"(?:[^\W\d_][\w'’-]*\s){0,3}[^\W\d_][\w'’-]*"
_LIST = re.compile(
    rf"(?P<first>{_ITEM}),\s(?P<middle>(?:{_ITEM},\s)*{_ITEM}),?\s(?:and|und|et|y|e|en|и)\s(?P<last>{_ITEM})(?=[,.;:!]|$|\s(?:in|for|from|on|with|that|which|were|are|is|was)\b)"
)
_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|will|do|does|did|i|he|she|it|they|we|you|that|which|who|where|when|while|because|"
    r"so|but|then|or|not|if|however|although|of course|also|too|instead|indeed|still|moved|went|came|said|made|took|"
    r"continued|began|became)\b",
    re.IGNORECASE,
)
_TOLD = frozenset("it there this that these those he she they i we was were is are".split())  # "First, it was wood"
MIN_ITEMS, MAX_ITEMS = 3, 5
PHRASE = 4  # words of a step


def ranking(marked: Marked) -> Relation | None:
    """A rank by a superlative: "the second largest city after Paris"; what stands before it only if it is said."""
    found = list(_RANK.finditer(marked.marked)) if marked.language == "en" else []
    if len(found) != 1:
        return None if found or marked.language != "en" else _placed(marked)
    one = found[0]
    before = marked.marked[: one.start()]
    if (
        not _IS.search(before)
        or _AMONG.search(f"{before.rstrip()} ")
        or re.search(r"\bone of\b|\bamong\b", before[-30:], re.IGNORECASE)
    ):
        return None
    what = label(marked, one["what"], most=2)
    if not what:
        return None
    rank = _ORDINALS[one["rank"].lower()] if one["rank"] else 1
    said = f"{one['rank'] or ''} {one['most']}".strip().lower()
    parts = [Part(text=said, label=what, value=rank)]
    ahead = _AFTER.search(one["rest"])
    if ahead and rank == 2:
        parts.append(Part(text=ahead["first"], value=1))
    return Relation(kind="ranking", parts=tuple(parts))


def _placed(marked: Marked) -> Relation | None:
    """A place that somebody takes: "finished in third place"."""
    found = _TAKES.search(marked.text)
    if not found:
        return None
    rank = {"1st": 1, "2nd": 2, "3rd": 3, "first": 1, "second": 2, "third": 3}[found["rank"].lower()]
    return Relation(kind="ranking", parts=(Part(text=f"{found['rank'].lower()} place", value=rank),))


def steps(marked: Marked) -> Relation | None:
    """Steps in order: several with "first ... then ...", or a single one with its number."""
    if marked.language != "en":
        return None
    single = _NUMBERED.match(marked.marked) or _OPENS.match(marked.marked)
    if single and len(found := list(_STEP.finditer(marked.marked))) < 2:
        number = single.groupdict().get("number") or single["word"]
        value = marked.of(number).value if re.fullmatch(MARK, number) else _WORDS[number.lower()]
        text = _phrase(marked, single["what"])
        if value is None or not 1 <= value <= 20 or value != int(value) or not text:
            return None
        name = single["word"].lower() if "number" in single.groupdict() else ""
        return Relation(kind="steps", parts=(Part(text=text, label=name, value=float(value)),))
    found = list(_STEP.finditer(marked.marked))
    if not 2 <= len(found) <= MAX_ITEMS or found[0]["word"].lower() != "first" or found[-1]["word"].lower() == "first":
        return None
    texts = [_phrase(marked, one["what"]) for one in found]
    if not all(texts):
        return None
    return Relation(kind="steps", parts=tuple(Part(text=text, value=n) for n, text in enumerate(texts, 1)))


def listed(marked: Marked) -> Relation | None:
    """Three to five things that the sentence lists, each in at most three words."""
    found = list(_LIST.finditer(marked.marked)) if marked.language in {"en"} else []
    if len(found) != 1:
        return None
    one = found[0]
    items = [_first_item(one["first"]), *one["middle"].split(", "), one["last"]]
    items = [label(marked, re.sub(r"^(?:and|or)\s+", "", item.strip()), most=3) for item in items]
    if not MIN_ITEMS <= len(items) <= MAX_ITEMS or not all(items) or len(set(items)) != len(items):
        return None
    if len(items[-1].split()) > max(len(item.split()) for item in items[:-1]) or _runs_on(marked, one, items[-1]):
        return None
    if any(
        word.verb and not word.low.endswith("ing") and one.start("middle") <= word.start < one.end()
        for word in words_of(marked.marked)
    ):
        return None  # "Commenting on his win, he showed joy and relief" lists nothing
    if any(_CLAUSE.search(item) or item.lower() in STOPWORDS or item.endswith("ly") for item in items):
        return None
    return Relation(kind="list", parts=tuple(Part(text=item) for item in items))


def _runs_on(marked: Marked, found: re.Match[str], last: str) -> bool:
    """Whether a verb may belong to the last thing: "Spain and Australia take turns"."""
    words = last.split()
    closed = re.match(r"[,.;:!]|$", marked.marked[found.end() :])
    return len(words) > 1 and (not closed or (words[0][:1].isupper() and not words[-1][:1].isupper()))


def _first_item(first: str) -> str:
    """The first thing of a list without the words that lead to it: "with long runs" is "long runs"."""
    words = first.split()
    for at in range(len(words) - 1, -1, -1):
        if words[at].lower() in STOPWORDS:
            named = "of" in words[max(0, at - 1) : at + 1]  # "the Port of the Future"
            return "" if named else " ".join(words[at + 1 :])
    return ""  # where the first thing begins is not certain


def _phrase(marked: Marked, what: str) -> str:
    """The first words of a step, at most four, that do not end within a phrase; "" for what is told and not done."""
    words = marked.said(what).strip().split()
    if words and words[0].lower() in _TOLD:
        return ""
    short = words[:PHRASE]
    if len(words) > PHRASE:
        while short and (short[-1].lower() in STOPWORDS or words[len(short)].lower() not in STOPWORDS):
            short = short[:-1]
    while short and short[-1].lower() in STOPWORDS - {"it", "them", "well", "up", "down", "off", "out", "over"}:
        short = short[:-1]
    return " ".join(short).strip(",") if len(short) >= 2 or len(words) == 1 else ""
