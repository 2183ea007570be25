"""Runs other projects' assembly, each in a virtual environment that is created on demand under .dailies/bench."""

import subprocess
import sys
import venv
from pathlib import Path

from tests.bench.meter import Figures, run_measured

ENVIRONMENTS = Path(".dailies/bench")
PACKAGES = {
    "moviepy": ("moviepy==2.2.1",),
    "factreel": ("factreel==0.1.1", "imageio-ffmpeg==0.8.1"),
    "moneyprinter": ("mpt==1.3.9",),
}
FULL_DESIGN_SECONDS = 4.0  # of film with zooms, fades and captions; the whole film would take ten minutes


def moviepy(folder: Path) -> dict[str, Figures]:
    """moviepy with plain stills, and with the full design on the first seconds of film (`of_s` in the figures)."""
    from tasks.machine.media.typefaces import ANTON

    (folder / "caption.ttf").write_bytes(ANTON.path.read_bytes())
    full = _driven("moviepy", "moviepy_short", folder, str(FULL_DESIGN_SECONDS))
    return {
        "moviepy_static": _driven("moviepy", "moviepy_short", folder),
        "moviepy_full": full | {"of_s": FULL_DESIGN_SECONDS},
    }


def peers(folder: Path, brief: Path) -> dict[str, Figures]:
    """FactReel on the whole film, MoneyPrinterTurbo on a brief one, as the whole film would take it half an hour."""
    places = {"factreel": folder, "moneyprinter": brief}
    return {name: _driven(name, f"{name}_short", place) for name, place in places.items()}


def _driven(name: str, driver: str, folder: Path, *more: str) -> Figures:
    """Run a driver in its own environment, with a home of its own."""
    python = _environment(name)
    home = folder / f"{name}-home"
    home.mkdir(exist_ok=True)
    command = [str(python), "-m", f"tests.bench.drivers.{driver}", str(folder), str(folder / f"{name}.mp4"), *more]
    return run_measured(command, env={"MPT_HOME": str(home), "HOME": str(home)})


def _environment(name: str) -> Path:
    """The environment's Python; installs the packages on first use."""
    place = ENVIRONMENTS / name
    python = place / "bin" / "python"
    ready = place / ".ready"
    if not ready.exists():
        sys.stdout.write(f"making an environment for {name} in {place} …\n")
        venv.create(place, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES[name]], check=True)
        ready.touch()
    return python
