"""What each vendor was paid this month and what is left there, as a table for the operator."""

from rich.console import Console
from rich.table import Table

from tasks.domain.errors import DailiesError
from tasks.machine.clock import now
from tasks.machine.ledger import Spent
from tasks.providers.desk import KEYS, Desk
from tasks.providers.registry import ACCOUNTS
from tasks.stagecraft import services
from tasks.stagecraft.settings import settings


def show_quota(console: Console) -> None:
    desk, month = services.desk(), f"{now():%Y-%m}"
    spent = desk.book.spent(month).values()
    budgets = settings().budgets
    table = Table(box=None, pad_edge=False, header_style="dim", title=f"Paid in {month}", title_justify="left")
    for column in ("vendor", "key", "requests", "used", "about", "budget", "left there"):
        table.add_column(column)
    for vendor in KEYS:
        mine = [entry for entry in spent if entry.vendor == vendor]
        table.add_row(
            vendor,
            "set" if vendor in desk.keys else "-",
            str(sum(entry.requests for entry in mine)),
            ", ".join(map(_used, mine)) or "-",
            f"${sum(entry.cost for entry in mine):.2f}",
            f"${budgets[vendor]:.2f}" if vendor in budgets else "none",
            left_at(vendor, desk),
        )
    console.print(table)


def left_after(run: str) -> dict[str, str]:
    """By vendor that this run paid, what is left there."""
    desk = services.desk()
    return {entry.vendor: left_at(entry.vendor, desk) for entry in desk.book.spent("", run=run).values()} if run else {}


def left_at(vendor: str, desk: Desk) -> str:
    """What the vendor itself says, in a sentence; why it does not say, where it does not."""
    if vendor not in desk.keys:
        return "no key"
    if vendor not in ACCOUNTS:
        return "cannot be asked"
    try:
        return ACCOUNTS[vendor](desk).left()
    except DailiesError as error:
        return str(error)


def _used(entry: Spent) -> str:
    return f"{entry.units:,.0f} {entry.unit}"
