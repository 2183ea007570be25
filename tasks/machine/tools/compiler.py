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
from tasks.machine.aside import folder, set_aside
from tasks.machine.home import home

# GCC does not unroll loops by default; doing so saved an eighth of the time.
FLAGS = ("-O3", "-funroll-loops", "-std=gnu11", "-shared", "-fPIC")
DEADLINE = 60.0  # seconds


def build(source: Path) -> ctypes.CDLL:
    """Load the source's library; compiles it if source or flags changed, or if the library is damaged.

    Raises SetupError if it cannot be built.
    """
    stamp = hashlib.sha256(source.read_bytes() + repr((FLAGS, platform.machine())).encode()).hexdigest()[:16]
    stem = home() / "built" / f"{source.stem}-{stamp}"
    try:
        return ctypes.CDLL(str(_whole(stem) or _compile(source, stem)))
    except OSError as error:
        raise SetupError(f"Built {source.name}, but cannot load it: {error}.") from error


def _whole(stem: Path) -> Path | None:
    """The library built under this path, whose name ends with its hash, or None. A damaged one is set aside.

    To load half a library kills the process, and a changed one may do anything.
    """
    for library in sorted(stem.parent.glob(f"{stem.name}-*.so")):
        if library.is_file() and library == _named(stem, library.read_bytes()):
            return library
        set_aside(library)
    return None


def _named(stem: Path, library: bytes) -> Path:
    return stem.with_name(f"{stem.name}-{hashlib.sha256(library).hexdigest()}.so")


def compiler() -> tuple[str, ...]:
    """The command of the system's C compiler, or else ziglang's. Empty if there is none."""
    for name in ("cc", "gcc", "clang"):
        if path := shutil.which(name):
            return (path,)
    if importlib.util.find_spec("ziglang"):
        # By default it compiles for this exact CPU, but hosts with other CPUs may share the home folder.
        return (sys.executable, "-m", "ziglang", "cc", "-mcpu=baseline")
    return ()


def _compile(source: Path, stem: Path) -> Path:
    """Build the library, and return its path."""
    command = compiler()
    if not command:
        raise SetupError(
            f"There is no C compiler to build {source.name} with.",
            advice=f"Install gcc or clang, or, without root rights, run {sys.executable} -m pip install ziglang.",
        )
    folder(stem.parent)
    handle, name = tempfile.mkstemp(dir=stem.parent, suffix=".part")
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
        return fresh.replace(_named(stem, fresh.read_bytes()))
    except subprocess.TimeoutExpired as error:
        raise SetupError(f"Building {source.name} took more than {DEADLINE:.0f} s.") from error
    finally:
        fresh.unlink(missing_ok=True)
