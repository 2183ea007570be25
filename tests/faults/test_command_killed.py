"""A command that is killed leaves nothing behind, its own Prefect server included, and the next one finishes its short.

A chain of commands makes one short. Each is killed alone, without its children, at the first moment at which a file of
the home says that it has come so far.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import yaml

from deployments.processes import MARK
from tasks.machine.home import CHECKOUT
from tests.faults.promises import check, share
from tests.faults.test_any_machine import CHANNEL, DAY, film
from tests.faults.test_killed_anywhere import left_by
from tests.flows.test_scale import SCRIPT
from tests.machine.tools.test_ffmpeg import until
from tests.prefect_server import eventually

pytestmark = [pytest.mark.media, pytest.mark.integration]


def files(folder: str, least: int) -> Callable[[Path], bool]:
    """Whether a folder of the home has so many files."""
    return lambda home: sum(path.is_file() for path in (home / folder).rglob("*")) >= least


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "the voice is stored": files("assets", 1),
    "the server begins": files("prefect", 1),
    "the server has a database that it knows": lambda home: (home / "prefect" / "prefect.db.version").exists(),
    "the ledger is there": lambda home: (home / "ledger.db").exists(),
    **{f"{number} results are stored": files("results", number) for number in (1, 3, 5, 7, 9, 11, 13)},
}


def begun(here: Path) -> "subprocess.Popen[bytes]":
    """A command that makes the short, in a session of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DAILIES_"))}
    own = {"DAILIES_HOME": str(here / "home"), "DAILIES_ENV_FILE": "", MARK: str(here)}
    given = ["--channel", str(here / "channel.yaml"), "--script", str(here / "script.yaml")]
    return subprocess.Popen(
        [sys.executable, "-m", "flows", "short", *given, "--day", DAY, "--out", str(here / "out")],
        cwd=CHECKOUT,
        env={**clean, **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def has_come(moment: str, home: Path, command: "subprocess.Popen[bytes]") -> bool:
    """Whether a command has come to this moment, or has ended."""
    return MOMENTS[moment](home) or command.poll() is not None


def nothing_left(session: int, here: Path) -> bool:
    return not left_by(session, str(here))


def test_nothing_is_left_and_the_next_command_finishes(tmp_path: Path) -> None:
    kept = {}
    (tmp_path / "channel.yaml").write_text(yaml.safe_dump(CHANNEL))
    (tmp_path / "script.yaml").write_text(yaml.safe_dump(SCRIPT))
    for name in list(MOMENTS)[: share(len(MOMENTS), 1)]:
        with begun(tmp_path) as command:
            until(partial(has_come, name, tmp_path / "home", command), seconds=600)
            os.kill(command.pid, signal.SIGKILL)
            command.communicate()
        assert command.returncode in {-signal.SIGKILL, 0}
        eventually(partial(nothing_left, command.pid, tmp_path), within=2, every=0.1)
        kept[f"nothing is left when {name}"] = True
    with begun(tmp_path) as command:
        _, errors = command.communicate(timeout=900)
    kept["the short is finished"] = command.returncode == 0 and len(film(tmp_path / "out")) == 64
    assert command.returncode == 0, errors.decode()
    check("A command that is killed leaves nothing", kept)
