"""A speech server of one's own: any model, language and sample rate; its word times where it has them."""

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.domain.delivery import Delivery
from tasks.domain.errors import BadAnswer, NoKey, Permanent, SetupError, Transient, Unavailable, WrongKey
from tasks.domain.speech import Passage, Speech
from tasks.providers import registry
from tasks.providers.speech import ServerVoice
from tasks.stagecraft import services
from tests.providers.paying import Desk, desk_in, leaks
from tests.servers.speech import spoken
from tests.servers.speech_servers import KokoroFastAPI, Speaches, SpeechServer, wav_of_unknown_length
from tests.servers.wire import Reply, html

TEXT = "In 2019, Dr. Smith  paid $3.7 billion — and 50% more 🐙 to the U.S. lab."
GERMAN = "speaches-ai/piper-de_DE-thorsten-medium"


@pytest.fixture
def kokoro() -> Iterator[KokoroFastAPI]:
    with KokoroFastAPI() as server:
        yield server


@pytest.fixture
def speaches() -> Iterator[Speaches]:
    with Speaches() as server:
        yield server


@pytest.fixture
def plain() -> Iterator[SpeechServer]:
    with SpeechServer(rate=16_000, channels=2) as server:
        yield server


def desk_at(tmp_path: Path, server: SpeechServer, key: str = "", **more: object) -> Desk:
    keys = {"speech": key} if key else {}
    return desk_in(tmp_path / "home", keys, budgets=None, openai_speech_base_url=f"{server.url}/v1", **more)


def speak(desk: Desk, voice: str = "", text: str = TEXT) -> Speech:
    return ServerVoice(desk.context, voice).speak(Passage(text=text), 1)


def check_starts(speech: Speech, text: str, scale: float = 1.0) -> None:
    """Each written word starts where its first character is spoken."""
    _, starts, _ = spoken(text)
    at = 0
    assert [word.text for word in speech.words] == text.split()
    for word in speech.words:
        at = text.index(word.text, at)
        if word.text[0].isalnum():
            assert word.start == pytest.approx(starts[at] * scale, abs=0.005)


def header(desk: Desk, speech: Speech) -> tuple[int, int, float]:
    """Rate, channels and seconds of the stored sound."""
    with wave.open(io.BytesIO(desk.context.store.read(speech.audio)), "rb") as file:
        return file.getframerate(), file.getnchannels(), round(file.getnframes() / file.getframerate(), 3)


def test_kokoro_speaks_with_its_own_word_times(tmp_path: Path, kokoro: KokoroFastAPI) -> None:
    desk = desk_at(tmp_path, kokoro)
    speech = speak(desk, "kokoro/af_heart")
    assert (speech.timing, speech.note) == ("exact", "")
    check_starts(speech, TEXT)
    assert [request.path for request in kokoro.requests] == ["/dev/captioned_speech"]
    assert speak(desk, "kokoro/af_heart") == speech
    assert len(kokoro.requests) == 1
    assert desk.spent() == {}


def test_kokoro_without_times_is_timed_by_pauses(tmp_path: Path, kokoro: KokoroFastAPI) -> None:
    kokoro.timed = False
    speech = speak(desk_at(tmp_path, kokoro), "kokoro/jf_alpha", "東京タワーは高い。")
    assert speech.timing == "heard"
    assert "estimated from its pauses" in speech.note
    assert "".join(word.text for word in speech.words) == "東京タワーは高い。"
    assert kokoro.asked("/v1/audio/speech") == []


def test_speaches_listens_to_what_it_spoke(tmp_path: Path, speaches: Speaches) -> None:
    text = "Der Turm wurde 1958 fertig. Nachts leuchtet er."
    desk = desk_at(tmp_path, speaches)
    speech = speak(desk, f"{GERMAN}/thorsten", text)
    assert speech.timing == "exact"
    assert header(desk, speech) == (22_050, 1, round(speech.seconds, 3))
    check_starts(speech, text, 24_000 / 22_050)
    assert speak(desk, f"{GERMAN}/thorsten", text) == speech
    assert len(speaches.asked("/transcriptions")) == 1


