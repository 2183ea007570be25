"""One request by the official client: through our door to HTTP, tried once, its failures told apart as our errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from tasks.domain.errors import (
    BadAnswer,
    Declined,
    NotSupported,
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
    from openai import APIStatusError, OpenAI

R = TypeVar("R")

SERVICE = "OpenAI"
SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
UNWANTED = frozenset({"content_policy_violation", "content_filter", "moderation_blocked"})
# What servers that only resemble OpenAI may not know, by the words in which they refuse it.
OPTIONAL = {
    "response_format": ("response_format", "json_schema"),
    "max_completion_tokens": ("max_completion_tokens",),
    "seed": ("seed",),
}


def call(context: ProviderContext, model: str, act: Callable[[OpenAI], R]) -> R:
    """What `act` gets from the client. No error that leaves here holds the request: its headers carry the key."""
    import openai  # noqa: PLC0415 - takes a second, which only those who ask it should wait

    key, vendors = context.key("openai"), context.vendors
    failure: ServiceError
    with http.client(vendors.openai_seconds) as session:
        try:
            client = openai.OpenAI(
                api_key=key,
                base_url=vendors.openai_base_url,
                http_client=cast("Any", session),  # typed for httpx2, made for httpx as well
                max_retries=0,
                timeout=vendors.openai_seconds,
            )
            return act(client)
        except openai.APITimeoutError:
            failure = Transient(
                f"OpenAI did not answer within {vendors.openai_seconds:.0f} s.",
                service=SERVICE,
                advice="Try again later, or give it longer with OPENAI_SECONDS.",
            )
        except openai.APIConnectionError as error:
            cause = error.__cause__
            failure = http.unreachable(SERVICE, cause if isinstance(cause, Exception) else error)
        except openai.APIStatusError as error:
            failure = _explained(error, model, key)
        except (openai.OpenAIError, ValueError):
            failure = not_understood()
    # Outside the handlers: an error raised inside one carries the client's own as its context.
    raise failure


def not_understood() -> BadAnswer:
    return BadAnswer(
        "OpenAI answered something that is not of its own making.",
        service=SERVICE,
        advice="Check OPENAI_BASE_URL, or try again later.",
    )


def _explained(error: APIStatusError, model: str, key: str) -> ServiceError:
    status, code = error.status_code, _codes(error)
    if status in {400, 422}:
        return _bad_request(error, model, _in_short(_message(error), key))
    if status == 401:  # its text repeats parts of the key
        return WrongKey("OpenAI does not accept the key.", service=SERVICE, advice="Check OPENAI_API_KEY.")
    if status == 403:
        return WrongKey(
            f"OpenAI refuses access ({_in_short(', '.join(sorted(code)), key) or status}).",
            service=SERVICE,
            advice=f"Check that the key's project may use {model}, and that the service is offered where you are.",
        )
    if status == 404:
        return Permanent(
            f"OpenAI has no model {model} for this key, or its address is another.",
            service=SERVICE,
            advice="Check OPENAI_MODEL, OPENAI_SPEECH_MODEL and OPENAI_BASE_URL.",
        )
    if status == 429 and code & SPENT:
        return QuotaSpent(
            "Nothing is left to spend at OpenAI.",
            service=SERVICE,
            advice="Add credit or raise the limit on its billing page.",
        )
    return _by_status(status, error.response.headers)


def _bad_request(error: APIStatusError, model: str, said: str) -> ServiceError:
    code = _codes(error)
    if code & UNWANTED:
        return Declined(f"OpenAI declines this content: {said}", service=SERVICE, advice="Choose another topic.")
    if "context_length_exceeded" in code:
        return Permanent(f"The source is longer than {model} can read.", service=SERVICE, advice="Give a shorter one.")
    named = f"{error.param} {said}".lower()
    for parameter, words in OPTIONAL.items():
        if any(word in named for word in words):
            return NotSupported(f"OpenAI refuses {parameter}: {said}", service=SERVICE, parameter=parameter)
    return Permanent(f"OpenAI refuses the request: {said}", service=SERVICE, advice="Check OPENAI_MODEL.")


def _message(error: APIStatusError) -> str:
    return str(error.body.get("message") or error.message) if isinstance(error.body, dict) else error.message


def _codes(error: APIStatusError) -> set[str]:
    return {str(name) for name in (error.code, error.type) if name}


def _by_status(status: int, headers: Mapping[str, str]) -> ServiceError:
    named = {name.lower(): value for name, value in headers.items()}
    failure = http.failure(http.Response(status, named, b""), SERVICE)
    if isinstance(failure, RateLimited):
        failure.retry_after = _milliseconds(named) or failure.retry_after
    return failure


def _milliseconds(headers: Mapping[str, str]) -> float:
    """`retry-after-ms`, which is finer than the header that everybody has; in seconds, 0 where it is not said."""
    try:
        seconds = float(headers.get("retry-after-ms", "")) / 1000
    except ValueError:
        return 0.0
    return min(seconds, http.MAX_WAIT) if seconds > 0 else 0.0


def _in_short(text: str, key: str) -> str:
    return " ".join(text.replace(key, "(key)").split())[:200]
