"""Where this host keeps what it makes: the asset store, results, the ledger, caches. One folder, safe to delete."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
CHANNELS = CHECKOUT / "deployments" / "channels"


def home() -> Path:
    """DAILIES_HOME, or `.dailies` in the checkout; made when missing."""
    folder = Path(os.environ.get("DAILIES_HOME") or CHECKOUT / ".dailies").expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
