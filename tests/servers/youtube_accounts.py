"""One YouTube with several channels, each of another Google account: whose channel it is, the token alone says."""

import json
from urllib.parse import parse_qs

from tests.servers.oauth import CLIENT
from tests.servers.wire import Reply, Request, Vendor
from tests.servers.youtube import YouTube
from tests.servers.youtube_rules import error


class Channel(YouTube):
    """A channel at its platform's address. Ids of videos and sessions are alike in all; none sees another's."""

    def __init__(self, name: str, platform: Vendor) -> None:
        super().__init__(name)
        self.platform = platform
        self.authority.refresh = {f"canary-refresh-{name}"}
        self.authority.name = f"{name}-"

    @property
    def url(self) -> str:
        return self.platform.url


class YouTubeAccounts(Vendor):
    """Sends each request to the channel of its token; a token of nobody is refused."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.channels = {name: Channel(name, self) for name in names}

    def environment(self) -> dict[str, str]:
        """The shared addresses, and a token for each account of a channel's name."""
        tokens = {
            f"YOUTUBE_TOKEN_{name.upper()}": json.dumps(
                {"type": "authorized_user", **CLIENT, "refresh_token": f"canary-refresh-{name}"}
            )
            for name in self.channels
        }
        return {"YOUTUBE_BASE_URL": self.url, "YOUTUBE_TOKEN_URL": f"{self.url}/token", **tokens}

    def answer(self, request: Request) -> Reply:
        if request.path == "/token":
            sent = parse_qs(request.body.decode()).get("refresh_token", [""])[-1]
            owners = [channel for channel in self.channels.values() if sent in channel.authority.refresh]
            return owners[0].answer(request) if owners else Reply(400, {"error": "invalid_grant"})
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        owners = [channel for channel in self.channels.values() if bearer in channel.authority.access]
        return owners[0].answer(request) if owners else Reply(401, error(401, "authError", "Invalid Credentials"))
