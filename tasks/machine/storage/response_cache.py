"""Caches the responses of services for a day, so that no request is sent, or paid for, twice.

All threads and processes of a host share it. It is bounded in size and stores bytes only: it never unpickles anything.
A response is kept after a hash of its question and itself: one that is damaged, or another's, is requested again.
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import diskcache

from tasks.machine.aside import set_aside
from tasks.machine.home import home
from tasks.machine.lock import one_at_a_time
from tasks.machine.room import out_of_room

log = logging.getLogger(__name__)
DAMAGED = (sqlite3.DatabaseError, OSError)
HASH = 32  # bytes of SHA-256
KEEP = timedelta(hours=24)
MAX_BYTES = 2_000_000_000

Question = Mapping[str, object]  # the request without credentials, as JSON: the cache key is its hash


class _Bytes(diskcache.Disk):  # type: ignore[misc]
    """diskcache's storage without pickle: refuses to write one, and to read one that somebody else put there."""

    def store(self, value: Any, read: bool, key: Any = diskcache.UNKNOWN) -> Any:
        if not isinstance(value, bytes):
            raise TypeError(f"the cache stores only bytes, not {type(value).__name__}")
        return super().store(value, read, key=key)

    def fetch(self, mode: int, filename: str, value: Any, read: bool) -> Any:
        if mode == diskcache.core.MODE_PICKLE:
            raise OSError("the cache does not read pickles")
        return super().fetch(mode, filename, value, read)


class ResponseCache:
    """A cache of responses in `folder`. Calls `on_lookup` for every look-up, with True for a hit."""

    def __init__(
        self,
        folder: Path,
        *,
        keep: timedelta = KEEP,
        max_bytes: int = MAX_BYTES,
        on_lookup: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self.keep = keep
        self.on_lookup = on_lookup

    @property
    def entries(self) -> Any:
        """The folder's cache; a new one, if it is damaged."""
        try:
            return _opened(self.folder, self.max_bytes)
        except DAMAGED:
            set_aside(self.folder)
            return _opened(self.folder, self.max_bytes)

    def data(self, question: Question, ask: Callable[[], bytes], *, keep: timedelta | None = None) -> bytes:
        """The cached response, or a new one from `ask`, which is kept for `keep` if that is given.

        Concurrent callers with the same question share one request.
        """
        key = _key(question)
        cached = self._cached(key)
        if cached is None:
            with one_at_a_time(f"answers/{key}"):
                cached = self._cached(key)
                if cached is None:
                    self.on_lookup(False)
                    fresh = ask()
                    self._keep(key, fresh, keep or self.keep)
                    return fresh
        self.on_lookup(True)
        return cached

    def json(self, question: Question, ask: Callable[[], Any]) -> Any:
        """Like `data`, for JSON responses."""
        return json.loads(self.data(question, lambda: json.dumps(ask()).encode()))

    def forget(self, question: Question) -> None:
        """Delete a response that proved useless, so that the next look-up asks again."""
        self.entries.delete(_key(question), retry=True)

    def _cached(self, key: str) -> bytes | None:
        """The response if it is whole. A damaged cache is set aside, because it would not take a new response."""
        try:
            value = self.entries.get(key, retry=True)
        except DAMAGED as error:
            if out_of_room(error):  # nothing is wrong with what is kept
                raise
            self._renew()
            return None
        if not isinstance(value, bytes):
            return None
        checksum, data = value[:HASH], value[HASH:]
        # Without its question is how earlier versions kept a response, and some are paid for and kept for a year.
        return data if checksum in {_checksum(key, data), _checksum("", data)} else None

    def _keep(self, key: str, data: bytes, keep: timedelta) -> None:
        value = _checksum(key, data) + data
        try:
            self.entries.set(key, value, expire=keep.total_seconds())
        except DAMAGED as error:
            log.warning("A response could not be kept: %s", error)

    def _renew(self) -> None:
        """Set a damaged cache aside."""
        _opened.cache_clear()
        set_aside(self.folder)


def _key(question: Question) -> str:
    return hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()


def _checksum(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).digest()


@cache
def _opened(folder: Path, max_bytes: int) -> Any:
    return diskcache.Cache(
        str(folder), size_limit=max_bytes, eviction_policy="least-recently-used", disk=_Bytes, timeout=30
    )


def response_cache(on_lookup: Callable[[bool], None] = lambda _: None) -> ResponseCache:
    """This host's cache."""
    return ResponseCache(home() / "answers", on_lookup=on_lookup)


def clip_cache(on_lookup: Callable[[bool], None] = lambda _: None) -> ResponseCache:
    """This host's cache of clips as they were found, whose size would push everything else out of the other one."""
    return ResponseCache(home() / "clips", on_lookup=on_lookup)
