"""The child process that reads pictures, one after another: `python -m tasks.machine.media.untrusted.worker`.

A message is a line of JSON, followed by as many bytes as it says. The child gives up memory before it reads the first
one, and Linux ends it if one picture takes too long, whatever a decoder is doing then.
"""

import io
import json
import signal
import sys
from typing import Any

from tasks.machine.media.confined import confine
from tasks.machine.media.untrusted.limits import MEMORY, SECONDS

BAND = 256  # rows of pixels that are sent at a time


def main() -> None:
    """Answer the requests on standard input until it is closed."""
    confine(MEMORY)
    from PIL import Image  # noqa: PLC0415 - decoders are loaded within the limits

    from tasks.machine.media.untrusted.decoding import Unfit, reading  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # the size is checked before anything is decoded
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        file = io.BytesIO(sys.stdin.buffer.read(request["bytes"]))  # the only one that holds these bytes
        _allow(SECONDS)
        try:
            with reading():
                if "wanted" in request:
                    _send_pixels(file, request["wanted"], request["least"])
                else:
                    _send_words(file.getvalue())
        except Unfit as error:
            _send({"refused": str(error), "short_of_memory": isinstance(error.__cause__, MemoryError)})
        _allow(0)


def _allow(seconds: int) -> None:
    """Have the system end this process after so many seconds of CPU; 0 is any number. On a busy machine they last."""
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _send_pixels(file: io.BytesIO, wanted: list[int], least: int) -> None:
    from tasks.machine.media.untrusted.decoding import decoded  # noqa: PLC0415 - see main

    image = decoded(file, (wanted[0], wanted[1]), least)
    _send({"mode": image.mode, "size": image.size})
    for top in range(0, image.height, BAND):  # all of them at once would be held twice more
        sys.stdout.buffer.write(image.crop((0, top, image.width, min(image.height, top + BAND))).tobytes())
    sys.stdout.buffer.flush()


def _send_words(data: bytes) -> None:
    from tasks.machine.media.untrusted.words import words  # noqa: PLC0415 - see main

    caption, keywords = words(data)
    _send({"caption": caption, "keywords": keywords})


def _send(answer: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
