"""Hands a command over to the Python of the checkout's virtual environment, where its packages are.

So `python -m flows` works as it is written, whichever Python the shell finds. This module must load in any Python:
it uses the standard library alone, and nothing that is newer than Python 3.6.
"""

import importlib.util
import os
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)  # as in pyproject.toml
NEEDED = ("prefect", "skia", "obstore", "google_auth_oauthlib")  # they stand for all packages
NOT_READY = 3  # the exit code of SetupError, whose module an old Python cannot load


def hand_over(package: str) -> None:
    """Return if this Python has the packages; else run `python -m package` in the virtual environment instead.

    A virtual environment that somebody activated is left in charge. Exits with a sentence if there is none that works.
    """
    ready = all(map(importlib.util.find_spec, NEEDED)) and sys.version_info >= OLDEST
    if ready and sys.prefix != sys.base_prefix:
        return
    python = CHECKOUT / ".venv" / "bin" / "python"
    if python.exists() and os.path.realpath(sys.prefix) != os.path.realpath(str(CHECKOUT / ".venv")):
        os.execv(str(python), [str(python), "-m", package, *sys.argv[1:]])  # noqa: S606
    if not ready:
        sys.stderr.write(
            f"The packages of Dailies are not installed for this Python ({sys.executable}).\nRun `make short` (or, to "
            f"develop, `make setup`) in {CHECKOUT} first. It needs Python 3.11 to 3.13.\n"
        )
        sys.exit(NOT_READY)
