"""Google's authorisation and token endpoints: installed apps with PKCE, refresh tokens, access tokens with scopes."""

import base64
import hashlib
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.servers.wire import BadRequest, Reply, Request

CLIENT = {"client_id": "dailies-test.apps.example", "client_secret": "canary-client-secret"}
REFRESH_TOKEN = "canary-refresh-token"  # noqa: S105 - a canary
UPLOAD = "https://www.googleapis.com/auth/youtube.upload"
MANAGE = "https://www.googleapis.com/auth/youtube.force-ssl"


class Authority:
    """Grants every application that asks properly. `scopes`: what the person at the browser ticks."""

    def __init__(self) -> None:
        self.scopes = {UPLOAD, MANAGE}
        self.revoked = False
        self.access: dict[str, set[str]] = {}
        self.refresh = {REFRESH_TOKEN}
        self._asked: dict[str, Mapping[str, str]] = {}
        self._given = 0

    def expire(self) -> None:
        """No access token given so far is taken any more."""
        self.access.clear()

    def authorise(self, request: Request) -> Reply:
        ask = request.query
        if ask.get("client_id") != CLIENT["client_id"] or ask.get("response_type") != "code":
            raise BadRequest("invalid_request: client_id or response_type")
        if ask.get("code_challenge_method") != "S256" or len(ask.get("code_challenge", "")) < 43:
            raise BadRequest("invalid_request: PKCE is required")
        if not ask.get("state") or ask.get("access_type") != "offline":
            raise BadRequest("invalid_request: state, and access_type=offline, are required")
        back = urlsplit(ask.get("redirect_uri", ""))
        if back.scheme != "http" or back.hostname not in {"127.0.0.1", "localhost"}:
            raise BadRequest("redirect_uri_mismatch")
        code = f"code-{len(self._asked)}"
        self._asked[code] = ask
        told = urlencode({"state": ask["state"], "code": code, "scope": " ".join(sorted(self.scopes))})
        return Reply(302, b"", {"Location": f"{ask['redirect_uri']}?{told}"})

    def token(self, request: Request) -> Reply:
        if request.method != "POST" or "x-www-form-urlencoded" not in request.headers.get("content-type", ""):
            return _no("invalid_request")
        form = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        in_form = all(form.get(name) == value for name, value in CLIENT.items())
        basic = "Basic " + base64.b64encode(":".join(CLIENT.values()).encode()).decode()
        if not in_form and request.headers.get("authorization") != basic:
            return Reply(401, {"error": "invalid_client", "error_description": "The OAuth client was not found."})
        if form.get("grant_type") == "refresh_token":
            if self.revoked or form.get("refresh_token") not in self.refresh:
                return _no("invalid_grant", "Token has been expired or revoked.")
            return self._grant({})
        ask = self._asked.pop(form.get("code", ""), {})
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if challenge != ask.get("code_challenge") or form.get("redirect_uri") != ask.get("redirect_uri"):
            return _no("invalid_grant", "Bad code, verifier or redirect_uri.")
        refresh = f"canary-refresh-token-{len(self.refresh)}"
        self.refresh.add(refresh)
        return self._grant({"refresh_token": refresh})

    def _grant(self, more: Mapping[str, str]) -> Reply:
        self._given += 1
        token = f"canary-access-token-{self._given}"
        self.access[token] = set(self.scopes)
        scope = " ".join(sorted(self.scopes))
        return Reply(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer", "scope": scope, **more})


def _no(error: str, why: str = "") -> Reply:
    return Reply(400, {"error": error, "error_description": why})
