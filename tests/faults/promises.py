"""Counts the cases of a promise that tests try to break. `make faults` writes the counts to bench/faults.json."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

FILE = "FAULTS_FILE"  # the variable that names the file of counts; without it none is written


def check(promise: str, kept: Mapping[str, bool]) -> None:
    """Count the cases of a promise, each with whether it was kept, and fail naming those in which it was not."""
    broken = sorted(case for case, well in kept.items() if not well)
    if name := os.environ.get(FILE):
        path = Path(name)
        path.parent.mkdir(exist_ok=True)
        counts = json.loads(path.read_text()) if path.exists() else {}
        counts[promise] = {"cases": len(kept), "violations": len(broken)}
        path.write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n")
    assert kept, f"no case was tried: {promise}"
    assert not broken, f"{len(broken)} of {len(kept)} cases break the promise: {promise}: {broken[:10]}"
