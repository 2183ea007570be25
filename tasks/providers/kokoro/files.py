"""The model and its voices on this host: `make voices` puts them into DAILIES_HOME/voices/kokoro."""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.domain.errors import BadInput, SetupError
from tasks.machine.home import home

ADVICE = "Run make voices, or name another voice."


def folder() -> Path:
    """Where the files are."""
    return home() / "voices" / "kokoro"


def model_file() -> Path:
    return folder() / "model.onnx"


def voice_names() -> list[str]:
    """The names of the voices that are here, sorted."""
    return sorted(file.stem for file in folder().glob("??_*.bin"))


def check_files(voice: str) -> None:
    """Raises SetupError without the model or any voice, and BadInput if this voice is none of them."""
    names = voice_names()
    if not names or not model_file().is_file():
        raise SetupError("The voice kokoro needs its model and its voices, which are not on this host.", advice=ADVICE)
    if voice not in names:
        raise BadInput(f"Kokoro has no voice {voice!r}.", advice=f"Known: {', '.join(names)}.")


@cache
def style(file: Path) -> NDArray[np.float32]:
    """A voice's styles: float32, 510 by 256, one row for each count of phonemes. Raises SetupError if it is damaged."""
    try:
        return np.fromfile(file, "<f4").reshape(510, 256)
    except (OSError, ValueError) as error:
        raise SetupError(f"The voice {file.stem} of Kokoro cannot be read: {error}.", advice=ADVICE) from error
