"""What can be asked of the server before it is paid: whether it takes the key, has the model, and what that costs."""

from collections.abc import Mapping
from difflib import get_close_matches

from tasks.domain.errors import Missing, NotPermitted
from tasks.machine.network.hosts import is_local
from tasks.machine.network.http import Response, exchange
from tasks.providers.context import ProviderContext, SettingsReader
from tasks.providers.openai.costs import prices
from tasks.providers.openai.models import known
from tasks.providers.openai.refusals import SERVICE, Refusal, error_of, unexpected_response
from tasks.providers.openai.servers import is_openai
from tasks.providers.openai.settings import KEY, OpenAISettings

SECONDS = 20.0


def looked_up(context: ProviderContext) -> str:
    """What the server says of the key and the model, free of charge.

    Raises ServiceError if it refuses the key, and Missing if OpenAI itself does not list the model. Other servers may
    take a model under more names than they list.
    """
    settings, key = context.settings(OpenAISettings), context.key(KEY)
    answer = exchange(
        "GET",
        f"{settings.base_url.rstrip('/')}/models",
        service=SERVICE,
        seconds=SECONDS,
        headers={"Authorization": f"Bearer {key}"},
    )
    if answer.status == 404:
        return f"{settings.base_url} lists no models, so nobody knows whether it has {settings.model}."
    if answer.status != 200:
        failure = error_of(Refusal.of(answer.status, _body(answer), key), answer.headers, settings.model)
        if isinstance(failure, NotPermitted):
            return f"The key may not list models, so nobody knows whether it may use {settings.model}."
        raise failure
    listed = _listed(_body(answer))
    if settings.model in listed:
        return f"{settings.base_url} takes the key, and has {settings.model}."
    if not is_openai(settings.base_url):
        return f"{settings.base_url} takes the key. Its list of models does not name {settings.model}."
    near = get_close_matches(settings.model, listed, n=3, cutoff=0.4)
    raise Missing(
        f"OpenAI has no model {settings.model} for this key.",
        service=SERVICE,
        advice=f"Set OPENAI_MODEL, or the channel's model, to one that it has{f': {near[0]}' if near else ''}.",
    )


def assumed_price(read: SettingsReader) -> str:
    """A sentence if the model's price is neither known nor set, so that costs and budgets go by a guess."""
    settings = read(OpenAISettings)
    given = settings.usd_per_million_in, settings.usd_per_million_out
    if known(settings.model) or is_local(settings.base_url) or None not in given:
        return ""
    usd_in, usd_out = prices(settings)
    return (
        f"Nobody knows the price of {settings.model}: it is counted as ${usd_in:.2f} for a million tokens read and "
        f"${usd_out:.2f} for a million written. Set OPENAI_USD_PER_MILLION_IN and OPENAI_USD_PER_MILLION_OUT, or the "
        "channel's prices."
    )


def _listed(body: object) -> list[str]:
    entries = body.get("data") if isinstance(body, Mapping) else None
    if not isinstance(entries, list):
        raise unexpected_response()
    return [str(entry.get("id")) for entry in entries if isinstance(entry, Mapping)]


def _body(answer: Response) -> object:
    return answer.json(SERVICE) if answer.data.lstrip()[:1] in {b"{", b"["} else answer.data.decode(errors="replace")
