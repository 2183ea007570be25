"""Chooses the words that a card of type shows: one phrase that carries the sentence, so that no card repeats a caption.

A phrase is cut between function words and marks, where the sentence's own phrases begin and end, never within a name
or between a number and what it counts. What a clause denies is shown with the word that denies it. A phrase has a word
that means something by itself: "understood something" says nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.artwork.figures import SMALL
from tasks.artwork.grammar import STAND_INS, telling
from tasks.artwork.joined import units
from tasks.artwork.negations import FOLLOWING, denies
from tasks.domain.text.breaks import INSIDE, break_cost, ends_sentence, ends_with_mark
from tasks.domain.text.prose import strikes
from tasks.domain.text.vocabulary import stop_words
from tasks.domain.words import HAN, KANA, count_words, word_spans

WHOLE = 6  # words of a sentence that is set whole
LEAST, MOST = 2, 4  # words of a phrase
PICTURED = 2.0  # weight that a phrase loses by a word that the card shows as a thing
ANY_WORD = 2  # slack with which a phrase may hold a function word
_MARKS = re.compile(r"^[\s\"'“”„«»‘’()\[\]¿¡,;:–—-]+|[\s\"'“”„«»‘’()\[\],;:–—.!…。、，；：！।،؛-]+$")
_ASKS = re.compile(r"[?？؟]\W*$")
_LINKS = frozenset("of de du des del della di do da van von".split())  # inside a phrase, they join its two parts
_ALSO = frozenset("and or und oder et ou y o e en of".split())  # between names, they join who does the same
_JOINERS = re.compile(r"^(?:and|but|or|so|that|which|who|as|because|where|when|while|than|to)\s+")
# English words that are no stop words and yet end no phrase, and those before a noun: what stands before is a verb.
_SMALL_TOO = frozenset(
    "since called though according already owing among including despite within across toward towards along longer "
    "even upon due based let made make makes got get gets goes went came come still ever shall have has had".split()
)
_DETERMINERS = frozenset("the a an his her its their my our your him them me us you it".split())
# What compares belongs to what it compares: "more poisonous than alcohol" is not poisonous.
_DEGREES = frozenset(
    "more most less least fewer too mehr weniger plus moins trop más menos demasiado più meno troppo mais demais meer "
    "minder более менее больше меньше самый самая самое самые слишком".split()
)
_PARTICLES = frozenset("to up out down off in into on from with by as".split())
_ADVERBS = frozenset("out up off away back".split())  # they belong to the verb before them: "start out small"
# Function words of several words: their nouns mean nothing on their own, and no phrase ends with them.
_JOINT = re.compile(
    r"\b(?:in order (?:to|for)|in (?:place|terms|case|spite|favou?r|front|view|light) of|in addition to|"
    r"as (?:well|long|soon|far) as|such as|on (?:behalf|account|top) of|with (?:regard|respect) to|"
    r"by means of|as a result(?: of)?|take(?:s|n)? place|took place|of course|"
    r"in (?:fact|general|particular|short|the end)|for (?:example|instance)|after all|at (?:all|first|last|once)|"
    r"by the way|on the (?:one|other) hand)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(r"at (?:least|most)|(?:more|less|fewer|rather|other) than|up to")
_INSTEAD = re.compile(r"\b(?:instead|rather than)\b", re.IGNORECASE)
_RANGES = re.compile(r"(?:to|and|or|between|–|-)$")
_NUMBER = re.compile(rf"\d|^(?:{'|'.join(SMALL)})$", re.IGNORECASE)
_KANA = re.compile(f"[{KANA}]")
_TWO_HAN = re.compile(f"[{HAN}]{{2}}")


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    small: bool  # carries no meaning of its own
    denies: bool
    closes: bool  # a clause ends with it


def stressed(
    text: str, language: str = "en", shown: frozenset[str] = frozenset(), pictured: frozenset[str] = frozenset()
) -> str:
    """The whole text if it has at most six words, else its strongest phrase of two to four; a question keeps its mark.

    The phrase is a part of the text, character for character, but for the marks around it. `shown` are phrases that
    the short has shown: another one is chosen if the text has one. `pictured` are words that the card shows as things:
    a phrase that says more is better.
    """
    text = text.strip()
    part = "," in text[:-1] and not ends_sentence(text, "")  # "Japan, suggests that they do" begins within one
    if count_words(text) <= WHOLE and not text[:1].islower() and not part:
        return text if text.count('"') % 2 == 0 else _MARKS.sub("", text) + text[-1:] * text.endswith(("?", "!"))
    words = _words(text, language)
    runs = [one for slack in range(3) for one in _phrases(words, text, language, slack)]
    if language.startswith("en"):
        starts = telling(text)
        told = [one for one in runs if _tells(words[one.start : one.end], starts)]
        runs = told or [one for one in runs if STAND_INS.isdisjoint(_cut(words, one, text).lower().split())]
        if not runs:
            return _first_telling(words, text, starts)
    if not runs:
        return _first(words, text)

    def rank(one: _Run) -> tuple[bool, float, int]:
        seen = any(word.text.lower().strip(".,;:!?") in pictured for word in words[one.start : one.end])
        return _cut(words, one, text) not in shown, one.weight - PICTURED * seen, -one.start

    best = max(runs, key=rank)
    phrase = _cut(words, best, text)
    asked = _ASKS.search(text)
    return f"{phrase}{asked[0].strip()[:1]}" if asked and not _ASKS.search(phrase) else phrase


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of words, from `start` to before `end`."""

    start: int
    end: int
    weight: float


