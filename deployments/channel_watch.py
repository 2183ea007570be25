"""Notices that the channel files have changed, so that `up` deploys them without being asked."""

from dataclasses import dataclass, field
from pathlib import Path

Snapshot = frozenset[tuple[str, int, int]]


def snapshot(folder: Path) -> Snapshot:
    """The channel files of the folder by name, size and time of change; empty if there is no folder."""
    found = set()
    for file in folder.glob("*.y*ml"):
        try:
            about = file.stat()
        except FileNotFoundError:
            continue  # removed since it was listed, or a link to nothing
        found.add((file.name, about.st_size, about.st_mtime_ns))
    return frozenset(found)


@dataclass
class Watched:
    """A folder of channel files, as it was when it was last deployed and when it was last looked at."""

    folder: Path
    deployed: Snapshot = field(init=False)
    latest: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        self.deployed = self.latest = snapshot(self.folder)

    def has_changed(self) -> bool:
        """Whether the files differ from what was deployed, and have not changed since the last look.

        An editor or `git pull` may write several files, one after another. True counts as deployed.
        """
        before, self.latest = self.latest, snapshot(self.folder)
        settled = self.latest == before != self.deployed
        if settled:
            self.deployed = self.latest
        return settled
