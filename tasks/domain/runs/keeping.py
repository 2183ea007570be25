"""Which stored files may go: those that nothing needs, by age, and sooner if the store is too large. Pure."""

from collections.abc import Iterable
from datetime import timedelta

from tasks.domain.values import Frozen

# A run may use a file that it has not named yet, and the looks at a published short come for a week.
YOUNG = timedelta(days=9)


class Stored(Frozen):
    """A stored file: its name, its size, how long ago it was last used, and whether something still needs it."""

    name: str
    bytes: int
    unused: timedelta
    needed: bool


def to_remove(files: Iterable[Stored], keep: timedelta, most: float) -> tuple[Stored, ...]:
    """The files that go, longest unused first: those unused for `keep`, and more while all are over `most` bytes.

    None that is needed goes, and none that is young, however large the store is.
    """
    every = sorted(files, key=lambda file: (-file.unused, file.name))
    left = sum(file.bytes for file in every)
    gone = []
    for file in every:
        if file.needed or file.unused < YOUNG:
            continue
        if file.unused >= keep or left > most:
            gone.append(file)
            left -= file.bytes
    return tuple(gone)
