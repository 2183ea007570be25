"""Measures the CPU seconds of one short by stage: `make bench-cost`. docs/scale.md builds on these figures.

With one worker each, stages run one at a time, so the CPU time of this process belongs to the running stage. The time
between stages is Prefect's overhead in this process; its server is a separate process and counted separately.
"""

import argparse
import os
import resource
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import psutil

from tests.bench.meter import Meter

BETWEEN = "(between)"


class Costs:
    """Observes a run and sums CPU and wall seconds by stage."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self.wall: dict[str, float] = defaultdict(float)
        self.stages = [BETWEEN]
        self.meter = Meter()

    def watch(self, event: object) -> None:
        """Handle a telemetry event: a stage began or ended."""
        self.count()
        stage, kind = getattr(event, "stage", ""), getattr(event, "kind", "")
        if kind == "began":
            self.stages.append(stage)
        elif kind in ("executed", "failed") and stage in self.stages:
            self.stages.remove(stage)

    def count(self) -> None:
        """Add the time since the last count to the running stage."""
        used = self.meter.read()
        self.cpu[self.stages[-1]] += used["cpu_s"]
        self.wall[self.stages[-1]] += used["wall_s"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--topic", default="octopus")
    options = parser.parse_args()
    costs = Costs()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DAILIES_HOME": folder, "DAILIES_ENV_FILE": ""}
        os.environ |= {"DAILIES_ENCODE_WORKERS": "1", "DAILIES_FETCH_WORKERS": "1"}
        os.environ["PREFECT_LOGGING_LEVEL"] = "ERROR"
        from tasks.stagecraft import environment

        environment.prepare()
        from flows.daily_short import daily_short
        from tasks.domain.request import ShortRequest
        from tasks.stagecraft import telemetry

        with telemetry.watching(costs.watch):
            daily_short(ShortRequest(topic=options.topic, out=f"{folder}/out"))
        costs.count()
        server = sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children(recursive=True))
        stored = sum(file.stat().st_size for file in Path(folder, "assets").rglob("*") if file.is_file())
    report = [f"{'stage':<14}{'CPU s':>8}{'wall s':>8}"]
    report += [f"{stage:<14}{costs.cpu[stage]:>8.1f}{costs.wall[stage]:>8.1f}" for stage in costs.cpu]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report += [f"{'together':<14}{sum(costs.cpu.values()):>8.1f}{sum(costs.wall.values()):>8.1f}"]
    report += [f"server {server:.1f} CPU s, stored {stored / 1e6:.0f} MB, peak {peak:.0f} MB"]
    sys.stdout.write("\n".join(report) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
