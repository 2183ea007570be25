"""Building small C sources: once, and with a reason where it cannot be."""

import importlib.util
import sys
from pathlib import Path

import pytest

from tasks.domain.errors import SetupError
from tasks.machine.tools.compiler import build
from tasks.render.resample import SOURCE


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "home"))


def test_a_source_is_built_once_and_again_when_it_changes(tmp_path: Path) -> None:
    source = tmp_path / "answer.c"
    source.write_text("int answer(void) { return 42; }")
    assert build(source).answer() == 42
    (library,) = (tmp_path / "home" / "built").iterdir()
    made = library.stat().st_mtime_ns
    assert build(source).answer() == 42
    assert library.stat().st_mtime_ns == made
    source.write_text("int answer(void) { return 43; }")
    assert build(source).answer() == 43


def test_what_does_not_compile_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "broken.c"
    source.write_text("int answer(void) { return ")
    with pytest.raises(SetupError, match=r"broken\.c cannot be built"):
        build(source)
    assert list((tmp_path / "home" / "built").iterdir()) == []


def test_a_host_without_a_compiler_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "answer.c"
    source.write_text("int answer(void) { return 42; }")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "ziglang", None)
    with pytest.raises(SetupError, match="no C compiler") as told:
        build(source)
    assert "pip install ziglang" in str(told.value)


@pytest.mark.skipif(not importlib.util.find_spec("ziglang"), reason="CI installs ziglang, a wheel of 100 MB; here not")
def test_a_compiler_from_a_wheel_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "answer.c"
    source.write_text("int answer(void) { return 42; }")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build(source).answer() == 42
    build(SOURCE)
