"""A file of the home that is damaged in any way is never used: it is made again, asked for again, or told.

Each test makes a kind of file, damages it in each way, and uses it. As root no file is unreadable, so a process of
another user tries that as well, where the checkout lets one.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from flows.cli.command import log_file
from tasks.domain.errors import Damaged, SetupError
from tasks.machine.aside import set_aside
from tasks.machine.home import CHECKOUT, home
from tasks.machine.lock import one_at_a_time
from tasks.machine.room import explained
from tasks.machine.storage import response_cache
from tasks.machine.storage.assets import AssetStore, assets
from tasks.machine.storage.helper_files import keep, kept, read_or_make
from tasks.machine.storage.identity import Note
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.response_cache import ResponseCache
from tasks.machine.storage.unused import remove_unused
from tasks.machine.tools.compiler import build
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
    """A verdict is what was written, or made again."""
    path, like = home / "encoders" / "a.json", home / "encoders" / "b.json"
    good = Note(ledger="a", name="a" * 32)
    read_or_make(path, Note, lambda: good, max_age=1e9)
    read_or_make(like, Note, lambda: Note(ledger="b", name="b" * 32), max_age=1e9)
    damage(path, like)
    return read_or_make(path, Note, lambda: good, max_age=1e9) == good


def found(home: Path, damage: Callable[[Path, Path], None]) -> bool:
    """The end of a stored segment is found under its own name, or not at all: another one would be another film."""
    path, like = home / "assets" / "rests" / "a.tail", home / "assets" / "rests" / "b.tail"
    keep(path, b"one")
    keep(like, b"other")
    damage(path, like)
    right = kept(path) in {b"one", None}
    keep(path, b"one")
    return right and kept(path) == b"one" and kept(like) in {b"other", None}


KINDS = (stored, answered, noted, found)


def tried(home: Path) -> dict[str, bool]:
    """Every kind of file in every way. Sets the home for whatever is set aside."""
    well = {}
    for kind in KINDS:
        for damage in DAMAGES:
            place = home / f"{kind.__name__}-{damage.__name__}"
            place.mkdir(parents=True)
            well[f"{kind.__name__} {damage.__name__}"] = kind(place, damage)
    well["a folder that may not be read"] = said(home / "shut")
    return well


def said(home: Path) -> bool:
    """What belongs to another user, as after a run of root's, ends with a sentence on what to do. Root may do all."""
    (home / "encoders").mkdir(parents=True)
    (home / "encoders").chmod(0)
    try:
        keep(home / "encoders" / "a.json", b"one")
    except OSError as error:
        known = explained(error)
        return known is not None and str(home) in known.message and "chown" in known.advice
    return os.geteuid() == 0


def test_a_damaged_file_is_never_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    check("A damaged cache or store is never used: files of the home", tried(tmp_path))


@pytest.mark.parametrize("use", ["put", "take"])
def test_a_folder_in_the_place_of_a_stored_file_is_moved_away(use: str, tmp_path: Path) -> None:
    """Whoever stores the file again need not have read it before."""
    store, kept = AssetStore(tmp_path / "assets"), {}
    for again in range(2):
        artifact = store.put(WORDS, ".mp4")
        folder(store.place(artifact), tmp_path)
        (tmp_path / "film.mp4").write_bytes(WORDS)
        same = store.put(WORDS, ".mp4") if use == "put" else store.take(tmp_path / "film.mp4")
        kept[f"{use} {again}"] = store.read(same) == WORDS
    os.utime(next((store.root / "quarantine").iterdir()), (1.0, 1.0))
    gone = remove_unused(store, set(), keep=timedelta(days=30), most=float("inf"), at=time.time())
    kept[f"{use}: removed in the end"] = gone.files == 1
    check("A damaged cache or store is never used: a folder in a file's place", kept)


def test_a_file_in_the_place_of_a_folder_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    source = tmp_path / "answer.c"
    source.write_text("int answer(void) { return 42; }")

    def locked() -> bool:
        with one_at_a_time("short"):
            return True

    uses: dict[str, Callable[[], bool]] = {
        "locks": locked,
        "logs": lambda: log_file().write_text("log") == 3,
        "answers": lambda: response_cache.response_cache().data({"q": 1}, lambda: WORDS) == WORDS,
        "assets": lambda: assets().read(assets().put(WORDS, ".mp4")) == WORDS,
        "assets/scratch": lambda: bool(assets().scratch().name),
        "built": lambda: build(source).answer() == 42,
        "encoders": lambda: noted(tmp_path, missing),
        "ledgers": lambda: Ledger(f"sqlite:///{tmp_path / 'ledger.db'}").open_runs() == (),
        "quarantine": lambda: set_aside(source).is_dir(),
    }
    kept = {}
    for name, use in uses.items():
        place = tmp_path / name
        shutil.rmtree(place, ignore_errors=True)
        place.write_text("a file")
        kept[name] = use() and place.is_dir()
    check("A damaged cache or store is never used: a file in a folder's place", kept)


def test_a_folder_on_a_disk_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder in its place would hide the store on that disk."""
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "home"))
    (home() / "assets").symlink_to(tmp_path / "disk" / "assets")
    with pytest.raises(SetupError, match=r"where no folder is.*Mount"):
        assets().put(WORDS, ".mp4")
    (tmp_path / "disk" / "assets").mkdir(parents=True)
    assert assets().read(assets().put(WORDS, ".mp4")) == WORDS


def test_a_verdict_from_a_time_that_has_not_come_is_made_again(tmp_path: Path) -> None:
    """Written by a clock that was wrong, it would be young for years."""
    path, made = tmp_path / "a.json", iter("ab")
    read_or_make(path, Note, lambda: Note(ledger="x", name=next(made)), max_age=60)
    os.utime(path, (4e9, 4e9))
    assert read_or_make(path, Note, lambda: Note(ledger="x", name=next(made)), max_age=60).name == "b"


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
