"""Tells names from words that a headline merely writes with a capital: "Choosing The Best Headphones" names nothing."""

import re
from collections.abc import Container

from tasks.domain.text.prose import STOPWORDS

LEAST = 2  # words of meaning in a headline
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[^.!?]+[.!?]*\s*")
_ARTICLES = frozenset({"the", "a", "an"})


def in_title_case(sentence: str) -> bool:
    """Whether all words of meaning have a capital, at least two of them.

    Meant for English: German nouns always have one.
    """
    told = [word for word in _WORD.findall(sentence) if word.lower() not in STOPWORDS]
    return len(told) >= LEAST and all(word[0].isupper() for word in told)


def plain(text: str, told: str, namesakes: Container[str] = frozenset()) -> str:
    """The text with small letters where a capital makes no name; `told` is the story that it belongs to.

    A word that the story also writes small is no name. In a sentence in title case, a name is what the story writes
    with a capital within a sentence. `namesakes` are words that stay names there, unless an article precedes them.
    """
    small = {word for word in _WORD.findall(told) if word[0].islower()}
    names = {
        word.lower()
        for sentence in _SENTENCE.findall(told)
        if not in_title_case(sentence)
        for word in _WORD.findall(sentence)[1:]
        if word[0].isupper()
    }

    def lowered(sentence: str) -> str:
        titled = bool(told) and in_title_case(sentence)

        def one(match: re.Match[str]) -> str:
            word, low = match[0], match[0].lower()
            acronym = word.isupper() and len(word) > 1 and not sentence.isupper()
            before = re.search(r"(\w+)\s+$", sentence[: match.start()])
            named = low in namesakes and not (before and before[1].lower() in _ARTICLES)
            common = titled and low not in names and not named and not acronym
            return low if low in small or common else word

        return _WORD.sub(one, sentence)

    return "".join(map(lowered, _SENTENCE.findall(text)))
