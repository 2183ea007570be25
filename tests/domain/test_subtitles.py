"""Subtitle files: blocks that read well, numbered, timed and escaped as players want them."""

from tasks.domain.cues import cues
from tasks.domain.models import Cue, OutputSpec
from tasks.domain.subtitles import MOST_CHARACTERS, srt, vtt
from tasks.domain.wordtimes import proportional

OUTPUT = OutputSpec()


def shown(text: str, pace: float = 0.3) -> tuple[Cue, ...]:
    words = text.split()
    seconds = pace * len(words)
    return cues(proportional(words, 0.1, seconds), OUTPUT, round((seconds + 1) * OUTPUT.fps), 3)


def blocks(text: str) -> list[list[str]]:
    """The lines of every block, without numbers and times."""
    return [block.split("\n")[2:] for block in srt(shown(text), OUTPUT.fps).strip().split("\n\n")]


def test_a_number_stays_with_what_it_counts() -> None:
    (lines,) = blocks("The oldest ice under the lake is more than 3.5 million years old.")
    assert lines == ["The oldest ice under the lake", "is more than 3.5 million years old."]


def test_an_abbreviation_ends_neither_line_nor_block() -> None:
    found = blocks("The mayor waited on the bridge for Dr. Smith and Mrs. Fox. They never came.")
    assert [" ".join(lines) for lines in found] == [
        "The mayor waited on the bridge for Dr. Smith and Mrs. Fox.",
        "They never came.",
    ]


def test_a_sentence_in_quotes_ends_its_block() -> None:
    assert len(blocks("He said “Go home.” They did.")) == 2


def test_a_long_sentence_is_parted_at_its_comma_and_every_line_fits() -> None:
    text = "When the winter storms come over the northern islands, all of the birds fly to a bay near the lighthouse."
    first, second = blocks(text)
    assert first[-1].endswith("islands,")
    assert [word for lines in (first, second) for line in lines for word in line.split()] == text.split()
    assert all(len(line) <= MOST_CHARACTERS for lines in (first, second) for line in lines)


def test_a_slow_sentence_is_parted_by_time() -> None:
    text = "One word after the other came out of the old machine"
    slow = srt(shown(text, pace=1.0), OUTPUT.fps).strip().split("\n\n")
    assert len(slow) > 1
    assert len(srt(shown(text, pace=0.3), OUTPUT.fps).strip().split("\n\n")) == 1


def test_without_cues_there_are_no_blocks() -> None:
    assert srt((), 30) == ""
    assert vtt((), 30) == "WEBVTT\n"
