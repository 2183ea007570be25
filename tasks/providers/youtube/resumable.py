"""Uploads a film in a resumable session. The server's count of received bytes is the only one that is trusted."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks.domain.errors import BadAnswer, RateLimited, Transient
from tasks.machine.network.http import Response
from tasks.providers.youtube.api import SERVICE, Api

CHUNK = 8 * 1024 * 1024  # bytes; YouTube requires multiples of 256 KiB
MAX_FAILURES = 3  # in a row without progress; after that the stage's own retries take over
MAX_PAUSE = 60.0  # seconds


class Gone(Exception):
    """The session has expired. Its video may exist or not."""


@dataclass(frozen=True)
class Received:
    """How many bytes the server has, and the video's id once the upload is complete."""

    bytes: int
    video: str = ""


@dataclass(frozen=True)
class Session:
    """One resumable upload."""

    api: Api
    address: str
    size: int  # bytes
    chunk: int = CHUNK  # bytes
    pause: float = 2.0  # seconds before the first retry; doubles with each one

    def ask(self) -> Received:
        """Ask how far the upload is. A finished one names its video again."""
        if not self.api.trusts(self.address):
            raise Gone
        return self._received(self.api.put(self.address, b"", f"bytes */{self.size}"))

    def send(self, film: Path, before: Callable[[bool], None]) -> str:
        """Send the missing bytes; returns the video's id. Calls `before(is_last)` ahead of each chunk.

        Raises Gone, or the error after too many failures without progress.
        """
        sent: int | None = None  # None: ask the server first
        furthest, failures = 0, 0
        while True:
            try:
                received = self._step(film, sent, before)
                if received.video:
                    return received.video
                sent = received.bytes
                if sent > furthest:
                    furthest, failures = sent, 0
            except (Transient, BadAnswer) as error:
                failures += 1
                if failures > MAX_FAILURES:
                    raise
                sent = None  # the server may have part of the chunk, all of it, or a finished video
                back_off(self.pause * 2.0 ** (failures - 1), error)

    def _step(self, film: Path, sent: int | None, before: Callable[[bool], None]) -> Received:
        if sent is None or sent == self.size:
            return self.ask()
        with film.open("rb") as file:
            file.seek(sent)
            data = file.read(min(self.chunk, self.size - sent))
        end = sent + len(data)
        before(end == self.size)
        received = self._received(self.api.put(self.address, data, f"bytes {sent}-{end - 1}/{self.size}"))
        if not received.video and received.bytes <= sent:
            raise Transient("YouTube accepts no more bytes of the film.", service=SERVICE, advice="Try again later.")
        return received

    def _received(self, answer: Response) -> Received:
        if answer.status in {404, 410}:
            raise Gone
        if answer.status == 308:
            header = answer.headers.get("range", "")
            match = re.fullmatch(r"bytes=0-(\d+)", header)
            count = int(match[1]) + 1 if match else 0
            if (header and not match) or count > self.size:
                raise BadAnswer(f"YouTube reports {header[:60]!r} of {self.size} bytes.", service=SERVICE)
            return Received(count)
        video = answer.json(SERVICE)
        if not isinstance(video, dict) or not re.fullmatch(r"[\w-]+", str(video.get("id", ""))):
            raise BadAnswer("YouTube accepted the film and named no video.", service=SERVICE, advice="Run again.")
        return Received(self.size, str(video["id"]))


def back_off(seconds: float, error: Exception) -> None:
    """Sleep before a retry: these seconds, or as long as the service asks, but at most MAX_PAUSE."""
    requested = error.retry_after if isinstance(error, RateLimited) else 0.0
    time.sleep(min(max(seconds, requested), MAX_PAUSE))
