"""SRT and VTT files have readable blocks, and the numbering, times and escaping that players expect."""

import html
import re
from collections.abc import Callable, Sequence

import pytest

from tasks.domain.film.cues import cues
from tasks.domain.film.subtitles import MAX_CHARACTERS, srt, vtt
from tasks.domain.text.wordtimes import proportional
from tasks.domain.timeline import CaptionWord, Cue, OutputSpec

OUTPUT = OutputSpec()


def make_cues(text: str, pace: float = 0.3) -> tuple[Cue, ...]:
    """Cues for `text`, spoken at `pace` seconds a word."""
    words = text.split()
    seconds = pace * len(words)
    return cues(proportional(words, 0.1, seconds), OUTPUT, round((seconds + 1) * OUTPUT.fps), 3)


def blocks(text: str) -> list[list[str]]:
    """The text lines of every SRT block, without number and times."""
    return [block.split("\n")[2:] for block in srt(make_cues(text), OUTPUT.fps).strip().split("\n\n")]


def test_a_number_stays_on_the_line_of_its_noun() -> None:
    (lines,) = blocks("The oldest ice under the lake is more than 3.5 million years old.")
    assert lines == ["The oldest ice under the lake", "is more than 3.5 million years old."]


def test_an_abbreviation_ends_neither_line_nor_block() -> None:
    sentences = blocks("The mayor waited on the bridge for Dr. Smith and Mrs. Fox. They never came.")
    assert [" ".join(lines) for lines in sentences] == [
        "The mayor waited on the bridge for Dr. Smith and Mrs. Fox.",
        "They never came.",
    ]


def test_a_sentence_in_quotes_ends_its_block() -> None:
    assert len(blocks("He said “Go home.” They did.")) == 2


def test_a_long_sentence_is_split_at_its_comma_and_every_line_fits() -> None:
    text = "When the winter storms come over the northern islands, all of the birds fly to a bay near the lighthouse."
    first, second = blocks(text)
    assert first[-1].endswith("islands,")
    assert [word for lines in (first, second) for line in lines for word in line.split()] == text.split()
    assert all(len(line) <= MAX_CHARACTERS for lines in (first, second) for line in lines)


def test_a_slowly_spoken_sentence_is_split_by_time() -> None:
    text = "One word after the other came out of the old machine"
    slow = srt(make_cues(text, pace=1.0), OUTPUT.fps).strip().split("\n\n")
    assert len(slow) > 1
    assert len(srt(make_cues(text, pace=0.3), OUTPUT.fps).strip().split("\n\n")) == 1


def test_without_cues_there_are_no_blocks() -> None:
    assert srt((), 30) == ""
    assert vtt((), 30) == "WEBVTT\n"


MARKS = "At 9.30, Tom & Jerry, who are <b>famous</b>, win 3,500.75 coins. Is 1 < 2 --> yes? It is."


def test_blocks_are_numbered_from_one() -> None:
    numbered = srt(make_cues(MARKS), 30).strip().split("\n\n")
    assert len(numbered) > 2
    assert [block.split("\n")[0] for block in numbered] == [str(number) for number in range(1, len(numbered) + 1)]


@pytest.mark.parametrize(("write", "mark"), [(srt, ","), (vtt, ".")], ids=["srt", "vtt"])
def test_times_have_the_decimal_mark_of_the_format(write: Callable[[Sequence[Cue], int], str], mark: str) -> None:
    words = tuple(CaptionWord(text=text, first=at, end=at + 20) for text, at in [("One.", 7), ("Two.", 30 * 3725 + 29)])
    text = write([Cue(words=(word,), first=word.first, end=word.end) for word in words], 30)
    times = [line for line in text.splitlines() if "-->" in line]
    expected = ["00:00:00,233 --> 00:00:00,900", "01:02:05,967 --> 01:02:06,633"]
    assert times == [time.replace(",", mark) for time in expected]


def test_vtt_escapes_markup() -> None:
    text = vtt(make_cues(MARKS), 30)
    lines = [line for line in text.splitlines()[1:] if line and not re.match(r"\d\d:\d\d:\d\d", line)]
    assert not any(char in line for line in lines for char in "<>")
    assert re.findall(r"&(?!amp;|lt;|gt;)", text) == []
    assert [html.unescape(word) for line in lines for word in line.split()] == MARKS.split()


def test_srt_text_contains_no_time_arrow() -> None:
    text = srt(make_cues(MARKS), 30)
    assert all(re.match(r"\d\d:\d\d:\d\d,", line) for line in text.splitlines() if "-->" in line)
    assert "Tom & Jerry" in text
    assert "<b>famous</b>" in text
