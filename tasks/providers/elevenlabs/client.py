"""One request by the official client: through our door to HTTP, tried once, its failures told apart as our errors."""

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

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

R = TypeVar("R")

SERVICE = "ElevenLabs"
SPENT = frozenset({"quota_exceeded", "insufficient_credits"})


def call(context: ProviderContext, act: Callable[[ElevenLabs], R]) -> R:
    """One request by the official client. No error that leaves here holds the request: its headers carry the key."""
    from elevenlabs.client import ElevenLabs  # noqa: PLC0415 - takes a second, which only those who ask it should wait
    from elevenlabs.core.api_error import ApiError  # noqa: PLC0415
    from elevenlabs.core.parse_error import ParsingError  # noqa: PLC0415

    key, seconds = context.key("elevenlabs"), context.vendors.elevenlabs_seconds
    failure: ServiceError
    with http.client(seconds) as session:
        client = ElevenLabs(
            api_key=key, base_url=context.vendors.elevenlabs_base_url, httpx_client=session, timeout=seconds
        )
        try:
            return act(client)
        except ApiError as error:
            failure = _explained(error.status_code or 0, error.headers or {}, error.body, key)
        except httpx.TimeoutException:
            failure = Transient(
                f"ElevenLabs did not answer within {seconds:.0f} s.",
                service=SERVICE,
                advice="Try again later, or give it longer with ELEVENLABS_SECONDS.",
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = http.unreachable(SERVICE, error)
        except (ParsingError, ValueError, TypeError):  # it unpacks whatever JSON it is sent
            failure = not_understood()
    # Outside the handlers: an error raised inside one carries the client's own as its context.
    raise failure


def _explained(status: int, headers: Mapping[str, str], body: object, key: str) -> ServiceError:
    reason, said = _detail(body, key)
    if reason in SPENT or status == 402:
        return QuotaSpent(
            f"ElevenLabs has nothing left for this: {said or reason}",
            service=SERVICE,
            advice="Wait for the next month, or take a larger plan.",
        )
    if status == 401:
        return (NotPermitted if reason == "missing_permissions" else WrongKey)(
            f"ElevenLabs does not accept the key ({reason or status}).",
            service=SERVICE,
            advice="Check ELEVENLABS_API_KEY, and what the key may do.",
        )
    named = {name.lower(): value for name, value in headers.items()}
    if status == 429:
        return RateLimited(
            f"ElevenLabs is busy ({reason or status}).",
            service=SERVICE,
            retry_after=http.retry_after(named),
            advice="It is tried again after a pause; set ELEVENLABS_CONCURRENCY to what the plan allows.",
        )
    if status in {400, 404, 422}:
        return Permanent(
            f"ElevenLabs refuses the request ({status}): {said or reason}",
            service=SERVICE,
            advice="Check the channel's voice and ELEVENLABS_MODEL.",
        )
    if status < 300:  # success, in something else than JSON
        return not_understood()
    return http.failure(http.Response(status, named, b""), SERVICE)


def _detail(body: object, key: str) -> tuple[str, str]:
    """The vendor's name for what is wrong, and its sentence: given in one of three shapes, or not at all."""
    detail = body.get("detail") if isinstance(body, dict) else body
    if isinstance(detail, dict):
        reason, said = str(detail.get("status") or detail.get("code") or ""), str(detail.get("message") or "")
    elif isinstance(detail, list):
        reason = ""
        said = "; ".join(
            f"{'.'.join(map(str, one.get('loc', ())))}: {one.get('msg', '')}" for one in detail if isinstance(one, dict)
        )
    else:
        reason, said = "", "" if "<" in str(detail) else str(detail or "")
    return _in_short(reason, key), _in_short(said, key)


def _in_short(text: str, key: str) -> str:
    return " ".join(text.replace(key, "(key)").split())[:200]


def not_understood() -> BadAnswer:
    return BadAnswer(
        "ElevenLabs answered something that is not of its own making.",
        service=SERVICE,
        advice="Check ELEVENLABS_BASE_URL, or try again later.",
    )
