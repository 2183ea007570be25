"""A flow that fails ends in a sentence: as its state's message, and as the last line of its log."""

import logging
import logging.config
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from prefect import flow, task
from prefect.client.schemas.objects import State

from tasks.domain.errors import BadInput
from tasks.stagecraft import telemetry
from tasks.stagecraft.endings import ends_in_a_sentence
from tasks.stagecraft.quiet import PREFECT, OursOnly, logging_config

REFUSED = BadInput("The tide is out.", advice="Come back at six.")
BROKEN = KeyError("tide")


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Collect what a run sends to the server's log."""
    lines: list[str] = []
    collector = logging.Handler()
    collector.emit = lambda record: lines.append(collector.format(record))  # type: ignore[method-assign]
    collector.addFilter(OursOnly())
    loggers = [logging.getLogger(name) for name in ("prefect.flow_runs", "prefect.task_runs")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(collector)
        logger.setLevel(logging.INFO)
    yield lines
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(collector)
        logger.setLevel(level)


@task
def fails(error: Exception) -> None:
    raise error


def failing(error: Exception) -> Callable[..., Any]:
    @flow(name="ending")
    @ends_in_a_sentence
    def ending() -> str:
        """Fail in a task."""
        telemetry.logger().info("One line of ours.")
        fails(error)
        return "done"

    return ending


@pytest.mark.server
def test_an_expected_error_is_the_last_line_and_the_message(prefect_server: None, log: list[str]) -> None:
    state: State[Any] = failing(REFUSED)(return_state=True)
    assert (state.type.name, state.message) == ("FAILED", "The tide is out. Come back at six.")
    assert log == ["One line of ours.", "The tide is out. Come back at six."]


@pytest.mark.server
def test_the_caller_gets_the_error_itself(prefect_server: None) -> None:
    with pytest.raises(BadInput) as caught:
        failing(REFUSED)()
    assert caught.value.exit_code == 2


@pytest.mark.server
def test_a_bug_keeps_its_traceback_before_the_sentence(prefect_server: None, log: list[str]) -> None:
    state: State[Any] = failing(BROKEN)(return_state=True)
    assert log[-1].startswith("This is a bug in Dailies: KeyError: 'tide'. Please report it")
    assert state.message == log[-1]
    assert any("in guarded" in line for line in log)
    with pytest.raises(KeyError):
        failing(BROKEN)()


def record(path: str, level: int, text: str, error: BaseException | None = None) -> logging.LogRecord:
    caught = (type(error), error, None) if error else None
    return logging.LogRecord("prefect.flow_runs", level, path, 1, text, (), caught)


def test_a_workers_log_is_prefects_own_but_for_the_filter() -> None:
    config, own = yaml.safe_load(logging_config()), yaml.safe_load((PREFECT / "logging" / "logging.yml").read_text())
    (named,) = config.pop("filters").values()
    assert logging.config.DictConfigurator({"version": 1}).resolve(named["()"]) is OursOnly
    assert config["handlers"]["api"].pop("filters") == ["ours_only"]
    assert config == own


def test_of_prefects_own_lines_only_crashes_and_bugs_reach_the_log() -> None:
    import prefect.flow_engine

    engine, kept = str(prefect.flow_engine.__file__), OursOnly().filter
    assert not kept(record(engine, logging.INFO, "Beginning flow run"))
    assert not kept(record(engine, logging.ERROR, "Task run failed", REFUSED))
    assert not kept(record(engine, logging.ERROR, "Engine execution exited with unexpected exception", BROKEN))
    assert kept(record(engine, logging.ERROR, "Task run failed", BROKEN))
    assert kept(record(engine, logging.ERROR, "Crash detected! Execution was interrupted"))
    assert kept(record(__file__, logging.INFO, "Topic: Tides"))
