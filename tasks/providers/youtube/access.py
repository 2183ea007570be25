"""The right to act for a channel: google-auth's credentials, refreshed through this application's door to HTTP."""

import json
from collections.abc import Mapping
from pathlib import Path

from tasks.domain.errors import BadAnswer, SetupError, WrongKey
from tasks.machine.network.http import Response, check, exchange

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
        from google.oauth2.credentials import Credentials  # noqa: PLC0415 - takes long, and not every run uploads

        info = _read(secret)
        self._credentials = Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=info["refresh_token"],
            client_id=info["client_id"],
            client_secret=info["client_secret"],
            token_uri=token_url,
        )

    def headers(self) -> dict[str, str]:
        if not self._credentials.token:
            self.refresh()
        return {"Authorization": f"Bearer {self._credentials.token}"}

    def hidden(self, data: bytes) -> bytes:
        """What a service said, without the token should it repeat it: errors quote what services say."""
        return data.replace(str(self._credentials.token).encode(), b"(the token)")

    def refresh(self) -> None:
        """Raises WrongKey when Google no longer accepts the refresh token."""
        self._credentials.refresh(_door)  # type: ignore[no-untyped-call]


def _read(secret: str) -> dict[str, str]:
    try:
        text = secret.strip()
        if not text.startswith("{"):
            text = Path(text).expanduser().read_text(encoding="utf-8")
        info = json.loads(text)
        return {name: str(info[name]) for name in ("client_id", "client_secret", "refresh_token")}
    except (ValueError, TypeError, KeyError, OSError):
        # Their texts would quote the secret, or a path that is one.
        raise SetupError("YOUTUBE_TOKEN cannot be used.", advice=FORM) from None


def _door(
    url: str, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None, **_: object
) -> Response:
    """What google-auth sends its requests through. It would send some again by itself, and trip over what is no JSON:
    both are raised here instead."""
    answer = exchange(method, url, service=SERVICE, headers=headers, content=body)
    if answer.status in {400, 401}:
        raise WrongKey("Google no longer accepts the token for YouTube.", service="YouTube", advice=HOW_TO_RENEW)
    told = check(answer, SERVICE).json(SERVICE)
    if not isinstance(told, dict) or "access_token" not in told or answer.status != 200:
        raise BadAnswer(f"{SERVICE} gave no access token.", service=SERVICE, advice="Try again later.")
    return answer
