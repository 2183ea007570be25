"""The folder for everything this host stores: assets, results, the ledger, caches. It is safe to delete."""

import os
from functools import cache
from pathlib import Path

from tasks.domain.errors import SetupError
from tasks.machine.env_file import CHECKOUT
from tasks.machine.room import why_unwritable
from tasks.machine.settings import settings

__all__ = ["CHANNELS", "CHECKOUT", "home"]

ADVICE = "Set DAILIES_HOME to a writable folder."
CHANNELS = CHECKOUT / "deployments" / "channels"


def home() -> Path:
    """DAILIES_HOME, or `.dailies` in the checkout. Creates it if missing; raises SetupError if it cannot be written."""
    folder = settings().home.expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"Cannot create the folder {folder}: {error.strerror}.", advice=ADVICE) from error
    _check(folder)
    return folder


@cache
def _check(folder: Path) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in str(folder)):  # a byte that was no letter
        raise SetupError(
            f"Python cannot read all letters of the name {os.fsencode(folder).decode(errors='replace')} here.",
            advice="Set PYTHONUTF8=1, or a locale of UTF-8: LANG=C.UTF-8.",
        )
    if why := why_unwritable(folder):
        raise SetupError(f"The folder {folder} cannot be written: {why}.", advice=ADVICE)
