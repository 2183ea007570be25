"""Drafts of a language model go back with reasons; what its claims do not found is left out and never published."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadAnswer
from tasks.domain.story import Story
from tasks.domain.text.drafts import Told
from tasks.machine.storage.published import keep_words, last_words
from tasks.providers.openai import OpenAIWriter
from tasks.providers.openai.chat import NOT_SUPPORTED
from tests.providers.paying import Desk, desk_in
from tests.providers.publishing import edition
from tests.providers.texts import DOSSIER
from tests.servers import openai as replies
from tests.servers.openai import OpenAIServer
from tests.servers.openai_answers import HABITS, Draft, Habit, compose_script, saying, turned_round

PACE = 160.0
CHANNEL = Channel(length_seconds=30, niche="small towns")


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    NOT_SUPPORTED.clear()
    with OpenAIServer() as vendor:
        yield vendor


@pytest.fixture
def desk(server: OpenAIServer, tmp_path: Path) -> Desk:
    return desk_in(tmp_path / "home", {"openai": server.key}, openai_base_url=f"{server.url}/v1")


def write(desk: Desk, seed: int = 1) -> Story:
    return OpenAIWriter(desk.context).write(DOSSIER, CHANNEL, PACE, seed)


SPOILT = [
    (HABITS["false"], "wizard", "nobody says so"),
    (HABITS["number"], "47 men", "it says 47"),
    (HABITS["name"], "Napoleon", "it names Napoleon"),
    (turned_round, "Everybody in the valley", "does not deny"),
]
IDS = ["false", "number", "name", "denial"]


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("habit", "said", "reason"), SPOILT, ids=IDS)
def test_an_unfounded_claim_is_sent_back_with_the_reason(
    habit: Habit, said: str, reason: str, desk: Desk, server: OpenAIServer
) -> None:
    server.habit = habit
    story = write(desk)
    assert said not in story.script.script
    assert len(server.drafts) == 2
    complaint = server.drafts[1].json["messages"][-1]["content"]
    assert reason in complaint
    assert "is not in the facts" in complaint
    assert not any(note.startswith("Left out") for note in story.notes)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("habit", "said", "reason"), SPOILT, ids=IDS)
def test_a_claim_that_stays_unfounded_is_left_out_with_a_note(
    habit: Habit, said: str, reason: str, desk: Desk, server: OpenAIServer
) -> None:
    server.habit, server.stubborn = habit, True
    story = write(desk)
    script = story.script
    assert len(server.drafts) == 3
    assert said not in script.script
    assert len(script.scenes) == len(story.cites) > 1
    assert script.scenes[0].time.startswith("0:00")
    [note] = [note for note in story.notes if note.startswith("Left out")]
    assert reason in note
    assert said in note


def test_a_cliche_is_sent_back_and_a_stubborn_one_is_published(desk: Desk, server: OpenAIServer) -> None:
    server.habit = saying("The river changed everything in the town, and people had never seen it.")
    assert "changed everything" not in write(desk).script.script
    assert "'changed everything' is a cliché" in server.drafts[1].json["messages"][-1]["content"]
    server.stubborn = True
    assert "changed everything" in write(desk, 2).script.script


def test_a_script_without_enough_founded_claims_is_an_error(desk: Desk, server: OpenAIServer) -> None:
    def raving(draft: Draft) -> Draft:
        said = "Purple dragons danced all night around seven golden lamps."
        return {**draft, "hook": said, "scenes": [{**scene, "narration": said} for scene in draft["scenes"]]}

    server.habit, server.stubborn = raving, True
    with pytest.raises(BadAnswer, match="Too little of the script"):
        write(desk)


def test_claims_are_checked_once_in_one_request_and_paid(desk: Desk, server: OpenAIServer) -> None:
    story = write(desk)
    [check] = [request for request in server.requests if request not in server.drafts]
    claims = [json.loads(line) for line in check.json["messages"][1]["content"].split("\n")[1:-1]]
    assert len(claims) > 4
    assert claims[-2]["text"] == story.script.title
    assert desk.spent()["openai tokens"][1] == 2
    assert write(desk) == story
    assert len(server.requests) == 2


def test_without_usable_verdicts_the_rules_alone_hold_and_a_note_says_so(desk: Desk, server: OpenAIServer) -> None:
    write(desk, 9)
    draft = server.drafts[-1].json["messages"][1]["content"]
    server.script(replies.said(json.dumps(compose_script(draft))), *[replies.said('{"verdicts": []}')] * 6)
    story = write(desk)
    assert any(note.startswith("Rules alone checked the claims") for note in story.notes)
    assert "Left out" not in " ".join(story.notes)


def test_a_channel_is_told_what_it_repeats(desk: Desk, server: OpenAIServer) -> None:
    first = write(desk)
    made = edition(desk.context.store, story=first.model_copy(update={"sources": first.sources[:1]}))
    keep_words(CHANNEL.key, made, desk.context.ledger)
    keep_words(CHANNEL.key, made, desk.context.ledger)
    assert [short.title for short in last_words(CHANNEL.key, desk.context.ledger)] == [first.script.title]
    assert last_words("another", desk.context.ledger) == ()
    write(desk, 2)
    complaint = server.drafts[-1].json["messages"][-1]["content"]
    assert f"An earlier short has the title {first.script.title!r}." in complaint


def test_a_short_that_is_made_again_need_not_differ_from_itself(desk: Desk, server: OpenAIServer) -> None:
    keep_words(CHANNEL.key, edition(desk.context.store, story=write(desk)), desk.context.ledger)
    before = len(server.drafts)
    write(desk, 2)
    assert len(server.drafts) == before + 1
    assert last_words(CHANNEL.key, desk.context.ledger, DOSSIER.sources) == ()
    assert isinstance(last_words(CHANNEL.key, desk.context.ledger)[0], Told)
