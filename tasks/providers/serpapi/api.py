"""SerpApi's endpoints: searches are metered and cached for a day; every failure is mapped to an error of Dailies.

The official client only builds the requests; `machine.network.http` sends them. The client itself would wait a thousand
minutes, ignore the status, use the environment's proxies, and show the key in its errors.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.domain.errors import BadAnswer, Permanent, QuotaSpent, RateLimited, ServiceError, Transient
from tasks.domain.runs.notices import LOW_BUDGET
from tasks.machine.network.http import Response, check, exchange, retry_after
from tasks.providers.context import ProviderContext
from tasks.providers.responses import LenientInt, ResponseModel, parse_response
from tasks.providers.serpapi.settings import KEY, SerpApiSettings

SERVICE = "SerpApi"
SECONDS = 40.0  # a search that SerpApi has not cached takes about ten seconds
NO_RESULTS = "hasn't returned any results"
A_SHORT = 5  # searches of one short


class AccountReply(ResponseModel):
    """What is left of the plan."""

    total_searches_left: int
    searches_per_month: LenientInt = 0
    account_rate_limit_per_hour: LenientInt = 0


class SerpApi:
    """SerpApi's API. The key never leaves this class."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        self.settings = context.settings(SerpApiSettings)
        self._key = context.key(KEY)

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"at": self.settings.base_url, "country": self.settings.country}

    def search(self, purpose: str, parts: Sequence[str], **params: str | int) -> dict[str, Any]:
        """The named parts of a search's result: paid, or cached if the same search was paid in the last 24 hours."""

        def ask() -> dict[str, Any]:
            price = self.settings.usd_per_search
            with self.context.spending.paying("serpapi", purpose, unit="searches", units=1, cost=price):
                body = self._result(self._send("/search", {**params, "output": "json"}))
            return {name: body[name] for name in parts if name in body}

        question = {"service": self.settings.base_url, "parts": list(parts), **params}
        answer: dict[str, Any] = self.context.responses.json(question, ask)
        return answer

    def account(self) -> AccountReply:
        """What is left of the plan. Free of charge. Never cached: the response holds the key."""
        answer = check(self._send("/account", {"engine": "google"}), SERVICE)
        return parse_response(AccountReply, answer.json(SERVICE), SERVICE)

    def _send(self, path: str, params: Mapping[str, object]) -> Response:
        from serpapi import SerpApiClient  # noqa: PLC0415 - the import takes a third of a second

        client = SerpApiClient({**params, "api_key": self._key})
        client.BACKEND = self.settings.base_url.rstrip("/")
        url, asked = client.construct_url(path)
        return exchange("GET", url, service=SERVICE, seconds=SECONDS, params=asked)

    def _result(self, answer: Response) -> dict[str, Any]:
        if answer.status == 429:
            raise self._too_many(answer)
        if answer.status == 400:
            raise Permanent(
                f"{SERVICE} refuses the search: {self._message(answer.json(SERVICE))}",
                service=SERVICE,
                advice="Name another topic, or another source in the channel's file.",
            )
        body = check(answer, SERVICE).json(SERVICE)
        if not isinstance(body, dict):
            raise BadAnswer(f"{SERVICE} sent no search result.", service=SERVICE, advice="Try again later.")
        message = self._message(body)
        if NO_RESULTS in message:
            return {}
        metadata = body.get("search_metadata")
        status = metadata.get("status") if isinstance(metadata, dict) else None
        if message or status in {"Error", "Processing", "Queued"}:
            raise Transient(
                f"{SERVICE} could not finish the search: {message or status}",
                service=SERVICE,
                advice="Try again later.",
            )
        if status != "Success":
            raise BadAnswer(f"{SERVICE} sent no search result.", service=SERVICE, advice="Try again later.")
        return body

    def _too_many(self, answer: Response) -> ServiceError:
        """429 means too many searches in an hour, or none left this month. The account tells which."""
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
            f"The {SERVICE} plan allows no more searches this hour.",
            service=SERVICE,
            retry_after=retry_after(answer.headers),
            advice="Dailies retries after a pause.",
        )

    def _message(self, body: Any) -> str:
        """The error message, with the key redacted."""
        message = str(body.get("error") or "") if isinstance(body, dict) else ""
        return message.replace(self._key, "[key]")[:300]


class SerpApiAccount:
    """Reads the plan."""

    def __init__(self, context: ProviderContext) -> None:
        self.api = SerpApi(context)

    def left(self) -> str:
        account = self.api.account()
        total = f" of {account.searches_per_month}" if account.searches_per_month else ""
        pace = f", at most {account.account_rate_limit_per_hour} an hour" if account.account_rate_limit_per_hour else ""
        return f"{account.total_searches_left}{total} searches left this month{pace}."

    def little_left(self) -> str:
        """A sentence if the plan is nearly used up, else ""."""
        account = self.api.account()
        left, whole = account.total_searches_left, account.searches_per_month
        nearly = left <= A_SHORT or (whole and whole - left >= LOW_BUDGET * whole)
        return f"{SERVICE} has {left}{f' of {whole}' if whole else ''} searches left this month." if nearly else ""
