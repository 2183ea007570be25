"""A person decides in Prefect's UI: the run waits without a process, and goes on with what was answered."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.browser.ui import Ui, browsing
from tests.prefect_server import Host, Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.media]

BRIEF = {"length_seconds": 15, "review": True, "review_hours": 2}


@pytest.fixture(scope="module")
def host(server: Server) -> Iterator[Host]:
    found = server.host(DAILIES_ENCODER="libx264")
    done = found.command("deployments", "deploy")
    assert done.returncode == 0, done.stderr
    with found.worker("dailies"):
        yield found


@pytest.fixture(scope="module")
def ui(server: Server) -> Iterator[Ui]:
    with browsing(server) as shown:
        yield shown


def start(host: Host, name: str) -> str:
    channel = host.folder / f"{name}.yaml"
    channel.write_text(yaml.safe_dump({"name": name, **BRIEF}))
    asked = {"channel": str(channel), "topic": "octopus", "day": "2026-11-24", "out": str(host.folder / "out")}
    return host.server.start("daily-short/batch", {"request": asked}, work_queue_name="batch")


def suspended(server: Server, run: str) -> None:
    eventually(lambda: server.flow_run(run)["state"]["name"] == "Suspended", within=300)


def shorts(host: Host, name: str) -> list[Path]:
    return list((host.folder / "out" / name).glob("*/script.json"))


def test_what_a_person_approves_and_changes_is_published_and_not_asked_again(host: Host, ui: Ui) -> None:
    server = host.server
    run = start(host, "approved")
    suspended(server, run)
    assert not shorts(host, "approved"), "nothing is published before the answer"
    ui.shown(run, "review-artifacts", "Artifacts")
    ui.resume(run, {"title": "Three hearts, blue blood"}, "approve")
    ended = server.ended(run, within=300)
    assert ended["state_type"] == "COMPLETED", server.log(run)
    (script,) = shorts(host, "approved")
    assert json.loads(script.read_text())["title"] == "Three hearts, blue blood"
    again = start(host, "approved")
    assert server.ended(again, within=300)["state_type"] == "COMPLETED", "the same film is not asked about twice"


def test_what_a_person_rejects_is_not_published(host: Host, ui: Ui) -> None:
    server = host.server
    run = start(host, "rejected")
    suspended(server, run)
    ui.resume(run, {"reason": "The second scene is wrong"}, "reject")
    ended = server.ended(run, within=300)
    assert ended["state_type"] == "FAILED"
    assert "The second scene is wrong" in ended["state"]["message"]
    assert not shorts(host, "rejected")
