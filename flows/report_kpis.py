"""The report on a channel's runs, or on all: how long, how often, how dear, and whether the targets are met."""

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.stagecraft.daily.kpi_report import report


@flow(name="report-kpis")
def report_kpis(
    channel: Annotated[str, Field(description="A channel's name or file; all channels when empty.")] = "",
    runs: Annotated[int, Field(description="How many of the latest runs.", ge=1, le=1000)] = 30,
    out: Annotated[str, Field(description="Where the page and its pictures are written.")] = "out/kpis",
) -> str:
    """Write the page with its charts, and keep it as an artifact; gives where the page lies."""
    return str(report(channel, runs, Path(out)))
