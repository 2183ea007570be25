"""The command `service`: a systemd unit that runs `up` on this host, for one user or for the whole system.

`.env` is not an EnvironmentFile: systemd would read it once, and a change would not reach the next run. `up` reads it.
"""

import getpass
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deployments.up import STOP_SECONDS
from tasks.domain.errors import BadInput, SetupError
from tasks.machine.env_file import CHECKOUT, FILE, from_the_file
from tasks.machine.storage.assets import write_whole

NAME = "dailies.service"
MOVE = "Move the checkout to an ordinary path."
SYSTEM = Path("/etc/systemd/system")
KEPT = ("DAILIES_HOME", FILE)  # where `up` finds the rest; a service does not inherit a shell's environment


@dataclass(frozen=True)
class Service:
    """What the unit runs: `python -m deployments up` with `options`, as `user` if it is a system service."""

    options: Sequence[str]
    user: str = ""  # empty for a user service
    python: str = sys.executable
    checkout: Path = CHECKOUT

    def unit(self, env: Mapping[str, str]) -> str:
        """The unit's text. Raises BadInput if a path or an option cannot be written in a unit."""
        return "\n".join(self._lines(env)) + "\n"

    def _lines(self, env: Mapping[str, str]) -> Iterator[str]:
        up, down = (self._command("deployments", *words) for words in (("up", *self.options), ("down",)))
        kept = [f"{name}={Path(env[name]).expanduser().absolute()}" for name in KEPT if env.get(name)]
        writes = [str(self.checkout), *(pair.partition("=")[2] for pair in kept)]
        yield "# Written by `make service`. To change it, run that again, or `systemctl edit dailies`."
        yield "[Unit]"
        yield "Description=Dailies: a finished short every day"
        yield "Wants=network-online.target"
        yield "After=network-online.target"
        yield "StartLimitIntervalSec=600"
        yield "StartLimitBurst=5"
        yield ""
        yield "[Service]"
        yield "Type=exec"
        if self.user:
            yield f"User={_value(self.user)}"
        yield f"WorkingDirectory={_value(str(self.checkout))}"
        yield "# Variables that must win over .env, one NAME=value a line; the file may be missing."
        yield "EnvironmentFile=-%E/dailies/environment"
        yield from (f"Environment={_quoted(pair)}" for pair in kept)
        yield f"ExecStart={up}"
        yield f"ExecStop={down}"
        yield "Restart=on-failure"
        yield "RestartSec=10"
        yield f"RestartPreventExitStatus={BadInput.exit_code}"
        yield "# ExecStop stops workers before their server; this ends whatever is left."
        yield "KillMode=control-group"
        yield f"TimeoutStopSec={STOP_SECONDS + 30}"
        yield "NoNewPrivileges=yes"
        if self.user:  # a user's own manager cannot set these
            yield "ProtectSystem=full"
            yield f"ReadWritePaths={' '.join(_quoted(f'-{path}') for path in writes)}"
            yield "ProtectKernelTunables=yes"
            yield "ProtectKernelModules=yes"
            yield "ProtectControlGroups=yes"
            yield "RestrictSUIDSGID=yes"
        yield ""
        yield "[Install]"
        yield f"WantedBy={'multi-user.target' if self.user else 'default.target'}"

    def _command(self, *words: str) -> str:
        # A program's path may hold none of these. In an argument, $$ is a dollar.
        program = ["/usr/bin/env"] if set(self.python) & set("$'\"\\") else []
        return " ".join(_quoted(word).replace("$", "$$") for word in (*program, self.python, "-m", *words))


def install(service: Service, *, show: bool) -> list[str]:
    """Write the unit, or only show it. Returns the lines to print: the unit, or what to run next.

    Raises SetupError if the folder cannot be written.
    """
    text = service.unit(from_the_shell())
    if show:
        return text.splitlines()
    folder = SYSTEM if service.user else _user_folder()
    try:
        write_whole(folder / NAME, text.encode())
    except OSError as error:
        raise SetupError(
            f"Cannot write {folder / NAME}: {error.strerror}.",
            advice=f'Run: make service ARGS="--system --print" | sudo tee {folder / NAME}'
            if service.user
            else "Check the folder's owner.",
        ) from error
    control = "sudo systemctl" if service.user else "systemctl --user"
    said = [f"Wrote {folder / NAME}. Now run:", f"  {control} daemon-reload", f"  {control} enable --now dailies"]
    if not service.user:
        said.append(f"  loginctl enable-linger {getpass.getuser()}    # so that it runs while nobody is logged in")
    return [*said, f"To follow it: journalctl {'' if service.user else '--user '}-fu dailies"]


def owner() -> str:
    """Whom a system service runs as by default: the checkout's owner. Raises BadInput if that is root."""
    name = CHECKOUT.owner()
    if name == "root":
        raise BadInput("The checkout belongs to root.", advice="Name an ordinary user that can write it: --as NAME.")
    return name


def from_the_shell() -> dict[str, str]:
    """The environment without what comes from `.env`, which the service reads itself."""
    read = from_the_file()
    return {name: value for name, value in os.environ.items() if name not in read}


def _user_folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def _quoted(word: str) -> str:
    """The word as systemd reads it back: in quotes, with backslashes before quotes and backslashes, and %% for %."""
    escaped = _printable(word).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _value(text: str) -> str:
    """A setting that systemd takes to the end of the line, without quotes."""
    if text != text.strip() or text.endswith("\\"):
        raise BadInput(f"A systemd unit cannot hold {text!r}.", advice=MOVE)
    return _printable(text).replace("%", "%%")


def _printable(text: str) -> str:
    if not text.isprintable():
        raise BadInput(f"A systemd unit cannot hold {text!r}.", advice=MOVE)
    return text
