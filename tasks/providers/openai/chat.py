"""Asks a chat model until its answer is usable, and sends unusable answers back with what is wrong.

Answers are paid once and cached for a day. Not every server with this API enforces the schema, so Dailies checks all of
them: it parses leniently and validates strictly.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tasks.domain.errors import BadAnswer, Declined, NotSupported
from tasks.domain.values import Frozen
from tasks.machine.storage.response_cache import Question
from tasks.providers.context import ProviderContext
from tasks.providers.openai.client import SERVICE, call, unexpected_response
from tasks.providers.openai.settings import OpenAISettings

if TYPE_CHECKING:
    from openai import OpenAI

REPAIRS = 2  # how often an unusable answer is sent back
MAX_TOKENS = 4_000  # of an answer, reasoning included; ample for a script
AGAIN = 4  # times as many for the second try, if the first was cut off
SCHEMA = "\n\nAnswer with one JSON object that fits this JSON schema, and nothing before or after it:\n"

Message = dict[str, str]
M = TypeVar("M", bound="AnswerSchema")
R = TypeVar("R")


class AnswerSchema(BaseModel):
    """What a model fills in.

    The schema is strict: every field is required, and no other is allowed. It holds no limits, which some servers do
    not know. Unknown fields of an answer are dropped.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", json_schema_extra={"additionalProperties": False})


class Unusable(Exception):
    """What is wrong with an answer, in words for the model."""


class Completion(Frozen):
    """One answer of the model, and the tokens that it cost."""

    text: str
    refusal: str
    finish: str  # why the model stopped: stop, length, content_filter
    tokens_in: int
    tokens_out: int
    request: str


# Parameters that a server refused, by address and model, for the life of the process.
NOT_SUPPORTED: dict[tuple[str, str], set[str]] = {}


