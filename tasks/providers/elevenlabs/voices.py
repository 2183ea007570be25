"""Which voice speaks. No voice is built in: every account has others, and ElevenLabs retires its own."""

from __future__ import annotations

import logging
from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, ValidationError

from tasks.domain.errors import Missing, NotPermitted, QuotaSpent
from tasks.domain.languages import base
from tasks.providers.context import ProviderContext
from tasks.providers.elevenlabs.client import call
from tasks.providers.elevenlabs.plan import plan_of
from tasks.providers.elevenlabs.refusals import SERVICE, unexpected_response
from tasks.providers.elevenlabs.settings import ElevenLabsSettings

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

log = logging.getLogger(__name__)

MAX_PAGES = 5  # of a hundred voices each
CATEGORIES = ("premade", "generated", "professional", "high_quality", "famous", "cloned")  # in the order of preference
OWN = frozenset({"premade", "generated", "cloned"})  # what a free plan may use
RETIRED = date(2026, 12, 31)  # the last day of ElevenLabs' older default voices
CHOOSE = "Add a voice to the account, and name it in ELEVENLABS_VOICE or in the channel's file (elevenlabs:ID)."


class _Verified(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    language: str = ""


class _Sharing(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    status: str | None = None


class AccountVoice(BaseModel):
    """One of the account's voices. Validated here, since the client does not."""

    model_config = ConfigDict(from_attributes=True)

    voice_id: str
    name: str | None = None
    category: str | None = None
    labels: dict[str, str | None] | None = None
    verified_languages: list[_Verified] | None = None
    sharing: _Sharing | None = None
    is_owner: bool | None = None
    is_legacy: bool | None = None
    created_at_unix: int | None = None

    @property
    def title(self) -> str:
        return f"{self.name} ({self.voice_id})" if self.name else self.voice_id

    @property
    def of_library(self) -> bool:
        """Whether it is somebody else's, from the Voice Library, which a free plan may not use by the API."""
        copied = self.sharing is not None and self.sharing.status == "copied"
        return not self.is_owner and (copied or self.category not in {None, *OWN})

    def speaks(self, language: str) -> int:
        """How well it is known to speak the language: 0 is verified, 1 its own language, 2 unknown."""
        if language in {base(verified.language) for verified in self.verified_languages or ()}:
            return 0
        return 1 if base((self.labels or {}).get("language") or "") == language else 2

    def rank(self, language: str) -> tuple[object, ...]:
        """The best first. The oldest of equals, so that a voice added later does not change the channel's."""
        category = CATEGORIES.index(self.category) if self.category in CATEGORIES else len(CATEGORIES)
        return bool(self.is_legacy), self.speaks(language), category, self.created_at_unix or 0, self.voice_id


def cast_voice(context: ProviderContext, named: str, language: str) -> tuple[str, str]:
    """The ID of the voice that will speak, and a note on it for the record.

    Raises Missing if the account has no such voice, QuotaSpent if its plan may not use it, and NotPermitted if no voice
    is named and the key may not read the voices.
    """
    named = named or context.settings(ElevenLabsSettings).voice
    if not named:
        voice = _chosen(context, base(language))
        return voice.voice_id, _note(voice, base(language))
    try:
        voice = _parsed(call(context, partial(_get, named)))
    except NotPermitted as error:
        log.warning("Whether ElevenLabs has the voice %s is unknown: %s", named, error.message)
        return named, ""
    if voice.of_library and _is_free(context):
        raise QuotaSpent(
            f"The voice {voice.title} is of the Voice Library, which ElevenLabs' free plan does not cover.",
            service=SERVICE,
            advice="Take a paid plan, or choose one of the account's own voices.",
        )
    return named, _ending(voice)


def voice_end(context: ProviderContext, named: str) -> date | None:
    """The day on which ElevenLabs retires this voice, if it does and the key may read it."""
    try:
        return RETIRED if named and _parsed(call(context, partial(_get, named))).is_legacy else None
    except NotPermitted:
        return None


def _ending(voice: AccountVoice) -> str:
    when = f"{RETIRED.day} {RETIRED:%B %Y}"
    return f"ElevenLabs retires the voice {voice.title} on {when}. {CHOOSE}" if voice.is_legacy else ""


def _chosen(context: ProviderContext, language: str) -> AccountVoice:
    free = _is_free(context)
    voices = [voice for voice in _all(context) if not (free and voice.of_library)]
    if not voices:
        raise Missing(
            f"The ElevenLabs account has no voice{' that its free plan may use' if free else ''}.",
            service=SERVICE,
            advice=CHOOSE,
        )
    return min(voices, key=lambda voice: voice.rank(language))


def _note(voice: AccountVoice, language: str) -> str:
    known = ("", "", f" It is not known to speak {language!r}.")[voice.speaks(language)]
    said = f"ElevenLabs speaks with {voice.title}: no voice was named, and the account has this one.{known}"
    return f"{said} {_ending(voice)}".strip()


def _is_free(context: ProviderContext) -> bool:
    """Whether the account is known to have the free plan; a key may not be allowed to read it."""
    try:
        return plan_of(context).tier == "free"
    except NotPermitted:
        return False


def _all(context: ProviderContext) -> list[AccountVoice]:
    found: list[AccountVoice] = []
    token: str | None = None
    for _ in range(MAX_PAGES):
        page = call(context, partial(_search, token))
        voices = getattr(page, "voices", None)
        if not isinstance(voices, list):
            raise unexpected_response()
        found += [_parsed(voice) for voice in voices]
        token = getattr(page, "next_page_token", None)
        if not getattr(page, "has_more", False) or not token:
            break
    return found


def _search(token: str | None, client: ElevenLabs) -> object:
    more = {"next_page_token": token} if token else {}
    return client.voices.search(page_size=100, request_options={"max_retries": 0}, **more)


def _get(voice: str, client: ElevenLabs) -> object:
    return client.voices.get(quote(voice, safe=""), request_options={"max_retries": 0})


def _parsed(voice: object) -> AccountVoice:
    try:
        return AccountVoice.model_validate(voice)
    except ValidationError:
        raise unexpected_response() from None
