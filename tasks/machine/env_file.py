"""Reads `.env` into the environment, anew in every process, so that a change to the file reaches the next run.

A worker lives for weeks and hands its environment to its runs. So a process marks which variables it took from the
file, and a later process that inherits them drops them before it reads the file itself: changed values then count, and
removed ones are gone. Variables that the operator set in the real environment carry no mark, and always win.
"""

import hashlib
import os
import threading
from pathlib import Path

from dotenv import dotenv_values, load_dotenv

CHECKOUT = Path(__file__).resolve().parents[2]
FILE = "DAILIES_ENV_FILE"
MARK = "DAILIES_FROM_ENV_FILE"  # NAME=hash, separated by spaces: a variable set since then has another value
# Server, workers and automations are made with these: a run with another value would look in the wrong place.
NEED_RESTART = ("DAILIES_HOME", "DAILIES_STORE", "DAILIES_ENCODE_HW", "DAILIES_NOTIFY", "DAILIES_WEBHOOK")
PREFECT = "PREFECT_"  # Prefect has read its settings before a run reads the file

_read: list[str] = []  # the files that this process has read
_lock = threading.Lock()


def load_env_file() -> None:
    """Load `.env` from the checkout into the environment. Variables of the real environment win.

    DAILIES_ENV_FILE names another file; if it is empty, no file is loaded. A process keeps what it read first, so that
    a run does not change its settings halfway. Variables that need a restart also pass from a process to its children.
    """
    path = _path()
    if not path:
        return
    with _lock:
        if FILE in os.environ:
            os.environ[FILE] = path
        if path in _read:
            return
        if not _read:
            _forget_inherited()
        _read.append(path)
        before = set(os.environ)
        load_dotenv(path)
        if os.environ.keys() - before:
            taken = {name: _hash(os.environ[name]) for name in os.environ.keys() - before}
            marked = {**from_the_file(), **taken}
            os.environ[MARK] = " ".join(f"{name}={value}" for name, value in sorted(marked.items()))


def waits_for_restart() -> tuple[str, ...]:
    """The variables that need a restart and whose value in the file is not the one that this process took, sorted."""
    path = _path()
    if not path:
        return ()
    written = {name: value or "" for name, value in dotenv_values(path).items()}
    changed = {name for name in from_the_file() if written.get(name) != os.environ[name]}
    added = written.keys() - os.environ.keys()
    return tuple(sorted(filter(needs_restart, changed | added)))


def _path() -> str:
    path = os.environ.get(FILE, str(CHECKOUT / ".env"))
    return str(Path(path).absolute()) if path else ""  # a child may have another working directory


def _forget_inherited() -> None:
    """Drop what a parent process took from the file."""
    for name in from_the_file():
        if not needs_restart(name):
            del os.environ[name]


def needs_restart(name: str) -> bool:
    """Whether a change of this variable in the file reaches runs only after `make up` was started again."""
    return name in NEED_RESTART or name.startswith(PREFECT)


def from_the_file() -> dict[str, str]:
    """The hashes of variables that come from the file; without those that something has set since."""
    pairs = (pair.partition("=") for pair in os.environ.get(MARK, "").split())
    return {name: value for name, _, value in pairs if name in os.environ and _hash(os.environ[name]) == value}


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode(errors="surrogateescape")).hexdigest()[:16]
