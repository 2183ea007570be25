"""Stages on a real Prefect server: cached by their input, retried when that can help, timed and counted."""

import time
from datetime import timedelta
from typing import Any

import pytest
from prefect import flow
from pydantic import SecretStr

from tasks.domain.errors import QuotaSpent, RateLimited, Transient
from tasks.domain.values import Artifact, Frozen
from tasks.machine.storage.assets import assets
from tasks.stagecraft import telemetry
from tasks.stagecraft.stage import cache_key, is_last_try, stage

pytestmark = pytest.mark.server


class Question(Frozen):
    text: str
    words: tuple[str, ...] = ()


calls: list[str] = []


@pytest.fixture(autouse=True)
def _fresh(prefect_server: None) -> None:
    calls.clear()


@stage()
def answer(question: Question) -> Artifact:
    """Answer a question."""
    calls.append(question.text)
    return assets().put(question.text.encode(), ".txt")


@stage()
def reply(question: Question) -> Artifact:
    """Another stage with the same argument."""
    calls.append("reply")
    return assets().put(b"reply", ".txt")


def run(body: Any) -> telemetry.Recorder:
    """Run `body` as a flow and return what it recorded."""
    with telemetry.recording() as recorder:
        flow(name="test")(body)()
    return recorder


def test_the_same_question_is_answered_once() -> None:
    question = Question(text="why once")
    first = run(lambda: answer(question))
    second = run(lambda: answer(question))
    assert calls == ["why once"]
    assert (first.tallies["answer"].executed, first.tallies["answer"].cached) == (1, 0)
    assert (second.tallies["answer"].executed, second.tallies["answer"].cached) == (0, 1)


def test_two_stages_with_equal_arguments_do_not_share_a_result() -> None:
    question = Question(text="why two")
    run(lambda: (answer(question), reply(question)))
    assert calls == ["why two", "reply"]


@pytest.mark.parametrize("damage", ["delete", "damage"])
def test_a_missing_or_damaged_artifact_is_made_again(damage: str) -> None:
    question = Question(text=f"why {damage}")
    run(lambda: answer(question))
    path = assets().place(assets().put(question.text.encode(), ".txt"))
    if damage == "delete":
        path.unlink()
    else:
        path.write_bytes(b"something else")
    run(lambda: answer(question))
    assert calls == [question.text, question.text]
    assert path.read_bytes() == question.text.encode()
    third = run(lambda: answer(question))
    assert third.tallies["answer"].cached == 1


def test_a_mapped_stage_runs_only_the_child_that_changed() -> None:
    run(lambda: answer.map([Question(text=f"m{n}") for n in range(4)]).result())
    recorder = run(lambda: answer.map([Question(text=t) for t in ("m0", "m1", "new", "m3")]).result())
    assert sorted(calls) == ["m0", "m1", "m2", "m3", "new"]
    assert (recorder.tallies["answer"].executed, recorder.tallies["answer"].cached) == (1, 3)


def test_a_busy_service_is_retried_and_a_spent_quota_is_not() -> None:
    @stage(retries=2)
    def busy(question: Question) -> str:
        calls.append("busy")
        if len(calls) < 2:
            raise Transient("The service is busy.", service="Test")
        return "ok"

    @stage(retries=2)
    def spent(question: Question) -> str:
        calls.append("spent")
        raise QuotaSpent("Nothing is left.", service="Test")

    busy_now = busy.with_options(retry_delay_seconds=0)
    recorder = run(lambda: busy_now(Question(text="b")))
    assert calls == ["busy", "busy"]
    assert recorder.tallies["busy"].retries == 1
    calls.clear()
    with pytest.raises(QuotaSpent):
        run(lambda: spent(Question(text="s")))
    assert calls == ["spent"]


def test_retry_after_is_honoured_unless_it_is_too_long() -> None:
    calls_at: list[float] = []

    @stage(retries=1)
    def limited(question: Question, wait: float) -> str:
        calls_at.append(time.monotonic())
        if len(calls_at) < 2:
            raise RateLimited("Slow down.", service="Test", retry_after=wait)
        return "ok"

    at_once = limited.with_options(retry_delay_seconds=0)
    run(lambda: at_once(Question(text="r"), 0.7))
    assert calls_at[1] - calls_at[0] >= 0.7
    calls_at.clear()
    with pytest.raises(RateLimited):
        run(lambda: at_once(Question(text="r"), 3000.0))
    assert len(calls_at) == 1


def test_a_result_expires_when_the_stage_says() -> None:
    @stage(keep=timedelta(seconds=0))
    def fleeting(question: Question) -> str:
        calls.append("fleeting")
        return "gone"

    for _ in range(2):
        run(lambda: fleeting(Question(text="f")))
    assert calls == ["fleeting", "fleeting"]


def test_cache_keys_differ_only_when_the_work_does() -> None:
    question = Question(text="a", words=("x",))
    same = cache_key("s", 1, {"q": Question(text="a", words=("x",))})
    assert cache_key("s", 1, {"q": question}) == same
    others = [
        cache_key("t", 1, {"q": question}),
        cache_key("s", 2, {"q": question}),
        cache_key("s", 1, {"q": Question(text="b", words=("x",))}),
        cache_key("s", 1, {"q": question}, {"model": "other"}),
    ]
    assert len({same, *others}) == 5


def test_an_unserializable_value_is_an_error_and_not_pickled() -> None:
    with pytest.raises(Exception, match="serialize"):
        cache_key("s", 1, {"q": object()})


def test_a_secret_is_never_part_of_a_key() -> None:
    key = cache_key("s", 1, {"q": SecretStr("one")})
    assert "one" not in key.removeprefix("s-")


def test_a_stage_knows_its_last_try() -> None:
    tries: list[bool] = []

    @stage(retries=2)
    def trying(question: Question) -> str:
        tries.append(is_last_try())
        if not tries[-1]:
            raise Transient("busy", service="somebody")
        return question.text

    run(lambda: trying.with_options(retry_delay_seconds=0)(Question(text="the last")))
    assert tries == [False, False, True]
    assert is_last_try(), "outside a run the only try is the last"
