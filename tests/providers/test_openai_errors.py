"""OpenAI's failures: each raises the right error after one request, costs what it should and leaks no key."""

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
    TooLong,
    Transient,
    WrongKey,
)
from tasks.domain.speech import Passage
from tasks.domain.story import Dossier, Fact, Source
from tasks.machine.network.http import MAX_WAIT
from tasks.providers.openai import OpenAIAccount, OpenAIVoice, OpenAIWriter
from tests.providers.paying import Desk, desk_in, leaks
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
def desk(server: OpenAIServer, tmp_path: Path) -> Desk:
    return desk_in(tmp_path / "home", {"openai": CANARY}, openai_base_url=f"{server.url}/v1", openai_seconds=4)


def write(desk: Desk) -> None:
    OpenAIWriter(desk.context).write(DOSSIER, Channel(length_seconds=15), 160.0, 1)


def speak(desk: Desk) -> None:
    OpenAIVoice(desk.context).speak(Passage(text="A kettle sings."), 1)


HTTP: list[tuple[str, Reply, type[ServiceError]]] = [
    ("wrong key", replies.wrong_key(), WrongKey),
    ("the key in the answer", replies.error(400, f"bad {CANARY}", CANARY, CANARY), Permanent),
    ("forbidden", replies.forbidden(), WrongKey),
    ("the key as a reason", replies.error(403, CANARY, CANARY, CANARY), WrongKey),
    ("no such model", replies.model_missing("gpt-5.4-mini"), Permanent),
    ("quota spent", replies.quota_spent(), QuotaSpent),
    ("rate limited", replies.rate_limited(), RateLimited),
    ("too long", replies.too_long(), TooLong),
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


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("act", "reply", "kind"), CASES)
def test_each_failure_raises_its_error_after_one_request_without_leaking_the_key(
    act: Callable[[Desk], None],
    reply: Reply,
    kind: type[ServiceError],
    desk: Desk,
    server: OpenAIServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(reply)
    if reply.hold or reply.per_byte:
        desk.wait_less(openai_seconds=1)
    with pytest.raises(DailiesError) as raised:
        act(desk)
    error = raised.value
    assert type(error) is kind
    assert len(server.requests) == 1
    assert error.advice
    assert "<html" not in str(error)
    assert not leaks(error, CANARY)
    assert CANARY not in caplog.text
    assert not desk.holds(CANARY)


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
def test_a_rate_limit_reports_the_requested_pause(
    headers: dict[str, str], seconds: float, desk: Desk, server: OpenAIServer
) -> None:
    server.script(replies.rate_limited(headers))
    with pytest.raises(RateLimited) as raised:
        write(desk)
    assert raised.value.retry_after == seconds


def test_a_refused_request_costs_nothing_and_an_interrupted_one_counts(desk: Desk, server: OpenAIServer) -> None:
    server.script(replies.wrong_key())
    with pytest.raises(WrongKey):
        speak(desk)
    assert desk.spent() == {}
    server.script(Reply(200, b"x" * 900, {"Content-Type": "audio/pcm"}, cut=30))
    with pytest.raises(Transient):
        speak(desk)
    assert desk.spent() == {"openai characters": (15.0, 1)}


def test_an_unreachable_server_is_a_transient_error(desk: Desk, tmp_path: Path) -> None:
    away = desk_in(tmp_path / "away", {"openai": CANARY}, openai_base_url="http://127.0.0.1:1/v1")
    with pytest.raises(Transient, match="ConnectError") as raised:
        write(away)
    assert not leaks(raised.value, CANARY)


def test_without_a_key_no_request_is_sent(server: OpenAIServer, tmp_path: Path) -> None:
    bare = desk_in(tmp_path / "bare", {}, openai_base_url=f"{server.url}/v1")
    for act in (
        write,
        speak,
        lambda desk: OpenAIVoice(desk.context).check_quota(10),
        lambda desk: OpenAIAccount(desk.context),
    ):
        with pytest.raises(NoKey, match="OPENAI_API_KEY"):
            act(bare)
    assert not server.requests


def test_a_budget_is_not_exceeded(server: OpenAIServer, tmp_path: Path) -> None:
    poor = desk_in(tmp_path / "poor", {"openai": CANARY}, budgets={"openai": 0.001}, openai_base_url=f"{server.url}/v1")
    for act in (write, lambda desk: OpenAIVoice(desk.context).check_quota(1000)):
        with pytest.raises(QuotaSpent, match="budget"):
            act(poor)
    assert not server.requests
