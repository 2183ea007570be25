"""Asks services without keys: every request names its sender, and every response is cached for a day."""

import logging
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from tasks.domain.errors import BadAnswer, Missing, Permanent, RateLimited, ServiceError, Transient
from tasks.machine.courtesy import asking
from tasks.machine.network.http import Response, check, exchange
from tasks.providers.context import ProviderContext

log = logging.getLogger(__name__)

SECONDS = 20.0


def look_up(
    context: ProviderContext,
    service: str,
    url: str,
    params: Mapping[str, str | int],
    read: Callable[[dict[str, Any]], Any],
) -> Any:
    """What `read` takes from the JSON object that a GET returns. Cached for a day, unless `read` raises."""

    def ask() -> Any:
        introduce(context, service)
        with asking(url):
            answer = exchange(
                "GET", url, service=service, seconds=SECONDS, params=params, headers={"User-Agent": context.agent}
            )
        try:
            body = _checked(answer, service).json(service)
        except RateLimited as error:
            raise advised(error, context) from None
        if not isinstance(body, dict):
            raise BadAnswer(f"{service} sent no JSON object.", service=service, advice="Try again later.")
        return read(body)

    return context.responses.json({"url": url, "params": dict(params)}, ask)


def introduce(context: ProviderContext, service: str) -> None:
    """Say, once a process, that a service without keys does not know whom it serves."""
    if not context.contact:
        _warn(service)


@cache
def _warn(service: str) -> None:
    log.warning(
        "CONTACT is not set. %s and other services without keys give more to those who name an address: set CONTACT to "
        "your e-mail address or web page.",
        service,
    )


def advised(error: RateLimited, context: ProviderContext) -> RateLimited:
    """The error, with the advice to set CONTACT if that is missing."""
    if context.contact:
        return error
    return RateLimited(
        error.message,
        service=error.service,
        retry_after=error.retry_after,
        advice="The stage retries after a pause. Set CONTACT: who names an address may ask more often.",
    )


def mediawiki(context: ProviderContext, service: str, base_url: str, params: Mapping[str, str | int]) -> list[Any]:
    """The pages that a query to MediaWiki's API finds, best first."""
    query = {"action": "query", "format": "json", "formatversion": 2, **params}

    def read(body: dict[str, Any]) -> list[Any]:
        if "error" in body:
            refusal = _refusal(body["error"], service)
            raise advised(refusal, context) if isinstance(refusal, RateLimited) else refusal
        result = body.get("query", {})
        pages = result.get("pages", []) if isinstance(result, dict) else None
        if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
            raise BadAnswer(f"{service} sent no list of pages.", service=service, advice="Try again later.")
        return sorted(pages, key=lambda page: page.get("index", 0))

    found: list[Any] = look_up(context, service, f"{base_url}/w/api.php", query, read)
    return found


def _checked(answer: Response, service: str) -> Response:
    if answer.status == 404:
        raise Missing(f"{service} has nothing there (404).", service=service)
    if answer.status in {401, 403}:
        raise Permanent(
            f"{service} rejected an anonymous request (HTTP {answer.status}).",
            service=service,
            advice="Set CONTACT to your e-mail address or web page, or name another source in the channel's file.",
        )
    return check(answer, service)


def _refusal(error: Any, service: str) -> ServiceError:
    """MediaWiki reports errors with status 200."""
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    if code == "ratelimited":
        return RateLimited(
            f"{service} limits the rate of requests.", service=service, advice="Dailies retries after a pause."
        )
    if code in {"maxlag", "readonly"} or code.startswith("internal_api_error"):
        return Transient(f"{service} is too busy ({code}).", service=service, advice="Try again later.")
    return BadAnswer(f"{service} refuses the query ({code or 'no reason given'}).", service=service)