@pytest.mark.parametrize("deaf", ["no listener", "another text"])
def test_a_server_that_cannot_listen_is_timed_by_pauses(deaf: str, tmp_path: Path, speaches: Speaches) -> None:
    if deaf == "no listener":
        speaches.listener = ""
    else:
        words = [{"word": "zzz", "start": 0.0, "end": 0.5}]
        speaches.script(Reply(200, {"text": "zzz", "words": words}), path="/transcriptions")
    assert speak(desk_at(tmp_path, speaches), f"{GERMAN}/thorsten").timing == "heard"


def test_the_header_tells_the_rate_and_channels_are_mixed(tmp_path: Path, plain: SpeechServer) -> None:
    desk = desk_at(tmp_path, plain)
    speech = speak(desk)
    samples, _, _ = spoken(TEXT)
    assert header(desk, speech) == (16_000, 1, round(len(samples) / 2 / 16_000, 3))
    assert speech.seconds == pytest.approx(len(samples) / 2 / 16_000)
    assert [word.text for word in speech.words] == TEXT.split()
    assert plain.requests[1].json["model"] == "tts-1"


def test_model_and_voice_come_from_settings_or_the_channel(tmp_path: Path, kokoro: KokoroFastAPI) -> None:
    desk = desk_at(tmp_path, kokoro, openai_speech_model="kokoro", openai_speech_voice="ff_siwis")
    for name, expected in (
        ("", ("kokoro", "ff_siwis")),
        ("af_heart", ("kokoro", "af_heart")),
        ("tts-1/alloy", ("tts-1", "alloy")),
    ):
        speak(desk, name)
        body = kokoro.requests[-1].json
        assert (body["model"], body["voice"]) == expected
    ServerVoice(desk.context).check_language("sw")
    assert ServerVoice(desk.context, "org/a-model/b").fingerprint == {
        "at": f"{kokoro.url}/v1",
        "model": "org/a-model",
        "voice": "b",
    }


def test_the_speed_is_the_servers_own(tmp_path: Path, kokoro: KokoroFastAPI) -> None:
    context = desk_at(tmp_path, kokoro).context
    fast = registry.voice("speech:kokoro/af_heart", context, Delivery(speed=1.25, stability=0.2))
    slow = registry.voice("speech:kokoro/af_heart", context)
    passage = Passage(text=TEXT)
    quick, natural = fast.speak(passage, 1), slow.speak(passage, 1)
    assert [request.json.get("speed") for request in kokoro.requests] == [1.25, None]
    assert quick.seconds == pytest.approx(natural.seconds / 1.25, rel=0.01)
    assert quick.words[-1].start == pytest.approx(natural.words[-1].start / 1.25, rel=0.02)


def test_an_address_without_a_path_is_that_of_the_api(tmp_path: Path, plain: SpeechServer) -> None:
    desk = desk_in(tmp_path / "home", {}, openai_speech_base_url=f"{plain.url}/")
    assert speak(desk).seconds > 1
    assert [request.path for request in plain.requests] == ["/dev/captioned_speech", "/v1/audio/speech", "/v1/models"]


def test_a_key_is_sent_and_never_shown(tmp_path: Path) -> None:
    with KokoroFastAPI(key="sk-mine") as server:
        assert speak(desk_at(tmp_path, server, "sk-mine"), "kokoro/af_heart").timing == "exact"
        with pytest.raises(WrongKey, match=r"refuses access \(403\): Invalid API key. Set OPENAI_SPEECH_KEY") as caught:
            speak(desk_at(tmp_path, server, "sk-other"), "kokoro/ff_siwis")
        assert not leaks(caught.value, "sk-other")


