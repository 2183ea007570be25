"""The door to run things: servers, workers, schedules. `python -m flows` is the door to make things."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from deployments import auth, metrics, server, up
from tasks.domain.errors import BadInput, DailiesError
from tasks.machine import process
from tasks.machine.home import CHANNELS
from tasks.stagecraft import environment


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m deployments", description="Run Dailies every day.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    start = commands.add_parser("up", help="server, deployments and workers, until Ctrl-C")
    deploy = commands.add_parser("deploy", help="deploy prefect.yaml and every channel file")
    commands.add_parser("auth", help="get a token to publish with: auth youtube", add_help=False)
    commands.add_parser("down", help="stop what `up` started on this host")
    commands.add_parser("status", help="workers, and what is scheduled")
    for command in (start, deploy):
        command.add_argument("--channels", type=Path, default=CHANNELS, metavar="DIR", help="folder of channel files")
    start.add_argument("--port", type=int, default=server.PORT, metavar="N", help="the server's port; 0: a free one")
    start.add_argument(
        "--address", default=server.HOST, help="address of this machine to serve at (127.0.0.1: for this machine only)"
    )
    start.add_argument(
        "--encode-workers",
        type=int,
        default=os.environ.get("ENCODE_WORKERS") or 1,
        metavar="N",
        help="shorts that each encode worker of this host encodes at once; 0 starts none",
    )
    scraped = commands.add_parser("metrics", help="serve the history of all runs to Prometheus, at /metrics")
    scraped.add_argument("--port", type=int, default=9464, metavar="N", help="port to listen on (9464); 0: a free one")
    scraped.add_argument("--address", default="127.0.0.1", help="address to listen on (this machine only)")
    return top


def main(argv: Sequence[str]) -> int:
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
        if not os.environ.get("PREFECT_API_URL"):
            if not up.is_up():
                print("Nothing is up on this host, and PREFECT_API_URL names no server.")
                return 1
            os.environ["PREFECT_API_URL"] = up.record().api
        return at_server(options)
    except DailiesError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def at_server(options: argparse.Namespace) -> int:
    # Prefect reads its settings when it is first imported: only now is it time.
    from deployments import deploy, status  # noqa: PLC0415

    if options.command == "status":
        status.report()
        return 0
    deployed = deploy.deploy(options.channels)
    print("\n".join(deployed.done) or "nothing has changed")
    print("\n".join(deployed.problems), end="", file=sys.stderr)
    return BadInput.exit_code if deployed.problems else 0


if __name__ == "__main__":
    sys.exit(auth.main(sys.argv[2:]) if sys.argv[1:2] == ["auth"] else main(sys.argv[1:]))
