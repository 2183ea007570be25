"""What services answered, kept for a day: the same question is not asked, and not paid for, twice.

Shared by all threads and processes of a host, bounded in size, bytes only: nothing in it is ever unpickled.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import diskcache

from tasks.machine.home import home
from tasks.machine.lock import one_at_a_time

KEEP = timedelta(hours=24)
MAX_BYTES = 2_000_000_000

Question = Mapping[str, object]  # what was asked, without any key: JSON


class _Bytes(diskcache.Disk):  # type: ignore[misc]
    """Refuses the pickles that diskcache would make of other values, and any that somebody put there."""

    def store(self, value: Any, read: bool, key: Any = diskcache.UNKNOWN) -> Any:
        if not isinstance(value, bytes):
            raise TypeError(f"only bytes are kept, not {type(value).__name__}")
        return super().store(value, read, key=key)

    def fetch(self, mode: int, filename: str, value: Any, read: bool) -> Any:
        if mode == diskcache.core.MODE_PICKLE:
            raise OSError("a pickle in the cache is not read")
        return super().fetch(mode, filename, value, read)


class ResponseCache:
    """`counted` is told of every look-up: True where the answer was there."""

    def __init__(
        self,
        folder: Path,
        *,
        keep: timedelta = KEEP,
        most_bytes: int = MAX_BYTES,
        counted: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self.kept = _opened(folder, most_bytes)
        self.keep = keep
        self.counted = counted

    def data(self, question: Question, ask: Callable[[], bytes]) -> bytes:
        """The kept answer to the question, else what `ask` gives. Two that ask at once ask once."""
        key = _key(question)
        found = self._kept(key)
        if found is None:
            with one_at_a_time(f"answers/{key}"):
                found = self._kept(key)
                if found is None:
                    self.counted(False)
                    fresh = ask()
                    self.kept.set(key, fresh, expire=self.keep.total_seconds())
                    return fresh
        self.counted(True)
        return found

    def json(self, question: Question, ask: Callable[[], Any]) -> Any:
        """The same for answers that are JSON."""
        return json.loads(self.data(question, lambda: json.dumps(ask()).encode()))

    def forget(self, question: Question) -> None:
        """An answer that turned out to be of no use is asked for anew next time."""
        self.kept.delete(_key(question), retry=True)

    def _kept(self, key: str) -> bytes | None:
        found = self.kept.get(key, retry=True)
        return found if isinstance(found, bytes) else None


def _key(question: Question) -> str:
    return hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()


@cache
def _opened(folder: Path, most_bytes: int) -> Any:
    return diskcache.Cache(
        str(folder), size_limit=most_bytes, eviction_policy="least-recently-used", disk=_Bytes, timeout=30
    )


def response_cache(counted: Callable[[bool], None] = lambda _: None) -> ResponseCache:
    """This host's answers."""
    return ResponseCache(home() / "answers", counted=counted)
