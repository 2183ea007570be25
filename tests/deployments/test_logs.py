"""Logs of the server and the workers stay bounded while their processes write to them."""

import logging.config
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.logging.configuration import DEFAULT_LOGGING_SETTINGS_PATH

from deployments import logs, processes
from tests.prefect_server import eventually

# Writes a numbered line, waits until it is told to go on, and writes the next.
WRITER = """
import sys
for number in range(1000):
    print(f"line {number:04}", flush=True)
    if not sys.stdin.readline():
        break
"""


def parts(log: Path) -> list[Path]:
    return sorted(log.parent.glob(f"{log.name}.*"))


def wait_for(log: Path, end: str) -> None:
    eventually(lambda: log.read_text().endswith(end), 30, every=0.01)


def test_a_log_is_rotated_while_its_process_writes(tmp_path: Path) -> None:
    log, line = tmp_path / "worker.log", len("line 0000\n")
    with log.open("ab") as out:
        writer = subprocess.Popen([sys.executable, "-c", WRITER], stdin=subprocess.PIPE, stdout=out)
    assert writer.stdin
    for number in range(30):
        wait_for(log, f"line {number:04}\n")
        logs.rotate([log], max_bytes=3 * line, kept=2)
        writer.stdin.write(b"\n")
        writer.stdin.flush()
    wait_for(log, "line 0030\n")
    writer.stdin.close()
    writer.wait()
    numbers = [int(line.split()[1]) for part in (*reversed(parts(log)), log) for line in part.read_text().splitlines()]
    assert [part.name for part in parts(log)] == ["worker.log.1", "worker.log.2"]
    assert numbers == list(range(numbers[0], 31)), "old parts hold what came before, without a gap"
    assert all(part.stat().st_size <= 4 * line for part in parts(log))


def test_a_log_from_a_time_without_bounds_keeps_its_end(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_bytes(b"a" * 100 + b"b" * 20)
    logs.rotate([log, tmp_path / "missing.log"], max_bytes=10)
    assert (log.read_bytes(), (tmp_path / "server.log.1").read_bytes()) == (b"", b"b" * 20)


def test_a_log_is_emptied_even_if_its_old_part_cannot_be_written(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_bytes(b"a" * 20)
    (tmp_path / "server.log.1").mkdir()
    with pytest.raises(OSError, match=r"server\.log\.1"):
        logs.rotate([log], max_bytes=10, kept=1)
    assert log.read_bytes() == b""


def test_processes_append_to_a_log_that_was_emptied(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("before\n")
    process = processes.start(["this"], mark=str(tmp_path), log=log, env=dict(os.environ), cwd=tmp_path)
    os.truncate(log, 0)
    process.wait()
    assert not log.read_bytes().startswith(b"\0"), "the process would write where the log ended before"


def test_the_console_handler_fits_prefects_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    configuration: dict[str, Any] = yaml.safe_load(DEFAULT_LOGGING_SETTINGS_PATH.read_text())
    console = configuration["handlers"]["console"]
    assert f"{console['class']}" == "prefect.logging.handlers.PrefectConsoleHandler"
    assert configuration["formatters"]["standard"]["datefmt"], "PLAIN sets it"
    console["class"] = logs.PLAIN["PREFECT_LOGGING_HANDLERS_CONSOLE_CLASS"]
    handlers = {"console": {**console, "formatter": "simple"}}
    simple = {"simple": {"format": "%(levelname)s %(message)s"}}
    loggers = {"dailies.test": {"handlers": ["console"], "level": "INFO", "propagate": False}}
    parts = {"formatters": simple, "handlers": handlers, "loggers": loggers}
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False, **parts})
    logging.getLogger("dailies.test").error("at http://127.0.0.1:4200")
    assert capsys.readouterr().err == "ERROR at http://127.0.0.1:4200\n"
