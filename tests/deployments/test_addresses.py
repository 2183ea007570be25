"""Addresses of people: each kind is recognised, and no error shows a secret."""

import logging

import pytest
from pydantic import SecretStr

from deployments.addresses import addresses
from deployments.notification_blocks import block_for, check_server
from tasks.domain.errors import SetupError
from tasks.machine.settings import Settings, settings
from tests.servers.wire import Reply, Request, Vendor

SLACK = "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
DISCORD = "https://discord.com/api/webhooks/123456789/canary-Token_x"
TEAMS = (
    "https://prod-12.westeurope.logic.azure.com:443/workflows/abc123/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=canary"
)
MATTERMOST = "https://chat.example.com/hooks/canary"
MAIL = "mailtos://robot:canary%40x@smtp.example.com?to=a@example.com,b@example.com"
PAGER = "pagerduty://integration@account"
# What each is to Prefect: the block's type, and the name that the block gets here.
KINDS = {
    SLACK: ("slack-webhook", "slack"),
    DISCORD: ("discord-webhook", "discord"),
    TEAMS: ("ms-teams-webhook", "teams"),
    MATTERMOST: ("webhook", "webhook"),
    MAIL: ("notification-address", "mailtos"),
    PAGER: ("notification-address", "pagerduty"),
    "https://ntfy.sh/canary": ("notification-address", "https"),
}


def read(monkeypatch: pytest.MonkeyPatch, notify: str, webhook: str = "") -> Settings:
    monkeypatch.setenv("DAILIES_NOTIFY", notify)
    monkeypatch.setenv("DAILIES_WEBHOOK", webhook)
    return settings()


@pytest.mark.parametrize("url", KINDS)
def test_each_kind_of_address_has_its_block(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (address,) = addresses(read(monkeypatch, url))
    slug, name = KINDS[url]
    assert (block_for(address).get_block_type_slug(), address.name) == (slug, name)
    assert "canary" not in repr(address)


@pytest.mark.parametrize("between", [" ", "\n  ", ", ", ","])
def test_addresses_are_split_where_one_ends(between: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = addresses(read(monkeypatch, between.join((MAIL, SLACK, MATTERMOST)), MATTERMOST))
    assert [address.url.get_secret_value() for address in found] == [MAIL, SLACK, MATTERMOST], "each once"


def test_two_of_a_kind_have_two_names(monkeypatch: pytest.MonkeyPatch) -> None:
    found = addresses(read(monkeypatch, f"{MATTERMOST} {SLACK}", f"{MATTERMOST}2"))
    assert [address.name for address in found] == ["webhook", "slack", "webhook-2"]


def test_nobody_is_told_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    assert addresses(read(monkeypatch, "")) == ()


@pytest.mark.parametrize(
    "wrong",
    ["slack://canary", "twilio://canary", "canary@example.com", "https://", "https:///canary", "nothing://canary"],
)
def test_a_wrong_address_is_refused_and_not_shown(
    wrong: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(SetupError) as refused:
        addresses(read(monkeypatch, f"{SLACK} {wrong}"))
    assert refused.value.message.startswith("Address 2 in DAILIES_NOTIFY")
    assert "mailtos://" in refused.value.advice
    assert "canary" not in str(refused.value) + caplog.text


@pytest.mark.parametrize("wrong", ["mailto://a:b@example.com", "hooks.example.com", "ftp://example.com/x"])
def test_the_webhook_for_programs_is_an_http_address(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SetupError, match=r"^DAILIES_WEBHOOK"):
        addresses(read(monkeypatch, "", wrong))


def test_settings_do_not_show_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "canary" not in repr(read(monkeypatch, f"{MAIL} {MATTERMOST}", MATTERMOST))


class OtherServer(Vendor):
    """A Prefect server that another program started: it knows no /enter."""

    def answer(self, request: Request) -> Reply:
        return Reply(404, b"Not found")


def test_a_foreign_server_is_not_given_addresses_that_it_cannot_use(monkeypatch: pytest.MonkeyPatch) -> None:
    mail, slack = addresses(read(monkeypatch, f"{MAIL} {SLACK}"))
    with OtherServer() as server:
        check_server(f"{server.url}/api", slack)
        with pytest.raises(
            SetupError, match=r"was not started by Dailies and cannot send to mailtos addresses"
        ) as refused:
            check_server(f"{server.url}/api", mail)
    assert "canary" not in str(refused.value)


def test_teams_gets_a_card_with_the_subject_and_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Teams' workflows take nothing but adaptive cards."""
    (address,) = addresses(read(monkeypatch, TEAMS))
    block = block_for(address)
    service = block._apprise_client[0]  # type: ignore[attr-defined]
    assert isinstance(address.url, SecretStr)
    card = service.gen_payload(body="It failed.", title="Dailies: demo has failed")["attachments"][0]["content"]
    assert card["type"] == "AdaptiveCard"
    assert [block["text"] for block in card["body"] if block["type"] == "TextBlock"] == [
        "Dailies: demo has failed",
        "It failed.",
    ]
