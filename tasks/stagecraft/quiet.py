"""Keeps the lines of Prefect's engine and workers out of a run's log on the server, which is for operators.

Prefect writes some lines for each task, which the UI shows anyway, and tracebacks of errors that `endings` explains in
a sentence. Its own loggers carry our lines too, so a level cannot tell them apart: the file that wrote a line does.
"""

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from tasks.domain.errors import DailiesError

PREFECT = Path(find_spec("prefect").origin or "").parent  # type: ignore[union-attr]
RUN_LOGGERS = ("prefect.flow_runs", "prefect.task_runs")
# Said by Prefect of every failure, after our sentence.
REPEATED = ("Finished in state", "Engine execution exited with unexpected exception")


class OursOnly(logging.Filter):
    """Drops what Prefect says below WARNING, and of failures that have a sentence. Crashes and signals stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.pathname.startswith(str(PREFECT)):
            return True
        explained = record.exc_info and isinstance(record.exc_info[1], DailiesError)
        repeated = record.getMessage().startswith(REPEATED)
        return record.levelno >= logging.WARNING and not explained and not repeated


def keep_to_our_lines() -> None:
    """Filter what this process sends to the server. A command's log file still has all of it."""
    for name in RUN_LOGGERS:
        for handler in logging.getLogger(name).handlers:
            sends = type(handler).__name__ == "APILogHandler"
            if sends and not any(isinstance(kept, OursOnly) for kept in handler.filters):
                handler.addFilter(OursOnly())


def logging_config() -> str:
    """Prefect's own configuration of its log, with the filter in it: for a worker, which runs no code of ours."""
    config: dict[str, Any] = yaml.safe_load((PREFECT / "logging" / "logging.yml").read_text(encoding="utf-8"))
    config["filters"] = {"ours_only": {"()": f"{OursOnly.__module__}.{OursOnly.__qualname__}"}}
    config["handlers"]["api"]["filters"] = ["ours_only"]
    return yaml.safe_dump(config)
