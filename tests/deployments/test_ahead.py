"""Of the deployment that asks ahead, the schedules of channels that want it no more are deleted, and no others."""

from pathlib import Path
from typing import Any
from uuid import uuid4

from prefect.client.schemas.objects import DeploymentSchedule
from prefect.client.schemas.schedules import CronSchedule

from deployments.deploy import _send
from deployments.plan import read_plan


class Client:
    """A server that has these schedules, by their slugs."""

    def __init__(self, files: dict[str, Path | None]) -> None:
        self.schedules = [
            DeploymentSchedule(
                id=uuid4(),
                slug=slug,
                schedule=CronSchedule(cron="0 5 * * *"),
                parameters={"channel": str(file)} if file else {},
            )
            for slug, file in files.items()
        ]
        self.sent: list[dict[str, Any]] = []

    def request(self, method: str, path: str, *, json: dict[str, Any], **_: object) -> None:
        assert (method, path) == ("PATCH", "/deployments/{id}")
        self.sent.append(json)

    def read_deployment_schedules(self, _: object) -> list[DeploymentSchedule]:
        return list(self.schedules)

    def delete_deployment_schedule(self, _: object, schedule: object) -> None:
        self.schedules = [each for each in self.schedules if each.id != schedule]


def test_only_schedules_of_this_folders_channels_are_deleted(tmp_path: Path) -> None:
    """An update of Prefect's deletes none by itself."""
    (tmp_path / "wants.yaml").write_text("name: wants\nprefetch: 30\n")
    (tmp_path / "wanted.yaml").write_text("name: wanted\n")
    (tmp_path / "broken.yaml").write_text("name: broken\nat: noon\nprefetch: 30\n")
    here = {name: tmp_path / f"{name}.yaml" for name in ("wants", "wanted", "broken", "gone")}
    server: Any = Client({**here, "elsewhere": tmp_path / "other" / "far.yaml", "an operator's": None})
    plan = read_plan(tmp_path)
    entry = next(entry for entry in plan.entries if entry["name"] == "ahead")
    present: Any = type("Deployment", (), {"id": uuid4(), "version": "an older one"})
    _send(server, plan, entry, present)
    assert {each.slug for each in server.schedules} == {"wants", "broken", "elsewhere", "an operator's"}
    (body,) = server.sent
    assert [(each["slug"], each["parameters"]) for each in body["schedules"]] == [
        ("wants", {"channel": str(here["wants"])})
    ]
