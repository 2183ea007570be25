"""Our design as a user runs it: the command, in a process of its own, timed from prompt to prompt."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import yaml

from tasks.domain.runs.kpi import STAGES, RunRecord
from tests.bench.meter import Figures
from tests.bench.pipeline.design import Made, Span
from tests.bench.pipeline.world import World

DAYS = ("2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27")  # no two shorts of a round may be one publication
# Its services are the bench's own, so that nothing is asked of the outside world.
CHANNEL = {
    "name": "Bench",
    "niche": "animals and landmarks",
    "pictures": "serpapi",
    "clips": "none",
    "licences": "any",
    "publishers": ["folder", "youtube"],
}
SETTLING = {"name": "Settling", "shape": "square", "length_seconds": 15, "trends": "shipped", "writer": "extractive"}
ALONE = ("PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV")  # variables that the command inherits
SECONDS = 1800.0  # for one command, on the busiest machine


class Failed(Exception):
    """The command failed; the message is what it said."""


@dataclass(frozen=True)
class Household:
    """A user's Dailies: its folders, and the vendors that it knows."""

    folder: Path
    world: World

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def settle(self) -> None:
        """Make a light short without vendors, as after an installation: it compiles the resampler, makes Prefect's
        database and finds the encoder. Nothing of it is of use to the shorts that are measured."""
        self._run("settling", SETTLING, {}, "--day", DAYS[0], "--out", str(self.folder / "settled"))

    def make(self, *options: str) -> Made:
        """Make a short for the bench's channel and say how it went."""
        began, before = time.time(), self._segments()
        self._run("bench", CHANNEL, self.world.environment(), "--out", str(self.out), *options)
        ended = time.time()
        return made(began, ended, self.record(began), self.world, {"segments": float(self._segments() - before)})

    def start(self, *options: str) -> Figures:
        """What it takes to begin a short that exists: CPU seconds from the prompt until the first stage is told of."""
        command, environment = self._command(
            "bench", CHANNEL, self.world.environment(), "--out", str(self.out), *options
        )
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr
            told = next((line for line in process.stderr if line.startswith(f"{STAGES[0]} ")), "")
            used = psutil.Process(process.pid).cpu_times() if told else None
            said = process.stderr.read()
        if used is None or process.returncode:
            raise Failed(f"{' '.join(options)}: {said[-2000:]}")
        return {"start_cpu_s": used.user + used.system + used.children_user + used.children_system}

    def help(self) -> Figures:
        """Seconds until the options are shown."""
        command, environment = self._command("bench", CHANNEL, {}, "--help")
        began = time.time()
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
        return {"help_s": time.time() - began}

    def _segments(self) -> int:
        """How many segments were ever encoded here: each is a result of its own."""
        return len(list((self.home / "results").glob("segment-*")))

    def fail(self, *options: str) -> None:
        """Run the command, which must fail."""
        try:
            self._run("bench", CHANNEL, self.world.environment(), "--out", str(self.out), *options)
        except Failed:
            return
        raise RuntimeError("The command should have failed.")

    @property
    def short(self) -> Path:
        """The folder of the short that was recorded last."""
        return max(self.out.rglob("kpis.json"), key=lambda path: path.stat().st_mtime).parent

    def record(self, since: float) -> RunRecord:
        """The record of the last short. Raises RuntimeError if it was not written since then."""
        newest = self.short / "kpis.json"
        if newest.stat().st_mtime < since:
            raise RuntimeError(f"No short was recorded: {newest} is older than the run.")
        return RunRecord.model_validate(json.loads(newest.read_text()))

    def _run(self, name: str, channel: Mapping[str, Any], services: Mapping[str, str], *options: str) -> None:
        command, environment = self._command(name, channel, services, *options)
        try:
            done = subprocess.run(
                command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Failed(f"{' '.join(options)}: no end after {SECONDS:.0f} s") from error
        if done.returncode:
            raise Failed(f"{' '.join(options)}: {done.stderr[-2000:]}")

    def _command(
        self, name: str, channel: Mapping[str, Any], services: Mapping[str, str], *options: str
    ) -> tuple[list[str], dict[str, str]]:
        """The command and its environment."""
        file = self.folder / f"{name}.yaml"
        file.write_text(yaml.safe_dump(channel))
        environment = {name: os.environ[name] for name in ALONE if name in os.environ}
        environment |= {**services, "DAILIES_HOME": str(self.home), "DAILIES_ENV_FILE": ""}
        return [sys.executable, "-m", "flows", "short", "--channel", str(file), *options], environment


def made(began: float, ended: float, record: RunRecord, world: World, more: Figures) -> Made:
    """The short's times, from its record and from the vendors' diary."""
    assert record.at
    flow = record.at.timestamp() - record.total_seconds - began
    stages = [Span("start", 0.0, flow)]
    stages += [Span(stage.stage, flow + stage.started, flow + stage.ended) for stage in record.stages]
    return Made(
        seconds=ended - began,
        stages=tuple(sorted(stages, key=lambda span: span.began)),
        requests=world.diary.spans(began, ended),
        figures={
            **record.metrics,
            **{f"{stage.stage}_executed": float(stage.executed) for stage in record.stages},
            **more,
            "flow_s": record.total_seconds,
            "start_s": flow,
        },
    )
