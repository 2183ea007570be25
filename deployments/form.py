"""What Prefect's custom-run form offers to choose from: channels, shipped topics, voices, music.

The request's own schema cannot know them: channels are files, and vendors are above the domain. A person may still
write a topic, a voice or a file of their own; what can be none of them is refused at once.
"""

import copy
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from prefect.flows import Flow
from prefect.utilities.callables import parameter_schema

from tasks.domain.request import ForThisRun, ShortRequest
from tasks.providers import registry
from tasks.providers.shipped import shipped
from tasks.stagecraft.daily.channel_file import MUSIC_WORDS

Schema = dict[str, Any]


@cache
def flow_of(entrypoint: str) -> Flow[..., Any]:
    """The flow of an entrypoint such as flows/daily_short.py:daily_short."""
    file, _, name = entrypoint.partition(":")
    flow: Flow[..., Any] = getattr(import_module(file.removesuffix(".py").replace("/", ".")), name)
    return flow


def schema_of(entrypoint: str, channels: Sequence[str]) -> Schema:
    """The JSON schema of a flow's parameters, with choices where it takes a request. `channels` are channel files."""
    schema = copy.deepcopy(_schema(entrypoint))
    models = schema.get("definitions", {})
    if ShortRequest.__name__ in models:
        request, this_run = models[ShortRequest.__name__], models[ForThisRun.__name__]
        voices = ["auto", *(vendor.name for vendor in registry.VENDORS if vendor.has("voice"))]
        _offer(request, "topic", "The channel's next", "A shipped topic", _topics(), "My own words")
        _offer(request, "channel", "None", "A channel", channels, "Another channel file", pattern=r"\.ya?ml$")
        _offer(this_run, "voice", "The channel's own", "A service", voices, "A voice of a service")
        _offer(this_run, "music", "The channel's own", "Made here", MUSIC_WORDS, "A sound file")
    return schema


@cache
def _schema(entrypoint: str) -> Schema:
    return parameter_schema(flow_of(entrypoint)).model_dump_for_openapi()


def _topics() -> Sequence[str]:
    return [topic.title for topic in shipped()]


def _offer(
    model: Mapping[str, Any], name: str, none: str, some: str, choices: Sequence[str], other: str, **limits: object
) -> None:
    """Replace a field's text box by what a person chooses from, each under its title: choices, a text box, or nothing.

    `limits` are further limits of the text. Scripts may send null, so nothing is a choice, too.
    """
    field: Schema = model["properties"][name]
    box = {limit: field.pop(limit) for limit in ("type", "minLength", "maxLength") if limit in field}
    listed = [{"type": "string", "title": some, "enum": [str(choice) for choice in choices]}] if choices else []
    field["anyOf"] = [*listed, {**box, **limits, "title": other}, {"type": "null", "title": none}]
