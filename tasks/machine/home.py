"""The folder for everything this host stores: assets, results, the ledger, caches. It is safe to delete."""

from pathlib import Path

from tasks.domain.errors import SetupError
from tasks.machine.env_file import CHECKOUT
from tasks.machine.settings import settings

__all__ = ["CHANNELS", "CHECKOUT", "home"]

CHANNELS = CHECKOUT / "deployments" / "channels"


def home() -> Path:
    """DAILIES_HOME, or `.dailies` in the checkout. Creates it if missing; raises SetupError if that fails."""
    folder = settings().home.expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"Cannot create the folder {folder}: {error.strerror}.", advice="Set DAILIES_HOME to a writable folder."
        ) from error
    return folder
