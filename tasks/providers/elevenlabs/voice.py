"""Speaks with ElevenLabs, and checks the plan before anything is spent."""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
from pydantic import BaseModel, Field, ValidationError

from tasks.domain.errors import BadAnswer, BadInput, NotPermitted, NotSupported, QuotaSpent
from tasks.domain.film.paces import pace_of
from tasks.domain.languages import base
from tasks.domain.speech import Passage, Speech, SpokenWord
from tasks.domain.text.heard import by_pauses
from tasks.domain.text.wordtimes import from_characters, of_written
from tasks.domain.words import split_words
from tasks.machine.lock import few_at_a_time
from tasks.machine.media.wav import wav
from tasks.providers.context import ProviderContext
from tasks.providers.elevenlabs.client import call
from tasks.providers.elevenlabs.models import model_of
from tasks.providers.elevenlabs.plan import at_once, plan_of
from tasks.providers.elevenlabs.refusals import SERVICE
from tasks.providers.elevenlabs.settings import ElevenLabsSettings
from tasks.providers.elevenlabs.voices import cast_voice

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

log = logging.getLogger(__name__)

RATE = 24_000
FORMAT = "pcm_24000"  # in every plan, and exact to the sample; MP3 adds silence at its start
MAX_SPEED = 1.2
AROUND = frozenset({"previous_text", "next_text"})
AS_SENT = {"similarity": "similarity_boost"}  # ElevenLabs' names of our settings, where they differ
UNTIMED = "ElevenLabs gave no usable word times for this passage. They are estimated from its pauses and letters."


