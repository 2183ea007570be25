"""Sends one request with the official client, without its retries, and maps every failure to an error of Dailies."""

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
from tasks.providers.openai.settings import KEY, OpenAISettings

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

R = TypeVar("R")

SERVICE = "OpenAI"
SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
UNWANTED = frozenset({"content_policy_violation", "content_filter", "moderation_blocked"})
# Parameters that other servers with this API may not know, and the words by which their refusals name them.
OPTIONAL = {
    "response_format": ("response_format", "json_schema"),
    "max_completion_tokens": ("max_completion_tokens",),
    "seed": ("seed",),
}


def call(context: ProviderContext, model: str, act: Callable[[OpenAI], R]) -> R:
    """Returns what `act` gets from the client.

    Raises ServiceError. No error holds the request, whose headers carry the key.
    """
    import openai  # noqa: PLC0415 - the import takes a second

    key, settings = context.key(KEY), context.settings(OpenAISettings)
    failure: ServiceError
    with http.client(settings.seconds) as session:
        try:
            client = openai.OpenAI(
                api_key=key,
                base_url=settings.base_url,
                http_client=cast("Any", session),  # typed for httpx2, but takes httpx too
                max_retries=0,
                timeout=settings.seconds,
            )
            return act(client)
        except openai.APITimeoutError:
            failure = Transient(
                f"OpenAI did not answer within {settings.seconds:.0f} s.",
                service=SERVICE,
                advice="Try again later, or raise OPENAI_SECONDS.",
            )
        except openai.APIConnectionError as error:
            cause = error.__cause__
            failure = http.unreachable(SERVICE, cause if isinstance(cause, Exception) else error)
        except openai.APIStatusError as error:
            failure = _failure(error, model, key)
        except (openai.OpenAIError, ValueError):
            failure = unexpected_response()
    # Raised outside the handlers: inside one, the error would carry the client's own, with the key, as its context.
    raise failure


def unexpected_response() -> BadAnswer:
    """The error for a response that is not in OpenAI's format."""
    return BadAnswer(
        "OPENAI_BASE_URL returned a response that is not in OpenAI's format.",
        service=SERVICE,
        advice="Check OPENAI_BASE_URL, or try again later.",
    )


def _failure(error: APIStatusError, model: str, key: str) -> ServiceError:
    status, code = error.status_code, _codes(error)
    if status in {400, 422}:
        return _bad_request(error, model, _excerpt(_message(error), key))
    if status == 401:  # the message repeats parts of the key, so it is not quoted
        return WrongKey("OpenAI does not accept the key.", service=SERVICE, advice="Check OPENAI_API_KEY.")
    if status == 403:
        return WrongKey(
            f"OpenAI refuses access ({_excerpt(', '.join(sorted(code)), key) or status}).",
            service=SERVICE,
            advice=f"Check that the key's project may use {model}, and that OpenAI serves your country.",
        )
    if status == 404:
        return Permanent(
            f"OpenAI has no model {model} for this key, or OPENAI_BASE_URL is wrong.",
            service=SERVICE,
            advice="Check OPENAI_MODEL, OPENAI_SPEECH_MODEL and OPENAI_BASE_URL.",
        )
    if status == 429 and code & SPENT:
        return QuotaSpent(
            "The OpenAI account has no credit left.",
            service=SERVICE,
            advice="Add credit or raise the limit on its billing page.",
        )
    return _by_status(status, error.response.headers)


def _bad_request(error: APIStatusError, model: str, message: str) -> ServiceError:
    code = _codes(error)
    if code & UNWANTED:
        return Declined(f"OpenAI declines this content: {message}", service=SERVICE, advice="Choose another topic.")
    if "context_length_exceeded" in code:
        return Permanent(f"The source is longer than {model} can read.", service=SERVICE, advice="Give a shorter one.")
    refusal = f"{error.param} {message}".lower()
    for parameter, words in OPTIONAL.items():
        if any(word in refusal for word in words):
            return NotSupported(f"OpenAI refuses {parameter}: {message}", service=SERVICE, parameter=parameter)
    return Permanent(f"OpenAI refuses the request: {message}", service=SERVICE, advice="Check OPENAI_MODEL.")


def _message(error: APIStatusError) -> str:
    return str(error.body.get("message") or error.message) if isinstance(error.body, dict) else error.message


def _codes(error: APIStatusError) -> set[str]:
    return {str(name) for name in (error.code, error.type) if name}


def _by_status(status: int, headers: Mapping[str, str]) -> ServiceError:
    lowered = {name.lower(): value for name, value in headers.items()}
    failure = http.failure(http.Response(status, lowered, b""), SERVICE)
    if isinstance(failure, RateLimited):
        failure.retry_after = _retry_after_ms(lowered) or failure.retry_after
    return failure


def _retry_after_ms(headers: Mapping[str, str]) -> float:
    """Seconds of OpenAI's own header `retry-after-ms`; 0 if it is missing."""
    try:
        seconds = float(headers.get("retry-after-ms", "")) / 1000
    except ValueError:
        return 0.0
    return min(seconds, http.MAX_WAIT) if seconds > 0 else 0.0


def _excerpt(text: str, key: str) -> str:
    return " ".join(text.replace(key, "(key)").split())[:200]
