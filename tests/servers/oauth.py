"""Google's authorisation and token endpoints for installed apps: PKCE, refresh tokens and scoped access tokens."""

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
    """Grants every valid request. `scopes` are those that the user ticks in the browser."""

    def __init__(self) -> None:
        self.scopes = {UPLOAD, MANAGE}
        self.revoked = False
        self.name = ""  # of the account, in its access tokens
        self.refresh_seconds = 0  # until a refresh token ends; Google says so for apps in testing
        self.access: dict[str, set[str]] = {}
        self.refresh = {REFRESH_TOKEN}
        self._requests: dict[str, Mapping[str, str]] = {}
        self._granted = 0

    def expire(self) -> None:
        """Invalidate all access tokens granted so far."""
        self.access.clear()

    def authorise(self, request: Request) -> Reply:
        """The authorisation endpoint: redirects back with a code. Raises BadRequest on invalid parameters."""
        params = request.query
        if params.get("client_id") != CLIENT["client_id"] or params.get("response_type") != "code":
            raise BadRequest("invalid_request: client_id or response_type")
        if params.get("code_challenge_method") != "S256" or len(params.get("code_challenge", "")) < 43:
            raise BadRequest("invalid_request: PKCE is required")
        if not params.get("state") or params.get("access_type") != "offline":
            raise BadRequest("invalid_request: state, and access_type=offline, are required")
        redirect = urlsplit(params.get("redirect_uri", ""))
        if redirect.scheme != "http" or redirect.hostname not in {"127.0.0.1", "localhost"}:
            raise BadRequest("redirect_uri_mismatch")
        code = f"code-{len(self._requests)}"
        self._requests[code] = params
        answer = urlencode({"state": params["state"], "code": code, "scope": " ".join(sorted(self.scopes))})
        return Reply(302, b"", {"Location": f"{params['redirect_uri']}?{answer}"})

    def token(self, request: Request) -> Reply:
        """The token endpoint, for refresh tokens and authorisation codes."""
        if request.method != "POST" or "x-www-form-urlencoded" not in request.headers.get("content-type", ""):
            return _error("invalid_request")
        form = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        in_form = all(form.get(name) == value for name, value in CLIENT.items())
        basic = "Basic " + base64.b64encode(":".join(CLIENT.values()).encode()).decode()
        if not in_form and request.headers.get("authorization") != basic:
            return Reply(401, {"error": "invalid_client", "error_description": "The OAuth client was not found."})
        if form.get("grant_type") == "refresh_token":
            if self.revoked or form.get("refresh_token") not in self.refresh:
                return _error("invalid_grant", "Token has been expired or revoked.")
            return self._grant({})
        params = self._requests.pop(form.get("code", ""), {})
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        if challenge != params.get("code_challenge") or form.get("redirect_uri") != params.get("redirect_uri"):
            return _error("invalid_grant", "Bad code, verifier or redirect_uri.")
        refresh = f"canary-refresh-token-{len(self.refresh)}"
        self.refresh.add(refresh)
        ends = {"refresh_token_expires_in": self.refresh_seconds} if self.refresh_seconds else {}
        return self._grant({"refresh_token": refresh, **ends})

    def _grant(self, more: Mapping[str, object]) -> Reply:
        self._granted += 1
        token = f"canary-access-token-{self.name}{self._granted}"
        self.access[token] = set(self.scopes)
        scope = " ".join(sorted(self.scopes))
        return Reply(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer", "scope": scope, **more})


def _error(error: str, why: str = "") -> Reply:
    return Reply(400, {"error": error, "error_description": why})
