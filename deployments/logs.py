"""The logs of the server and the workers: files of bounded size, written as plain text.

Prefect's console handler looks for words to colour in every line, which held the server's event loop for seconds at a
long traceback. `Plain` writes the line.
"""

import logging
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

MAX_BYTES = 10_000_000  # of a log, before it becomes an old part
KEPT = 3  # old parts of a log: name.log.1 is the latest
PLAIN = {  # logs that cover months need dates
    "PREFECT_LOGGING_HANDLERS_CONSOLE_CLASS": "deployments.logs.Plain",
    "PREFECT_LOGGING_FORMATTERS_STANDARD_DATEFMT": "%Y-%m-%d %H:%M:%S",
}


class Plain(logging.StreamHandler[TextIO]):
    """A console handler without colours. Prefect's settings for it name `styles`."""

    def __init__(self, stream: TextIO | None = None, styles: object = None) -> None:
        del styles
        super().__init__(stream)


def rotate(logs: Iterable[Path], max_bytes: int = MAX_BYTES, kept: int = KEPT) -> None:
    """Turn each log that is longer than `max_bytes` into an old part, and delete the oldest part.

    The processes that write the logs keep them open, so a log is copied and then emptied: they append to the same file.
    What they write in between is lost. Raises OSError if the disk is full; the logs are then emptied all the same.
    """
    for log in logs:
        if log.exists() and log.stat().st_size > max_bytes:
            try:
                _keep(log, max_bytes, kept)
            finally:
                os.truncate(log, 0)


def _keep(log: Path, max_bytes: int, kept: int) -> None:
    """Copy the log, but no more than twice its bound of it, to its latest old part."""
    for number in range(kept - 1, 0, -1):
        part = _part(log, number)
        if part.exists():
            part.replace(_part(log, number + 1))
    with log.open("rb") as source, _part(log, 1).open("wb") as target:
        # A log from a time before it was bounded may be huge.
        source.seek(max(0, log.stat().st_size - 2 * max_bytes))
        shutil.copyfileobj(source, target)


def _part(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")