class Chat:
    """A chat model, at OpenAI or at a server with its API."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.settings = context.settings(OpenAISettings)
        self.model = self.settings.model
        self.unsupported = NOT_SUPPORTED.setdefault((self.settings.base_url, self.model), set())

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.settings.base_url, "model": self.model}

    def ask(
        self,
        purpose: str,
        instructions: str,
        request: str,
        shape: type[M],
        accept: Callable[[M], R],
        seed: int,
        weigh: Callable[[R], Sequence[str]] = lambda _: (),
        room: int = MAX_TOKENS,
    ) -> R:
        """Returns what `accept` makes of the answer. `accept` raises Unusable if the model must write it again.

        `weigh` gives the reasons for which a usable answer could be better. It goes back with them too, and in the end
        the one with the fewest is taken. `room`: tokens of an answer, and `AGAIN` times as many if they do not do.

        Raises Declined if the model refuses, and BadAnswer if no answer is usable; those answers leave the cache, so
        that the next run asks again.
        """
        messages = [
            {"role": "system", "content": instructions + SCHEMA + json.dumps(shape.model_json_schema())},
            {"role": "user", "content": request},
        ]
        questions: list[Question] = []
        wrong = ""
        usable: list[tuple[int, R]] = []
        for _ in range(1 + REPAIRS):
            text = self._text(purpose, messages, shape, seed, room, questions)
            try:
                answer = accept(parse_answer(text, shape))
            except Unusable as error:
                wrong = str(error)
                self.context.count("json_parse_failures", 1)
                complaint = f"That cannot be used: {wrong}"
            else:
                if not (reasons := weigh(answer)):
                    return answer
                usable.append((len(reasons), answer))
                complaint = f"That must be better: {' '.join(reasons)} Change only what these reasons name."
            messages += [
                {"role": "assistant", "content": text},
                {"role": "user", "content": f"{complaint} Send the whole JSON object again."},
            ]
        if usable:
            return min(usable, key=itemgetter(0))[1]
        raise self._given_up(f"{self.model} gave no usable {purpose} in {1 + REPAIRS} tries: {wrong}", questions)

    def _text(
        self,
        purpose: str,
        messages: Sequence[Message],
        shape: type[AnswerSchema],
        seed: int,
        room: int,
        questions: list[Question],
    ) -> str:
        """The text of the answer. An answer that was cut off is asked for once more, with a higher limit."""
        for max_tokens in (room, room * AGAIN):
            completion = self._complete(purpose, messages, shape, seed, max_tokens, questions)
            if completion.refusal or completion.finish == "content_filter":
                reason = " ".join(completion.refusal.split())[:200] or "filtered"
                raise Declined(
                    f"{self.model} declines this {purpose}: {reason}",
                    service=SERVICE,
                    advice="Choose another topic or source.",
                )
            if completion.finish != "length":
                return completion.text
        raise self._given_up(f"{self.model} does not finish its {purpose} within {room * AGAIN} tokens.", questions)

    def _given_up(self, message: str, questions: Sequence[Question]) -> BadAnswer:
        for question in questions:
            self.context.responses.forget(question)
        return BadAnswer(message, service=SERVICE, advice="Run again, or set OPENAI_MODEL to a stronger model.")

    def _complete(
        self,
        purpose: str,
        messages: Sequence[Message],
        shape: type[AnswerSchema],
        seed: int,
        max_tokens: int,
        questions: list[Question],
    ) -> Completion:
        """One answer, cached or paid. A parameter that the server refuses is left out from then on."""
        while True:
            body = self._body(messages, shape, seed, max_tokens)
            # The body lacks the seed if the server refuses one; another seed is still another question.
            question = {"service": "openai", "at": self.settings.base_url, "seed": seed, "chat": body}
            try:
                completion = Completion.model_validate(
                    self.context.responses.json(question, partial(self._pay, purpose, body, max_tokens))
                )
            except NotSupported as error:
                if error.parameter not in body:
                    raise
                self.unsupported.add(error.parameter)
                continue
            questions.append(question)
            return completion

    def _body(
        self, messages: Sequence[Message], shape: type[AnswerSchema], seed: int, max_tokens: int
    ) -> dict[str, Any]:
        optional: dict[str, object] = {
            "seed": seed % 2**31,
            "max_completion_tokens": max_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": shape.__name__.lower(),
                    "strict": True,
                    "schema": shape.model_json_schema(),
                },
            },
        }
        if "max_completion_tokens" in self.unsupported:
            optional["max_tokens"] = max_tokens
        supported = {name: value for name, value in optional.items() if name not in self.unsupported}
        return {"model": self.model, "messages": list(messages), **supported}

    def _pay(self, purpose: str, body: dict[str, Any], max_tokens: int) -> dict[str, Any]:
        tokens_in = (
            sum(len(message["content"]) for message in body["messages"]) // 3
        )  # an estimate, to check the budget
        with self.context.spending.paying(
            "openai", purpose, unit="tokens", units=tokens_in + max_tokens, cost=self._cost(tokens_in, max_tokens)
        ) as bill:
            completion = call(self.context, self.model, partial(_send, body))
            if completion.tokens_in + completion.tokens_out:
                bill.units = completion.tokens_in + completion.tokens_out
                bill.cost = self._cost(completion.tokens_in, completion.tokens_out)
            bill.receipt.update(request=completion.request, model=self.model)
        self.context.count("openai_tokens", bill.units)
        return completion.model_dump()

    def _cost(self, tokens_in: int, tokens_out: int) -> float:
        prices = self.settings
        return (tokens_in * prices.usd_per_million_in + tokens_out * prices.usd_per_million_out) / 1_000_000


def _send(body: dict[str, Any], client: "OpenAI") -> Completion:
    from openai.types.chat import ChatCompletion  # noqa: PLC0415 - see client.py

    completion = client.chat.completions.create(**body)
    # The client does not check what it receives: it may be a page, or JSON of another shape.
    if not isinstance(completion, ChatCompletion) or not completion.choices:
        raise unexpected_response()
    try:
        choice, usage = completion.choices[0], completion.usage
        return Completion(
            text=choice.message.content or "",
            refusal=choice.message.refusal or "",
            finish=choice.finish_reason or "",
            tokens_in=usage.prompt_tokens if usage else 0,
            tokens_out=usage.completion_tokens if usage else 0,
            request=completion._request_id or completion.id or "",
        )
    except AttributeError:
        raise unexpected_response() from None


def parse_answer(text: str, shape: type[M]) -> M:
    """The answer in a model's text, which may hold prose and fences around it. Raises Unusable if there is none."""
    objects = _objects(re.sub(r"<think>.*?</think>", "", text, flags=re.DOTALL))
    if not objects:
        raise Unusable("there is no JSON object in it, or it is cut off.")
    try:
        return shape.model_validate(max(objects, key=lambda item: len(json.dumps(item))))
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:8]]
        raise Unusable("; ".join(faults) + ".") from None


def _objects(text: str) -> list[dict[str, object]]:
    """Every outermost JSON object in a text."""
    decoder, objects, at = json.JSONDecoder(), [], text.find("{")
    while at >= 0:
        try:
            item, end = decoder.raw_decode(text, at)
            objects.append(item)
        except (ValueError, RecursionError):
            end = at + 1
        at = text.find("{", end)
    return objects


def lines(tag: str, items: Sequence[object]) -> str:
    """Text of others, one JSON value a line, between tags that it cannot close: a guard against prompt injection."""
    body = "\n".join(json.dumps(item, ensure_ascii=False).replace("<", "\\u003c") for item in items)
    return f"<{tag}>\n{body}\n</{tag}>"
