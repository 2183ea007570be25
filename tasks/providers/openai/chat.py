"""Asks a chat model until its answer is usable, and sends unusable answers back with what is wrong.

Answers are paid once and cached for a day. Not every server with this API enforces the schema, so Dailies checks all of
them: it parses leniently and validates strictly.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, TypeVar

from tasks.domain.errors import BadAnswer, Declined, NotSupported, TooLong
from tasks.machine.storage.response_cache import Question
from tasks.providers.context import ProviderContext
from tasks.providers.openai.client import call
from tasks.providers.openai.completion import AnswerSchema, Completion, M, Unusable, parse_answer, send
from tasks.providers.openai.costs import prices, tokens_of
from tasks.providers.openai.messages import Message, asking, count_tokens, with_more
from tasks.providers.openai.models import SIGHT, known
from tasks.providers.openai.refusals import SERVICE, too_long
from tasks.providers.openai.servers import context_of, learn, limit_parameter
from tasks.providers.openai.settings import OpenAISettings

REPAIRS = 2  # how often an unusable answer is sent back
MAX_TOKENS = 4_000  # of an answer; ample for a script
THINKING = 4_000  # more of them for a model that thinks before it answers
AGAIN = 4  # times as many for the second try, if the first was cut off
SHARE = 0.3  # of a small context that an answer may take
SPARE = 400  # tokens of a request beside instructions and material: its frame, the channel, a complaint
LEAST = 400  # tokens of material; with fewer there is no story
SCHEMA = "\n\nAnswer with one JSON object that fits this JSON schema, and nothing before or after it:\n"
OTHER_LIMIT = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}

R = TypeVar("R")

# Parameters that a server refused, by address and model, for the life of the process.
NOT_SUPPORTED: dict[tuple[str, str], set[str]] = {}


class Chat:
    """A chat model, at OpenAI or at a server with its API."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.settings = context.settings(OpenAISettings)
        self.model = self.settings.model
        self.unsupported = NOT_SUPPORTED.setdefault((self.settings.base_url, self.model), set())
        traits = known(self.model)
        self.effort = self.settings.reasoning_effort or (traits.effort if traits else "")
        self.sight = traits.sight if traits else SIGHT

    @property
    def fingerprint(self) -> Mapping[str, object]:
        own = {"effort": self.settings.reasoning_effort, "context": self.settings.context}
        return {
            "at": self.settings.base_url,
            "model": self.model,
            **{name: value for name, value in own.items() if value},
        }

    def room(self, room: int = MAX_TOKENS) -> int:
        """Tokens that an answer may have: `room`, but no more than a share of the model's context."""
        wanted = room + (THINKING if self.effort not in {"", "none", "minimal"} else 0)
        context = context_of(self.context)
        return min(wanted, int(context * SHARE)) if context else wanted

    def material(self, instructions: str, shape: type[AnswerSchema]) -> int:
        """Tokens of material that fit into a request beside the instructions, the answer and a complaint about it.

        Raises TooLong if hardly any do.
        """
        context = context_of(self.context)
        if not context:
            return sys.maxsize
        own = instructions + SCHEMA + json.dumps(shape.model_json_schema())
        left = context - self.room() - tokens_of(own) - SPARE
        if left < LEAST:
            raise too_long(self.model, context)
        return left

    def fitting(self, act: Callable[[], R]) -> R:
        """What `act` returns, at the second try if the server says at the first how little the model can read."""
        before = context_of(self.context)
        try:
            return act()
        except TooLong:
            if context_of(self.context) == before:
                raise
            return act()

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
        pictures: Sequence[bytes] = (),
    ) -> R:
        """Returns what `accept` makes of the answer. `accept` raises Unusable if the model must write it again.

        `weigh` gives the reasons for which a usable answer could be better. It goes back with them too, and in the end
        the one with the fewest is taken. `room`: tokens of an answer, and `AGAIN` times as many if they do not do.
        `pictures` are JPEGs that the model sees with the request.

        Raises Declined if the model refuses, TooLong if the request does not fit into its context, and BadAnswer if no
        answer is usable; those answers leave the cache, so that the next run asks again.
        """
        first = [
            {"role": "system", "content": instructions + SCHEMA + json.dumps(shape.model_json_schema())},
            asking(request, pictures),
        ]
        messages = first
        questions: list[Question] = []
        wrong = ""
        usable: list[tuple[int, R]] = []
        for number in range(1, 2 + REPAIRS):
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
            complaint = f"{complaint} Send the whole JSON object again."
            messages = self._again(first, messages, text, complaint, number, room)
        if usable:
            return min(usable, key=itemgetter(0))[1]
        raise self._given_up(f"{self.model} gave no usable {purpose} in {1 + REPAIRS} tries: {wrong}", questions)

    def _again(
        self,
        first: Sequence[Message],
        messages: Sequence[Message],
        text: str,
        complaint: str,
        number: int,
        room: int,
    ) -> list[Message]:
        """The messages with the answer and the complaint; those that a small context cannot hold are left out."""
        last = {"role": "user", "content": complaint}
        own = {"role": "assistant", "content": text}
        for candidate in ([*messages, own, last], [*first, own, last]):
            if self._fits(candidate, room):
                return candidate
        system, request = first
        # The number makes it another question than the try before.
        return [system, with_more(request, f"\n\nYou have answered this {number} times. {complaint}")]

    def _fits(self, messages: Sequence[Message], room: int) -> bool:
        context = context_of(self.context)
        return not context or count_tokens(messages, self.sight) + self.room(room) <= context

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
        context = context_of(self.context)
        if not self._fits(messages, room):
            raise too_long(self.model, context)  # some servers would cut it, and say nothing
        own = count_tokens(messages, self.sight)
        most = max(self.room(room), context - own) if context else room * AGAIN + THINKING
        limits = dict.fromkeys((self.room(room), min(self.room(room) * AGAIN, most)))
        for max_tokens in limits:
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
        raise self._given_up(f"{self.model} does not finish its {purpose} within {max(limits)} tokens.", questions)

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
            except TooLong as error:
                if error.tokens:
                    learn(self.settings, error.tokens)
                raise
            questions.append(question)
            return completion

    def _body(
        self, messages: Sequence[Message], shape: type[AnswerSchema], seed: int, max_tokens: int
    ) -> dict[str, Any]:
        limit = limit_parameter(self.settings)
        optional: dict[str, object] = {
            "seed": seed % 2**31,
            OTHER_LIMIT[limit] if limit in self.unsupported else limit: max_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": shape.__name__.lower(),
                    "strict": True,
                    "schema": shape.model_json_schema(),
                },
            },
            **({"reasoning_effort": self.effort} if self.effort else {}),
        }
        supported = {name: value for name, value in optional.items() if name not in self.unsupported}
        return {"model": self.model, "messages": list(messages), **supported}

    def _pay(self, purpose: str, body: dict[str, Any], max_tokens: int) -> dict[str, Any]:
        tokens_in = count_tokens(body["messages"], self.sight)  # an estimate, to check the budget
        with self.context.spending.paying(
            "openai", purpose, unit="tokens", units=tokens_in + max_tokens, cost=self._cost(tokens_in, max_tokens)
        ) as bill:
            completion = call(self.context, self.model, partial(send, body), salvage=lambda text: Completion(text=text))
            if completion.tokens_in + completion.tokens_out:
                bill.units = completion.tokens_in + completion.tokens_out
                bill.cost = self._cost(completion.tokens_in, completion.tokens_out)
            if completion.cost is not None:
                bill.cost = completion.cost
            bill.receipt.update(request=completion.request, model=self.model)
        self.context.count("openai_tokens", bill.units)
        return completion.model_dump()

    def _cost(self, tokens_in: int, tokens_out: int) -> float:
        usd_in, usd_out = prices(self.settings)
        return (tokens_in * usd_in + tokens_out * usd_out) / 1_000_000


def lines(tag: str, items: Sequence[object]) -> str:
    """Text of others, one JSON value a line, between tags that it cannot close: a guard against prompt injection."""
    body = "\n".join(json.dumps(item, ensure_ascii=False).replace("<", "\\u003c") for item in items)
    return f"<{tag}>\n{body}\n</{tag}>"
