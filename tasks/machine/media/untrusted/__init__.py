"""Opens strangers' pictures without trusting them: child processes with limits decode them, two at a time.

A child takes pictures one after another, so its start is paid for once. One that a picture breaks is replaced. What
comes back is pixels and words, whose size and kind are checked: a broken decoder cannot hand over a file to decode.
"""

import atexit
import json
import signal
import subprocess
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from PIL import Image

from tasks.domain.errors import BadInput, ToolError
from tasks.machine.media import confined
from tasks.machine.media.pixels import on_ground, stands_free
from tasks.machine.media.untrusted.limits import AT_ONCE, MAX_HEAD, MAX_PIXELS, MIN_SIDE, SECONDS

WORKER = "tasks.machine.media.untrusted.worker"


@dataclass(frozen=True)
class Described:
    """What a picture's file says about it: titles and captions as one text, and keywords one by one."""

    caption: str = ""
    keywords: tuple[str, ...] = ()


def open_picture(
    data: bytes, wanted: tuple[int, int], name: str, *, cut_out: bool = False, least: int = MIN_SIDE
) -> Image.Image:
    """The picture, decoded, upright and in RGB; of an animation, the first frame.

    With `cut_out`, a picture on a transparent ground is RGBA; without, it gets a ground of one tone. What is larger may
    be decoded smaller, but not below twice the `wanted` width and height. Raises BadInput, naming picture and reason,
    also if its shorter side has not the `least` pixels.
    """
    answer, pixels = _asked({"wanted": wanted, "least": least}, data, name)
    image = Image.frombytes(answer["mode"], tuple(answer["size"]), pixels)
    if image.mode == "RGB" or (cut_out and stands_free(image)):
        return image
    return on_ground(image)


def describe(data: bytes, name: str) -> Described:
    """What the file says about its picture, from its head alone. Raises BadInput if no scene could show it."""
    answer, _ = _asked({}, data, name)
    return Described(str(answer["caption"]), tuple(map(str, answer["keywords"])))


class _Reader:
    """One child process. It is used by one thread at a time."""

    def __init__(self) -> None:
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child. A pipe nobody reads would fill
        self.child = confined.start(WORKER, self.errors)
        self.into, self.out = confined.pipes(self.child)
        self.fresh = True

    def ask(self, request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
        """The answer and the pixels that belong to it. Raises _Broken if the child ends or answers nonsense."""
        self.fresh = False
        try:
            self.into.write(json.dumps({**request, "bytes": len(data)}).encode() + b"\n")
            self.into.write(data)
            self.into.flush()
        except BrokenPipeError:
            raise _Broken(self._end()) from None
        try:
            answer = json.loads(self.out.readline(MAX_HEAD))
            size = _bytes_of(answer)
        except (ValueError, KeyError, TypeError):
            raise _Broken(self._end()) from None
        pixels = self.out.read(size)
        if len(pixels) < size:
            raise _Broken(self._end())
        return answer, pixels

    def close(self) -> None:
        """End the child. It has nothing to lose."""
        self.child.kill()
        with suppress(BrokenPipeError), self.errors, self.child:  # the pipe may hold what nobody reads any more
            pass

    def _end(self) -> str:
        """Why the child has ended, or is ended now."""
        try:
            code = self.child.wait(1)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
            return "its reader answers nonsense"
        if code == -signal.SIGPROF:
            return f"reading it takes more than {SECONDS} s of CPU"
        self.errors.seek(0)
        last = confined.last_words(self.errors.read(), code)
        if last == "MemoryError":  # where the child could not even say so
            return "it needs too much memory"
        return f"it breaks the program that reads it ({last})"


class _Broken(Exception):
    """A child ended over a picture. The message says why."""


_room = threading.BoundedSemaphore(AT_ONCE)
_idle: list[_Reader] = []  # list's pop and append are atomic


@atexit.register
def _end_idle() -> None:
    while _idle:
        _idle.pop().close()


def _asked(request: dict[str, Any], data: bytes, name: str) -> tuple[dict[str, Any], bytes]:
    """A child's answer about a picture. Raises BadInput, naming it, if it cannot be used."""
    with _room:
        while True:
            reader = _waiting(name)
            fresh = reader.fresh
            try:
                answer, pixels = reader.ask(request, data)
            except BaseException as error:
                reader.close()
                if isinstance(error, _Broken):
                    raise BadInput(f"The picture {name} cannot be read: {error}.") from None
                raise
            if not answer.get("short_of_memory"):
                _idle.append(reader)
                break
            reader.close()
            if fresh:  # one that has read other pictures may have its memory in pieces
                break
    if refused := answer.get("refused"):
        raise BadInput(f"The picture {name} {refused}.")
    return answer, pixels


def _waiting(name: str) -> _Reader:
    """A child that waits for a picture; a new one if there is none."""
    while _idle:
        reader = _idle.pop()
        if reader.child.poll() is None:
            return reader
        reader.close()  # somebody ended it, as a system does that is short of memory
    try:
        return _Reader()
    except OSError as error:
        raise ToolError(f"No process can be started to read the picture {name}: {error.strerror}.") from error


def _bytes_of(answer: dict[str, Any]) -> int:
    """How many bytes of pixels follow an answer. Raises ValueError, KeyError or TypeError if it makes no sense."""
    if "size" not in answer:
        return 0
    width, height = map(int, answer["size"])
    if not 0 < width * height <= MAX_PIXELS or min(width, height) < 1:
        raise ValueError(answer["size"])
    return width * height * {"RGB": 3, "RGBA": 4}[answer["mode"]]
