"""A folder that cannot be written is found out by trying, and nothing is left behind by the attempt."""

import os
from pathlib import Path

import pytest

from tasks.domain.errors import SetupError
from tasks.machine.home import home
from tasks.machine.room import free_bytes, same_disk, why_unwritable

NOBODY = 65534


def test_a_folder_that_does_not_exist_yet_is_judged_by_its_parent(tmp_path: Path) -> None:
    assert why_unwritable(tmp_path / "a" / "b") == ""
    assert list(tmp_path.iterdir()) == []
    assert free_bytes(tmp_path / "a" / "b") > 0
    assert same_disk(tmp_path, tmp_path / "a")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    assert why_unwritable(tmp_path / "out") == f"{tmp_path / 'out'} is a file"
    assert why_unwritable(tmp_path / "out" / "demo") == f"{tmp_path / 'out'} is a file"


@pytest.mark.parametrize("folder", ["/proc/dailies", "x" * 300])
def test_what_the_system_refuses_is_its_reason(folder: str) -> None:
    assert why_unwritable(Path(folder))


def test_a_link_to_nowhere_is_not_taken_for_a_new_folder(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to(tmp_path / "gone")
    assert why_unwritable(tmp_path / "out" / "demo")


def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir(mode=0o500)
    assert answer_without_root(folder) == "permission denied"


def answer_without_root(folder: Path) -> str:
    """The answer for a user who is not root, who may write anywhere."""
    if os.geteuid():
        return why_unwritable(folder)
    reads, writes = os.pipe()
    child = os.fork()
    if not child:  # pragma: no cover - in another process
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.write(writes, why_unwritable(folder).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writes)
    with os.fdopen(reads) as answer:
        return answer.read()


def test_a_home_that_cannot_be_written_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("x")
    for folder in (tmp_path / "home", tmp_path / "home" / "x", Path("/proc/self/task")):
        monkeypatch.setenv("DAILIES_HOME", str(folder))
        with pytest.raises(SetupError, match="Set DAILIES_HOME to a writable folder"):
            home()
