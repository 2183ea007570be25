"""The child process that reads pictures, one after another: `python -m tasks.machine.media.untrusted.worker`.

A message is a line of JSON, followed by as many bytes as it says. The child gives up memory before it reads the first
one, and Linux ends it if one picture takes too long, whatever a decoder is doing then.
"""

import json
import signal
import sys
from typing import Any

from tasks.machine.media.confined import confine
from tasks.machine.media.untrusted.limits import MEMORY, SECONDS


def main() -> None:
    """Answer the requests on standard input until it is closed."""
    confine(MEMORY)
    from PIL import Image  # noqa: PLC0415 - decoders are loaded within the limits

    from tasks.machine.media.untrusted.decoding import Unfit, reading  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None  # the size is checked before anything is decoded
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        data = sys.stdin.buffer.read(request["bytes"])
        signal.alarm(SECONDS)
        try:
            with reading():
                if "wanted" in request:
                    _send_pixels(data, request["wanted"])
                else:
                    _send_words(data)
        except Unfit as error:
            _send({"refused": str(error)})
        signal.alarm(0)


def _send_pixels(data: bytes, wanted: list[int]) -> None:
    from tasks.machine.media.untrusted.decoding import decoded  # noqa: PLC0415 - see main

    image = decoded(data, (wanted[0], wanted[1]))
    pixels = image.tobytes()
    signal.alarm(0)  # how fast the parent takes the pixels says nothing about the picture
    _send({"mode": image.mode, "size": image.size}, pixels)


def _send_words(data: bytes) -> None:
    from tasks.machine.media.untrusted.words import words  # noqa: PLC0415 - see main

    caption, keywords = words(data)
    _send({"caption": caption, "keywords": keywords})


def _send(answer: dict[str, Any], body: bytes = b"") -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
