"""An unusable setting on a worker's host fails the run with a message that says what to set. It does not crash it."""

import re
from pathlib import Path
from threading import Event

import pytest
from prefect import task

from tasks.domain.errors import SetupError
from tasks.stagecraft.threads import HostThreads
from tests.prefect_server import Server, eventually


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [("DAILIES_FETCH_WORKERS", "abc", "valid integer"), ("DAILIES_BUDGETS", "openai:20", "not JSON")],
)
def test_an_unusable_setting_fails_the_run_with_its_message(
    server: Server, tmp_path: Path, variable: str, value: str, why: str
) -> None:
    deployed = server.host().command("deployments", "deploy", "--channels", str(tmp_path))
    assert deployed.returncode == 0, deployed.stderr
    with server.host(**{variable: value}).worker("dailies"):
        run = server.ended(server.start("daily-short/batch"))
        log = eventually(lambda: server.log(run["id"]))  # sent by the run's process, which ends with its worker
    assert run["state_name"] == "Failed", run["state"]
    message = run["state"]["message"]
    assert f"{variable}={value} cannot be used" in message
    assert why in message
    assert f"Set {variable}=" in message
    assert log.splitlines()[-1] == message
    assert not re.search("Traceback|Worker|Process|exception", log), log


def test_a_task_does_not_start_with_an_unusable_thread_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_FETCH_WORKERS", "0")
    runner = HostThreads("fetch_workers").duplicate()
    with runner, pytest.raises(SetupError, match="DAILIES_FETCH_WORKERS=0 cannot be used"):
        runner.submit(task(lambda: None), {})


def test_a_branch_has_threads_of_its_own(monkeypatch: pytest.MonkeyPatch, prefect_server: None) -> None:
    """With one thread, a passage that waits for a picture would wait for ever if the two shared it."""
    monkeypatch.setenv("DAILIES_FETCH_WORKERS", "1")
    drawn = Event()

    @task
    def speak() -> bool:
        return drawn.wait(60)

    @task
    def draw() -> None:
        drawn.set()

    with HostThreads("fetch_workers", apart="speak").duplicate() as runner:
        speaking = [runner.submit(speak, {}) for _ in range(2)]
        drawing = runner.submit(draw, {})
        drawing.wait()
        assert [passage.result() for passage in speaking] == [True, True]


def test_the_setting_is_read_for_each_run(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = HostThreads("fetch_workers")
    for threads in ("3", "5"):
        monkeypatch.setenv("DAILIES_FETCH_WORKERS", threads)
        assert runner.duplicate()._max_workers == int(threads)
