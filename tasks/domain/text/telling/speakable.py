"""Tells which sentences of a text can be spoken: whole ones, each once, that do not only speak of the page."""

from collections.abc import Collection, Sequence

from tasks.domain.text.commands import is_step
from tasks.domain.text.hanging.links import signposts
from tasks.domain.text.hanging.needs import Needs, quotes_on
from tasks.domain.text.prose import MAX_WORDS, MIN_WORDS, stands_alone
from tasks.domain.text.telling.kinds import Kind
from tasks.domain.text.telling.paragraphs import Place
from tasks.domain.text.telling.spoken_length import SHORTEST
from tasks.domain.text.verbs import says

WORD = 4  # words: fewer make no statement
LABEL, LONGEST_LABEL = 3, 10  # words


def speakable(texts: Sequence[str], kind: Kind, language: str, places: Sequence[Place]) -> list[int]:
    """The numbers of the sentences that can be spoken, in order. A recipe may say a step twice."""
    judged = language.partition("-")[0] == "en" and kind in {Kind.account, Kind.story}
    seen: set[str] = set()
    fit = []
    least = 1 if kind is not Kind.account else 2
    quoted = quotes_on(texts)
    for number, text in enumerate(texts):
        again = text.lower() in seen and not (kind is Kind.recipe and is_step(text))
        # A quotation of two sentences is told whole: `needs` keeps them together.
        bare = text.replace('"', "") if {number, number + 1} & quoted else text
        whole = (
            stands_alone(bare, language, follows=True)
            or (least <= len(text.split()) < SHORTEST and text.count("(") == text.count(")"))
            or text.lower() in {"yes.", "no."}
            or (number == 0 and not MIN_WORDS <= len(text.split()) <= MAX_WORDS)  # who, where and when
        )
        alone = places[number].size == 1 or (kind is Kind.account and places[number].ends)
        if judged and number and alone and _says_nothing(text):
            continue
        if whole and not again and not signposts(text):  # "Here are ten facts": not all of them will follow
            fit.append(number)
            seen.add(text.lower())
    return fit


def past_signposts(found: Sequence[Needs], texts: Sequence[str], fit: Collection[int]) -> list[Needs]:
    """The needs, where one for "Enjoy!" or "Well, here we are." is for the sentence before, which said something."""

    def meant(number: int) -> int:
        while number not in fit and number - 1 >= 0 and (len(texts[number].split()) < WORD or signposts(texts[number])):
            number -= 1
        return number

    return [
        frozenset(
            frozenset(meant(at) if at < number else at for at in need) if len(need) == 1 else need for need in own
        )
        for number, own in enumerate(found)
    ]


def _says_nothing(text: str) -> bool:
    """Whether a paragraph is an item of a list or a label, without a verb: "Tungsten light bulb: 500 mA." """
    plain = text.endswith(".") and not is_step(text) and text[0] not in "\"“'‘«"
    return plain and LABEL <= len(text.split()) <= LONGEST_LABEL and not says(text)
