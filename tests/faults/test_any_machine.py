"""A short is made on any machine: whatever its folders are called, and whatever the command's environment lacks.

Each case is the command as a person gives it, in a process of its own. All make the same short, so all must make the
same film, bit for bit. What no machine can do, as writing into a folder that is read-only, is a sentence.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from tasks.machine.home import CHECKOUT
from tasks.machine.storage.assets import sha256_of
from tests.faults.promises import check, share
from tests.flows.test_scale import SCRIPT

pytestmark = [pytest.mark.media, pytest.mark.integration]

CHANNEL = {"name": "any", "length_seconds": 15, "shape": "square", "pictures": "drawn", "voice": "hibari"}
DAY = "2026-11-24"
DATES = ("1970-01-01", "1999-12-31", "2000-02-29", "2038-01-20", "2100-12-31")
FOLDERS = {
    "spaces": "a  folder with spaces ",
    "quotes": 'it\'s "quoted" `so`',
    "an umlaut": "Ünïcode für älle",
    "an emoji": "octopus 🐙 日本",
    "200 letters": "long" * 50,
    "a shell's signs": "$HOME & %s; {a} [b] #c",
}
# Without it nobody can write there, root included; `sh` gets the command as its arguments.
NO_SHARED_MEMORY = 'mount -t tmpfs -o ro,size=4k none /dev/shm && exec "$@"'
READ_ONLY = 'mount -t tmpfs -o ro none "$OUT" && exec "$@"'


@dataclass(frozen=True)
class Machine:
    """What is odd about it. `checkout` names the folder of a copy, `through` a line of sh that starts the command."""

    checkout: str = ""
    env: Mapping[str, str | None] = field(default_factory=dict)
    through: str = ""
    mounts: bool = False
    odd_folders: tuple[str, ...] = ()  # made in the case's folder, and put for {here} in `env`

    def command(self, command: Sequence[str]) -> list[str]:
        """The command on this machine."""
        if not self.through:
            return list(command)
        own = ["unshare", "--mount"] if self.mounts else []
        return [*own, "sh", "-c", self.through, "sh", *command]


C_LOCALE = {"LANG": "C", "LC_ALL": "C"}
ASCII_ALONE = {**C_LOCALE, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}  # Python would turn to UTF-8 by itself
MACHINES: dict[str, Machine] = {
    "much at once": Machine(
        checkout='it\'s a "folder" für 🐙 $HOME %s',
        env={**C_LOCALE, "HOME": None, "TZ": "Pacific/Kiritimati", "TMPDIR": "{here}/t m 🐙"},
        through='umask 077; ulimit -n 256; exec "$@"',
        odd_folders=("t m 🐙",),
    ),
    **{f"a checkout in a folder with {what}": Machine(checkout=name) for what, name in FOLDERS.items()},
    "HOME unset": Machine(env={"HOME": None}),
    "HOME that is missing": Machine(env={"HOME": "/nowhere/at all"}),
    "TMPDIR with odd letters": Machine(env={"TMPDIR": "{here}/t 'm' ä 🐙"}, odd_folders=("t 'm' ä 🐙",)),
    "TMPDIR that is missing": Machine(env={"TMPDIR": "/nowhere/at all"}),
    "umask 077": Machine(through='umask 077; exec "$@"'),
    "no shared memory": Machine(through=NO_SHARED_MEMORY, mounts=True),
    "256 open files": Machine(through='ulimit -n 256; exec "$@"'),
    "the C locale": Machine(env=C_LOCALE),
    "the C locale, and no UTF-8": Machine(env=ASCII_ALONE),
    "no standard input or errors": Machine(through='exec "$@" <&- 2>&-'),
    "a day ahead": Machine(env={"TZ": "Pacific/Kiritimati"}),
    "half an hour off": Machine(env={"TZ": "America/St_Johns"}),
    "a time zone that is none": Machine(env={"TZ": "Nowhere/At All"}),
}


def environment(machine: Machine, here: Path) -> dict[str, str]:
    """What a command finds: the tests' own settings are left out, but for those that keep it off the network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DAILIES_"))}
    odd = {name: value and value.format(here=here) for name, value in machine.env.items()}
    return {name: value for name, value in {**kept, **odd}.items() if value is not None}


