"""OpenAI on 127.0.0.1: it validates schemas strictly and writes scripts from the facts in the prompt."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.servers.openai_answers import COMPOSE, Habit
from tests.servers.openai_pictures import check_content, patches, pictures, text_of
from tests.servers.speech import RATE, spoken
from tests.servers.wire import BadRequest, Reply, Request, Vendor

CHAT_FIELDS = frozenset(
    "model messages seed max_completion_tokens max_tokens response_format temperature reasoning_effort".split()
)
SPEECH_FIELDS = frozenset("model input voice response_format speed instructions".split())
MOST_OUT = 128_000  # tokens of an answer
VOICES = frozenset("alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar".split())
# The JSON Schema keywords that strict mode accepts.
KEYWORDS = frozenset(
    "type properties required additionalProperties items enum const anyOf $ref $defs title description".split()
)


class OpenAIServer(Vendor):
    """`refuses`: parameters that it rejects with a 400, like servers that are only compatible with OpenAI.

    `loose`: it ignores the schema and answers like a chat model, with prose, a code fence and extra fields.
    `spare`: reasoning tokens that an answer uses in addition to its text.
    `blind`: models that take no pictures.
    `habit`: how it spoils each first draft of a script, and the later ones too if it is `stubborn`.
    """

    def __init__(self, *, key: str = "sk-local-key") -> None:
        super().__init__()
        self.key = key
        self.models = {"gpt-5.4-mini", "gpt-4o-mini-tts"}
        self.refuses: set[str] = set()
        self.loose = False
        self.spare = 0
        self.blind: set[str] = set()
        self.habit: Habit | None = None
        self.stubborn = False

    def environment(self) -> dict[str, str]:
        return {"OPENAI_BASE_URL": f"{self.url}/v1", "OPENAI_API_KEY": self.key}

    @property
    def drafts(self) -> list[Request]:
        """The requests for a script, without those that have its claims checked."""
        return [request for request in self.requests if "check the narration" not in request.body.decode()]

    def refuse(self, why: str) -> Reply:
        return error(400, why, "invalid_request_error")

    def answer(self, request: Request) -> Reply:
        routes: dict[str, Callable[[dict[str, Any]], Reply]] = {
            "/v1/chat/completions": self._chat,
            "/v1/audio/speech": self._speech,
        }
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return wrong_key()
        if (request.method, request.path) == ("GET", "/v1/models"):
            return Reply(200, {"object": "list", "data": [{"id": each, "object": "model"} for each in self.models]})
        if request.path not in routes or request.method != "POST":
            return error(404, f"Invalid URL ({request.method} {request.path})", "invalid_request_error")
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise BadRequest("content-type must be application/json")
        body = request.json
        if body.get("model") not in self.models:
            return model_missing(str(body.get("model")))
        return routes[request.path](body)

    def _chat(self, body: dict[str, Any]) -> Reply:
        if body["model"].endswith("-tts") or body["model"].startswith("tts-"):
            return error(404, "This is not a chat model.", "invalid_request_error")
        for name in body:
            if name in self.refuses:
                return unsupported(name)
        _check_chat(body, lenient="max_completion_tokens" in self.refuses)
        if pictures(body) and body["model"] in self.blind:
            return no_eyes()
        schema = body.get("response_format", {}).get("json_schema", {}).get("name") or _prompted_schema(body)
        answer = COMPOSE[schema](text_of(body["messages"][1]))
        if schema == "draft" and self.habit and (self.stubborn or len(body["messages"]) == 2):
            answer = self.habit(answer)
        text = json.dumps(answer)
        if self.loose:
            extra = {**json.loads(text), "confidence": 0.9}
            text = f"Sure! Here is your {{JSON}}:\n\n```json\n{json.dumps(extra, indent=1)}\n```\nEnjoy {{it}}!"
        limit = body.get("max_completion_tokens") or body.get("max_tokens") or 16_384
        tokens = len(text) // 4 + self.spare
        if tokens > limit:
            return said(text[: max(0, limit - self.spare) * 4], finish="length", tokens_out=limit)
        words = sum(len(text_of(message)) for message in body["messages"])
        return said(text, tokens_in=words // 4 + sum(map(patches, pictures(body))), tokens_out=tokens)

    def _speech(self, body: dict[str, Any]) -> Reply:
        if not (body["model"].endswith("-tts") or body["model"].startswith("tts-")):
            return model_missing(body["model"])
        if unknown := set(body) - SPEECH_FIELDS:
            raise BadRequest(f"Unrecognized request arguments: {sorted(unknown)}")
        if not 1 <= len(body["input"]) <= 4096:
            raise BadRequest("input must have 1 to 4096 characters")
        if body["voice"] not in VOICES:
            raise BadRequest(f"no voice {body['voice']}")
        if body.get("response_format") != "pcm":
            raise BadRequest("this server speaks pcm only")
        if not 0.25 <= body.get("speed", 1.0) <= 4.0:
            raise BadRequest("speed must be between 0.25 and 4.0")
        samples, _, _ = spoken(body["input"], body.get("speed", 1.0))
        return Reply(200, samples, {"Content-Type": f"audio/pcm;rate={RATE}", "x-request-id": "req_speech"})


# ------------------------------------------------------------------ request validation


def _check_chat(body: dict[str, Any], *, lenient: bool) -> None:
    """`lenient`: the server is only compatible with OpenAI, and takes the older limit."""
    if unknown := set(body) - CHAT_FIELDS:
        raise BadRequest(f"Unrecognized request arguments: {sorted(unknown)}")
    if "max_tokens" in body and "max_completion_tokens" in body:
        raise BadRequest("max_tokens and max_completion_tokens cannot both be set")
    if "max_tokens" in body and body["model"].startswith(("gpt-5", "gpt-6")) and not lenient:
        raise BadRequest("Unsupported parameter: 'max_tokens' is not supported with this model.")
    if body.get("max_completion_tokens", 0) > MOST_OUT:
        raise BadRequest(f"max_completion_tokens is too large: this model supports at most {MOST_OUT}.")
    for message in body["messages"]:
        if set(message) != {"role", "content"} or message["role"] not in {"system", "user", "assistant"}:
            raise BadRequest("a message has a role and content")
        check_content(message)
    form = body.get("response_format")
    if form is None:
        return
    inner = form.get("json_schema", {})
    if form.get("type") != "json_schema" or set(inner) != {"name", "strict", "schema"} or inner["strict"] is not True:
        raise BadRequest("response_format must be a strict json_schema")
    if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", inner["name"]):
        raise BadRequest("the schema's name is not allowed")
    if inner["schema"].get("type") != "object":
        raise BadRequest("Invalid schema: the root must be of type object, and not anyOf")
    for schema in [inner["schema"], *inner["schema"].get("$defs", {}).values()]:
        _check_schema(schema)


def _check_schema(schema: dict[str, Any]) -> None:
    if "$ref" in schema and len(schema) > 1:
        raise BadRequest("Invalid schema: $ref cannot have keywords beside it")
    if not schema.keys() & {"type", "$ref", "anyOf", "enum", "const"}:
        raise BadRequest(f"Invalid schema: it must have a 'type' key, and has {sorted(schema)}")
    if unknown := set(schema) - KEYWORDS:
        raise BadRequest(f"Invalid schema: {sorted(unknown)} is not permitted")
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            raise BadRequest("Invalid schema: 'additionalProperties' is required to be supplied and to be false")
        if sorted(schema.get("required", [])) != sorted(properties):
            raise BadRequest("Invalid schema: 'required' must name every property")
        for inner in properties.values():
            _check_schema(inner)
    for inner in [*([schema["items"]] if "items" in schema else []), *schema.get("anyOf", [])]:
        _check_schema(inner)


# ------------------------------------------------------------------ generated answers


def _prompted_schema(body: dict[str, Any]) -> str:
    """The name of the schema in the system prompt, for requests without a response_format."""
    return str(
        re.findall(r'"title": "(Draft|Choice|Digest|Verdicts|Joints|Views|Film)"', body["messages"][0]["content"])[-1]
    ).lower()


# ------------------------------------------------------------------ replies for scripts


def said(
    text: str | None, *, finish: str = "stop", refusal: str | None = None, tokens_in: int = 900, tokens_out: int = 600
) -> Reply:
    """A chat completion with this text."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    body = {
        "id": "chatcmpl-local",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-5.4-mini",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        },
    }
    return Reply(200, body, {"x-request-id": "req_local"})