class ElevenLabsVoice:
    """Speaks with the voice of this ID, or the configured one, or else one of the account's.

    Casting names the voice; without a name, one that speaks English is taken.
    """

    def __init__(self, context: ProviderContext, voice: str = "") -> None:
        self.context = context
        self.settings = context.settings(ElevenLabsSettings)
        self.voice = voice or self.settings.voice
        self.model = self.settings.model
        self.traits = model_of(self.model)
        if context.delivery.speed > MAX_SPEED:
            raise BadInput(
                f"ElevenLabs speaks at most {MAX_SPEED:g} times as fast, and the channel sets "
                f"speed: {context.delivery.speed:g}.",
                advice=f"Set speed: {MAX_SPEED:g}, or choose another voice.",
            )

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.settings.base_url, "model": self.model, "voice": self.voice}

    def pace(self, language: str) -> float:
        return self.settings.words_per_minute * pace_of(language)

    def check_language(self, language: str) -> None:
        known = self.traits.languages
        if known is not None and base(language) not in known:
            raise BadInput(
                f"{self.model} does not speak {language!r}.",
                advice="Set ELEVENLABS_MODEL to a model that does, or choose another voice.",
            )

    def check_quota(self, characters: int) -> None:
        """Raises QuotaSpent if the plan or the budget is too small. A key that may not read the plan is accepted."""
        credit = self._credits(characters)
        self.context.spending.check("elevenlabs", self._cost(credit))
        try:
            plan = plan_of(self.context)
        except NotPermitted:
            log.warning("The ElevenLabs key may not read the plan, so its remaining quota is unknown.")
            return
        if plan.left + plan.extension < credit:
            raise QuotaSpent(
                f"ElevenLabs has {plan.left} characters left, and {credit:.0f} are needed.",
                service=SERVICE,
                advice=f"Wait for {plan.renewal}, take a larger plan, or choose another voice.",
            )

    def speak(self, passage: Passage, seed: int) -> Speech:
        """Sends the neighbouring passages too, so that the intonation fits them, if the model takes them.

        Raises BadInput if the passage is longer than one request of the model may be.
        """
        said = passage.to_say  # read out here: its times are of the characters sent, and models read signs differently
        if len(said.text) > self.traits.characters:
            raise BadInput(
                f"A sentence has {len(said.text)} characters; {self.model} speaks at most {self.traits.characters}.",
                advice="Write it as several sentences.",
            )
        voice = self.voice or cast_voice(self.context, "", "en")[0]
        spoken = self._spoken(voice, self._body(passage, said.text, seed))
        samples = base64.b64decode(spoken["audio"])
        seconds = len(samples) / 2 / RATE
        words = timed(split_words(said.text), spoken["alignment"], seconds)
        return Speech(
            audio=self.context.store.put(wav(samples, RATE), ".wav"),
            seconds=seconds,
            words=of_written(
                passage.text, said, words or by_pauses(said.text, np.frombuffer(samples, "<i2"), RATE), seconds
            ),
            voice=f"ElevenLabs {self.model}, voice {voice}",
            timing="exact" if words else "heard",
            note="" if words else UNTIMED,
        )

    def _body(self, passage: Passage, text: str, seed: int) -> dict[str, Any]:
        asked = self.context.delivery.asked()
        if self.traits.stabilities and "stability" in asked:
            asked["stability"] = min(self.traits.stabilities, key=lambda value: abs(value - asked["stability"]))
        around = {"previous_text": passage.before, "next_text": passage.after} if self.traits.stitches else {}
        return {
            "text": text,
            "model_id": self.model,
            "seed": seed % 2**32,
            **{name: value for name, value in around.items() if value},
            **({"voice_settings": {AS_SENT.get(name, name): asked[name] for name in asked}} if asked else {}),
        }

    def _spoken(self, voice: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer, cached or paid. A model that refuses neighbouring texts is asked without them."""
        question = {
            "service": "elevenlabs",
            "at": self.settings.base_url,
            "voice": voice,
            "format": FORMAT,
            "speech": body,
        }
        try:
            spoken: dict[str, Any] = self.context.responses.json(question, partial(self._pay, voice, body))
        except NotSupported:
            if not body.keys() & AROUND:
                raise
            return self._spoken(voice, {name: body[name] for name in body if name not in AROUND})
        return spoken

    def _pay(self, voice: str, body: dict[str, Any]) -> dict[str, Any]:
        credit = self._credits(len(body["text"]))
        with (
            few_at_a_time(f"elevenlabs/{self.settings.base_url}", at_once(self.context)),
            self.context.spending.paying(
                "elevenlabs", "speech", unit="characters", units=credit, cost=self._cost(credit)
            ) as bill,
        ):
            headers, audio, alignment = call(self.context, partial(_speak, voice, body))
            bill.units = _number(headers.get("character-cost", "")) or credit
            bill.cost = self._cost(bill.units)
            bill.receipt.update(request=headers.get("request-id", ""), characters=bill.units, model=self.model)
        return {"audio": _checked_audio(audio), "alignment": alignment}

    def _credits(self, characters: int) -> float:
        """The plan's characters that this text costs."""
        return characters * self.traits.credits

    def _cost(self, credit: float) -> float:
        return credit / 1000 * self.settings.usd_per_thousand_characters


class _Alignment(BaseModel):
    characters: list[str] = Field(min_length=1)
    character_start_times_seconds: list[float]
    character_end_times_seconds: list[float]


def timed(written: Sequence[str], alignment: object, seconds: float) -> tuple[SpokenWord, ...]:
    """The written words with their times; empty if the alignment is missing, broken, or of another text."""
    try:
        given = _Alignment.model_validate(alignment)
    except ValidationError:
        return ()
    starts, ends = given.character_start_times_seconds, given.character_end_times_seconds
    whole = len(given.characters) == len(starts) == len(ends)
    if not whole or not all(0 <= start <= end < float("inf") for start, end in zip(starts, ends, strict=True)):
        return ()
    if not set("".join(written)) & set("".join(given.characters)):
        return ()
    return from_characters(written, given.characters, starts, ends, seconds)


def _speak(voice: str, body: dict[str, Any], client: ElevenLabs) -> tuple[Mapping[str, str], object, object]:
    from elevenlabs import VoiceSettings  # noqa: PLC0415 - see client.py

    own = {"voice_settings": VoiceSettings(**body["voice_settings"])} if "voice_settings" in body else {}
    answer = client.text_to_speech.with_raw_response.convert_with_timestamps(
        quote(voice, safe=""),
        output_format=FORMAT,
        request_options={"max_retries": 0},
        **{**body, **own},
    )
    # The client does not check the JSON: fields may be missing.
    alignment = getattr(answer.data, "alignment", None)
    return (
        answer.headers,
        getattr(answer.data, "audio_base_64", None),
        alignment.model_dump(mode="json", warnings=False) if isinstance(alignment, BaseModel) else None,
    )


def _checked_audio(audio: object) -> str:
    """The audio, still in base64. Raises BadAnswer if it is not at least a tenth of a second of 16-bit samples."""
    try:
        samples = base64.b64decode(str(audio or ""), validate=True)
    except binascii.Error:
        samples = b""
    if len(samples) < RATE // 10 or len(samples) % 2:
        raise BadAnswer("ElevenLabs sent no usable audio.", service=SERVICE, advice="Run again.")
    return str(audio)


def _number(text: str) -> float:
    return float(text) if text.isdecimal() else 0.0
