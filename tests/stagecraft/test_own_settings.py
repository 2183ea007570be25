"""A channel's own model and country replace the host's, for that channel alone, with the price of its model."""

import pytest

from tasks.domain.channel import Channel
from tasks.providers.openai.costs import prices
from tasks.providers.openai.models import MODELS
from tasks.providers.openai.settings import OpenAISettings
from tasks.providers.serpapi.settings import SerpApiSettings
from tasks.stagecraft import services


@pytest.fixture(autouse=True)
def host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_MODEL", "model-of-the-host")
    monkeypatch.setenv("OPENAI_USD_PER_MILLION_IN", "9")
    monkeypatch.setenv("OPENAI_USD_PER_MILLION_OUT", "99")
    monkeypatch.setenv("SERPAPI_COUNTRY", "DE")


def test_a_channels_model_and_country_replace_the_hosts_inside_its_run_alone() -> None:
    with services.using_channel(Channel(model="gpt-5.4-mini", country="JP")):
        context = services.provider_context()
        assert context.settings(OpenAISettings).model == "gpt-5.4-mini"
        assert context.settings(SerpApiSettings).country == "JP"
    assert services.provider_context().settings(OpenAISettings).model == "model-of-the-host"
    with services.using_channel(Channel()):
        assert services.provider_context().settings(SerpApiSettings).country == "DE"


def test_a_known_model_is_counted_at_its_own_price_and_another_at_the_hosts() -> None:
    with services.using_channel(Channel(model="gpt-5.4-mini")):
        known = MODELS["gpt-5.4-mini"]
        assert prices(services.provider_context().settings(OpenAISettings)) == (known.usd_in, known.usd_out)
    with services.using_channel(Channel(model="a model that nobody knows")):
        assert prices(services.provider_context().settings(OpenAISettings)) == (9, 99)


def test_another_model_of_the_channel_makes_another_key_of_the_stages_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    keys = []
    for model in ("gpt-5.4-mini", "gpt-6-luna"):
        with services.using_channel(Channel(model=model)):
            keys.append(services.fingerprints("writer", ("openai",)))
    assert keys[0] != keys[1]
