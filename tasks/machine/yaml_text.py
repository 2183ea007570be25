"""Reads YAML that a person wrote. It may neither be deep nor hold aliases: a few lines of them stand for gigabytes."""

import re
from typing import Any

import yaml

from tasks.domain.legible import legible

MAX_DEPTH = 30
MAX_DIGITS = 400
NUMBER = re.compile(r"[-+]?[0-9a-fA-FxobXOB_.:]+")


class Unfit(yaml.YAMLError):
    """This YAML is not read. The message is a clause."""


def read_yaml(text: str, loader: type[yaml.SafeLoader] = yaml.SafeLoader) -> Any:
    """The value that the text describes. Raises yaml.YAMLError."""
    try:
        _check(text, loader)
        return legible(yaml.load(text, loader))  # noqa: S506 - a SafeLoader
    except ValueError as error:  # a date such as 2026-02-30
        raise Unfit(str(error)) from error


def _check(text: str, loader: type[yaml.SafeLoader]) -> None:
    depth = 0
    for event in yaml.parse(text, loader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise Unfit(f"line {line} repeats another part by *{event.anchor}. Write that part out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise Unfit(f"line {line} is nested in more than {MAX_DEPTH} levels")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.ScalarEvent) and len(event.value) > MAX_DIGITS and NUMBER.fullmatch(event.value):
            raise Unfit(f"line {line} has a number of {len(event.value)} digits")
