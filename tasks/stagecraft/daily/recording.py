"""What a run's record says besides the times of its stages: the figures of its film, and how it ended."""

from tasks.domain.edition import Edition
from tasks.domain.errors import Refused
from tasks.domain.runs.kpi import Outcome, RunRecord
from tasks.domain.values import replaced
from tasks.domain.words import count_words


def with_film(record: RunRecord, edition: Edition) -> RunRecord:
    """The record with the figures that only a finished film has."""
    timeline, encode_seconds = edition.timeline, record.took("encode")
    figures = {
        "words_per_minute": 60 * count_words(edition.story.script.script) / timeline.seconds,
        "captions_per_minute": 60 * len(timeline.captions.cues) / timeline.seconds,
    }
    if encode_seconds is not None:  # the counter of an encode on another host does not reach this process
        figures["ffmpeg_encoding_fps"] = timeline.frames / max(0.001, encode_seconds)
    return replaced(record, metrics={**{k: round(v, 4) for k, v in figures.items()}, **record.metrics})


def outcome_of(error: BaseException) -> Outcome:
    """How a run that raised this error ended."""
    if isinstance(error, Refused):
        return "refused"
    return "failed" if isinstance(error, Exception) else "interrupted"
