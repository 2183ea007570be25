"""ElevenLabs on 127.0.0.1: speech with character timestamps, and a plan with a limited number of characters."""

import base64
import json
import re
from typing import Any

from tests.servers.elevenlabs_rules import account, check_speech
from tests.servers.speech import expanded, spoken
from tests.servers.wire import BadRequest, Reply, Request, Vendor

FORMATS = frozenset(
    """
    mp3_22050_32 mp3_24000_48 mp3_44100_32 mp3_44100_64 mp3_44100_96 mp3_44100_128 mp3_44100_192 pcm_8000 pcm_16000
    pcm_22050 pcm_24000 pcm_32000 pcm_44100 pcm_48000 wav_24000 wav_44100 opus_48000_64 opus_48000_128 ulaw_8000
    """.split()
)
FIELDS: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "model_id": str,
    "language_code": str,
    "voice_settings": dict,
    "seed": int,
    "previous_text": str,
    "next_text": str,
    "previous_request_ids": list,
    "next_request_ids": list,
    "apply_text_normalization": str,
}
AT_ONCE = {"free": 2, "starter": 3, "creator": 5, "pro": 10, "scale": 15, "business": 15}  # requests, by tier
SPEECH = re.compile(r"/v1/text-to-speech/([^/]+)/with-timestamps")
VOICE = re.compile(r"/v1/voices/([^/]+)")


class ElevenLabsServer(Vendor):
    """`limit` and `used`: characters of the plan, in total and so far.

    `at_once`: the concurrent requests allowed, by default those of the tier; `most_at_once`: the highest number so far.
    `per_request` and `per_character`: seconds that speaking takes. `alignment`: the timestamps of an answer: both,
    normalized, none.
    `tier`: the plan's; a free one may not use voices of the library. `voices`: the account's, by ID.
    `may_read_plan`, `may_read_voices`, `may_speak`: the key's permissions.
    """

    def __init__(self, *, key: str = "el-local-key", limit: int = 30_000) -> None:
        super().__init__()
        self.key = key
        self.limit, self.used = limit, 0
        self.at_once, self.running, self.most_at_once = 0, 0, 0
        self.per_request = self.per_character = 0.0
        self.alignment = "both"
        self.may_read_plan = self.may_read_voices = self.may_speak = True
        self.tier = "starter"
        self.voices = account()
        self.page_size = 2

    def environment(self) -> dict[str, str]:
        return {"ELEVENLABS_BASE_URL": self.url, "ELEVENLABS_API_KEY": self.key}

    def refuse(self, why: str) -> Reply:
        return unprocessable(why)

    def answer(self, request: Request) -> Reply:
        if request.headers.get("xi-api-key") != self.key:
            return wrong_key()
        known, speech = VOICE.fullmatch(request.path), SPEECH.fullmatch(request.path)
        if request.method == "POST" and speech:
            return self._speak(speech[1], request)
        if request.method != "GET" or not (known or request.path in {"/v2/voices", "/v1/user/subscription"}):
            return Reply(404, {"detail": "Not Found"})
        if request.path == "/v1/user/subscription":
            return self._plan() if self.may_read_plan else missing_permission()
        if not self.may_read_voices:
            return missing_permission("voices_read")
        return self._voice(known[1]) if known else self._voices(request)

    def _speak(self, voice: str, request: Request) -> Reply:
        if not self.may_speak:
            return missing_permission("text_to_speech")
        if voice not in self.voices:
            return voice_not_found(voice)
        if self.tier == "free" and self.voices[voice]["sharing"]:
            return payment_required()
        return self._spend(_checked(request), request.query.get("output_format", ""))

    def _voice(self, number: str) -> Reply:
        return Reply(200, self.voices[number]) if number in self.voices else voice_not_found(number)

    def _voices(self, request: Request) -> Reply:
        """One page, of `page_size` at most. The token of the next is the number of its first voice."""
        if not 1 <= int(request.query.get("page_size", "10")) <= 100:
            raise BadRequest("page_size must be from 1 to 100")
        first = int(request.query.get("next_page_token", "0"))
        last, voices = first + self.page_size, list(self.voices.values())
        more = last < len(voices)
        page = {"voices": voices[first:last], "has_more": more, "total_count": len(voices)}
        return Reply(200, {**page, "next_page_token": str(last) if more else None})

    def _spend(self, body: dict[str, Any], output_format: str) -> Reply:
        """Charge the plan for the text and speak it."""
        with self.lock:
            if self.running >= (self.at_once or AT_ONCE[self.tier]):
                return too_many_at_once()
            cost = len(body["text"])
            if self.used + cost > self.limit:
                return quota_exceeded(self.limit - self.used, cost)
            self.used += cost
            self.running += 1
            self.most_at_once = max(self.most_at_once, self.running)
            number = len(self.requests)
        try:
            self.wait(self.per_request + self.per_character * cost)
            speed = body.get("voice_settings", {}).get("speed", 1.0)
            return self._speech(body["text"], output_format, number, speed)
        finally:
            with self.lock:
                self.running -= 1

    def _speech(self, text: str, output_format: str, number: int, speed: float) -> Reply:
        if output_format != "pcm_24000":
            raise BadRequest(f"this server speaks pcm_24000 only, not {output_format}")
        samples, starts, ends = spoken(text, speed)
        normal = expanded(text)
        stretch = len(samples) / 2 / 24_000 / len(normal)
        body = {
            "audio_base64": base64.b64encode(samples).decode(),
            "alignment": _times(text, starts, ends) if self.alignment == "both" else None,
            "normalized_alignment": None
            if self.alignment == "none"
            else _times(
                normal,
                [n * stretch for n in range(len(normal))],
                [(n + 1) * stretch for n in range(len(normal))],
            ),
        }
        return Reply(200, body, {"request-id": f"local-{number}", "character-cost": str(len(text))})

    def _plan(self) -> Reply:
        plan = {
            "tier": self.tier,
            "character_count": self.used,
            "character_limit": self.limit,
            "max_character_limit_extension": None,
            "max_credit_limit_extension": 0,
            "can_extend_character_limit": False,
            "allowed_to_extend_character_limit": False,
            "next_character_count_reset_unix": 1_798_761_600,
            "voice_slots_used": 0,
            "professional_voice_slots_used": 0,
            "voice_limit": 10,
            "voice_add_edit_counter": 0,
            "professional_voice_limit": 0,
            "can_extend_voice_limit": False,
            "can_use_instant_voice_cloning": True,
            "can_use_professional_voice_cloning": False,
            "status": "active",
            "has_open_invoices": False,
            "open_invoices": [],
        }
        return Reply(200, plan)


