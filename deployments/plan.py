"""What is to be deployed: prefect.yaml, its daily short repeated for every channel file."""

import copy
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.request import ShortRequest
from tasks.machine.clock import zone
from tasks.machine.home import CHANNELS, CHECKOUT
from tasks.stagecraft.daily.intake import read_channel

PLAN = CHECKOUT / "prefect.yaml"

Entry = dict[str, Any]  # one of prefect.yaml's deployments


@dataclass(frozen=True)
class DeploymentPlan:
    """prefect.yaml as a whole, and what was left out of it, said in a sentence each."""

    document: dict[str, Any]
    problems: tuple[str, ...]

    @property
    def entries(self) -> Sequence[Entry]:
        return tuple(self.document["deployments"])


def read_plan(channels: Path = CHANNELS) -> DeploymentPlan:
    """One broken channel file does not keep the other channels from their day."""
    document = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    entries: list[Entry] = []
    problems: list[str] = []
    for entry in document["deployments"]:
        if "channel" in entry.get("tags", ()):
            made, problems = _for_channels(entry, channels)
            entries += made
        else:
            entries.append(entry)
    document["deployments"] = [{**entry, "version": _version(entry, document["pull"])} for entry in entries]
    return DeploymentPlan(document, tuple(problems))


def _for_channels(template: Entry, folder: Path) -> tuple[list[Entry], list[str]]:
    entries: dict[str, Entry] = {}
    problems = []
    for file in sorted(folder.glob("*.y*ml")):
        try:
            channel = read_channel(file)
            zone(channel.timezone)
        except BadInput as error:
            named = str(file) in str(error)
            problems.append(str(error) if named else f"The channel file {file} cannot be used: {error}")
            continue
        if channel.key in entries:
            problems.append(f"The channel file {file} has the name of another: {channel.name}.")
            continue
        entries[channel.key] = _for_channel(template, channel, file)
    return list(entries.values()), problems


def _for_channel(template: Entry, channel: Channel, file: Path) -> Entry:
    entry = copy.deepcopy(template)
    hour, minute = (int(part) for part in channel.at.split(":"))
    where = file.resolve()
    entry["name"] = channel.key
    entry["description"] = f"One short a day: {channel.niche or channel.name}."
    entry["schedules"][0] |= {"cron": f"{minute} {hour} * * *", "timezone": channel.timezone}
    # Inside the checkout a path is the same on every host.
    inside = where.is_relative_to(CHECKOUT)
    entry["parameters"]["request"] |= {"channel": str(where.relative_to(CHECKOUT) if inside else where)}
    return entry


def _version(entry: Entry, pull: object) -> str:
    """Equal for a deployment that is what it was: then it is not touched, nor what was changed in the UI."""
    said = json.dumps([entry, pull, ShortRequest.model_json_schema()], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:12]
