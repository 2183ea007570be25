"""Pins what pyproject.toml asks for: requirements.lock makes shorts, requirements-dev.lock adds tests and linters.

Versions stay as they are. To upgrade one package, delete its line first; `--upgrade` upgrades all of them.
"""

import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNTIME, DEV = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"


def resolve(requirements: list[str], pins: str) -> set[str]:
    """`requirements` and all that they need, as pip installs them into an empty environment."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        constraints = Path(folder) / "pins.txt"
        constraints.write_text(pins)
        pip = [f"{folder}/bin/python", "-m", "pip", "--quiet", "--disable-pip-version-check"]
        # An old pip misses extras with an underscore in their name, such as lxml[html_clean].
        subprocess.run([*pip, "install", "--upgrade", "pip"], check=True)
        subprocess.run([*pip, "install", "--constraint", str(constraints), *requirements], check=True)
        return set(subprocess.run([*pip, "freeze"], check=True, capture_output=True, text=True).stdout.splitlines())


def write(lock: Path, pins: set[str]) -> None:
    lock.write_text("".join(f"{pin}\n" for pin in sorted(pins, key=str.lower)))
    print(f"{lock.name}: {len(pins)} packages")


project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
pins = "" if "--upgrade" in sys.argv else RUNTIME.read_text() + DEV.read_text()
everything = resolve(project["dependencies"] + project["optional-dependencies"]["dev"], pins)
# Pinned by the whole, so that the two locks agree.
runtime = resolve(project["dependencies"], "\n".join(everything))
write(RUNTIME, runtime)
write(DEV, everything - runtime)
