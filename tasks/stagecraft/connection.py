"""Whether the Prefect server in PREFECT_API_URL can be used, and what to do if it cannot.

Commands that need a server call `check` before they begin; `explained` is for a server that fails later. Without them
an operator would see a traceback of the HTTP client, or wait for its retries.
"""

import re
import ssl
from collections.abc import Iterator

import httpx
import prefect
from prefect.client.base import ServerType
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from tasks.domain.errors import SetupError
from tasks.stagecraft.address import shown
from tasks.stagecraft.environment import CLIENT_PASSWORD, server_to_keep

OLDEST = (3, 8, 8)  # Prefect's version in pyproject.toml
PATIENCE = httpx.Timeout(30, connect=10)  # seconds
WHERE = (
    f"Set {CLIENT_PASSWORD} to the line in the file server/password in the DAILIES_HOME (.dailies by default) of the "
    "host that runs the server."
)


def check() -> None:
    """Raise SetupError unless the server in PREFECT_API_URL answers, knows our password, and has a version we can use.

    Does nothing if the server is embedded in this process.
    """
    api = server_to_keep()
    if not api:
        return
    # Prefect's client knows the operator's certificates and headers, but would retry for a minute: once is enough.
    with (
        temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 1}),
        get_client(sync_client=True, httpx_settings={"timeout": PATIENCE}) as client,
    ):
        if client.server_type == ServerType.CLOUD:
            return
        try:
            version = client.api_version()
        except (httpx.HTTPError, ValueError) as error:
            raise explained(error) or _no_prefect(api) from error
    check_version(api, version)


def check_version(api: str, version: object) -> None:
    """Raise SetupError if a server that calls itself `version` is too old or too new for the Prefect installed here."""
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version) if isinstance(version, str) else None
    if not found:
        raise _no_prefect(api)
    server, oldest = tuple(map(int, found.groups())), ".".join(map(str, OLDEST))
    if server[0] > OLDEST[0]:
        advice = "Upgrade Dailies on this host."
    elif server < OLDEST:
        advice = f"Upgrade the server to {oldest} or later, best to the {prefect.__version__} of this host."
    else:
        return
    raise SetupError(
        f"The server at {shown(api)} runs Prefect {version}, which does not work with the {prefect.__version__} here.",
        advice=advice,
    )


def explained(error: BaseException) -> SetupError | None:
    """What a failed request to the server in PREFECT_API_URL means, or None if `error` comes from nothing like that."""
    api = server_to_keep()
    for cause in _causes(error) if api else ():
        if isinstance(cause, httpx.HTTPError | httpx.InvalidURL) and _is_to(cause, api):
            return _meaning(cause, api)
    return None


def _meaning(error: Exception, api: str) -> SetupError | None:
    if isinstance(error, httpx.HTTPStatusError):
        return _refusal(error.response.status_code, api)
    if not isinstance(error, httpx.TransportError):
        return _no_prefect(api)
    why = str(error) or type(error).__name__
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return SetupError(
            f"Cannot open a secure connection to the Prefect server at {shown(api)}: {why}.",
            advice="If it has a certificate of your own, set PREFECT_API_SSL_CERT_FILE; if it has none, write http://.",
        )
    if isinstance(error, httpx.TimeoutException):
        why = "no answer in time"
    return SetupError(
        f"No Prefect server answers at {shown(api)} ({why}).",
        advice="Check that it is up and that this host can reach it, or correct or unset PREFECT_API_URL.",
    )


def _refusal(status: int, api: str) -> SetupError | None:
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        known = PREFECT_API_AUTH_STRING.value()
        what = f"refuses the password in {CLIENT_PASSWORD}" if known else "asks for a password"
        return SetupError(f"The Prefect server at {shown(api)} {what}.", advice=WHERE)
    if status == httpx.codes.MISDIRECTED_REQUEST:
        return SetupError(
            f"The Prefect server at {shown(api)} does not answer to this address.",
            advice="Set PREFECT_API_URL to the address that its `make up` printed, with /api at the end"
            + (" (127.0.0.1 instead of localhost)." if "//localhost" in api else "."),
        )
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return SetupError(
            f"The Prefect server at {shown(api)} is in trouble: it answers {status}.",
            advice="Its log, server.log in its folder, says why.",
        )
    return None


def _no_prefect(api: str) -> SetupError:
    return SetupError(
        f"What answers at {shown(api)} is not the API of a Prefect server.", advice="Correct PREFECT_API_URL."
    )


def _is_to(error: Exception, api: str) -> bool:
    """Whether the request was one to this API: a run makes many others."""
    try:
        request = getattr(error, "request", None)
    except RuntimeError:  # httpx knows no request
        return True
    return request is None or str(request.url).startswith(str(httpx.URL(api)))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and the errors that led to it."""
    while error:
        yield error
        error = error.__cause__ or error.__context__
