"""`.env` speaks for the operator, but never over the environment itself."""

import os
from pathlib import Path

import pytest

from tasks.stagecraft.environment import load_env_file


def test_an_env_file_fills_what_the_environment_leaves_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "my.env"
    file.write_text("DAILIES_TEST_A=from the file\nDAILIES_TEST_B=from the file\n")
    monkeypatch.setenv("DAILIES_ENV_FILE", str(file))
    monkeypatch.setenv("DAILIES_TEST_A", "set before")
    monkeypatch.setenv("DAILIES_TEST_B", "")
    monkeypatch.delenv("DAILIES_TEST_B")
    load_env_file()
    assert os.environ["DAILIES_TEST_A"] == "set before"
    assert os.environ["DAILIES_TEST_B"] == "from the file"
