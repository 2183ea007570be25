"""The right to act for a channel: google-auth's credentials, refreshed through this application's door to HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from google.auth import transport
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials

from tasks.domain.errors import BadAnswer, SetupError, WrongKey
from tasks.machine.http import check, exchange

SERVICE = "Google's token service"
HOW_TO_RENEW = (
    "Get a new one with `python -m deployments auth youtube`. While the app's consent screen is in testing, Google "
    "ends every token after 7 days: publish the app in the Google Cloud console to keep it."
)
FORM = (
    "It must be the JSON that `python -m deployments auth youtube` gives (client_id, client_secret and refresh_token), "
    "or the path of a file with it."
)


class Access:
    """An access token, asked for when it is first needed and again when YouTube no longer takes it."""

    def __init__(self, secret: str, token_url: str) -> None:
        try:
            self._credentials = Credentials.from_authorized_user_info({**_read(secret), "token_uri": token_url})  # type: ignore[no-untyped-call]
        except (ValueError, TypeError, OSError):
            # Its text would quote the secret, or a path that is one.
            raise SetupError("YOUTUBE_TOKEN cannot be used.", advice=FORM) from None

    def headers(self) -> dict[str, str]:
        if not self._credentials.token:
            self.refresh()
        return {"Authorization": f"Bearer {self._credentials.token}"}

    def refresh(self) -> None:
        """Raises WrongKey when Google no longer accepts the refresh token."""
        try:
            self._credentials.refresh(_Door())
        except GoogleAuthError:
            raise BadAnswer(f"{SERVICE} gave no access token.", service=SERVICE, advice="Try again later.") from None


def _read(secret: str) -> dict[str, Any]:
    text = secret.strip()
    if not text.startswith("{"):
        text = Path(text).expanduser().read_text(encoding="utf-8")
    info = json.loads(text)
    return {name: info[name] for name in ("client_id", "client_secret", "refresh_token") if info.get(name)}


@dataclass(frozen=True)
class _Response(transport.Response):
    status: int
    headers: Mapping[str, str]
    data: bytes


class _Door(transport.Request):
    """What google-auth sends its requests through. It would send them again by itself: a no is raised here instead."""

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: object,
    ) -> transport.Response:
        answer = exchange(method, url, service=SERVICE, seconds=timeout or 30.0, headers=headers, content=body)
        if answer.status in {400, 401}:
            raise WrongKey("Google no longer accepts the token for YouTube.", service="YouTube", advice=HOW_TO_RENEW)
        check(answer, SERVICE)
        return _Response(answer.status, answer.headers, answer.data)
