"""The deployment plan: every entrypoint is a real flow, and every channel file becomes a deployment."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.utilities.schema_tools.validation import validate

from deployments.plan import PLAN, read_plan, schedules_version
from deployments.pools import POOLS, QUEUES
from deployments.workers import run_environment
from tasks.domain.channel import Palette
from tasks.domain.errors import BadInput
from tasks.domain.request import ForThisRun, ShortRequest
from tasks.machine.home import CHECKOUT
from tasks.providers.shipped import shipped


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
        ("name: Good", "name of another one: 'good' is the name of a.yaml"),
        ("name: Batch", "name of another one: 'batch' is the deployment for shorts that are started by hand"),
        ("name: x\nvoice: elevnlabs", "did you mean 'elevenlabs'?"),
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
    assert schedules_version(first["a"]) != schedules_version(later["a"])
    file.write_text("name: A\nat: '07:00'\nniche: ferns\n")
    named = next(entry["version"] for entry in read_plan(tmp_path).entries if entry["name"] == "a")
    assert named != later["a"]
    assert schedules_version(named) == schedules_version(later["a"])


def test_a_new_channel_changes_no_deployment_of_another(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: A\n")
    first = {entry["name"]: entry["version"] for entry in read_plan(tmp_path).entries}
    (tmp_path / "b.yaml").write_text("name: B\n")
    later = {entry["name"]: entry["version"] for entry in read_plan(tmp_path).entries}
    assert {name for name in first if first[name] != later[name]} == {"batch"}, "whose form offers the new channel"


def test_a_folder_that_does_not_exist_is_no_empty_plan(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no folder of channel files"):
        read_plan(tmp_path / "chanels")


def forms(folder: Path) -> dict[str, dict[str, Any]]:
    """The schemas of the custom-run forms, by deployment."""
    return {entry["name"]: entry["schema"] for entry in read_plan(folder).entries}


def refused(schema: dict[str, Any], **request: object) -> bool:
    """Whether the server refuses a request, which checks it as its API does."""
    return bool(validate({"request": request}, schema, raise_on_error=False, ignore_required=True))


def test_the_form_offers_channels_topics_and_what_one_run_may_replace(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"name: {name}\n")
    schemas = forms(tmp_path)
    models = schemas["batch"]["definitions"]
    request = models["ShortRequest"]["properties"]
    listed = request["channel"]["anyOf"][0]
    assert listed["enum"] == [str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]
    assert [choice["title"] for choice in request["topic"]["anyOf"]] == [
        "A shipped topic",
        "My own words",
        "The channel's next",
    ]
    assert request["topic"]["anyOf"][0]["enum"] == [topic.title for topic in shipped()]
    own = schemas["a"]["definitions"]["ShortRequest"]["properties"]["channel"]["anyOf"][0]
    assert own["enum"] == [str(tmp_path / "a.yaml")]
    this_run = models["ForThisRun"]["properties"]
    assert {"length_seconds", "voice", "palette", "captions"} <= set(this_run)
    assert "plum" in this_run["palette"]["enum"]
    assert request["this_run"]["title"] == "For this run only"


def test_a_wrong_choice_is_refused_by_the_form_itself(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: a\n")
    schema = forms(tmp_path)["batch"]
    for good in (
        {},
        {"topic": "Tides"},
        {"topic": None, "channel": None, "day": None},
        ShortRequest(this_run=ForThisRun(palette=Palette.plum)).model_dump(mode="json"),
        {"channel": str(tmp_path / "a.yaml"), "this_run": {}},
        {"channel": "/elsewhere/b.yml", "this_run": {"palette": "plum", "length_seconds": 20, "voice": "openai:nova"}},
        {"this_run": {"voice": None, "music": "songs/theme.mp3"}},
    ):
        assert not refused(schema, **good), good
    for wrong in (
        {"channel": "nope"},
        {"topic": "o"},
        {"this_run": {"palette": "plumb"}},
        {"this_run": {"length_seconds": 5}},
        {"this_run": {"niche": "ferns"}},
        {"colour": "red"},
    ):
        assert refused(schema, **wrong), wrong


@pytest.mark.parametrize(
    ("at", "minutes", "cron"), [("06:00", 60, "0 5 * * *"), ("00:30", 60, "30 23 * * *"), ("12:00", 720, "0 0 * * *")]
)
def test_a_channel_that_wants_it_is_asked_ahead_so_many_minutes_before_its_time(
    tmp_path: Path, at: str, minutes: int, cron: str
) -> None:
    (tmp_path / "early.yaml").write_text(f"name: Early\nat: '{at}'\ntimezone: Europe/Berlin\nprefetch: {minutes}\n")
    (tmp_path / "other.yaml").write_text("name: Other\n")
    entries = {entry["name"]: entry for entry in read_plan(tmp_path).entries}
    (schedule,) = entries["ahead"]["schedules"]
    assert schedule == {
        "slug": "early",
        "cron": cron,
        "timezone": "Europe/Berlin",
        "parameters": {"channel": str(tmp_path / "early.yaml")},
    }
    assert not validate(schedule["parameters"], entries["ahead"]["schema"], raise_on_error=False, ignore_required=False)
    assert [each["slug"] for each in entries["early"]["schedules"]] == ["daily"], "its shorts keep their own"
