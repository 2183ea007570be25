"""What Prefect does by itself: a webhook is told of runs that end badly, also of those that died without a word."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from deployments.automations import BEAT, SILENCE, WATCHED
from deployments.deploy import full_name
from deployments.plan import read_plan
from deployments.server import HOST
from tasks.stagecraft.daily.review import WAITING
from tests.prefect_server import Server, eventually
from tests.servers.serpapi import SerpApi


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


@pytest.mark.server
@pytest.mark.integration
def test_a_webhook_is_told_of_a_failed_a_crashed_and_a_late_run(
    server: Server, webhook: tuple[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    address, told = webhook
    host = server.host(DAILIES_WEBHOOK=address)
    for _ in range(2):
        done = host.command("deployments", "deploy", "--channels", str(tmp_path))
        assert done.returncode == 0, done.stderr
    every = server.call("POST", "/automations/filter", json={})
    ours = [automation for automation in every if automation["name"].startswith("Dailies: tell of ")]
    assert sorted(a["name"].split()[-2] for a in ours) == ["crashed", "failed", "late", "unanswered"], (
        "once each, however often"
    )
    message = 'the voice said "429"\nslow down'
    for kind in ("FAILED", "CRASHED"):
        run = server.start("daily-short/batch")
        state = {"type": kind, "name": kind.capitalize(), "message": message}
        server.call("POST", f"/flow_runs/{run}/set_state", json={"state": state, "force": True})
    due = {"scheduled_time": (datetime.now(UTC) - timedelta(hours=1)).isoformat()}
    late = server.start("daily-short/batch", state={"type": "SCHEDULED", "state_details": due})  # no worker is there
    eventually(lambda: {report["state"] for report in told} == {"Failed", "Crashed", "Late"}, 90)
    server.call("DELETE", f"/flow_runs/{late}")
    assert [report["state"] for report in told if report["id"] == late] == ["Late"]
    for report in (report for report in told if report["id"] != late):
        assert (report["flow"], report["deployment"], report["message"]) == ("daily-short", "batch", message)
        assert report["url"].startswith(server.api.removesuffix("/api"))
    forget_webhook(server)


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.media
@pytest.mark.slow  # three minutes; tests/browser/test_retry.py crashes and retries such a run every time
def test_a_run_whose_host_died_is_crashed_and_told_and_what_lives_or_waits_is_left(
    server: Server, webhook: tuple[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    address, told = webhook

    def start(name: str, **settings: object) -> str:
        channel = tmp_path / f"{name}.yaml"
        channel.write_text(yaml.safe_dump({"name": name, "length_seconds": 15, **settings}))
        request = {"channel": str(channel), "day": "2026-11-24", "out": str(tmp_path / "out")}
        return server.start("daily-short/batch", {"request": request}, work_queue_name="today")

    with SerpApi() as serpapi:
        serpapi.latency = 600  # it never answers: who asks it waits, and lives
        env = {**serpapi.environment(), "DAILIES_WEBHOOK": address, "DAILIES_ENCODER": "libx264"}
        doomed, safe = server.host(**env), server.host(**env)
        done = doomed.command("deployments", "deploy", "--channels", str(tmp_path))
        assert done.returncode == 0, done.stderr
        with server.impatient(), doomed.worker("dailies") as dying:
            asked = start("asked", trends="shipped", pictures="drawn", review=True)
            eventually(lambda: server.flow_run(asked)["state_name"] == "Suspended", 300)
            lost = start("lost", trends="serpapi")
            eventually(lambda: serpapi.asked("/search"), 180)
            with safe.worker("dailies"):
                living = start("living", trends="serpapi")
                eventually(lambda: server.events(living, BEAT), 180)
                dying.kill()
                crashed = server.ended(lost, within=300)
                eventually(lambda: len(server.events(living, BEAT)) > 2, 180)
                assert server.flow_run(living)["state_name"] == "Running", "it does nothing, but it lives"
        assert server.flow_run(asked)["state_name"] == "Suspended", "nobody has answered yet"
        (last_word,) = server.events(asked, WAITING)
        assert "daily-short" in {each.get("prefect.resource.name") for each in last_word["related"]}, (
            "or it is not heard"
        )
    assert (crashed["state_name"], crashed["run_count"]) == ("Crashed", 1)
    assert crashed["state"]["message"].startswith("Zombie: ")
    assert "press Retry" in crashed["state"]["message"]
    (report,) = eventually(lambda: [report for report in told if report["id"] == lost], 90)
    assert (report["state"], report["message"]) == ("Crashed", crashed["state"]["message"])
    forget_webhook(server)


def test_a_beat_may_be_late_or_lost_before_a_run_is_a_zombie() -> None:
    watched = [entry for entry in read_plan().entries if full_name(entry).split("/")[0] in WATCHED]
    beats = [entry["work_pool"]["job_variables"]["env"]["PREFECT_FLOWS_HEARTBEAT_FREQUENCY"] for entry in watched]
    assert len(beats) == 3, "demo, batch and weekly"
    for seconds in beats:
        assert 6 * int(seconds) <= SILENCE.seconds


def forget_webhook(server: Server) -> None:
    for automation in server.call("POST", "/automations/filter", json={}):
        if automation["name"].startswith("Dailies: tell of "):
            server.call("DELETE", f"/automations/{automation['id']}")
