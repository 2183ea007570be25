"""Whole runs of the real flow on a real Prefect server: short ones, 15 seconds, so that many can be made."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from prefect.settings import temporary_settings

from tasks.domain.edition import Receipt
from tasks.domain.request import ShortRequest
from tasks.domain.runs.kpi import RunRecord
from tests.prefect_server import Server


@dataclass(frozen=True)
class Made:
    """A short that was made, and what its run did."""

    receipt: Receipt
    folder: Path
    record: RunRecord

    def executed(self) -> dict[str, int]:
        return {stage.stage: stage.executed for stage in self.record.stages if stage.executed}


Make = Callable[..., Made]


@pytest.fixture(scope="module")
def make(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a short of a channel of the module's own: `make(source=..., brief={...})`."""
    return making(tmp_path_factory.mktemp("shorts"))


@pytest.fixture(scope="session")
def first(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The first short of this home, on the octopus: for all tests that only read what its one run made and told."""
    server.forget_workers()
    with temporary_settings(server.client_settings):
        return making(tmp_path_factory.mktemp("first"))(topic="octopus")


def making(folder: Path) -> Make:
    """Makes shorts of one channel, named after its folder."""
    from flows.daily_short import daily_short

    def one(*, brief: dict[str, object] | None = None, **request: object) -> Made:
        channel = folder / "channel.yaml"
        channel.write_text(yaml.safe_dump({"name": folder.name, "length_seconds": 15, **(brief or {})}))
        asked = {"channel": str(channel), "day": "2026-11-24", "out": str(folder / "out"), **request}
        receipt = daily_short(ShortRequest.model_validate(asked))
        place = Path(receipt.folder)
        return Made(receipt, place, RunRecord.model_validate(json.loads((place / "kpis.json").read_text())))

    return one
