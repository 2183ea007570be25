"""Turns a file or a web page into facts: its sentences in order, each with its source."""

from collections.abc import Callable, Mapping

from tasks.domain.errors import BadInput
from tasks.domain.request import field_name
from tasks.domain.story import Document, Dossier, Fact, Source, Topic
from tasks.domain.text.reading import ReadSentence, word_count
from tasks.domain.values import Artifact
from tasks.machine.courtesy import downloading
from tasks.machine.network.safe_fetch import fetch
from tasks.machine.storage.assets import AssetStore
from tasks.providers.context import ProviderContext
from tasks.providers.reader.formats import MAX_SENTENCES, Reading, page_suffix, read_source

MIN_WORDS = 25
PAGE_SECONDS = 15.0


class DocumentFacts:
    """Reads files of all formats in `tasks.providers.reader`, and the web pages that `fetch` downloads."""

    def __init__(self, store: AssetStore, fetch: Callable[[str], bytes]) -> None:
        self.store = store
        self.fetch = fetch

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"reader": 10}

    def gather(self, topic: Topic, document: Document | None, language: str = "en") -> Dossier:
        """The document's sentences, in its own language. `language` is assumed for a text that is too short to tell.

        Raises BadInput, saying what the document holds instead, if it holds no prose.
        """
        if document is None:
            raise BadInput("No source was given.", advice=f"Give a file or a web address ({field_name('source')}).")
        data = self.fetch(document.url) if document.url else self.store.read(_file(document))
        suffix = document.file.suffix if document.file else page_suffix(document.url or "")
        reading = read_source(data, document.name, language, suffix)
        spoken = reading.text.spoken
        _check(spoken, document.name, reading.text.language)
        facts = tuple(
            Fact(id=f"f{number}", text=sentence.text, source="s1", section=sentence.section, paragraph=sentence.block)
            for number, sentence in enumerate(spoken[:MAX_SENTENCES], 1)
        )
        source = Source(
            id="s1",
            title=reading.title if reading.titled else document.name,
            url=document.url or reading.url,
            author=reading.author,
            licence=reading.licence,
        )
        return Dossier(
            title=topic.title if topic.origin != "document" else reading.title,
            facts=facts,
            sources=(source,),
            language=reading.text.language,
            notes=(*reading.notes, *_cut(reading, document.name)),
        )


def page_reader(context: ProviderContext) -> DocumentFacts:
    """Reads pages of the open web. Downloads are cached for a day."""

    def download(url: str) -> bytes:
        def ask() -> bytes:
            with downloading(url):
                return fetch(url, seconds=PAGE_SECONDS, agent=context.agent).data

        return context.responses.data({"page": url}, ask)

    return DocumentFacts(context.store, download)


def _file(document: Document) -> Artifact:
    if document.file is None:
        raise BadInput(f"The source {document.name} has neither a file nor an address.")
    return document.file


def _cut(reading: Reading, name: str) -> tuple[str, ...]:
    count = len(reading.text.spoken)
    return (
        (f"Only the first {MAX_SENTENCES} of {count} sentences of {name} were used.",) if count > MAX_SENTENCES else ()
    )


def _check(sentences: tuple[ReadSentence, ...], name: str, language: str) -> None:
    if not sentences:
        raise BadInput(
            f"There are no sentences in {name}.",
            advice="Give prose or lists: code, tables and pictures are not spoken.",
        )
    count = sum(word_count(sentence.text, language) for sentence in sentences)
    if count < MIN_WORDS:
        plural = "s" if len(sentences) > 1 else ""
        raise BadInput(
            f"The source {name} is too short: {count} words in {len(sentences)} sentence{plural}.",
            advice=f"Give at least {MIN_WORDS} words.",
        )
