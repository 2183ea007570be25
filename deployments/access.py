"""Who may use the Prefect server that this host runs: whoever knows its password, which only this user can read.

Whoever reaches a Prefect server can read its secrets and run commands on its workers. Prefect's password closes the
API and the websockets, its CSRF protection stops writes by pages, and `doors` refuses foreign pages altogether.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from deployments.doors import HOSTS
from tasks.domain.errors import SetupError
from tasks.stagecraft.environment import CLIENT_PASSWORD, CSRF, SERVER_PASSWORD, USER

FILE = "password"  # in the server's folder


def password(folder: Path, env: Mapping[str, str] = os.environ) -> str:
    """`user:password` of the server whose folder this is: the operator's, if the environment sets it, else our own.

    Our own is made once, and kept in the folder in a file of mode 600. Raises SetupError if others can read that file.
    """
    chosen = env.get(SERVER_PASSWORD) or env.get(CLIENT_PASSWORD)
    return chosen or _kept(folder / FILE)


def server_settings(host: str, port: int, secret: str) -> dict[str, str]:
    """The variables that close a server at this address."""
    return {
        SERVER_PASSWORD: secret,
        CLIENT_PASSWORD: secret,
        CSRF: "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": f"http://{host}:{port}",
        HOSTS: f"{host}:{port}",
    }


def login(page: str, secret: str) -> str:
    """The address that logs a browser in. What follows # stays in the browser."""
    return f"{page}/enter#{quote(secret)}"


def _kept(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = file.read_text().strip()
        if file.stat().st_mode & 0o077 or not kept:
            raise SetupError(
                f"The password file {file} is empty, or other users can read it.",
                advice="Delete it: the next start creates a new one.",
            ) from None
        return kept
    created = f"{USER}:{secrets.token_urlsafe(24)}"
    with os.fdopen(handle, "w") as out:
        out.write(created + "\n")
    return created
