"""Names that a text has and its grounds have not, told by their capitals.

Not in German, which writes all nouns with a capital, and not in scripts that have none.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from tasks.domain.languages import base
from tasks.domain.text.vocabulary import stop_words

ALL_NOUNS = frozenset({"de", "lb"})  # languages in which a capital tells nothing
SAME = 4  # letters that two forms of one name share: Vienna and Viennese, Москва and Москвы
HEADLINE = 0.5  # share of words with a capital
A_TITLE = 5  # words; with fewer, a sentence of two names looks the same
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?…:;]\s*|[“\"«„(—–]\s*)$")  # before a word that has a capital whatever it is


def names_of(texts: Iterable[str], language: str) -> frozenset[str]:
    """The names in these texts: words with a capital within a sentence."""
    if base(language) in ALL_NOUNS:
        return frozenset()
    return frozenset(word for text in texts for word, opens in _capitals(text) if not opens)


def strange_names(text: str, grounds: Sequence[str], language: str, known: Collection[str] = ()) -> list[str]:
    """The names in `text` of which no ground has a form.

    `known` are words that are names at the beginning of a sentence too.
    """
    if base(language) in ALL_NOUNS or _is_headline(text):
        return []
    words = {_plain(word) for ground in grounds for word in _WORD.findall(ground)}
    initials = {_initials(ground) for ground in grounds}
    stop = stop_words(language)
    found = [
        word
        for word, opens in _capitals(text)
        if _plain(word) not in stop and (not opens or word in known) and not _has(word, words, initials)
    ]
    return list(dict.fromkeys(found))


def _capitals(text: str) -> Iterator[tuple[str, bool]]:
    """The words with a capital, and whether each opens a sentence or a quotation."""
    for found in _WORD.finditer(text):
        if found[0][0].isupper() and len(found[0]) > 1:
            yield _bare(found[0]), bool(_OPENS.search(text[: found.start()]))


def _is_headline(text: str) -> bool:
    """Whether Most of Its Words Have Capitals, which then tell nothing."""
    words = _WORD.findall(text)
    return len(words) >= A_TITLE and sum(word[0].isupper() for word in words) > HEADLINE * len(words)


def _has(name: str, words: Collection[str], initials: Collection[str]) -> bool:
    plain = _plain(name)
    if plain in words or (name.isupper() and any(name in letters for letters in initials)):
        return True
    return len(plain) > SAME and any(len(word) > SAME and word[:SAME] == plain[:SAME] for word in words)


def _initials(text: str) -> str:
    """The initials of its words with a capital: an abbreviation of "United States" is among them."""
    return "".join(word[0] for word, _ in _capitals(text))


def _bare(word: str) -> str:
    return re.sub(r"['’]s?$", "", word)


def _plain(word: str) -> str:
    return _bare(word).casefold()
