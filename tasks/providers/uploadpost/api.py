"""Upload-Post's API: one method per endpoint, each failure mapped to its own error.

From its documentation (November 2026): the endpoints, their fields and answers; a request id may be the client's own,
"so you can poll status even if the upload response is lost"; an unknown one is answered with 404; an upload without
activity for an hour has failed. Not documented, so not relied on: that a second upload with the same id is refused.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tasks.domain.edition import Place
from tasks.domain.errors import BadAnswer, Permanent, QuotaSpent, SetupError, WrongKey
from tasks.machine.network.http import NO_JSON, Response, check, exchange
from tasks.machine.storage.spending import Spending

SERVICE = "Upload-Post"
SECONDS = 60.0
UPLOAD_SECONDS = 240.0  # for a whole film; shorter than the lease on an upload
PAGE = "100"  # posts; the most that the history gives at once
BOUNDARY = "dailies-upload-5f2a9c1d"
MANAGE = "Connect it in Upload-Post under Manage Users"


class Api:
    """The endpoints that publishing needs."""

    def __init__(self, base_url: str, key: str, spending: Spending) -> None:
        self.base = base_url.rstrip("/")
        self._headers = {"Authorization": f"Apikey {key}"}
        self.spending = spending

    def place(self, profile: str, platform: str) -> Place:
        """The profile's account on a platform. Raises SetupError if there is none."""
        with self._paying("ask whose account it is"):
            found = self._object(self._get("/api/uploadposts/users"), "profiles")
        profiles = {str(each.get("username")): each for each in found["profiles"] if isinstance(each, dict)}
        if profile not in profiles:
            known = ", ".join(sorted(profiles)) or "none"
            raise SetupError(
                f"Upload-Post has no profile {profile!r} (it has: {known}).",
                advice="Name one: `account: NAME` in the channel's file, or UPLOADPOST_PROFILE.",
            )
        account = (profiles[profile].get("social_accounts") or {}).get(platform)
        if not account:
            raise SetupError(f"The Upload-Post profile {profile!r} has no {platform} account.", advice=f"{MANAGE}.")
        details = account if isinstance(account, dict) else {"username": str(account)}
        if details.get("reauth_required"):
            raise SetupError(f"{platform} wants the owner of {profile!r} to log in again.", advice=f"{MANAGE} again.")
        name = str(details.get("handle") or details.get("username") or details.get("display_name") or profile)
        return Place(id=f"{platform}/{name}", title=f"{details.get('display_name') or name} on {platform}")

    def upload(self, request: str, fields: Sequence[tuple[str, str]], film: bytes) -> None:
        """Send a film. Its outcome is asked by `status` with the same request id."""
        with self._paying("video"):
            answer = exchange(
                "POST",
                f"{self.base}/api/upload",
                service=SERVICE,
                seconds=UPLOAD_SECONDS,
                headers={
                    **self._headers,
                    "X-Request-Id": request,
                    "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
                },
                content=_multipart([*fields, ("request_id", request), ("async_upload", "true")], film),
            )
            self._object(answer, "success")

    def status(self, request: str) -> dict[str, Any] | None:
        """The state of an upload; None if Upload-Post knows none with this id."""
        answer = self._get("/api/uploadposts/status", {"request_id": request})
        return None if answer.status == 404 else self._object(answer, "status")

    def history(self) -> list[dict[str, Any]]:
        """The key's last posts, newest first: as many as one page has."""
        with self._paying("ask what was posted"):
            found = self._object(self._get("/api/uploadposts/history", {"page": "1", "limit": PAGE}), "history")
        return [post for post in found["history"] or () if isinstance(post, dict)]

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> Response:
        return exchange("GET", self.base + path, service=SERVICE, seconds=SECONDS, headers=self._headers, params=params)

    def _paying(self, purpose: str) -> Any:
        return self.spending.paying("uploadpost", purpose, unit="requests", units=1, cost=0.0)

    def _object(self, answer: Response, field: str) -> dict[str, Any]:
        found = _checked(answer).json(SERVICE)
        if not isinstance(found, dict) or field not in found:
            raise BadAnswer(f"Upload-Post's response has no {field}.", service=SERVICE, advice="Try again later.")
        return found


def result_on(found: Mapping[str, Any], platform: str) -> dict[str, Any] | None:
    """What a status says of one platform; None if it says nothing of it."""
    results = [each for each in found.get("results") or () if isinstance(each, dict)]
    return next((each for each in results if each.get("platform") == platform), None)


def why_not(result: Mapping[str, Any]) -> str:
    """Why a platform did not take the film, in its words."""
    why = result.get("error_message") or result.get("error") or result.get("message") or "without a reason"
    return str(why)[:300]


def _multipart(fields: Sequence[tuple[str, str]], film: bytes) -> bytes:
    """A form's body. Line breaks in a value stay: only the boundary, which no caption contains, ends it."""
    body = bytearray()
    for name, value in fields:
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    head = 'Content-Disposition: form-data; name="video"; filename="short.mp4"\r\nContent-Type: video/mp4'
    body += f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + film
    return bytes(body + f"\r\n--{BOUNDARY}--\r\n".encode())


def _checked(answer: Response) -> Response:
    why = _message(answer)
    if answer.status in {401, 403} and "limit" not in why.lower() and "plan" not in why.lower():
        raise WrongKey(f"Upload-Post refuses the key ({why or answer.status}).", service=SERVICE, advice="Check it.")
    if answer.status in {402, 403} or (answer.status == 429 and "limit" in why.lower()):
        raise QuotaSpent(
            f"Upload-Post's plan does not allow this ({why or answer.status}).",
            service=SERVICE,
            advice="Its dashboard shows the plan and what is left of it. What was published is kept.",
        )
    if 400 <= answer.status < 500 and answer.status not in {408, 409, 425, 429}:
        raise Permanent(
            f"Upload-Post refuses the request ({answer.status}, {why or 'without a reason'}).",
            service=SERVICE,
            advice="Correct that in the channel's file or in Upload-Post, and run again.",
        )
    return check(answer, SERVICE)


def _message(answer: Response) -> str:
    if answer.status < 400:
        return ""
    try:
        said = json.loads(answer.data)
        return str(said.get("message") or said.get("error") or "")[:300]
    except (*NO_JSON, AttributeError):
        return ""
