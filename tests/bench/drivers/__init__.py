"""Other projects' assembly on our inputs: `python -m tests.bench.drivers.NAME FOLDER OUT`.

Each driver calls the project's unmodified code, in a virtual environment that has only that project and the standard
library.
"""

import json
from pathlib import Path
from typing import TypedDict


class Inputs(TypedDict):
    """`inputs.json` in the bench's folder: scene lengths in frames at 30 fps, words with start and end in seconds."""

    frames: list[int]
    words: list[tuple[str, float, float]]


def inputs(folder: Path) -> Inputs:
    content: Inputs = json.loads((folder / "inputs.json").read_text())
    return content


def pictures(folder: Path) -> list[Path]:
    """The scenes' pictures as JPEG, which every driver can read."""
    return sorted((folder / "jpeg").iterdir())
