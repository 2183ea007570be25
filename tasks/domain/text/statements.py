"""Extracts statements that can be read aloud from article texts and search snippets."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tasks.domain.languages import base
from tasks.domain.story import Dossier, Fact, Source, Topic
from tasks.domain.text.abbreviations import small
from tasks.domain.text.reading import word_count
from tasks.domain.text.sentences import is_closed, normalised, sentences

MIN_WORDS = 4  # in a statement
# Sections of an article that hold no prose about its subject, in the languages of the built-in writer.
APPENDICES = frozenset(
    """
    see also|references|external links|further reading|notes|bibliography|sources|footnotes|citations|gallery|works
    |publications|discography|filmography|notes and references|selected works|literature|explanatory notes
    |siehe auch|einzelnachweise|weblinks|literatur|anmerkungen|quellen|werke|schriften|fußnoten|belege
    |voir aussi|notes et références|références|liens externes|bibliographie|annexes|articles connexes|œuvres
    |véase también|referencias|enlaces externos|bibliografía|notas|fuentes|obras|filmografía|discografía
    |voci correlate|note|altri progetti|collegamenti esterni|bibliografia|opere|filmografia|discografia|fonti
    |ver também|referências|ligações externas|leitura adicional
    |zie ook|referenties|externe links|externe link|bronnen|noten|literatuur|bronnen, noten en/of referenties
    |zobacz też|przypisy|linki zewnętrzne|uwagi|dzieła|źródła
    |см. также|примечания|ссылки|литература|источники|комментарии|библиография|сочинения|галерея
    |див. також|примітки|посилання|література|джерела|коментарі|бібліографія
    |ayrıca bakınız|kaynakça|dış bağlantılar|notlar|kaynaklar|konuyla ilgili yayınlar
    |δείτε επίσης|παραπομπές|εξωτερικοί σύνδεσμοι|βιβλιογραφία|σημειώσεις|πηγές|αναφορές
    |se även|referenser|externa länkar|källor|noter|litteratur|fotnoter|vidare läsning
    |関連項目|脚注|外部リンク|参考文献|注釈|出典|参见|參見|外部链接|外部連結|参考资料|각주|외부 링크|같이 보기|참고 문헌
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
# … and, in texts of other alphabets, brackets that spell a name in Latin letters.
_LATIN_ASIDE = re.compile(r"^(?:англ|лат|нем|фр|греч|др)\b|^[^\d]*[A-Za-zÀ-ž]{2}[^\d]*$")
_LATIN = frozenset("en de fr es it pt nl pl tr sv da no fi cs sk hu ro id vi hr sl et lv lt ca".split())
_KEPT = {ord("("): "\x01", ord(")"): "\x02"}


def readable(text: str, language: str = "en") -> str:
    """The text without note marks, formulas and those asides in brackets that make sense only in print."""
    text = normalised(text).translate({0xA0: " ", 0x202F: " "})
    aside = _without_aside if base(language) in _LATIN else _without_latin_aside
    text = _FORMULA.sub(" ", _NOTE_MARKS.sub("", text))
    before = ""
    while before != text:  # from the innermost brackets outwards; \x01 and \x02 stand for brackets to keep
        before = text
        text = re.sub(r"[ ]?\(([^()]*)\)", aside, text)
    text = text.replace("\x01", "(").replace("\x02", ")")
    text = re.sub(r"(?<=[a-z]{2}[.!?])(?=[A-Z][a-z])", " ", text)  # between paragraphs that run together
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(text.split()))


def _without_aside(found: re.Match[str]) -> str:
    return "" if _ASIDE.search(found[1]) else found[0].translate(_KEPT)


def _without_latin_aside(found: re.Match[str]) -> str:
    return "" if _LATIN_ASIDE.search(found[1]) or not found[1].strip() else found[0].translate(_KEPT)


def statements(text: str, language: str = "en") -> list[str]:
    """The whole sentences of a text, without fragments, headings and lists."""
    return [
        sentence
        for sentence in sentences(readable(text, language), language)
        if _begins(sentence)
        and is_closed(sentence)
        and not sentence.endswith("…")
        and word_count(sentence, language) >= MIN_WORDS
        and not re.search(r"[{}\\<>|]|https?://|www\.", sentence)
    ]


def _begins(sentence: str) -> bool:
    """Whether it begins as a sentence does: with a capital, a digit, or a letter of a script without capitals."""
    first = sentence.lstrip("\"'“‘„«(¿¡「『")[:1]
    return first.isalnum() and not small(first)


def snippet_statements(snippet: str, language: str = "en") -> list[str]:
    """The whole sentences of a search snippet, without its leading date and the sentences that dots cut off."""
    parts = re.split(r"\s*(?:\.{3,}|…)\s*", _DATED.sub("", snippet.strip()))
    return [statement for part in parts for statement in statements(part, language)]


def article_paragraphs(article: str, language: str = "en") -> Iterator[tuple[str, list[str]]]:
    """Yields the section and the sentences of each paragraph of a plain-text article with headings == like this ==,
    without its appendices."""
    section, skipped = "", 0
    for line in article.splitlines():
        heading = re.match(r"^(={2,6})\s*(.*?)\s*\1$", line.strip())
        if heading:
            depth = len(heading[1])
            if skipped and depth > skipped:
                continue  # within an appendix
            skipped = depth if heading[2].lower() in APPENDICES else 0
            section = heading[2]
        elif not skipped and (paragraph := statements(line, language)):
            yield section, paragraph


@dataclass
class Gathering:
    """Collects facts for a dossier: each once, with its source and its paragraph."""

    facts: list[Fact] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _paragraph: int = 0

    def add(self, texts: Iterable[str], source: Source, section: str = "") -> None:
        """Add the texts that are new as facts: the sentences of one paragraph.

        Numbers the source ("s1"), and drops it if it adds nothing new.
        """
        self._paragraph += 1
        for text in texts:
            same = re.sub(r"\W+", " ", text).strip().lower()
            if not same or same in self._seen:
                continue
            self._seen.add(same)
            self.facts.append(
                Fact(
                    id=f"f{len(self.facts) + 1}",
                    text=text,
                    source=self._id_of(source),
                    section=section,
                    paragraph=self._paragraph,
                )
            )

    def _id_of(self, source: Source) -> str:
        for known in self.sources:
            if (known.url, known.title) == (source.url, source.title):
                return known.id
        self.sources.append(source.model_copy(update={"id": f"s{len(self.sources) + 1}"}))
        return self.sources[-1].id

    def dossier(self, topic: Topic, *notes: str, language: str = "en") -> Dossier:
        """The dossier of all that was collected; empty notes are dropped."""
        return Dossier(
            title=topic.title,
            facts=tuple(self.facts),
            sources=tuple(self.sources),
            about=topic.about,
            language=language,
            notes=tuple(note for note in notes if note),
        )
