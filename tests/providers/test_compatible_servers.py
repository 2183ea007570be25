"""Servers with OpenAI's API: each error body of theirs becomes the right error, and prompts fit what they can read."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import (
    DailiesError,
    Declined,
    NotPermitted,
    Permanent,
    QuotaSpent,
    RateLimited,
    TooLong,
    Transient,
)
from tasks.domain.story import Dossier, Fact, Source, Story, Trend
from tasks.machine.network.hosts import is_local
from tasks.providers.openai import OpenAIChooser, OpenAIDigester, OpenAIWriter
from tasks.providers.openai.chat import NOT_SUPPORTED
from tasks.providers.openai.costs import prices, tokens_of
from tasks.providers.openai.models import known
from tasks.providers.openai.servers import CONTEXTS, context_of, is_openai
from tasks.providers.openai.settings import OpenAISettings
from tests.providers.paying import Desk, desk_in
from tests.providers.texts import DOSSIER
from tests.servers import compatible as replies
from tests.servers.compatible import Ollama
from tests.servers.openai import OpenAIServer, said
from tests.servers.wire import Reply

CHANNEL = Channel(length_seconds=30)
TRENDS = [Trend(title=f"Trend {n}") for n in range(3)]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Servers of other tests may have had the same address."""
    NOT_SUPPORTED.clear()
    CONTEXTS.clear()


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as vendor:
        yield vendor


@pytest.fixture
def desk(server: OpenAIServer, tmp_path: Path) -> Desk:
    return desk_in(tmp_path / "home", {"openai": server.key}, openai_base_url=f"{server.url}/v1")


def choose(desk: Desk) -> tuple[int, str]:
    return OpenAIChooser(desk.context).choose(TRENDS, CHANNEL)


ERRORS: list[tuple[str, Reply, type[DailiesError], str]] = [
    ("OpenRouter, no credit", replies.OPENROUTER_402, QuotaSpent, "no credit left"),
    ("OpenRouter, busy in a 200", replies.OPENROUTER_200_429, RateLimited, "too many requests"),
    ("OpenRouter, broken in a 200", replies.OPENROUTER_200_502, Transient, "502"),
    ("OpenRouter, moderation", replies.OPENROUTER_MODERATION, Declined, "flagged"),
    ("OpenRouter, stopped by an error", replies.FINISH_ERROR, Transient, "502"),
    ("DeepSeek, no balance", replies.DEEPSEEK_402, QuotaSpent, "no credit left"),
    ("vLLM, too long", replies.VLLM_TOO_LARGE, TooLong, "context of 4096 tokens"),
    ("llama.cpp, too long", replies.LLAMA_CPP_CONTEXT, TooLong, "context of 4096 tokens"),
    ("llama.cpp, loading", replies.LLAMA_CPP_LOADING, Transient, "503"),
    ("LM Studio, too long", replies.LM_STUDIO_CONTEXT, TooLong, "longer than the context"),
    ("ollama, no model", replies.OLLAMA_MISSING, Permanent, "'llama9' not found"),
    ("Groq, larger than the plan", replies.GROQ_TOO_LARGE, TooLong, "more tokens than the plan allows"),
    ("Groq, larger than the plan, 429", replies.GROQ_TOO_LARGE_429, TooLong, "more tokens than the plan allows"),
    ("Groq, the day is spent", replies.GROQ_DAY, QuotaSpent, "of today are spent"),
    ("Gemini, the day is spent", replies.GEMINI_DAY, QuotaSpent, "of today are spent"),
    ("Gemini, wrong key", replies.GEMINI_KEY, Permanent, "API key not valid"),
    ("OpenAI, a restricted key", replies.OPENAI_RESTRICTED, NotPermitted, "restricted key"),
    ("OpenAI, a value too large", replies.OPENAI_VALUE, Permanent, "at most 8192"),
]


@pytest.mark.parametrize(("reply", "kind", "words"), [pytest.param(*case[1:], id=case[0]) for case in ERRORS])
def test_each_servers_error_is_told_as_what_it_is_after_one_request(
    reply: Reply, kind: type[DailiesError], words: str, desk: Desk, server: OpenAIServer
) -> None:
    server.script(reply)
    with pytest.raises(DailiesError, match=words) as raised:
        choose(desk)
    assert type(raised.value) is kind
    assert raised.value.advice
    assert len(server.requests) == 1
    assert not NOT_SUPPORTED[f"{server.url}/v1", "gpt-5.4-mini"], "nothing was refused that could be left out"


DROPPED = [
    ("DeepSeek", replies.DEEPSEEK_FORMAT, "response_format"),
    ("Groq", replies.GROQ_FORMAT, "response_format"),
    ("vLLM", replies.VLLM_EXTRA, "seed"),
    ("Gemini", replies.GEMINI_FIELD, "seed"),
]


