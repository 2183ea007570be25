"""ElevenLabs' failures: each raises the right error after one request and leaks no key."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tasks.domain.errors import (
    BadAnswer,
    DailiesError,
    Missing,
    NotPermitted,
    Permanent,
    QuotaSpent,
    RateLimited,
    ServiceError,
    Transient,
    WrongKey,
)
from tasks.domain.speech import Passage
from tasks.providers.elevenlabs import ElevenLabsVoice
from tests.providers.paying import Desk, desk_in, leaks
from tests.servers import elevenlabs as replies
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs_rules import SARAH
from tests.servers.wire import Reply, html

CANARY = "el-canary-93ad"


@pytest.fixture
def server() -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer(key=CANARY) as vendor:
        yield vendor


@pytest.fixture
def desk(server: ElevenLabsServer, tmp_path: Path) -> Desk:
    return desk_in(
        tmp_path / "home",
        {"elevenlabs": CANARY},
        elevenlabs_base_url=server.url,
        elevenlabs_voice=SARAH,
        elevenlabs_seconds=4,
    )


def speak(desk: Desk) -> None:
    ElevenLabsVoice(desk.context).speak(Passage(text="A kettle sings."), 1)


def read_plan(desk: Desk) -> None:
    ElevenLabsVoice(desk.context).check_quota(100)


HTTP: list[tuple[str, Reply, type[ServiceError]]] = [
    ("wrong key", replies.wrong_key(), WrongKey),
    ("the key in the answer", Reply(400, {"detail": {"status": CANARY, "message": f"bad {CANARY}"}}), Permanent),
    ("quota exceeded", replies.quota_exceeded(12, 40), QuotaSpent),
    ("payment required", replies.payment_required(), QuotaSpent),
    ("unusual activity", replies.unusual_activity(), QuotaSpent),
    ("no such voice", replies.voice_not_found("nobody"), Missing),
    ("no such voice, otherwise", replies.no_voice("nobody"), Missing),
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
    ("may not speak", replies.missing_permission("text_to_speech"), NotPermitted),
    ("forbidden", replies.forbidden(), NotPermitted),
    ("no sound", Reply(200, {"audio_base64": "", "alignment": None}), BadAnswer),
    ("no base64", Reply(200, {"audio_base64": "!!!", "alignment": None}), BadAnswer),
]
CASES = [
    *(pytest.param(speak, reply, kind, id=f"speech: {name}") for name, reply, kind in (*HTTP, *SPEECH)),
    *(pytest.param(read_plan, reply, kind, id=f"plan: {name}") for name, reply, kind in HTTP),
]


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("act", "reply", "kind"), CASES)
def test_each_failure_raises_its_error_after_one_request_without_leaking_the_key(
    act: Callable[[Desk], None],
    reply: Reply,
    kind: type[ServiceError],
    desk: Desk,
    server: ElevenLabsServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(reply)
    if reply.hold or reply.per_byte:
        desk.wait_less(elevenlabs_seconds=1)
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


@pytest.mark.parametrize(("said", "seconds"), [("", 0.0), ("3", 3.0)])
def test_a_rate_limit_reports_the_requested_pause(
    said: str, seconds: float, desk: Desk, server: ElevenLabsServer
) -> None:
    server.script(replies.system_busy(said))
    with pytest.raises(RateLimited, match="system_busy") as raised:
        speak(desk)
    assert raised.value.retry_after == seconds


def test_an_unreachable_server_is_a_transient_error(tmp_path: Path) -> None:
    away = desk_in(
        tmp_path / "away", {"elevenlabs": CANARY}, elevenlabs_base_url="http://127.0.0.1:1", elevenlabs_voice=SARAH
    )
    with pytest.raises(Transient, match="ConnectError") as raised:
        speak(away)
    assert not leaks(raised.value, CANARY)


def test_a_voice_name_cannot_change_the_endpoint(desk: Desk, server: ElevenLabsServer) -> None:
    with pytest.raises(Missing, match="was not found"):
        ElevenLabsVoice(desk.context, "../user/subscription?x=").speak(Passage(text="A kettle sings."), 1)
    assert server.requests[0].path.endswith("/with-timestamps")


def test_each_refusal_says_what_to_do_about_it(desk: Desk, server: ElevenLabsServer) -> None:
    for reply, words in (
        (replies.quota_exceeded(1, 9), "Wait for the next month"),
        (replies.payment_required(), "Take a paid plan, or name a voice that your plan covers"),
        (replies.unusual_activity(), "The key is right"),
        (replies.missing_permission("text_to_speech"), "Allow the key Text to Speech"),
        (replies.wrong_key(), "Check ELEVENLABS_API_KEY."),
        (replies.voice_not_found("nobody"), "Name another voice"),
    ):
        server.script(reply)
        with pytest.raises(ServiceError) as raised:
            speak(desk)
        assert words in raised.value.advice
