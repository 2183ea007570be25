"""The report counts the runs that Prefect's UI counts: refused, repeated, killed and retried ones."""

import re
from collections import Counter

import psutil
import pytest

from tests.deployments.test_history import World, world  # noqa: F401 - a fixture
from tests.prefect_server import eventually

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]


def test_the_report_counts_what_the_ui_counts(world: World) -> None:  # noqa: F811
    server, channel = world.server, world.host.folder / "counted.yaml"
    runs = [world.start("counted")]
    assert server.ended(runs[0])["state_name"] == "Completed", server.story(runs[0])
    runs.append(world.start("counted"))
    assert "Nothing to do" in str(server.ended(runs[1])["state"]["message"])

    # A channel file that cannot be read: refused before the run has a brief, then mended and retried.
    text = channel.read_text()
    runs.append(world.start("counted", lenght=15))
    assert server.ended(runs[2])["state_name"] == "Failed"
    runs.append(world.start("counted", publisher="nobody"))
    assert server.ended(runs[3])["state_name"] == "Failed"
    channel.write_text(text)
    server.retry(runs[3])
    eventually(lambda: server.flow_run(runs[3])["run_count"] == 2, 180)
    assert server.ended(runs[3])["state_name"] == "Completed", server.story(runs[3])

    # A parameter that only the flow refuses, before it begins: the ledger knows nothing of the run.
    request = {"channel": str(channel), "day": "2026-02-30"}
    runs.append(server.start("daily-short/batch", {"request": request}, work_queue_name="batch"))
    assert server.ended(runs[4])["state_type"] in {"FAILED", "CRASHED"}
    assert runs[4] not in {record.flow_run for record in world.ledger.history()}

    world.serpapi.requests.clear()
    runs.append(world.start("counted", trends="serpapi"))
    eventually(lambda: world.serpapi.asked("/search"), 180)
    for process in psutil.Process(world.worker.process.pid).children(recursive=True):
        process.kill()
    assert server.ended(runs[5])["state_name"] == "Crashed"

    ui = Counter(server.flow_run(run)["state_type"] for run in runs)
    assert (ui["COMPLETED"], ui["FAILED"] + ui["CRASHED"]) == (3, 3)
    page = world.report("counted")
    (line,) = (line for line in page.splitlines() if line.startswith("| runs |"))
    counted = {outcome: int(number) for number, outcome in re.findall(r"(\d+) ([a-z]+)[,;| ]", line)}
    assert line.startswith(f"| runs | {len(runs)} |")
    assert counted["published"] + counted["repeated"] == ui["COMPLETED"]
    assert counted["failed"] == ui["FAILED"] + ui["CRASHED"]
    assert counted["repeated"] >= 1
    assert "retries after a failure: 1" in line
    assert "No short for counted" in page
