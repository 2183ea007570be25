"""Access tokens for a channel: google-auth's credentials, refreshed through `machine.network.http`."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tasks.domain.errors import BadAnswer, SetupError, WrongKey
from tasks.machine.clock import now
from tasks.machine.network.http import Response, check, exchange

SERVICE = "Google's token service"
HOW_TO_RENEW = (
    "Get a new one with `python -m deployments auth youtube`. While the app's consent screen is in testing, tokens "
    "expire after 7 days: publish the app in the Google Cloud console."
)
FIELDS = ("client_id", "client_secret", "refresh_token")
END = "refresh_token_ends"  # in UTC, ISO 8601
MADE = "made"  # in UTC, ISO 8601
GOOGLE = "https://www.googleapis.com/auth/"
SCOPES = (f"{GOOGLE}youtube.upload", f"{GOOGLE}youtube.force-ssl")  # what the token must be allowed
FORM = (
    "Set it to the JSON that `python -m deployments auth youtube` writes (client_id, client_secret and refresh_token), "
    "or to the path of a file that holds it."
)


class Access:
    """An access token, requested when it is first needed, and again when YouTube rejects it."""

    def __init__(self, secret: str, token_url: str) -> None:
        from google.oauth2.credentials import Credentials  # noqa: PLC0415 - a slow import, and not every run uploads

        info = _read(secret)
        # Only of an app in testing: `auth` keeps what Google said then, and Google may say it again.
        self._end = datetime.fromisoformat(info[END]) if END in info else None
        self.made = datetime.fromisoformat(info[MADE]) if MADE in info else None
        self._scopes: str | None = None  # as Google names them with each access token
        self._credentials = Credentials(  # type: ignore[no-untyped-call]
            None,
            refresh_token=info["refresh_token"],
            client_id=info["client_id"],
            client_secret=info["client_secret"],
            token_uri=token_url,
        )

    def headers(self) -> dict[str, str]:
        """The Authorization header."""
        if not self._credentials.token:
            self.refresh()
        return {"Authorization": f"Bearer {self._credentials.token}"}

    def redacted(self, data: bytes) -> bytes:
        """The data without the token, since errors quote responses."""
        return data.replace(str(self._credentials.token).encode(), b"(the token)")

    def refresh(self) -> None:
        """Raises WrongKey if Google no longer accepts the refresh token."""
        self._credentials.refresh(self._send)  # type: ignore[no-untyped-call]

    def end(self) -> datetime | None:
        """When the refresh token ends, None if Google did not say. Raises WrongKey if it has ended or lacks a scope."""
        self.refresh()
        granted = set(self._scopes.split()) if self._scopes else set(SCOPES)
        if lacking := [scope.removeprefix(GOOGLE) for scope in SCOPES if scope not in granted]:
            raise WrongKey(
                f"The token for YouTube lacks the permission {', '.join(lacking)}.",
                service="YouTube",
                advice="Get a new one with `python -m deployments auth youtube`, and tick every box.",
            )
        return self._end

    def _send(self, *args: Any, **more: Any) -> Response:
        answer = _send(*args, **more)
        found = answer.json(SERVICE)
        self._end, self._scopes = end_in(found) or self._end, str(found.get("scope") or "") or None
        return answer


def end_in(token: Mapping[str, Any]) -> datetime | None:
    """When the refresh token of this answer of Google's ends, if it says so."""
    seconds = token.get("refresh_token_expires_in")
    return now() + timedelta(seconds=seconds) if isinstance(seconds, int) and seconds > 0 else None


def _read(secret: str) -> dict[str, str]:
    try:
        text = secret.strip()
        if not text.startswith("{"):
            text = Path(text).expanduser().read_text(encoding="utf-8")
        info = json.loads(text)
        times = {END, MADE} & set(info)
        for name in times:
            datetime.fromisoformat(info[name])
        return {name: str(info[name]) for name in (*FIELDS, *times)}
    except (ValueError, TypeError, KeyError, OSError):
        # The original message would quote the secret.
        raise SetupError("YOUTUBE_TOKEN cannot be used.", advice=FORM) from None


def _send(
    url: str, method: str = "GET", body: bytes | None = None, headers: Mapping[str, str] | None = None, **_: object
) -> Response:
    """google-auth's transport. Raises failures itself: google-auth would retry, or fail on a body that is not JSON."""
    answer = exchange(method, url, service=SERVICE, headers=headers, content=body)
    if answer.status in {400, 401}:
        raise WrongKey("Google no longer accepts the token for YouTube.", service="YouTube", advice=HOW_TO_RENEW)
    body_json = check(answer, SERVICE).json(SERVICE)
    if not isinstance(body_json, dict) or "access_token" not in body_json or answer.status != 200:
        raise BadAnswer(f"{SERVICE} sent no access token.", service=SERVICE, advice="Try again later.")
    return answer
