"""Writes captions as subtitle files, in whole phrases that stay long enough to read."""

import re
from collections.abc import Sequence
from itertools import zip_longest
from math import inf

from tasks.domain.text.breaks import break_cost, ends_sentence, fold, grouped
from tasks.domain.timeline import CaptionWord, Cue

MAX_CHARACTERS = 42  # in a line; a block has up to two lines
MAX_SECONDS = 5.0  # of a block
_ARROW = re.compile("-{2,}>")  # stands between the times of a block, also in what is left of "---->" without "-->"


def srt(cues: Sequence[Cue], fps: int) -> str:
    """The captions in SubRip format (.srt)."""
    blocks = [
        f"{number}\n{_time(words[0].first, fps, ',')} --> {_time(words[-1].end, fps, ',')}\n{_lines(words)}\n"
        for number, words in enumerate(_phrases(cues, fps), 1)
    ]
    return "\n".join(blocks)


def vtt(cues: Sequence[Cue], fps: int) -> str:
    """The captions in WebVTT format (.vtt)."""
    blocks = [
        f"{_time(words[0].first, fps, '.')} --> {_time(words[-1].end, fps, '.')}\n{_lines(words, escape=True)}\n"
        for words in _phrases(cues, fps)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _phrases(cues: Sequence[Cue], fps: int) -> list[Sequence[CaptionWord]]:
    """The words in blocks of up to two lines: as few as each sentence needs, split where it reads best."""
    sentences: list[list[CaptionWord]] = [[]]
    words = [word for cue in cues for word in cue.words]
    for word, following in zip_longest(words, words[1:]):
        sentences[-1].append(word)
        if following and ends_sentence(word.text, following.text):
            sentences.append([])
    return [phrase for sentence in sentences for phrase in _blocks(sentence, fps)]


def _blocks(sentence: Sequence[CaptionWord], fps: int) -> Sequence[Sequence[CaptionWord]]:
    texts = [word.text for word in sentence]

    def cost(first: int, end: int) -> float:
        seconds = (sentence[end - 1].end - sentence[first].first) / fps
        longest = max(map(_width, _folded(texts[first:end])))
        if seconds > MAX_SECONDS or longest > MAX_CHARACTERS:
            return 1e6 if end - first == 1 else inf
        unfilled = 1 - _width(texts[first:end]) / (2 * MAX_CHARACTERS)
        split = break_cost(texts[end - 1], texts[end]) if end < len(texts) else 0.0
        return 3.0 + 1.5 * split + 3.0 * unfilled**2

    return grouped(sentence, cost)


def _lines(words: Sequence[CaptionWord], *, escape: bool = False) -> str:
    text = "\n".join(" ".join(line) for line in _folded([word.text for word in words]))
    if escape:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ARROW.sub("->", text)


def _folded(texts: Sequence[str]) -> list[Sequence[str]]:
    return fold(texts, _width, MAX_CHARACTERS)


def _width(line: Sequence[str]) -> float:
    return len(" ".join(line))


def _time(frame: int, fps: int, mark: str) -> str:
    milliseconds = round(frame * 1000 / fps)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"
