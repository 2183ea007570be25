"""The captions as subtitle files for platforms and people: whole phrases, as long as an eye needs."""

from collections.abc import Sequence

from tasks.domain.models import CaptionWord, Cue

MOST_CHARACTERS = 42  # a line; two lines a block
MOST_SECONDS = 5.0


def srt(cues: Sequence[Cue], fps: int) -> str:
    """SubRip: numbered blocks, times with a comma."""
    blocks = [
        f"{number}\n{_time(words[0].first, fps, ',')} --> {_time(words[-1].end, fps, ',')}\n{_lines(words)}\n"
        for number, words in enumerate(_phrases(cues, fps), 1)
    ]
    return "\n".join(blocks)


def vtt(cues: Sequence[Cue], fps: int) -> str:
    """WebVTT: a header, times with a point."""
    blocks = [
        f"{_time(words[0].first, fps, '.')} --> {_time(words[-1].end, fps, '.')}\n{_lines(words, escape=True)}\n"
        for words in _phrases(cues, fps)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _phrases(cues: Sequence[Cue], fps: int) -> list[list[CaptionWord]]:
    """Words up to a sentence's end, or as many as two lines hold."""
    phrases: list[list[CaptionWord]] = [[]]
    for word in (word for cue in cues for word in cue.words):
        now = phrases[-1]
        length = sum(len(w.text) + 1 for w in now) + len(word.text)
        if now and (
            now[-1].text[-1] in ".!?…"
            or length > 2 * MOST_CHARACTERS - 6
            or word.end - now[0].first > MOST_SECONDS * fps
        ):
            phrases.append([])
        phrases[-1].append(word)
    return [phrase for phrase in phrases if phrase]


def _lines(words: Sequence[CaptionWord], *, escape: bool = False) -> str:
    text = " ".join(word.text for word in words)
    if len(text) > MOST_CHARACTERS:
        spaces = [at for at, char in enumerate(text) if char == " "]
        if spaces:
            at = min(spaces, key=lambda place: abs(place - len(text) / 2))
            text = f"{text[:at]}\n{text[at + 1 :]}"
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if escape else text.replace("-->", "->")


def _time(frame: int, fps: int, mark: str) -> str:
    milliseconds = round(frame * 1000 / fps)
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{rest:03}"
