"""Small C sources, built once a host with the compiler it has, or with the one that comes in the wheel `ziglang`.

There may be none: what is built always has an equal.
"""

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tasks.domain.errors import SetupError
from tasks.machine.home import home

# Unrolled, GCC's loops took an eighth less; it does not by itself.
FLAGS = ("-O3", "-funroll-loops", "-std=gnu11", "-shared", "-fPIC")
DEADLINE = 60.0  # seconds


def build(source: Path) -> ctypes.CDLL:
    """The library of this source, built again only when the source changes. Raises SetupError where it cannot be."""
    stamp = hashlib.sha256(source.read_bytes() + repr((FLAGS, platform.machine())).encode()).hexdigest()[:16]
    library = home() / "built" / f"{source.stem}-{stamp}.so"
    try:
        if not library.exists():
            _compile(source, library)
        return ctypes.CDLL(str(library))
    except OSError as error:
        raise SetupError(f"{source.name} was built but cannot be loaded: {error}.") from error


def compiler() -> tuple[str, ...]:
    """The command that compiles C here, the system's if it has one; empty where there is none."""
    for name in ("cc", "gcc", "clang"):
        if path := shutil.which(name):
            return (path,)
    if importlib.util.find_spec("ziglang"):
        # Unless told otherwise it compiles for this processor alone, and a home may be shared by several.
        return (sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline")
    return ()


def _compile(source: Path, library: Path) -> None:
    command = compiler()
    if not command:
        raise SetupError(
            f"There is no C compiler to build {source.name} with.",
            advice=f"Install gcc or clang, or without root: {sys.executable} -m pip install ziglang",
        )
    library.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=library.parent, suffix=".part")
    os.close(handle)
    fresh = Path(name)
    try:
        done = subprocess.run(
            [*command, *FLAGS, str(source), "-o", str(fresh), "-lm"],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        if done.returncode:
            raise SetupError(f"{source.name} cannot be built: {done.stderr.strip().splitlines()[-1:]}.")
        fresh.replace(library)
    except subprocess.TimeoutExpired as error:
        raise SetupError(f"Building {source.name} took more than {DEADLINE:.0f} s.") from error
    finally:
        fresh.unlink(missing_ok=True)
