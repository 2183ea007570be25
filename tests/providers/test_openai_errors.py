"""Everything that OpenAI can answer, or fail to answer, and what becomes of it: the right error, after one request."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import (
    BadAnswer,
    DailiesError,
    Declined,
    NoKey,
    Permanent,
    QuotaSpent,
    RateLimited,
    ServiceError,
    Transient,
    WrongKey,
)
from tasks.domain.story import Dossier, Fact, Passage, Source
from tasks.machine.network.http import MAX_WAIT
from tasks.providers.openai import OpenAIAccount, OpenAIVoice, OpenAIWriter
from tests.providers.paying import Set, desk_in, gives_away
from tests.servers import openai as replies
from tests.servers.openai import OpenAIServer
from tests.servers.wire import Reply, html

CANARY = "sk-canary-7b1f"
DOSSIER = Dossier(
    title="Kettles",
    facts=(Fact(id="f1", text="The kettle sings the same rising note every morning.", source="s1"),),
    sources=(Source(id="s1", title="Kettles"),),
)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer(key=CANARY) as vendor:
        yield vendor


@pytest.fixture
def at(server: OpenAIServer, tmp_path: Path) -> Set:
    return desk_in(tmp_path / "home", {"openai": CANARY}, openai_base_url=f"{server.url}/v1", openai_seconds=4)


def write(at: Set) -> None:
    OpenAIWriter(at.context).write(DOSSIER, Channel(length_seconds=15), 160.0, 1)


def speak(at: Set) -> None:
    OpenAIVoice(at.context).speak(Passage(index=0, text="A kettle sings."), 1)


HTTP: list[tuple[str, Reply, type[ServiceError]]] = [
    ("wrong key", replies.wrong_key(), WrongKey),
    ("the key in the answer", replies.error(400, f"bad {CANARY}", CANARY, CANARY), Permanent),
    ("forbidden", replies.forbidden(), WrongKey),
    ("the key as a reason", replies.error(403, CANARY, CANARY, CANARY), WrongKey),
    ("no such model", replies.model_missing("gpt-5.4-mini"), Permanent),
    ("quota spent", replies.quota_spent(), QuotaSpent),
    ("rate limited", replies.rate_limited(), RateLimited),
    ("too long", replies.too_long(), Permanent),
    ("unwanted content", replies.unwanted(), Declined),
    ("moved", Reply(302, b"", {"Location": "/elsewhere"}), Permanent),
    ("not understood", replies.failing(422), Permanent),
    *((str(status), replies.failing(status), Transient) for status in (408, 409, 500, 503)),
    ("a page for an error", html(502), Transient),
    ("a page", html(200), BadAnswer),
    ("cut off", Reply(200, b'{"id": "x", "choices": []}' + b" " * 900, cut=30), Transient),
    ("silent", Reply(hold=30.0), Transient),
    ("a byte at a time", Reply(200, b" " * 4000, per_byte=0.05), Transient),
]
CHAT: list[tuple[str, Reply, type[ServiceError]]] = [
    ("broken JSON", Reply(200, b'{"id": "x", "choi'), BadAnswer),
    ("another shape", Reply(200, {"result": "ok"}), BadAnswer),
    ("odd choices", Reply(200, {"choices": ["yes"]}), BadAnswer),
    ("empty result", Reply(200, {"choices": []}), BadAnswer),
    ("nothing at all", Reply(200, b""), BadAnswer),
    ("refusal", replies.said(None, refusal="I can't help with that."), Declined),
    ("content filter", replies.said("", finish="content_filter"), Declined),
]
SPEECH: list[tuple[str, Reply, type[ServiceError]]] = [
    ("no sound", Reply(200, b"", {"Content-Type": "audio/pcm"}), BadAnswer),
    ("another kind of sound", Reply(200, b"RIFF" + b"\0" * 9000, {"Content-Type": "audio/wav"}), BadAnswer),
    ("JSON", Reply(200, {"ok": True}), BadAnswer),
]
CASES = [
    *(pytest.param(write, reply, kind, id=f"chat: {name}") for name, reply, kind in (*HTTP, *CHAT)),
    *(pytest.param(speak, reply, kind, id=f"speech: {name}") for name, reply, kind in (*HTTP, *SPEECH)),
]


@pytest.mark.parametrize(("act", "reply", "kind"), CASES)
def test_each_failure_is_its_error_after_one_request_and_gives_no_key_away(
    act: Callable[[Set], None],
    reply: Reply,
    kind: type[ServiceError],
    at: Set,
    server: OpenAIServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(reply)
    if reply.hold or reply.per_byte:
        at.wait_less(openai_seconds=1)
    with pytest.raises(DailiesError) as raised:
        act(at)
    error = raised.value
    assert type(error) is kind
    assert len(server.requests) == 1
    assert error.advice
    assert "<html" not in str(error)
    assert not gives_away(error, CANARY)
    assert CANARY not in caplog.text
    assert not at.holds(CANARY)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "7", "retry-after-ms": "250"}, 0.25),
        ({"retry-after-ms": "soon"}, 0.0),
        ({"retry-after-ms": "1e99"}, MAX_WAIT),
    ],
)
def test_the_pause_that_is_asked_for_is_told(
    headers: dict[str, str], seconds: float, at: Set, server: OpenAIServer
) -> None:
    server.script(replies.rate_limited(headers))
    with pytest.raises(RateLimited) as raised:
        write(at)
    assert raised.value.retry_after == seconds


def test_what_the_service_refused_cost_nothing_and_what_is_in_doubt_may_have(at: Set, server: OpenAIServer) -> None:
    server.script(replies.wrong_key())
    with pytest.raises(WrongKey):
        speak(at)
    assert at.spent() == {}
    server.script(Reply(200, b"x" * 900, {"Content-Type": "audio/pcm"}, cut=30))
    with pytest.raises(Transient):
        speak(at)
    assert at.spent() == {"openai characters": (15.0, 1)}


def test_a_server_that_is_not_there_may_come_back(at: Set, tmp_path: Path) -> None:
    away = desk_in(tmp_path / "away", {"openai": CANARY}, openai_base_url="http://127.0.0.1:1/v1")
    with pytest.raises(Transient, match="ConnectError") as raised:
        write(away)
    assert not gives_away(raised.value, CANARY)


def test_without_a_key_nothing_is_asked(server: OpenAIServer, tmp_path: Path) -> None:
    bare = desk_in(tmp_path / "bare", {}, openai_base_url=f"{server.url}/v1")
    for act in (write, speak, lambda at: OpenAIVoice(at.context).check_quota(10), lambda at: OpenAIAccount(at.context)):
        with pytest.raises(NoKey, match="OPENAI_API_KEY"):
            act(bare)
    assert not server.requests


def test_a_budget_is_not_passed(server: OpenAIServer, tmp_path: Path) -> None:
    poor = desk_in(tmp_path / "poor", {"openai": CANARY}, budgets={"openai": 0.001}, openai_base_url=f"{server.url}/v1")
    for act in (write, lambda at: OpenAIVoice(at.context).check_quota(1000)):
        with pytest.raises(QuotaSpent, match="budget"):
            act(poor)
    assert not server.requests
