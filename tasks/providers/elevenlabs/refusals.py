"""Maps what ElevenLabs refuses to errors of Dailies. It gives reasons in three shapes, under misleading statuses."""

from collections.abc import Mapping

from tasks.domain.errors import (
    BadAnswer,
    Missing,
    NotPermitted,
    NotSupported,
    Permanent,
    QuotaSpent,
    RateLimited,
    ServiceError,
    WrongKey,
)
from tasks.machine.network import http

SERVICE = "ElevenLabs"
SPENT = frozenset({"quota_exceeded", "insufficient_credits"})
NO_SUCH_VOICE = frozenset({"voice_not_found", "voice_does_not_exist"})
NO_NEIGHBOURS = ("previous_text", "next_text")


def failure(status: int, headers: Mapping[str, str], body: object, key: str) -> ServiceError:
    """The error for a response that is not a success, or is not JSON."""
    if status < 300:
        return unexpected_response()
    reason, message = _detail(body, key)
    why = message or reason or str(status)
    known = _of_plan(status, reason, why) or _of_key(status, reason, why) or _of_request(status, reason, why)
    if known:
        return known
    lowered = {name.lower(): value for name, value in headers.items()}
    if status == 429:
        return RateLimited(
            f"ElevenLabs is busy ({reason or status}).",
            service=SERVICE,
            retry_after=http.retry_after(lowered),
            advice="Dailies retries after a pause. Set ELEVENLABS_CONCURRENCY to what your plan allows.",
        )
    return http.failure(http.Response(status, lowered, b""), SERVICE)


def _of_plan(status: int, reason: str, why: str) -> ServiceError | None:
    """The error if the account has nothing left, or its plan does not cover this."""
    if reason in SPENT:
        message = f"The ElevenLabs quota does not cover this request: {why}"
        advice = "Wait for the next month, or take a larger plan."
    elif status == 402:
        message = f"The ElevenLabs plan does not cover this request: {why}"
        advice = "Take a paid plan, or name a voice that your plan covers (ELEVENLABS_VOICE)."
    elif reason == "detected_unusual_activity":
        message = "ElevenLabs has switched off its free plan for this account or network, because of unusual activity."
        advice = "The key is right. Take a paid plan, leave the VPN or proxy, or choose another voice."
    else:
        return None
    return QuotaSpent(message, service=SERVICE, advice=advice)


def _of_key(status: int, reason: str, why: str) -> ServiceError | None:
    """The error if the key is wrong, or is restricted."""
    if reason == "missing_permissions" or status == 403:
        return NotPermitted(
            f"The ElevenLabs key may not do this ({why}).",
            service=SERVICE,
            advice="Allow the key Text to Speech, and to read voices and user (elevenlabs.io, API keys).",
        )
    if status == 401:
        return WrongKey(
            f"ElevenLabs does not accept the key ({reason or status}).",
            service=SERVICE,
            advice="Check ELEVENLABS_API_KEY.",
        )
    return None


def _of_request(status: int, reason: str, why: str) -> ServiceError | None:
    """The error if something in the request is wrong."""
    if reason in NO_SUCH_VOICE:
        return Missing(
            f"ElevenLabs has no such voice for this account: {why}",
            service=SERVICE,
            advice="Name another voice (elevenlabs:ID in the channel's file, or ELEVENLABS_VOICE). Without a name, one "
            "of the account's is taken.",
        )
    if status not in {400, 404, 422}:
        return None
    if any(name in why for name in NO_NEIGHBOURS):
        return NotSupported(
            f"ElevenLabs refuses the neighbouring texts: {why}", service=SERVICE, parameter="previous_text"
        )
    return Permanent(
        f"ElevenLabs refuses the request ({status}): {why}",
        service=SERVICE,
        advice="Check the channel's voice and ELEVENLABS_MODEL.",
    )


def _detail(body: object, key: str) -> tuple[str, str]:
    """The vendor's error code and message. It sends them in one of three shapes, or not at all."""
    detail = body.get("detail") if isinstance(body, dict) else body
    if isinstance(detail, dict):
        reason, message = str(detail.get("status") or detail.get("code") or ""), str(detail.get("message") or "")
    elif isinstance(detail, list):
        reason = ""
        message = "; ".join(
            f"{'.'.join(map(str, fault.get('loc', ())))}: {fault.get('msg', '')}"
            for fault in detail
            if isinstance(fault, dict)
        )
    else:
        reason, message = "", "" if "<" in str(detail) else str(detail or "")
    return _excerpt(reason, key), _excerpt(message, key)


def _excerpt(text: str, key: str) -> str:
    return " ".join(text.replace(key, "(key)").split())[:200]


def unexpected_response() -> BadAnswer:
    """The error for a response that is not in ElevenLabs' format."""
    return BadAnswer(
        "ELEVENLABS_BASE_URL returned a response that is not in ElevenLabs' format.",
        service=SERVICE,
        advice="Check ELEVENLABS_BASE_URL, or try again later.",
    )