def _tells(inner: Sequence[_Word], starts: Sequence[int]) -> bool:
    """Whether a run denies something, or has a word that means something by itself; such words start at `starts`."""
    return any(word.denies or any(word.start <= at < word.end for at in starts) for word in inner)


def _first_telling(words: Sequence[_Word], text: str, starts: Sequence[int]) -> str:
    """As `_first`; the longest word that means something by itself instead of a clause that has none."""
    first = _first(words, text)
    if telling(first) or any(word.denies for word in words):
        return first
    able = [_MARKS.sub("", word.text) for word in words if not word.small and _tells([word], starts)]
    return max(able, key=len, default=first)


def _cut(words: Sequence[_Word], run: _Run, text: str) -> str:
    return _MARKS.sub("", text[words[run.start].start : words[run.end - 1].end])


def _words(text: str, language: str) -> Sequence[_Word]:
    spans = word_spans(text)
    stop = stop_words(language.partition("-")[0])
    inside = units(text, language)
    joint = [match.span() for match in _JOINT.finditer(text)] if language.startswith("en") else []
    joined: list[tuple[int, int]] = []
    for start, end in spans:  # a number of several words is one, and so is a list of names
        if joined and any(a < joined[-1][1] and start < b for a, b in inside):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    out = []
    for number, (start, end) in enumerate(joined):
        word = text[start:end]
        after = text[slice(*joined[number + 1])] if number + 1 < len(joined) else ""
        bare = re.sub(r"^\W+|\W+$", "", word).lower()
        small = bare in stop or not bare or (language.startswith("en") and bare in _SMALL_TOO)
        small = (small and bare not in _DEGREES) or any(a <= start < b for a, b in joint)
        closes = not after or ends_sentence(word, after) or ends_with_mark(word, after)
        out.append(_Word(word, start, end, small, denies(word, language), closes))
    return out


def _phrases(words: Sequence[_Word], text: str, language: str, slack: int) -> Iterator[_Run]:
    """Every run of words that may stand alone.

    Without slack, it begins and ends where a phrase of the sentence does; with 1, it may begin within one; with 2, one
    function word may stand in it ("a blacksmith from Georgia").
    """
    base = language.partition("-")[0]
    spaced = bool(stop_words(base))
    if not spaced and slack:
        return
    for first, last in _clauses(words):
        denials = [at for at in range(first, last + 1) if words[at].denies]
        for start in range(first, last + 1):
            for end in range(start + 1, min(start + MOST + bool(denials), last + 1) + 1):
                if (
                    _sized(words, start, end, text)
                    and _keeps_denial(words, start, end, denials, base, spaced=spaced)
                    and _uncut(words, start, end, first, last)
                    and (not spaced or _is_phrase(words, start, end, first, last, slack))
                ):
                    weight = _weight(words[start:end], text, language)
                    yield _Run(start, end, weight - 2 * slack)


def _sized(words: Sequence[_Word], start: int, end: int, text: str) -> bool:
    """Whether a run has two to four words, a number of several words being one; that may stand alone."""
    count = count_words(text[words[start].start : words[end - 1].end])
    return LEAST <= count <= WHOLE and (end - start >= LEAST or count >= LEAST)


def _keeps_denial(
    words: Sequence[_Word], start: int, end: int, denials: Sequence[int], language: str, *, spaced: bool
) -> bool:
    """Whether a run says what its clause says: it has all denials and what they deny, or ends before them."""
    if not denials:
        return True
    if all(start <= at < end for at in denials):
        denied = words[start:end] if language in FOLLOWING else words[denials[0] : end]
        return any(not word.small and not word.denies for word in denied)
    return spaced and language not in FOLLOWING and end <= denials[0]


