"""Sends one request with the official client, without its retries, and maps every failure to an error of Dailies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

import httpx

from tasks.domain.errors import (
    BadAnswer,
    NotPermitted,
    Permanent,
    QuotaSpent,
    RateLimited,
    ServiceError,
    Transient,
    WrongKey,
)
from tasks.machine.network import http
from tasks.providers.context import ProviderContext
from tasks.providers.elevenlabs.settings import KEY, ElevenLabsSettings

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

R = TypeVar("R")

SERVICE = "ElevenLabs"
SPENT = frozenset({"quota_exceeded", "insufficient_credits"})


def call(context: ProviderContext, act: Callable[[ElevenLabs], R]) -> R:
    """Returns what `act` gets from the client.

    Raises ServiceError. No error holds the request, whose headers carry the key.
    """
    from elevenlabs.client import ElevenLabs  # noqa: PLC0415 - the import takes a second
    from elevenlabs.core.api_error import ApiError  # noqa: PLC0415
    from elevenlabs.core.parse_error import ParsingError  # noqa: PLC0415

    key, settings = context.key(KEY), context.settings(ElevenLabsSettings)
    seconds = settings.seconds
    failure: ServiceError
    with http.client(seconds) as session:
        client = ElevenLabs(api_key=key, base_url=settings.base_url, httpx_client=session, timeout=seconds)
        try:
            return act(client)
        except ApiError as error:
            failure = _failure(error.status_code or 0, error.headers or {}, error.body, key)
        except httpx.TimeoutException:
            failure = Transient(
                f"ElevenLabs did not answer within {seconds:.0f} s.",
                service=SERVICE,
                advice="Try again later, or raise ELEVENLABS_SECONDS.",
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = http.unreachable(SERVICE, error)
        except (ParsingError, ValueError, TypeError):  # the client unpacks JSON without checking it
            failure = unexpected_response()
    # Raised outside the handlers: inside one, the error would carry the client's own, with the key, as its context.
    raise failure


def _failure(status: int, headers: Mapping[str, str], body: object, key: str) -> ServiceError:
    reason, message = _detail(body, key)
    if reason in SPENT or status == 402:
        return QuotaSpent(
            f"The ElevenLabs quota does not cover this request: {message or reason}",
            service=SERVICE,
            advice="Wait for the next month, or take a larger plan.",
        )
    if status == 401:
        return (NotPermitted if reason == "missing_permissions" else WrongKey)(
            f"ElevenLabs does not accept the key ({reason or status}).",
            service=SERVICE,
            advice="Check ELEVENLABS_API_KEY and the key's permissions.",
        )
    lowered = {name.lower(): value for name, value in headers.items()}
    if status == 429:
        return RateLimited(
            f"ElevenLabs is busy ({reason or status}).",
            service=SERVICE,
            retry_after=http.retry_after(lowered),
            advice="Dailies retries after a pause. Set ELEVENLABS_CONCURRENCY to what your plan allows.",
        )
    if status in {400, 404, 422}:
        return Permanent(
            f"ElevenLabs refuses the request ({status}): {message or reason}",
            service=SERVICE,
            advice="Check the channel's voice and ELEVENLABS_MODEL.",
        )
    if status < 300:  # success, but the body is not JSON
        return unexpected_response()
    return http.failure(http.Response(status, lowered, b""), SERVICE)


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
