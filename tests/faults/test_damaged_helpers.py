"""A damaged helper file costs the time to make it again, and no run: verdicts, kept answers, compiled code, locks."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.cli.command import log_file
from tasks.domain.values import Frozen
from tasks.machine.home import home
from tasks.machine.lock import one_at_a_time
from tasks.machine.storage import response_cache
from tasks.machine.storage.helper_files import read_or_make
from tasks.machine.storage.response_cache import ResponseCache
from tasks.machine.tools.compiler import build
from tests.faults.promises import check

PROMISE = "A damaged helper file is made again"


def _emptied(path: Path) -> None:
    path.write_bytes(b"")


def _halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _random(path: Path) -> None:
    path.write_bytes(bytes(number * 167 % 251 for number in range(path.stat().st_size)))


def _bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").touch()


def _missing(path: Path) -> None:
    path.unlink()


DAMAGES: tuple[Callable[[Path], None], ...] = (_emptied, _halved, _zeros, _random, _bit, _folder, _missing)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "home"))


class Verdict(Frozen):
    encoder: str
    usable: bool


def test_a_verdict_is_made_again() -> None:
    good, kept = Verdict(encoder="h264_nvenc", usable=True), {}
    for damage in DAMAGES:
        path = home() / "encoders" / f"{damage.__name__}.json"
        read_or_make(path, Verdict, lambda: good, max_age=60)
        damage(path)
        again = read_or_make(path, Verdict, lambda: good, max_age=60)
        kept[damage.__name__] = again == good == read_or_make(path, Verdict, lambda: good, max_age=60)
    check(f"{PROMISE}: verdicts", kept)


def test_a_compiled_library_is_built_again(tmp_path: Path) -> None:
    kept = {}
    for number, damage in enumerate(DAMAGES):
        source = tmp_path / f"answer{number}.c"
        source.write_text(f"int answer(void) {{ return {number}; }}")
        # Built, but not loaded: a library that is loaded would end this process when it is cut.
        built = _built_elsewhere(source)
        damage(built)
        kept[damage.__name__] = build(source).answer() == number
    check(f"{PROMISE}: compiled code", kept)


def _built_elsewhere(source: Path) -> Path:
    program = f"from pathlib import Path; from tasks.machine.tools.compiler import build; build(Path({str(source)!r}))"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    (built,) = (home() / "built").glob(f"{source.stem}-*.so")
    return built


@pytest.mark.parametrize("size", [20, 200_000])  # in the database, and in a file of its own
def test_an_answer_is_asked_for_again_or_whole(size: int, tmp_path: Path) -> None:
    kept, answer = {}, b"a" * size
    for damage in DAMAGES:
        folder = tmp_path / damage.__name__

        def answers(folder: Path = folder) -> bool:
            return ResponseCache(folder).data({"q": 1}, lambda: answer) == answer

        answers()
        for path in [path for path in folder.rglob("*") if path.is_file()]:
            response_cache._opened(folder, response_cache.MAX_BYTES).close()
            response_cache._opened.cache_clear()
            if path.exists() and not path.name.endswith(("-wal", "-shm")):
                damage(path)
            kept[f"{damage.__name__} {path.name}"] = answers() and answers()
    check(f"{PROMISE}: answers of {size} bytes", kept)


def test_a_damaged_cache_is_set_aside_while_it_is_open(tmp_path: Path) -> None:
    responses = ResponseCache(tmp_path / "answers")
    responses.data({"q": 1}, lambda: b"one")
    _random(tmp_path / "answers" / "cache.db")
    assert responses.data({"q": 2}, lambda: b"two") == b"two"
    assert responses.data({"q": 2}, lambda: b"2") in {b"two", b"2"}


def test_a_folder_in_the_place_of_a_lock_or_a_log_is_set_aside() -> None:
    with one_at_a_time("short"):
        pass
    (lock,) = (home() / "locks").iterdir()
    _folder(lock)
    log_file().write_text("log")
    _folder(log_file())
    with one_at_a_time("short"):
        log_file().write_text("log")
    check(f"{PROMISE}: locks and logs", {"lock": lock.is_file(), "log": log_file().is_file()})
