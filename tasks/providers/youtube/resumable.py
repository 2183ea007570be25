"""The bytes of a film into a resumable session: how far it is, is what the server says, never what was sent."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks.domain.errors import BadAnswer, RateLimited, Transient
from tasks.machine.network.http import Response
from tasks.providers.youtube.api import SERVICE, Api

PIECE = 8 * 1024 * 1024  # YouTube wants multiples of 256 KiB
FAILURES = 3  # in a row, without a byte more on the server; the stage tries again after that
MAX_PAUSE = 60.0


class Gone(Exception):
    """The session is no more. Whether its video is there, it does not tell."""


@dataclass(frozen=True)
class Taken:
    """How many bytes the server has, and the video's id once it has made one of them."""

    bytes: int
    video: str = ""


@dataclass(frozen=True)
class Session:
    api: Api
    address: str
    size: int
    piece: int = PIECE
    beat: float = 2.0  # seconds before the first of several tries

    def ask(self) -> Taken:
        """How far the upload is; a finished one names its video again."""
        if not self.api.is_ours(self.address):
            raise Gone
        return self._taken(self.api.put(self.address, b"", f"bytes */{self.size}"))

    def send(self, film: Path, before: Callable[[bool], None]) -> str:
        """Send all that is missing; gives the video's id. `before` is called ahead of each piece: is it the last?

        Raises Gone, or what went wrong once too often.
        """
        known: int | None = None
        furthest, failures = 0, 0
        while True:
            try:
                taken = self._step(film, known, before)
                if taken.video:
                    return taken.video
                known = taken.bytes
                if known > furthest:
                    furthest, failures = known, 0
            except (Transient, BadAnswer) as error:
                failures += 1
                if failures > FAILURES:
                    raise
                known = None  # the server may have part of the piece, all of it, or a finished video
                pause(self.beat * 2.0 ** (failures - 1), error)

    def _step(self, film: Path, known: int | None, before: Callable[[bool], None]) -> Taken:
        if known is None or known == self.size:
            return self.ask()
        with film.open("rb") as file:
            file.seek(known)
            piece = file.read(min(self.piece, self.size - known))
        end = known + len(piece)
        before(end == self.size)
        taken = self._taken(self.api.put(self.address, piece, f"bytes {known}-{end - 1}/{self.size}"))
        if not taken.video and taken.bytes <= known:
            raise Transient("YouTube takes no more of the film.", service=SERVICE, advice="Try again later.")
        return taken

    def _taken(self, answer: Response) -> Taken:
        if answer.status in {404, 410}:
            raise Gone
        if answer.status == 308:
            said = answer.headers.get("range", "")
            match = re.fullmatch(r"bytes=0-(\d+)", said)
            count = int(match[1]) + 1 if match else 0
            if (said and not match) or count > self.size:
                raise BadAnswer(f"YouTube says that it has {said[:60]!r} of {self.size} bytes.", service=SERVICE)
            return Taken(count)
        video = answer.json(SERVICE)
        if not isinstance(video, dict) or not re.fullmatch(r"[\w-]+", str(video.get("id", ""))):
            raise BadAnswer("YouTube took the film and named no video.", service=SERVICE, advice="Run again.")
        return Taken(self.size, str(video["id"]))


def pause(seconds: float, error: Exception) -> None:
    """Before another try; at least as long as the service asks, within reason."""
    asked = error.retry_after if isinstance(error, RateLimited) else 0.0
    time.sleep(min(max(seconds, asked), MAX_PAUSE))
