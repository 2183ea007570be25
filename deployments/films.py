"""The page of the server on which a film is watched: `/films/` and the film's key. Read-only.

The page is the same for every film and holds nothing. Its script sends the password that the browser keeps for
Prefect's UI, and receives the film's title and an address of its file. A `<video>` cannot send a password, so that
address is signed, for a few hours. Only films that the ledger lists are served, by their keys: no part of a request
becomes a path.
"""

import asyncio
import hashlib
import hmac
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tasks.domain.edition import Film
from tasks.domain.errors import DailiesError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HOURS = 6
ROUTE = re.compile(r"/films/(?P<film>[0-9a-f]{64})(?P<part>|/about|/short\.mp4)")
HERE = b"Dailies shows films here.\n"  # /films/ itself: a run asks whether its server has this page
PAGE = Path(__file__).with_name("film.html")
UNKNOWN = "This server's ledger does not list this film. A server and its workers need the same DAILIES_LEDGER."


class Films:
    """An ASGI application for paths below /films/. `authorization` is the header of who knows the password."""

    def __init__(self, authorization: bytes, clock: Callable[[], float] = time.time) -> None:
        self.authorization = authorization
        self.clock = clock
        self.key = hmac.digest(authorization, b"films", "sha256")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET and HEAD; with 404 for everything that is neither the page nor a listed film."""
        from starlette.responses import HTMLResponse, JSONResponse, Response  # noqa: PLC0415 - Prefect loads it later

        route = ROUTE.fullmatch(scope["path"])
        response: Response
        if scope["method"] not in {"GET", "HEAD"}:
            response = Response(status_code=405)
        elif scope["path"] == "/films/":
            response = Response(HERE, media_type="text/plain")
        elif not route:
            response = JSONResponse({"error": "There is no such page."}, status_code=404)
        elif route["part"] == "":
            response = HTMLResponse(PAGE.read_bytes())
        elif route["part"] == "/about":
            status, about = await self._about(scope, route["film"])
            response = JSONResponse(about, status_code=status)
        else:
            response = await self._video(scope, route["film"])
        response.headers["cache-control"] = "no-store"
        await response(scope, receive, send)

    def signed(self, film: str, until: int) -> str:
        """The address of a film's file that is good until this time, in seconds since 1970."""
        return f"/films/{film}/short.mp4?until={until}&sign={self._sign(film, until)}"

    async def _about(self, scope: Scope, key: str) -> tuple[int, dict[str, object]]:
        sent = next((bytes(value).strip() for name, value in scope["headers"] if name == b"authorization"), b"")
        if not hmac.compare_digest(sent, self.authorization):
            return 401, {"error": "Log in first."}
        try:
            film = await asyncio.to_thread(_find, key)
        except DailiesError as error:
            return 503, {"error": str(error)}
        if film is None:
            return 404, {"error": UNKNOWN}
        about = film.model_dump(mode="json", exclude={"video"})
        try:
            await asyncio.to_thread(_verify, film)
        except DailiesError:
            return 404, {**about, "error": _elsewhere(film)}
        return 200, {**about, "video": self.signed(key, int(self.clock()) + HOURS * 3600)}

    async def _video(self, scope: Scope, key: str) -> Any:
        from starlette.responses import FileResponse, Response  # noqa: PLC0415 - see above

        asked = parse_qs(scope["query_string"].decode("latin-1"))
        until, sign = asked.get("until", [""])[0], asked.get("sign", [""])[0]
        if not re.fullmatch(r"[0-9]{1,12}", until) or int(until) < self.clock():
            return Response("This address has expired. Open the film's page again.", status_code=403)
        if not hmac.compare_digest(sign.encode(), self._sign(key, int(until)).encode()):
            return Response("This address is not one of this server's.", status_code=403)
        film = await asyncio.to_thread(_find, key)
        path = await asyncio.to_thread(_file, film) if film else None
        return FileResponse(path, media_type="video/mp4") if path else Response(status_code=404)

    def _sign(self, film: str, until: int) -> str:
        return hmac.new(self.key, f"{film} {until}".encode(), hashlib.sha256).hexdigest()


def _find(key: str) -> Film | None:
    # Only here: the server starts without waiting for these imports.
    from tasks.machine.storage.films import listed_film  # noqa: PLC0415
    from tasks.machine.storage.ledger import ledger  # noqa: PLC0415

    return listed_film(key, ledger())


def _verify(film: Film) -> None:
    from tasks.machine.storage.assets import assets  # noqa: PLC0415 - see above
    from tasks.machine.storage.films import verified_file  # noqa: PLC0415

    verified_file(film, assets())


def _file(film: Film) -> Path | None:
    from tasks.machine.storage.assets import assets  # noqa: PLC0415 - see above
    from tasks.machine.storage.films import file_now  # noqa: PLC0415

    return file_now(film, assets())


def _elsewhere(film: Film) -> str:
    where = f", in {film.folder}" if film.folder else ""
    return f"The film is not on this host. It was made on {film.host or 'another host'}{where}."
