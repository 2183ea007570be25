"""The command line's options and exit codes, derived from the request model and the error classes."""

from collections.abc import Iterator
from typing import NamedTuple

from tasks.domain.errors import DailiesError
from tasks.domain.request import ShortRequest

UNEXPECTED = 1
INTERRUPTED = 130


class Option(NamedTuple):
    """One option of `python -m flows short`."""

    flag: str
    metavar: str
    meaning: str


def request_options() -> tuple[Option, ...]:
    """One option for each field of the request, in order."""
    options = []
    for name, field in ShortRequest.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        metavar = str(extra.get("metavar", "VALUE"))
        options.append(Option(f"--{name.replace('_', '-')}", metavar, field.description or ""))
    return tuple(options)


def exit_codes() -> str:
    """Every exit code of a command with its meaning, as a sentence."""
    named = {0: "success", UNEXPECTED: "a bug in Dailies", INTERRUPTED: "interrupted", **dict(_of_errors(DailiesError))}
    return "Exit codes: " + ", ".join(f"{code} {meaning}" for code, meaning in sorted(named.items())) + "."


def _of_errors(kind: type[DailiesError]) -> Iterator[tuple[int, str]]:
    for child in kind.__subclasses__():
        if child.means:
            yield child.exit_code, child.means
        yield from _of_errors(child)
