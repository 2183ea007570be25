"""Commands work as the documents write them, whichever Python starts them."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tasks.machine.home import CHECKOUT
from tasks.machine.interpreter import NOT_READY


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy the application to a clean checkout, without a virtual environment."""
    for package in ("flows", "tasks", "deployments"):
        shutil.copytree(CHECKOUT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def bare_python(checkout: Path, *argv: str) -> "subprocess.CompletedProcess[str]":
    """Run `python -m argv` with the Python that virtual environments are made of, without any packages."""
    base = getattr(sys, "_base_executable", sys.executable)
    env = {"PATH": os.environ["PATH"], "HOME": str(checkout), "DAILIES_ENV_FILE": ""}
    return subprocess.run(
        [base, "-S", "-m", *argv], cwd=checkout, env=env, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("package", "about"), [("flows", "Make finished"), ("deployments", "Run Dailies every day")])
def test_a_command_finds_the_packages_of_the_checkout(checkout: Path, package: str, about: str) -> None:
    (checkout / ".venv").symlink_to(sys.prefix)
    done = bare_python(checkout, package, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert about in done.stdout


@pytest.mark.parametrize("empty", [False, True], ids=["no environment", "an environment without packages"])
def test_without_packages_a_command_says_how_to_install_them(checkout: Path, empty: bool) -> None:
    if empty:
        venv.create(checkout / ".venv", with_pip=False)
    for package in ("flows", "deployments"):
        done = bare_python(checkout, package, "--help")
        assert (done.returncode, done.stdout) == (NOT_READY, "")
        assert f"`make setup`) in {checkout} first" in done.stderr
        assert "Traceback" not in done.stderr
