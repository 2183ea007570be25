"""Pins what pyproject.toml asks for: requirements.lock makes shorts, requirements-dev.lock adds tests and linters.

Versions stay as they are. To upgrade one package, delete its line first; `--upgrade` upgrades all of them. Each pin has
the hashes of all files of its version, so that whatever a package index sends instead is refused on every platform.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNTIME, DEV = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
MODEL = ROOT / "requirements-model.lock"  # nothing resolves it: two packages, without what they would use


def pins_in(*locks: Path) -> list[str]:
    """The pins of these locks, without their hashes."""
    return [line.split()[0] for lock in locks for line in lock.read_text().splitlines()]


class Environment:
    """An empty environment with a recent pip: an old one misses extras with an underscore, such as lxml[html_clean]."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder, with_pip=True)
        self.python, self.folder = folder / "bin" / "python", folder
        self.pip("install", "--upgrade", "pip")

    def pip(self, *words: str) -> str:
        command = [self.python, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    def resolve(self, requirements: list[str], pins: list[str]) -> set[str]:
        """`requirements` and all that they need, as pip installs them."""
        constraints = self.folder / "pins.txt"
        constraints.write_text("\n".join(pins))
        self.pip("install", "--constraint", str(constraints), *requirements)
        return set(self.pip("freeze").splitlines())

    def hashed(self, pins: set[str]) -> list[str]:
        """The pins, each with its hashes on its line. pip cannot list hashes of other platforms' files; uv can.

        uv does not read pip's configuration: another index than the public one is named to it in its own environment.
        """
        self.pip("install", "uv")
        done = subprocess.run(
            [self.python, "-m", "uv", "pip", "compile", "-", "--quiet", "--generate-hashes", "--no-deps", "--no-header",
             "--no-annotate"],
            input="\n".join(sorted(pins)), check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        return re.sub(r"\s*\\\n\s*", " ", done.stdout).splitlines()


def resolved(requirements: list[str], pins: list[str]) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        return Environment(Path(folder)).resolve(requirements, pins)


def write(lock: Path, pins: set[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lines = Environment(Path(folder)).hashed(pins)
    lock.write_text("".join(f"{line}\n" for line in sorted(lines, key=str.lower)))
    print(f"{lock.name}: {len(lines)} packages")


if __name__ == "__main__":
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    runtime, everything = set(pins_in(RUNTIME)), set(pins_in(RUNTIME, DEV))
    if "--hashes" not in sys.argv:  # --hashes: only look up the hashes of the pins that are there
        pins = [] if "--upgrade" in sys.argv else pins_in(RUNTIME, DEV)
        everything = resolved(project["dependencies"] + project["optional-dependencies"]["dev"], pins)
        # Pinned by the whole, so that the two locks agree.
        runtime = resolved(project["dependencies"], sorted(everything))
    write(RUNTIME, runtime)
    write(DEV, everything - runtime)
    write(MODEL, set(pins_in(MODEL)))
