"""Where this host keeps what it makes: the asset store, results, the ledger, caches. One folder, safe to delete."""

from pathlib import Path

from tasks.domain.errors import SetupError
from tasks.machine.settings import CHECKOUT, settings

__all__ = ["CHANNELS", "CHECKOUT", "home"]

CHANNELS = CHECKOUT / "deployments" / "channels"


def home() -> Path:
    """DAILIES_HOME, or `.dailies` in the checkout; made when missing. Raises SetupError where it cannot be made."""
    folder = settings().home.expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(
            f"The folder {folder} cannot be made: {error.strerror}.", advice="Set DAILIES_HOME to one that can."
        ) from error
    return folder
