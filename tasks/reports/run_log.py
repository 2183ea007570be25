"""What a run says of itself: the lines of its log, and the message of its last state."""

from collections import Counter
from collections.abc import Iterator

from tasks.domain.edition import Edition, Receipt
from tasks.domain.runs.kpi import RunRecord
from tasks.domain.story import Brief
from tasks.domain.words import count_words

ORIGINS = {"given": "yours", "found": "found", "drawn": "drawn", "made": "made by a model"}


def opening_line(brief: Brief) -> str:
    """What is to be made, for whom, and from what the user gave."""
    channel = brief.channel
    given = {
        "a script": brief.script,
        brief.document.name if brief.document else "": brief.document,
        f"{len(brief.pictures)} pictures": brief.pictures,
    }
    material = ", ".join(name for name, value in given.items() if value)
    parts = [
        f"{channel.name}, {brief.day}: a short of about {channel.length_seconds} s for {', '.join(channel.publishers)}",
        f"from {material}" if material else "",
        "spoken after a review of the script" if channel.review.of_script else "",
        "published after a review" if channel.review.of_film else "",
    ]
    return ", ".join(filter(None, parts)) + "."


def closing_lines(record: RunRecord, edition: Edition, receipt: Receipt, watch: str = "") -> Iterator[str]:
    """What was made, what came from the cache, what was replaced and paid, and where the film is."""
    script, timeline = edition.story.script, edition.timeline
    scenes, words = len(script.scenes), count_words(script.script)
    sources = "; ".join(source.title for source in edition.story.sources)
    yield f"Script: {script.title!r} by {edition.story.writer}; scenes: {scenes}, words: {words}."
    yield f"Facts from: {sources}." if sources else "Facts: the script was given."
    pictures = Counter(ORIGINS[picture.origin] for picture in edition.pictures)
    shown = ", ".join(f"{count} {origin}" for origin, count in pictures.most_common())
    yield f"Voice: {edition.voice}. Pictures: {shown}."
    yield f"Film: {timeline.seconds:.1f} s, encoded by {edition.approved.video.encoder}; it passed all checks."
    yield _work(record)
    for note in record.notes:
        yield f"Note: {note}"
    yield from _paid(record)
    yield closing_message(record, receipt, watch)


def failing_lines(record: RunRecord) -> Iterator[str]:
    """How far a run came that made no short, and what it paid. The sentence on its failure comes after them."""
    if record.stages:
        failed = ", ".join(stage.stage for stage in record.stages if stage.failed)
        yield _work(record) + (f" Failed: {failed}." if failed else "")
    yield from _paid(record)


def _work(record: RunRecord) -> str:
    executed = [f"{stage.stage} {stage.executed}" for stage in record.stages if stage.executed]
    cached = [f"{stage.stage} {stage.cached}" for stage in record.stages if stage.cached]
    return f"Made: {', '.join(executed) or 'nothing'}. From the cache: {', '.join(cached) or 'nothing'}."


def _paid(record: RunRecord) -> Iterator[str]:
    if cost := record.metrics.get("cost_usd", 0.0):
        left = "; ".join(f"{vendor}: {rest}" for vendor, rest in sorted(record.left.items()))
        yield f"Paid: about ${cost:.2f}." + (f" Left: {left}." if left else "")


def closing_message(record: RunRecord, receipt: Receipt, watch: str = "") -> str:
    """Whether anything was done, where the short is, and the address of a page that plays it, if there is one."""
    begun = "Nothing to do: published before" if record.counts_as == "repeated" else "Published"
    folder = f", and in the folder {receipt.folder}" if receipt.folder not in {"", receipt.location} else ""
    also = f", on {', on '.join(receipt.also)}" if receipt.also else ""
    return f"{begun} at {receipt.location}{also}{folder}." + (f" Watch it at {watch}" if watch else "")
