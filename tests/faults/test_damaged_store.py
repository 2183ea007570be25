"""A file of the home that is damaged in any way is never used: it is made again, asked for again, or told.

Each test makes a kind of file, damages it in each way, and uses it. As root no file is unreadable, so a process of
another user tries that as well, where the checkout lets one.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tasks.domain.errors import Damaged
from tasks.machine.home import CHECKOUT
from tasks.machine.storage import response_cache
from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.helper_files import read_or_make
from tasks.machine.storage.identity import Note
from tasks.machine.storage.response_cache import ResponseCache
from tests.faults.promises import check

WORDS, OTHERS = b"first " * 40_000, b"other " * 40_000
NOBODY = 65534


def emptied(file: Path, like: Path) -> None:
    file.write_bytes(b"")


def halved(file: Path, like: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def one_bit(file: Path, like: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def swapped(file: Path, like: Path) -> None:
    held = file.read_bytes()
    file.write_bytes(like.read_bytes())
    like.write_bytes(held)


def missing(file: Path, like: Path) -> None:
    file.unlink()


def of_an_older_version(file: Path, like: Path) -> None:
    """What a version without today's form has written."""
    file.write_bytes(b'{"version": 1, "value": "old"}')


def unreadable(file: Path, like: Path) -> None:
    file.chmod(0)


def folder(file: Path, like: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "something").touch()


DAMAGES: tuple[Callable[[Path, Path], None], ...] = (
    *(emptied, halved, one_bit, swapped, missing, of_an_older_version, unreadable, folder),
)


def stored(home: Path, damage: Callable[[Path, Path], None]) -> bool:
    """A file of the store is read as it was, or not at all; then it can be stored again."""
    store = AssetStore(home / "assets")
    one, other = store.put(WORDS, ".mp4"), store.put(OTHERS, ".mp4")
    damage(store.place(one), store.place(other))
    try:
        if store.read(one) != WORDS:
            return False
    except Damaged:
        pass
    return all(store.read(store.put(data, ".mp4")) == data for data in (WORDS, OTHERS))


def answered(home: Path, damage: Callable[[Path, Path], None]) -> bool:
    """A kept answer is the right one, or asked for again."""
    answers = ResponseCache(home / "answers")
    questions = ({"q": 1}, WORDS), ({"q": 2}, OTHERS)
    for question, data in questions:
        answers.data(question, partial(bytes, data))
    response_cache._opened(home / "answers", response_cache.MAX_BYTES).close()
    response_cache._opened.cache_clear()
    one, other = sorted(path for path in (home / "answers").rglob("*.val"))
    damage(one, other)
    return all(answers.data(question, partial(bytes, data)) == data for question, data in questions)


def noted(home: Path, damage: Callable[[Path, Path], None]) -> bool:
    """A verdict is what was written, or made again. Which of two is whose, only its own name says."""
    path, like = home / "encoders" / "a.json", home / "encoders" / "b.json"
    good = Note(ledger="a", name="a" * 32)
    read_or_make(path, Note, lambda: good, max_age=1e9)
    read_or_make(like, Note, lambda: Note(ledger="b", name="b" * 32), max_age=1e9)
    damage(path, like)
    again = read_or_make(path, Note, lambda: good, max_age=1e9)
    return again == good or damage in {one_bit, swapped}


KINDS = (stored, answered, noted)


def tried(home: Path) -> dict[str, bool]:
    """Every kind of file in every way. Sets the home for whatever is set aside."""
    kept = {}
    for kind in KINDS:
        for damage in DAMAGES:
            place = home / f"{kind.__name__}-{damage.__name__}"
            place.mkdir(parents=True)
            kept[f"{kind.__name__} {damage.__name__}"] = kind(place, damage)
    return kept


def test_a_damaged_file_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    check("A damaged cache or store is never used: files of the home", tried(tmp_path))


def test_nor_by_another_user(tmp_path: Path) -> None:
    setpriv = shutil.which("setpriv")
    if os.geteuid() != 0 or setpriv is None:
        pytest.skip("only root can become another user, with setpriv: run this test as root, and install util-linux")
    become = [setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if subprocess.run([*become, sys.executable, "-c", ""], capture_output=True, check=False).returncode:
        pytest.skip(f"another user may not run {sys.executable}: install Python where every user can read it")
    home = tmp_path / "home"
    home.mkdir()
    for place in (home, *home.parents[: len(home.parts) - 3]):
        place.chmod(0o755)
    os.chown(home, NOBODY, NOBODY)
    program = f"import json; from pathlib import Path; from {__name__} import tried; "
    program += f"print(json.dumps(tried(Path({str(home)!r}))))"
    environment = {**os.environ, "DAILIES_HOME": str(home), "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [*become, sys.executable, "-c", program]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    check("A damaged cache or store is never used: files of the home, by another user", json.loads(done.stdout))