def made(machine: Machine, here: Path, *, home: Path | None = None, day: str = DAY) -> tuple[int, str, Path]:
    """Make the short: the exit code, what was said, and the folder in which shorts are published."""
    here.mkdir(parents=True)
    for name in machine.odd_folders:
        (here / name).mkdir()
    (here / "channel.yaml").write_text(yaml.safe_dump(CHANNEL))
    (here / "script.yaml").write_text(yaml.safe_dump(SCRIPT))
    env, out = environment(machine, here), here / "out"
    given = ["--channel", str(here / "channel.yaml"), "--script", str(here / "script.yaml"), "--day", day]
    if machine.checkout:  # it keeps everything in itself
        checkout = here / machine.checkout
        out = checkout / "out"
        for part in ("flows", "tasks", "deployments"):
            shutil.copytree(CHECKOUT / part, checkout / part, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("prefect.yaml", "pyproject.toml"):
            shutil.copy(CHECKOUT / file, checkout / file)
    else:
        out.mkdir()
        checkout, given = CHECKOUT, [*given, "--out", str(out)]
        env |= {"DAILIES_HOME": str(home or here / "home"), "DAILIES_ENV_FILE": "", "OUT": str(out)}
    command = machine.command([sys.executable, "-m", "flows", "short", *given])
    done = subprocess.run(
        command, cwd=checkout, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=900
    )
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace"), out


def film(out: Path) -> str:
    """The hash of the one film that was published; what else was found, if it is not one."""
    films = list(out.glob("any/*/short.mp4"))
    return sha256_of(films[0]) if len(films) == 1 else f"{len(films)} films"


def can_mount() -> bool:
    unshare = shutil.which("unshare")
    tried = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs none /mnt"]
    return bool(unshare) and subprocess.run(tried, capture_output=True, check=False).returncode == 0


def test_the_same_short_is_made_on_any_machine(tmp_path: Path) -> None:
    code, said, out = made(Machine(), tmp_path / "plain")
    assert code == 0, said
    wanted, kept = film(out), {}
    assert len(wanted) == 64
    machines = {name: machine for name, machine in MACHINES.items() if can_mount() or not machine.mounts}
    for number, name in enumerate(list(machines)[: share(len(machines), 1)]):
        code, said, out = made(machines[name], tmp_path / str(number))
        well = code == 0 and film(out) == wanted
        kept[name if well else f"{name}: {code} {film(out)} {said[-300:]}"] = well
    check("Any machine", kept)


def test_a_short_is_made_for_any_date(tmp_path: Path) -> None:
    kept = {}
    for day in DATES[: share(len(DATES), 1)]:
        code, said, out = made(Machine(), tmp_path / day, home=tmp_path / "home", day=day)
        well = code == 0 and film(out) != "0 films" and len(list(out.glob(f"any/{day}-*"))) == 1
        kept[day if well else f"{day}: {code} {said[-300:]}"] = well
    check("Any date", kept)


def test_a_folder_that_is_read_only_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    if not can_mount():
        pytest.skip("only root may mount a read-only folder on Linux: run these tests as root")
    code, said, out = made(Machine(through=READ_ONLY, mounts=True), tmp_path / "here")
    assert code == 2, said
    check("A read-only folder", {said[-200:]: str(out) in said and "cannot be written" in said})
    assert not list((tmp_path / "here" / "home").glob("assets/*/*.mp4")), "it is said before anything is made"


def test_a_folder_whose_name_python_cannot_read_is_said(tmp_path: Path) -> None:
    home = tmp_path / "für 🐙"
    code, said, _ = made(Machine(env=ASCII_ALONE), tmp_path / "here", home=home)
    assert code == 3, said
    check("A name that cannot be read", {said[-200:]: "PYTHONUTF8" in said and "bug in Dailies" not in said})
