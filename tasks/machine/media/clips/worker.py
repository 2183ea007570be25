"""The child process that reads one clip: `python -m tasks.machine.media.clips.worker`, a request in, an answer out.

Both are JSON. It gives up memory and time before it reads the first byte of a stranger's file.
"""

import json
import sys
from pathlib import Path
from typing import Any

from tasks.machine.media.clips.limits import CPU_SECONDS, MEMORY
from tasks.machine.media.confined import confine


def main() -> None:
    """Answer the request on standard input."""
    confine(MEMORY, CPU_SECONDS)
    request = json.load(sys.stdin)
    from tasks.machine.media.clips.source import Unfit, check  # noqa: PLC0415 - decoders are loaded within the limits

    try:
        answer = prepared(request) if "mp4" in request else check(Path(request["file"]))
    except Unfit as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"refused": "it needs too much memory"}
    json.dump(answer, sys.stdout)


def prepared(request: dict[str, Any]) -> dict[str, Any]:
    """Prepare the clip that the request names, and write its files. Raises Unfit."""
    import cv2  # noqa: PLC0415 - see main

    from tasks.domain.timeline import OutputSpec  # noqa: PLC0415
    from tasks.machine.media.clips.encoding import write  # noqa: PLC0415
    from tasks.machine.media.clips.following import followed  # noqa: PLC0415
    from tasks.machine.media.clips.sound import write_sound  # noqa: PLC0415
    from tasks.machine.media.clips.source import look  # noqa: PLC0415
    from tasks.machine.media.clips.steadying import steadied  # noqa: PLC0415
    from tasks.machine.media.clips.still import best_frame, hashes, still  # noqa: PLC0415
    from tasks.machine.media.clips.stretch import (  # noqa: PLC0415
        MIDDLE,
        WHOLE,
        crop_of,
        stretch_of,
        whole_of,
        without_writing,
    )

    cv2.setNumThreads(1)
    file, output = Path(request["file"]), OutputSpec.model_validate(request["output"])
    frames = round(request["seconds"] * output.fps)
    seen = look(file)
    stretch = stretch_of(seen, request["seconds"], output.fps, request["least"])
    captioned, seen = seen.bars, without_writing(seen, stretch)
    crop, focus, share = crop_of(seen, stretch, output.width, output.height)
    on_its_way = followed(seen, stretch, crop, focus) if share < WHOLE else None
    whole = share < WHOLE and on_its_way is None
    if whole:
        crop = crop._replace(to_width=output.width, to_height=output.height)
    part = whole_of(seen, output.width, output.height) if whole else crop
    steady = on_its_way or steadied(seen, stretch, part, focus, part.to_width if whole else output.width)
    written = write(file, Path(request["mp4"]), seen, stretch, crop, steady, frames, output.fps, whole=whole)
    mute = "not wanted"
    if "wav" in request:
        mute = write_sound(file, Path(request["wav"]), stretch, written.frames / output.fps)
    Path(request["jpeg"]).write_bytes(still(best_frame(written.kept), output))
    speed = "" if stretch.pace.speed == 1 else f", at {stretch.pace.speed:.3g} times its speed"
    shown = ("whole" if whole else "cropped") + (", without what is written on it" if seen.bars != captioned else "")
    held = f", {steady.note}" if steady.note else ""
    return {
        "frames": written.frames,
        "width": crop.to_width,
        "height": crop.to_height,
        "focus": (0.5, MIDDLE) if whole else steady.focus,
        "hashes": hashes(written.kept),
        "smooth": bool(stretch.pace.every),
        "mute": mute,
        "note": f"from {stretch.start:.1f} s on, {shown}{held}{speed}",
    }


if __name__ == "__main__":
    main()
