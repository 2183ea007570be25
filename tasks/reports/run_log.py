"""What a run says of itself when it ends: the lines of its log, and the message of its last state."""

from collections import Counter
from collections.abc import Iterator

from tasks.domain.edition import Edition, Receipt
from tasks.domain.runs.kpi import RunRecord
from tasks.domain.words import count_words

ORIGINS = {"given": "yours", "found": "found", "drawn": "drawn"}


def closing_lines(record: RunRecord, edition: Edition, receipt: Receipt) -> Iterator[str]:
    """What was made, what came from the cache, what was replaced and paid, and where the film is."""
    script, timeline = edition.story.script, edition.timeline
    scenes, words = len(script.scenes), count_words(script.script)
    yield f"Script: {script.title!r} by {edition.story.writer}; scenes: {scenes}, words: {words}."
    pictures = Counter(ORIGINS[picture.origin] for picture in edition.pictures)
    shown = ", ".join(f"{count} {origin}" for origin, count in pictures.most_common())
    yield f"Voice: {edition.voice}. Pictures: {shown}."
    yield f"Film: {timeline.seconds:.1f} s, encoded by {edition.approved.video.encoder}; it passed all checks."
    executed = [f"{stage.stage} {stage.executed}" for stage in record.stages if stage.executed]
    cached = [f"{stage.stage} {stage.cached}" for stage in record.stages if stage.cached]
    yield f"Made: {', '.join(executed) or 'nothing'}. From the cache: {', '.join(cached) or 'nothing'}."
    for note in record.notes:
        yield f"Note: {note}"
    if cost := record.metrics.get("cost_usd", 0.0):
        left = "; ".join(f"{vendor}: {rest}" for vendor, rest in sorted(record.left.items()))
        yield f"Paid: about ${cost:.2f}. Left: {left or 'not reported'}."
    yield closing_message(record, receipt)


def closing_message(record: RunRecord, receipt: Receipt) -> str:
    """One sentence: whether anything was done, and where the short is."""
    begun = "Published" if record.executed else "Nothing to do: published before"
    folder = f", and in the folder {receipt.folder}" if receipt.folder not in {"", receipt.location} else ""
    return f"{begun} at {receipt.location}{folder}."
