"""Which encoder this host uses: the operator's word, or the verdicts of test encodes; shown by `flows encoders`."""

from rich.console import Console
from rich.table import Table

from tasks.domain.models import OutputSpec
from tasks.render.hardware import choose, verdicts
from tasks.stagecraft.settings import settings


def encoder_for(output: OutputSpec, asked: str = "auto") -> str:
    """What was asked for; with `auto` what this host's operator set, and with that `auto` too, what is fastest here."""
    return choose(settings().encoder if asked == "auto" else asked, output, settings().encode_workers)


def hardware_works() -> bool:
    """Whether an encoder in hardware is worth using here."""
    return any(found.usable for found in verdicts(OutputSpec(), settings().encode_workers))


def show_encoders(*, again: bool) -> int:
    """Every hardware encoder's verdict as a table, and what is used."""
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
