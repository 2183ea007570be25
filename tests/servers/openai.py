"""OpenAI on 127.0.0.1: it validates schemas strictly and writes scripts from the facts in the prompt."""

import json
import math
import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

from tasks.domain.text.scenes import split
from tasks.domain.words import count_words, join_texts, letters, split_words, word_spans
from tests.servers.speech import RATE, spoken
from tests.servers.wire import BadRequest, Reply, Request, Vendor

CHAT_FIELDS = frozenset("model messages seed max_completion_tokens max_tokens response_format temperature".split())
SPEECH_FIELDS = frozenset("model input voice response_format speed instructions".split())
VOICES = frozenset("alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar".split())
# The JSON Schema keywords that strict mode accepts.
KEYWORDS = frozenset(
    "type properties required additionalProperties items enum const anyOf $ref $defs title description".split()
)


class OpenAIServer(Vendor):
    """`refuses`: parameters that it rejects with a 400, like servers that are only compatible with OpenAI.

    `loose`: it ignores the schema and answers like a chat model, with prose, a code fence and extra fields.
    `spare`: reasoning tokens that an answer uses in addition to its text.
    """

    def __init__(self, *, key: str = "sk-local-key") -> None:
        super().__init__()
        self.key = key
        self.models = {"gpt-5.4-mini", "gpt-4o-mini-tts"}
        self.refuses: set[str] = set()
        self.loose = False
        self.spare = 0

    def environment(self) -> dict[str, str]:
        return {"OPENAI_BASE_URL": f"{self.url}/v1", "OPENAI_API_KEY": self.key}

    def refuse(self, why: str) -> Reply:
        return error(400, why, "invalid_request_error")

    def answer(self, request: Request) -> Reply:
        routes: dict[str, Callable[[dict[str, Any]], Reply]] = {
            "/v1/chat/completions": self._chat,
            "/v1/audio/speech": self._speech,
        }
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return wrong_key()
        if request.path not in routes or request.method != "POST":
            return error(404, f"Invalid URL ({request.method} {request.path})", "invalid_request_error")
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise BadRequest("content-type must be application/json")
        body = request.json
        if body.get("model") not in self.models:
            return model_missing(str(body.get("model")))
        return routes[request.path](body)

    def _chat(self, body: dict[str, Any]) -> Reply:
        for name in body:
            if name in self.refuses:
                return unsupported(name)
        _check_chat(body)
        schema = body.get("response_format", {}).get("json_schema", {}).get("name") or _prompted_schema(body)
        text = json.dumps(COMPOSE[schema](body["messages"][1]["content"]))
        if self.loose:
            extra = {**json.loads(text), "confidence": 0.9}
            text = f"Sure! Here is your {{JSON}}:\n\n```json\n{json.dumps(extra, indent=1)}\n```\nEnjoy {{it}}!"
        limit = body.get("max_completion_tokens") or body.get("max_tokens") or 16_384
        tokens = len(text) // 4 + self.spare
        if tokens > limit:
            return said(text[: max(0, limit - self.spare) * 4], finish="length", tokens_out=limit)
        return said(text, tokens_in=len(json.dumps(body["messages"])) // 4, tokens_out=tokens)

    def _speech(self, body: dict[str, Any]) -> Reply:
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


def _check_chat(body: dict[str, Any]) -> None:
    if unknown := set(body) - CHAT_FIELDS:
        raise BadRequest(f"Unrecognized request arguments: {sorted(unknown)}")
    if "max_tokens" in body and "max_completion_tokens" in body:
        raise BadRequest("max_tokens and max_completion_tokens cannot both be set")
    for message in body["messages"]:
        if set(message) != {"role", "content"} or message["role"] not in {"system", "user", "assistant"}:
            raise BadRequest("a message has a role and content")
    form = body.get("response_format")
    if form is None:
        return
    inner = form.get("json_schema", {})
    if form.get("type") != "json_schema" or set(inner) != {"name", "strict", "schema"} or inner["strict"] is not True:
        raise BadRequest("response_format must be a strict json_schema")
    if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", inner["name"]):
        raise BadRequest("the schema's name is not allowed")
    for schema in [inner["schema"], *inner["schema"].get("$defs", {}).values()]:
        _check_schema(schema)


def _check_schema(schema: dict[str, Any]) -> None:
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
    if "items" in schema:
        _check_schema(schema["items"])


# ------------------------------------------------------------------ generated answers


def _prompted_schema(body: dict[str, Any]) -> str:
    """The name of the schema in the system prompt, for requests without a response_format."""
    return str(re.findall(r'"title": "(Draft|Choice|Digest)"', body["messages"][0]["content"])[-1]).lower()


def _between(tag: str, request: str) -> list[Any]:
    """The JSON lines between <tag> and </tag>."""
    inside = request.split(f"<{tag}>\n")[1].split(f"\n</{tag}>", maxsplit=1)[0]
    return [json.loads(line) for line in inside.split("\n")]


def _plain_facts(facts: list[dict[str, str]], words: int) -> Iterator[tuple[str, str]]:
    """Ids and plain texts of facts, in order, until `words` are used up; the last one may be truncated."""
    for fact in facts:
        text = " ".join(re.sub(r"https?://\S+|www\.\S+|[*_`<>{}\[\]|@#]", " ", fact["text"]).split())
        counts = accumulate(map(count_words, split_words(text)))
        ends = [end for (_, end), count in zip(word_spans(text), counts, strict=True) if count <= words]
        fitting = text[: ends[-1]] if ends else ""
        words -= count_words(fitting)
        if fitting:
            yield fact["id"], fitting


def _split_exactly(text: str, scenes: int, language: str) -> list[str]:
    """Split a text at clauses into `scenes` parts; if it has too few clauses, halve the longest parts."""
    parts = list(split(text, scenes, language))
    while len(parts) < scenes:
        at = max(range(len(parts)), key=lambda number: count_words(parts[number]))
        words = word_spans(parts[at])
        if len(words) < 2:
            break
        middle = words[len(words) // 2][0]
        parts[at : at + 1] = [parts[at][:middle].rstrip(), parts[at][middle:]]
    return parts


def compose_script(request: str) -> dict[str, Any]:
    """A script of the length and scene count in the prompt, from its facts word for word."""
    words = int(re.findall(r"Length: (\d+) words", request)[0])
    scenes = int(re.findall(r"Scenes: (\d+)", request)[0])
    language = re.findall(r"Language: [^(]*\(([\w-]+)\)", request)[0]
    facts = list(_plain_facts(_between("facts", request), words))
    parts = _split_exactly(join_texts(text for _, text in facts), scenes, language)
    sources = [name for name, text in facts for _ in letters(text)]
    ends = list(accumulate(len(letters(part)) for part in parts))
    return {
        "title": _between("topic", request)[0][:90],
        "hook": facts[0][1],
        "scenes": [
            {
                "narration": part,
                "visual_description": " ".join(re.findall(r"[A-Za-z]{4,}", part)[:5]) or "a landscape",
                "cites": list(dict.fromkeys(sources[first:end])),
            }
            for part, first, end in zip(parts, [0, *ends[:-1]], ends, strict=True)
        ],
        "hashtags": ["#facts", "learn", "#short"],
        "description": f"What is known about {_between('topic', request)[0]}.",
    }


def compose_choice(request: str) -> dict[str, Any]:
    """Choose the last trend."""
    last = _between("trends", request)[-1]
    return {"number": last["number"], "reason": f"{last['title']} suits the channel."}


def compose_digest(request: str) -> dict[str, Any]:
    """About 24 of the facts, evenly spread, none over 60 words."""
    facts = _between("facts", request)
    short = [fact for fact in facts if len(fact["text"].split()) <= 60]
    step = max(1, math.ceil(len(short) / 24))
    return {"facts": [{"text": fact["text"], "source": fact["source"]} for fact in short[::step]]}


COMPOSE: dict[str, Callable[[str], dict[str, Any]]] = {
    "draft": compose_script,
    "choice": compose_choice,
    "digest": compose_digest,
}


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
