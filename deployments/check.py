"""The command `check`: everything that would stop a run, or soon will, said before one is started.

`up` does it when it starts and once a day, and tells people of what it finds.
"""

from collections.abc import Sequence
from pathlib import Path

from deployments.findings import of_channels, of_host
from deployments.terminal import say
from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.runs.notices import Finding, Level
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.places import forget_places
from tasks.stagecraft.daily.channel_file import read_channel

SIGNS: dict[Level, str] = {"well": "ok    ", "soon": "soon  ", "wrong": "WRONG "}


def check(folder: Path, *, alone: bool) -> int:
    """Print what is found of this host and of the channels in a folder. Returns 1 if anything is wrong, else 0.

    `alone`: no other host has channel files, so a place whose channel has no file here is free again.
    """
    found = findings(folder, alone=alone)
    for finding in sorted(found, key=lambda finding: list(SIGNS).index(finding.level)):
        say(f"{SIGNS[finding.level]}{finding.says}")
    wrong, soon = (sum(finding.level == level for finding in found) for level in ("wrong", "soon"))
    say(f"{wrong} wrong, {soon} to see to soon, of {len(found)}.")
    return 1 if wrong else 0


def findings(folder: Path, *, alone: bool) -> Sequence[Finding]:
    """What is found of this host and of the channels whose files are in the folder."""
    channels: dict[Path, Channel] = {}
    found = list(of_host())
    if any(finding.key.startswith("settings/") for finding in found):
        return found  # no service can be asked with settings that cannot be used
    for file in sorted(folder.glob("*.y*ml")):
        try:
            channels[file] = read_channel(file)
        except BadInput as error:
            found.append(Finding(f"file/{file.name}", str(error), "wrong"))
    broken = len(channels) < len(list(folder.glob("*.y*ml")))
    if alone and channels and not broken:
        forget_places(ledger(), {channel.key for channel in channels.values()})
    return [*found, *of_channels(channels)]
