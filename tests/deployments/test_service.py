"""The systemd unit: it names the right program and paths whatever the checkout is called, and systemd accepts it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deployments import service
from deployments.command import main
from deployments.service import Service
from tasks.domain.errors import BadInput, SetupError
from tasks.machine.env_file import CHECKOUT, FILE, MARK, load_env_file
from tests.needs import lacking

NAMES = ["plain", "two words", "100% of 'it'", 'a "quoted" name', "back\\slash", "$HOME and ${PATH}", "día ü"]


def need_systemd() -> None:
    if not shutil.which("systemd-analyze"):
        raise lacking("needs systemd-analyze: apt-get install systemd")


def settings(unit: str) -> dict[str, str]:
    pairs = (line.partition("=") for line in unit.splitlines() if "=" in line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def read_back(text: str) -> list[str]:
    """The words of a command as systemd.service(5) describes: quotes, backslashes, %% and, in arguments, $$."""
    words, word, quoted, rest = [], "", False, iter(text)
    for character in rest:
        if character == "\\":
            word += next(rest)
        elif character == '"':
            quoted = not quoted
        elif character == " " and not quoted:
            words.append(word)
            word = ""
        else:
            word += character
    assert not quoted
    program, *arguments = [each.replace("%%", "%") for each in (*words, word)]
    return [program, *(argument.replace("$$", "$") for argument in arguments)]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("user", ["", "daily"])
def test_any_path_is_read_back_as_it_was(name: str, user: str) -> None:
    python, checkout = f"/srv/{name}/.venv/bin/python", Path(f"/srv/{name}")
    wanted = ["--channels", f"/srv/{name}/my channels"]
    unit = settings(Service(wanted, user, python, checkout).unit({"DAILIES_HOME": f"/var/{name}", "PATH": "/bin"}))
    command = read_back(unit["ExecStart"])
    if any(character in python for character in "$'\"\\"):
        assert command.pop(0) == "/usr/bin/env"
    assert command == [python, "-m", "deployments", "up", *wanted]
    assert read_back(unit["ExecStop"])[-1] == "down"
    assert unit["WorkingDirectory"].replace("%%", "%") == str(checkout)
    assert read_back(unit["Environment"]) == [f"DAILIES_HOME=/var/{name}"]
    assert (unit["KillMode"], unit["Restart"], unit.get("User", "")) == ("control-group", "on-failure", user)
    assert unit["WantedBy"] == ("multi-user.target" if user else "default.target")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("user", ["", "daemon"])
def test_systemd_accepts_the_unit(name: str, user: str, tmp_path: Path) -> None:
    need_systemd()
    checkout = tmp_path / name
    checkout.mkdir()
    python = checkout / "python"
    python.symlink_to(sys.executable)  # systemd-analyze complains if it does not find exactly this file
    unit = tmp_path / "dailies.service"
    unit.write_text(Service(["--port", "4300"], user, str(python), checkout).unit({"DAILIES_HOME": str(checkout)}))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False, timeout=60
    )
    ours = [line for line in done.stderr.splitlines() if "dailies" in line]
    assert ours == []


def test_systemd_analyze_would_notice_a_wrong_path(tmp_path: Path) -> None:
    need_systemd()
    unit = tmp_path / "dailies.service"
    unit.write_text(Service([], "", str(tmp_path / "no python"), tmp_path).unit({}))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False, timeout=60
    )
    assert "no python" in done.stderr


@pytest.mark.parametrize("path", ["/srv/two\nlines", "/srv/ends in a space ", "/srv/ends in a backslash\\"])
def test_a_path_that_no_unit_can_hold_is_an_error(path: str) -> None:
    with pytest.raises(BadInput, match="cannot hold"):
        Service([], "", f"{path}/python", Path(path)).unit({})


def test_the_command_writes_a_user_unit_and_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "home"))
    assert main(["service", "--port", "4300", "--encode-workers", "2"]) == 0
    said = capsys.readouterr().out
    for command in ("systemctl --user daemon-reload", "systemctl --user enable --now dailies", "enable-linger"):
        assert command in said
    unit = settings((tmp_path / "config" / "systemd" / "user" / "dailies.service").read_text())
    assert read_back(unit["ExecStart"])[1:] == ["-m", "deployments", "up", "--port", "4300", "--encode-workers", "2"]
    assert unit["WorkingDirectory"] == str(CHECKOUT).replace("%", "%%")
    assert read_back(unit["Environment"]) == [f"DAILIES_HOME={tmp_path / 'home'}"]


def test_a_setting_of_the_env_file_is_left_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "my.env"
    file.write_text(f"DAILIES_HOME={tmp_path}\n")
    monkeypatch.delenv("DAILIES_HOME")
    monkeypatch.setenv(FILE, str(file))
    monkeypatch.setenv(MARK, "")
    load_env_file()
    unit = Service([], "").unit(service.from_the_shell())
    monkeypatch.delenv("DAILIES_HOME")
    assert "DAILIES_HOME" not in unit
    assert FILE in unit


def test_a_folder_that_cannot_be_written_says_how_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setattr(service, "SYSTEM", blocked)
    with pytest.raises(SetupError, match=r"sudo tee"):
        service.install(Service([], "daily"), show=False)
    assert service.install(Service([], "daily"), show=True)[1] == "[Unit]"
