"""Every body that is sent to OpenAI and ElevenLabs fits the types of these vendors' own clients."""

import inspect
import json
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from elevenlabs.text_to_speech.raw_client import RawTextToSpeechClient
from elevenlabs.types import VoiceSettings
from openai.types import ImageGenerateParams
from openai.types.audio import SpeechCreateParams
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from pydantic import TypeAdapter, ValidationError

from tasks.domain.channel import Channel
from tasks.domain.delivery import Delivery
from tasks.domain.speech import Passage
from tasks.domain.story import Trend
from tasks.providers import registry
from tasks.providers.made import PictureMaker, illustrator
from tasks.providers.openai import OpenAIChooser, OpenAIDigester, OpenAIVoice, OpenAIWriter
from tasks.providers.openai.chat import NOT_SUPPORTED
from tests.providers.paying import desk_in
from tests.providers.texts import DOSSIER
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs_rules import ROGER
from tests.servers.openai import OpenAIServer
from tests.servers.openai_images import ImageServer
from tests.servers.wire import Request

CHANNEL = Channel(length_seconds=30, niche="small towns")
PASSAGE = Passage(text="A kettle sings.", before="Before.", after="After.")


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Forget what earlier servers refused: a later one may have the same port."""
    NOT_SUPPORTED.clear()
    illustrator.NOT_SUPPORTED.clear()


def violations(kind: Any, body: Mapping[str, Any]) -> list[str]:
    """Where a body does not fit a vendor's typed dictionary, inside its lists too."""
    unknown = [f"{name} is unknown" for name in set(body) - set(typing.get_type_hints(kind))]
    try:
        checked = TypeAdapter(kind).validate_python(dict(body))
        for value in checked.values():
            if inspect.isgenerator(value) or type(value).__name__ == "ValidatorIterator":
                list(value)
    except ValidationError as error:
        return [*unknown, *(f"{each['loc']}: {each['msg']}" for each in error.errors())]
    return unknown


def bodies(requests: list[Request], path: str) -> list[dict[str, Any]]:
    found = [request.json for request in requests if request.method == "POST" and request.path.endswith(path)]
    assert found, f"nothing was sent to {path}"
    return found


@pytest.mark.parametrize("model", ["gpt-5.4-mini", "gpt-6-luna", "gpt-4o"])
def test_chat_requests_fit_the_clients_types(model: str, tmp_path: Path) -> None:
    with OpenAIServer() as server:
        server.models.add(model)
        desk = desk_in(tmp_path, {"openai": server.key}, openai_base_url=f"{server.url}/v1", openai_model=model)
        chooser = OpenAIChooser(desk.context)
        chooser.choose([Trend(title="Tides"), Trend(title="Bats")], CHANNEL)
        chooser.plan(CHANNEL, ("Tides",), 3)
        chooser.repeats("Bats", "", ("Tides",), CHANNEL)
        OpenAIDigester(desk.context).digest(DOSSIER, CHANNEL)
        OpenAIWriter(desk.context).write(DOSSIER, CHANNEL, 160, 1)
        sent = bodies(server.requests, "/chat/completions")
    assert {body["response_format"]["json_schema"]["name"] for body in sent} >= {"choice", "plan", "repeat", "draft"}
    assert [violations(CompletionCreateParamsNonStreaming, body) for body in sent] == [[]] * len(sent)


def test_speech_and_picture_requests_fit_the_clients_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer() as server:
        desk = desk_in(tmp_path / "1", {"openai": server.key}, openai_base_url=f"{server.url}/v1")
        OpenAIVoice(desk.context, "coral").speak(PASSAGE, 1)
        spoken = bodies(server.requests, "/audio/speech")
    monkeypatch.setattr(illustrator, "belongs_to", lambda *_: True)  # as it asks OpenAI; other servers get a seed
    with ImageServer("openai") as images:
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", images.url.removeprefix("http://"))
        desk = desk_in(tmp_path / "2", {"made": images.key}, openai_image_base_url=f"{images.url}/v1")
        PictureMaker(desk.context).illustrate("a lighthouse", "gouache", (1242, 2208))
        made = bodies(images.requests, "/images/generations")
    assert [violations(SpeechCreateParams, body) for body in spoken] == [[]]
    assert [violations(_alternative(ImageGenerateParams), body) for body in made] == [[]]


def _alternative(kind: Any) -> Any:
    """The first of a union, which is the one without streaming."""
    return (typing.get_args(kind) or (kind,))[0]


@pytest.mark.parametrize("model", ["eleven_multilingual_v2", "eleven_v3"])
def test_spoken_requests_fit_elevenlabs_client(model: str, tmp_path: Path) -> None:
    with ElevenLabsServer() as server:
        desk = desk_in(
            tmp_path,
            {"elevenlabs": server.key},
            elevenlabs_base_url=server.url,
            elevenlabs_model=model,
            elevenlabs_voice=ROGER,
        )
        lively = Delivery(speed=1.1, stability=0.4, similarity=0.7, style=0.1)
        registry.voice("elevenlabs", desk.context, lively).speak(PASSAGE, 2**40)
        [body] = bodies(server.requests, "/with-timestamps")
    parameters = typing.get_type_hints(RawTextToSpeechClient.convert_with_timestamps)
    assert set(body) <= set(parameters)
    for name, value in body.items():
        TypeAdapter(parameters[name]).validate_python(value)
    assert set(body["voice_settings"]) <= set(VoiceSettings.model_fields)


def test_what_a_client_does_not_know_is_found() -> None:
    body = json.loads('{"model": "m", "messages": [{"role": "boss", "content": "x"}], "max_words": 9, "seed": "one"}')
    found = " ".join(violations(CompletionCreateParamsNonStreaming, body))
    assert "max_words is unknown" in found
    assert "seed" in found
    body = {"model": "m", "messages": [{"role": "boss", "content": "x"}]}
    assert "role" in " ".join(violations(CompletionCreateParamsNonStreaming, body))
