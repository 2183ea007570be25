"""The commands of `python -m deployments`: server, workers, schedules."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from deployments import auth, health, metrics, server, service, up, workers
from deployments.backup import backup
from deployments.restore import restore
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
    status = commands.add_parser(
        "status", help="show the workers and, for each channel, today's short and the next run"
    )
    status.add_argument("--json", action="store_true", help="print it as JSON, for programs")
    looking = commands.add_parser(
        "check",
        help="ask, free of charge, what would stop a run or soon will: keys, voices, tokens, disk; `up` does, too",
    )
    commands.add_parser("watch", help="find dead runs, and tell people of budgets, tokens and disks; `up` does it too")
    commands.add_parser("health", help="exit code 0 if shorts are being made here, else 1 and why not")
    unit = commands.add_parser("service", help="write a systemd unit that runs `up`, with the options given here")
    unit.add_argument("--system", action="store_true", help="for the whole system, not for this user")
    unit.add_argument(
        "--as", dest="user", metavar="NAME", help="whom a system service runs as (default: the checkout's owner)"
    )
    unit.add_argument("--print", dest="show", action="store_true", help="print the unit instead of writing it")
    for command in (start, unit, deploy, status, looking):
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
    for command in (start, unit):
        _add_server_options(command)
    saving = commands.add_parser(
        "backup", help="write what cannot be made again to a file; works while everything runs"
    )
    saving.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a new file (default: out/backups/dailies-DATE.tar.gz)"
    )
    saving.add_argument("--with-assets", action="store_true", help="films, pictures and voices too")
    restoring = commands.add_parser("restore", help="put a backup in this host's place; needs everything stopped")
    restoring.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` wrote")
    restoring.add_argument("--force", action="store_true", help="move what is there aside")
    endpoint = commands.add_parser("metrics", help="serve the history of all runs to Prometheus, at /metrics")
    endpoint.add_argument(
        "--port", type=int, default=9464, metavar="N", help="port to listen on; 0 picks a free one (default: 9464)"
    )
    endpoint.add_argument(
        "--address", default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine only)"
    )
    return top


def _backup(options: argparse.Namespace) -> int:
    path, left_out = backup(options.file, with_assets=options.with_assets)
    say("\n".join([f"Wrote {path}.", *left_out]))
    return 0


def _restore(options: argparse.Namespace) -> int:
    say("\n".join(restore(options.file, force=options.force)))
    return 0


def _service(options: argparse.Namespace) -> int:
    words = []
    for name, default in (("port", server.PORT), ("address", server.HOST), ("encode_workers", 1)):
        if getattr(options, name) != default:
            words += [f"--{name.replace('_', '-')}", str(getattr(options, name))]
    if options.channels != CHANNELS:
        words += ["--channels", str(options.channels.absolute())]
    user = (options.user or service.owner()) if options.system else ""
    say("\n".join(service.install(service.Service(words, user), show=options.show)))
    return 0


def _health(_: argparse.Namespace) -> int:
    api = os.environ.get("PREFECT_API_URL") or (
        up.record().api if up.is_up() else server.address(server.HOST, server.PORT)
    )
    well, lines = health.ask(server.page(api))
    say("\n".join(lines))
    return 0 if well else 1


WITHOUT_SERVER: dict[str, Callable[[argparse.Namespace], int]] = {
    "up": lambda options: up.up(options.address, options.port, options.channels, options.encode_workers),
    "down": lambda _: up.down(),
    "metrics": lambda options: metrics.serve(options.port, options.address),
    "backup": _backup,
    "restore": _restore,
    "service": _service,
    "health": _health,
}


def _add_server_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--port",
        type=int,
        default=server.PORT,
        metavar="N",
        help=f"the server's port; 0 picks a free one (default: {server.PORT})",
    )
    command.add_argument(
        "--address",
        default=server.HOST,
        help=f"IPv4 address of this machine to listen on (default: {server.HOST}, this machine only)",
    )
    command.add_argument(
        "--encode-workers",
        type=int,
        default=os.environ.get("ENCODE_WORKERS") or 1,
        metavar="N",
        help="shorts that each encode worker of this host encodes at once; 0 starts no encode worker "
        "(default: ENCODE_WORKERS, or 1)",
    )


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
    if options.command in WITHOUT_SERVER:
        return WITHOUT_SERVER[options.command](options)
    joins = bool(os.environ.get("PREFECT_API_URL"))
    if options.command == "check":
        return _check(options, alone=not joins)
    if not up.find_server() and options.command != "status":
        say("No server is up on this host. Run `python -m deployments up`, or set PREFECT_API_URL.")
        return 1
    return at_server(options, own_server=not joins)


def _check(options: argparse.Namespace, *, alone: bool) -> int:
    """Needs no server; if one is up here, its Secret blocks may hold keys."""
    up.find_server()
    # Prefect reads its settings when it is first imported, so this must come after the address is set.
    from deployments import check  # noqa: PLC0415

    return check.check(options.channels, alone=alone)


def at_server(options: argparse.Namespace, *, own_server: bool) -> int:
    """Carry out a command that needs the server in PREFECT_API_URL, which this host runs or only joins."""
    # Prefect reads its settings when it is first imported, so this must come after the address is set.
    from deployments import deploy, host, status, watch  # noqa: PLC0415
    from tasks.stagecraft import connection  # noqa: PLC0415

    if options.command == "status":
        return status.report(options.channels, as_json=options.json)
    connection.check()
    if options.command == "watch":
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        watch.watch(stop)
        return 0
    host.check_settings()
    served = [worker.pool for worker in workers.served(encode_workers=1)]
    deployed = deploy.deploy(options.channels, served, own_server=own_server, prunes=options.prune)
    if not deployed.done:
        say("nothing has changed")
    sys.stderr.writelines(f"{problem}\n" for problem in (*deployed.problems, *host.faults()))
    return BadInput.exit_code if deployed.problems and not options.allow_broken else 0


def _told(error: DailiesError) -> int:
    sys.stderr.write(f"{error}\n")
    return error.exit_code
