"""Extracts statements that can be read aloud from article texts and search snippets."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tasks.domain.story import Dossier, Fact, Source, Topic
from tasks.domain.text.sentences import sentences

MIN_WORDS = 4  # in a statement
# Sections of an article that hold no prose about its subject.
APPENDICES = frozenset(
    """
    see also|references|external links|further reading|notes|bibliography|sources|footnotes|citations|gallery|works
    |publications|discography|filmography|notes and references|selected works|literature|explanatory notes
    """.replace("\n    ", "").split("|")
)
_NOTE_MARKS = re.compile(
    r"\[(?:\d{1,3}|[a-z]|(?:note|nb|n) ?\d+|citation needed|clarification needed|update|who\?|when\?)\]", re.IGNORECASE
)
_FORMULA = re.compile(r"\{\\displaystyle.*?\}(?=\s|$)|\{\\[^}]*\}", re.DOTALL)
# Brackets that are useless to a listener: pronunciation, other spellings, plurals, years of birth and death.
_ASIDE = re.compile(
    r"^\W*$|/[^/\s]+/|[ˈˌːəɪʊɒæɔʃʒθðŋɛʌɑɡⓘ]|[\u0370-\u1fff\u2c80-\uabff\uac00-\ufaff]|^[A-Z][a-z]+(?: [A-Z][a-z]+)?: "
    r"|\b(?:pronounced|pronunciation|listen|plural|romani[sz]ed|IPA|born|n[ée]e|died)\b|\b(?:pl|sing|lit|transl|abbr)\."
    r"|\d{3,4}\s*[–-]\s*(?:\w+\s){0,2}(?:\d|present)|^(?:c|r|fl|d|b)\.\s",
)
_DATED = re.compile(
    r"^(?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}|\d+ (?:minute|hour|day|week|month)s? ago)"
    r"\s*[—–\-·:]+\s*"
)
_BEGINS = re.compile(r"""^["'“‘(]*[A-Z0-9À-ÞŁŚŽ]""")


def readable(text: str) -> str:
    """The text without note marks, formulas and those asides in brackets that make sense only in print."""
    text = text.translate({0xA0: " ", 0x202F: " ", 0xAD: None, 0x200B: None, 0x200E: None, 0xFEFF: None})
    text = _FORMULA.sub(" ", _NOTE_MARKS.sub("", text))
    before = ""
    while before != text:  # from the innermost brackets outwards; \x01 and \x02 stand for brackets to keep
        before = text
        text = re.sub(r"[ ]?\(([^()]*)\)", _without_aside, text)
    text = text.replace("\x01", "(").replace("\x02", ")")
    text = re.sub(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])", " ", text)  # between paragraphs that run together
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))


def _without_aside(found: re.Match[str]) -> str:
    return "" if _ASIDE.search(found[1]) else found[0].replace("(", "\x01").replace(")", "\x02")


def statements(text: str) -> list[str]:
    """The whole sentences of a text, without fragments, headings and lists."""
    return [
        sentence
        for sentence in sentences(readable(text))
        if _BEGINS.match(sentence)
        and sentence.rstrip("\"'”’)")[-1:] in {".", "!", "?"}
        and len(sentence.split()) >= MIN_WORDS
        and not re.search(r"[{}\\<>|]|https?://|www\.", sentence)
    ]


def snippet_statements(snippet: str) -> list[str]:
    """The whole sentences of a search snippet, without its leading date and the sentences that dots cut off."""
    parts = re.split(r"\s*(?:\.{3,}|…)\s*", _DATED.sub("", snippet.strip()))
    return [statement for part in parts for statement in statements(part)]


def article_statements(article: str) -> Iterator[tuple[str, str]]:
    """Yields (section, sentence) from a plain-text article with headings == like this ==, without its appendices."""
    section, skipped = "", 0
    for line in article.splitlines():
        heading = re.match(r"^(={2,6})\s*(.*?)\s*\1$", line.strip())
        if heading:
            depth = len(heading[1])
            if skipped and depth > skipped:
                continue  # within an appendix
            skipped = depth if heading[2].lower() in APPENDICES else 0
            section = heading[2]
        elif not skipped:
            for sentence in statements(line):
                yield section, sentence


@dataclass
class Gathering:
    """Collects facts for a dossier: each once, with its source."""

    facts: list[Fact] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)

    def add(self, texts: Iterable[str], source: Source, section: str = "") -> None:
        """Add the texts that are new as facts. Numbers the source ("s1"), and drops it if it adds nothing new."""
        for text in texts:
            same = re.sub(r"\W+", " ", text).strip().lower()
            if not same or same in self._seen:
                continue
            self._seen.add(same)
            self.facts.append(
                Fact(id=f"f{len(self.facts) + 1}", text=text, source=self._id_of(source), section=section)
            )

    def _id_of(self, source: Source) -> str:
        for known in self.sources:
            if (known.url, known.title) == (source.url, source.title):
                return known.id
        self.sources.append(source.model_copy(update={"id": f"s{len(self.sources) + 1}"}))
        return self.sources[-1].id

    def dossier(self, topic: Topic, *notes: str) -> Dossier:
        """The dossier of all that was collected; empty notes are dropped."""
        return Dossier(
            title=topic.title,
            facts=tuple(self.facts),
            sources=tuple(self.sources),
            about=topic.about,
            notes=tuple(note for note in notes if note),
        )
