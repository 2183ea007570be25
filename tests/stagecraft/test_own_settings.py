"""A channel's own model and country replace the host's, for that channel alone, with the price of its model."""

from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import QuotaSpent
from tasks.domain.story import Trend
from tasks.providers import registry
from tasks.providers.openai.costs import prices
from tasks.providers.openai.models import MODELS
from tasks.providers.openai.settings import OpenAISettings
from tasks.providers.serpapi.settings import SerpApiSettings
from tasks.stagecraft import services
from tests.servers.openai import OpenAIServer


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


def test_a_channels_prices_replace_the_hosts_for_each_vendor_and_make_no_new_result() -> None:
    prices_of = {"OPENAI_USD_PER_MILLION_IN": 0.1, "openai_usd_per_million_out": "0.50", "SERPAPI_USD_PER_SEARCH": 0}
    own = Channel(model="gpt-5.4-mini", prices=prices_of)
    with services.using_channel(own):
        context = services.provider_context()
        assert prices(context.settings(OpenAISettings)) == (0.10, 0.50)
        assert context.settings(SerpApiSettings).usd_per_search == 0
        key = services.fingerprints("writer", ("openai",))
    with services.using_channel(Channel(model="gpt-5.4-mini")):
        assert services.fingerprints("writer", ("openai",)) == key
        assert services.provider_context().settings(SerpApiSettings).usd_per_search == 0.015


@pytest.mark.parametrize(("usd", "fits"), [(0.01, True), (500.0, False)])
def test_a_budget_stops_by_the_price_of_the_channel(
    usd: float, fits: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    monkeypatch.setenv("DAILIES_BUDGETS", '{"openai": 0.05}')
    with OpenAIServer() as server:
        server.models.add("model-of-a-router")
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        prices_of = {"OPENAI_USD_PER_MILLION_IN": usd, "OPENAI_USD_PER_MILLION_OUT": usd}
        with services.using_channel(Channel(model="model-of-a-router", prices=prices_of)):
            chooser = registry.chooser("openai", services.provider_context())
            assert chooser
            if fits:
                chooser.choose([Trend(title="Tides"), Trend(title="Bats")], Channel())
            else:
                with pytest.raises(QuotaSpent, match="budget"):
                    chooser.choose([Trend(title="Tides"), Trend(title="Bats")], Channel())
        assert bool(server.asked("/chat")) == fits


def test_another_model_of_the_channel_makes_another_key_of_the_stages_results(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    keys = []
    for model in ("gpt-5.4-mini", "gpt-6-luna"):
        with services.using_channel(Channel(model=model)):
            keys.append(services.fingerprints("writer", ("openai",)))
    assert keys[0] != keys[1]
