"""The flow that reports on a channel's runs, or on all: durations, success, cost, and whether targets are met."""

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.stagecraft.daily.kpi_report import report
from tasks.stagecraft.endings import ends_in_a_sentence


@flow(name="report-kpis")
@ends_in_a_sentence
def report_kpis(
    channel: Annotated[str, Field(description="A channel's name or file; empty for all channels.")] = "",
    runs: Annotated[int, Field(description="How many of the latest runs to report on.", ge=1, le=1000)] = 30,
    out: Annotated[str, Field(description="The folder for the page and its charts.")] = "out/kpis",
) -> str:
    """Write the page with its charts as files and as an artifact. Returns the path of the page."""
    return str(report(channel, runs, Path(out)))
