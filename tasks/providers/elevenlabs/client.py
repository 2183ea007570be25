"""Sends one request with the official client, without its retries, and maps every failure to an error of Dailies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import httpx

from tasks.domain.errors import ServiceError, Transient
from tasks.machine.network import http
from tasks.providers.context import ProviderContext
from tasks.providers.elevenlabs.refusals import SERVICE, unexpected_response
from tasks.providers.elevenlabs.refusals import failure as failure_of
from tasks.providers.elevenlabs.settings import KEY, ElevenLabsSettings

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

R = TypeVar("R")


def call(context: ProviderContext, act: Callable[[ElevenLabs], R]) -> R:
    """Returns what `act` gets from the client.

    Raises ServiceError. No error holds the request, whose headers carry the key.
    """
    from elevenlabs.client import ElevenLabs  # noqa: PLC0415 - the import takes a second
    from elevenlabs.core.api_error import ApiError  # noqa: PLC0415
    from elevenlabs.core.parse_error import ParsingError  # noqa: PLC0415

    key, settings = context.key(KEY), context.settings(ElevenLabsSettings)
    seconds = settings.seconds
    failure: ServiceError
    with http.client(seconds) as session:
        client = ElevenLabs(api_key=key, base_url=settings.base_url, httpx_client=session, timeout=seconds)
        try:
            return act(client)
        except ApiError as error:
            failure = failure_of(error.status_code or 0, error.headers or {}, error.body, key)
        except httpx.TimeoutException:
            failure = Transient(
                f"ElevenLabs did not answer within {seconds:.0f} s.",
                service=SERVICE,
                advice="Try again later, or raise ELEVENLABS_SECONDS.",
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            failure = http.unreachable(SERVICE, error)
        except (ParsingError, TypeError, *http.NO_JSON):  # the client unpacks JSON without checking it
            failure = unexpected_response()
    # Raised outside the handlers: inside one, the error would carry the client's own, with the key, as its context.
    raise failure
