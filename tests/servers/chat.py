"""Incoming webhooks of chat services: each takes a message only in its own form, as the real ones do."""

from typing import Any

from tests.servers.wire import BadRequest, Reply, Request, Vendor

DISCORD_LIMIT = 2000  # characters


class Chat(Vendor):
    """Takes messages at /slack (also Mattermost's form) and /discord. `said` holds what people would read."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, list[str]] = {"/slack": [], "/discord": []}
        self.bodies: list[dict[str, Any]] = []

    def answer(self, request: Request) -> Reply:
        if request.method != "POST" or request.path not in self.said:
            return Reply(404)
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise BadRequest("invalid_payload: the body has no type that this takes")
        text = request.json.get("text" if request.path == "/slack" else "content")
        if not isinstance(text, str) or not text.strip():
            raise BadRequest("no_text")
        if request.path == "/discord" and len(text) > DISCORD_LIMIT:
            raise BadRequest("content: must be 2000 or fewer in length")
        self.said[request.path].append(text)
        self.bodies.append(request.json)
        return Reply(204)

    def refuse(self, why: str) -> Reply:
        return Reply(400, why.encode())
