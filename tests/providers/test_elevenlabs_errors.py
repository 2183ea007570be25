"""Everything that ElevenLabs can answer, or fail to answer, and what becomes of it: its error, after one request."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.domain.errors import (
    BadAnswer,
    DailiesError,
    NotPermitted,
    Permanent,
    QuotaSpent,
    RateLimited,
    ServiceError,
    Transient,
    WrongKey,
)
from tasks.domain.story import Passage
from tasks.providers.elevenlabs import ElevenLabsVoice
from tests.providers.paying import Set, desk_in, gives_away
from tests.servers import elevenlabs as replies
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.wire import Reply, html

CANARY = "el-canary-93ad"


@pytest.fixture
def server() -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer(key=CANARY) as vendor:
        yield vendor


@pytest.fixture
def at(server: ElevenLabsServer, tmp_path: Path) -> Set:
    return desk_in(tmp_path / "home", {"elevenlabs": CANARY}, elevenlabs_base_url=server.url, elevenlabs_seconds=4)


def speak(at: Set) -> None:
    ElevenLabsVoice(at.context).speak(Passage(index=0, text="A kettle sings."), 1)


def read_plan(at: Set) -> None:
    ElevenLabsVoice(at.context).check_quota(100)


HTTP: list[tuple[str, Reply, type[ServiceError]]] = [
    ("wrong key", replies.wrong_key(), WrongKey),
    ("the key in the answer", Reply(400, {"detail": {"status": CANARY, "message": f"bad {CANARY}"}}), Permanent),
    ("quota exceeded", replies.quota_exceeded(12, 40), QuotaSpent),
    ("payment required", replies.payment_required(), QuotaSpent),
    ("forbidden", replies.forbidden(), WrongKey),
    ("no such voice", replies.voice_not_found("nobody"), Permanent),
    ("too many at once", replies.too_many_at_once(), RateLimited),
    ("busy", replies.system_busy(), RateLimited),
    ("unprocessable", replies.unprocessable("text is too long"), Permanent),
    ("unprocessable, odd", Reply(422, {"detail": "odd"}), Permanent),
    ("moved", Reply(302, b"", {"Location": "/elsewhere"}), Permanent),
    *((str(status), Reply(status, {"detail": "oops"}), Transient) for status in (408, 409, 500, 503)),
    ("a page for an error", html(502), Transient),
    ("a page", html(200), BadAnswer),
    ("broken JSON", Reply(200, b'{"audio_'), BadAnswer),
    ("no text at all", Reply(200, b"\xff\xfe\x00"), BadAnswer),
    ("another shape", Reply(200, {"result": "ok"}), BadAnswer),
    ("nothing at all", Reply(200, b""), BadAnswer),
    ("a list", Reply(200, []), BadAnswer),
    ("cut off", Reply(200, b'{"audio_base64": ""}' + b" " * 900, cut=30), Transient),
    ("silent", Reply(hold=30.0), Transient),
    ("a byte at a time", Reply(200, b" " * 4000, per_byte=0.05), Transient),
]
SPEECH: list[tuple[str, Reply, type[ServiceError]]] = [
    ("may not speak", replies.missing_permission(), NotPermitted),
    ("no sound", Reply(200, {"audio_base64": "", "alignment": None}), BadAnswer),
    ("no base64", Reply(200, {"audio_base64": "!!!", "alignment": None}), BadAnswer),
]
CASES = [
    *(pytest.param(speak, reply, kind, id=f"speech: {name}") for name, reply, kind in (*HTTP, *SPEECH)),
    *(pytest.param(read_plan, reply, kind, id=f"plan: {name}") for name, reply, kind in HTTP),
]


@pytest.mark.parametrize(("act", "reply", "kind"), CASES)
def test_each_failure_is_its_error_after_one_request_and_gives_no_key_away(
    act: Callable[[Set], None],
    reply: Reply,
    kind: type[ServiceError],
    at: Set,
    server: ElevenLabsServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(reply)
    if reply.hold or reply.per_byte:
        at.wait_less(elevenlabs_seconds=1)
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


@pytest.mark.parametrize(("said", "seconds"), [("", 0.0), ("3", 3.0)])
def test_the_pause_that_is_asked_for_is_told(said: str, seconds: float, at: Set, server: ElevenLabsServer) -> None:
    server.script(replies.system_busy(said))
    with pytest.raises(RateLimited, match="system_busy") as raised:
        speak(at)
    assert raised.value.retry_after == seconds


def test_a_server_that_is_not_there_may_come_back(tmp_path: Path) -> None:
    away = desk_in(tmp_path / "away", {"elevenlabs": CANARY}, elevenlabs_base_url="http://127.0.0.1:1")
    with pytest.raises(Transient, match="ConnectError") as raised:
        speak(away)
    assert not gives_away(raised.value, CANARY)


def test_a_voice_cannot_lead_elsewhere(at: Set, server: ElevenLabsServer) -> None:
    with pytest.raises(Permanent, match="was not found"):
        ElevenLabsVoice(at.context, "../user/subscription?x=").speak(Passage(index=0, text="A kettle sings."), 1)
    assert server.requests[0].path.endswith("/with-timestamps")
