"""A foreign page in a browser on this machine can neither read from the Prefect server nor change it."""

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
SECRET = "sk-canary-of-a-test"  # noqa: S105 - a dummy
NAMES = "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP rebound.example 127.0.0.1"
ATTEMPTS = 11


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
    """Serve a foreign page on this machine and yield the port."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site.server_address[1]
        site.shutdown()


@pytest.fixture(scope="module")
def guarded(server: Server) -> Server:
    """The server, with a secret block to steal."""
    kind = server.call("GET", "/block_types/slug/secret")
    body = {"block_schemas": {"block_type_id": {"any_": [kind["id"]]}}}
    (schema, *_) = server.call("POST", "/block_schemas/filter", body)
    names = {block["name"] for block in server.call("POST", "/block_documents/filter", {})}
    if "canary" not in names:
        types = {"block_schema_id": schema["id"], "block_type_id": kind["id"]}
        server.call("POST", "/block_documents/", {"name": "canary", "data": {"value": SECRET}, **types})
    return server


def evil_flows(server: Server) -> list[str]:
    """Return the names of flows that an attack created."""
    return [flow["name"] for flow in server.call("POST", "/flows/filter", {"flows": {"name": {"like_": "evil"}}})]


def attack(page: Page, api: str) -> dict[str, Any]:
    """Run every attempt of foreign_page.js and return the outcomes by name."""
    outcomes: dict[str, Any] = page.evaluate(SCRIPT, {"api": api, "secret": SECRET})
    return outcomes


@pytest.mark.parametrize("origin", ["http://evil.example:{port}/", "http://127.0.0.1:{port}/"])
def test_a_foreign_page_reads_and_writes_nothing(origin: str, guarded: Server, elsewhere: int) -> None:
    with chromium(NAMES) as browser:
        page = browser.new_page()
        page.goto(origin.format(port=elsewhere))
        outcomes = attack(page, guarded.api)
        assert len(outcomes) == ATTEMPTS
        assert [name for name, outcome in outcomes.items() if outcome == "SUCCEEDED"] == [], outcomes
        own = guarded.api.removesuffix("/api")
        assert [frame.url for frame in page.frames if frame.url.startswith(own)] == [], "the UI was loaded in a frame"
    assert evil_flows(guarded) == []
    assert guarded.call("POST", "/events/filter", {"filter": {"event": {"name": ["evil.event"]}}})["total"] == 0


def test_a_host_name_rebound_to_this_machine_is_refused(guarded: Server) -> None:
    """After DNS rebinding the browser sees page and server as one origin, so neither CORS nor CSRF would stop it."""
    port = guarded.api.removesuffix("/api").rpartition(":")[2]
    with chromium(NAMES) as browser:
        page = browser.new_page()
        answer = page.goto(f"http://rebound.example:{port}/api/health")
        assert answer is not None
        assert answer.status == 421
        outcomes = attack(page, f"http://rebound.example:{port}/api")
        assert [name for name, outcome in outcomes.items() if outcome == "SUCCEEDED"] == [], outcomes
    assert evil_flows(guarded) == []


def test_another_user_of_this_machine_is_refused(guarded: Server) -> None:
    """Another user has no password and cannot read the file that holds it."""
    read = httpx.post(f"{guarded.api}/block_documents/filter", json={"include_secrets": True}, timeout=60)
    write = httpx.post(f"{guarded.api}/flows/", json={"name": "evil-user"}, timeout=60)
    assert (read.status_code, write.status_code) == (401, 401)
    assert SECRET not in read.text
    password_file = guarded.folder / "server" / "password"
    assert stat.S_IMODE(password_file.stat().st_mode) == 0o600
    assert httpx.post(f"{guarded.api}/flows/", json={}, auth=("dailies", "guess"), timeout=60).status_code == 401


def test_the_password_without_a_csrf_token_writes_nothing(guarded: Server) -> None:
    user, _, secret = guarded.password.partition(":")
    answer = httpx.post(f"{guarded.api}/flows/", json={"name": "evil-replay"}, auth=(user, secret), timeout=60)
    assert answer.status_code == 403
    assert evil_flows(guarded) == []


def test_the_login_address_alone_logs_the_owner_in(guarded: Server) -> None:
    """The name localhost redirects to the same page."""
    page_of_server = guarded.api.removesuffix("/api")
    with chromium() as browser:
        page = browser.new_page()
        page.goto(access.login(page_of_server, guarded.password), wait_until="networkidle")
        with page.expect_response(lambda answer: "/api/" in answer.url and answer.request.method == "POST") as loaded:
            page.goto(page_of_server, wait_until="networkidle")
        assert loaded.value.status == 200
        page.goto(page_of_server.replace("127.0.0.1", "localhost"))
        assert page.url.startswith(page_of_server)
