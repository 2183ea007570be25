"""Other people's assembly on our inputs. Each runs in a virtual environment that the bench makes, and calls their own,
unmodified code: `python -m tests.bench.drivers.NAME FOLDER OUT`. Only the standard library and theirs is there."""

import json
from pathlib import Path
from typing import TypedDict


class Inputs(TypedDict):
    """What `inputs.json` in the bench's folder says: scene lengths in frames of 30 a second, and words in seconds."""

    frames: list[int]
    words: list[tuple[str, float, float]]


def inputs(folder: Path) -> Inputs:
    found: Inputs = json.loads((folder / "inputs.json").read_text())
    return found


def pictures(folder: Path) -> list[Path]:
    """The scenes' pictures, all as JPEG: what every one of them reads."""
    return sorted((folder / "jpeg").iterdir())
