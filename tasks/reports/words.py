"""Formats figures alike in every table, chart and page."""

from collections.abc import Callable

from tasks.domain.runs.kpi_history import Target


def named(metric: str) -> str:
    """A metric's name for people."""
    return FIGURES[metric][0] if metric in FIGURES else metric.replace("_", " ")


def figure(metric: str, value: float) -> str:
    """A metric's value with its unit."""
    return FIGURES[metric][1](value) if metric in FIGURES else f"{value:g}"


def in_order(metrics: dict[str, float]) -> list[str]:
    """The metrics' names: those of FIGURES in its order, then the others by name."""
    return [*(name for name in FIGURES if name in metrics), *sorted(set(metrics) - set(FIGURES))]


def seconds(value: float | None) -> str:
    """Seconds with one decimal, or - if there are none."""
    return "-" if value is None else f"{value:.1f} s"


def change(value: float | None) -> str:
    """A relative change in signed percent, or -."""
    return "-" if value is None else f"{value:+.0%}"


def share(value: float | None) -> str:
    """A share (0..1) in percent, or -."""
    return "-" if value is None else f"{value:.0%}"


def rate(value: float | None) -> str:
    """A whole number, or -."""
    return "-" if value is None else f"{value:.0f}"


def dollars(value: float | None) -> str:
    """US dollars, to the cent from one dollar up and to 0.0001 below, or -."""
    return "-" if value is None else f"${value:,.2f}" if value >= 1 or not value else f"${value:.4f}"


def verdict(target: Target) -> str:
    return {True: "met", False: "missed", None: "not measured"}[target.met]


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table. The cells must be escaped already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


FIGURES: dict[str, tuple[str, Callable[[float], str]]] = {  # metric: its name for people, and its format
    "total_pipeline_time": ("whole run", seconds),
    "image_download_time": ("images", seconds),
    "video_assembly_time": ("assembly", seconds),
    "ffmpeg_encoding_fps": ("encoding", "{:.0f} frames a second".format),
    "cache_hit_rate": ("cache hits", share),
    "json_parse_failures": ("JSON parse failures", "{:.0f}".format),
    "cost_usd": ("cost", dollars),
    "retries": ("retries", "{:.0f}".format),
    "fallbacks": ("fallbacks used", "{:.0f}".format),
    "words_per_minute": ("words a minute", "{:.0f}".format),
    "captions_per_minute": ("captions a minute", "{:.0f}".format),
    "longest_gap": ("longest time without a visual event", seconds),
    "sameness": ("sameness", share),
}
