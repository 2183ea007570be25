"""Servers with OpenAI's API: what each refuses in its own words, and what ollama does without a word."""

import json
from collections.abc import Mapping
from typing import Any

from tests.servers.openai import OpenAIServer, error, said
from tests.servers.wire import Reply, Request


def body(status: int, content: Mapping[str, Any] | list[Any], headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, content, headers or {})


def failed(status: int, **fields: object) -> Reply:
    return body(status, {"error": fields})


# ------------------------------------------------------------------ errors, as each server words them

OPENROUTER_402 = failed(402, code=402, message="This request requires more credits, or fewer max_tokens.")
OPENROUTER_200_429 = failed(200, code=429, message="Provider returned error", metadata={"provider_name": "X"})
OPENROUTER_200_502 = failed(200, code=502, message="Upstream error from X: timeout")
OPENROUTER_MODERATION = failed(
    403, code=403, message="Input was flagged", metadata={"reasons": ["violence"], "flagged_input": "…"}
)
DEEPSEEK_402 = error(402, "Insufficient Balance", "unknown_error", "invalid_request_error")
DEEPSEEK_FORMAT = error(
    400, "This response_format type is unavailable now", "invalid_request_error", "invalid_request_error"
)
VLLM_TOO_LARGE = body(
    400,
    {
        "object": "error",
        "message": "'max_tokens' or 'max_completion_tokens' is too large: 4000. This model's maximum context length is "
        "4096 tokens and your request has 1500 input tokens (4000 > 4096 - 1500).",
        "type": "BadRequestError",
        "param": None,
        "code": 400,
    },
)
VLLM_EXTRA = body(
    400, {"object": "error", "message": "[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs "
          "are not permitted'}]", "type": "BadRequestError", "param": None, "code": 400}
)  # fmt: skip
LLAMA_CPP_CONTEXT = failed(
    400,
    code=400,
    message="the request exceeds the available context size, try increasing it",
    type="exceed_context_size_error",
    n_prompt_tokens=9000,
    n_ctx=4096,
)
LLAMA_CPP_LOADING = failed(503, code=503, message="Loading model", type="unavailable_error")
LM_STUDIO_CONTEXT = body(
    400,
    {"error": "The number of tokens to keep from the initial prompt is greater than the context length. Try to load "
     "the model with a larger context length."},
)  # fmt: skip
OLLAMA_MISSING = error(404, "model 'llama9' not found", "api_error")
GROQ_JSON = failed(
    400,
    message="Failed to generate JSON. Please adjust your prompt. See 'failed_generation' for more details.",
    type="invalid_request_error",
    code="json_validate_failed",
    failed_generation='{"title": "half',
)
GROQ_TOO_LARGE = failed(
    413,
    message="Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000",
    type="tokens",
    code="rate_limit_exceeded",
)
GROQ_TOO_LARGE_429 = Reply(429, GROQ_TOO_LARGE.body)
GROQ_DAY = failed(
    429,
    message="Rate limit reached for model `x` on tokens per day (TPD): Limit 100000, Used 99999, Requested 2000.",
    type="tokens",
    code="rate_limit_exceeded",
)
GROQ_FORMAT = failed(
    400,
    message="This model does not support response format `json_schema`. See our documentation.",
    type="invalid_request_error",
    param="response_format",
)
GEMINI_FIELD = body(
    400,
    [{"error": {"code": 400, "message": 'Invalid JSON payload received. Unknown name "seed": Cannot find field.',
                "status": "INVALID_ARGUMENT"}}],
)  # fmt: skip
GEMINI_DAY = body(
    429,
    [{"error": {"code": 429, "message": "You exceeded your current quota. Quota exceeded for metric: "
                "generate_content_free_tier_requests, limit: 20, GenerateRequestsPerDayPerProject", "status":
                "RESOURCE_EXHAUSTED"}}],
)  # fmt: skip
GEMINI_KEY = body(
    400, [{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.", "status":
                     "INVALID_ARGUMENT"}}]
)  # fmt: skip
OPENAI_RESTRICTED = error(
    401,
    "You have insufficient permissions for this operation. Missing scopes: model.request.",
    "invalid_request_error",
)
OPENAI_MAX_TOKENS = error(
    400,
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    "invalid_request_error",
    "unsupported_parameter",
    "max_tokens",
)
OPENAI_VALUE = error(
    400, "max_tokens is too large: 16000. This model supports at most 8192 completion tokens.",
    "invalid_request_error", "invalid_value", "max_tokens",
)  # fmt: skip
FINISH_ERROR = said('{"title": "ha', finish="error")


def with_content(content: object, **more: object) -> Reply:
    """An answer whose message has this content, and further fields."""
    reply = json.loads(said("").data())
    reply["choices"][0]["message"] = {"role": "assistant", "content": content, **more}
    return Reply(200, reply)


# ------------------------------------------------------------------ ollama


class Ollama(OpenAIServer):
    """ollama: it knows only `max_tokens`, cuts what is longer than its context, and says nothing of either.

    `context`: its tokens, which a loaded model's list shows. `cut`: how many requests it cut.
    """

    def __init__(self, *, context: int = 4096, lists: bool = True) -> None:
        super().__init__()
        self.models = {"qwen3:8b"}
        self.context, self.lists, self.cut = context, lists, 0

    def answer(self, request: Request) -> Reply:
        if request.method == "GET" and request.path == "/v1/models":
            entry = {"id": "qwen3:8b", "object": "model", "context_length": self.context}
            return Reply(200, {"data": [entry] if self.lists else []})
        if request.method == "GET":
            return Reply(404, b"404 page not found")
        sent = request.json
        if "max_completion_tokens" in sent:
            self.cut += 1_000  # unbounded: a test that sees this sent the wrong parameter
        asked = sum(len(message["content"]) for message in sent["messages"]) // 4 + sent.get("max_tokens", 0)
        self.cut += asked > self.context
        return super().answer(request)
