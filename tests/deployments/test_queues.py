"""Queue priorities when several runs wait for one worker."""

from pathlib import Path

import pytest

from tests.prefect_server import Server

pytestmark = [pytest.mark.server, pytest.mark.integration]


def test_a_run_for_today_goes_before_an_earlier_batch_run(server: Server, tmp_path: Path) -> None:
    host = server.host()
    done = host.command("deployments", "deploy", "--channels", str(tmp_path))
    assert done.returncode == 0, done.stderr
    server.deploy("idle", "tests/deployments/idle.py:idle")
    batch = [server.start("idle/test", work_queue_name="batch") for _ in range(2)]
    today = server.start("idle/test", work_queue_name="today")
    with host.worker("dailies", limit=1):
        ended = [server.ended(run) for run in (today, *batch)]
    assert {run["state_name"] for run in ended} == {"Completed"}
    assert ended[0]["start_time"] < min(run["start_time"] for run in ended[1:])
