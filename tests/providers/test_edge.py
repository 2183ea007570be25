"""Edge's voices: spoken by edge-tts itself against a local endpoint, only if named, and every failure is a sentence."""

import importlib.util
import io
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tasks.domain.delivery import Delivery
from tasks.domain.errors import BadAnswer, BadInput, DailiesError, Permanent, SetupError, Transient, Unavailable
from tasks.domain.speech import Passage, Speech
from tasks.machine.media.sounds import decoded
from tasks.providers import registry
from tasks.providers.edge import VENDOR, EdgeVoice
from tasks.stagecraft import services
from tests.providers.paying import Desk, desk_in
from tests.servers.edge import EdgeServer, mp3
from tests.servers.speech import spoken

TEXT = "Der Turm <von> Tokio & Kyoto wurde 1958 fertig. Nachts leuchtet er."
VOICE = "de-DE-KatjaNeural"
needs_package = pytest.mark.skipif(importlib.util.find_spec("edge_tts") is None, reason="edge-tts is an extra")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_in(tmp_path / "home", {}, edge_seconds=5.0)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EdgeServer]:
    with EdgeServer() as endpoint:
        monkeypatch.setattr("edge_tts.communicate.WSS_URL", endpoint.url)
        yield endpoint


def speak(desk: Desk, voice: str = VOICE, text: str = TEXT, speed: float = 1.0) -> Speech:
    passage = Passage(text=text)
    return registry.voice(f"edge:{voice}", desk.context, Delivery(speed=speed)).speak(passage, 1)


@needs_package
def test_each_word_has_the_time_at_which_it_is_heard(desk: Desk, server: EdgeServer) -> None:
    speech = speak(desk)
    assert (speech.timing, speech.note) == ("exact", "")
    assert [word.text for word in speech.words] == TEXT.split()
    samples, starts, _ = spoken(TEXT)
    with wave.open(io.BytesIO(desk.context.store.read(speech.audio)), "rb") as file:
        assert (file.getframerate(), file.getnchannels()) == (24_000, 1)
        heard = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
    sent = np.frombuffer(samples, "<i2").astype(float)
    delay = int(np.argmax(np.correlate(heard[:26_000], sent[:24_000], "valid"))) / 24_000
    for word in speech.words:
        if word.text[0].isalnum():
            assert word.start == pytest.approx(starts[TEXT.index(word.text)] + delay, abs=0.003)
    assert server.asked == [("de-DE, KatjaNeural", 0, TEXT)]
    assert speak(desk) == speech
    assert len(server.asked) == 1
    assert desk.spent() == {}


@needs_package
def test_the_speed_is_a_rate_and_words_come_earlier(desk: Desk, server: EdgeServer) -> None:
    natural, quick = speak(desk), speak(desk, speed=1.25)
    assert [rate for _, rate, _ in server.asked] == [0, 25]
    assert quick.words[-1].start == pytest.approx(natural.words[-1].start / 1.25, rel=0.03)


@needs_package
def test_without_times_the_pauses_tell(desk: Desk, server: EdgeServer) -> None:
    server.timed = False
    speech = speak(desk)
    assert speech.timing == "heard"
    assert "estimated from its pauses" in speech.note


@needs_package
def test_one_refusal_is_tried_again_and_two_are_an_error(desk: Desk, server: EdgeServer) -> None:
    server.refusals = 1
    EdgeVoice(desk.context, VOICE).check_quota(10)
    server.refusals = 2
    with pytest.raises(Unavailable, match=r"refuse this client \(403\)\. Check this machine's clock"):
        EdgeVoice(desk.context, VOICE).check_quota(10)
    server.refusals = 2
    with pytest.raises(Transient, match=r"refuse this client \(403\)"):
        speak(desk)
    assert speak(desk).seconds > 1, "a failure is not cached"


BINARY = b"\x00\x34X-RequestId:1\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n\r\n"


@needs_package
@pytest.mark.parametrize(
    ("answers", "error", "words"),
    [
        (["Path:turn.start\r\n\r\n{}", "Path:turn.end\r\n\r\n{}"], Permanent, "spoke nothing with de-DE-KatjaNeural"),
        (["Path:coffee\r\n\r\n{}"], BadAnswer, "UnknownResponse"),
        ([b"\x00"], BadAnswer, "UnexpectedResponse"),
        (["Path:audio.metadata\r\n\r\nnot json"], BadAnswer, "JSONDecodeError"),
        (["Path:audio.metadata\r\n\r\n{}"], BadAnswer, "KeyError"),
        ([BINARY + b"not a sound" * 9, "Path:turn.end\r\n\r\n{}"], BadAnswer, "no sound that can be played"),
        ([], Permanent, "spoke nothing"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_every_odd_answer_is_a_sentence(
    answers: list[str | bytes], error: type[DailiesError], words: str, desk: Desk, server: EdgeServer
) -> None:
    server.answers = answers
    with pytest.raises(error, match=words):
        speak(desk)


@needs_package
def test_an_endpoint_that_never_answers_is_an_error(desk: Desk, server: EdgeServer) -> None:
    server.silent = True
    desk.wait_less(edge_seconds=0.2)
    with pytest.raises(Transient, match=r"did not answer within 0 s\. Try again later, or name another voice"):
        speak(desk)


@needs_package
def test_another_voice_takes_over_from_an_endpoint_that_is_down(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", "ws://127.0.0.1:1/?TrustedClientToken=token")
    with pytest.raises(Transient, match=r"failed \(ClientConnectorError\)\. Check the network"):
        speak(desk)

    def able(name: str) -> str:
        registry.voice(name, desk.context).check_quota(10)
        return name

    voice, note = services.first_that_can((f"edge:{VOICE}", "hibari"), able, fall_back=True)
    assert voice == "hibari"
    assert "hibari is used instead" in note


@needs_package
def test_a_voice_of_another_language_or_no_voice_is_refused(desk: Desk) -> None:
    EdgeVoice(desk.context, VOICE).check_language("de-AT")
    EdgeVoice(desk.context, "zh-CN-liaoning-XiaobeiNeural").check_language("zh-Hans")
    EdgeVoice(desk.context, "sr-Latn-RS-NicholasNeural").check_language("sr-Latn")
    EdgeVoice(desk.context).check_language("fr")
    with pytest.raises(BadInput, match=r"does not speak 'fr'. Name one whose name begins with fr-"):
        EdgeVoice(desk.context, VOICE).check_language("fr")
    with pytest.raises(BadInput, match=r"'Katja' is not the name of a voice"):
        EdgeVoice(desk.context, "Katja").check_language("de")
    with pytest.raises(BadInput, match=r"'Katja' is not the name of a voice"):
        speak(desk, "Katja")


def test_without_the_package_the_error_says_what_to_install(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.providers.edge.client.find_spec", lambda _: None)
    voice = EdgeVoice(desk.context, VOICE)
    for act in (lambda: voice.check_language("de"), lambda: voice.check_quota(1), lambda: speak(desk)):
        with pytest.raises(SetupError, match=r"needs the package edge-tts.*pip install 'edge-tts"):
            act()


def test_auto_never_takes_an_unofficial_endpoint() -> None:
    assert VENDOR.on_auto == frozenset()
    assert "edge" not in services.chain("voice", "auto")
    assert services.chain("voice", f"edge:{VOICE}, hibari") == (f"edge:{VOICE}", "hibari")


def test_the_test_server_sends_mp3_that_starts_late() -> None:
    samples = np.frombuffer(spoken("Hello there.")[0], "<i2")
    heard, rate = decoded(mp3(samples))
    assert rate == 24_000
    assert len(heard) >= len(samples) + 1105
