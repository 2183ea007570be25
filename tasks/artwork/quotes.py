"""Finds what an English story quotes and who says it, so that a card can show both."""

import re
from dataclasses import dataclass

from tasks.artwork.people import Cast
from tasks.domain.words import count_words

LEAST = 3  # words that a scene has to hold of a quote
_UNSAID = 6  # words from which a sentence in quotation marks is speech, even if nobody is told to say it
_QUOTED = re.compile(r"“(?P<curly>[^“”]+)”|(?<!\w)\"(?P<straight>[^\"]+)\"(?!\w)")
_SAYS = (
    "said|says|say|saying|told|tells|added|adds|stated|states|explained|explains|wrote|writes|noted|notes|recalled|recalls|"
    "asked|asks|replied|replies|answered|claimed|claims|argued|argues|announced|warned|warns|insisted|declared|remarked|"
    "shouted|whispered|cried|exclaimed|muttered|joked|concluded|admitted|suggested|suggests|tweeted|commented"
)
_NAME = r"(?:[A-Z][\w’'.-]+)(?:\s(?:of\s|de\s|van\s|von\s)?[A-Z][\w’'.-]+){0,3}"
_AFTER = re.compile(
    rf"\s*(?:(?P<first>{_NAME}|he|she)(?:,[^,.]{{3,60}},)?\s(?:\w+ly\s|also\s|later\s|has\s|had\s)?(?:{_SAYS})\b|"
    rf"(?:{_SAYS})\s(?P<last>{_NAME}))"
)
_BEFORE = re.compile(
    rf"(?P<name>{_NAME}|\b[Hh]e|\b[Ss]he)(?:,[^,.]{{3,60}},)?\s(?:\w+ly\s|also\s|later\s)?(?:{_SAYS})"
    r"[^.“\"]{0,30}[,:]?\s*$"
)
_NOBODY = frozenset("The This That It They We I You But And When If There In On At".split())


@dataclass(frozen=True)
class Quote:
    """A quote of a story: where it stands, without its marks, and who says it as the story names them, if it does."""

    start: int
    end: int
    speaker: str


def quotes_of(story: str, cast: Cast) -> tuple[Quote, ...]:
    """What is said in the story in quotation marks; words that are only called so, as in “little Chopin”, are none."""
    found = []
    for match in _QUOTED.finditer(story):
        said = match["curly"] or match["straight"]
        start = match.start() + 1
        speech, speaker = _speaker(story, match, cast)
        closed = said.rstrip()[-1:] in {",", ".", "!", "?", "…"}
        if speech or (closed and count_words(said) >= _UNSAID):
            found.append(Quote(start, start + len(said), speaker))
    return tuple(found)


def quoted_in(start: int, end: int, quotes: tuple[Quote, ...], story: str) -> tuple[str, str]:
    """The quoted words within story[start:end] and their speaker; "" for both if too few of its words are quoted."""
    for quote in quotes:
        said = story[max(start, quote.start) : min(end, quote.end)].strip()
        if said and count_words(said) >= LEAST and 2 * count_words(said) > count_words(story[start:end]):
            return said, quote.speaker
    return "", ""


def _speaker(story: str, quote: re.Match[str], cast: Cast) -> tuple[bool, str]:
    """Whether the words around a quote make it speech, and by whom."""
    after = _AFTER.match(story, quote.end())
    before = _BEFORE.search(story[max(0, quote.start() - 120) : quote.start()])
    name = (after["first"] or after["last"]) if after else before["name"] if before else ""
    if not name:
        return False, ""
    if name.lower() in {"he", "she"}:
        return True, cast.main if name.lower() == cast.pronoun else ""
    name = name.strip(" ,.’'")
    if name.split()[0] in _NOBODY:
        return True, ""
    return True, cast.names.get(name, name)
