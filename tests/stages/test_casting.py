"""The voice is known before the script is paid for: one that is gone or not allowed ends the run, or another speaks."""

from collections.abc import Iterator

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import Missing, QuotaSpent
from tasks.domain.story import Dossier, Fact, Source
from tasks.script import script
from tasks.voiceover import casting
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs_rules import MATEO, ROGER
from tests.servers.openai import OpenAIServer

NARRATION = "A kettle sings the same note every morning."
DOSSIER = Dossier(
    title="Kettles",
    facts=tuple(Fact(id=f"f{n}", text=f"Note {n}: {NARRATION}", source="s1") for n in range(1, 7)),
    sources=(Source(id="s1", title="Kettles"),),
)


@pytest.fixture
def elevenlabs(monkeypatch: pytest.MonkeyPatch) -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer(key="el-of-the-casting") as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.fixture
def openai(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield server


def channel(voice: str, *, fall_back: bool = False) -> Channel:
    return Channel(name="Castings", voice=voice, writer="openai", fall_back=fall_back, length_seconds=15)


def test_the_voice_of_the_account_is_cast_by_its_id(elevenlabs: ElevenLabsServer) -> None:
    cast = casting.fn(NARRATION, channel("elevenlabs"))
    assert cast.voice == f"elevenlabs:{ROGER}"
    assert "Roger" in cast.note


@pytest.mark.parametrize("missing", ["voice", "plan", "permission"])
def test_a_voice_that_cannot_be_used_is_replaced_where_the_channel_allows_it(
    missing: str, elevenlabs: ElevenLabsServer
) -> None:
    named = {"voice": "elevenlabs:nobody", "plan": f"elevenlabs:{MATEO}", "permission": "elevenlabs"}[missing]
    elevenlabs.tier = "free"
    elevenlabs.may_read_voices = missing != "permission"
    cast = casting.fn(NARRATION, channel(f"{named}, hibari", fall_back=True))
    assert cast.voice == "hibari"
    assert "ElevenLabs" in cast.note
    assert "hibari is used instead" in cast.note


@pytest.mark.parametrize(("voice", "kind"), [("elevenlabs:nobody", Missing), (f"elevenlabs:{MATEO}", QuotaSpent)])
def test_nothing_is_paid_for_a_script_that_no_voice_can_speak(
    voice: str, kind: type[Exception], elevenlabs: ElevenLabsServer, openai: OpenAIServer
) -> None:
    elevenlabs.tier = "free"
    with pytest.raises(kind):
        script.fn(DOSSIER, channel(voice), None, 1)
    assert not openai.requests
    assert not elevenlabs.asked("text-to-speech")


def test_the_script_is_written_if_another_voice_takes_over(elevenlabs: ElevenLabsServer, openai: OpenAIServer) -> None:
    script.fn(DOSSIER, channel("elevenlabs:nobody, hibari", fall_back=True), None, 1)
    assert elevenlabs.asked("/v1/voices/nobody")
    assert openai.requests
