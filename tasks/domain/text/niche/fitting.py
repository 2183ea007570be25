"""Whether a topic is of a channel's niche, by its words alone: what is held to where no language model chooses.

A description says first what a thing is: "American actor", "species of beetle", "1998 film by". That kind decides. A
topic of no known kind must share a word with the niche.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cached_property

from tasks.domain.languages import base
from tasks.domain.story import Trend
from tasks.domain.text.niche.words import LOUD, WIDER, field_of, lists
from tasks.domain.text.subjects import VAGUE, subject_word, subject_words
from tasks.domain.text.vocabulary import stop_words

# What a niche is dressed in: it narrows nothing down.
LOOSE = VAGUE | {
    subject_word(word, "")
    for word in """
    fact wonder curiosity story thing topic subject anything everything trivia knowledge tale amazing interesting
    curious surprising strange weird odd fascinating incredible forgotten unknown famous popular today daily explain
    explained learn learning education educational fun general world worldwide short video channel life modern news
    mystery mysterious
    fakt fakten wissen wunder allgemeinwissen nachricht erstaunlich spannend kurios seltsam kurzvideo
    fait merveille curiosité savoir actualité étonnant incroyable insolite
    dato curiosidad maravilla conocimiento noticia sorprendente increíble asombroso curioso
    fatto meraviglia curiosità conoscenza attualità sorprendente incredibile curioso
    fato maravilha conhecimento notícia surpreendente incrível
    feit nieuws wetenswaardigheid verbazingwekkend nyhet fakta märklig ciekawostka fakt wiadomość niezwykły
    факт чудо знание новость удивительный интересный факт новина дивовижний цікавий
    bilgi ilginç haber γεγονός είδηση παράξενος
    """.split()
}
STEM = 6  # letters of a word of the niche that may begin a longer one: football, footballer
_COPULA = re.compile(
    r"^.{0,160}?\b(?:is|are|was|were|ist|sind|war|waren|est|sont|était|es|son|fue|è|sono|era|é|são|foi)\s+"
    r"(?:an?|the|one of the|eine?r?s?|der|die|das|une?|des|les?|la|una?|el|uno|il|lo|gli|um|uma|o|a)\s+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_HEAD_ENDS = re.compile(
    r"[,;:.–—]|\s(?:of|by|in|from|for|with|to|on|at|about|that|which|who|whose|where|set|based|made|used|known|near)\s",
    re.IGNORECASE,
)
_CONJUNCT = re.compile(r"\s(?:and|or|&)\s|/", re.IGNORECASE)


@dataclass(frozen=True)
class Niche:
    """A channel's niche, in the channel's language or in English."""

    text: str
    language: str = "en"

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((base(self.language), "en")))

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that a topic may share with it."""
        readings = [self._words(written) for written in self.text.split()]
        return frozenset(word for each in readings if not each & LOOSE for word in each)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields of interest that it names, with those that they include."""
        known = [lists(language).named for language in self.languages]
        named = {fields[word] for fields in known for word in self._all & fields.keys()}
        return frozenset(named | {wider for field in named for wider in WIDER.get(field, ())})

    @cached_property
    def is_open(self) -> bool:
        """Whether it shuts nothing out: it is empty, or as wide as "amazing facts"."""
        return not self.words and not self.fields

    @cached_property
    def _all(self) -> frozenset[str]:
        return self._words(self.text)

    def fits(self, trend: Trend) -> bool:
        """Whether the topic is of this niche, as far as its title and its description say."""
        if self.is_open:
            return True
        word, field = self._kind(trend)
        if field and (field in self.fields or self._met({word})):
            return True
        return field not in LOUD and bool(self.shared(trend))

    def shared(self, trend: Trend) -> frozenset[str]:
        """The words that the topic shares with the niche."""
        return self._met(self._words(f"{trend.title} {trend.about}"))

    def _met(self, theirs: Set[str]) -> frozenset[str]:
        """The words of the niche that are among these, or begin one of them."""
        longer = {word for word in self.words if len(word) >= STEM and any(other.startswith(word) for other in theirs)}
        return self.words & theirs | longer

    def _words(self, text: str) -> frozenset[str]:
        return frozenset(word for language in self.languages for word in subject_words(text, language))

    def _kind(self, trend: Trend) -> tuple[str, str]:
        """The word that says what kind of thing the topic is, and its field; both empty if no word does."""
        about = _COPULA.sub("", _ASIDE.sub(" ", trend.about), count=1)
        head, rest = _cut(_HEAD_ENDS, f"{about} ")
        first, others = _cut(_CONJUNCT, head)
        parts = (_backwards(first), others, rest, _backwards(trend.title))
        # In other languages the kind stands before its attributes or behind them: the first known word tells it.
        for language in self.languages:
            for part in parts if self.languages == ("en",) else (about, trend.title):
                for word in self._shown(part, language):
                    if field := field_of(word, language):
                        return word, field
        return "", ""

    def _shown(self, text: str, language: str) -> Iterator[str]:
        """The words of a text, in their order, and each part of those with a hyphen."""
        small = stop_words(self.languages[0])
        for written in text.split():
            if written.lower() not in small:  # "war" is no war in German
                yield from subject_words(written, language)
                yield from subject_words(written.replace("-", " "), language)


def _cut(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _backwards(text: str) -> str:
    return " ".join(reversed(text.split()))
