"""Messages to a chat model: texts, pictures beside them, and about how many tokens both have."""

import base64
import io
import math
from collections.abc import Sequence
from typing import Any

from PIL import Image

from tasks.providers.openai.costs import tokens_of

PATCH = 32  # pixels; models read a picture in squares of this side
PREFIX = "data:image/jpeg;base64,"

Message = dict[str, Any]  # its role, and as content a text or a list of parts


def asking(text: str, pictures: Sequence[bytes] = ()) -> Message:
    """The user's message: a text, with JPEGs behind it."""
    if not pictures:
        return {"role": "user", "content": text}
    parts = [
        {"type": "image_url", "image_url": {"url": PREFIX + base64.b64encode(picture).decode(), "detail": "high"}}
        for picture in pictures
    ]
    return {"role": "user", "content": [{"type": "text", "text": text}, *parts]}


def with_more(message: Message, more: str) -> Message:
    """The message with more text behind its own."""
    content = message["content"]
    if isinstance(content, str):
        return {**message, "content": content + more}
    first, *pictures = content
    return {**message, "content": [{**first, "text": first["text"] + more}, *pictures]}


def count_tokens(messages: Sequence[Message], sight: float) -> int:
    """About how many tokens the messages have; `sight` is how many a patch of a picture counts for."""
    return sum(_tokens(message["content"], sight) for message in messages)


def _tokens(content: str | list[dict[str, Any]], sight: float) -> int:
    if isinstance(content, str):
        return tokens_of(content)
    texts = sum(tokens_of(part["text"]) for part in content if part["type"] == "text")
    patches = sum(_patches(part["image_url"]["url"]) for part in content if part["type"] == "image_url")
    return texts + math.ceil(patches * sight)


def _patches(url: str) -> int:
    with Image.open(io.BytesIO(base64.b64decode(url.removeprefix(PREFIX)))) as image:
        return math.ceil(image.width / PATCH) * math.ceil(image.height / PATCH)
