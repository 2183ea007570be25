"""Compiling small C sources: each is built once, and failures say why."""

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
    built_at = library.stat().st_mtime_ns
    assert build(source).answer() == 42
    assert library.stat().st_mtime_ns == built_at
    source.write_text("int answer(void) { return 43; }")
    assert build(source).answer() == 43


def test_a_source_that_does_not_compile_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    source = tmp_path / "broken.c"
    source.write_text("int answer(void) { return ")
    with pytest.raises(SetupError, match=r"broken\.c cannot be built"):
        build(source)
    assert list((tmp_path / "home" / "built").iterdir()) == []


def test_a_missing_compiler_is_an_error_with_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "answer.c"
    source.write_text("int answer(void) { return 42; }")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "ziglang", None)
    with pytest.raises(SetupError, match="no C compiler") as refused:
        build(source)
    assert "pip install ziglang" in str(refused.value)


@pytest.mark.integration
@pytest.mark.skipif(not importlib.util.find_spec("ziglang"), reason="CI installs ziglang, a wheel of 100 MB; here not")
def test_the_compiler_of_a_wheel_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "answer.c"
    source.write_text("int answer(void) { return 42; }")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build(source).answer() == 42
    build(SOURCE)