def test_the_servers_own_words_are_quoted(tmp_path: Path, kokoro: KokoroFastAPI, speaches: Speaches) -> None:
    with pytest.raises(Permanent, match=r"'nobody' of the model 'kokoro' \(400\): Voice 'nobody' not found. Available"):
        speak(desk_at(tmp_path, kokoro), "kokoro/nobody")
    with pytest.raises(Permanent, match=r"\(422\): Unsupported model: other"):
        speak(desk_at(tmp_path, speaches), "other/nobody")


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply(500, {"detail": {"error": "processing_error", "message": "CUDA out of memory"}}), Transient, "CUDA out"),
        (Reply(422, {"detail": [{"loc": ["body", "voice"], "msg": "Field required"}]}), Permanent, "body.voice: Field"),
        (Reply(400, {"error": {"message": "no such voice"}}), Permanent, "no such voice"),
        (Reply(404, {"error": "no such path"}), Permanent, "no such path"),
        (html(502), Transient, r"failed \(502\)\. Read"),
        (Reply(429, {}, {"Retry-After": "7"}), Transient, "too many requests"),
        (Reply(200, {"ok": True}), BadAnswer, "sent no sound"),
        (Reply(200, b"", {"Content-Type": "audio/wav"}), BadAnswer, "sent no sound"),
        (Reply(200, wav_of_unknown_length(b"\0\0" * 99, 24_000, 1)), BadAnswer, "sent no sound"),
        (Reply(silent=True), Transient, "the connection broke. Check that it runs"),
        (Reply(200, b"x" * 9999, cut=100), Transient, "the connection broke"),
    ],
    ids=lambda value: str(getattr(value, "status", value))[:30],
)
def test_every_failure_is_a_sentence(
    reply: Reply, error: type[Exception], words: str, tmp_path: Path, plain: SpeechServer
) -> None:
    plain.script(reply, path="/audio/speech")
    desk = desk_at(tmp_path, plain)
    with pytest.raises(error, match=words):
        speak(desk)
    assert speak(desk).seconds > 1, "a failure is not cached"


def test_a_page_in_place_of_captions_is_not_kokoros(tmp_path: Path, plain: SpeechServer) -> None:
    plain.script(html(200), path="/captioned_speech")
    assert speak(desk_at(tmp_path, plain)).timing == "heard"


def test_a_missing_or_wrong_address_is_an_error_with_advice(tmp_path: Path) -> None:
    def check(address: str) -> None:
        desk = desk_in(tmp_path / "home", {}, openai_speech_base_url=address)
        ServerVoice(desk.context).check_quota(10)

    with pytest.raises(NoKey, match="OPENAI_SPEECH_BASE_URL is not set"):
        check("")
    with pytest.raises(SetupError, match="localhost:8880 is no web address"):
        check("localhost:8880")
    with pytest.raises(Unavailable, match=r"No speech server answers at http://127.0.0.1:1/v1. Start it"):
        check("http://127.0.0.1:1/v1")


def test_auto_takes_the_server_once_it_has_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert services.chain("voice", "auto") == ("hibari",)
    monkeypatch.setenv("OPENAI_SPEECH_BASE_URL", "http://127.0.0.1:1/v1")
    assert services.chain("voice", "auto") == ("speech", "hibari")
    assert services.chain("voice", "speech:a/b") == ("speech:a/b",)


def test_the_next_voice_takes_over_from_a_server_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_SPEECH_BASE_URL", "http://127.0.0.1:1/v1")

    def able(name: str) -> str:
        registry.voice(name, services.provider_context()).check_quota(10)
        return name

    voice, note = services.first_that_can(("speech", "hibari"), able, fall_back=True)
    assert (voice, note) == ("hibari", "No speech server answers at http://127.0.0.1:1/v1. hibari is used instead.")
    with pytest.raises(Unavailable):
        services.first_that_can(("speech", "hibari"), able, fall_back=False)
