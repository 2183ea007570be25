"""Maps what OpenAI's images and the servers with their API refuse to errors of Dailies."""

import re
from collections.abc import Mapping
from typing import Any

from tasks.domain.errors import Declined, NotSupported, Permanent, QuotaSpent, ServiceError, WrongKey
from tasks.machine.network import http

SERVICE = "The image server"
SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"})
UNWANTED = frozenset(
    {
        "content_policy_violation",
        "content_filter",
        "moderation_blocked",
        "image_generation_user_error",
        "invalid_prompt",
    }
)
# Parameters that a server may not know, or whose value it may not take. It is asked again without them.
OPTIONAL = ("response_format", "output_format", "quality", "seed", "size")


def error_of(
    status: int, body: object, headers: Mapping[str, str], model: str, secret: str, *, editing: bool = False
) -> ServiceError:
    """The error for this refusal; `secret` never stands in it. `editing`: a picture was given to follow."""
    codes, param, said = _parts(body, secret)
    quoted = f": {said}" if said else "."
    if codes & UNWANTED and status < 500:
        return Declined(
            f"{model} declines this picture{quoted}", service=SERVICE, advice="Describe the scene otherwise."
        )
    if status in {401, 403}:
        return WrongKey(
            f"The image server refuses access ({', '.join(sorted(codes)) or status}).",
            service=SERVICE,
            advice="Check OPENAI_IMAGE_KEY, and that it may use the model: OpenAI may want the organisation verified.",
        )
    if status == 402 or (status == 429 and codes & SPENT):
        return QuotaSpent(
            "The account for made pictures has no credit left.",
            service=SERVICE,
            advice="Add credit or raise the limit on its billing page.",
        )
    if status in {400, 404, 405, 422, 501}:
        return _of_request(status, param, said, model, editing=editing)
    lowered = {name.lower(): value for name, value in headers.items()}
    return http.failure(http.Response(status, lowered, b""), SERVICE)


def _of_request(status: int, param: str, said: str, model: str, *, editing: bool) -> ServiceError:
    quoted = f": {said}" if said else "."
    if editing and status in {404, 405, 501} and "model" not in said.lower():
        return Permanent(
            f"The image server cannot edit pictures ({status}){quoted}",
            service=SERVICE,
            advice="Remove picture_reference from the channel's file, or name another server.",
        )
    named = next((name for name in OPTIONAL if name == param or re.search(rf"\b{name}\b", said)), "")
    if named:
        return NotSupported(
            f"The image server refuses {named}{quoted}",
            service=SERVICE,
            parameter=named,
            advice="Check OPENAI_IMAGE_QUALITY and OPENAI_IMAGE_MOST_PIXELS.",
        )
    return Permanent(
        f"The image server refuses {model} ({status}){quoted}",
        service=SERVICE,
        advice="Check OPENAI_IMAGE_MODEL and OPENAI_IMAGE_BASE_URL.",
    )


def _parts(body: object, secret: str) -> tuple[frozenset[str], str, str]:
    """The codes, the parameter and the sentence of an error: OpenAI's form, FastAPI's `detail`, or plain text."""
    error: Any = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(error, dict):
        return frozenset(), "", _excerpt(error if isinstance(error, str) else "", secret)
    detail = error.get("message") or error.get("detail") or ""
    codes = frozenset(_excerpt(str(error[name]), secret) for name in ("code", "type") if error.get(name))
    return codes, str(error.get("param") or ""), _excerpt(detail if isinstance(detail, str) else str(detail), secret)


def _excerpt(text: str, secret: str) -> str:
    text = "" if "<html" in text.lower() else text
    return " ".join((text.replace(secret, "(key)") if secret else text).split())[:300]
