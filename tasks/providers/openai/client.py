"""Sends one request with the official client, without its retries, and maps every failure to an error of Dailies."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tasks.domain.errors import ServiceError, Transient
from tasks.machine.network import http
from tasks.providers.context import ProviderContext
from tasks.providers.openai.refusals import SERVICE, Refusal, error_of, unexpected_response
from tasks.providers.openai.settings import KEY, OpenAISettings
from tasks.providers.openai_api import body_of, opened

if TYPE_CHECKING:
    from openai import OpenAI

R = TypeVar("R")


class Refused(Exception):
    """A refusal in an answer that says 200, as some routers send it."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


def call(
    context: ProviderContext,
    model: str,
    act: Callable[[OpenAI], R],
    salvage: Callable[[str], R] | None = None,
) -> R:
    """Returns what `act` gets from the client, or what `salvage` makes of a text that the server found to be no JSON.

    Raises ServiceError. No error holds the request, whose headers carry the key.
    """
    import openai  # noqa: PLC0415 - the import takes a second

    key, settings = context.key(KEY), context.settings(OpenAISettings)
    failure: ServiceError
    with http.client(settings.seconds) as session:
        try:
            client = opened(session, key=key, base_url=settings.base_url, seconds=settings.seconds)
            return act(client)
        except openai.APITimeoutError:
            failure = Transient(
                f"OpenAI did not answer within {settings.seconds:.0f} s.",
                service=SERVICE,
                advice="Try again later, or raise OPENAI_SECONDS.",
            )
        except openai.APIConnectionError as error:
            cause = error.__cause__
            failure = http.unreachable(SERVICE, cause if isinstance(cause, Exception) else error)
        except openai.APIStatusError as error:
            refusal = Refusal.of(error.status_code, body_of(error), key)
            if salvage and refusal.partial is not None:
                return salvage(refusal.partial)
            failure = error_of(refusal, error.response.headers, model)
        except Refused as error:
            failure = error_of(error.refusal, {}, model)
        except (openai.OpenAIError, *http.NO_JSON):
            failure = unexpected_response()
    # Raised outside the handlers: inside one, the error would carry the client's own, with the key, as its context.
    raise failure