@pytest.mark.parametrize(("reply", "parameter"), [pytest.param(*case[1:], id=case[0]) for case in DROPPED])
def test_a_parameter_that_a_server_does_not_know_is_left_out(
    reply: Reply, parameter: str, desk: Desk, server: OpenAIServer
) -> None:
    server.script(reply)
    choose(desk)
    first, second = server.requests
    assert parameter in first.json
    assert parameter not in second.json


def test_the_other_limit_takes_the_place_of_one_that_is_refused(tmp_path: Path) -> None:
    with OpenAIServer() as proxy:
        proxy.models = {"my-proxy"}
        desk = desk_in(
            tmp_path / "p", {"openai": proxy.key}, openai_base_url=f"{proxy.url}/v1", openai_model="my-proxy"
        )
        proxy.script(replies.OPENAI_MAX_TOKENS, path="/chat")
        choose(desk)
        first, second = proxy.asked("/chat")
    assert ("max_tokens" in first.json, "max_completion_tokens" in first.json) == (True, False)
    assert ("max_tokens" in second.json, "max_completion_tokens" in second.json) == (False, True)


def test_json_that_the_server_itself_finds_wrong_is_sent_back_for_repair(desk: Desk, server: OpenAIServer) -> None:
    server.script(replies.GROQ_JSON)
    assert choose(desk)[0] == 2
    assert "no JSON object" in server.requests[1].json["messages"][-1]["content"]
    assert server.requests[1].json["messages"][-2]["content"] == '{"title": "half'


ANSWER = json.dumps({"number": 1, "reason": "It suits."})


@pytest.mark.parametrize(
    "reply",
    [
        said(f'<think>{{"number": 0, "reason": "a long thought about it, and more"}}</think>\n```json\n{ANSWER}\n```'),
        said(f'Well, {{"number": 0, "reason": "a long thought about it, and more"}}\n</think>\n{ANSWER}'),
        replies.with_content([{"type": "thinking", "thinking": []}, {"type": "text", "text": ANSWER}]),
        replies.with_content("", reasoning_content=ANSWER),
        replies.with_content(None, reasoning_content=ANSWER),
    ],
    ids=["thoughts and a fence", "thoughts without a first tag", "a list", "as a thought", "null"],
)
def test_an_answer_is_found_in_every_form(reply: Reply, desk: Desk, server: OpenAIServer) -> None:
    server.script(reply)
    assert choose(desk) == (1, "It suits.")
    assert len(server.requests) == 1


# ------------------------------------------------------------------ contexts

MANY = Dossier(
    title="Bells",
    facts=tuple(
        Fact(id=f"f{n}", text=f"Bell {n} of the town rings at noon every day.", source="s1") for n in range(400)
    ),
    sources=(Source(id="s1", title="Bells"),),
)


def ollama_desk(folder: Path, server: OpenAIServer, **more: object) -> Desk:
    settings: dict[str, object] = {"openai_base_url": f"{server.url}/v1", "openai_model": "qwen3:8b", **more}
    return desk_in(folder, {"openai": server.key}, budgets=None, **settings)


def write(desk: Desk, dossier: Dossier = MANY) -> Story:
    return OpenAIWriter(desk.context).write(dossier, CHANNEL, 160.0, 1)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("context", [4096, 8192, 32_768])
def test_a_prompt_is_fitted_to_the_context_and_what_was_left_out_is_noted(context: int, tmp_path: Path) -> None:
    with Ollama(context=context) as server:
        story = write(ollama_desk(tmp_path / "o", server))
        assert server.cut == 0
        drafts = [request for request in server.drafts if request.method == "POST"]
    assert "max_tokens" in drafts[0].json
    noted = [note for note in story.notes if "of 400 facts were shown" in note]
    assert bool(noted) == (context < 32_768)


def test_a_drafts_complaints_do_not_overflow_a_small_context(tmp_path: Path) -> None:
    with Ollama(context=4096) as server:
        server.script(said("no JSON, but " * 300), said("nor this " * 300), path="/chat")
        write(ollama_desk(tmp_path / "o", server))
        assert server.cut == 0


def test_a_digest_fits_too(tmp_path: Path) -> None:
    with Ollama(context=4096) as server:
        dossier = OpenAIDigester(ollama_desk(tmp_path / "o", server).context).digest(MANY, CHANNEL)
        assert server.cut == 0
    assert any("of 400 facts" in note for note in dossier.notes)


def test_a_context_too_small_for_any_story_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    with Ollama(context=1024) as server:
        with pytest.raises(TooLong, match="context of 1024 tokens") as raised:
            write(ollama_desk(tmp_path / "o", server))
        assert not server.asked("/chat")
    assert "OPENAI_CONTEXT" in raised.value.advice


def test_what_a_server_says_of_its_context_only_when_it_refuses_is_used_at_once(tmp_path: Path) -> None:
    with Ollama(context=4096, lists=False) as server:
        server.script(replies.LLAMA_CPP_CONTEXT, path="/chat")
        story = write(ollama_desk(tmp_path / "o", server))
        assert server.cut == 0
    assert any("of 400 facts were shown" in note for note in story.notes)


