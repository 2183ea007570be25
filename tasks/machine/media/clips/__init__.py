"""Turns any clip into one that the renderer can trust: the wanted stretch, upright, at the film's rate, without bars.

Clips come from phones, strangers and archives. So a child process with limits decodes them (`worker`): a hostile or an
endless file costs one scene, not the run. `source` opens a file and looks at it, `stretch` decides what to show of it,
`steadying` lets that follow the shake of a hand and `following` what crosses the picture, and `encoding` makes the file
that the renderer reads.
"""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.domain.errors import BadInput, ToolError
from tasks.domain.timeline import OutputSpec
from tasks.machine.media import confined
from tasks.machine.media.clips.limits import FEWEST_SECONDS

SUFFIXES = tuple(".mp4 .m4v .mov .webm .mkv .avi .mpg .mpeg .ts .mts .m2ts .3gp .ogv .wmv".split())
MAX_BYTES = 500_000_000
SECONDS = 240.0  # for one clip; one of 1080 lines takes 4 s of CPU
WORKER = "tasks.machine.media.clips.worker"


@dataclass(frozen=True)
class PreparedClip:
    """A clip ready to render: the bytes of its MP4, and of a JPEG that stands for it where nothing moves.

    `focus` is where its subject is, as shares of width and height. `hashes` are difference hashes of several of its
    frames: two cuts of one film have some alike. A `smooth` clip repeats no frame. `wav` is its own sound, empty if
    none was asked for or is heard. `note` says how it was cut.
    """

    mp4: bytes
    jpeg: bytes
    wav: bytes
    frames: int
    width: int
    height: int
    focus: tuple[float, float]
    hashes: tuple[str, ...]
    smooth: bool
    note: str


def is_clip(name: str) -> bool:
    """Whether a file is a clip by its name."""
    return name.lower().endswith(SUFFIXES)


def check_clip(file: Path, name: str) -> None:
    """Raises BadInput, naming clip and reason, if no scene could show it, as far as its head tells."""
    if file.stat().st_size > MAX_BYTES:
        raise BadInput(f"The clip {name} is larger than {MAX_BYTES // 1_000_000} MB.", advice="Cut it shorter.")
    _asked({"file": str(file)}, name)


def prepare_clip(
    file: Path, output: OutputSpec, seconds: float, *, name: str, least: float = 0.0, sound: bool = False
) -> PreparedClip:
    """Cut up to `seconds` from a clip for this output, with its own sound or without.

    It plays as fast as looks best if that gives the `least` seconds.

    Raises BadInput, naming clip and reason, if it cannot.
    """
    with tempfile.TemporaryDirectory(prefix="dailies-clip-") as folder:
        made, still, heard = Path(folder, "clip.mp4"), Path(folder, "still.jpg"), Path(folder, "sound.wav")
        answer = _asked(
            {
                "file": str(file),
                "mp4": str(made),
                "jpeg": str(still),
                **({"wav": str(heard)} if sound else {}),
                "output": output.model_dump(mode="json"),
                "seconds": max(FEWEST_SECONDS, seconds),
                "least": least,
            },
            name,
        )
        return PreparedClip(
            mp4=made.read_bytes(),
            jpeg=still.read_bytes(),
            wav=b"" if answer["mute"] else heard.read_bytes(),
            frames=answer["frames"],
            width=answer["width"],
            height=answer["height"],
            focus=(answer["focus"][0], answer["focus"][1]),
            hashes=tuple(answer["hashes"]),
            smooth=answer["smooth"],
            note=answer["note"] + (f"; {answer['mute']}" if sound and answer["mute"] else ""),
        )


def _asked(request: dict[str, Any], name: str) -> dict[str, Any]:
    try:
        child = confined.start(WORKER, subprocess.PIPE)
    except OSError as error:
        raise ToolError(f"No process can be started to read the clip {name}: {error.strerror}.") from error
    with child:
        try:
            out, errors = child.communicate(json.dumps(request).encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            raise BadInput(f"The clip {name} cannot be used: reading it takes more than {SECONDS:.0f} s.") from None
        except BaseException:
            child.kill()
            raise
    if child.returncode != 0:
        # Killed by its limits, or by a fault of a decoder: the clip's, not ours.
        last = confined.last_words(errors, child.returncode)
        raise BadInput(f"The clip {name} cannot be used: it breaks the program that reads it ({last}).")
    answer: dict[str, Any] = json.loads(out)
    if refused := answer.get("refused"):
        raise BadInput(f"The clip {name} cannot be used: {refused}.")
    return answer
