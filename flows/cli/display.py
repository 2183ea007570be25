"""The terminal's display while a short is made, and the summary at the end."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from pydantic import ValidationError
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.spinner import Spinner
from rich.table import Table

from tasks.domain.edition import Receipt
from tasks.domain.runs.kpi import STAGES, RunRecord
from tasks.domain.text.markdown import printable
from tasks.stagecraft.telemetry import Event


@dataclass
class Progress:
    """How many units of work a stage has done, and when it reported the first (seconds of `time.monotonic`)."""

    note: str
    began: float
    done: float = 0
    of: float = 0

    @property
    def under_way(self) -> bool:
        """Whether some units are done, but not all."""
        return 0 < self.done < self.of

    def __str__(self) -> str:
        text = f"{self.note} {self.done:.0f}" + (f" of {self.of:.0f}" if self.of else "")
        seconds = time.monotonic() - self.began
        if self.note == "frames" and seconds > 1:
            text += f", {self.done / seconds:.0f} fps"
        return text.strip()


class Display:
    """A live table of stages on a terminal; plain lines elsewhere."""

    def __init__(self, stream: IO[str]) -> None:
        self.console = Console(file=stream, highlight=False)
        self.rows: dict[str, str] = {}
        self.done: dict[str, list[int]] = {}
        self.progress: dict[str, Progress] = {}
        self.lock = threading.Lock()
        self.live = Live(console=self.console, get_renderable=self._table, refresh_per_second=8, transient=True)

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self.live.start()
        else:
            self.console.print("Making a short ...")
        return self

    def __exit__(self, *_: object) -> None:
        if self.console.is_terminal:
            self.live.stop()

    def watch(self, event: Event) -> None:
        """Show an event. May be called from several threads."""
        with self.lock:
            counts = self.done.setdefault(event.stage, [0, 0, 0])  # executed, cached, failed
            if event.kind in ("executed", "cached", "failed"):
                counts[("executed", "cached", "failed").index(event.kind)] += 1
            before = self.rows.get(event.stage)
            self.rows[event.stage] = self._row(event, counts)
            if not self.console.is_terminal and event.kind != "began":
                self._line(event, before)

    def summary(self, receipt: Receipt) -> None:
        """Print where the short is, how long each stage took, what was cached, and what was replaced and why."""
        folder = Path(receipt.folder)
        record = _recorded(folder)
        if record:
            self._say_how(record)
        self.console.print(f"[bold]{_shown(folder / 'short.mp4')}[/bold]{_length(record)}", soft_wrap=True)
        if receipt.location != receipt.folder:
            self.console.print(f"published at {_shown(receipt.location)}", soft_wrap=True)
        if (folder / "report.html").exists():
            page = _shown(folder / "report.html")
            self.console.print(f"open {page} to watch it next to its script", style="dim", soft_wrap=True)

    def _say_how(self, record: RunRecord) -> None:
        table = Table(box=None, pad_edge=False, header_style="dim")
        for column in ("stage", "made", "cached"):
            table.add_column(column, justify="left" if column == "stage" else "right")
        table.add_column("seconds", justify="right")
        for stage in sorted(record.stages, key=lambda stage: stage.started):
            table.add_row(stage.stage, str(stage.executed), str(stage.cached), f"{stage.seconds:.1f}")
        self.console.print(table)
        for note in record.notes:
            self.console.print(f"replaced: {printable(note)}", style="yellow", markup=False)
        if record.quotes:
            self.console.print("The script is quoted from the source.")
        if record.executed == 0:
            self.console.print("Nothing to do: the short exists already.")

    def _row(self, event: Event, counts: list[int]) -> str:
        if event.kind == "began":
            return self.rows.get(event.stage, "...")
        if event.kind == "progress":
            progress = self.progress.setdefault(event.stage, Progress(event.note, time.monotonic()))
            progress.done, progress.of = event.done, event.of
            return str(progress)
        progress = self.progress.get(event.stage, Progress("", 0.0))
        if progress.under_way and not counts[2]:
            return str(progress)
        parts = [f"{n} {word}" for n, word in zip(counts, ("done", "cached", "failed"), strict=True) if n]
        return ", ".join(parts)

    def _line(self, event: Event, before: str | None) -> None:
        """Print a stage's row, unless it has not changed or its progress is within the same tenth as before."""
        if (
            event.kind == "progress"
            and event.of
            and int(event.done / event.of * 10) == int(max(0.0, event.done - 1) / event.of * 10)
        ):
            return
        text = self.rows[event.stage]
        if text != before:
            self.console.print(f"{event.stage:10} {text}", markup=False)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        with self.lock:
            for stage in STAGES:
                text = self.rows.get(stage)
                if text is not None:
                    table.add_row(Spinner("dots") if "of" in text or text == "..." else "✓", stage, text)
        return table


def _recorded(folder: Path) -> RunRecord | None:
    """The run's record. None if the disk had no room for it, or if it was damaged: the film is there all the same."""
    try:
        return RunRecord.model_validate_json((folder / "kpis.json").read_bytes())
    except (OSError, ValidationError):
        return None


def _length(record: RunRecord | None) -> str:
    return f"  in {record.total_seconds:.1f} s" if record else ""


def _shown(what: object) -> str:
    """Text that may hold anything, for a console that reads markup."""
    return escape(printable(str(what)))
