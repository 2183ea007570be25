"""A real llama.cpp with a real small model: what it answers is used, or refused as documented, in a bounded time.

The model has 135 million parameters and rarely gets anything right, which is the point: no server of ours answers so
strangely. Each answer is bounded by the model's context, each request by OPENAI_SECONDS.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadAnswer, TooLong, Transient
from tasks.domain.story import Dossier, Story, Trend
from tasks.domain.values import replaced
from tasks.machine.clock import now
from tasks.providers import registry
from tasks.providers.openai import OpenAIChooser, OpenAIDigester, OpenAIWriter
from tasks.providers.openai.chat import NOT_SUPPORTED
from tasks.providers.openai.lookup import looked_up
from tasks.providers.openai.servers import CONTEXTS, context_of
from tests.providers.paying import Desk, desk_in
from tests.providers.texts import DOSSIER
from tests.servers.llama_cpp import CONTEXT, llama_cpp

pytestmark = pytest.mark.slow

MODEL = "smollm2"
SECONDS = 900.0  # for one answer, on a busy machine; a second or two for a short one on an idle one
CHANNEL = Channel(niche="old towns", length_seconds=15)
TRENDS = [Trend(title=title) for title in ("Football results", "The oldest mill of the county", "A new telephone")]
SHORT = replaced(DOSSIER, facts=DOSSIER.facts[:13])

R = TypeVar("R")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with llama_cpp() as url:
        yield f"{url}/v1"


@pytest.fixture
def desk(address: str, tmp_path: Path) -> Desk:
    NOT_SUPPORTED.clear()
    CONTEXTS.clear()
    return asking(tmp_path / "desk", address)


def asking(folder: Path, address: str, **more: object) -> Desk:
    settings: dict[str, object] = {"openai_model": MODEL, "openai_seconds": SECONDS, **more}
    return desk_in(folder, {"openai": "none"}, budgets=None, openai_base_url=address, **settings)


def result_or_none(act: Callable[[], R]) -> R | None:
    """What `act` returns; None if it ends in one of the errors that an unusable answer has, and no other."""
    try:
        return act()
    except BadAnswer as error:
        if MODEL not in error.message or not error.advice:
            raise
        return None


def booked(desk: Desk) -> None:
    """Every token is in the ledger, nothing was paid, and nothing that was sent was refused."""
    assert desk.spent()["openai tokens"][0] > 100
    assert desk.context.ledger.paid("openai", f"{now():%Y-%m}") == 0.0
    assert not any(NOT_SUPPORTED.values())


def test_the_server_says_what_it_has_and_how_much_it_can_read(desk: Desk) -> None:
    assert context_of(desk.context) == CONTEXT
    assert "takes the key" in looked_up(desk.context)


def test_a_request_that_is_too_long_is_refused_with_the_context(address: str, tmp_path: Path) -> None:
    deceived = asking(tmp_path / "d", address, openai_context=100_000)
    long = replaced(DOSSIER, facts=tuple(replaced(fact, text=fact.text * 4) for fact in DOSSIER.facts))
    with pytest.raises(TooLong, match=f"context of {CONTEXT} tokens") as raised:
        OpenAIDigester(deceived.context).digest(long, CHANNEL)
    assert raised.value.tokens == CONTEXT


def test_an_answer_that_takes_too_long_ends_the_request_and_not_the_server(
    address: str, tmp_path: Path, desk: Desk
) -> None:
    hasty = asking(tmp_path / "h", address, openai_seconds=0.2)
    with pytest.raises(Transient, match=r"did not answer within 0 s|OPENAI_SECONDS"):
        OpenAIDigester(hasty.context).digest(SHORT, CHANNEL)
    assert "takes the key" in looked_up(desk.context)


def test_a_topic_is_chosen(desk: Desk) -> None:
    found = result_or_none(lambda: OpenAIChooser(desk.context).choose(TRENDS, CHANNEL))
    assert found is None or (found[0] in range(len(TRENDS)) and found[1])
    booked(desk)


def test_facts_are_digested(desk: Desk) -> None:
    digest = result_or_none(lambda: OpenAIDigester(desk.context).digest(SHORT, CHANNEL))
    if digest:
        assert 6 <= len(digest.facts) <= 30
        assert {fact.source for fact in digest.facts} <= {fact.source for fact in SHORT.facts}
    booked(desk)


def test_a_script_is_written(desk: Desk) -> None:
    story = result_or_none(lambda: OpenAIWriter(desk.context).write(SHORT, CHANNEL, 160.0, 1))
    if story:
        keeps_to(story, SHORT)
    booked(desk)


def test_a_quoted_script_is_there_whatever_the_model_makes_of_it(desk: Desk) -> None:
    writer = registry.writer("extractive+openai", desk.context)
    story = writer.write(SHORT, CHANNEL, 160.0, 1)
    keeps_to(story, SHORT)
    assert story.quotes
    if not story.rewritten:
        quoted = registry.writer("extractive", desk.context).write(SHORT, CHANNEL, 160.0, 1)
        assert story.script == quoted.script
    booked(desk)


def keeps_to(story: Story, dossier: Dossier) -> None:
    """Each scene says something, and cites facts that there are."""
    assert len(story.cites) == len(story.script.scenes) > 0
    assert all(scene.narration for scene in story.script.scenes)
    assert {name for cited in story.cites for name in cited} <= {fact.id for fact in dossier.facts}
