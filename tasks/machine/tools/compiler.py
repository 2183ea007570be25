"""Builds small C sources once per host, with its own compiler or the one in the package `ziglang`.

A host may have neither, so callers need a fallback in Python.
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

# GCC does not unroll loops by default; doing so saved an eighth of the time.
FLAGS = ("-O3", "-funroll-loops", "-std=gnu11", "-shared", "-fPIC")
DEADLINE = 60.0  # seconds


def build(source: Path) -> ctypes.CDLL:
    """Load the source's library; compiles it if source or flags changed. Raises SetupError if it cannot be built."""
    stamp = hashlib.sha256(source.read_bytes() + repr((FLAGS, platform.machine())).encode()).hexdigest()[:16]
    library = home() / "built" / f"{source.stem}-{stamp}.so"
    try:
        if not library.exists():
            _compile(source, library)
        return ctypes.CDLL(str(library))
    except OSError as error:
        raise SetupError(f"Built {source.name}, but cannot load it: {error}.") from error


def compiler() -> tuple[str, ...]:
    """The command of the system's C compiler, or else ziglang's. Empty if there is none."""
    for name in ("cc", "gcc", "clang"):
        if path := shutil.which(name):
            return (path,)
    if importlib.util.find_spec("ziglang"):
        # By default it compiles for this exact CPU, but hosts with other CPUs may share the home folder.
        return (sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline")
    return ()


def _compile(source: Path, library: Path) -> None:
    command = compiler()
    if not command:
        raise SetupError(
            f"There is no C compiler to build {source.name} with.",
            advice=f"Install gcc or clang, or, without root rights, run {sys.executable} -m pip install ziglang.",
        )
    library.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=library.parent, suffix=".part")
    os.close(handle)
    fresh = Path(name)
    try:
        result = subprocess.run(
            [*command, *FLAGS, str(source), "-o", str(fresh), "-lm"],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        if result.returncode:
            raise SetupError(f"{source.name} cannot be built: {result.stderr.strip().splitlines()[-1:]}.")
        fresh.replace(library)
    except subprocess.TimeoutExpired as error:
        raise SetupError(f"Building {source.name} took more than {DEADLINE:.0f} s.") from error
    finally:
        fresh.unlink(missing_ok=True)
