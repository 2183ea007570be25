"""A conversation with a chat model until its answer can be used: paid once, kept for a day, read leniently, checked
strictly, and sent back with what is wrong.

Not every server that speaks this language enforces a schema, so none is trusted to.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tasks.domain.errors import BadAnswer, Declined, NotSupported
from tasks.domain.values import Frozen
from tasks.machine.storage.response_cache import Question
from tasks.providers.context import ProviderContext
from tasks.providers.openai.client import SERVICE, call, not_understood

if TYPE_CHECKING:
    from openai import OpenAI

REPAIRS = 2  # times that an answer is sent back
ROOM = 4_000  # tokens of an answer, thinking included; ample for a script
MORE_ROOM = 16_000  # for the second try of an answer that was cut off
SCHEMA = "\n\nAnswer with one JSON object that fits this JSON schema, and nothing before or after it:\n"

Message = dict[str, str]
M = TypeVar("M", bound="AnswerSchema")
R = TypeVar("R")


class AnswerSchema(BaseModel):
    """What a model fills in. Its schema is strict: every field required, none beside them, no limits that a server may
    not know. What comes is read leniently: fields that nobody asked for are dropped."""

    model_config = ConfigDict(frozen=True, extra="ignore", json_schema_extra={"additionalProperties": False})


class Unusable(Exception):
    """What is wrong with an answer, in words that the model is sent."""


class Said(Frozen):
    """One answer of the model."""

    text: str
    refusal: str
    finish: str
    tokens_in: int
    tokens_out: int
    request: str


NOT_SUPPORTED: dict[tuple[str, str], set[str]] = {}  # by server and model, for as long as the process lives


class Chat:
    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.model = context.vendors.openai_model
        server = (context.vendors.openai_base_url, self.model)
        self.without = NOT_SUPPORTED.setdefault(server, set())

    def ask(
        self, purpose: str, instructions: str, request: str, shape: type[M], accept: Callable[[M], R], seed: int
    ) -> R:
        """What `accept` makes of the answer. It raises Unusable for what must be written again.

        Raises Declined where the model refuses, BadAnswer where it cannot be brought to a usable answer: that one is
        not kept, another run asks anew.
        """
        messages = [
            {"role": "system", "content": instructions + SCHEMA + json.dumps(shape.model_json_schema())},
            {"role": "user", "content": request},
        ]
        asked: list[Question] = []
        wrong = ""
        for _ in range(1 + REPAIRS):
            text = self._text(purpose, messages, shape, seed, asked)
            try:
                return accept(parse_answer(text, shape))
            except Unusable as error:
                wrong = str(error)
                self.context.count("json_parse_failures", 1)
                messages += [
                    {"role": "assistant", "content": text},
                    {"role": "user", "content": f"That cannot be used: {wrong} Send the whole JSON object again."},
                ]
        raise self._given_up(f"{self.model} gave no usable {purpose} in {1 + REPAIRS} tries: {wrong}", asked)

    def _text(
        self, purpose: str, messages: Sequence[Message], shape: type[AnswerSchema], seed: int, asked: list[Question]
    ) -> str:
        """What the model writes; asked once more, with more room, where it was cut off."""
        for room in (ROOM, MORE_ROOM):
            said = self._said(purpose, messages, shape, seed, room, asked)
            if said.refusal or said.finish == "content_filter":
                raise Declined(
                    f"{self.model} declines this {purpose}: {' '.join(said.refusal.split())[:200] or 'filtered'}",
                    service=SERVICE,
                    advice="Choose another topic or source.",
                )
            if said.finish != "length":
                return said.text
        raise self._given_up(f"{self.model} does not finish its {purpose} within {MORE_ROOM} tokens.", asked)

    def _given_up(self, message: str, asked: Sequence[Question]) -> BadAnswer:
        for question in asked:
            self.context.responses.forget(question)
        return BadAnswer(message, service=SERVICE, advice="Run again, or set OPENAI_MODEL to a stronger model.")

    def _said(
        self,
        purpose: str,
        messages: Sequence[Message],
        shape: type[AnswerSchema],
        seed: int,
        room: int,
        asked: list[Question],
    ) -> Said:
        """One answer, kept or paid. A parameter that the server refuses is left out from then on."""
        while True:
            body = self._body(messages, shape, seed, room)
            # The seed stands beside the body as well: another is another question also where the server takes none.
            question = {"service": "openai", "at": self.context.vendors.openai_base_url, "seed": seed, "chat": body}
            try:
                said = Said.model_validate(
                    self.context.responses.json(question, partial(self._pay, purpose, body, room))
                )
            except NotSupported as error:
                if error.parameter not in body:
                    raise
                self.without.add(error.parameter)
                continue
            asked.append(question)
            return said

    def _body(self, messages: Sequence[Message], shape: type[AnswerSchema], seed: int, room: int) -> dict[str, Any]:
        optional: dict[str, object] = {
            "seed": seed % 2**31,
            "max_completion_tokens": room,
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": shape.__name__.lower(),
                    "strict": True,
                    "schema": shape.model_json_schema(),
                },
            },
        }
        if "max_completion_tokens" in self.without:
            optional["max_tokens"] = room
        kept = {name: value for name, value in optional.items() if name not in self.without}
        return {"model": self.model, "messages": list(messages), **kept}

    def _pay(self, purpose: str, body: dict[str, Any], room: int) -> dict[str, Any]:
        wanted = sum(len(message["content"]) for message in body["messages"]) // 3
        with self.context.spending.paying(
            "openai", purpose, unit="tokens", units=wanted + room, cost=self._cost(wanted, room)
        ) as bill:
            said = call(self.context, self.model, partial(_complete, body))
            if said.tokens_in + said.tokens_out:
                bill.units = said.tokens_in + said.tokens_out
                bill.cost = self._cost(said.tokens_in, said.tokens_out)
            bill.receipt.update(request=said.request, model=self.model)
        self.context.count("openai_tokens", bill.units)
        return said.model_dump()

    def _cost(self, tokens_in: int, tokens_out: int) -> float:
        vendors = self.context.vendors
        return (
            tokens_in * vendors.openai_usd_per_million_in + tokens_out * vendors.openai_usd_per_million_out
        ) / 1_000_000


def _complete(body: dict[str, Any], client: "OpenAI") -> Said:
    from openai.types.chat import ChatCompletion  # noqa: PLC0415 - see client.py

    completion = client.chat.completions.create(**body)
    # The client believes whatever it is sent: a page, or JSON of another shape.
    if not isinstance(completion, ChatCompletion) or not completion.choices:
        raise not_understood()
    try:
        choice, usage = completion.choices[0], completion.usage
        return Said(
            text=choice.message.content or "",
            refusal=choice.message.refusal or "",
            finish=choice.finish_reason or "",
            tokens_in=usage.prompt_tokens if usage else 0,
            tokens_out=usage.completion_tokens if usage else 0,
            request=completion._request_id or completion.id or "",
        )
    except AttributeError:
        raise not_understood() from None


def parse_answer(text: str, shape: type[M]) -> M:
    """The answer in what a model wrote, also between prose and fences. Raises Unusable saying what is wrong with it."""
    found = _objects(re.sub(r"<think>.*?</think>", "", text, flags=re.DOTALL))
    if not found:
        raise Unusable("there is no JSON object in it, or it is cut off.")
    try:
        return shape.model_validate(max(found, key=lambda item: len(json.dumps(item))))
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:8]]
        raise Unusable("; ".join(faults) + ".") from None


def _objects(text: str) -> list[dict[str, object]]:
    """Every JSON object in a text that is not inside another."""
    decoder, found, at = json.JSONDecoder(), [], text.find("{")
    while at >= 0:
        try:
            item, end = decoder.raw_decode(text, at)
            found.append(item)
        except (ValueError, RecursionError):
            end = at + 1
        at = text.find("{", end)
    return found


def lines(tag: str, items: Sequence[object]) -> str:
    """Other people's words, one JSON value a line, between tags that nothing inside them can close."""
    body = "\n".join(json.dumps(item, ensure_ascii=False).replace("<", "\\u003c") for item in items)
    return f"<{tag}>\n{body}\n</{tag}>"
