"""A change of the channel files is noticed once, when it is complete."""

from pathlib import Path

from deployments.channel_watch import Watched


def test_a_change_is_noticed_once_and_only_when_the_files_rest(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: a")
    watched = Watched(tmp_path)
    assert not watched.has_changed()
    (tmp_path / "b.yaml").write_text("name:")
    assert not watched.has_changed(), "it may not be complete"
    (tmp_path / "b.yaml").write_text("name: b")
    assert not watched.has_changed()
    assert watched.has_changed()
    assert not watched.has_changed()
    (tmp_path / "notes.txt").write_text("not a channel")
    (tmp_path / "a.yaml").unlink()
    assert [watched.has_changed() for _ in range(3)] == [False, True, False]


def test_a_change_that_is_taken_back_is_none(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("name: a")
    watched = Watched(tmp_path)
    file.rename(tmp_path / "a.off")
    assert not watched.has_changed()
    (tmp_path / "a.off").rename(file)
    assert [watched.has_changed() for _ in range(3)] == [False, False, False]


def test_a_folder_that_disappears_is_no_crash(tmp_path: Path) -> None:
    folder = tmp_path / "channels"
    folder.mkdir()
    watched = Watched(folder)
    folder.rmdir()
    assert not watched.has_changed()
