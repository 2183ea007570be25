"""SerpApi's searches: paid, counted, kept for a day, and its ways of saying no told apart.

The official client builds the requests. They go out by our own door: the client would wait a thousand minutes, does
not look at the status, goes through the environment's proxies, and shows the key in its errors.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from serpapi import SerpApiClient

from tasks.domain.errors import BadAnswer, Permanent, QuotaSpent, RateLimited, ServiceError, Transient
from tasks.machine.network.http import Response, check, exchange, retry_after
from tasks.providers.context import ProviderContext
from tasks.providers.responses import LenientInt, ResponseModel, parse_response

SERVICE = "SerpApi"
SECONDS = 40.0  # a search that it has no copy of takes it some ten seconds
NOTHING = "hasn't returned any results"


class Client(SerpApiClient):  # type: ignore[misc]
    """Builds the request of a search, and sends it as everything is sent here."""

    def __init__(self, base_url: str, params: Mapping[str, object]) -> None:
        super().__init__(dict(params))  # a copy: it writes into what it is given
        self.BACKEND = base_url.rstrip("/")

    def get_response(self, path: str = "/search") -> Response:
        url, params = self.construct_url(path)
        return exchange("GET", url, service=SERVICE, seconds=SECONDS, params=params)


class AccountReply(ResponseModel):
    total_searches_left: int
    searches_per_month: LenientInt = 0
    account_rate_limit_per_hour: LenientInt = 0


class SerpApi:
    """The key stays in here."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self._key = context.key("serpapi")

    def search(self, purpose: str, parts: Sequence[str], **params: str | int) -> dict[str, Any]:
        """The named parts of the answer to a search: a paid one, or the same one of the last 24 hours."""
        vendors = self.context.vendors

        def ask() -> dict[str, Any]:
            price = vendors.serpapi_usd_per_search
            with self.context.spending.paying("serpapi", purpose, unit="searches", units=1, cost=price):
                body = self._found(self._send("/search", {**params, "output": "json"}))
            return {name: body[name] for name in parts if name in body}

        question = {"service": vendors.serpapi_base_url, "parts": list(parts), **params}
        answer: dict[str, Any] = self.context.responses.json(question, ask)
        return answer

    def account(self) -> AccountReply:
        """Costs nothing. Never kept: the answer holds the key."""
        answer = check(self._send("/account", {"engine": "google"}), SERVICE)
        return parse_response(AccountReply, answer.json(SERVICE), SERVICE)

    def _send(self, path: str, params: Mapping[str, object]) -> Response:
        client = Client(self.context.vendors.serpapi_base_url, {**params, "api_key": self._key})
        return client.get_response(path)

    def _found(self, answer: Response) -> dict[str, Any]:
        if answer.status == 429:
            raise self._too_much(answer)
        if answer.status == 400:
            raise Permanent(
                f"{SERVICE} refuses the search: {self._said(answer.json(SERVICE))}",
                service=SERVICE,
                advice="Asking again would not help.",
            )
        body = check(answer, SERVICE).json(SERVICE)
        if not isinstance(body, dict):
            raise BadAnswer(f"{SERVICE} sent no search result.", service=SERVICE, advice="Try again later.")
        said = self._said(body)
        if NOTHING in said:
            return {}
        metadata = body.get("search_metadata")
        status = metadata.get("status") if isinstance(metadata, dict) else None
        if said or status in {"Error", "Processing", "Queued"}:
            raise Transient(
                f"{SERVICE} could not finish the search: {said or status}", service=SERVICE, advice="Try again later."
            )
        if status != "Success":
            raise BadAnswer(f"{SERVICE} sent no search result.", service=SERVICE, advice="Try again later.")
        return body

    def _too_much(self, answer: Response) -> ServiceError:
        """429 means too many in an hour, or none left this month: its account tells which."""
        try:
            spent = self.account().total_searches_left <= 0
        except ServiceError:
            spent = b"run out of searches" in answer.data
        if spent:
            return QuotaSpent(
                f"{SERVICE} has no searches left.",
                service=SERVICE,
                advice="Wait for the next month, take a larger plan, or set fall_back in the channel's file.",
            )
        return RateLimited(
            f"{SERVICE} is asked more often than its plan allows in an hour.",
            service=SERVICE,
            retry_after=retry_after(answer.headers),
            advice="It is tried again after a pause.",
        )

    def _said(self, body: Any) -> str:
        """Its own words on an error, should they quote the key without it."""
        said = str(body.get("error") or "") if isinstance(body, dict) else ""
        return said.replace(self._key, "[key]")[:300]


class SerpApiAccount:
    """What is left of the plan."""

    def __init__(self, context: ProviderContext) -> None:
        self.api = SerpApi(context)

    def left(self) -> str:
        account = self.api.account()
        of = f" of {account.searches_per_month}" if account.searches_per_month else ""
        pace = f", at most {account.account_rate_limit_per_hour} an hour" if account.account_rate_limit_per_hour else ""
        return f"{account.total_searches_left}{of} searches left this month{pace}."
