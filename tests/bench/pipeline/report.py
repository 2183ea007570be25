"""Writes what was measured: a table and the promises to read, bench/pipeline.json, and the picture of both designs."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tasks.domain.runs.kpi import STAGES
from tests.bench.meter import Figures
from tests.bench.pipeline.design import Made
from tests.bench.pipeline.latencies import Latencies
from tests.bench.pipeline.path import Leg, Work, critical_path, length
from tests.bench.pipeline.promises import SIDES, Rounds, kept, lines, medians
from tests.bench.pipeline.waterfall import waterfall

FOLDER = Path("bench")
SHOWN = ("baseline", "cold", "prefetched")


def write(rounds: Rounds, works: Sequence[Work], speed: Latencies, took: float) -> int:
    """Print and write everything. Returns 1 if a promise is broken."""
    work = sorted(works, key=lambda work: work.encode)[(len(works) - 1) // 2]
    paths = {
        "path": critical_path(work, speed),
        "path, prefetched": critical_path(work, speed, prefetched=True),
    }
    results = medians(rounds) | {name: {"seconds": length(path)} for name, path in paths.items()}
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    notes = [
        f"{max(map(len, rounds.values()))} rounds in {took / 60:.0f} minutes; medians. Load of a core: {busy:.1f}"
        f"{': a busy machine, on which only ratios of one round say something' if busy > 1.5 else ''}."
    ]
    told = ["", *_table(results), "", *_path_lines(paths), "", *lines(results), "", *notes]
    sys.stdout.write("\n".join(told) + "\n")
    FOLDER.mkdir(exist_ok=True)
    promises = {
        promise.description: {"value": round(value, 3), "at_most": promise.maximum, "kept": value <= promise.maximum}
        for promise, value in kept(results)
    }
    found = {
        "promises": promises,
        "medians": {side: {name: round(value, 3) for name, value in row.items()} for side, row in results.items()},
        "paths": {name: {leg.what: round(leg.seconds, 3) for leg in path} for name, path in paths.items()},
        "latencies": asdict(speed),
        "load_of_a_core": round(busy, 2),
        "minutes": round(took / 60, 1),
        "rounds": {side: [asdict(made) for made in runs] for side, runs in rounds.items()},
    }
    (FOLDER / "pipeline.json").write_text(json.dumps(found, indent=2) + "\n")
    (FOLDER / "pipeline.svg").write_text(
        waterfall({SIDES[side]: middle(rounds[side]) for side in SHOWN if rounds[side]})
    )
    return int(any(not row["kept"] for row in promises.values()))


def middle(runs: Sequence[Made]) -> Made:
    """The run of median length."""
    return sorted(runs, key=lambda made: made.seconds)[(len(runs) - 1) // 2]


def _table(results: Mapping[str, Figures]) -> list[str]:
    sides = [side for side in SIDES if side in results]
    stages = ("start", *STAGES)
    rows = [f"{'seconds':12}" + "".join(f"{side:>12}" for side in sides)]
    for stage in stages:
        cells = [results[side].get(f"stage_{stage}") for side in sides]
        rows.append(f"{stage:12}" + "".join(f"{'-' if cell is None else f'{cell:.1f}':>12}" for cell in cells))
    rows.append(f"{'whole':12}" + "".join(f"{results[side]['seconds']:12.1f}" for side in sides))
    return rows


def _path_lines(paths: Mapping[str, Sequence[Leg]]) -> list[str]:
    return [
        f"{name:16}{length(path):6.1f} s: " + ", ".join(f"{leg.what} {leg.seconds:.1f}" for leg in path)
        for name, path in paths.items()
    ]
