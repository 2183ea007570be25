"""What a request is counted as: tokens before it is sent, and USD, so that budgets stop where they should."""

from tasks.domain.channel import Channel
from tasks.machine.network.hosts import is_local
from tasks.providers.openai.models import DEFAULT, MODELS, known
from tasks.providers.openai.settings import OpenAISettings


def tokens_of(text: str) -> int:
    """About how many tokens a text has, rather too many: Latin letters share tokens, Chinese characters do not."""
    latin = sum(character < "\u0250" for character in text)
    dense = sum(character > "\u2e80" for character in text)
    return int(latin / 3 + dense + (len(text) - latin - dense) * 0.6) + 1


def prices(settings: OpenAISettings) -> tuple[float, float]:
    """USD for a million tokens read, and written: as set, as known of the model, or nothing on one's own server.

    A model that nobody knows, elsewhere, is counted like the default model.
    """
    model = known(settings.model)
    if model is None and is_local(settings.base_url):
        usd_in = usd_out = 0.0
    else:
        priced = model or MODELS[DEFAULT]
        usd_in, usd_out = priced.usd_in, priced.usd_out
    given_in, given_out = settings.usd_per_million_in, settings.usd_per_million_out
    return usd_in if given_in is None else given_in, usd_out if given_out is None else given_out


def own_model(channel: Channel) -> dict[str, object]:
    """The settings that a channel's own model replaces: the host's prices are those of the host's model."""
    if not channel.model:
        return {}
    own: dict[str, object] = {"model": channel.model}
    return own | ({"usd_per_million_in": None, "usd_per_million_out": None} if known(channel.model) else {})


def speech_price(settings: OpenAISettings) -> float:
    """USD for a million characters spoken."""
    if settings.usd_per_million_characters is not None:
        return settings.usd_per_million_characters
    model = known(settings.speech_model)
    return model.usd_in if model else 0.0 if is_local(settings.base_url) else 15.0
