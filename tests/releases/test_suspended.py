"""Upgrading while a run waits for its review: the earlier release made the film, and this one publishes it."""

import io
import json
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from deployments import processes
from tasks.machine.env_file import CHECKOUT
from tests.deployments.channels import LIGHT, SCRIPT
from tests.deployments.test_up import Home
from tests.prefect_server import Server, eventually

LAST = "0.2.0"


def release(version: str, folder: Path) -> Path:
    """The code of a release. Skips the test where git does not know its commit, as in a shallow clone."""
    found = subprocess.run(
        ["git", "log", "--reverse", "--format=%H", f'-SVERSION = "{version}"', "--", "tasks/__init__.py"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    code = subprocess.run(["git", "archive", *found[:1]], cwd=CHECKOUT, capture_output=True, check=False).stdout
    if not found or not code:
        pytest.skip(f"git has no commit of {version} here: fetch the whole history")
    with tarfile.open(fileobj=io.BytesIO(code)) as tar:
        tar.extractall(folder, filter="data")
    return folder


def open_server(machine: Home, method: str, path: str, body: object = None) -> Any:
    """Ask a server of a release that had no password."""
    answer = httpx.request(method, f"{machine.api}{path}", json=body, timeout=60)
    return answer.raise_for_status().json()


@pytest.mark.server
@pytest.mark.media
@pytest.mark.integration
@pytest.mark.slow
def test_a_run_that_waited_during_the_upgrade_is_published_once(tmp_path: Path) -> None:
    (tmp_path / "channels").mkdir()
    channel, script = tmp_path / "channels" / "reviewed.yaml", tmp_path / "script.json"
    channel.write_text(yaml.safe_dump({"name": "reviewed", **LIGHT, "review": True}))
    script.write_text(json.dumps(SCRIPT))
    request = {"channel": str(channel), "script": str(script), "out": str(tmp_path / "out")}
    before = Home(tmp_path / "home")
    before.checkout = release(LAST, tmp_path / "last")
    after = Home(tmp_path / "home")
    after.port, after.api = before.port, before.api
    try:
        old = before.up()
        eventually(lambda: before.is_up() or old.poll() is not None, 400)
        assert old.poll() is None, before.output()
        batch = open_server(before, "GET", "/deployments/name/daily-short/batch")
        due = {"type": "SCHEDULED", "state_details": {"scheduled_time": datetime.now(UTC).isoformat()}}
        body = {"parameters": {"request": request}, "state": due}
        run = open_server(before, "POST", f"/deployments/{batch['id']}/create_flow_run", body)["id"]
        eventually(lambda: open_server(before, "GET", f"/flow_runs/{run}")["state_name"] == "Suspended", 400)
        assert after.command("backup", str(tmp_path / "saved.tar.gz")).returncode == 0
        assert before.command("down").returncode == 0
        assert old.wait(60) == 0

        new = after.up()
        eventually(lambda: after.is_up() or new.poll() is not None, 400)
        assert new.poll() is None, after.output()
        server = Server(after.api, after.folder, str(after.folder), new)
        assert server.flow_run(run)["state_name"] == "Suspended"
        server.answer(run, {"decision": "approve"})
        ended = server.ended(run, within=400)
        assert ended["state_name"] == "Completed", server.story(run)
        assert len([path for path in (tmp_path / "out" / "reviewed").iterdir() if path.name[0] != "."]) == 1
        again = server.ended(server.start("daily-short/batch", {"request": request}), within=400)
        assert "Nothing to do" in str(again["state"]["message"]), server.story(run)
        assert after.command("down").returncode == 0
    finally:
        processes.stop_marked(str(after.folder))
