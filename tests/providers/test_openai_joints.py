"""A small model says hook, turns and end of a quoted story otherwise; what fails a check stays as quoted."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput, NoKey
from tasks.domain.story import Dossier, Fact, Source, Story
from tasks.providers import registry
from tasks.providers.extractive import ExtractiveWriter
from tasks.providers.openai.chat import NOT_SUPPORTED
from tests.providers.paying import Desk, desk_in
from tests.servers import openai as replies
from tests.servers.openai import OpenAIServer
from tests.servers.wire import Reply

PACE = 160.0
CHANNEL = Channel(length_seconds=60)
TEXTS = (
    "In 1847, Ada Bell hung a bell in the tower of Orven.",
    "It weighed two tonnes, and the tower was not built for it.",
    "Nobody in the town heard it ring for a year.",
    "Then a carpenter cut a window, and it was heard in three valleys.",
    "The bell still hangs there, without a crack.",
)
DOSSIER = Dossier(
    title="The bell of Orven",
    facts=tuple(Fact(id=f"f{n}", text=text, source="s1") for n, text in enumerate(TEXTS, 1)),
    sources=(Source(id="s1", title="Notes"),),
)
QUOTED = ExtractiveWriter().write(DOSSIER, CHANNEL, PACE, 1)


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    NOT_SUPPORTED.clear()
    with OpenAIServer() as vendor:
        yield vendor


@pytest.fixture
def desk(server: OpenAIServer, tmp_path: Path) -> Desk:
    return desk_in(tmp_path / "home", {"openai": server.key}, openai_base_url=f"{server.url}/v1")


def write(desk: Desk) -> Story:
    return registry.writer("extractive+openai", desk.context).write(DOSSIER, CHANNEL, PACE, 1)


def rewriting(**sentences: str) -> Reply:
    """An answer that rewrites sentences by number: `s1="..."`."""
    given = [{"number": int(name[1:]), "text": text} for name, text in sentences.items()]
    return replies.said(json.dumps({"sentences": given}))


def test_hook_and_end_are_said_otherwise_and_the_rest_is_quoted(desk: Desk, server: OpenAIServer) -> None:
    server.script(
        rewriting(
            s1="Ada Bell hung a bell in Orven's tower in 1847.", s5="Without a crack, the bell still hangs there."
        )
    )
    story = write(desk)
    said = story.script.script
    assert said.startswith("Ada Bell hung a bell in Orven's tower in 1847. It weighed two tonnes,")
    assert said.endswith("Without a crack, the bell still hangs there.")
    assert story.script.hook == "Ada Bell hung a bell in Orven's tower in 1847."
    assert (story.quotes, story.rewritten) == (True, 2)
    assert story.writer == "extractive + openai gpt-5.4-mini"
    assert "gpt-5.4-mini rewrote the hook, the end; the rest is quoted." in story.notes
    assert len(story.cites) == len(story.script.scenes)
    assert story.cites[0] == ("f1",)


def test_the_model_sees_the_quoted_sentences_alone_and_little_room(desk: Desk, server: OpenAIServer) -> None:
    write(desk)
    asked = server.requests[0].json
    rows = [json.loads(line) for line in asked["messages"][1]["content"].split("\n")[2:-1]]
    assert [row["text"] for row in rows] == list(TEXTS)
    assert [row["number"] for row in rows if row["rewrite"]] == [1, 5]
    assert {request.json["max_completion_tokens"] for request in server.requests} == {1_000}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("In 1848, Ada Bell hung a bell in the tower of Orven.", "says 1848"),
        ("Ada Bell hung a bell in the tower of Orven.", "no longer says 1847"),
        ("In 1847, she hung a bell in the tower of Orven.", "no longer says Ada"),
        ("In 1847, Ada Bell of Paris hung a bell in the tower of Orven.", "names Paris"),
        ("In 1847, Ada Bell never hung a bell in the tower of Orven.", "denies"),
        ("In 1847, Ada Bell hung a bell in the tower of Orven, and that was a game-changer.", "longer than"),
        ("In 1847, Ada Bell of Orven was a game-changer.", "cliché"),
        ("In 1847, Ada Bell of Orven married seventeen purple dragons.", "says seventeen"),
        ("In 1847, Ada Bell of Orven married purple dragons happily.", "more than what it cites"),
        ("1847, Ada Bell, Orven", "no plain sentence"),
        ("In 1847, Ada Bell hung a [bell] in Orven.", "no plain sentence"),
    ],
)
def test_a_new_sentence_that_says_something_else_is_not_taken(
    text: str, why: str, desk: Desk, server: OpenAIServer
) -> None:
    server.script(rewriting(s1=text, s5="Without a crack, the bell still hangs there."))
    story = write(desk)
    assert story.script.hook == QUOTED.script.hook
    assert story.rewritten == 1
    [note] = [note for note in story.notes if note.startswith("The hook stays as quoted")]
    assert why in note


def test_the_models_own_verdict_counts_too(desk: Desk, server: OpenAIServer) -> None:
    verdict = {"verdicts": [{"claim": 1, "follows": False, "why": "it was not Ada"}]}
    server.script(rewriting(s1="Ada Bell hung a bell in Orven's tower in 1847."), replies.said(json.dumps(verdict)))
    story = write(desk)
    assert story.script == QUOTED.script
    assert (story.rewritten, story.writer) == (0, "extractive")
    assert "The hook stays as quoted: it was not Ada." in story.notes


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: [replies.said("I would rather talk about bells.")] * 3,
        lambda: [rewriting(s2="It weighed nothing.", s99="Nothing.")],
        lambda: [rewriting(s1=TEXTS[0])],
        lambda: [replies.said('{"sentences": []}')],
    ],
    ids=["no JSON", "others", "unchanged", "none"],
)
def test_without_a_usable_answer_all_stays_as_quoted(
    spoil: Callable[[], list[Reply]], desk: Desk, server: OpenAIServer
) -> None:
    server.script(*spoil())
    story = write(desk)
    assert story.script == QUOTED.script
    assert story.rewritten == 0


def test_joints_are_where_the_writer_left_something_out(desk: Desk, server: OpenAIServer) -> None:
    from tasks.domain.text.claims import claims_of
    from tasks.providers.openai.joints import joints

    claims = [claim for claim in claims_of(QUOTED.script, QUOTED.cites, DOSSIER) if claim.scenes]
    assert joints(QUOTED.cites, claims, DOSSIER) == [1, 5]
    filler = [Fact(id=f"g{n}", text=f"Filler number {n} says nothing.", source="s1") for n in range(3)]
    longer = DOSSIER.model_copy(update={"facts": (*DOSSIER.facts[:2], *filler, *DOSSIER.facts[2:])})
    assert joints(QUOTED.cites, claims, longer) == [1, 3, 5]


def test_a_channel_names_the_mode_and_wrong_names_are_told(desk: Desk) -> None:
    assert registry.find("writer", "extractive+openai").name == "extractive"
    with pytest.raises(BadInput, match="names nothing that rewrites"):
        registry.find("writer", "extractive+hibari")
    with pytest.raises(BadInput, match="no writer"):
        registry.find("writer", "hibari+openai")
    assert registry.digester("extractive+openai", desk.context) is None
    keyed = registry.fingerprint("writer", "extractive+openai", desk.context)
    keyless = replace(desk.context, keys={})
    assert keyed[1]
    assert registry.fingerprint("writer", "extractive+openai", keyless)[1] is None
    with pytest.raises(NoKey):
        registry.writer("extractive+openai", keyless).write(DOSSIER, CHANNEL, PACE, 1)
