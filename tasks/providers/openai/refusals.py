"""Maps what OpenAI and the servers with its API refuse to errors of Dailies.

Each of these servers has its own statuses, codes and sentences for the same few reasons.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tasks.domain.errors import (
    BadAnswer,
    Declined,
    NotPermitted,
    NotSupported,
    Permanent,
    QuotaSpent,
    RateLimited,
    ServiceError,
    TooLong,
    WrongKey,
)
from tasks.machine.network import http

SERVICE = "OpenAI"
SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
UNWANTED = frozenset({"content_policy_violation", "content_filter", "moderation_blocked", "invalid_prompt"})
# Parameters that other servers with this API may not know, and the words by which their refusals name them.
OPTIONAL = {
    "response_format": ("response_format", "response format", "json_schema"),
    "max_completion_tokens": ("max_completion_tokens",),
    "max_tokens": ("max_tokens",),
    "seed": ("seed",),
    "reasoning_effort": ("reasoning_effort", "reasoning effort"),
}
# The words of a refusal. Without them a sentence that names a parameter is about its value.
REFUSING = re.compile(
    r"unsupported|not supported|n't support|not support|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|"
    r"unavailable|cannot find field|invalid schema|must be (?:one of|either|'?text|'?json)",
    re.IGNORECASE,
)
OVERFLOW = re.compile(
    r"context[ _](?:length|size|window)|maximum context|n_ctx|prompt is too long|input is too long|too many tokens|"
    r"exceeds? the (?:available|maximum) (?:context|number of tokens)",
    re.IGNORECASE,
)
# Servers and models without eyes, in their words: of OpenAI, llama.cpp, vLLM, OpenRouter, ollama, Groq and DeepSeek.
BLIND = re.compile(
    r"image_url\W{0,2} ?is only supported|image input|image\(s\) may be provided|"
    r"support(?:s|ing)? (?:images?|vision)\b|not a multimodal|content must be a string|"
    r"valid string|variant `image_url`|mmproj",
    re.IGNORECASE,
)
PICTURES = "pictures"  # what a blind server does not support
LIMITS = (
    re.compile(r"(?:context (?:length|window|size)(?: is)?(?: of)?|n_ctx\W+)\s*:?\s*\(?(\d[\d,]{2,})", re.IGNORECASE),
    re.compile(r"context (?:length|size|window)\D{0,20}(\d[\d,]{2,})", re.IGNORECASE),
)
TOO_LARGE = re.compile(r"request too large|requested .{0,40}tokens", re.IGNORECASE)
BY_DAY = re.compile(r"per[ _]?day|\b[TR]PD\b", re.IGNORECASE)
RESTRICTED = re.compile(r"missing scopes|insufficient permissions", re.IGNORECASE)


@dataclass(frozen=True)
class Refusal:
    """An error of a server, whatever its form: the codes and the parameter that it names, and its sentence."""

    status: int
    message: str = ""
    codes: frozenset[str] = frozenset()
    param: str = ""
    limit: int = 0  # tokens that the model can read, if the error says so in a field
    partial: str | None = None  # what the model wrote that is no JSON, if the server says so

    @classmethod
    def of(cls, status: int, body: object, key: str) -> "Refusal":
        """OpenAI's form, Gemini's list around it, FastAPI's `detail`, or a plain sentence."""
        item = body[0] if isinstance(body, list) and body else body
        error: Any = item.get("error", item) if isinstance(item, dict) else item
        if not isinstance(error, dict):
            return cls(status, _excerpt(error if isinstance(error, str) else "", key))
        detail = error.get("message") or error.get("detail") or ""
        codes = {str(error[name]) for name in ("code", "type", "status") if error.get(name)}
        limit, written = error.get("n_ctx"), error.get("failed_generation")
        metadata = error.get("metadata")
        if isinstance(metadata, dict) and "flagged_input" in metadata:
            codes.add("moderation_blocked")
        return cls(
            status,
            _excerpt(detail if isinstance(detail, str) else str(detail), key),
            frozenset(_excerpt(code, key) for code in codes),
            str(error.get("param") or ""),
            limit if isinstance(limit, int) else 0,
            (written if isinstance(written, str) else "") if "json_validate_failed" in codes else None,
        )

    @property
    def blind(self) -> bool:
        """Whether the server cannot see; llama.cpp takes that for a fault of its own."""
        return bool(BLIND.search(self.message)) and self.status in {400, 404, 415, 422, 500, 501}

    @property
    def overflows(self) -> bool:
        """Whether the request is longer than the model can read."""
        return bool(self.codes & {"context_length_exceeded", "exceed_context_size_error"}) or bool(
            OVERFLOW.search(self.message)
        )

    @property
    def context(self) -> int:
        """Tokens that the model can read, by the refusal's own words; 0 if it does not say."""
        found = next((match for pattern in LIMITS if (match := pattern.search(self.message))), None)
        return self.limit or (int(found[1].replace(",", "")) if found else 0)

    @property
    def parameter(self) -> str:
        """The parameter that the server does not know; empty if it refuses something else."""
        refusing = "unsupported_parameter" in self.codes or REFUSING.search(self.message)
        if not refusing or "too large" in self.message.lower():
            return ""
        text = f"{self.param} {self.message}".lower()
        own = next((name for name in OPTIONAL if self.param == name), "")
        return own or next((name for name, words in OPTIONAL.items() if any(word in text for word in words)), "")


