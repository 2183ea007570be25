"""The command line's options and exit codes, derived from the request model and the error classes."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from tasks.domain.errors import BadInput, DailiesError
from tasks.domain.faults import explain
from tasks.domain.request import ForThisRun, ShortRequest

UNEXPECTED = 1
INTERRUPTED = 130
ONE_RUN = "this_run"  # the field of the request that holds what replaces the channel's settings


class Option(NamedTuple):
    """One option of `python -m flows short`. `field` is its place in the request, such as `this_run.voice`.

    A switch takes no value: its `metavar` is empty.
    """

    flag: str
    metavar: str
    meaning: str
    field: str


def request_options() -> tuple[Option, ...]:
    """One option for each field of the request and of `this_run`, in order."""
    own = (name for name in ShortRequest.model_fields if name != ONE_RUN)
    return (
        *(_option(name, name, ShortRequest.model_fields[name]) for name in own),
        *(_option(f"{ONE_RUN}.{name}", name, field) for name, field in ForThisRun.model_fields.items()),
    )


def request_from(options: Mapping[str, object]) -> ShortRequest:
    """The request of these values by field (see Option). Raises BadInput naming the option that is wrong."""
    replaced = {name.partition(".")[2]: value for name, value in options.items() if name.startswith(f"{ONE_RUN}.")}
    given = {name: value for name, value in options.items() if "." not in name}
    try:
        this_run = ForThisRun.model_validate(replaced) if replaced else None
        return ShortRequest.model_validate({**given, ONE_RUN: this_run})
    except ValidationError as error:
        model = ForThisRun if error.title == ForThisRun.__name__ else ShortRequest
        raise BadInput(f"The options cannot be used: {explain(error, model)}") from error


def _option(place: str, name: str, field: FieldInfo) -> Option:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    flag = str(extra.get("flag", f"--{name.replace('_', '-')}"))
    choices = extra.get("enum")
    meaning = [
        field.description or "",
        f"One of {', '.join(map(str, choices))}." if isinstance(choices, list) else "",
        "For this run only." if "." in place else "",
    ]
    metavar = "" if field.annotation is bool else str(extra.get("metavar", "VALUE"))
    return Option(flag, metavar, " ".join(filter(None, meaning)), place)


def exit_codes() -> str:
    """Every exit code of a command with its meaning, as a sentence."""
    named = {0: "success", UNEXPECTED: "a bug in Dailies", INTERRUPTED: "interrupted", **dict(_of_errors(DailiesError))}
    return "Exit codes: " + ", ".join(f"{code} {meaning}" for code, meaning in sorted(named.items())) + "."


def _of_errors(kind: type[DailiesError]) -> Iterator[tuple[int, str]]:
    for child in kind.__subclasses__():
        if child.means:
            yield child.exit_code, child.means
        yield from _of_errors(child)
