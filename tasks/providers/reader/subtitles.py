"""Reads subtitles (.srt, .vtt): their words as running text, without times, speakers' tags and sound notes."""

import io
import re

from tasks.domain.errors import BadInput
from tasks.domain.text.reading import Kind
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.tags import unescaped

_TAG = re.compile(r"</?[a-zA-Z][^>\n]*>|\{\\[^}]*\}|<\d[\d:.]+>")
_SOUND = re.compile(r"[\[(♪♫][^\])♪♫]*[\])♪♫]")
_DASH = re.compile(r"^[-–—]\s*", re.MULTILINE)
_LABEL = re.compile(r"^(?:>>\s*)?[A-Z][A-Z .]{1,20}:\s+", re.MULTILINE)


def read_srt(text: str, name: str) -> Draft:
    """The words of an .srt file."""
    import srt  # noqa: PLC0415 - few runs read subtitles

    try:
        cues = [cue.content for cue in srt.parse(text.replace("\r\n", "\n"), ignore_errors=True)]
    except (srt.SRTParseError, ValueError) as error:
        raise BadInput(f"The subtitles {name} cannot be read: {error}.", advice="Save them as .srt again.") from error
    return _joined(cues)


def read_vtt(text: str, name: str) -> Draft:
    """The words of a .vtt file."""
    import webvtt  # noqa: PLC0415

    try:
        captions = webvtt.from_buffer(io.StringIO(text.replace("\r\n", "\n"))).captions
    except webvtt.errors.MalformedFileError as error:
        raise BadInput(f"The subtitles {name} cannot be read: {error}.", advice="Save them as .vtt again.") from error
    return _joined([caption.text for caption in captions])


def _joined(cues: list[str]) -> Draft:
    """One paragraph of all cues. Rolling captions repeat the line before: it is said once."""
    draft = Draft()
    said: list[str] = []
    draft.leave("time stamp", len(cues))
    for cue in cues:
        clean = unescaped(_TAG.sub("", cue))
        draft.leave("sound note", len(_SOUND.findall(clean)))
        clean = _DASH.sub("", _LABEL.sub("", _SOUND.sub("", clean)))
        for line in filter(None, (" ".join(part.split()) for part in clean.splitlines())):
            if said and line == said[-1]:
                draft.leave("repeated line")
            else:
                said.append(line)
    text = " ".join(said)
    if any(stop in text for stop in ".!?…。！？।"):
        draft.add(Kind.prose, text)
    else:
        for line in said:
            draft.add(Kind.line, line)
    return draft
