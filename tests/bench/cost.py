"""What one short costs, stage by stage, in core seconds: `make bench-cost`. docs/scale.md calculates with it.

Stages run one at a time here (one worker each), so that what the process burns belongs to the stage that runs. The
time between stages is Prefect's own, in this process; its server is a process of its own and counted apart.
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
    """A watcher of a run: seconds of CPU and of the clock by stage."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self.wall: dict[str, float] = defaultdict(float)
        self.stages = [BETWEEN]
        self.meter = Meter()

    def watch(self, event: object) -> None:
        self.count()
        stage, kind = getattr(event, "stage", ""), getattr(event, "kind", "")
        if kind == "began":
            self.stages.append(stage)
        elif kind in ("executed", "failed") and stage in self.stages:
            self.stages.remove(stage)

    def count(self) -> None:
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
