"""`.env` is read anew by every process; the real environment wins, and a removed variable is gone."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tasks.machine.env_file import CHECKOUT, FILE, MARK, load_env_file, waits_for_restart

CHILD = """
import json, os, subprocess, sys
from pathlib import Path
from tasks.machine.env_file import load_env_file
load_env_file()
if len(sys.argv) > 1:
    Path(sys.argv[1]).write_text(Path(sys.argv[2]).read_text())
    os.environ.update(line.split("=") for line in sys.argv[3:])
    sys.exit(subprocess.run([sys.executable, "-c", os.environ["CHILD"]]).returncode)
names = [name for name in os.environ if name.startswith(("T_", "DAILIES_HOME", "PREFECT_T"))]
print(json.dumps({name: os.environ[name] for name in names}))
"""


def seen_by_a_child(folder: Path, before: str, after: str, real: Mapping[str, str], later: str = "") -> dict[str, str]:
    """What a child sees whose parent read the file `before`, then set `later` itself, while the file became `after`."""
    file, new = folder / "my.env", folder / "new.env"
    file.write_text(before)
    new.write_text(after)
    clean = {name: value for name, value in os.environ.items() if name != "DAILIES_HOME"}
    env = {**clean, **real, FILE: str(file), "CHILD": CHILD, "PYTHONPATH": str(CHECKOUT)}
    argv = [sys.executable, "-c", CHILD, str(file), str(new), *later.split()]
    done = subprocess.run(argv, env=env, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_a_child_sees_changed_new_and_removed_variables(tmp_path: Path) -> None:
    before, after = "T_CHANGED=old\nT_REMOVED=old\nT_KEPT=same\n", "T_CHANGED=new\nT_KEPT=same\nT_NEW=new\n"
    assert seen_by_a_child(tmp_path, before, after, {}) == {"T_CHANGED": "new", "T_KEPT": "same", "T_NEW": "new"}


def test_the_real_environment_wins_even_if_it_agrees_with_the_file_at_first(tmp_path: Path) -> None:
    seen = seen_by_a_child(tmp_path, "T_A=file\nT_B=equal\n", "T_A=new\nT_B=new\n", {"T_A": "real", "T_B": "equal"})
    assert seen == {"T_A": "real", "T_B": "equal"}


def test_what_a_parent_sets_after_reading_the_file_wins(tmp_path: Path) -> None:
    assert seen_by_a_child(tmp_path, "T_A=old\n", "T_A=new\n", {}, later="T_A=job") == {"T_A": "job"}


def test_variables_that_need_a_restart_pass_to_children(tmp_path: Path) -> None:
    before, after = "DAILIES_HOME=/old\nPREFECT_T=old\n", "DAILIES_HOME=/new\nPREFECT_T=new\n"
    assert seen_by_a_child(tmp_path, before, after, {}) == {"DAILIES_HOME": "/old", "PREFECT_T": "old"}


def test_an_emptied_file_leaves_nothing_behind(tmp_path: Path) -> None:
    assert seen_by_a_child(tmp_path, "T_A=old\n", "", {}) == {}


def test_a_process_knows_which_changes_wait_for_its_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "my.env"
    file.write_text("DAILIES_WEBHOOK=http://a\nT_A=1\n")
    for name in ("DAILIES_WEBHOOK", "DAILIES_STORE", "T_A", MARK):  # set and deleted: removed again after the test
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv(FILE, str(file))
    load_env_file()
    assert waits_for_restart() == ()
    file.write_text("DAILIES_WEBHOOK=http://b\nDAILIES_STORE=s3://c\nT_A=2\n")
    assert waits_for_restart() == ("DAILIES_STORE", "DAILIES_WEBHOOK")
    file.write_text("T_A=1\n")
    assert waits_for_restart() == ("DAILIES_WEBHOOK",)
    assert "http" not in os.environ[MARK]
