"""On a real server, each channel that wants to be asked ahead has a schedule, and a run that is due is seen."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from prefect.settings import temporary_settings

from tasks.domain.channel import Channel
from tasks.stagecraft.daily.prefetching import runs_due
from tests.deployments.test_deploy import Deployer
from tests.prefect_server import Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.integration]


@pytest.fixture
def deployer(server: Server) -> Iterator[Deployer]:
    host = Deployer(server)
    yield host
    host.clean()


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A folder of two channels that want to be asked ahead."""
    for name in ("moss", "fern"):
        (tmp_path / f"{name}.yaml").write_text(f"name: {name}\nat: '00:20'\nprefetch: 30\n")
    return tmp_path


def schedules(deployer: Deployer) -> dict[str, dict[str, Any]]:
    """The schedules of the deployment that asks ahead, by channel."""
    return {each["slug"]: each for each in deployer.deployments()["ahead"]["schedules"]}


def test_a_channel_is_asked_ahead_as_long_as_its_file_wants_it(deployer: Deployer, two: Path) -> None:
    """An update deletes no schedule by itself. What an operator changed, and another folder's, stays."""
    deploy = partial(deployer.host.command, "deployments", "deploy", "--channels")
    assert deploy(str(two)).returncode == 0
    both = schedules(deployer)
    assert both["moss"]["schedule"]["cron"] == "50 23 * * *"
    assert both["moss"]["parameters"] == {"channel": str(two / "moss.yaml")}
    path = f"/deployments/{deployer.deployments()['ahead']['id']}/schedules/{both['fern']['id']}"
    deployer.server.call("PATCH", path, {"active": False})
    _due_unless_paused(deployer, "fern")
    (two / "moss.yaml").write_text("name: moss\n")
    (two / "third.yaml").write_text("name: third\nprefetch: 30\n")
    assert "deployed prefetch/ahead" in deploy(str(two)).stdout
    after = schedules(deployer)
    assert set(after) == {"fern", "third"}
    assert not after["fern"]["active"]
    elsewhere = two / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "far.yaml").write_text("name: far\nprefetch: 30\n")
    assert deploy(str(elsewhere)).returncode == 0
    assert set(schedules(deployer)) == {"fern", "third", "far"}


def _due_unless_paused(deployer: Deployer, name: str) -> None:
    query = {"deployments": {"name": {"any_": [name]}}, "sort": "EXPECTED_START_TIME_ASC"}
    runs = eventually(lambda: deployer.server.call("POST", "/flow_runs/filter", query))
    first = datetime.fromisoformat(runs[0]["expected_start_time"])
    minute, channel = timedelta(minutes=1), Channel(name=name)
    with temporary_settings(deployer.server.client_settings):
        assert runs_due(channel, first - 30 * minute, 30 * minute) == [first]
        assert runs_due(channel, first - 30 * minute, 29 * minute) == []
        assert runs_due(channel, first + minute, 30 * minute) == [], "it has begun"
        assert runs_due(Channel(name="nobody's"), first - minute, 30 * minute) == []
        deployment = deployer.deployments()[name]["id"]
        deployer.server.call("POST", f"/deployments/{deployment}/pause_deployment")
        assert runs_due(channel, first - 30 * minute, 30 * minute) == []
