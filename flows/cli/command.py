"""The commands of `python -m flows`. Every error ends a command with one sentence and an exit code of its kind."""

import argparse
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console

from flows.cli.options import INTERRUPTED, UNEXPECTED, exit_codes, request_from, request_options
from tasks.artwork.check import check_drawing
from tasks.domain.edition import Receipt
from tasks.domain.errors import BadInput, DailiesError
from tasks.domain.text.markdown import printable
from tasks.machine import process
from tasks.machine.aside import folder, place_for_file
from tasks.machine.home import home
from tasks.machine.room import explained
from tasks.stagecraft import embedded, environment


def parser() -> argparse.ArgumentParser:
    """The parser of all commands. Each sets `work`, the function that carries it out."""
    top = argparse.ArgumentParser(prog="python -m flows", description="Make finished, narrated vertical shorts.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    short = commands.add_parser(
        "short",
        help="make one short",
        description="Make one short. Without options: on the next built-in topic, for today, in the folder out/.",
        epilog=exit_codes(),
    )
    for option in request_options():
        if not option.metavar:
            short.add_argument(
                option.flag, action="store_true", help=option.meaning, default=argparse.SUPPRESS, dest=option.field
            )
            continue
        short.add_argument(
            option.flag, metavar=option.metavar, help=option.meaning, default=argparse.SUPPRESS, dest=option.field
        )
    short.add_argument("--verbose", action="store_true", help="also show Prefect's log")
    short.set_defaults(work=_short)
    kpis = commands.add_parser(
        "kpis",
        help="write the report on past runs",
        description="Write a page with charts on the latest runs: durations, cost, cache hits, success, targets.",
    )
    kpis.add_argument("--channel", metavar="NAME|FILE", default="", help="report on one channel (default: all)")
    kpis.add_argument("--runs", metavar="N", type=int, default=30, help="number of latest runs (default: 30)")
    kpis.add_argument("--out", metavar="DIR", default="out/kpis", help="folder for the page (default: out/kpis)")
    kpis.add_argument("--verbose", action="store_true", help="also show Prefect's log")
    kpis.set_defaults(work=_kpis)
    encoders = commands.add_parser(
        "encoders",
        help="show which hardware encoders work here",
        description="Test every hardware encoder on this host. Results are kept for a week.",
    )
    encoders.add_argument("--again", action="store_true", help="ignore results from before, and test again")
    encoders.set_defaults(work=_encoders)
    commands.add_parser(
        "quota",
        help="show what was paid and what quota is left",
        description="Show what each vendor was paid this month, and the quota left there.",
    ).set_defaults(work=_quota)
    for command in commands.choices.values():
        command.add_argument("--traceback", action="store_true", help="on an error, show the traceback")
    return top


def main(argv: Sequence[str]) -> int:
    """Carry out a command and return its exit code."""
    options = vars(parser().parse_args(argv))
    command = options.pop("command")
    work: Callable[[dict[str, Any]], int] = options.pop("work")
    show_trace = options.pop("traceback")
    process.tune()
    signal.signal(signal.SIGTERM, _as_interrupt)
    if not options.pop("verbose", True):
        os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] = "CRITICAL"
    try:
        # Prefect reads its settings when any module first imports it. The commands import it after this line.
        if command == "kpis":
            environment.use_running_server()
        environment.prepare()
        return work(options)
    except KeyboardInterrupt:
        return _say("Interrupted. Finished work is kept for the next run; unfinished files are removed.", INTERRUPTED)
    except DailiesError as error:
        if show_trace:
            traceback.print_exc()
        return _say(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - a bug, too, must end in one sentence
        if show_trace:
            traceback.print_exc()
        from tasks.stagecraft import connection  # noqa: PLC0415 - see above

        if known := connection.explained(error) or explained(error):
            return _say(str(known), known.exit_code)
        _log_failure(error)
        return _say(
            f"This is a bug in Dailies: {type(error).__name__}: {error}. Please report it with the log {log_file()}.",
            UNEXPECTED,
        )


def _short(options: dict[str, Any]) -> int:
    check_drawing()
    request = request_from(options)
    with embedded.server() as wait:
        from flows.cli.display import Display  # noqa: PLC0415 - see main
        from flows.daily_short import daily_short  # noqa: PLC0415
        from tasks.stagecraft import connection, telemetry  # noqa: PLC0415
        from tasks.stagecraft.results import ensure_result_storage  # noqa: PLC0415

        _log_to_file()
        connection.check()
        wait()
        ensure_result_storage()
        display = Display(sys.stderr)
        with display, telemetry.watching(display.watch), environment.heartbeats_off():
            receipt: Receipt = daily_short(request)
    display.summary(receipt)
    return 0


def _kpis(options: dict[str, Any]) -> int:
    if not 1 <= options["runs"] <= 1000:
        raise BadInput(f"--runs {options['runs']} is out of range.", advice="Give a number from 1 to 1000.")
    with embedded.server() as wait:
        from flows.report_kpis import report_kpis  # noqa: PLC0415 - see main
        from tasks.stagecraft import connection  # noqa: PLC0415

        _log_to_file()
        connection.check()
        wait()
        with environment.heartbeats_off():
            page = report_kpis(**options)
    sys.stderr.write(f"Wrote the report {page}\n")
    return 0


def _encoders(options: dict[str, Any]) -> int:
    from flows.cli.tables import show_encoders  # noqa: PLC0415 - see main

    return show_encoders(again=options["again"])


def _quota(_: dict[str, Any]) -> int:
    from flows.cli.tables import show_quota  # noqa: PLC0415 - see main

    show_quota(Console(highlight=False, width=max(100, Console().width)))
    return 0


def _log_to_file() -> None:
    """Send Prefect's log to a file of this run, so that the terminal shows only progress and results."""
    from prefect.logging.configuration import setup_logging  # noqa: PLC0415 - see main

    setup_logging()
    file = logging.FileHandler(log_file(), mode="w", encoding="utf-8")
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s %(message)s"))
    for name in ("prefect", "prefect.flow_runs", "prefect.task_runs"):
        logger = logging.getLogger(name)
        if name == "prefect" or not logger.propagate:
            logger.addHandler(file)


def log_file() -> Path:
    """The path of the latest run's log, in a folder that exists."""
    return place_for_file(folder(home() / "logs") / "last.log")


def _log_failure(error: Exception) -> None:
    """Append the traceback to the log that the message names, even if the command failed before it opened the log."""
    with log_file().open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(traceback.format_exception(error))


def _as_interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(printable(sentence) + "\n")
    return code
