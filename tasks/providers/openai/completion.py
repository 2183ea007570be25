"""One answer of a chat model, in the several forms in which servers send it."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tasks.domain.values import Frozen
from tasks.providers.openai.client import Refused
from tasks.providers.openai.refusals import Refusal, unexpected_response

if TYPE_CHECKING:
    from openai import OpenAI

# What a model thinks before it answers. The first tag may be missing: chat templates can hold it.
THOUGHTS = re.compile(r"^.*</think(?:ing)?>|<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)

M = TypeVar("M", bound="AnswerSchema")


class AnswerSchema(BaseModel):
    """What a model fills in.

    The schema is strict: every field is required, and no other is allowed. It holds no limits, which some servers do
    not know. Unknown fields of an answer are dropped.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", json_schema_extra={"additionalProperties": False})


class Unusable(Exception):
    """What is wrong with an answer, in words for the model."""


class Completion(Frozen):
    """One answer of the model, and the tokens that it cost."""

    text: str
    refusal: str = ""
    finish: str = "stop"  # why the model stopped: stop, length, content_filter
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None  # USD, if the server says what it charged, as routers do
    request: str = ""


def send(body: dict[str, Any], client: OpenAI) -> Completion:
    """The model's answer. Raises Refused if it holds an error, as routers answer once a model has begun."""
    from openai.types.chat import ChatCompletion  # noqa: PLC0415 - see client.py

    completion = client.chat.completions.create(**body)
    # The client does not check what it receives: it may be a page, or JSON of another shape.
    if not isinstance(completion, ChatCompletion):
        raise unexpected_response()
    _check(completion, client.api_key)
    if not completion.choices:
        raise unexpected_response()
    try:
        choice, usage = completion.choices[0], completion.usage
        _check(choice, client.api_key)
        if str(choice.finish_reason) == "error":
            raise Refused(Refusal(502))
        thoughts = getattr(choice.message, "reasoning_content", None)
        return Completion(
            text=_text(choice.message.content) or (thoughts if isinstance(thoughts, str) else ""),
            refusal=choice.message.refusal or "",
            finish=choice.finish_reason or "",
            tokens_in=usage.prompt_tokens if usage else 0,
            tokens_out=usage.completion_tokens if usage else 0,
            cost=_charged(usage),
            request=completion._request_id or completion.id or "",
        )
    except (AttributeError, ValidationError):
        raise unexpected_response() from None


def _charged(usage: BaseModel | None) -> float | None:
    charged = (usage.model_extra or {}).get("cost") if usage else None
    return float(charged) if isinstance(charged, int | float) and 0 <= charged < math.inf else None


def _check(part: BaseModel, key: str) -> None:
    """Raises Refused if the server has put an error into its answer; one without a status is the server's own."""
    error = (part.model_extra or {}).get("error")
    if not error:
        return
    code = str(error.get("code")) if isinstance(error, dict) else ""
    status = int(code) if code.isdecimal() and 400 <= int(code) < 600 else 502
    raise Refused(Refusal.of(status, {"error": error}, key))


def _text(content: object) -> str:
    """The text of an answer; some models send a list of thoughts and texts."""
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def parse_answer(text: str, shape: type[M]) -> M:
    """The answer in a model's text, which may hold prose and fences around it. Raises Unusable if there is none."""
    objects = _objects(THOUGHTS.sub("", text))
    if not objects:
        raise Unusable("there is no JSON object in it, or it is cut off.")
    try:
        return shape.model_validate(max(objects, key=lambda item: len(json.dumps(item))))
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:8]]
        raise Unusable("; ".join(faults) + ".") from None


def _objects(text: str) -> list[dict[str, object]]:
    """Every outermost JSON object in a text."""
    decoder, objects, at = json.JSONDecoder(), [], text.find("{")
    while at >= 0:
        try:
            item, end = decoder.raw_decode(text, at)
            objects.append(item)
        except (ValueError, RecursionError):
            end = at + 1
        at = text.find("{", end)
    return objects