def error(
    status: int,
    message: str,
    kind: str,
    code: str | None = None,
    param: str | None = None,
    headers: dict[str, str] | None = None,
) -> Reply:
    """An error in OpenAI's format."""
    body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return Reply(status, body, headers or {})


def wrong_key() -> Reply:
    return error(401, "Incorrect API key provided: sk-lo****key.", "invalid_request_error", "invalid_api_key")


def forbidden() -> Reply:
    return error(403, "Country not supported", "request_forbidden", "unsupported_country_region_territory")


def model_missing(model: str) -> Reply:
    message = f"The model `{model}` does not exist or you do not have access to it."
    return error(404, message, "invalid_request_error", "model_not_found")


def quota_spent() -> Reply:
    return error(429, "You exceeded your current quota.", "insufficient_quota", "insufficient_quota")


def rate_limited(headers: dict[str, str] | None = None) -> Reply:
    return error(429, "Rate limit reached.", "requests", "rate_limit_exceeded", headers=headers)


def no_eyes() -> Reply:
    said = "Invalid content type. image_url is only supported by certain models."
    return error(400, said, "invalid_request_error", param="messages.[1].content.[1].type")


def unsupported(parameter: str) -> Reply:
    return error(
        400, f"Unsupported parameter: '{parameter}'.", "invalid_request_error", "unsupported_parameter", parameter
    )


def too_long() -> Reply:
    message = "This model's maximum context length is 128000 tokens."
    return error(400, message, "invalid_request_error", "context_length_exceeded", "messages")


def unwanted() -> Reply:
    return error(400, "Flagged by our policy.", "invalid_request_error", "content_policy_violation")


def failing(status: int = 500) -> Reply:
    return error(status, "The server had an error.", "server_error")
