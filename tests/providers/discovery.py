"""Holds requests against a discovery document of Google, in which it describes its API: methods, queries and bodies."""

import importlib.util
import json
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from tests.needs import lacking
from tests.servers.wire import Request

KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
}


def youtube_document() -> dict[str, Any]:
    """YouTube's document, as Google's own client for Python brings it."""
    found = importlib.util.find_spec("googleapiclient")
    if found is None or found.origin is None:
        raise lacking("Install google-api-python-client, which has the discovery document.")
    path = Path(found.origin).parent / "discovery_cache" / "documents" / "youtube.v3.json"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def violations(document: Mapping[str, Any], request: Request) -> list[str]:
    """Sentences on what of a request the document does not have."""
    method = _method(document, request)
    if method is None:
        return [f"there is no {request.method} {request.path}"]
    parameters = {**document["parameters"], **method.get("parameters", {})}
    known = {"upload_id"} if request.path.startswith("/upload/") else set()  # the resumable protocol's own
    wrong = [f"{method['id']} has no parameter {name}" for name in set(request.query) - set(parameters) - known]
    if "upload_id" not in request.query:
        required = (name for name, rule in parameters.items() if rule.get("required"))
        wrong += [f"{method['id']} wants {name}" for name in required if name not in request.query]
        wrong += _body(document, method, request)
    wrong += [
        f"{name}={value!r} is none of {parameters[name]['enum']}"
        for name, value in request.query.items()
        if name in parameters and name != "uploadType" and value not in parameters[name].get("enum", [value])
    ]
    return wrong


def _method(document: Mapping[str, Any], request: Request) -> Mapping[str, Any] | None:
    sent = "POST" if "upload_id" in request.query else request.method  # pieces follow the request that opened it
    for resource in document["resources"].values():
        for method in resource.get("methods", {}).values():
            simple = method.get("mediaUpload", {}).get("protocols", {}).get("simple", {}).get("path")
            if method["httpMethod"] == sent and request.path in {f"/{method['path']}", simple}:
                found: Mapping[str, Any] = method
                return found
    return None


def _body(document: Mapping[str, Any], method: Mapping[str, Any], request: Request) -> Iterator[str]:
    kind = request.headers.get("content-type", "")
    if not request.body or kind.startswith("image/"):
        return
    body = request.body
    if kind.startswith("multipart/"):
        parts = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
        body = next(part for part in parts.walk() if not part.is_multipart()).get_payload(decode=True)  # type: ignore[assignment]
    if "request" not in method:
        yield f"{method['id']} takes no body"
        return
    yield from _value(document, {"$ref": method["request"]["$ref"]}, json.loads(body), "body")


def _value(document: Mapping[str, Any], schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
    schema = document["schemas"][schema["$ref"]] if "$ref" in schema else schema
    kind = KINDS[schema["type"]]
    if not isinstance(value, kind) or (isinstance(value, bool) and bool not in kind):
        yield f"{where} is {value!r}, not of type {schema['type']}"
        return
    if value not in schema.get("enum", [value]):
        yield f"{where} is {value!r}, none of {schema['enum']}"
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        for name, inner in value.items():
            if name in properties:
                yield from _value(document, properties[name], inner, f"{where}.{name}")
            elif "additionalProperties" not in schema:
                yield f"{where} has no field {name}"
    if isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _value(document, schema["items"], inner, f"{where}[{number}]")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return youtube_document()
