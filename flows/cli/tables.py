"""The tables that `flows quota` and `flows encoders` print."""

from rich.console import Console
from rich.table import Table

from tasks.domain.timeline import OutputSpec
from tasks.machine.clock import now
from tasks.machine.settings import settings
from tasks.machine.storage.ledger import Spent
from tasks.providers import registry
from tasks.render.encoders.trial import verdicts
from tasks.stagecraft import services
from tasks.stagecraft.daily.quota import left_at
from tasks.stagecraft.dispatch.encoder_choice import encoder_for


def show_quota(console: Console) -> None:
    """What each vendor was paid this month, and what is left there."""
    context, month = services.provider_context(), f"{now():%Y-%m}"
    spent = context.ledger.spent(month).values()
    budgets = settings().budgets
    table = Table(box=None, pad_edge=False, header_style="dim", title=f"Paid in {month}", title_justify="left")
    for column in ("vendor", "key", "requests", "used", "about", "budget", "left there"):
        table.add_column(column)
    for vendor in (vendor for vendor in registry.VENDORS if vendor.may_cost):
        mine = [entry for entry in spent if entry.vendor == vendor.name]
        table.add_row(
            vendor.name,
            "set" if vendor.key in context.keys else "-",
            str(sum(entry.requests for entry in mine)),
            ", ".join(map(_used, mine)) or "-",
            f"${sum(entry.cost for entry in mine):.2f}",
            f"${budgets[vendor.name]:.2f}" if vendor.name in budgets else "none",
            left_at(vendor.name, context),
        )
    console.print(table)


def _used(entry: Spent) -> str:
    return f"{entry.units:,.0f} {entry.unit}"


def show_encoders(*, again: bool) -> int:
    """Every hardware encoder with the result of its trial, and the encoder that is used."""
    output = OutputSpec()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("encoder", "usable", "fps", "of software", "PSNR"):
        table.add_column(column, justify="left" if column == "encoder" else "right")
    table.add_column("because", overflow="fold")
    for found in verdicts(output, settings().encode_workers, again=again):
        fps, speed, psnr = ((f"{value:g}" if value else "") for value in (found.fps, found.speed, found.psnr))
        table.add_row(found.encoder, "yes" if found.usable else "no", fps, speed, psnr, found.reason)
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 160
    console.print(table)
    console.print(f"\nDAILIES_ENCODER is {settings().encoder}: {encoder_for(output)} makes the film.")
    return 0