def test_the_operator_has_the_last_word_on_the_context(tmp_path: Path) -> None:
    with Ollama(context=4096) as server:
        desk = ollama_desk(tmp_path / "o", server, openai_context=9000)
        assert context_of(desk.context) == 9000
        assert not server.requests


@pytest.mark.parametrize(
    ("path", "page", "tokens"),
    [
        ("/v1/models", {"data": [{"id": "qwen3:8b", "max_model_len": 8192}]}, 8192),
        ("/v1/models", {"data": [{"id": "qwen3:8b", "context_window": 131_072}]}, 131_072),
        ("/v1/models", {"data": [{"id": "another", "context_length": 5}, {"id": "qwen3:8b"}]}, 0),
        ("/v1/models", {"data": "none"}, 0),
        ("/props", {"default_generation_settings": {"n_ctx": 2048}}, 2048),
    ],
)
def test_each_server_names_its_context_in_its_own_place(
    path: str, page: dict[str, object], tokens: int, tmp_path: Path
) -> None:
    with Ollama(lists=False) as server:
        server.script(Reply(200, page), path=path)
        desk = ollama_desk(tmp_path / "o", server)
        assert context_of(desk.context) == tokens
        before = len(server.requests)
        assert context_of(desk.context) == tokens
        assert len(server.requests) == before, "it is asked once"


# ------------------------------------------------------------------ models and prices


@pytest.mark.parametrize(
    ("model", "base_url", "expected"),
    [
        ("gpt-5.4-mini", "https://api.openai.com/v1", (0.75, 4.50)),
        ("gpt-6-luna", "https://api.openai.com/v1", (0.10, 0.50)),
        ("gpt-6-luna-2026-09-22", "https://api.openai.com/v1", (0.10, 0.50)),
        ("openai/gpt-6-astra", "https://openrouter.ai/api/v1", (10.0, 50.0)),
        ("deepseek-chat", "https://api.deepseek.com/v1", (0.75, 4.50)),
        ("qwen3:8b", "http://127.0.0.1:11434/v1", (0.0, 0.0)),
        ("qwen3:8b", "http://192.168.1.7:11434/v1", (0.0, 0.0)),
        ("qwen3:8b", "http://gpu.local/v1", (0.0, 0.0)),
    ],
)
def test_a_model_costs_what_it_costs_where_it_is(model: str, base_url: str, expected: tuple[float, float]) -> None:
    assert prices(OpenAISettings(model=model, base_url=base_url)) == expected
    own = OpenAISettings(model=model, base_url=base_url, usd_per_million_in=3.0, usd_per_million_out=0.0)
    assert prices(own) == (3.0, 0.0)


def test_a_cheap_model_does_not_reach_the_budget_of_a_dear_one(tmp_path: Path, server: OpenAIServer) -> None:
    server.models |= {"gpt-6-luna", "gpt-6-astra"}
    for model, fits in (("gpt-6-luna", True), ("gpt-6-astra", False)):
        desk = desk_in(
            tmp_path / model,
            {"openai": server.key},
            budgets={"openai": 0.02},
            openai_base_url=f"{server.url}/v1",
            openai_model=model,
        )
        if fits:
            choose(desk)
        else:
            with pytest.raises(QuotaSpent, match="budget"):
                choose(desk)


def test_a_model_that_would_think_long_is_asked_to_think_little_and_gets_room_for_it(
    tmp_path: Path, server: OpenAIServer
) -> None:
    server.models.add("gpt-6-luna")
    for effort, sent in (("", "low"), ("high", "high")):
        desk = desk_in(
            tmp_path / f"e{effort}",
            {"openai": server.key},
            openai_base_url=f"{server.url}/v1",
            openai_model="gpt-6-luna",
            openai_reasoning_effort=effort,
        )
        choose(desk)
        assert server.requests[-1].json["reasoning_effort"] == sent
        assert server.requests[-1].json["max_completion_tokens"] == 8_000


def test_a_model_that_does_not_think_by_itself_is_not_asked_to(desk: Desk, server: OpenAIServer) -> None:
    choose(desk)
    assert "reasoning_effort" not in server.requests[-1].json


def test_addresses_and_names_are_understood() -> None:
    assert is_openai("https://api.openai.com/v1")
    assert is_openai("https://eu.api.openai.com/v1")
    assert not is_openai("https://api.openai.com.evil.example/v1")
    assert not is_local("https://openrouter.ai/api/v1")
    assert known("gpt-oss:20b") is known("gpt-4o-audio") is None


def test_tokens_are_rather_over_than_underestimated() -> None:
    assert tokens_of("The quick brown fox jumps over the lazy dog.") >= 10
    assert tokens_of("敏捷的棕色狐狸跳过懒狗") >= 11
    assert tokens_of(DOSSIER.facts[0].text) < len(DOSSIER.facts[0].text)
