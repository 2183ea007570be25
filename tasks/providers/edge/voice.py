"""Speaks with one of Microsoft Edge's voices."""

import base64
import re
from collections.abc import Mapping
from functools import partial

from tasks.domain.errors import BadAnswer, BadInput, Transient, Unavailable
from tasks.domain.film.paces import pace_of
from tasks.domain.speech import Passage, Speech
from tasks.domain.text.heard import by_pauses
from tasks.domain.text.wordtimes import of_written, reported
from tasks.domain.words import split_words
from tasks.machine.lock import few_at_a_time
from tasks.machine.media.sounds import Undecodable, decoded
from tasks.machine.media.wav import wav
from tasks.providers.context import ProviderContext
from tasks.providers.edge.client import LATER, SERVICE, Spoken, check_package, speak
from tasks.providers.edge.settings import EdgeSettings

NAME = re.compile(r"([a-z]{2,})-([A-Z][A-Za-z]+)-(.+Neural)")
DELAY = 1105 / 24_000  # seconds of silence that MP3 puts first, and that the words' times do not count
TRIAL = "1."  # a word that every voice can say
UNTIMED = "Microsoft Edge gave no usable word times for this passage. They are estimated from its pauses and letters."


class EdgeVoice:
    """Speaks with the voice of this name, such as de-DE-KatjaNeural, or else with the configured one."""

    def __init__(self, context: ProviderContext, voice: str = "") -> None:
        self.context = context
        self.settings = context.settings(EdgeSettings)
        self.voice = voice or self.settings.voice

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"voice": self.voice}

    def pace(self, language: str) -> float:
        return self.settings.words_per_minute * pace_of(language)

    def check_language(self, language: str) -> None:
        """Raises SetupError without the package, and BadInput if the voice's name is of another language.

        Asked first of all, so that nothing is paid for a script that cannot be spoken.
        """
        check_package()
        name = NAME.fullmatch(self.voice)
        if not name:
            raise BadInput(
                f"{self.voice!r} is not the name of a voice of Microsoft Edge.",
                advice="Write edge:de-DE-KatjaNeural, for example; python -m edge_tts --list-voices lists them.",
            )
        spoken = language.partition("-")[0]
        if "Multilingual" not in name[3] and name[1] != spoken:
            raise BadInput(
                f"The voice {self.voice} does not speak {language!r}.",
                advice=f"Name one whose name begins with {spoken}-, or one with Multilingual in it.",
            )

    def check_quota(self, characters: int) -> None:  # noqa: ARG002 - nobody says what is left
        """Has one word spoken, for nobody promises that the endpoint answers. Raises Unavailable if it does not."""
        try:
            self._ask(TRIAL)
        except (Transient, BadAnswer) as error:
            raise Unavailable(error.message, service=SERVICE, advice=error.advice) from None

    def speak(self, passage: Passage, seed: int) -> Speech:  # noqa: ARG002 - the endpoint has no seed
        said = passage.to_say
        question = {
            "service": "edge",
            "voice": self.voice,
            "speed": self.context.delivery.speed,
            "text": said.text,
        }
        spoken = self.context.responses.json(question, partial(self._kept, said.text))
        samples, rate = decoded(base64.b64decode(spoken["audio"]))
        seconds = len(samples) / rate
        times = [(word, start + DELAY, end + DELAY) for word, start, end in spoken["times"]]
        words = reported(split_words(said.text), times, seconds)
        return Speech(
            audio=self.context.store.put(wav(samples.tobytes(), rate), ".wav"),
            seconds=seconds,
            words=of_written(passage.text, said, words or by_pauses(said.text, samples, rate), seconds),
            voice=f"Microsoft Edge, voice {self.voice}",
            timing="exact" if words else "heard",
            note="" if words else UNTIMED,
        )

    def _kept(self, text: str) -> dict[str, object]:
        spoken = self._ask(text)
        try:
            samples, _ = decoded(spoken.audio)
        except Undecodable:
            samples = None
        if samples is None or not len(samples):
            raise BadAnswer(f"{SERVICE} sent no sound that can be played.", service=SERVICE, advice=LATER)
        return {"audio": base64.b64encode(spoken.audio).decode(), "times": spoken.times}

    def _ask(self, text: str) -> Spoken:
        with few_at_a_time("edge", self.settings.concurrency):
            return speak(text, self.voice, speed=self.context.delivery.speed, seconds=self.settings.seconds)
