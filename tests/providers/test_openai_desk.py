"""OpenAI beyond the writer: choosing a topic, condensing facts and speaking, without paying for anything twice."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, Missing, Permanent
from tasks.domain.speech import Passage
from tasks.domain.story import Trend
from tasks.domain.text.passages import passages
from tasks.machine.network.http import exchange
from tasks.providers import registry
from tasks.providers.openai import OpenAIChooser, OpenAIDigester, OpenAIVoice, voice
from tests.providers.paying import Desk, desk_in
from tests.providers.texts import DOSSIER
from tests.servers import openai as replies
from tests.servers.openai import OpenAIServer

CHANNEL = Channel(length_seconds=30, niche="small towns")


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as vendor:
        yield vendor


@pytest.fixture
def desk(server: OpenAIServer, tmp_path: Path) -> Desk:
    return desk_in(tmp_path / "home", {"openai": server.key}, openai_base_url=f"{server.url}/v1")


def test_a_trend_is_chosen_with_a_reason(desk: Desk, server: OpenAIServer) -> None:
    trends = [Trend(title=f"Trend {n}") for n in range(4)]
    server.script(replies.said(json.dumps({"number": 4, "reason": "why not"})))
    assert OpenAIChooser(desk.context).choose(trends, CHANNEL) == (3, "Trend 3 suits the channel.")
    assert "from 0 to 3" in server.requests[-1].json["messages"][-1]["content"]


def test_a_series_is_planned_of_subjects_that_are_new(desk: Desk, server: OpenAIServer) -> None:
    same = {"topics": [{"title": f"The tides{'!' * n}", "about": ""} for n in range(4)]}
    server.script(replies.said(json.dumps(same)))
    plan = OpenAIChooser(desk.context).plan(CHANNEL, ("Tides", "Wonder 1"), 4)
    assert [entry.title for entry in plan] == ["Wonder 2", "Wonder 3", "Wonder 4", "Wonder 5"]
    assert plan[0].about == "What Wonder 2 is."
    complaint = server.requests[-1].json["messages"][-1]["content"]
    assert "There are 0 new subjects; give 4. These repeat others: The tides" in complaint


def test_the_model_says_which_earlier_subject_a_new_one_repeats(desk: Desk, server: OpenAIServer) -> None:
    chooser, earlier = OpenAIChooser(desk.context), ("Tides", "Sandwich")
    assert chooser.repeats("Ferns", "", (), CHANNEL) == ""
    assert not server.requests, "with nothing to compare, nothing is asked"
    assert chooser.repeats("The earl who invented the sandwich", "", earlier, CHANNEL) == "Sandwich"
    server.script(replies.said(json.dumps({"number": 2})))
    assert chooser.repeats("Ferns", "", earlier, CHANNEL) == ""
    assert "from -1 to 1" in server.requests[-1].json["messages"][-1]["content"]


def test_facts_are_condensed_and_keep_their_sources(desk: Desk, server: OpenAIServer) -> None:
    bad = {"facts": [{"text": f"Fact {n}.", "source": "s9"} for n in range(8)]}
    server.script(replies.said(json.dumps(bad)))
    dossier = OpenAIDigester(desk.context).digest(DOSSIER, CHANNEL)
    assert "no source s9" in server.requests[-1].json["messages"][-1]["content"]
    assert 6 <= len(dossier.facts) < len(DOSSIER.facts)
    assert [fact.id for fact in dossier.facts] == [f"f{n}" for n in range(1, len(dossier.facts) + 1)]
    assert {fact.source for fact in dossier.facts} <= {"s1", "s2"}
    assert dossier.sources == DOSSIER.sources


def test_few_facts_are_not_condensed(desk: Desk, server: OpenAIServer) -> None:
    few = DOSSIER.model_copy(update={"facts": DOSSIER.facts[:10]})
    assert OpenAIDigester(desk.context).digest(few, CHANNEL) == few
    assert not server.requests


# ------------------------------------------------------------------ speaking


def test_a_passage_is_spoken_and_its_words_get_times_by_its_pauses(desk: Desk, server: OpenAIServer) -> None:
    passage = Passage(text="Dr. Smith  paid $5 🐙 for it.")
    voice = OpenAIVoice(desk.context, "coral")
    voice.check_language("pt-BR")
    voice.check_quota(1000)
    speech = voice.speak(passage, 1)
    assert [word.text for word in speech.words] == passage.text.split()
    assert speech.words[-1].end == pytest.approx(speech.seconds, abs=0.3), "a full stop is quiet"
    assert speech.timing == "heard"
    assert "estimated" in speech.note
    assert desk.context.store.read(speech.audio)[:4] == b"RIFF"
    assert voice.speak(passage, 2) == speech
    assert len(server.requests) == 1
    assert desk.spent() == {"openai characters": (len(passage.text), 1)}


def test_quantities_are_sent_in_words_and_captions_keep_the_written_form(desk: Desk, server: OpenAIServer) -> None:
    text = "Le pont mesure 3,5 km et il fait −40 °C."
    speech = OpenAIVoice(desk.context).speak(passages(text, "fr")[0], 1)
    said = "Le pont mesure trois virgule cinq kilomètres et il fait moins quarante degrés Celsius."
    assert server.requests[0].json["input"] == said
    assert [word.text for word in speech.words] == text.split()


def test_unsupported_languages_texts_and_voices_are_errors(desk: Desk, server: OpenAIServer) -> None:
    with pytest.raises(BadInput, match="do not speak"):
        OpenAIVoice(desk.context).check_language("eo")
    with pytest.raises(BadInput, match="4999 characters; OpenAI speaks at most 4096"):
        OpenAIVoice(desk.context).speak(Passage(text="word " * 1000), 1)
    with pytest.raises(Permanent, match="no voice nobody"):
        OpenAIVoice(desk.context, "nobody").speak(Passage(text="A kettle sings."), 1)


OF_OPENAI = ("https://api.openai.com/v1", "https://eu.api.openai.com/v1")


@pytest.mark.parametrize("at", OF_OPENAI)
def test_the_end_of_openais_voices_is_told_before_it_and_refused_from_the_day_on(
    at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = desk_in(tmp_path / "own", {"openai": "sk-x"}, openai_base_url=at)
    monkeypatch.setattr(voice, "now", lambda: datetime(2027, 1, 5, 23, 59, tzinfo=UTC))
    setting, note = registry.cast("openai:coral", "en", own.context)
    assert setting == "openai:coral"
    assert "6 January 2027" in note
    OpenAIVoice(own.context).check_quota(100)
    monkeypatch.setattr(voice, "now", lambda: datetime(2027, 1, 6, tzinfo=UTC))
    for act in (
        lambda: registry.cast("openai", "en", own.context),
        lambda: OpenAIVoice(own.context).check_quota(100),
    ):
        with pytest.raises(Missing, match="closed its models that speak on 6 January 2027") as raised:
            act()
        assert "OPENAI_SPEECH_BASE_URL" in raised.value.advice


def test_a_server_with_openais_api_goes_on_speaking(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "now", lambda: datetime(2028, 1, 1, tzinfo=UTC))
    assert registry.cast("openai:coral", "en", desk.context) == ("openai:coral", "")
    assert registry.cast("openai", "en", desk.context) == ("openai", "")
    OpenAIVoice(desk.context).speak(Passage(text="A kettle sings."), 1)


BAD = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"max_tokens": 100, "max_completion_tokens": None}, "max_tokens"),
        ({"max_completion_tokens": 10**9}, "too large"),
        ({"model": "gpt-4o-mini-tts"}, "not a chat model"),
        ({"schema": {"anyOf": [BAD]}}, "root"),
        ({"schema": {**BAD, "properties": {"a": {}}, "required": ["a"]}}, "type"),
        ({"schema": {**BAD, "properties": {"a": {"$ref": "#", "title": "x"}}, "required": ["a"]}}, "ref"),
        ({"schema": {**BAD, "properties": {"a": {"anyOf": [{"default": 1}]}}, "required": ["a"]}}, "default"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_the_local_server_refuses_what_openai_refuses(
    change: dict[str, Any], words: str, desk: Desk, server: OpenAIServer
) -> None:
    OpenAIChooser(desk.context).choose([Trend(title="One")], CHANNEL)
    body = server.requests[-1].json
    if "schema" in change:
        body["response_format"]["json_schema"]["schema"] = change["schema"]
    body |= {name: value for name, value in change.items() if name != "schema"}
    body = {name: value for name, value in body.items() if value is not None}
    headers = {"Authorization": f"Bearer {server.key}"}
    url = f"{server.url}/v1/chat/completions"
    answer = exchange("POST", url, service="the local server", json_body=body, headers=headers)
    assert answer.status in {400, 404}
    assert words in answer.json("it")["error"]["message"]
    spoken = {"model": "gpt-5.4-mini", "input": "x", "voice": "nova", "response_format": "pcm"}
    url = f"{server.url}/v1/audio/speech"
    assert exchange("POST", url, service="the local server", json_body=spoken, headers=headers).status == 404
