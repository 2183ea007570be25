"""Renders the README's reference tables and `.env.example` from the code that they describe.

`python -m flows.cli.reference` rewrites both files. A test fails while either is stale.
"""

import re
import sys
import textwrap
from collections.abc import Iterator, Mapping

from pydantic_settings import BaseSettings

from flows.cli.options import exit_codes, request_options
from tasks.machine.env_file import CHECKOUT, needs_restart
from tasks.machine.settings import Settings, variable
from tasks.providers import registry
from tasks.providers.context import SharedSettings
from tasks.providers.vendor import Vendor

README = CHECKOUT / "README.md"
ENV_EXAMPLE = CHECKOUT / ".env.example"

HEAD = """\
# Copy to .env and keep it out of git. Everything is optional: without keys, Dailies uses what its packages contain.
# A change reaches the next run. Where it says (restart), it waits until `make up` is started again.
# Written by `python -m flows.cli.reference`: change the settings' descriptions, not this file.

# --- This host
"""
SERVICES = """
# --- Services. A service is used from then on if its key is here, in the environment, or in a Prefect Secret block,
# --- unless the channel's file names another. A channel with `account: science` uses YOUTUBE_TOKEN_SCIENCE in place of
# --- YOUTUBE_TOKEN, and OPENAI_API_KEY_SCIENCE and the like in place of the shared keys if they are set.
"""
TAIL = """
# --- Several hosts: what deployments/compose.yaml asks for. Use passwords of letters and digits: they become part of
# --- addresses.
# POSTGRES_PASSWORD=
# STORE_PASSWORD=
# Where a browser finds the server, and the address of this host that it listens on (127.0.0.1: this host alone)
# PREFECT_UI_URL=http://localhost:4200
# PREFECT_BIND=127.0.0.1
# The password of compose's server; log in to its UI as dailies:PASSWORD
# SERVER_PASSWORD=
# The password of a Prefect server on another host, as user:password (that of `make up` there: .dailies/server/password)
# PREFECT_API_AUTH_STRING=
# The keys and the address of the store in DAILIES_STORE, if compose does not set them
# AWS_ACCESS_KEY_ID=
# AWS_SECRET_ACCESS_KEY=
# AWS_ENDPOINT_URL=https://s3.example.com
# A Prefect server of yours; without it, `make up` starts one
# PREFECT_API_URL=http://127.0.0.1:4200/api
"""


def option_table() -> str:
    """The options of `flows short`."""
    rows = ((f"`{f'{option.flag} {option.metavar}'.strip()}`", option.meaning) for option in request_options())
    return _table(("option", "meaning"), rows)


def vendor_table() -> str:
    """All vendors: how a channel names them, what they give, need, limit and cost."""
    head = ("vendor", "in the channel's file", "gives", "key", "its limits", "about, for one short of 55 s")
    return _table(head, map(_vendor_row, registry.VENDORS))


def _vendor_row(vendor: Vendor) -> tuple[str, ...]:
    key = f"`{vendor.key}`" if vendor.key else "none"
    if vendor.key_advice:
        key += f", {vendor.key_advice}"
    return vendor.title, f"`{vendor.name}`", vendor.gives, key, vendor.limits, vendor.cost


def exit_code_list() -> str:
    """Every exit code with its meaning."""
    return exit_codes()


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)


def env_example() -> str:
    """`.env.example`: every setting with its description and an example."""
    return "".join((HEAD, *_settings(Settings), SERVICES, *_settings(SharedSettings), *_vendors(), TAIL))


def _vendors() -> Iterator[str]:
    for vendor in registry.VENDORS:
        if vendor.key or vendor.settings:
            yield f"\n# {vendor.title}\n"
        if vendor.key:
            advice = f"The key, {vendor.key_advice}" if vendor.key_advice else "The key"
            yield f"# {advice}; or the Secret block {vendor.secret_block}\n# {vendor.key}=\n"
        if vendor.settings:
            yield from _settings(vendor.settings)


def _settings(kind: type[BaseSettings]) -> Iterator[str]:
    for name, field in kind.model_fields.items():
        restart = " (restart)" if needs_restart(variable(kind, name)) else ""
        lines = textwrap.wrap((field.description or "").rstrip(".") + restart, 118)
        example = next(iter(field.examples or []), "")
        yield "".join(f"# {line}\n" for line in (*lines, f"{variable(kind, name)}={example}"))


def rendered(readme: str) -> str:
    """The README with its tables rewritten between their markers. Raises ValueError if a marker is missing."""
    parts: Mapping[str, str] = {"options": option_table(), "exit codes": exit_code_list(), "vendors": vendor_table()}
    for name, text in parts.items():
        begin, end = f"<!-- reference: {name} -->\n", f"<!-- end of {name} -->"
        pattern = re.escape(begin) + ".*?" + re.escape(end)
        block = f"{begin}\n{text}\n\n{end}"
        readme, count = re.subn(pattern, lambda _, block=block: block, readme, flags=re.DOTALL)  # type: ignore[misc]
        if count != 1:
            raise ValueError(f"README.md needs one line {begin.strip()!r}, and {end!r} after it.")
    return readme


def main() -> int:
    """Rewrite both files."""
    for path, text in ((README, rendered(README.read_text(encoding="utf-8"))), (ENV_EXAMPLE, env_example())):
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
