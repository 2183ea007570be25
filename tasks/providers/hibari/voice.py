"""What is asked of the voice, and what it may be asked for."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import BadInput
from tasks.domain.story import Passage, Speech, SpokenWord
from tasks.domain.text.prose import sentences
from tasks.domain.text.wordtimes import align, proportional
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore

MAX_CHARACTERS = 280  # spoken at once; longer sentences are cut at clauses
UNTIMED = "The voice's model is not the one whose word times are known; they were estimated from the letters."


class HibariVoice:
    """Speaks English. `voice` may only be the bundled one: others would be downloaded at first use."""

    # Measured on the shipped topics, 800 words, pauses between passages included.
    words_per_minute = 164.0

    def __init__(self, store: AssetStore, voice: str = "") -> None:
        if voice not in {"", "heart", "af_heart"}:
            raise BadInput(
                f"The voice {voice!r} is not inside the package and would have to be downloaded.",
                advice="Use voice: hibari in the channel's file.",
            )
        self.store = store

    def check_language(self, language: str) -> None:
        if language.partition("-")[0] != "en":
            raise BadInput(
                f"The built-in voice speaks English only, and the channel's language is {language!r}.",
                advice="Set language: en, or choose a voice that speaks it.",
            )

    def check_quota(self, characters: int) -> None:
        """It costs nothing."""

    def speak(self, passage: Passage, seed: int) -> Speech:
        """Raises BadInput when nothing in the passage can be pronounced."""
        from tasks.providers.hibari.engine import RATE, engine  # noqa: PLC0415 - takes long, and not every run speaks

        model = engine()
        rng = np.random.default_rng(seed)
        parts: list[NDArray[np.float32]] = []
        words: list[SpokenWord] = []
        at = 0.0
        for chunk in _chunks(passage.text):
            audio, spoken = model.say(_speakable(chunk), rng)
            seconds = len(audio) / RATE
            written = chunk.split()
            times = align(written, spoken, seconds) if spoken else proportional(written, 0.0, seconds)
            words += (SpokenWord(text=w.text, start=w.start + at, end=w.end + at) for w in times)
            parts.append(audio)
            at += seconds
        if at == 0.0:
            raise BadInput(
                f"The voice found nothing to pronounce in: {passage.text[:60]!r}.", advice="Write it in words."
            )
        return Speech(
            audio=self.store.put(wav(_samples(np.concatenate(parts)), RATE), ".wav"),
            seconds=at,
            words=tuple(words),
            voice="hibari-tts 0.2.1, voice heart (Apache-2.0)",
            timing="exact" if model.timed else "proportional",
            note="" if model.timed else UNTIMED,
        )


def _chunks(text: str) -> Iterator[str]:
    """Sentences, and long ones cut at clauses: what the model sees at once. Joined, they are the text's words."""
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
    """What can be said of a text: addresses, markup and signs that no rule pronounces are left out, or read simply."""
    text = re.sub(r"https?://\S+|www\.\S+", "a web address", text)
    text = re.sub(r"[*_`#~^|<>{}\[\]\\]", " ", text)
    text = re.sub(r"[^\w\s.,;:?!'’\"“”()%$€£&+/°—–-]", " ", text)
    return " ".join(text.split())


def _samples(audio: NDArray[np.float32]) -> bytes:
    return (np.clip(audio, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
