"""OpenAI beyond the writer: choosing a topic, condensing facts and speaking, without paying for anything twice."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, Permanent
from tasks.domain.speech import Passage
from tasks.domain.story import Trend
from tasks.domain.text.passages import passages
from tasks.providers.openai import OpenAIChooser, OpenAIDigester, OpenAIVoice
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
    passage = Passage(index=0, text="Dr. Smith  paid $5 🐙 for it.")
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
        OpenAIVoice(desk.context).speak(Passage(index=0, text="word " * 1000), 1)
    with pytest.raises(Permanent, match="no voice nobody"):
        OpenAIVoice(desk.context, "nobody").speak(Passage(index=0, text="A kettle sings."), 1)
