"""Reads a channel's file as its owner means it: a wrong setting is one sentence, before anything is deployed or paid.

YAML 1.1 reads `at: 18:30` as the number 1110, and `language: no` as false. Here a plain word stays a word, and the
channel's own fields decide what it is.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import yaml
from pydantic import ValidationError

from tasks.domain.channel import Channel, Tone
from tasks.domain.errors import BadInput
from tasks.domain.faults import explain, meant
from tasks.machine.clock import zone
from tasks.machine.yaml_text import read_yaml
from tasks.providers import registry
from tasks.providers.own_settings import account_faults, price_faults
from tasks.providers.vendor import Capability
from tasks.stagecraft.daily.named_files import is_file, read_text
from tasks.stagecraft.services import NONE

MUSIC_WORDS = ("auto", "none", *Tone)
CHAINS: tuple[Capability, ...] = ("trends", "facts", "writer", "voice", "pictures", "clips")


class _Words(yaml.SafeLoader):
    """Plain scalars are text; only an empty value, null and ~ are nothing."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own way to choose them
        first: [(tag, pattern) for tag, pattern in known if tag.endswith((":null", ":merge"))]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def read_channel(path: Path) -> Channel:
    """The channel that a YAML file describes. Raises BadInput, naming the file and every setting that is wrong."""
    data = _settings(path)
    try:
        channel = Channel.model_validate(data)
    except ValidationError as error:
        raise BadInput(f"The channel file {path} cannot be used: {explain(error, Channel)}") from error
    if faults := " ".join(faults_of(channel, path.parent)):
        raise BadInput(f"The channel file {path} cannot be used: {faults}")
    return channel


def faults_of(channel: Channel, folder: Path) -> Iterator[str]:
    """What is wrong on every host: names that nothing has, and music that is not in the channel's folder."""
    try:
        zone(channel.timezone)
    except BadInput as error:
        yield f"timezone: {error}{meant(channel.timezone, available_timezones())}"
    for capability in CHAINS:
        names = [name.strip() for name in getattr(channel, capability).split(",") if name.strip()]
        if not names:
            yield f"{capability}: it names none. Write auto, or leave the line out."
        if capability == "trends" and names == [NONE]:
            if not channel.topics:
                yield "trends: none leaves no topic to make. Name the channel's own with topics, or write auto."
        elif names != ["auto"] and (capability, names) != ("clips", [NONE]):
            yield from (fault for name in names for fault in _unknown(capability, name))
    if not channel.publishers:
        yield "publishers: it names none. Write folder, or leave the line out."
    for name in channel.publishers:
        yield from _unknown("publisher", name, "publishers")
        if channel.publish_at and name.startswith("uploadpost:"):
            yield f"publish_at: {name} publishes at once. Leave publish_at empty, and choose the time by `at`."
    yield from account_faults(channel.account)
    yield from price_faults(channel)
    if channel.lists_topics and "://" not in channel.topics and not _is_here(channel.topics, folder):
        yield f"topics: there is no file {channel.topics!r} here. Write its path, relative to the channel's file."
    if channel.picture_reference and not _is_here(channel.picture_reference, folder):
        name = channel.picture_reference
        yield f"picture_reference: there is no file {name!r} here. Write its path, relative to the channel's file."
    here = Path(channel.music).is_absolute() or _is_here(channel.music, folder)
    if channel.music not in MUSIC_WORDS and not here:
        choices = ", ".join(MUSIC_WORDS)
        yield f"music: {channel.music!r} is neither a file nor one of {choices}{meant(channel.music, MUSIC_WORDS)}."


def _is_here(name: str, folder: Path) -> bool:
    return any(is_file(path, "file") for path in (Path(name), folder / name))


def _unknown(capability: Capability, name: str, field: str = "") -> Iterator[str]:
    try:
        registry.find(capability, name)
    except BadInput as error:
        near = meant(registry.own_name(name), [vendor.name for vendor in registry.VENDORS])
        yield f"{field or capability}: {error}{near}"


def _settings(path: Path) -> dict[str, Any]:
    """The file's settings that have a value; one without a value keeps its default."""
    text = read_text(path, "channel file")
    try:
        data = read_yaml(text, _Words)
    except yaml.YAMLError as error:
        raise BadInput(f"The channel file {path} is not valid YAML: {' '.join(str(error).split())}.") from error
    if not isinstance(data, dict):
        raise BadInput(f"The channel file {path} has no settings.", advice="Write at least: name: My channel")
    return {str(name): value for name, value in data.items() if value is not None}
