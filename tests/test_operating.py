"""docs/operating.md is walked: every command in it is known here, and runs in a clean clone as far as one can.

PLAN has each command of the page, in the order of the walk, with what must be true after it, or why it cannot be run
here. A command that the page gains is missing in PLAN, and one that it loses is left over: both fail.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from deployments import auth, processes
from deployments import command as deployments
from deployments.server import free_port
from flows.cli import command as flows
from tests.prefect_server import OURS, eventually

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^ {4}((?:make|python|git|\.) .*?)\s*(?: {2,}#.*)?$", re.MULTILINE)
INLINE = re.compile(r"`((?:make [a-z]|python -m \w)[^`]*)`")


@dataclass(frozen=True)
class CannotRun:
    """Why a test cannot run a command."""

    why: str


@dataclass
class Walk:
    """A clean clone and an empty HOME, in which a shell of a new user runs the page's commands."""

    checkout: Path
    env: dict[str, str]
    port: int
    activated: bool = False
    up: "subprocess.Popen[bytes] | None" = None
    said: dict[str, str] = field(default_factory=dict)

    def run(self, line: str) -> str:
        done = subprocess.run(
            ["/bin/sh", "-c", self._line(line)],
            cwd=self.checkout,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        self.said[line] = done.stdout + done.stderr
        return self.said[line]

    def start(self, line: str) -> None:
        log = self.checkout.parent / "up.log"
        with log.open("wb") as out:
            up = subprocess.Popen(
                ["/bin/sh", "-c", f"exec {self._line(line)}"], cwd=self.checkout, env=self.env, stdout=out, stderr=out
            )
        eventually(lambda: "up: press Ctrl-C" in log.read_text() or up.poll() is not None, 400)
        assert up.poll() is None, log.read_text()
        self.up = up

    def _line(self, line: str) -> str:
        """The line as the shell of this walk runs it: on a free port, and without installing packages again."""
        line = f'{line} ARGS="--port {self.port}"' if line == "make up" else line
        line = line.replace("make ", "make --old-file=.venv/.ready ", 1) if line.startswith("make ") else line
        return f". .venv/bin/activate && {line}" if self.activated and not line.startswith("make ") else line


def short(walk: Walk) -> None:
    walk.run("make short")
    assert list((walk.checkout / "out" / "demo").glob("*/short.mp4"))


def activate(walk: Walk) -> None:
    walk.run(". .venv/bin/activate")
    walk.activated = True


def up(walk: Walk) -> None:
    walk.start("make up")


def down(walk: Walk) -> None:
    walk.run("make down")
    assert walk.up
    assert walk.up.wait(60) == 0


def upgrade(walk: Walk) -> None:
    assert "up to date" in walk.run("git pull")
    up(walk)
    down(walk)


def restore(walk: Walk) -> None:
    shutil.rmtree(walk.checkout / ".dailies")
    assert "Restored the backup" in walk.run("python -m deployments restore backup.tar.gz")
    assert (walk.checkout / ".dailies" / "ledger.db").exists()


# Each command: what it must print (a pattern), a step, or why it cannot run here.
PLAN: dict[str, str | Callable[[Walk], None] | CannotRun] = {
    "make short": short,
    ". .venv/bin/activate": activate,
    "python -m deployments auth youtube --client-secrets client.json": CannotRun("needs a Google account"),
    "python -m deployments auth youtube": CannotRun("needs a Google account"),
    "python -m flows quota": "vendor",
    "python -m deployments check": "hibari speaks en",
    "python -m flows encoders": "libx264",
    "make up": up,
    "make status": r"dailies +\S+-dailies",
    "make status ARGS=--json": r'"channels"',
    "make deploy": "nothing has changed",
    "python -m deployments deploy": "nothing has changed",
    "make deploy ARGS=--prune": "nothing has changed",
    "python -m deployments health": "^ok: ",
    "make kpis": "Wrote the report",
    "python -m deployments watch": CannotRun("runs until Ctrl-C: see test_watch.py"),
    "python -m deployments metrics": CannotRun("serves until Ctrl-C: see test_metrics.py"),
    "make service": "enable-linger",
    'make service ARGS="--system"': CannotRun("writes to /etc: see test_service.py"),
    'make up ARGS="--address 10.0.0.5"': CannotRun("needs a second machine: see test_up.py"),
    "python -m deployments backup backup.tar.gz": r"Wrote .*backup\.tar\.gz",
    "make down": down,
    "python -m deployments restore backup.tar.gz": restore,
    "python -m deployments backup before-upgrade.tar.gz": "Wrote ",
    "git pull": upgrade,
}


def commands() -> set[str]:
    return {match.group(1) for match in (*BLOCK.finditer(PAGE), *INLINE.finditer(PAGE))}


def test_every_command_of_the_page_is_in_the_plan() -> None:
    assert commands() == set(PLAN)


def test_every_command_of_the_page_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for line in commands():
        words = shlex.split(line)
        if words[0] == "make":
            assert words[1] in targets, line
        elif words[:3] == ["python", "-m", "deployments"]:
            (auth.parser() if words[3] == "auth" else deployments.parser()).parse_args(
                words[4:] if words[3] == "auth" else words[3:]
            )
        elif words[0] == "python":
            flows.parser().parse_args(words[3:])


def test_the_page_names_no_other_setting_than_those_that_exist() -> None:
    known = (ROOT / "tasks" / "machine" / "settings.py").read_text() + (ROOT / ".env.example").read_text()
    named = set(re.findall(r"\bDAILIES_[A-Z_]+\b", PAGE))
    assert named
    assert [name for name in named if name.removeprefix("DAILIES_").lower() not in known and name not in known] == []


def _clone(origin: Path, checkout: Path) -> None:
    """A clone with a branch to pull, also where CI has checked out a commit without one."""
    for command in (
        ["git", "clone", "--quiet", "--bare", str(ROOT), str(origin)],
        ["git", "-C", str(origin), "branch", "--force", "walked", "HEAD"],
        ["git", "clone", "--quiet", "--branch", "walked", str(origin), str(checkout)],
    ):
        subprocess.run(command, check=True)


@pytest.mark.server
@pytest.mark.media
@pytest.mark.integration
@pytest.mark.slow
def test_the_page_can_be_walked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checkout = tmp_path / "a clean clone"
    _clone(tmp_path / "origin.git", checkout)
    (checkout / ".venv").symlink_to((ROOT / ".venv").resolve())  # what `make short` would install from the lock
    clean = {name: value for name, value in os.environ.items() if not name.startswith((*OURS, "XDG_", "VIRTUAL_ENV"))}
    (tmp_path / "home").mkdir()
    walk = Walk(checkout, {**clean, "HOME": str(tmp_path / "home")}, free_port())
    try:
        for line, step in PLAN.items():
            with capsys.disabled():
                sys.stderr.write(f"{line}: {f'not walked: {step.why}' if isinstance(step, CannotRun) else 'walked'}\n")
            if isinstance(step, str):
                assert re.search(step, walk.run(line)), walk.said[line]
            elif not isinstance(step, CannotRun):
                step(walk)
    finally:
        if walk.up and walk.up.poll() is None:
            walk.up.send_signal(signal.SIGTERM)
        processes.stop_marked(str(checkout / ".dailies"))
