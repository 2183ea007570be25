"""Which services a chain tries, in which order, and when it falls back to the next one."""

import pytest

from tasks.domain.errors import BadInput, NoKey, QuotaSpent, SetupError, Transient, WrongKey
from tasks.providers import registry
from tasks.stagecraft import services


def test_auto_is_every_vendor_with_a_key_then_the_keyless_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    assert services.chain("voice", "auto") == ("hibari",)
    assert services.chain("writer", "auto") == ("extractive",)
    assert services.chain("pictures", "auto") == ("commons", "openverse", "drawn")
    monkeypatch.setenv("ELEVENLABS_API_KEY", "k")
    monkeypatch.setenv("SERPAPI_API_KEY", "k")
    assert services.chain("voice", "auto") == ("elevenlabs", "hibari")
    assert services.chain("trends", "auto") == ("serpapi", "shipped", "wikipedia")


def test_a_channel_may_name_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    assert services.chain("pictures", "openverse, drawn") == ("openverse", "drawn")
    assert services.chain("voice", "hibari:heart") == ("hibari:heart",)
    with pytest.raises(BadInput, match=r"no voice 'robot'.*hibari"):
        services.chain("voice", "robot")


def tried_services(**errors: Exception) -> list[str]:
    """Return the services that a chain of `a` and `b` tries when these services raise these errors."""
    tried: list[str] = []

    def act(name: str) -> str:
        tried.append(name)
        if name in errors:
            raise errors[name]
        return name

    services.first_that_can(("a", "b"), act, fall_back=True)
    return tried


@pytest.mark.parametrize("error", [NoKey("There is no key."), QuotaSpent("Nothing is left.", service="a")])
def test_the_chain_falls_back_only_where_the_channel_allows_it(error: Exception) -> None:
    def act(name: str) -> str:
        if name == "a":
            raise error
        return name

    result, note = services.first_that_can(("a", "b"), act, fall_back=True)
    assert result == "b"
    assert note == f"{error} b is used instead."
    with pytest.raises(type(error)):
        services.first_that_can(("a", "b"), act, fall_back=False)
    with pytest.raises(type(error)):
        services.first_that_can(("a",), act, fall_back=True)


@pytest.mark.parametrize("error", [WrongKey("Wrong.", service="a"), Transient("Busy.", service="a")])
def test_a_wrong_key_or_a_busy_service_causes_no_fallback(error: Exception) -> None:
    with pytest.raises(type(error)):
        tried_services(a=error)


def test_an_unknown_vendor_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    context = services.provider_context()
    with pytest.raises(
        BadInput, match=r"no voice 'cartesia:a'.*Known: auto, edge, elevenlabs, file, hibari, kokoro, openai, speech"
    ):
        registry.voice("cartesia:a", context)
    with pytest.raises(BadInput, match=r"no writer 'hibari'.*Known: auto, extractive, openai"):
        registry.chooser("hibari", context)
    with pytest.raises(NoKey, match="CARTESIA_API_KEY is not set"):
        context.key("CARTESIA_API_KEY")
    assert registry.fingerprint("voice", "cartesia", context) == ["cartesia", None]
    monkeypatch.setenv("DAILIES_BUDGETS", '{"opena": 20}')
    with pytest.raises(SetupError, match=r"DAILIES_BUDGETS limits opena.*Known: openai, elevenlabs"):
        services.provider_context()


def test_an_unusable_setting_is_found_before_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    services.check_settings()
    monkeypatch.setenv("OPENAI_SECONDS", "soon")
    with pytest.raises(SetupError, match=r"OPENAI_SECONDS=soon cannot be used: .* Set OPENAI_SECONDS=90"):
        services.check_settings()
