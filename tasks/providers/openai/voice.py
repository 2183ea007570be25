"""Speaks with OpenAI. It returns no word times, so they are found by its pauses, and the note says so."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from tasks.domain.errors import BadAnswer, BadInput, Missing
from tasks.domain.film.paces import pace_of
from tasks.domain.speech import Passage, Speech
from tasks.domain.text.heard import by_pauses
from tasks.domain.text.wordtimes import of_written
from tasks.machine.clock import now
from tasks.machine.media.wav import wav
from tasks.providers.context import ProviderContext
from tasks.providers.openai.client import call
from tasks.providers.openai.costs import speech_price
from tasks.providers.openai.models import MODELS, known
from tasks.providers.openai.refusals import SERVICE
from tasks.providers.openai.servers import is_openai
from tasks.providers.openai.settings import KEY, OpenAISettings

if TYPE_CHECKING:
    from openai import OpenAI

VOICE = "nova"
RATE = 24_000  # of the format "pcm": mono, 16 bits
MAX_CHARACTERS = 4096  # in one request
LANGUAGES = frozenset(
    """
    af ar hy az be bs bg ca zh hr cs da nl en et fi fr gl de el he hi hu is id it ja kn kk ko lv lt mk ms mr mi ne no
    fa pl pt ro ru sr sk sl es sw sv tl ta th tr uk ur vi cy
    """.split()
)
WORDS_PER_MINUTE = 160.0  # in English, an estimate: voices and moods differ
UNTIMED = "OpenAI gives no word times. They are estimated from its pauses and the letters."


class OpenAIVoice:
    """Speaks with the named voice of OpenAI."""

    def __init__(self, context: ProviderContext, voice: str = "") -> None:
        self.context = context
        self.settings = context.settings(OpenAISettings)
        self.voice = voice or VOICE
        self.model = self.settings.speech_model

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.settings.base_url, "model": self.model, "voice": self.voice}

    def pace(self, language: str) -> float:
        return WORDS_PER_MINUTE * pace_of(language)

    def check_language(self, language: str) -> None:
        if language.partition("-")[0] not in LANGUAGES:
            raise BadInput(
                f"OpenAI's voices do not speak {language!r}.", advice="Choose another voice, or another language."
            )

    def check_quota(self, characters: int) -> None:
        """Raises QuotaSpent if the budget is too small. OpenAI has no endpoint for what is left.

        Raises Missing if OpenAI does not speak any more.
        """
        self.context.key(KEY)
        cast_voice(self.context, self.voice, "")
        self.context.spending.check("openai", self._cost(characters))

    def speak(self, passage: Passage, seed: int) -> Speech:  # noqa: ARG002 - OpenAI takes no seed
        """Raises BadInput if the passage is longer than one request may be."""
        said = passage.to_say  # the model's own normaliser skips signs such as −, and gives no account of what it said
        if len(said.text) > MAX_CHARACTERS:
            raise BadInput(
                f"A sentence has {len(said.text)} characters; OpenAI speaks at most {MAX_CHARACTERS} at once.",
                advice="Write it as several sentences.",
            )
        speed = self.context.delivery.speed
        body = {
            "model": self.model,
            "voice": self.voice,
            "input": said.text,
            "response_format": "pcm",
            **({"speed": speed} if speed != 1.0 else {}),
        }
        question = {"service": "openai", "at": self.settings.base_url, "speech": body}
        samples = self.context.responses.data(question, partial(self._pay, body))
        seconds = len(samples) / 2 / RATE
        return Speech(
            audio=self.context.store.put(wav(samples, RATE), ".wav"),
            seconds=seconds,
            words=of_written(passage.text, said, by_pauses(said.text, np.frombuffer(samples, "<i2"), RATE), seconds),
            voice=f"OpenAI {self.model}, voice {self.voice}",
            timing="heard",
            note=UNTIMED,
        )

    def _pay(self, body: dict[str, Any]) -> bytes:
        count = len(body["input"])
        with self.context.spending.paying(
            "openai", "speech", unit="characters", units=count, cost=self._cost(count)
        ) as bill:
            samples, request = call(self.context, self.model, partial(_speak, body))
            bill.receipt.update(request=request, model=self.model)
        # Refuse sound files with a header: raw samples were asked for.
        if len(samples) < RATE // 10 or len(samples) % 2 or samples[:4] in {b"RIFF", b"OggS", b"fLaC"}:
            raise BadAnswer("OpenAI sent no audio in the format pcm.", service=SERVICE, advice="Check OPENAI_BASE_URL.")
        return samples

    def _cost(self, characters: int) -> float:
        return characters * speech_price(self.settings) / 1_000_000


def cast_voice(context: ProviderContext, named: str, language: str) -> tuple[str, str]:  # noqa: ARG001 - any language
    """The voice that is named, and a note if its model is going to be switched off. Raises Missing once it is."""
    settings = context.settings(OpenAISettings)
    ends = (known(settings.speech_model) or MODELS["tts-1"]).ends
    if not is_openai(settings.base_url) or ends is None:
        return named, ""
    advice = "Choose another voice: elevenlabs, kokoro, hibari, or a speech server of yours (OPENAI_SPEECH_BASE_URL)."
    when = f"{ends.day} {ends:%B %Y}"
    if now().date() >= ends:
        raise Missing(f"OpenAI has closed its models that speak on {when}.", service=SERVICE, advice=advice)
    return named, f"OpenAI closes {settings.speech_model} and all its models that speak on {when}. {advice}"


def _speak(body: dict[str, Any], client: "OpenAI") -> tuple[bytes, str]:
    answer = client.audio.speech.with_raw_response.create(**body)
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/") or "json" in kind:
        return b"", ""
    return answer.content, answer.headers.get("x-request-id", "")


class OpenAIAccount:
    """Says where to look: OpenAI has no endpoint for what is left."""

    def __init__(self, context: ProviderContext) -> None:
        context.key(KEY)

    def left(self) -> str:
        return "OpenAI does not say what is left; see platform.openai.com/usage."
