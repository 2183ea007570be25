"""A foreign page in a browser on this machine reads nothing from the Prefect server, and changes nothing there."""

import http.server
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page

from deployments import access
from tests.browser.ui import chromium
from tests.prefect_server import Server

pytestmark = [pytest.mark.server, pytest.mark.integration]
SCRIPT = (Path(__file__).parent / "foreign_page.js").read_text(encoding="utf-8")
SECRET = "sk-canary-of-a-test"  # noqa: S105 - nobody's
NAMES = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP rebound.example 127.0.0.1"
TRIES = 11


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>somebody else's</title><body>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[int]:
    """The port of another web server on this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site.server_address[1]
        site.shutdown()


@pytest.fixture(scope="module")
def guarded(server: Server) -> Server:
    """With a secret that is worth stealing."""
    kind = server.call("GET", "/block_types/slug/secret")
    body = {"block_schemas": {"block_type_id": {"any_": [kind["id"]]}}}
    (found, *_) = server.call("POST", "/block_schemas/filter", body)
    names = {block["name"] for block in server.call("POST", "/block_documents/filter", {})}
    if "canary" not in names:
        types = {"block_schema_id": found["id"], "block_type_id": kind["id"]}
        server.call("POST", "/block_documents/", {"name": "canary", "data": {"value": SECRET}, **types})
    return server


def flows(server: Server) -> list[str]:
    return [flow["name"] for flow in server.call("POST", "/flows/filter", {"flows": {"name": {"like_": "evil"}}})]


def tried(page: Page, api: str) -> dict[str, Any]:
    outcomes: dict[str, Any] = page.evaluate(SCRIPT, {"api": api, "secret": SECRET})
    return outcomes


@pytest.mark.parametrize("origin", ["http://evil.example:{port}/", "http://127.0.0.1:{port}/"])
def test_it_reads_nothing_and_writes_nothing(origin: str, guarded: Server, elsewhere: int) -> None:
    with chromium(NAMES) as browser:
        page = browser.new_page()
        page.goto(origin.format(port=elsewhere))
        outcomes = tried(page, guarded.api)
        assert len(outcomes) == TRIES
        assert [name for name, outcome in outcomes.items() if outcome == "SUCCEEDED"] == [], outcomes
        own = guarded.api.removesuffix("/api")
        assert [frame.url for frame in page.frames if frame.url.startswith(own)] == [], "the UI is in a frame"
    assert flows(guarded) == []
    assert guarded.call("POST", "/events/filter", {"filter": {"event": {"name": ["evil.event"]}}})["total"] == 0


def test_a_name_that_was_rebound_to_this_machine_is_refused(guarded: Server) -> None:
    """The page then has the server's own address to the browser: no CORS, no CSRF would stop it."""
    port = guarded.api.removesuffix("/api").rpartition(":")[2]
    with chromium(NAMES) as browser:
        page = browser.new_page()
        answer = page.goto(f"http://rebound.example:{port}/api/health")
        assert answer is not None
        assert answer.status == 421
        outcomes = tried(page, f"http://rebound.example:{port}/api")
        assert [name for name, outcome in outcomes.items() if outcome == "SUCCEEDED"] == [], outcomes
    assert flows(guarded) == []


def test_another_user_of_this_machine_is_refused(guarded: Server) -> None:
    """Who has no password, and cannot read the file that it is in."""
    read = httpx.post(f"{guarded.api}/block_documents/filter", json={"include_secrets": True}, timeout=60)
    write = httpx.post(f"{guarded.api}/flows/", json={"name": "evil-user"}, timeout=60)
    assert (read.status_code, write.status_code) == (401, 401)
    assert SECRET not in read.text
    kept = guarded.folder / "server" / "password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert httpx.post(f"{guarded.api}/flows/", json={}, auth=("dailies", "guess"), timeout=60).status_code == 401


def test_without_a_csrf_token_the_password_alone_writes_nothing(guarded: Server) -> None:
    user, _, secret = guarded.password.partition(":")
    answer = httpx.post(f"{guarded.api}/flows/", json={"name": "evil-replay"}, auth=(user, secret), timeout=60)
    assert answer.status_code == 403
    assert flows(guarded) == []


def test_its_owner_is_logged_in_by_the_address_alone(guarded: Server) -> None:
    """And by its other name, localhost, comes to the same page."""
    page_of_server = guarded.api.removesuffix("/api")
    with chromium() as browser:
        page = browser.new_page()
        page.goto(access.login(page_of_server, guarded.password), wait_until="networkidle")
        with page.expect_response(lambda answer: "/api/" in answer.url and answer.request.method == "POST") as loaded:
            page.goto(page_of_server, wait_until="networkidle")
        assert loaded.value.status == 200
        page.goto(page_of_server.replace("127.0.0.1", "localhost"))
        assert page.url.startswith(page_of_server)
