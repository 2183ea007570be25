"""What to deploy: prefect.yaml, with its daily short repeated for every channel file."""

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
from tasks.machine.home import CHANNELS, CHECKOUT
from tasks.stagecraft.daily.channel_file import read_channel

PLAN = CHECKOUT / "prefect.yaml"

RESERVED = ("batch",)  # deployments of the daily flow that are not a channel's
Entry = dict[str, Any]  # one of prefect.yaml's deployments


@dataclass(frozen=True)
class DeploymentPlan:
    """The expanded prefect.yaml, and a sentence on each channel file that was left out."""

    document: dict[str, Any]
    problems: tuple[str, ...]

    @property
    def entries(self) -> Sequence[Entry]:
        """The deployments, each with its version."""
        return tuple(self.document["deployments"])


def read_plan(channels: Path = CHANNELS) -> DeploymentPlan:
    """The plan for a folder of channel files. A file that cannot be used becomes a problem; the others are planned."""
    document = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    entries: list[Entry] = []
    problems: list[str] = []
    for entry in document["deployments"]:
        if "channel" in entry.get("tags", ()):
            expanded, problems = _for_channels(entry, channels)
            entries += expanded
        else:
            entries.append(entry)
    document["deployments"] = [{**entry, "version": _version(entry, document["pull"])} for entry in entries]
    return DeploymentPlan(document, tuple(problems))


def _for_channels(template: Entry, folder: Path) -> tuple[list[Entry], list[str]]:
    entries: dict[str, Entry] = {}
    problems = []
    taken = dict.fromkeys(RESERVED, "the deployment for shorts that are started by hand")
    for file in sorted(folder.glob("*.y*ml")):
        try:
            channel = read_channel(file)
        except BadInput as error:
            problems.append(str(error))
            continue
        if channel.key in taken:
            problems.append(
                f"The channel file {file} has the name of another one: {channel.key!r} is {taken[channel.key]}. "
                "Give it its own name."
            )
            continue
        taken[channel.key] = f"the name of {file.name}"
        entries[channel.key] = _for_channel(template, channel, file)
    return list(entries.values()), problems


def _for_channel(template: Entry, channel: Channel, file: Path) -> Entry:
    entry = copy.deepcopy(template)
    hour, minute = (int(part) for part in channel.at.split(":"))
    path = file.resolve()
    entry["name"] = channel.key
    entry["description"] = f"One short a day: {channel.niche or channel.name}."
    entry["schedules"][0] |= {"cron": f"{minute} {hour} * * *", "timezone": channel.timezone}
    # Relative to the checkout, the path is the same on every host.
    inside = path.is_relative_to(CHECKOUT)
    entry["parameters"]["request"] |= {"channel": str(path.relative_to(CHECKOUT) if inside else path)}
    return entry


def _version(entry: Entry, pull: object) -> str:
    """A content hash. An unchanged deployment is skipped, so that edits in the UI survive."""
    content = json.dumps([entry, pull, ShortRequest.model_json_schema()], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()[:12]
