"""Measures the CPU of the quality gate against the encode: `make bench-gate`. Exits with 1 above the target.

`--staged` measures it on drawn cards that play, whose elements it checks, instead of photographs.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from tasks.domain.film.verdict import judge
from tasks.machine.storage.assets import AssetStore
from tasks.render.gate.measure import measure
from tests.bench.assemble import assemble
from tests.bench.inputs import timeline
from tests.bench.meter import Figures, Meter
from tests.bench.staged import SENTENCES, staged

MAX_SHARE = 0.25  # target: share of the encode's CPU


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=55.0)
    parser.add_argument("--scenes", type=int, default=14)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--staged", action="store_true", help="drawn cards that play; two rounds of their sentences")
    options = parser.parse_args()
    ratios: list[float] = []
    rows: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as name:
        store = AssetStore(Path(name))
        if options.staged:
            plan = staged(store, sentences=SENTENCES * 2)
        else:
            plan = timeline(store, seconds=options.seconds, scenes=options.scenes)
        for _ in range(options.rounds):
            meter = Meter()
            film = assemble(plan, store).file
            rows["encode"] = meter.read()
            report = judge(measure(film, plan, store), plan, film)
            rows["gate"] = meter.read()
            if not report.passed:
                sys.stderr.write(f"refused: {report.reasons}\n")
                return 1
            ratios.append(rows["gate"]["cpu_s"] / rows["encode"]["cpu_s"])
            for side, row in rows.items():
                sys.stdout.write(f"{side:8}" + "".join(f"{key} {value:6.2f}  " for key, value in row.items()) + "\n")
    ratio = round(statistics.median(ratios), 3)
    sys.stdout.write(f"\nCPU, the gate of the encode: {ratio:.3f} (promise: at most {MAX_SHARE})\n")
    Path("bench").mkdir(exist_ok=True)
    Path("bench/gate.json").write_text(json.dumps({**rows, "ratio": ratio}, indent=2) + "\n")
    return 0 if ratio <= MAX_SHARE else 1


if __name__ == "__main__":
    sys.exit(main())
