"""The key and the model are asked for free of charge, and a price that nobody knows is called a guess."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadAnswer, Missing, Transient, WrongKey
from tasks.domain.story import Trend
from tasks.machine.clock import now
from tasks.providers.openai import OpenAIChooser, lookup
from tasks.providers.openai.lookup import assumed_price, looked_up
from tests.providers.desks import GivenSettings
from tests.providers.paying import Desk, desk_in
from tests.servers.openai import OpenAIServer, error, said
from tests.servers.wire import Reply

RESTRICTED = error(403, "You have insufficient permissions. Missing scopes: api.model.read.", "invalid")


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    with OpenAIServer() as vendor:
        yield vendor


def desk(folder: Path, server: OpenAIServer, key: str = "", model: str = "gpt-5.4-mini") -> Desk:
    return desk_in(folder, {"openai": key or server.key}, openai_base_url=f"{server.url}/v1", openai_model=model)


def test_the_key_and_the_model_are_asked_for_and_nothing_is_paid(tmp_path: Path, server: OpenAIServer) -> None:
    mine = desk(tmp_path / "d", server)
    assert looked_up(mine.context) == f"{server.url}/v1 takes the key, and has gpt-5.4-mini."
    assert [(request.method, request.path) for request in server.requests] == [("GET", "/v1/models")]
    assert mine.spent() == {}
    with pytest.raises(WrongKey, match="does not accept the key"):
        looked_up(desk(tmp_path / "w", server, key="sk-wrong").context)


def test_openai_has_what_it_lists_and_other_servers_may_have_more(
    tmp_path: Path, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = desk(tmp_path / "d", server, model="gpt-5.4-minni").context
    assert "Its list of models does not name gpt-5.4-minni" in looked_up(other)
    monkeypatch.setattr(lookup, "is_openai", lambda _: True)
    with pytest.raises(Missing, match=r"no model gpt-5\.4-minni for this key") as raised:
        looked_up(other)
    assert "gpt-5.4-mini" in raised.value.advice


@pytest.mark.parametrize(
    ("reply", "words"),
    [(Reply(404, b"404 page not found"), "lists no models"), (RESTRICTED, "may not list models")],
    ids=["no list", "a restricted key"],
)
def test_what_cannot_be_asked_is_no_fault(reply: Reply, words: str, tmp_path: Path, server: OpenAIServer) -> None:
    server.script(reply)
    assert words in looked_up(desk(tmp_path / "d", server).context)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(503, {}), Transient),
        (Reply(200, b"<html>Log in</html>"), BadAnswer),
        (Reply(200, {"models": []}), BadAnswer),
    ],
    ids=["busy", "a page", "another shape"],
)
def test_what_is_no_list_is_an_error_of_its_kind(
    reply: Reply, kind: type[Exception], tmp_path: Path, server: OpenAIServer
) -> None:
    server.script(reply)
    with pytest.raises(kind):
        looked_up(desk(tmp_path / "d", server).context)


@pytest.mark.parametrize(
    ("given", "guess"),
    [
        ({"model": "gpt-6-luna"}, ""),
        ({"model": "anthropic/claude-x", "base_url": "https://openrouter.ai/api/v1"}, "$0.75"),
        ({"model": "x", "base_url": "https://openrouter.ai/api/v1", "usd_per_million_in": 3.0}, "$3.00"),
        ({"model": "x", "usd_per_million_in": 3.0, "usd_per_million_out": 15.0}, ""),
        ({"model": "qwen3:8b", "base_url": "http://127.0.0.1:11434/v1"}, ""),
    ],
)
def test_a_price_that_nobody_knows_is_called_a_guess(given: dict[str, object], guess: str) -> None:
    found = assumed_price(GivenSettings({f"openai_{name}": value for name, value in given.items()}))
    assert (guess in found) if guess else found == ""
    assert not found or "OPENAI_USD_PER_MILLION_IN" in found
    assert not found or "Nobody knows the price" in found


@pytest.mark.parametrize(("said_cost", "booked"), [(0.0123, 0.0123), (0, 0.0), ("free", None), (None, None)])
def test_what_a_router_says_that_it_charged_is_what_is_booked(
    said_cost: object, booked: float | None, tmp_path: Path, server: OpenAIServer
) -> None:
    reply = said('{"number": 1, "reason": "It suits."}')
    body = json.loads(reply.data())
    body["usage"]["cost"] = said_cost
    server.script(Reply(200, body))
    mine = desk(tmp_path / "d", server)
    OpenAIChooser(mine.context).choose([Trend(title="a"), Trend(title="b")], Channel())
    paid = mine.context.ledger.paid("openai", f"{now():%Y-%m}")
    usage = body["usage"]
    estimate = (usage["prompt_tokens"] * 0.75 + usage["completion_tokens"] * 4.50) / 1_000_000
    assert paid == pytest.approx(estimate if booked is None else booked)
