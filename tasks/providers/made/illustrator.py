"""Has a model make a picture of what a scene should show.

A picture is bought, so it is kept by its prompt: the same scene in the same style is never paid for twice.
"""

import base64
import binascii
import hashlib
import math
import re
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from tasks.domain.errors import BadAnswer, NotSupported
from tasks.machine.media.untrusted import describe
from tasks.machine.network.hosts import belongs_to
from tasks.machine.network.safe_fetch import fetch
from tasks.providers.context import ProviderContext
from tasks.providers.made import costs
from tasks.providers.made.client import Answer, ask, key_of
from tasks.providers.made.refusals import SERVICE
from tasks.providers.made.settings import ImageSettings

KEEP = timedelta(days=365)
GRAIN = 16  # pixels: both sides of a made picture are multiples of it
LONGEST = 3840  # pixels that OpenAI makes along one side
SECONDS = 30.0  # for the download from a server that answers with an address
SAFETY = "No lettering, no numbers, no logos, no watermarks. Calm space in the lower third."
FOLLOW = "Keep the style, colours and technique of the given picture, and nothing of what it shows."
# Servers read these in a prompt as commands: a negative prompt, or arguments of their own.
COMMANDS = re.compile(r"[|<>{}]+")

# Parameters that a server refused, by address and model, for the life of the process.
NOT_SUPPORTED: dict[tuple[str, str], set[str]] = {}


class PictureMaker:
    """A model that makes pictures, at OpenAI or at a server with its API."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.settings = context.settings(ImageSettings)
        self.maker = self.settings.model
        self.unsupported = NOT_SUPPORTED.setdefault((self.settings.base_url, self.maker), set())

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {
            "at": self.settings.base_url,
            "model": self.maker,
            "quality": self.settings.quality,
            "pixels": self.settings.most_pixels,
        }

    def check(self) -> None:
        """Raises NoKey if the server wants a key and there is none."""
        key_of(self.context)

    def illustrate(self, shown: str, style: str, size: tuple[int, int], like: bytes = b"") -> bytes:
        """A picture's file, in whatever format the server sends. It is about as wide and high as `size`, in pixels.

        With `like`, a JPEG, the server edits that: its style stays, and what it shows is replaced.
        Raises Declined if the model does not want to make it, and BadInput if what it sent is no picture.
        """
        said = prompt_of(shown, style, follows=bool(like))
        body = self._body(said, made_size(size, self.settings.most_pixels))
        question: dict[str, object] = {"service": "made", "at": self.settings.base_url, "picture": body}
        if like:
            question["like"] = hashlib.sha256(like).hexdigest()
        return self.context.responses.data(question, partial(self._made, body, question, shown, like), keep=KEEP)

    def _made(self, body: dict[str, Any], question: Mapping[str, object], name: str, like: bytes) -> bytes:
        # The answer is kept apart from the picture: a download that fails must not make it be paid for again.
        paid = self.context.responses.json({**question, "answer": True}, partial(self._paid, body, like))
        answer = Answer.model_validate(paid)
        if answer.url:
            data = fetch(answer.url, seconds=SECONDS, agent=self.context.agent).data
        else:
            data = _decoded(answer.base64)
        describe(data, name)  # what is no picture is not kept for a year
        return data

    def _paid(self, body: dict[str, Any], like: bytes) -> dict[str, Any]:
        """The answer as JSON, paid for once. A parameter that the server refuses is left out from then on."""
        while True:
            sent = {name: value for name, value in body.items() if name not in self.unsupported}
            size, follows = _sides(body["size"]), bool(like)
            try:
                return self._pay(sent, like, costs.estimate(self.settings, body["prompt"], size, follows=follows))
            except NotSupported as error:
                if error.parameter not in sent:
                    raise
                self.unsupported.add(error.parameter)

    def _pay(self, body: dict[str, Any], like: bytes, cost: float) -> dict[str, Any]:
        with self.context.spending.paying("made", "picture", unit="pictures", units=1, cost=cost) as bill:
            answer = ask(self.context, body, like)
            bill.cost = costs.settled(self.settings, answer.tokens_in, answer.tokens_out, cost, answer.tokens_seen)
            bill.receipt.update(request=answer.request, model=self.maker, tokens=answer.tokens_out)
        self.context.count("pictures_made", 1)
        return answer.model_dump()

    def _body(self, prompt: str, size: tuple[int, int]) -> dict[str, Any]:
        """OpenAI knows no seed and always answers in base64; other servers take both as wishes."""
        wanted = {"model": self.maker, "prompt": prompt, "n": 1, "size": f"{size[0]}x{size[1]}"}
        if belongs_to(self.settings.base_url, "openai.com"):
            return {**wanted, "quality": self.settings.quality, "output_format": "jpeg"}
        seed = int.from_bytes(hashlib.sha256(prompt.encode()).digest()[:4]) >> 1
        return {**wanted, "quality": self.settings.quality, "response_format": "b64_json", "seed": seed}


def prompt_of(shown: str, style: str, *, follows: bool = False) -> str:
    """What the model is asked for. Nothing of the channel's or the writer's text can be a command to the server."""
    parts = [" ".join(COMMANDS.sub(" ", text).split()).rstrip(" .") for text in (shown, style)]
    wanted = f"Style: {parts[1]}." if parts[1] else ""
    return " ".join(filter(None, (f"{parts[0]}.", wanted, FOLLOW if follows else "", SAFETY)))


def made_size(size: tuple[int, int], most: int) -> tuple[int, int]:
    """The size to ask for: the multiples of GRAIN nearest to `size`, or to its shape within `most` pixels."""
    width, height = size
    shrink = min(1.0, math.sqrt(most / (width * height)), LONGEST / max(width, height))
    rounding = round if shrink == 1.0 else math.floor
    sides = [max(GRAIN, rounding(side * shrink / GRAIN) * GRAIN) for side in (width, height)]
    return sides[0], sides[1]


def _sides(size: str) -> tuple[int, int]:
    width, height = size.split("x")
    return int(width), int(height)


def _decoded(text: str) -> bytes:
    """The bytes of base64, which may stand in a data URL."""
    try:
        return base64.b64decode(text.rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise BadAnswer(
            "The image server sent a picture that is not in base64.",
            service=SERVICE,
            advice="Check OPENAI_IMAGE_BASE_URL.",
        ) from None
