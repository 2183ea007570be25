"""The commands of `python -m deployments`: server, workers, schedules."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from deployments import auth, metrics, server, up, workers
from deployments.terminal import say
from tasks.domain.errors import BadInput, DailiesError
from tasks.machine import process
from tasks.machine.home import CHANNELS
from tasks.stagecraft import environment


def parser() -> argparse.ArgumentParser:
    """The parser of all commands except `auth`, which has its own."""
    top = argparse.ArgumentParser(prog="python -m deployments", description="Run Dailies every day.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    start = commands.add_parser("up", help="start server, deployments and workers; run until Ctrl-C")
    deploy = commands.add_parser("deploy", help="deploy prefect.yaml and every channel file")
    commands.add_parser("auth", help="get a token for publishing: auth youtube", add_help=False)
    commands.add_parser("down", help="stop what `up` started on this host")
    commands.add_parser("status", help="show workers, scheduled runs and latest runs")
    commands.add_parser("watch", help="find dead runs, and tell people of budgets, tokens and disks; `up` does it too")
    for command in (start, deploy):
        command.add_argument("--channels", type=Path, default=CHANNELS, metavar="DIR", help="folder of channel files")
    start.add_argument(
        "--port",
        type=int,
        default=server.PORT,
        metavar="N",
        help=f"the server's port; 0 picks a free one (default: {server.PORT})",
    )
    start.add_argument(
        "--address",
        default=server.HOST,
        help=f"IPv4 address of this machine to listen on (default: {server.HOST}, this machine only)",
    )
    start.add_argument(
        "--encode-workers",
        type=int,
        default=os.environ.get("ENCODE_WORKERS") or 1,
        metavar="N",
        help="shorts that each encode worker of this host encodes at once; 0 starts no encode worker "
        "(default: ENCODE_WORKERS, or 1)",
    )
    endpoint = commands.add_parser("metrics", help="serve the history of all runs to Prometheus, at /metrics")
    endpoint.add_argument(
        "--port", type=int, default=9464, metavar="N", help="port to listen on; 0 picks a free one (default: 9464)"
    )
    endpoint.add_argument(
        "--address", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine only)"
    )
    return top


def main(argv: Sequence[str]) -> int:
    """Carry out a command and return its exit code."""
    if argv[:1] == ["auth"]:
        return auth.main(argv[1:])
    options = parser().parse_args(argv)
    process.tune()
    try:
        environment.prepare()
        return _carry_out(options)
    except DailiesError as error:
        return _told(error)
    except Exception as error:
        from tasks.stagecraft import connection  # noqa: PLC0415 - see at_server

        if known := connection.explained(error):
            return _told(known)
        raise


def _carry_out(options: argparse.Namespace) -> int:
    if options.command == "up":
        return up.up(options.address, options.port, options.channels, options.encode_workers)
    if options.command == "down":
        return up.down()
    if options.command == "metrics":
        return metrics.serve(options.port, options.address)
    joins = bool(os.environ.get("PREFECT_API_URL"))
    if not up.find_server():
        say("No server is up on this host. Run `python -m deployments up`, or set PREFECT_API_URL.")
        return 1
    return at_server(options, own_server=not joins)


def at_server(options: argparse.Namespace, *, own_server: bool) -> int:
    """Carry out a command that needs the server in PREFECT_API_URL, which this host runs or only joins."""
    # Prefect reads its settings when it is first imported, so this must come after the address is set.
    from deployments import deploy, status, watch  # noqa: PLC0415
    from tasks.stagecraft import connection  # noqa: PLC0415

    connection.check()
    if options.command == "status":
        status.report()
        return 0
    if options.command == "watch":
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        watch.watch(stop)
        return 0
    served = [worker.pool for worker in workers.served(encode_workers=1)]
    deployed = deploy.deploy(options.channels, served, own_server=own_server)
    say("\n".join(deployed.done) or "nothing has changed")
    sys.stderr.writelines(f"{problem}\n" for problem in deployed.problems)
    return BadInput.exit_code if deployed.problems else 0


def _told(error: DailiesError) -> int:
    sys.stderr.write(f"{error}\n")
    return error.exit_code
