"""Settings: errors name the variable and a valid example, and misspelt variables are reported."""

import json
import logging
import os
from pathlib import Path

import pytest

from tasks.domain.errors import SetupError
from tasks.machine.home import home
from tasks.machine.settings import Settings, settings, variable

REFUSED = {  # invalid values by field, with a part of their error
    "encode_workers": [("abc", "valid integer"), ("0", "greater than or equal to 1"), ("65", "less than or equal")],
    "fetch_workers": [("1.5", "valid integer"), ("-1", "greater than or equal to 1")],
    "encode_hw": [("maybe", "valid boolean")],
    "keep_days": [("a month", "valid number"), ("8", "greater than or equal to 9")],
    "keep_gb": [("all", "valid number"), ("-1", "greater than or equal to 0")],
    "compiled": [("perhaps", "valid boolean")],
    "ephemeral": [("perhaps", "valid boolean")],
    "budgets": [("openai:20", "not JSON"), ("20", "valid dictionary"), ('{"openai": "much"}', "valid number")],
}
TEXT = {"home", "encoder", "ledger", "store", "ffmpeg", "allowed_hosts", "notify", "webhook"}  # any text is valid


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("DAILIES_") and name != "DAILIES_ENV_FILE"]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("field", "value", "reason"), [(field, *case) for field, cases in REFUSED.items() for case in cases]
)
def test_an_invalid_value_names_its_variable_and_an_example(
    field: str, value: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = variable(Settings, field)
    monkeypatch.setenv(name, value)
    with pytest.raises(SetupError) as refused:
        settings()
    examples = Settings.model_fields[field].examples
    assert examples
    assert refused.value.message.startswith(name)
    assert reason in refused.value.message
    assert refused.value.advice == f"Set {name}={examples[0]}, or leave it unset."
    assert "\n" not in str(refused.value)
    assert "pydantic" not in str(refused.value)


def test_the_message_shows_the_value_and_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_BUDGETS", "openai:20")
    with pytest.raises(SetupError, match=r"^DAILIES_BUDGETS=openai:20 cannot be used: it is not JSON\."):
        settings()
    monkeypatch.setenv("DAILIES_BUDGETS", '{"openai": "much"}')
    with pytest.raises(SetupError, match=r"^DAILIES_BUDGETS\[openai\]=much cannot be used"):
        settings()


def test_every_field_is_tested_and_its_example_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {*REFUSED, *TEXT} == set(Settings.model_fields)
    for field, about in Settings.model_fields.items():
        assert about.examples, field
        assert about.description, field
        monkeypatch.setenv(variable(Settings, field), about.examples[0])
    examples = settings()
    assert examples.budgets == json.loads(str(Settings.model_fields["budgets"].examples[0]))  # type: ignore[index]
    assert (examples.encode_workers, examples.encode_hw, examples.compiled) == (2, False, False)
    assert examples.allowed_hosts == ("intranet.example:8080",)
    assert examples.home == Path("/var/lib/dailies")


def test_an_empty_value_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    default = settings()
    for field in Settings.model_fields:
        monkeypatch.setenv(variable(Settings, field), "")
    assert settings() == default


def test_changes_of_the_environment_take_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_ENCODE_WORKERS", "3")
    assert settings().encode_workers == 3
    monkeypatch.setenv("DAILIES_ENCODE_WORKERS", "5")
    assert settings().encode_workers == 5


def test_hosts_are_split_at_commas_and_compared_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", " Wiki.Local , , b:81,")
    assert settings().allowed_hosts == ("wiki.local", "b:81")


@pytest.mark.parametrize(("name", "meant"), [("BUDGET", "BUDGETS"), ("ENCODE_WORKER", "ENCODE_WORKERS")])
def test_a_misspelt_variable_is_reported(
    name: str, meant: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(f"DAILIES_{name}", "7")
    settings()
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert f"Ignoring DAILIES_{name}: there is no such setting. Did you mean DAILIES_{meant}?" in caplog.text


@pytest.mark.parametrize("name", ["CHECKOUT", "STARTED_FOR", "FAULTS", "SCREENSHOTS", "SOMETHING_ELSE"])
def test_other_programs_variables_are_ignored(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    default = settings()
    monkeypatch.setenv(f"DAILIES_{name}", "7")
    assert settings() == default
    assert caplog.records == []


def test_a_home_that_cannot_be_created_is_a_setup_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(SetupError, match=r"Cannot create the folder .*file/home: ") as refused:
        home()
    assert "DAILIES_HOME" in refused.value.advice


def test_the_home_is_created_and_may_start_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DAILIES_HOME", "~/deep/home")
    assert home() == tmp_path / "deep" / "home"
    assert home().is_dir()
