"""PREFECT_API_URL as text: Prefect fails to import, or to say what is wrong, if it is no address of a server's API."""

import re
from urllib.parse import urlsplit

from tasks.domain.errors import SetupError

EXAMPLE = "http://10.0.0.5:4200/api"


def check_address(api: str) -> None:
    """Raise SetupError if `api` cannot be the URL of a Prefect server's API."""
    if not _is_url(api):
        raise SetupError(
            f"PREFECT_API_URL={shown(api)} is not the URL of a Prefect server's API.",
            advice=f"Set it to one like {EXAMPLE}, or unset it.",
        )
    if "api" not in urlsplit(api).path.split("/"):
        raise SetupError(
            f"PREFECT_API_URL={shown(api)} lacks /api at its end.",
            advice=f"Set PREFECT_API_URL={shown(api).rstrip('/')}/api.",
        )


def shown(api: str) -> str:
    """The URL without the password that it may contain."""
    return re.sub(r"//[^/@]*@", "//", api)


def _is_url(api: str) -> bool:
    try:
        parts = urlsplit(api)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, or half an IPv6 address
        return False
    return bool(usable) and not re.search(r"\s", api)