def _times(text: str, starts: list[float], ends: list[float]) -> dict[str, Any]:
    return {
        "characters": list(text),
        "character_start_times_seconds": starts,
        "character_end_times_seconds": ends,
    }


def _checked(request: Request) -> dict[str, Any]:
    """The validated body. Raises BadRequest if the request is invalid."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise BadRequest("content-type must be application/json")
    try:
        body = json.loads(request.body)
    except ValueError:
        raise BadRequest("the body is not JSON") from None
    if unknown := set(body) - set(FIELDS):
        raise BadRequest(f"unknown fields {sorted(unknown)}")
    for name, value in body.items():
        if not isinstance(value, FIELDS[name]) or isinstance(value, bool):
            raise BadRequest(f"{name} is of the wrong type")
    check_speech(body)
    if unknown := set(request.query) - {"output_format", "enable_logging", "optimize_streaming_latency"}:
        raise BadRequest(f"unknown query {sorted(unknown)}")
    if request.query.get("output_format", "mp3_44100_128") not in FORMATS:
        raise BadRequest("no such output_format")
    return dict(body)


# ------------------------------------------------------------------ documented errors


def _detail(status: int, reason: str, message: str, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, {"detail": {"status": reason, "message": message}}, headers or {})


def wrong_key() -> Reply:
    return _detail(401, "invalid_api_key", "Invalid API key")


def missing_permission(name: str = "user_read") -> Reply:
    message = f"The API key you used is missing the permission {name} to execute this operation."
    return _detail(401, "missing_permissions", message)


def unusual_activity() -> Reply:
    message = "Unusual activity detected. Free Tier usage disabled. If you are using a proxy/VPN you might need to pay."
    return _detail(401, "detected_unusual_activity", message)


def quota_exceeded(left: int, needed: int) -> Reply:
    message = (
        f"This request exceeds your quota. You have {left} credits remaining, while {needed} credits are required."
    )
    return _detail(401, "quota_exceeded", message)


def payment_required() -> Reply:
    message = "Free users cannot use library voices via the API. Please upgrade your subscription to use this voice."
    body = {"detail": {"type": "payment_required", "code": "paid_plan_required", "message": message}}
    return Reply(402, body)


def forbidden() -> Reply:
    return _detail(403, "only_for_creator+", "This output format needs a larger plan.")


def voice_not_found(voice: str) -> Reply:
    return _detail(404, "voice_not_found", f"A voice with voice_id {voice} was not found.")


def no_voice(voice: str) -> Reply:
    return _detail(400, "voice_does_not_exist", f"A voice with voice_id {voice} does not exist.")


def too_many_at_once() -> Reply:
    return _detail(429, "too_many_concurrent_requests", "Your plan allows fewer requests at once.")


def system_busy(seconds: str = "") -> Reply:
    return _detail(
        429, "system_busy", "We are experiencing heavy traffic.", {"Retry-After": seconds} if seconds else {}
    )


def unprocessable(message: str) -> Reply:
    return Reply(422, {"detail": [{"loc": ["body"], "msg": message, "type": "value_error"}]})
