"""What the local OpenAI server takes as a message's content: a text, or texts and pictures in data URLs."""

import base64
import binascii
import io
import math
from typing import Any

from PIL import Image

from tests.servers.wire import BadRequest

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST = 50_000_000  # bytes of a request's pictures


def text_of(message: dict[str, Any]) -> str:
    """The texts of a message."""
    content = message["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def pictures(body: dict[str, Any]) -> list[Image.Image]:
    """The pictures of a request, decoded."""
    contents = [message["content"] for message in body["messages"] if not isinstance(message["content"], str)]
    return [decoded(part["image_url"]["url"]) for content in contents for part in content if part["type"] != "text"]


def patches(picture: Image.Image) -> int:
    return math.ceil(math.ceil(picture.width / 32) * math.ceil(picture.height / 32) * 1.2)


def check_content(message: dict[str, Any]) -> None:
    """Raises BadRequest for what OpenAI would refuse."""
    content = message["content"]
    if isinstance(content, str):
        return
    if message["role"] != "user" or not isinstance(content, list) or not content:
        raise BadRequest("only the user's content may be a list of parts, and has one")
    for part in content:
        if part.get("type") == "text" and set(part) == {"type", "text"} and isinstance(part["text"], str):
            continue
        shown = part.get("image_url")
        if part.get("type") != "image_url" or set(part) != {"type", "image_url"} or not isinstance(shown, dict):
            raise BadRequest(f"Invalid value: {part.get('type')!r}. Supported values are: 'text', 'image_url'.")
        if set(shown) - {"url", "detail"} or shown.get("detail", "auto") not in {"low", "high", "auto"}:
            raise BadRequest("image_url has url and detail, which is low, high or auto")
        decoded(shown.get("url", ""))


def decoded(url: str) -> Image.Image:
    """The picture of a data URL, which must be what the URL says. OpenAI would fetch others; this server does not."""
    kind, _, data = url.removeprefix("data:").partition(";base64,")
    if not url.startswith("data:") or kind not in KINDS.values() or len(data) > MOST:
        raise BadRequest("You uploaded an unsupported image. Please make sure your image has one of these formats.")
    try:
        with Image.open(io.BytesIO(base64.b64decode(data, validate=True))) as image:
            image.load()
            if KINDS.get(image.format or "") != kind:
                raise BadRequest("The image is not of the kind that its address says.")
            return image.convert("RGB")
    except (binascii.Error, OSError) as error:
        raise BadRequest("The image data you provided does not represent a valid image.") from error
