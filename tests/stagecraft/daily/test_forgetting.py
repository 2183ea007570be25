"""A container whose ledger ends with it makes a short by hand, and refuses what a later run would have to remember."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from prefect.runtime import deployment

from tasks.domain.errors import SetupError
from tasks.domain.request import ShortRequest
from tasks.providers.context import ProviderContext
from tasks.stagecraft.daily.intake import read_request
from tests.providers.publishing import youtube, youtube_context  # noqa: F401 - fixtures for pytest


@pytest.fixture(autouse=True)
def container(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_EPHEMERAL", "1")
    monkeypatch.delenv("DAILIES_LEDGER", raising=False)


def intake(folder: Path, **channel: object) -> None:
    """Read a request for a channel with these settings, as every run does before its first stage."""
    file = folder / "channel.yaml"
    file.write_text(yaml.safe_dump({"name": "box", **channel}))
    read_request(ShortRequest(channel=str(file)), lambda channel: date(2026, 11, 24))


def test_a_short_by_hand_into_a_folder_is_made(tmp_path: Path) -> None:
    intake(tmp_path)


def test_an_upload_is_refused(
    tmp_path: Path,
    youtube_context: ProviderContext,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tasks.stagecraft.services.provider_context", lambda: youtube_context)
    with pytest.raises(SetupError, match=r"publish the same short again.*Set DAILIES_LEDGER"):
        intake(tmp_path, publisher="youtube")
    monkeypatch.setenv("DAILIES_LEDGER", f"sqlite:///{tmp_path / 'kept.db'}")
    intake(tmp_path, publisher="youtube")


def test_a_budget_that_nobody_would_remember_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_BUDGETS", '{"openai": 20}')
    with pytest.raises(SetupError, match="DAILIES_BUDGETS would not count"):
        intake(tmp_path)


def test_a_deployments_run_is_refused_unless_the_home_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "id", "8a5e2ac5-0d9c-4b8e-8f55-3c1f3e0e8a11", raising=False)
    with pytest.raises(SetupError, match="the same topics again"):
        intake(tmp_path)
    monkeypatch.setenv("DAILIES_EPHEMERAL", "0")
    intake(tmp_path)
