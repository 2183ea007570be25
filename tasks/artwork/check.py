"""Checks that this machine can draw: Skia's wheel needs two system libraries, and fails without them only on import."""

import os
from pathlib import Path

from tasks.domain.errors import SetupError


def check_drawing() -> None:
    """Raises SetupError if Skia cannot be loaded. The first call imports Skia."""
    os.environ.setdefault("FONTCONFIG_FILE", str(Path(__file__).parent / "fonts.conf"))
    try:
        import skia  # noqa: F401, PLC0415 - the import is the check
    except ImportError as error:
        raise SetupError(
            f"Cannot load the drawing library: {error}.",
            advice="Install two system libraries: apt install libegl1 libgl1 (Debian, Ubuntu), dnf install "
            "libglvnd-egl libglvnd-glx (Fedora), apk add mesa-egl mesa-gl (Alpine).",
        ) from error