def error_of(refusal: Refusal, headers: Mapping[str, str], model: str) -> ServiceError:
    """The error for a refusal of this model."""
    status = refusal.status
    if status in {401, 403}:
        return _of_key(refusal, model)
    if status == 402 or (status == 429 and refusal.codes & SPENT):
        return QuotaSpent(
            "The account of OPENAI_API_KEY has no credit left.",
            service=SERVICE,
            advice="Add credit or raise the limit on its billing page.",
        )
    if refusal.overflows and status < 500 and status != 429:
        return too_long(model, refusal.context)
    if status in {413, 429}:
        return _of_pace(refusal, headers)
    if status in {400, 404, 415, 422} or refusal.blind:
        return _of_request(refusal, model)
    return http.failure(http.Response(status, _lowered(headers), b""), SERVICE)


def too_long(model: str, tokens: int) -> TooLong:
    """The error for a request that is longer than the model can read."""
    of = f" of {tokens} tokens" if tokens else ""
    return TooLong(
        f"The request is longer than the context{of} of {model}.",
        service=SERVICE,
        tokens=tokens,
        advice="Give a shorter source, start the server with a larger context, or set OPENAI_CONTEXT to what it has.",
    )


def unexpected_response() -> BadAnswer:
    """The error for a response that is not in OpenAI's format."""
    return BadAnswer(
        "OPENAI_BASE_URL returned a response that is not in OpenAI's format.",
        service=SERVICE,
        advice="Check OPENAI_BASE_URL, or try again later.",
    )


def _of_key(refusal: Refusal, model: str) -> ServiceError:
    if refusal.codes & UNWANTED:
        return _declined(refusal)
    if RESTRICTED.search(refusal.message):
        return NotPermitted(
            "OPENAI_API_KEY is a restricted key that may not ask this model.",
            service=SERVICE,
            advice="Allow the key model requests, or make one without restrictions.",
        )
    if refusal.status == 401:  # the message repeats parts of the key, so it is not quoted
        return WrongKey("OpenAI does not accept the key.", service=SERVICE, advice="Check OPENAI_API_KEY.")
    return WrongKey(
        f"OpenAI refuses access ({', '.join(sorted(refusal.codes)) or refusal.status}).",
        service=SERVICE,
        advice=f"Check that the key's project may use {model}, and that OpenAI serves your country.",
    )


def _of_pace(refusal: Refusal, headers: Mapping[str, str]) -> ServiceError:
    """Waiting helps only if less was asked for than the plan allows at all."""
    if refusal.status == 413 or TOO_LARGE.search(refusal.message):
        return TooLong(
            f"One request has more tokens than the plan allows: {refusal.message or refusal.status}",
            service=SERVICE,
            tokens=0,
            advice="Give a shorter source, set OPENAI_CONTEXT to less, or take a larger plan.",
        )
    if BY_DAY.search(refusal.message):
        return QuotaSpent(
            f"The plan's requests or tokens of today are spent: {refusal.message}",
            service=SERVICE,
            advice="Run again tomorrow, or take a larger plan.",
        )
    lowered = _lowered(headers)
    failure = http.failure(http.Response(429, lowered, b""), SERVICE)
    if isinstance(failure, RateLimited):
        failure.retry_after = _retry_after_ms(lowered) or failure.retry_after
    return failure


def _of_request(refusal: Refusal, model: str) -> ServiceError:
    if refusal.codes & UNWANTED:
        return _declined(refusal)
    if refusal.blind:
        return NotSupported(f"OpenAI refuses pictures: {refusal.message}", service=SERVICE, parameter=PICTURES)
    if refusal.status == 404:
        return Permanent(
            f"OpenAI has no model {model} for this key, or OPENAI_BASE_URL is wrong. {refusal.message}".strip(),
            service=SERVICE,
            advice="Check OPENAI_MODEL, OPENAI_SPEECH_MODEL and OPENAI_BASE_URL.",
        )
    if refusal.parameter:
        return NotSupported(
            f"OpenAI refuses {refusal.parameter}: {refusal.message}", service=SERVICE, parameter=refusal.parameter
        )
    return Permanent(f"OpenAI refuses the request: {refusal.message}", service=SERVICE, advice="Check OPENAI_MODEL.")


def _declined(refusal: Refusal) -> Declined:
    return Declined(f"OpenAI declines this content: {refusal.message}", service=SERVICE, advice="Choose another topic.")


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _retry_after_ms(headers: Mapping[str, str]) -> float:
    """Seconds of OpenAI's own header `retry-after-ms`; 0 if it is missing."""
    try:
        seconds = float(headers.get("retry-after-ms", "")) / 1000
    except ValueError:
        return 0.0
    return min(seconds, http.MAX_WAIT) if seconds > 0 else 0.0


def _excerpt(text: str, key: str) -> str:
    text = "" if "<html" in text.lower() else text
    return " ".join(text.replace(key, "(key)").split())[:300]
