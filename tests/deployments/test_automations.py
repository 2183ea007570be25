"""What Prefect does by itself: a webhook is told of runs that end badly."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from deployments.server import HOST
from tests.prefect_server import Server, eventually

pytestmark = pytest.mark.server


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address on loopback, and what was posted there."""
    told: list[dict[str, Any]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name for it
            pass

    with ThreadingHTTPServer((HOST, 0), Listener) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{listening.server_address[1]}/hook", told
        listening.shutdown()


def test_a_webhook_is_told_of_a_failed_and_a_crashed_run(
    server: Server, webhook: tuple[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    address, told = webhook
    host = server.host(DAILIES_WEBHOOK=address)
    for _ in range(2):
        done = host.command("deployments", "deploy", "--channels", str(tmp_path))
        assert done.returncode == 0, done.stderr
    ours = [a for a in server.call("POST", "/automations/filter", json={}) if a["name"].startswith("Dailies: ")]
    assert sorted(a["name"].split()[-2] for a in ours) == ["crashed", "failed", "late"], "once each, however often"
    message = 'the voice said "429"\nslow down'
    for kind in ("FAILED", "CRASHED"):
        run = server.start("daily-short/batch")
        state = {"type": kind, "name": kind.capitalize(), "message": message}
        server.call("POST", f"/flow_runs/{run}/set_state", json={"state": state, "force": True})
    eventually(lambda: {report["state"] for report in told} == {"Failed", "Crashed"}, 90)
    for report in told:
        assert (report["flow"], report["deployment"], report["message"]) == ("daily-short", "batch", message)
        assert report["url"].startswith(server.api.removesuffix("/api"))
    for automation in ours:
        server.call("DELETE", f"/automations/{automation['id']}")
