"""ElevenLabs' voices: the account says which there are, one is taken that speaks the language, and a model's own limits
are kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tasks.domain.delivery import Delivery
from tasks.domain.errors import BadInput, Missing, NotPermitted, QuotaSpent
from tasks.domain.speech import Passage
from tasks.providers import registry
from tasks.providers.elevenlabs import ElevenLabsVoice
from tasks.providers.elevenlabs.models import MODELS, model_of
from tests.providers.paying import Desk, desk_in
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs_rules import GEORGE, MATEO, ROGER, SARAH, voice
from tests.servers.wire import Reply

PASSAGE = Passage(text="A kettle sings.", before="Before.", after="After.")


@pytest.fixture
def server() -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer() as vendor:
        yield vendor


@pytest.fixture
def desk(server: ElevenLabsServer, tmp_path: Path) -> Desk:
    return desk_in(tmp_path / "home", {"elevenlabs": server.key}, elevenlabs_base_url=server.url)


def cast(desk: Desk, setting: str = "elevenlabs", language: str = "en") -> tuple[str, str]:
    return registry.cast(setting, language, desk.context)


@pytest.mark.parametrize(
    ("language", "chosen"), [("en", ROGER), ("en-GB", ROGER), ("de", SARAH), ("fr-CA", SARAH), ("es", MATEO)]
)
def test_without_a_name_a_voice_of_the_account_that_speaks_the_language_is_taken_and_named(
    language: str, chosen: str, desk: Desk, server: ElevenLabsServer
) -> None:
    setting, note = cast(desk, language=language)
    assert setting == f"elevenlabs:{chosen}"
    assert f"{server.voices[chosen]['name']} ({chosen})" in note
    assert "not known to speak" not in note


def test_a_language_of_no_voice_is_noted_and_the_list_is_read_to_its_end(desk: Desk, server: ElevenLabsServer) -> None:
    setting, note = cast(desk, language="ja")
    assert setting == f"elevenlabs:{ROGER}"
    assert "not known to speak 'ja'" in note
    assert len(server.asked("/v2/voices")) == 2


def test_a_voice_that_is_added_later_does_not_take_over(desk: Desk, server: ElevenLabsServer) -> None:
    before = cast(desk)
    server.voices["0new"] = voice("0new", "Newcomer", verified=["en"], created=1_800_000_000)
    server.voices["0own"] = voice("0own", "My own", category="cloned", verified=["en"])
    assert cast(desk) == before


def test_a_free_plan_gets_no_voice_of_the_library(desk: Desk, server: ElevenLabsServer) -> None:
    server.tier = "free"
    assert cast(desk, language="es")[0] != f"elevenlabs:{MATEO}"
    with pytest.raises(QuotaSpent, match=r"Mateo .* Voice Library") as raised:
        cast(desk, f"elevenlabs:{MATEO}", "es")
    assert "paid plan" in raised.value.advice
    server.voices = {MATEO: server.voices[MATEO]}
    with pytest.raises(Missing, match="no voice that its free plan may use"):
        cast(desk)


def test_an_account_without_voices_is_told_what_to_add(desk: Desk, server: ElevenLabsServer) -> None:
    server.voices = {}
    with pytest.raises(Missing, match="has no voice") as raised:
        cast(desk)
    assert "ELEVENLABS_VOICE" in raised.value.advice


@pytest.mark.parametrize("setting", ["elevenlabs:nobody", "elevenlabs"])
def test_a_voice_that_does_not_exist_is_found_out_before_anything_is_paid(
    setting: str, server: ElevenLabsServer, tmp_path: Path
) -> None:
    desk = desk_in(
        tmp_path / "n", {"elevenlabs": server.key}, elevenlabs_base_url=server.url, elevenlabs_voice="nobody"
    )
    with pytest.raises(Missing, match="voice_id nobody was not found"):
        cast(desk, setting)
    assert not server.asked("text-to-speech")
    assert desk.spent() == {}


def test_a_named_voice_stays_and_one_that_is_retired_soon_is_noted(desk: Desk) -> None:
    assert cast(desk, f"elevenlabs:{SARAH}", "de") == (f"elevenlabs:{SARAH}", "")
    setting, note = cast(desk, f"elevenlabs:{GEORGE}", "de")
    assert setting == f"elevenlabs:{GEORGE}"
    assert "retires the voice George" in note
    assert registry.voice_end(setting, desk.context) == date(2026, 12, 31)
    assert registry.voice_end(f"elevenlabs:{SARAH}", desk.context) is None
    assert registry.voice_end("hibari", desk.context) is None


def test_an_account_that_has_only_a_voice_to_be_retired_is_told_with_the_day(
    desk: Desk, server: ElevenLabsServer
) -> None:
    server.voices = {GEORGE: server.voices[GEORGE]}
    setting, note = cast(desk)
    assert setting == f"elevenlabs:{GEORGE}"
    assert "retires the voice George" in note
    assert "31 December 2026" in note


def test_a_key_that_may_not_read_voices_speaks_with_a_named_one(desk: Desk, server: ElevenLabsServer) -> None:
    server.may_read_voices = False
    assert cast(desk, f"elevenlabs:{SARAH}")[0] == f"elevenlabs:{SARAH}"
    with pytest.raises(NotPermitted, match="voices_read"):
        cast(desk)


def test_a_key_that_may_not_read_the_plan_is_not_held_for_a_free_one(desk: Desk, server: ElevenLabsServer) -> None:
    server.may_read_plan = False
    assert cast(desk, f"elevenlabs:{MATEO}", "es")[0] == f"elevenlabs:{MATEO}"
    server.script(Reply(403, {"detail": {"status": "forbidden", "message": "no"}}), path="subscription")
    ElevenLabsVoice(desk.context).check_quota(10)


# ------------------------------------------------------------------ models


@pytest.mark.parametrize("model", ["eleven_v3", "eleven_v4"])
def test_newer_models_get_no_neighbouring_texts(model: str, server: ElevenLabsServer, tmp_path: Path) -> None:
    desk = desk_in(tmp_path / "new", {"elevenlabs": server.key}, elevenlabs_base_url=server.url, elevenlabs_model=model)
    speech = ElevenLabsVoice(desk.context, SARAH).speak(PASSAGE, 1)
    assert [word.text for word in speech.words] == PASSAGE.text.split()
    (request,) = server.asked("text-to-speech")
    assert not {"previous_text", "next_text"} & set(request.json)


def test_a_model_that_refuses_neighbouring_texts_is_asked_without_them(desk: Desk, server: ElevenLabsServer) -> None:
    why = "Providing previous_text or next_text is not yet supported with the 'eleven_x' model"
    server.script(Reply(400, {"detail": {"status": "unsupported_model", "message": why}}))
    ElevenLabsVoice(desk.context, SARAH).speak(PASSAGE, 1)
    first, second = server.asked("text-to-speech")
    assert "previous_text" in first.json
    assert "previous_text" not in second.json
    assert desk.spent() == {"elevenlabs characters": (len(PASSAGE.text), 1)}


def test_a_stability_that_the_model_does_not_have_becomes_the_nearest(server: ElevenLabsServer, tmp_path: Path) -> None:
    desk = desk_in(
        tmp_path / "v3", {"elevenlabs": server.key}, elevenlabs_base_url=server.url, elevenlabs_model="eleven_v3"
    )
    context = replace(desk.context, delivery=Delivery(stability=0.8))
    ElevenLabsVoice(context, SARAH).speak(PASSAGE, 1)
    assert server.requests[-1].json["voice_settings"] == {"stability": 1.0}


def test_a_sentence_longer_than_the_models_request_is_refused_unpaid(server: ElevenLabsServer, tmp_path: Path) -> None:
    desk = desk_in(
        tmp_path / "v3", {"elevenlabs": server.key}, elevenlabs_base_url=server.url, elevenlabs_model="eleven_v3"
    )
    with pytest.raises(BadInput, match="eleven_v3 speaks at most 5000"):
        ElevenLabsVoice(desk.context, SARAH).speak(Passage(text="word " * 1001), 1)
    assert not server.requests


def test_an_unknown_model_is_judged_by_its_family() -> None:
    assert model_of("eleven_v3_conversational") == MODELS["eleven_v3"]
    assert (model_of("eleven_v5_turbo").stitches, model_of("eleven_v5_turbo").credits) == (False, 0.5)
    assert (model_of("eleven_monolingual_v1").stitches, model_of("my-model").stitches) == (True, True)
    assert model_of("eleven_v4").languages is None