def _uncut(words: Sequence[_Word], start: int, end: int, first: int, last: int) -> bool:
    """Whether both ends of a run lie between words that do not belong together: in no name, range or number."""
    listed = start - 2 >= first and words[start - 1].text.lower() in _ALSO  # "France and | Israel attacked"
    parted = listed and _is_name(words[start - 2]) and _is_name(words[start])
    edges = [(words[start - 1], words[start])] if start > first else []
    edges += [(words[end - 1], words[end])] if end <= last else []
    for left, right in edges:
        cost = break_cost(left.text.split()[-1], right.text.split()[0])  # either may be a number of several words
        bound = _BOUND.fullmatch(f"{left.text} {right.text}".lower())  # "at | least"
        if parted or bound or cost >= INSIDE or (_is_name(left) and _is_name(right)):
            return False
        number = _NUMBER.search(left.text) or _NUMBER.search(right.text)
        if number and not left.small and right.text[:1].isdigit():
            return False  # "page 12"
        low = left.text.lower()
        if (low in _LINKS and left.start > words[first].start) or (low in _DEGREES and not left.closes):
            return False  # "Frederick | of Prussia", "more | poisonous"
        if number and (_RANGES.search(left.text.lower()) or _RANGES.search(right.text.lower())):
            return False
        if left.end == right.start and _TWO_HAN.fullmatch(left.text[-1] + right.text[0]) and _KANA.search(right.text):
            return False  # a Japanese compound in two words: 電波塔
    return True


def _is_phrase(words: Sequence[_Word], start: int, end: int, first: int, last: int, slack: int) -> bool:
    """Whether function words or marks stand around a run, and none at its ends."""
    inner = words[start:end]
    if (inner[0].small and not inner[0].denies) or (inner[-1].small and not inner[-1].denies):
        return False
    foreign = [word for word in inner[1:-1] if word.small and word.text.lower() not in _LINKS | _DETERMINERS]
    if len(foreign) > (slack == ANY_WORD) and not any(word.denies for word in inner):
        return False
    before = words[start - 1] if start > first else None
    opens = before is None or before.small or before.denies or inner[0].denies or slack > 0
    return opens and (end > last or _ends_phrase(words, end, last, slack))


def _ends_phrase(words: Sequence[_Word], end: int, last: int, slack: int) -> bool:
    """Whether a phrase ends before the word at `end`, and not with a verb whose object follows."""
    closing, then = words[end - 1].text.lower(), words[end].text.lower()
    beyond = words[end + 1].text.lower() if end + 1 <= last else ""
    if (then in _LINKS and not slack) or then in _DETERMINERS or closing.endswith("ly"):
        return False
    if then in _ADVERBS or (then in _PARTICLES and closing.endswith("ed") and not closing.endswith("eed")):
        return False
    verb = not words[end].small and (beyond in _DETERMINERS or (slack > 0 and then.endswith("ed")))
    return words[end].small or words[end].denies or verb or then.endswith("ly")


def _is_name(word: _Word) -> bool:
    return word.text[:1].isupper() and not word.small


def _clauses(words: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """First and last word of each clause."""
    first = 0
    for at, word in enumerate(words):
        if word.closes:
            yield first, at
            first = at + 1


def _weight(inner: Sequence[_Word], text: str, language: str) -> float:
    """How much a phrase carries: words of meaning, long words, names, numbers, words that strike."""
    phrase = text[inner[0].start : inner[-1].end]
    meaning = [word for word in inner if not word.small]
    letters = sum(len(re.sub(r"\W", "", word.text)) for word in meaning)
    return (
        min(len(meaning), 3) * 1.0
        + min(letters, 24) / 12
        + 1.5 * bool(re.search(r"\d", phrase))
        + 1.2 * strikes(phrase, language)
        + 0.6 * any(_is_name(word) for word in inner[1:])
        + 0.8 * any(word.denies for word in inner)
        - 4.0 * bool(_INSTEAD.search(phrase))  # a card shows what is, not what it replaces
        + 0.4 * inner[-1].closes
        - 0.9 * max(0, len(inner) - 3) * (not stop_words(language.partition("-")[0]))  # its phrases are not known
    )


def _first(words: Sequence[_Word], text: str) -> str:
    """Where no phrase may be cut out: the first clause that is short enough, else the whole text."""
    for first, last in _clauses(words):
        clause = _MARKS.sub("", text[words[first].start : words[last].end])
        says = not all(word.small for word in words[first : last + 1])  # "and of course,"
        if says and LEAST <= count_words(clause) <= WHOLE and not any(word.denies for word in words):
            return _JOINERS.sub("", clause)
    return _JOINERS.sub("", text)
