"""OpenAI's images on 127.0.0.1, and a server that is only compatible: both strict about what they take."""

import base64
import io
from collections.abc import Callable, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Literal

from PIL import Image

from tests.servers.content import photograph
from tests.servers.openai import error, model_missing, unsupported, wrong_key
from tests.servers.wire import BadRequest, Reply, Request, Vendor

OPENAI = frozenset(
    "model prompt n size quality output_format output_compression moderation background complexity user "
    "safety_identifier".split()
)
COMPATIBLE = frozenset("model prompt n size quality response_format seed user negative_prompt steps".split())
QUALITIES = frozenset("low medium high xhigh max auto".split())
FEWEST, MOST, LONGEST = 655_360, 8_294_400, 3840  # pixels of a picture, and of its longer side


class ImageServer(Vendor):
    """`kind`: whose parameters it takes. `refuses`: parameters that it rejects with a 400.

    `edits`: whether it can edit a picture. `answers`: base64, the address of a picture on this server, or nothing, as
    some servers decline.
    """

    def __init__(self, kind: Literal["openai", "compatible"] = "compatible", *, key: str = "sk-image-key") -> None:
        super().__init__()
        self.kind, self.key = kind, key
        self.models = {"gpt-image-2.6-flare"}
        self.refuses: set[str] = set()
        self.edits = True
        self.answers: Literal["b64", "url", "nothing", "text"] = "b64"
        self.pictures: dict[str, bytes] = {}

    def environment(self) -> dict[str, str]:
        return {"OPENAI_IMAGE_BASE_URL": f"{self.url}/v1", "OPENAI_IMAGE_KEY": self.key}

    @property
    def prompts(self) -> list[str]:
        made = [request.json["prompt"] for request in self.asked("/v1/images/generations")]
        return made + [edited(request)[0]["prompt"] for request in self.asked("/v1/images/edits")]

    def refuse(self, why: str) -> Reply:
        return error(400, why, "invalid_request_error")

    def answer(self, request: Request) -> Reply:
        if request.path in self.pictures and request.method == "GET":
            return Reply(200, self.pictures[request.path], {"Content-Type": "image/jpeg"})
        if request.headers.get("authorization") != f"Bearer {self.key}":
            return wrong_key()
        edits = request.path == "/v1/images/edits" and self.edits
        if request.method != "POST" or not (edits or request.path == "/v1/images/generations"):
            return error(404, f"Invalid URL ({request.method} {request.path})", "invalid_request_error")
        body, given = edited(request) if edits else (request.json, b"")
        if edits and not given:
            raise BadRequest("Missing required parameter: 'image'.")
        if body.get("model") not in self.models:
            return model_missing(str(body.get("model")))
        for name in body:
            if name in self.refuses:
                return unsupported(name)
        size = _checked(body, OPENAI if self.kind == "openai" else COMPATIBLE)
        return self._made(body, size, 1_040 if edits else 0)

    def _made(self, body: Mapping[str, Any], size: tuple[int, int], seen: int) -> Reply:
        data = picture(body["prompt"], size)
        path = f"/made/{len(self.pictures)}.jpg"
        answers: dict[str, Callable[[], list[dict[str, str]]]] = {
            "b64": lambda: [{"b64_json": base64.b64encode(data).decode()}],
            "url": lambda: [{"url": f"{self.url}{path}"}],
            "nothing": list,
            "text": lambda: [{"b64_json": base64.b64encode(b"Sorry, no picture today.").decode()}],
        }
        if self.answers == "url":
            self.pictures[path] = data
        made = {"created": 1, "data": answers[self.answers]()}
        usage = {
            "input_tokens": 60 + seen,
            "output_tokens": 408,
            "total_tokens": 468 + seen,
            "input_tokens_details": {"image_tokens": seen, "text_tokens": 60},
        }
        counted = {"usage": usage} if self.kind == "openai" else {}
        return Reply(200, {**made, **counted}, {"x-request-id": "req_image"})


def _checked(body: Mapping[str, Any], fields: frozenset[str]) -> tuple[int, int]:
    """The size that is wanted. Raises BadRequest for what OpenAI would refuse."""
    if unknown := sorted(set(body) - fields):
        raise BadRequest(f"Unknown parameter: '{unknown[0]}'.")
    if not 1 <= len(body.get("prompt", "")) <= 32_000:
        raise BadRequest("the prompt must have 1 to 32000 characters")
    if body.get("n", 1) != 1:
        raise BadRequest("this server makes one picture")
    if body.get("quality", "auto") not in QUALITIES:
        raise BadRequest(f"Invalid value: '{body['quality']}'. Supported values are: {sorted(QUALITIES)}.")
    if body.get("output_format", "png") not in {"png", "jpeg", "webp"}:
        raise BadRequest("no such output_format")
    width, height = map(int, body.get("size", "1024x1024").split("x"))
    if width % 16 or height % 16 or not FEWEST <= width * height <= MOST or max(width, height) > LONGEST:
        raise BadRequest(f"Invalid size {width}x{height}.")
    if not 1 / 3 <= width / height <= 3:
        raise BadRequest("Invalid size: the ratio is from 1:3 to 3:1.")
    return width, height


def edited(request: Request) -> tuple[dict[str, Any], bytes]:
    """The fields and the picture of a request to edit one. Raises BadRequest unless it is a form with one picture."""
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data; boundary="):
        raise BadRequest("content-type must be multipart/form-data")
    form = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + request.body)
    fields: dict[str, Any] = {}
    given = b""
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        if name == "image" and not given:
            if part.get_content_type() not in {"image/jpeg", "image/png", "image/webp"} or len(data) > 50_000_000:
                raise BadRequest("Invalid file 'image': unsupported mimetype or size.")
            with Image.open(io.BytesIO(data)) as image:
                image.load()
            given = data
        elif isinstance(name, str) and name not in fields and name != "image":
            text = data.decode()
            fields[name] = int(text) if name in {"n", "seed"} else text
        else:
            raise BadRequest(f"Duplicate parameter: {name!r}.")
    return fields, given


def picture(prompt: str, size: tuple[int, int]) -> bytes:
    """A photograph that depends on the prompt."""
    with Image.open(io.BytesIO(photograph(sum(prompt.encode()) % 1000, size[0] // 4, size[1] // 4))) as small:
        out = io.BytesIO()
        small.resize(size).save(out, "JPEG", quality=80)
    return out.getvalue()


def unsafe() -> Reply:
    """What OpenAI answers to a prompt that its safety system does not allow."""
    said = "Your request was rejected by the safety system. safety_violations=[violence]."
    return error(400, said, "image_generation_user_error", "moderation_blocked")
