"""YouTube's validation of requests, with its error reasons."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.servers.wire import BadRequest, Reply, Request

STATUS = {
    "privacyStatus": str,
    "publishAt": str,
    "selfDeclaredMadeForKids": bool,
    "containsSyntheticMedia": bool,
    "license": str,
    "embeddable": bool,
    "publicStatsViewable": bool,
}
SNIPPET = {
    "title": str,
    "description": str,
    "tags": list,
    "categoryId": str,
    "defaultLanguage": str,
    "defaultAudioLanguage": str,
}


ASSIGNABLE = frozenset("1 2 10 15 17 19 20 22 23 24 25 26 27 28 29".split())


class Rejected(Exception):
    """The request is rejected with this status and reason."""

    def __init__(self, status: int, reason: str, message: str = "") -> None:
        super().__init__(reason)
        self.reply = Reply(status, error(status, reason, message))


def error(status: int, reason: str, message: str = "") -> dict[str, Any]:
    """An error body in YouTube's format."""
    text = message or reason
    return {"error": {"code": status, "message": text, "errors": [{"message": text, "reason": reason}]}}


def require(valid: bool, what: str) -> None:
    """Raises BadRequest unless valid."""
    if not valid:
        raise BadRequest(f"bad {what}")


def video_resource(request: Request) -> dict[str, Any]:
    """The validated video resource of a request that opens an upload session."""
    require(request.headers.get("content-type", "").startswith("application/json"), "Content-Type")
    body: dict[str, Any] = request.json
    require(set(body) == {"snippet", "status"}, f"fields {sorted(body)}")
    check_snippet(body["snippet"])
    check_status(body["status"])
    return body


def check_fields(given: Mapping[str, Any], known: Mapping[str, type]) -> None:
    for name, value in given.items():
        require(name in known and isinstance(value, known[name]), f"field {name}")


def check_snippet(snippet: Mapping[str, Any]) -> None:
    check_fields(snippet, SNIPPET)
    title, text, tags = snippet["title"], snippet["description"], snippet["tags"]
    if not title or len(title.encode("utf-16-le")) > 200 or re.search("[<>]", title):
        raise Rejected(400, "invalidTitle", "The request metadata specifies an invalid or empty video title.")
    if len(text.encode()) > 5000 or re.search("[<>]", text):
        raise Rejected(400, "invalidDescription", "The request metadata specifies an invalid video description.")
    counted = sum(len(tag) + 2 * (" " in tag) for tag in tags) + len(tags) - 1
    if counted > 500 or any(not tag or re.search('[<>,"]', tag) for tag in tags):
        raise Rejected(400, "invalidTags", "The request metadata specifies invalid video keywords.")
    if snippet["categoryId"] not in ASSIGNABLE:
        raise Rejected(400, "invalidCategoryId")


def check_status(status: Mapping[str, Any]) -> None:
    check_fields(status, STATUS)
    require(status["privacyStatus"] in {"private", "unlisted", "public"}, "privacyStatus")
    if "publishAt" in status:
        if status["privacyStatus"] != "private":
            raise Rejected(400, "invalidPublishAt", "A scheduled video must be private.")
        datetime.fromisoformat(status["publishAt"])
