"""Speaks with the built-in voice, and refuses what it cannot speak."""

import re
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import BadInput
from tasks.domain.speech import Passage, Speech, SpokenWord
from tasks.domain.text.heard import by_pauses
from tasks.domain.text.sentences import sentences
from tasks.domain.text.spoken import spoken
from tasks.domain.text.wordtimes import align, of_written
from tasks.domain.words import split_words
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore

MAX_CHARACTERS = 280  # of one call of the model; longer sentences are split at clauses
UNTIMED = "The installed voice model gives no word times. They are estimated from its pauses and the letters."
ELSEWHERE = (
    "kokoro (offline, after make voices: es, fr, it, pt, hi, ja, zh), a speech server of yours "
    "(OPENAI_SPEECH_BASE_URL), edge:VOICE, openai or elevenlabs"
)
NAME = "hibari-tts 0.2.1, voice heart (Apache-2.0)"
PACE = 164.0  # words a minute, on the shipped topics, 800 words, pauses between passages included


class HibariVoice:
    """Speaks English with the bundled voice. Other voices would be downloaded at first use, so they are refused."""

    def __init__(self, store: AssetStore, voice: str = "", speed: float = 1.0) -> None:
        if voice not in {"", "heart", "af_heart"}:
            raise BadInput(
                f"The voice {voice!r} is not in the package hibari-tts.",
                advice="Write voice: hibari in the channel's file.",
            )
        self.store = store
        self.speed = speed

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"voice": NAME}

    def pace(self, language: str) -> float:  # noqa: ARG002 - it speaks English alone
        """Words a minute, measured."""
        return PACE

    def check_language(self, language: str) -> None:
        if language.partition("-")[0] != "en":
            raise BadInput(
                f"The built-in voice speaks English only, and the channel's language is {language!r}.",
                advice=f"Set language: en, or name another voice: {ELSEWHERE}.",
            )

    def check_quota(self, characters: int) -> None:
        """The voice is free."""

    def speak(self, passage: Passage, seed: int) -> Speech:
        """Raises BadInput if nothing in the passage can be pronounced."""
        from tasks.providers.hibari.engine import RATE, engine  # noqa: PLC0415 - a slow import, and not every run speaks

        model = engine()
        rng = np.random.default_rng(seed)
        parts: list[NDArray[np.float32]] = []
        words: list[SpokenWord] = []
        at = 0.0
        said = passage.said or spoken(passage.text, "en")
        for chunk in _chunks(said.text):
            audio, heard = model.say(_speakable(chunk), rng, self.speed)
            seconds = len(audio) / RATE
            times = align(split_words(chunk), heard, seconds) if heard else by_pauses(chunk, audio, RATE)
            words += (SpokenWord(text=w.text, start=w.start + at, end=w.end + at) for w in times)
            parts.append(audio)
            at += seconds
        if at == 0.0:
            raise BadInput(f"There is nothing to pronounce in {passage.text[:60]!r}.", advice="Write it in words.")
        return Speech(
            audio=self.store.put(wav(_samples(np.concatenate(parts)), RATE), ".wav"),
            seconds=at,
            words=of_written(passage.text, said, words, at),
            voice=NAME,
            timing="exact" if model.timed else "heard",
            note="" if model.timed else UNTIMED,
        )


def _chunks(text: str) -> Iterator[str]:
    """Sentences, and parts of long ones, split at clauses. Together they hold all words of the text."""
    for sentence in sentences(text):
        part = ""
        for clause in re.split(r"(?<=[,;:—])\s+", sentence):
            if part and len(part) + len(clause) > MAX_CHARACTERS:
                yield part
                part = clause
            else:
                part = f"{part} {clause}".strip()
        yield part


def _speakable(text: str) -> str:
    """What the model is handed: quantities in words that its own rules read right, and no sign that they do not know.

    Words that are spoken already stay as they are.
    """
    text = spoken(text, "en").text
    return " ".join(re.sub(r"[^\w\s.,;:?!'’\"“”()%$€£&+/°—–-]", " ", text).split())


def _samples(audio: NDArray[np.float32]) -> bytes:
    return (np.clip(audio, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
