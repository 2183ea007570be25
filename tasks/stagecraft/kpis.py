"""The report on many runs: read from the ledger, written as files and as an artifact in Prefect."""

from pathlib import Path

from prefect.artifacts import create_markdown_artifact

from tasks.domain.errors import BadInput
from tasks.domain.values import slug
from tasks.machine.clock import now
from tasks.machine.ledger import Ledger, ledger
from tasks.providers.desk import Desk
from tasks.providers.registry import ACCOUNTS
from tasks.reports.kpi_page import Budget, KpiPage, kpi_page, markdown, write
from tasks.stagecraft import services
from tasks.stagecraft.intake import read_channel
from tasks.stagecraft.quota import left_at
from tasks.stagecraft.settings import settings


def report(channel: str, runs: int, out: Path) -> Path:
    """The page on a channel's latest runs, or on all channels'; gives where index.html lies."""
    key = channel_key(channel)
    page = read_page(key, runs, ledger())
    folder = out.expanduser().resolve() / key
    try:
        index = write(page, folder)
    except OSError as error:
        raise BadInput(
            f"The report cannot be written to {folder}: {error.strerror}.", advice="Give another folder with --out."
        ) from error
    create_markdown_artifact(markdown(page), key=f"report-{key}" if key else "report", description=page.title)
    return index


def read_page(key: str, runs: int, book: Ledger) -> KpiPage:
    found = book.history(key, runs)
    if not found:
        known = book.channels()
        raise BadInput(
            f"There is no run of {f'a channel {key!r}' if key else 'any channel'} to report on.",
            advice=f"Known channels: {', '.join(known)}." if known else "Make a short first: python -m flows short.",
        )
    return kpi_page(key, found, read_budgets(services.desk()))


def read_budgets(desk: Desk) -> list[Budget]:
    """Of every vendor that has a key or a budget, or was paid this month."""
    limits = settings().budgets
    spent: dict[str, float] = dict.fromkeys([*limits, *(vendor for vendor in ACCOUNTS if vendor in desk.keys)], 0.0)
    for entry in desk.book.spent(f"{now():%Y-%m}").values():
        spent[entry.vendor] = spent.get(entry.vendor, 0.0) + entry.cost
    return [
        Budget(vendor, paid, limits.get(vendor, 0.0), left_at(vendor, desk)) for vendor, paid in sorted(spent.items())
    ]


def channel_key(channel: str) -> str:
    """A channel is given by its name, or by its file."""
    if channel.endswith((".yaml", ".yml")):
        return read_channel(Path(channel)).key
    return slug(channel) if channel.strip() else ""
