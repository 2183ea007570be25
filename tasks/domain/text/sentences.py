"""Finds where sentences end, in any language. Every other module gets its sentences from here.

sentencex knows the abbreviations and stops of many languages. What it gets wrong is repaired without word lists where
possible: no sentence begins with a lower-case letter, quotations go on after their question mark, ordinals and initials
end none. When in doubt, two sentences stay one: a missed end makes a long sentence, a false one a false sentence.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from tasks.domain.text.abbreviations import abbreviates, abbreviation, begins_with_function_word, small
from tasks.domain.text.vocabulary import stop_words

STOPS = ".!?…。！？｡।॥؟۔།።፧։។៕။"
CLOSERS = "\"'”’»«“)]」』】›）"
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))  # not U+200C and U+200D: letters need them
UNSPACED = frozenset({"ja", "zh", "yue", "th", "lo", "km", "my"})  # languages that do not write spaces between words
_WIDE = frozenset({"ja", "zh", "yue"})
_BY_STOP_ALONE = frozenset({"km", "my"})  # sentencex breaks inside their sentences, or never
_BY_SPACE = frozenset({"th", "lo"})  # they write no stops
_ORDINALS = frozenset({"de", "tr", "pl", "sv", "da", "no", "cs", "sk", "hu", "fi", "et", "hr", "sl", "lv"})
_FULL_STOP = {
    "ja": "。",
    "zh": "。",
    "yue": "。",
    "hi": "।",
    "bn": "।",
    "am": "።",
    "hy": "։",
    "my": "။",
    "km": "។",
    "ur": "۔",
}
MIN_THAI_WORDS = 4  # on both sides of a space that ends a sentence

_CANDIDATE = re.compile(
    rf"[{re.escape(STOPS)}]+(?:[^\S\n]?[»›]|[{re.escape(CLOSERS)}])*(?=\s|$)|(?:[。！？｡።፧។៕။]|…+(?=[\u3040-\u9fff]))[{re.escape(CLOSERS)}]*"
)
_GREEK = re.compile(rf"[.!?…;·]+(?:[^\S\n]?[»›]|[{re.escape(CLOSERS)}])*(?=\s|$)")
_BURMESE_KHMER = re.compile(rf"[။៕។!?]+[{re.escape(CLOSERS)}]*")
_DUTCH = re.compile(r"['’][tsn] (?=[A-Z])")  # 't Was
_BRAND = re.compile(r"[a-z]{1,3}[A-Z]")  # iPhones may begin a sentence
_SAYS = re.compile(
    r"(?:I|[A-Z]\w+|(?:the|my|his|her|a|an) \w+)(?: [A-Z]\w+)? "
    r"(?:said|says|asked|asks|cried|shouted|whispered|replied|answered|called|wondered|told|wrote|exclaimed|thought)\b"
)
_ORDINAL = re.compile(r"(?:^|[\s(„“«])(?:\d{1,2}|[IVX]{1,5})\.$")
_INITIALS = re.compile(r"(?:^|\s)[A-Z]\. ?I\.$")  # V. I. Ulyanov; "I" alone is a word
_LONG = re.compile(r"[^\W\d_]{5,}\.")  # no short form: "Hochsaison. 250 Völker"
_SHORT_BEFORE_DIGIT = re.compile(r"(?:^|\s)[^\W\d_]{1,4}\.$")


def normalised(text: str) -> str:
    """The text in Unicode's composed form, without soft hyphens, zero-width spaces and byte order marks.

    Compatibility forms stay as they are: NFKC would turn 10⁸ into 108.
    """
    return unicodedata.normalize("NFC", text).translate(INVISIBLE)


def full_stop(language: str) -> str:
    """The stop that ends a statement in this language; empty where the script has none."""
    base = language.partition("-")[0]
    return "" if base in _BY_SPACE else _FULL_STOP.get(base, ".")


def is_closed(sentence: str) -> bool:
    """Whether the text ends with a stop, perhaps within quotation marks or brackets."""
    return sentence.rstrip(CLOSERS + " \u00a0\u202f")[-1:] in {*STOPS, ";"}


def sentences(text: str, language: str = "en") -> list[str]:
    """The text's sentences in order; joined by single spaces, they contain exactly the text's words."""
    text = " ".join(text.split())
    return [text[start:end] for start, end in spans(text, language)]


def spans(text: str, language: str = "en") -> list[tuple[int, int]]:
    """The start and end of each sentence of one paragraph, without the white space around it."""
    language = language.partition("-")[0].lower()
    ends = [*_ends(text, language), len(text)]
    found = []
    for start, end in pairwise([0, *ends]):
        piece = text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        if begin < start + len(piece.rstrip()):
            found.append((begin, start + len(piece.rstrip())))
    return found


def _ends(text: str, language: str) -> Iterator[int]:
    """Where a sentence ends, and another follows."""
    if language in _BY_SPACE:
        yield from _ends_by_space(text, language)
        return
    known = frozenset() if language in _BY_STOP_ALONE else _sentencex(text, language)
    start = 0
    for found in _candidates(text, language):
        end, mark = found.end(), found.group()
        rest = text[end : end + 80].lstrip()
        before = text[max(start, end - 60) : end]
        if not rest or not before.strip(STOPS + CLOSERS + " "):
            continue
        word = before.split()[-1]
        if _goes_on(before, word, mark, rest, language):
            continue
        if mark.strip(CLOSERS + " ") != "." or end in known or _knows_better(word, rest, language):
            yield end
            start = end


def _candidates(text: str, language: str) -> Iterator[re.Match[str]]:
    if language == "el":
        return _GREEK.finditer(text)
    return (_BURMESE_KHMER if language in _BY_STOP_ALONE else _CANDIDATE).finditer(text)


def _goes_on(before: str, word: str, mark: str, rest: str, language: str) -> bool:
    """Whether the sentence goes on after this stop, given up to 60 characters before and 80 after it."""
    if _continues(rest, mark) or _quotes_on(mark, rest, language):
        return True
    if "." not in mark or "…" in mark or ".." in mark:
        return False
    if abbreviates(word, rest, language) and mark[-1] not in '"”»':
        return True
    if _INITIALS.search(before) and not begins_with_function_word(rest, language):
        return True
    if language in _ORDINALS and _ORDINAL.search(before) and not begins_with_function_word(rest, language):
        return True
    counted = rest[0].isdigit() and language not in {"en", "de"} and not _uncased(word[0])
    return counted and bool(_SHORT_BEFORE_DIGIT.search(before)) and word.rstrip(".").lower() not in stop_words(language)


def _continues(rest: str, mark: str) -> bool:
    """Whether what follows cannot begin a sentence: a small letter, perhaps after a dash; a comma; a closing mark."""
    first = rest[0]
    opened = _DUTCH.sub("", rest).lstrip("\"'“‘„«‹「『([¿¡")
    if small(first) and not _BRAND.match(rest):
        return True
    if first in "–—-":
        return small(opened[1:].lstrip()[:1])
    return first in ",;:»›" or (small(opened[:1]) and opened[0] != first and "." in mark)


def _quotes_on(mark: str, rest: str, language: str) -> bool:
    """Whether a sentence goes on after a quotation in it: 「誰だ？」と, or "Who is there?" I asked."""
    if mark[-1] not in CLOSERS:
        return False
    asked = mark.rstrip(CLOSERS + " \u00a0\u202f")[-1:] in "?!？！؟"
    if language in _WIDE:
        return rest[0].isalpha() and (asked or rest.startswith(("と", "って")))
    return asked and (_uncased(rest[0]) or (language == "en" and bool(_SAYS.match(rest))))


def _knows_better(word: str, rest: str, language: str) -> bool:
    """Whether we see an end where sentencex sees none: it does not know all abbreviations, numerals and capitals."""
    if word[-1] in CLOSERS or abbreviation(word, language) or re.fullmatch(r"[IVXLC]{2,}\.", word):
        return True
    if _BRAND.match(rest) or (rest[0].isdigit() and _LONG.fullmatch(word)):
        return True
    return rest[0].isupper() and not rest[0].isascii() and bool(re.fullmatch(r"[^\W\d_]{3,}\.", word))


def _uncased(letter: str) -> bool:
    return letter.isalpha() and not small(letter) and not letter.isupper()


@lru_cache(maxsize=256)
def _sentencex(text: str, language: str) -> frozenset[int]:
    """Where sentencex ends sentences, without the white space after them."""
    import sentencex  # noqa: PLC0415 - loaded by the first run that reads a text

    found = sentencex.get_sentence_boundaries(language, text)
    return frozenset(part["start_index"] + len(part["text"].rstrip()) for part in found)


def _ends_by_space(text: str, language: str) -> Iterator[int]:
    """Thai and Lao separate clauses by spaces: one ends a sentence if a clause of some length stands on both sides."""
    from icu4py.breakers import WordBreaker  # noqa: PLC0415 - loaded by the first Thai text

    def long(part: str) -> bool:
        return sum(any(map(str.isalpha, word)) for word in WordBreaker(part, language)) >= MIN_THAI_WORDS

    pieces = list(re.finditer(r"(?:\S|(?<=\d)\s+|\s+(?=\d))+", text))
    start = 0
    for number, piece in enumerate(pieces[:-1]):
        end, following = piece.end(), pieces[number + 1].group()
        asked = piece.group()[-1] in "?!？！" or piece.group().rstrip(CLOSERS)[-1:] in {"?", "!"}
        if asked or (long(text[start:end]) and long(following)):
            yield end
            start = end
