"""The deployment plan: every entrypoint is a real flow, and every channel file becomes a deployment."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.flows import Flow, load_flow_from_entrypoint

from deployments.plan import PLAN, read_plan
from deployments.pools import POOLS, QUEUES
from deployments.workers import run_environment
from tasks.domain.request import ShortRequest
from tasks.machine.home import CHECKOUT


def test_every_entrypoint_loads_as_a_worker_loads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    for entry in yaml.safe_load(PLAN.read_text())["deployments"]:
        flow: Flow[..., Any] = load_flow_from_entrypoint(entry["entrypoint"], use_placeholder_flow=False)
        if parameters := entry.get("parameters"):
            flow.validate_parameters(parameters)
        assert flow.fn.__doc__
        assert entry["work_pool"]["name"] in POOLS
        assert entry["work_pool"]["work_queue_name"] in {queue.name for queue in QUEUES}


def test_every_run_disables_the_threads_of_openblas() -> None:
    assert run_environment("http://server:4200/api", {})["OPENBLAS_NUM_THREADS"] == "1"


def test_the_days_short_goes_before_a_batch() -> None:
    priority = {queue.name: queue.priority for queue in QUEUES}
    queues = {entry["name"]: entry["work_pool"]["work_queue_name"] for entry in read_plan().entries}
    assert priority[queues["demo"]] < priority[queues["batch"]]


def test_a_channel_file_sets_its_schedule(tmp_path: Path) -> None:
    (tmp_path / "night.yaml").write_text("name: Night Facts\nat: 18:30\ntimezone: Europe/Berlin\n")
    entry = next(entry for entry in read_plan(tmp_path).entries if entry["name"] == "night-facts")
    assert entry["schedules"] == [{"slug": "daily", "cron": "30 18 * * *", "timezone": "Europe/Berlin"}]
    assert entry["parameters"] == {"request": {"channel": str(tmp_path / "night.yaml")}}
    assert entry["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
    ShortRequest.model_validate(entry["parameters"]["request"])


def test_channels_in_the_checkout_have_paths_relative_to_it() -> None:
    entry = next(entry for entry in read_plan().entries if entry["name"] == "demo")
    assert entry["parameters"]["request"]["channel"] == "deployments/channels/demo.yaml"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("name: [", "not valid YAML"),
        ("name: x\ntimezone: Mars/Olympus", "Mars/Olympus"),
        ("name: x\nat: '25:00'", "at:"),
        ("name: Good", "name of another"),
    ],
)
def test_a_broken_channel_file_is_reported_and_the_others_are_deployed(
    tmp_path: Path, broken: str, message: str
) -> None:
    (tmp_path / "a.yaml").write_text("name: Good\n")
    (tmp_path / "b.yaml").write_text(broken)
    plan = read_plan(tmp_path)
    assert [entry["name"] for entry in plan.entries if "channel" in entry.get("tags", ())] == ["good"]
    (problem,) = plan.problems
    assert message in problem
    assert problem.startswith(f"The channel file {tmp_path / 'b.yaml'} ")


def test_a_version_changes_only_with_what_is_deployed(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("name: A\nat: '06:00'\n")
    first = {entry["name"]: entry["version"] for entry in read_plan(tmp_path).entries}
    file.write_text("name: A\nat: '06:00'\npalette: plum\n")  # the run itself reads this setting
    assert {entry["name"]: entry["version"] for entry in read_plan(tmp_path).entries} == first
    file.write_text("name: A\nat: '07:00'\n")
    later = {entry["name"]: entry["version"] for entry in read_plan(tmp_path).entries}
    assert {name for name in first if first[name] != later[name]} == {"a"}
