"""The models of the voice: what it is handed, and what was spoken when."""

from typing import Any, Literal

from pydantic import SerializerFunctionWrapHandler, model_serializer

from tasks.domain.values import Artifact, Frozen, Text


class Span(Frozen):
    """Characters `start` to `end` of a written text, which a voice says as `said_start` to `said_end` of its own."""

    start: int
    end: int
    said_start: int
    said_end: int


class Said(Frozen):
    """What a voice is handed for a written text. Outside of the spans, in order, the two are equal."""

    text: str
    spans: tuple[Span, ...] = ()

    def position(self, offset: int, *, end: bool = False) -> int:
        """Where an offset of the written text is in the voice's; within a span, its start, or its end."""
        shift = 0
        for span in self.spans:
            if offset <= span.start:
                break
            if offset < span.end:
                return span.said_end if end else span.said_start
            shift = span.said_end - span.end
        return offset + shift


class Passage(Frozen):
    """Whole sentences of the narration for one voice request; the sentence `before` and `after` helps its intonation.

    `said` is None if a voice is handed the text as it is written. It is then no part of the passage's data, so that
    cache keys change only for passages that sound different.
    """

    text: Text
    before: str = ""
    after: str = ""
    said: Said | None = None

    @model_serializer(mode="wrap")
    def _without_none(self, to_data: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = to_data(self)
        if self.said is None:
            del data["said"]
        return data

    @property
    def to_say(self) -> Said:
        """What the voice is handed."""
        return self.said or Said(text=self.text)


class SpokenWord(Frozen):
    """One word of the text as written, with its marks, and when it is spoken (seconds): see `tasks.domain.words`."""

    text: Text
    start: float
    end: float


# exact: the voice's own times; heard: by the pauses in its sound; proportional: by the letters alone.
Timing = Literal["exact", "heard", "proportional"]


class Speech(Frozen):
    """A spoken passage: mono WAV, and one SpokenWord for each word of its text, in order."""

    audio: Artifact
    seconds: float
    words: tuple[SpokenWord, ...]
    voice: Text
    timing: Timing
    synthetic: bool = True  # a person's own recording is not
    note: str = ""  # which voice it replaces, and why


class Casting(Frozen):
    """The voice of the whole short, chosen before anything is spoken or paid for; named as a channel names it."""

    voice: Text
    note: str = ""  # which voice it replaces, and why


class Narration(Frozen):
    """All passages joined: mono WAV at 48 kHz, with word times in seconds from its start."""

    audio: Artifact
    seconds: float
    words: tuple[SpokenWord, ...]
    timing: Timing
