"""The commands of `python -m deployments`: server, workers, schedules. `python -m flows` makes single shorts."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from deployments import auth, metrics, server, up
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
    status = commands.add_parser(
        "status", help="show the workers and, for each channel, today's short and the next run"
    )
    status.add_argument("--json", action="store_true", help="print it as JSON, for programs")
    commands.add_parser("watch", help="find dead runs, and tell people of budgets, tokens and disks; `up` does it too")
    for command in (start, deploy, status):
        command.add_argument("--channels", type=Path, default=CHANNELS, metavar="DIR", help="folder of channel files")
    deploy.add_argument(
        "--prune",
        action="store_true",
        help="delete the deployments of channels whose file is gone; without it, they are paused",
    )
    deploy.add_argument(
        "--allow-broken",
        action="store_true",
        help="exit with 0 although channel files were left out, so that the workers of the other channels start",
    )
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
    options = parser().parse_args(argv)
    process.tune()
    try:
        environment.prepare()
        if options.command == "up":
            return up.up(options.address, options.port, options.channels, options.encode_workers)
        if options.command == "down":
            return up.down()
        if options.command == "metrics":
            return metrics.serve(options.port, options.address)
        joins = bool(os.environ.get("PREFECT_API_URL"))
        if not joins:
            if up.is_up():
                up.use_server(up.record().api)
            elif options.command != "status":
                print("No server is up on this host. Run `python -m deployments up`, or set PREFECT_API_URL.")
                return 1
        return at_server(options, own_server=not joins)
    except DailiesError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def at_server(options: argparse.Namespace, *, own_server: bool) -> int:
    """Carry out a command that needs the server in PREFECT_API_URL, which this host runs or only joins."""
    # Prefect reads its settings when it is first imported, so this must come after the address is set.
    from deployments import deploy, host, status, watch  # noqa: PLC0415

    if options.command == "status":
        return status.report(options.channels, as_json=options.json)
    if options.command == "watch":
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        watch.watch(stop)
        return 0
    host.check_settings()
    deployed = deploy.deploy(options.channels, own_server=own_server, prunes=options.prune)
    if not deployed.done:
        print("nothing has changed")
    for problem in (*deployed.problems, *host.faults()):
        print(problem, file=sys.stderr)
    return BadInput.exit_code if deployed.problems and not options.allow_broken else 0


if __name__ == "__main__":
    sys.exit(auth.main(sys.argv[2:]) if sys.argv[1:2] == ["auth"] else main(sys.argv[1:]))
