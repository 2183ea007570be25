"""Whether this machine can draw: Skia's wheel wants two libraries of the system, and says so only at import."""

import os
from pathlib import Path

from tasks.domain.errors import SetupError


def check_drawing() -> None:
    """Raises SetupError with what to install. Costs an import the first time."""
    os.environ.setdefault("FONTCONFIG_FILE", str(Path(__file__).parent / "fonts.conf"))
    try:
        import skia  # noqa: F401, PLC0415 - to import it is the check
    except ImportError as error:
        raise SetupError(
            f"The drawing library cannot be loaded ({error}).",
            advice="Install two system libraries: apt install libegl1 libgl1 (Debian, Ubuntu), dnf install "
            "libglvnd-egl libglvnd-glx (Fedora), apk add mesa-egl mesa-gl (Alpine).",
        ) from error
