"""Files that only save work: each is read if it is whole, or else made again.

A half file, a folder in a file's place or an older form must not end a run.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tasks.machine.aside import set_aside
from tasks.machine.storage.assets import write_whole

M = TypeVar("M", bound=BaseModel)


def read_or_make(path: Path, model: type[M], make: Callable[[], M], *, max_age: float) -> M:
    """The model in the JSON file at `path`, unless it is older than `max_age` seconds; else what `make` returns.

    What is made is written there for the next time.
    """
    try:
        if time.time() - path.stat().st_mtime < max_age:
            return model.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        pass
    except (OSError, ValidationError):
        set_aside(path)
    made = make()
    write_whole(path, made.model_dump_json(indent=1).encode())
    return made
