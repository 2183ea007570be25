"""What to deploy: prefect.yaml, with its daily short repeated for every channel file."""

import copy
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from deployments.form import schema_of
from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.machine.home import CHANNELS, CHECKOUT
from tasks.stagecraft.daily.channel_file import read_channel

PLAN = CHECKOUT / "prefect.yaml"
RESERVED = ("batch",)  # deployments of the daily flow that are not a channel's
DAY = 24 * 60  # minutes

Entry = dict[str, Any]  # one of prefect.yaml's deployments


@dataclass(frozen=True)
class DeploymentPlan:
    """The expanded prefect.yaml, the folder of channel files as runs name it, and what is wrong with some of them."""

    pull: Sequence[Entry]
    entries: Sequence[Entry]  # the deployments, each with its version and its parameters' schema
    folder: str = ""
    broken: dict[str, str] = field(default_factory=dict)  # a sentence by channel file, as runs name it

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence on each channel file that was left out."""
        return tuple(self.broken.values())

    @property
    def channels(self) -> Sequence[Entry]:
        """The deployments that are a channel's."""
        return tuple(entry for entry in self.entries if is_channel(entry))


def is_channel(entry: Entry) -> bool:
    """Whether this deployment of prefect.yaml is repeated for every channel."""
    return "channel" in entry.get("tags", ())


def asks_ahead(entry: Entry) -> bool:
    """Whether this deployment has a schedule for every channel that wants its services asked before its time."""
    return "ahead" in entry.get("tags", ())


def read_plan(channels: Path = CHANNELS) -> DeploymentPlan:
    """The plan for a folder of channel files. A file that cannot be used becomes a problem; the others are planned.

    Raises BadInput if there is no such folder.
    """
    if not channels.is_dir():
        raise BadInput(f"There is no folder of channel files {channels}.", advice="Check the path given to --channels.")
    document = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    template = next(entry for entry in document["deployments"] if is_channel(entry))
    found, broken = _read_channels(channels)
    shorts = [_for_channel(template, channel, file) for file, channel in found.items()]
    ahead = [_ahead(channel, file) for file, channel in found.items() if channel.prefetch]
    files = [entry["parameters"]["request"]["channel"] for entry in shorts]
    entries = []
    for entry in [*shorts, *(entry for entry in document["deployments"] if not is_channel(entry))]:
        offered = [entry["parameters"]["request"]["channel"]] if is_channel(entry) else files
        own = {"schedules": ahead} if asks_ahead(entry) else {}
        planned = {**entry, **own, "schema": schema_of(entry["entrypoint"], offered)}
        entries.append({**planned, "version": _version(planned, document["pull"])})
    return DeploymentPlan(document["pull"], entries, path_for_runs(channels), broken)


def path_for_runs(path: Path) -> str:
    """The path as every host's runs name it: relative to the checkout, if it is inside."""
    whole = path.resolve()
    return str(whole.relative_to(CHECKOUT) if whole.is_relative_to(CHECKOUT) else whole)


def _read_channels(folder: Path) -> tuple[dict[Path, Channel], dict[str, str]]:
    """The channels by their files, and a sentence on each file that cannot be used."""
    found: dict[Path, Channel] = {}
    broken = {}
    taken = dict.fromkeys(RESERVED, "the deployment for shorts that are started by hand")
    for file in sorted(folder.glob("*.y*ml")):
        try:
            channel = read_channel(file)
        except BadInput as error:
            broken[path_for_runs(file)] = str(error)
            continue
        if channel.key in taken:
            broken[path_for_runs(file)] = (
                f"The channel file {file} has the name of another one: {channel.key!r} is {taken[channel.key]}. "
                "Give it its own name."
            )
            continue
        taken[channel.key] = f"the name of {file.name}"
        found[file] = channel
    return found, broken


def _for_channel(template: Entry, channel: Channel, file: Path) -> Entry:
    entry = copy.deepcopy(template)
    entry["name"] = channel.key
    entry["description"] = f"One short a day: {channel.niche or channel.name}."
    entry["schedules"][0] |= _daily(channel, before=0)
    entry["parameters"]["request"] |= {"channel": path_for_runs(file)}
    return entry


def _ahead(channel: Channel, file: Path) -> Entry:
    """The schedule of the deployment that asks ahead, for one channel."""
    return {
        "slug": channel.key,
        **_daily(channel, before=channel.prefetch),
        "parameters": {"channel": path_for_runs(file)},
    }


def _daily(channel: Channel, *, before: int) -> dict[str, str]:
    """Every day, so many minutes before the channel's time: perhaps on the day before."""
    hour, minute = (int(part) for part in channel.at.split(":"))
    hour, minute = divmod((hour * 60 + minute - before) % DAY, 60)
    return {"cron": f"{minute} {hour} * * *", "timezone": channel.timezone}


def schedules_version(version: str | None) -> str:
    """The part of a version that changes only with the schedules."""
    return (version or "").partition(".")[2]


def _version(entry: Entry, pull: object) -> str:
    """Two content hashes, of all and of the schedules: what has not changed is not sent, so that edits survive."""
    return f"{_hash([entry, pull])}.{_hash(entry.get('schedules'))}"


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:8]
