"""What is known of the server behind OPENAI_BASE_URL: whether it is OpenAI's, this network's own, and what it can read.

Some servers cut a prompt that is too long and say nothing, so the length is known before anything is sent.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from tasks.domain.errors import ServiceError
from tasks.machine.network.http import exchange
from tasks.providers.context import ProviderContext, SettingsReader
from tasks.providers.openai.models import known, native
from tasks.providers.openai.settings import KEY, OpenAISettings
from tasks.providers.vendor import Capability

OLLAMA_CONTEXT = 4096  # tokens, with less than 24 GB of video memory, unless the server is told otherwise
OLLAMA_PORT = 11434
SECONDS = 5.0
# How servers name the tokens of a model's context in their lists of models, the loaded model's before its highest.
FIELDS = ("loaded_context_length", "max_model_len", "context_window", "context_length", "max_context_length")

# Tokens by address and model, for the life of the process; 0 if the server does not say.
CONTEXTS: dict[tuple[str, str], int] = {}


def is_openai(base_url: str) -> bool:
    """Whether the address is OpenAI's own."""
    host = urlsplit(base_url).hostname or ""
    return host == "openai.com" or host.endswith(".openai.com")


def models_that_end(read: SettingsReader) -> dict[Capability, tuple[str, date]]:
    """The models in use that OpenAI switches off, each with the day; other servers keep what they have."""
    settings = read(OpenAISettings)
    if not is_openai(settings.base_url):
        return {}
    used: dict[Capability, str] = {"writer": settings.model, "voice": settings.speech_model}
    found = {capability: (name, known(name)) for capability, name in used.items()}
    return {
        capability: (name, model.ends)
        for capability, (name, model) in found.items()
        if model and model.ends is not None
    }


def is_local(base_url: str) -> bool:
    """Whether the address is of this machine or its private network, where a model costs nothing."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal", ".localhost"))


def limit_parameter(settings: OpenAISettings) -> str:
    """The parameter that limits an answer. ollama, DeepSeek and others ignore OpenAI's newer one without a word."""
    return "max_completion_tokens" if is_openai(settings.base_url) or native(settings.model) else "max_tokens"


def context_of(context: ProviderContext) -> int:
    """Tokens that the model can read and write in one request; 0 if nobody says."""
    settings = context.settings(OpenAISettings)
    model = known(settings.model)
    if settings.context:
        return settings.context
    if model:
        return model.context
    where = settings.base_url, settings.model
    if where not in CONTEXTS:
        CONTEXTS[where] = 0 if is_openai(settings.base_url) else _asked(context, settings)
    return CONTEXTS[where]


def learn(settings: OpenAISettings, tokens: int) -> None:
    """Remember what a server said when it refused a longer request."""
    CONTEXTS[settings.base_url, settings.model] = tokens


def _asked(context: ProviderContext, settings: OpenAISettings) -> int:
    root = re.sub(r"/v1/?$", "", settings.base_url.rstrip("/"))
    if urlsplit(root).port == OLLAMA_PORT or "ollama" in (urlsplit(root).hostname or ""):
        return _of_ollama(context, root, settings.model)
    for entry in _entries(_get(context, f"{settings.base_url.rstrip('/')}/models")):
        if entry.get("id") == settings.model and (tokens := _tokens(entry)):
            return tokens
    props = _get(context, f"{root}/props") if is_local(root) else {}  # llama.cpp
    return _number(props.get("default_generation_settings", {}), "n_ctx")


def _of_ollama(context: ProviderContext, root: str, model: str) -> int:
    """The context of the loaded model. ollama loads one with the request, so until then its default is assumed."""
    for entry in _entries(_get(context, f"{root}/api/ps"), "models"):
        if model in {entry.get("name"), entry.get("model"), str(entry.get("name")).removesuffix(":latest")}:
            return _tokens(entry) or OLLAMA_CONTEXT
    return OLLAMA_CONTEXT


def _get(context: ProviderContext, url: str) -> Mapping[str, Any]:
    """A JSON object of the server; empty if it has no such page, since then nobody says."""
    try:
        answer = exchange(
            "GET",
            url,
            service="OpenAI",
            seconds=SECONDS,
            headers={"Authorization": f"Bearer {context.key(KEY)}"},
        )
        body = answer.json("OpenAI") if answer.status == 200 else {}
    except ServiceError:
        return {}
    return body if isinstance(body, dict) else {}


def _entries(body: Mapping[str, Any], name: str = "data") -> Iterator[Mapping[str, Any]]:
    listed = body.get(name)
    yield from (entry for entry in listed if isinstance(entry, dict)) if isinstance(listed, list) else ()


def _tokens(entry: Mapping[str, Any]) -> int:
    return next((tokens for field in FIELDS if (tokens := _number(entry, field))), 0) or _number(
        entry.get("meta", {}), "n_ctx"
    )


def _number(values: object, name: str) -> int:
    value = values.get(name) if isinstance(values, dict) else None
    return value if isinstance(value, int) and value > 0 else 0
