"""Run the whole flow on a real Prefect server. The shorts last 15 seconds, which keeps each run cheap."""

import json
from collections.abc import Callable, Mapping
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
class Short:
    """A finished short: its receipt, its folder and the record of its run."""

    receipt: Receipt
    folder: Path
    record: RunRecord

    def executed(self) -> dict[str, int]:
        """Return how many times each stage did work, leaving out stages served from the cache."""
        return {stage.stage: stage.executed for stage in self.record.stages if stage.executed}


Make = Callable[..., Short]
# The request of the shared short. With its own seed, no other test's short in this process has filled its cache.
FIRST: Mapping[str, object] = {"topic": "octopus", "seed": 11}


@pytest.fixture(scope="module")
def make(prefect_server: None, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that makes a short on this module's own channel: `make(source=..., brief={...})`."""
    return short_maker(tmp_path_factory.mktemp("shorts"))


@pytest.fixture(scope="session")
def first(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Short:
    """Make one short about the octopus, shared by all tests that only read the output and records of its run."""
    server.forget_workers()
    with temporary_settings(server.client_settings):
        return short_maker(tmp_path_factory.mktemp("first"))(**FIRST)


def short_maker(folder: Path) -> Make:
    """Return a function that makes shorts on one channel, named after `folder`."""
    from flows.daily_short import daily_short

    def make_short(*, brief: dict[str, object] | None = None, **request: object) -> Short:
        channel = folder / "channel.yaml"
        channel.write_text(yaml.safe_dump({"name": folder.name, "length_seconds": 15, **(brief or {})}))
        fields = {"channel": str(channel), "day": "2026-11-24", "out": str(folder / "out"), **request}
        receipt = daily_short(ShortRequest.model_validate(fields))
        output = Path(receipt.folder)
        return Short(receipt, output, RunRecord.model_validate(json.loads((output / "kpis.json").read_text())))

    return make_short
