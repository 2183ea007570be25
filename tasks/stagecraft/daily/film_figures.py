"""The figures of a run that only its finished film has: pace, captions, and how long nothing happens in it."""

from tasks.domain.edition import Edition
from tasks.domain.film.events import longest_gap
from tasks.domain.runs.kpi import RunRecord
from tasks.domain.values import replaced
from tasks.domain.words import count_words


def with_film(record: RunRecord, edition: Edition) -> RunRecord:
    """The record with the figures that only a finished film has."""
    timeline, encode_seconds = edition.timeline, record.took("encode")
    figures = {
        "words_per_minute": 60 * count_words(edition.story.script.script) / timeline.seconds,
        "captions_per_minute": 60 * len(timeline.captions.cues) / timeline.seconds,
        "longest_gap": longest_gap(timeline),
    }
    if encode_seconds is not None:  # the counter of an encode on another host does not reach this process
        figures["ffmpeg_encoding_fps"] = timeline.frames / max(0.001, encode_seconds)
    return replaced(record, metrics={**{k: round(v, 4) for k, v in figures.items()}, **record.metrics})
