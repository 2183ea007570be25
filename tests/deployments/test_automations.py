"""Prefect's automations report failed, crashed and late runs to a webhook, and detect runs whose host died."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from deployments.automations import BEAT, SILENCE
from deployments.deploy import full_name
from deployments.messages import MESSAGES
from deployments.plan import read_plan
from deployments.server import HOST
from deployments.triggers import WATCHED
from deployments.workers import HEARTBEATS, run_environment
from tasks.stagecraft.daily.asking import WAITING
from tests.prefect_server import Server, eventually
from tests.servers.serpapi import SerpApi


@pytest.fixture
def webhook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Listen on loopback; yield the webhook's URL and the reports posted to it."""
    reports: list[dict[str, Any]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            reports.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class uses this name
            pass

    with ThreadingHTTPServer((HOST, 0), Listener) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{listening.server_address[1]}/hook", reports
        listening.shutdown()


@pytest.mark.server
@pytest.mark.integration
def test_a_webhook_receives_failed_crashed_and_late_runs(
    server: Server, webhook: tuple[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    address, reports = webhook
    host = server.host(DAILIES_WEBHOOK=address)
    for _ in range(2):
        done = host.command("deployments", "deploy", "--channels", str(tmp_path))
        assert done.returncode == 0, done.stderr
    automations = server.call("POST", "/automations/filter", json={})
    webhook_automations = [
        automation for automation in automations if automation["name"].startswith("Dailies: tell of ")
    ]
    assert sorted(a["name"] for a in webhook_automations) == sorted(m.automation for m in MESSAGES), (
        "each automation must exist once, however often one deploys"
    )
    message = 'the voice said "429"\nslow down'
    for kind in ("FAILED", "CRASHED"):
        run = server.start("daily-short/batch")
        state = {"type": kind, "name": kind.capitalize(), "message": message}
        server.call("POST", f"/flow_runs/{run}/set_state", json={"state": state, "force": True})
    due = {"scheduled_time": (datetime.now(UTC) - timedelta(hours=1)).isoformat()}
    late = server.start("daily-short/batch", state={"type": "SCHEDULED", "state_details": due})  # no worker is online
    eventually(lambda: {report["state"] for report in reports} == {"Failed", "Crashed", "Late"}, 90)
    server.call("DELETE", f"/flow_runs/{late}")
    assert [report["state"] for report in reports if report["id"] == late] == ["Late"]
    for report in (report for report in reports if report["id"] != late):
        assert (report["flow"], report["deployment"], report["message"]) == ("daily-short", "batch", message)
        assert report["url"].startswith(server.api.removesuffix("/api"))
    forget_webhook(server)


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.media
@pytest.mark.slow  # three minutes; tests/browser/test_retry.py covers such a crash in every full run
def test_a_run_whose_host_died_is_crashed_and_live_or_waiting_runs_are_left_alone(
    server: Server, webhook: tuple[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    address, reports = webhook

    def start(name: str, **settings: object) -> str:
        channel = tmp_path / f"{name}.yaml"
        channel.write_text(yaml.safe_dump({"name": name, "length_seconds": 15, **settings}))
        request = {"channel": str(channel), "day": "2026-11-24", "out": str(tmp_path / "out")}
        return server.start("daily-short/batch", {"request": request}, work_queue_name="today")

    with SerpApi() as serpapi:
        serpapi.latency = 600  # it never answers: a run that queries it waits and stays alive
        env = {**serpapi.environment(), "DAILIES_WEBHOOK": address, "DAILIES_ENCODER": "libx264"}
        doomed, safe = server.host(**env), server.host(**env)
        done = doomed.command("deployments", "deploy", "--channels", str(tmp_path))
        assert done.returncode == 0, done.stderr
        with server.impatient(), doomed.worker("dailies") as dying:
            reviewed = start("asked", trends="shipped", pictures="drawn", review=True)
            eventually(lambda: server.flow_run(reviewed)["state_name"] == "Suspended", 300)
            crashing = start("lost", trends="serpapi")
            eventually(lambda: serpapi.asked("/search"), 180)
            with safe.worker("dailies"):
                living = start("living", trends="serpapi")
                eventually(lambda: server.events(living, BEAT), 180)
                dying.kill()
                crashed = server.ended(crashing, within=300)
                eventually(lambda: len(server.events(living, BEAT)) > 2, 180)
                assert server.flow_run(living)["state_name"] == "Running", "the run is idle, but its host is alive"
        assert server.flow_run(reviewed)["state_name"] == "Suspended", "nobody has answered the review yet"
        (waiting_event,) = server.events(reviewed, WAITING)
        assert "daily-short" in {each.get("prefect.resource.name") for each in waiting_event["related"]}, (
            "the automation listens only to events related to the flow"
        )
    assert (crashed["state_name"], crashed["run_count"]) == ("Crashed", 1)
    assert crashed["state"]["message"].startswith("Zombie: ")
    assert "press Retry" in crashed["state"]["message"]
    (report,) = eventually(lambda: [report for report in reports if report["id"] == crashing], 90)
    assert (report["state"], report["message"]) == ("Crashed", crashed["state"]["message"])
    forget_webhook(server)


def test_a_run_may_miss_heartbeats_before_it_is_a_zombie() -> None:
    watched = {full_name(entry).split("/")[0] for entry in read_plan().entries} & set(WATCHED)
    assert watched == set(WATCHED)
    (seconds,) = map(int, HEARTBEATS.values())
    assert 6 * seconds <= SILENCE.seconds
    assert HEARTBEATS.items() <= run_environment("http://127.0.0.1:4200/api", {}).items()


def forget_webhook(server: Server) -> None:
    """Delete the webhook's automations, so that other tests do not trigger them."""
    for automation in server.call("POST", "/automations/filter", json={}):
        if automation["name"].startswith("Dailies: tell of "):
            server.call("DELETE", f"/automations/{automation['id']}")
