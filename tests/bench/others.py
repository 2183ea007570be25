"""Other people's assembly, each in a virtual environment made for it on request and kept under .dailies/bench."""

import subprocess
import sys
import venv
from pathlib import Path

from tests.bench.meter import Figures, measured

KEPT = Path(".dailies/bench")
PACKAGES = {
    "moviepy": ("moviepy==2.2.1",),
    "factreel": ("factreel==0.1.1", "imageio-ffmpeg==0.8.1"),
    "moneyprinter": ("mpt==1.3.9",),
}
FULL = 4.0  # seconds that moviepy zooms, fades and captions; the whole film would take it ten minutes


def moviepy(folder: Path) -> dict[str, Figures]:
    """Stills as they are; and the full design on its first seconds, which `of_s` in the figures says."""
    from tasks.machine.media.typefaces import ANTON

    (folder / "caption.ttf").write_bytes(ANTON.path.read_bytes())
    full = _driven("moviepy", "moviepy_short", folder, str(FULL))
    return {"moviepy_static": _driven("moviepy", "moviepy_short", folder), "moviepy_full": full | {"of_s": FULL}}


def peers(folder: Path, brief: Path) -> dict[str, Figures]:
    """FactReel on the whole film, MoneyPrinterTurbo on a brief one: the whole would take it half an hour."""
    places = {"factreel": folder, "moneyprinter": brief}
    return {name: _driven(name, f"{name}_short", place) for name, place in places.items()}


def _driven(name: str, driver: str, folder: Path, *more: str) -> Figures:
    python = _environment(name)
    home = folder / f"{name}-home"
    home.mkdir(exist_ok=True)
    command = [str(python), "-m", f"tests.bench.drivers.{driver}", str(folder), str(folder / f"{name}.mp4"), *more]
    return measured(command, env={"MPT_HOME": str(home), "HOME": str(home)})


def _environment(name: str) -> Path:
    place = KEPT / name
    python = place / "bin" / "python"
    ready = place / ".ready"
    if not ready.exists():
        sys.stdout.write(f"making an environment for {name} in {place} …\n")
        venv.create(place, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES[name]], check=True)
        ready.touch()
    return python
