"""What ElevenLabs refuses of a request for speech, model by model, and the voices of the local account."""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.servers.wire import BadRequest

SARAH, ROGER, MATEO, GEORGE = (
    "EXAVITQu4vr4xnSDxMaL",
    "CwhRBWXzGAHq8TQ4Fs17",
    "mAtEo5pAnIsHlIbRaRy0",
    "JBFqnCBsd6RMkjVDRZzb",
)
CHARACTERS = {
    "eleven_multilingual_v2": 10_000,
    "eleven_turbo_v2_5": 40_000,
    "eleven_flash_v2_5": 40_000,
    "eleven_flash_v2": 30_000,
    "eleven_v3": 5_000,
    "eleven_v4": 10_000,
}
SETTINGS = {"stability": (0, 1), "similarity_boost": (0, 1), "style": (0, 1), "speed": (0.7, 1.2)}
AROUND = ("previous_text", "next_text")
MAX_STITCHED = 3  # requests before and after one


def voice(
    number: str,
    name: str,
    language: str = "en",
    *,
    category: str = "premade",
    verified: Iterable[str] = (),
    legacy: bool = False,
    library: bool = False,
    created: int | None = None,
) -> dict[str, Any]:
    """A voice as the account lists it; one `of the library` is somebody else's."""
    return {
        "voice_id": number,
        "name": name,
        "category": category,
        "labels": {"accent": "american", "language": language, "use_case": "narration"},
        "verified_languages": [
            {"language": code, "model_id": "eleven_multilingual_v2", "accent": "", "locale": None} for code in verified
        ],
        "sharing": {"status": "copied"} if library else None,
        "is_owner": False if library else None,
        "is_legacy": legacy,
        "created_at_unix": created,
    }


def account() -> dict[str, dict[str, Any]]:
    """The voices of an account, by ID."""
    voices = [
        voice(GEORGE, "George", verified=["en", "de"], legacy=True),
        voice(MATEO, "Mateo", "es", category="professional", verified=["es"], library=True, created=1_790_000_000),
        voice(ROGER, "Roger - Laid-Back", verified=["en"]),
        voice(SARAH, "Sarah - Mature", verified=["en", "fr", "de"]),
    ]
    return {one["voice_id"]: one for one in voices}


def check_speech(body: Mapping[str, Any]) -> None:
    """Raises BadRequest with ElevenLabs' reason if the model, or any, would not speak this."""
    model = body.get("model_id", "eleven_multilingual_v2")
    if model not in CHARACTERS:
        raise BadRequest(f"A model with model ID {model} does not exist.")
    text = str(body.get("text", ""))
    if not text.strip() or len(text) > CHARACTERS[model]:
        raise BadRequest(f"Text must have 1 to {CHARACTERS[model]} characters for {model}, and has {len(text)}.")
    newer = model in {"eleven_v3", "eleven_v4"}
    if newer and any(name in body for name in AROUND):
        raise BadRequest(f"Providing previous_text or next_text is not yet supported with the '{model}' model.")
    if any(len(body.get(name, ())) > MAX_STITCHED for name in ("previous_request_ids", "next_request_ids")):
        raise BadRequest(f"At most {MAX_STITCHED} request IDs are allowed.")
    if "language_code" in body and len(body["language_code"]) != 2:
        raise BadRequest(f"language_code {body['language_code']!r} is not an ISO 639-1 code.")
    for name, value in body.get("voice_settings", {}).items():
        low, high = SETTINGS.get(name, (1, 0))
        if not low <= value <= high:
            raise BadRequest(f"voice_settings.{name} must be from {low} to {high}")
    if model == "eleven_v3" and body.get("voice_settings", {}).get("stability", 0.5) not in {0.0, 0.5, 1.0}:
        raise BadRequest("Invalid TTD stability value. Must be one of: [0.0, 0.5, 1.0]")
    if not 0 <= body.get("seed", 0) <= 4_294_967_295:
        raise BadRequest("seed must be from 0 to 4294967295")
