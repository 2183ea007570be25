"""A text that has been read: its sentences, each with its kind and its place, and what was left out of it.

A reader in `tasks.providers.reader` turns a file into blocks. `read_text` splits them into sentences, once: every stage
after that uses the sentences and splits nothing again.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tasks.domain.text.sentences import CLOSERS, STOPS, UNSPACED, full_stop, is_closed, normalised, spans

SHORT_ITEM = 4  # words: shorter list items say nothing on their own
FORMULA = "\ue0ff"  # stands for a formula that cannot be said
_ADDRESS = re.compile(r"\ufffc|https?://|\bwww\.|\b[\w.+-]+@[\w-]+\.\w{2,}|(?<!\w)@\w")
_ASIDE = re.compile(r"[(\[][^()\[\]]*[)\]]")
_FOOTNOTE = re.compile(r"(?<=[a-z]{3}[.!?])\d{1,2}(?=$| [A-Z\"“])")  # "as a golf ball.1 Your body": its mark is no word
_LEADS_IN = re.compile(r"[:：]\s*$")
_TAIL = re.compile(r"[\s,;:：·–—-]+$")


class Kind(StrEnum):
    """What a sentence is a part of."""

    prose = "prose"
    line = "line"  # of a text without punctuation
    item = "list item"
    quotation = "quotation"
    heading = "heading"


@dataclass(frozen=True)
class Block:
    """One paragraph, list item or heading, on one line, under the heading `section`."""

    kind: Kind
    text: str
    section: str = ""


@dataclass(frozen=True)
class ReadSentence:
    """A sentence as it is spoken. `start` and `end` are its place in the text that was read.

    `block` numbers the paragraph, list item or heading that it stands in, from 1.
    """

    text: str
    kind: Kind
    section: str
    start: int
    end: int
    block: int


@dataclass(frozen=True)
class ReadText:
    """What a reader understood. `text` holds the blocks, in Unicode's composed form, separated by empty lines."""

    text: str
    language: str
    sentences: tuple[ReadSentence, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)  # "code block": 2

    @property
    def spoken(self) -> tuple[ReadSentence, ...]:
        """The sentences of the text itself, without its headings."""
        return tuple(sentence for sentence in self.sentences if sentence.kind is not Kind.heading)


def read_text(blocks: Iterable[Block], language: str, left_out: Mapping[str, int]) -> ReadText:
    """Split blocks into sentences. List items and lines without a stop get one; addresses cannot be spoken."""
    left, sentences = Counter(left_out), []
    parts: list[str] = []
    at = 0
    for number, block in enumerate(_joined_lists(blocks, language, left), 1):
        parts.append(block.text)
        for start, end in spans(block.text, language):
            sentence = block.text[start:end]
            if reason := _unspeakable(sentence, block.kind):
                left[reason] += 1
                continue
            said = sentence if block.kind is Kind.heading else _stopped(sentence, block.kind, language)
            sentences.append(ReadSentence(said, block.kind, block.section, at + start, at + end, number))
        at += len(block.text) + 2
    return ReadText("\n\n".join(parts), language, tuple(sentences), dict(left))


def left_out_note(name: str, left_out: Mapping[str, int]) -> str:
    """One sentence on what a text lost when it was read; empty if it lost nothing."""
    counts = [f"{count} {_plural(what) if count > 1 else what}" for what, count in sorted(left_out.items()) if count]
    return f"Left out of {name}: {', '.join(counts)}." if counts else ""


def _plural(what: str) -> str:
    """The plural of a name such as "code block" or "sentence with a web address"."""
    head, joint, rest = what.partition(" with ") if " with " in what else what.partition(" to ")
    return f"{head}s{joint}{rest}"


def word_count(text: str, language: str) -> int:
    """The number of words, also in languages that write no spaces between them."""
    if language.partition("-")[0] not in UNSPACED:
        return len(text.split())
    from icu4py.breakers import WordBreaker  # noqa: PLC0415 - loaded by the first text without spaces

    return sum(any(map(str.isalnum, word)) for word in WordBreaker(text, language))


def _joined_lists(blocks: Iterable[Block], language: str, left: Counter[str]) -> list[Block]:
    """Blocks, where "They bring:" and what is short of the items after it become one sentence.

    Other short items go, unless they are amounts: "2 eggs" says something.
    """
    joined: list[Block] = []
    leading = False
    for given in blocks:
        text = _FOOTNOTE.sub("", " ".join(normalised(given.text).split()))
        block = Block(given.kind, text, normalised(given.section))
        if not block.text:
            continue
        item = block.kind is Kind.item
        bare = _ASIDE.sub(" ", block.text)  # the year of a film is no amount of it
        amount = any(map(str.isnumeric, bare))
        short = item and word_count(bare, language) < SHORT_ITEM and not (amount and not leading)
        if short and not is_closed(block.text):
            if leading:
                before = joined[-1]
                separator = " " if _LEADS_IN.search(before.text) else ", "
                joined[-1] = Block(Kind.item, before.text + separator + _TAIL.sub("", block.text), before.section)
            else:
                left["short list item"] += 1
            continue
        if item and leading and _LEADS_IN.search(joined[-1].text):  # "To sleep better: Avoid coffee at night."
            joined[-1] = Block(Kind.item, f"{joined[-1].text} {block.text}", block.section)
            leading = not is_closed(block.text)
            continue
        leading = (item and leading and not is_closed(block.text)) or (
            block.kind is not Kind.heading and bool(_LEADS_IN.search(block.text))
        )
        joined.append(block)
    return joined


def _unspeakable(sentence: str, kind: Kind) -> str:
    """What to count a sentence as if it cannot be spoken."""
    if FORMULA in sentence:
        return "sentence with a formula"
    if _ADDRESS.search(sentence):
        return "sentence with a web address"
    if not any(map(str.isalpha, sentence)) and not any(map(str.isdigit, sentence)):
        return "line of signs"
    if kind in {Kind.item, Kind.line, Kind.heading} or is_closed(sentence):
        return ""
    return "lead-in to a list" if _LEADS_IN.search(sentence) else "unfinished sentence"


def _stopped(sentence: str, kind: Kind, language: str) -> str:
    """The sentence with a stop at its end, within its closing quotation mark if it has one."""
    if is_closed(sentence) or kind not in {Kind.item, Kind.line}:
        return sentence
    bare = _TAIL.sub("", sentence.rstrip(CLOSERS))
    closers = sentence[len(sentence.rstrip(CLOSERS)) :]
    return f"{bare}{full_stop(language)}{closers}" if bare and bare[-1] not in STOPS else sentence
