"""Speaks with the user's speech server, in whatever languages its model has.

Word times are the server's own where it gives them: with the sound (Kokoro-FastAPI), or by listening to it (speaches).
Else they are found by the pauses.
"""

import base64
import binascii
from collections.abc import Mapping
from functools import partial
from typing import Any

from pydantic import BaseModel, ValidationError

from tasks.domain.errors import BadAnswer
from tasks.domain.film.paces import pace_of
from tasks.domain.speech import Passage, Speech
from tasks.domain.text.heard import by_pauses
from tasks.domain.text.wordtimes import of_written, reported
from tasks.domain.words import split_words
from tasks.machine.lock import few_at_a_time
from tasks.machine.media.sounds import Undecodable, decoded
from tasks.machine.media.wav import wav
from tasks.machine.network.http import Response
from tasks.providers.context import ProviderContext
from tasks.providers.speech.client import SERVICE, VARIABLE, address, ask, check_reachable, refusal
from tasks.providers.speech.listening import listen
from tasks.providers.speech.settings import SpeechSettings

SHORTEST = 0.1  # seconds; anything shorter is no passage
# What a server without Kokoro-FastAPI's endpoint answers there.
ELSEWHERE = frozenset({404, 405, 501})
UNTIMED = "The speech server gives no word times. They are estimated from its pauses and the letters."


class ServerVoice:
    """Speaks with VOICE or MODEL/VOICE of the server, or else with the configured one. A model's name may hold a /."""

    def __init__(self, context: ProviderContext, voice: str = "") -> None:
        self.context = context
        self.settings = context.settings(SpeechSettings)
        model, _, name = voice.rpartition("/")
        self.voice = name or self.settings.voice
        self.model = model or self.settings.model

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.settings.base_url, "model": self.model, "voice": self.voice}

    def pace(self, language: str) -> float:
        return self.settings.words_per_minute * pace_of(language)

    def check_language(self, language: str) -> None:
        """Accepts every language: no server says which ones its model speaks."""

    def check_quota(self, characters: int) -> None:  # noqa: ARG002 - the server is free
        """Raises NoKey without an address, and Unavailable if nothing listens there."""
        check_reachable(self.context)

    def speak(self, passage: Passage, seed: int) -> Speech:  # noqa: ARG002 - the API has no seed
        at = address(self.context)
        said, speed = passage.to_say, self.context.delivery.speed
        body = {
            "model": self.model,
            "voice": self.voice,
            "input": said.text,
            "response_format": "wav",
            **({"speed": speed} if speed != 1.0 else {}),
        }
        question = {"service": "speech", "at": at, "speech": body}
        spoken = self.context.responses.json(question, partial(self._ask, at, body))
        samples, rate = decoded(base64.b64decode(spoken["audio"]))
        seconds, sound = len(samples) / rate, wav(samples.tobytes(), rate)
        handed = split_words(said.text)
        words = reported(handed, spoken["times"], seconds)
        if not words:
            listened = {"service": "speech", "at": at, "listened": body}
            words = reported(handed, self.context.responses.json(listened, partial(self._listen, at, sound)), seconds)
        return Speech(
            audio=self.context.store.put(sound, ".wav"),
            seconds=seconds,
            words=of_written(passage.text, said, words or by_pauses(said.text, samples, rate), seconds),
            voice=f"{self.model}, voice {self.voice}, of the speech server",
            timing="exact" if words else "heard",
            note="" if words else UNTIMED,
        )

    def _ask(self, at: str, body: dict[str, Any]) -> dict[str, Any]:
        """The sound in base64, and the times of the server's words: (word, start, end) in seconds; empty without."""
        with few_at_a_time(f"speech/{at}", self.settings.concurrency):
            captioned = self._captioned(at, body)
            if captioned:
                return captioned
            response = ask(self.context, "POST", f"{at}/audio/speech", json_body=body)
        return {"audio": self._checked(self._accepted(response).data), "times": []}

    def _captioned(self, at: str, body: dict[str, Any]) -> dict[str, Any]:
        """The same from Kokoro-FastAPI's endpoint; empty if this server has none."""
        request = {
            **body,
            "stream": False,
            "return_timestamps": True,
            "normalization_options": {"normalize": False},  # the words come back as they are written
        }
        response = ask(self.context, "POST", f"{at.removesuffix('/v1')}/dev/captioned_speech", json_body=request)
        if response.status in ELSEWHERE:
            return {}
        try:
            captions = _Captions.model_validate_json(self._accepted(response).data)
            audio = base64.b64decode(captions.audio, validate=True)
        except (ValidationError, binascii.Error):  # another server, which answers any address with a page
            return {}
        times = [(stamp.word, stamp.start_time, stamp.end_time) for stamp in captions.timestamps or ()]
        return {"audio": self._checked(audio), "times": times}

    def _listen(self, at: str, sound: bytes) -> list[tuple[str, float, float]]:
        with few_at_a_time(f"speech/{at}", self.settings.concurrency):
            return listen(self.context, at, sound)

    def _accepted(self, response: Response) -> Response:
        if response.status >= 300:
            raise refusal(self.context, response, self.voice, self.model)
        return response

    def _checked(self, audio: bytes) -> str:
        """The sound in base64. Raises BadAnswer if it is none."""
        try:
            samples, rate = decoded(audio)
        except Undecodable:
            samples, rate = None, 1
        if samples is None or len(samples) < SHORTEST * rate:
            raise BadAnswer(
                f"The speech server sent no sound for the voice {self.voice!r} of the model {self.model!r}.",
                service=SERVICE,
                advice=f"Check {VARIABLE} and the server's log.",
            )
        return base64.b64encode(audio).decode()


class _Stamp(BaseModel):
    word: str
    start_time: float
    end_time: float


class _Captions(BaseModel):
    audio: str
    timestamps: list[_Stamp] | None = None
