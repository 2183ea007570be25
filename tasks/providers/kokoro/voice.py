"""Speaks with Kokoro, offline, in eight languages, with word times from the model itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tasks.domain.errors import BadInput
from tasks.domain.languages import base
from tasks.domain.speech import Passage, Speech
from tasks.domain.text.wordtimes import align, of_written
from tasks.domain.words import split_words
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore
from tasks.providers.kokoro import chinese, espeak, japanese
from tasks.providers.kokoro.files import check_files, folder, model_file, style
from tasks.providers.kokoro.units import Unit


class Reader(NamedTuple):
    """How a language is read, whether that is possible here, and the voice that speaks it unless another is named."""

    voice: str
    read: Callable[[Sequence[str]], list[Unit]]
    check: Callable[[], None]


def _english(words: Sequence[str], *, british: bool) -> list[Unit]:
    from tasks.providers.kokoro import english  # noqa: PLC0415 - a slow import, and not every run speaks English

    return english.read(words, british=british)


def _by_espeak(voice: str, accent: str) -> Reader:
    return Reader(voice, lambda words: espeak.read(words, accent), espeak.check_espeak)


# By the first letter of the voices' names.
READERS: Mapping[str, Reader] = {
    "a": Reader("af_heart", lambda words: _english(words, british=False), lambda: None),
    "b": Reader("bf_emma", lambda words: _english(words, british=True), lambda: None),
    "e": _by_espeak("ef_dora", "es"),
    "f": _by_espeak("ff_siwis", "fr"),
    "i": _by_espeak("if_sara", "it"),
    "p": _by_espeak("pf_dora", "pt-br"),
    "h": _by_espeak("hf_alpha", "hi"),
    "j": Reader("jf_alpha", japanese.read, japanese.check_japanese),
    "z": Reader("zf_xiaoxiao", chinese.read, chinese.check_chinese),
}
LANGUAGES = {"en": "ab", "es": "e", "fr": "f", "it": "i", "pt": "p", "hi": "h", "ja": "j", "zh": "z"}
# Words a minute of each language's default voice, pauses included, measured on everyday sentences.
PACES = {"en": 175.0, "es": 181.0, "fr": 190.0, "it": 181.0, "pt": 181.0, "hi": 165.0, "ja": 180.0, "zh": 190.0}
DEFAULT = "af_heart"
ELSEWHERE = "a speech server of yours (OPENAI_SPEECH_BASE_URL), edge:VOICE, openai or elevenlabs"


class KokoroVoice:
    """Speaks with the voice of this name, such as ff_siwis, or else with af_heart.

    The first letter of a voice's name is its language. Casting names the voice; without a name, English is spoken.
    """

    def __init__(self, store: AssetStore, voice: str = "", speed: float = 1.0) -> None:
        self.store = store
        self.named = voice
        self.speed = speed

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"voice": f"kokoro-82M-v1.0-int8/{self.named}"}

    def pace(self, language: str) -> float:
        return PACES.get(base(language), PACES["en"])

    def check_language(self, language: str) -> None:
        """Raises BadInput if the model or the voice does not speak it, and SetupError if files are missing."""
        own = LANGUAGES.get(language.partition("-")[0])
        if own is None:
            raise BadInput(
                f"Kokoro speaks {', '.join(LANGUAGES)}, and the channel's language is {language!r}.",
                advice=f"Choose {ELSEWHERE}.",
            )
        voice = self.named or default_voice(language)
        if voice[:1] not in own:
            raise BadInput(
                f"The voice {voice} does not speak {language!r}.",
                advice=f"Write voice: kokoro, or name a voice that begins with {' or '.join(own)}.",
            )
        check_files(voice)
        READERS[voice[0]].check()

    def check_quota(self, characters: int) -> None:
        """The voice is free."""

    def speak(self, passage: Passage, seed: int) -> Speech:  # noqa: ARG002 - the model has no seed: it never varies
        """Raises BadInput if nothing in the passage can be pronounced, and SetupError if files are missing."""
        from tasks.providers.kokoro.engine import RATE, levelled, say, session  # noqa: PLC0415 - a slow import

        voice = self.named or DEFAULT
        check_files(voice)
        reader = READERS[voice[0]]
        reader.check()
        said = passage.to_say
        words = split_words(said.text)
        audio, spoken = say(
            reader.read(words), style(folder() / f"{voice}.bin"), session(model_file()), speed=self.speed
        )
        if not len(audio):
            raise BadInput(f"There is nothing to pronounce in {passage.text[:60]!r}.", advice="Write it in words.")
        seconds = len(audio) / RATE
        samples = (np.clip(levelled(audio), -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
        return Speech(
            audio=self.store.put(wav(samples, RATE), ".wav"),
            seconds=seconds,
            words=of_written(passage.text, said, align(words, spoken, seconds), seconds),
            voice=f"Kokoro-82M, voice {voice} (Apache-2.0)",
            timing="exact",
        )


def default_voice(language: str) -> str:
    """The voice that speaks this language; the English one for what Kokoro does not speak."""
    if language == "en-GB":
        return READERS["b"].voice
    return READERS[LANGUAGES.get(language.partition("-")[0], "a")[0]].voice
