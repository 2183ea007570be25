"""The server forgets runs that ended long ago, so that its database does not grow for ever."""

import sqlite3
from contextlib import closing

import pytest

from tests.prefect_server import Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.integration]
AGED = "UPDATE flow_run SET end_time = datetime(end_time, ?) WHERE name = ?"


def completed(server: Server, name: str) -> str:
    """Return the id of a run of this name that has completed."""
    flow = server.call("POST", "/flows/", {"name": "daily-short"})
    run = str(server.call("POST", "/flow_runs/", {"flow_id": flow["id"], "name": name})["id"])
    for kind in ("RUNNING", "COMPLETED"):
        state = {"type": kind, "name": kind.capitalize()}
        server.call("POST", f"/flow_runs/{run}/set_state", {"state": state, "force": True})
    return run


def test_a_run_that_ended_three_months_ago_goes_and_a_later_one_stays(server: Server) -> None:
    old, recent = completed(server, "vacuum-old"), completed(server, "vacuum-recent")
    server.go_down()
    with closing(sqlite3.connect(server.database)) as database, database:
        for name, age in (("vacuum-old", "-91 days"), ("vacuum-recent", "-89 days")):
            assert database.execute(AGED, (age, name)).rowcount == 1
    server.come_up()  # the service looks at once, and every hour after that
    eventually(lambda: server.request("GET", f"/flow_runs/{old}").status_code == 404, 120)
    assert server.flow_run(recent)["name"] == "vacuum-recent"
