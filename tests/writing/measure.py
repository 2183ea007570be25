"""Runs the writer that needs no key on every text, as `--source` would, and judges what it writes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tasks.domain.channel import Channel
from tasks.domain.story import Brief, Document, Dossier, Story
from tasks.machine.storage.assets import AssetStore
from tasks.providers.document_facts import DocumentFacts
from tasks.providers.extractive import ExtractiveWriter
from tasks.providers.hibari.voice import PACE
from tasks.trending import asked_for
from tests.writing.cases import Case, cases
from tests.writing.judge import Verdict, judge

Judged = tuple[Case, Story, Verdict]


def dossier_of(case: Case, store: AssetStore) -> Dossier:
    """The facts that the document reader finds in the case's file."""
    document = Document(name=case.file, file=store.put(case.text.encode(), Path(case.file).suffix))
    brief = Brief(channel=Channel(), day=date(2026, 11, 24), seed=1, document=document)
    return DocumentFacts(store, lambda _: b"").gather(asked_for(brief, lambda: False), document)


def measured(length: int | None = None) -> list[Judged]:
    """Every case with its story and the verdict. `length`: seconds to aim for, in place of the channel's default."""
    channel = Channel() if length is None else Channel(length_seconds=length)
    writer = ExtractiveWriter()
    judged: list[Judged] = []
    with TemporaryDirectory() as folder:
        store = AssetStore(Path(folder))
        for case in cases():
            story = writer.write(dossier_of(case, store), channel, PACE, 1)
            judged.append((case, story, judge(case, [scene.narration for scene in story.script.scenes])))
    return judged


def shares(judged: Sequence[Judged]) -> Counter[str]:
    """How many scripts stand alone, partly or not, and how many false statements they hold."""
    counts = Counter({"alone": 0, "partly": 0, "not": 0, "false": 0})
    for _, _, verdict in judged:
        counts[verdict.standing] += 1
        counts["false"] += len(verdict.false)
    return counts


def table(judged: Sequence[Judged]) -> str:
    """The counts by genre and in all, one line each."""
    genres = list(dict.fromkeys(case.genre for case, _, _ in judged))
    rows = [(genre, shares([one for one in judged if one[0].genre == genre])) for genre in genres]
    rows.append(("all", shares(judged)))
    head = f"{'genre':<12}{'alone':>7}{'partly':>8}{'not':>5}{'false':>7}"
    return "\n".join(
        [head, *(f"{genre:<12}{n['alone']:>7}{n['partly']:>8}{n['not']:>5}{n['false']:>7}" for genre, n in rows)]
    )
