"""The run page and the KPI page are complete, and text from outside is escaped."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tasks.domain.edition import Receipt
from tasks.domain.text.markdown import link, plain
from tasks.machine.storage.assets import assets
from tasks.reports.kpi_advice import Budget
from tasks.reports.kpi_page import kpi_page, markdown, write
from tasks.reports.run_page import did, run_page, run_table, waterfall
from tests.providers.publishing import KEY, edition
from tests.reports.histories import SPANS, a_month, a_run

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_the_text_waterfall_is_to_scale_and_marks_the_critical_path() -> None:
    lines = waterfall(a_run()).splitlines()
    bars = {line.split("│")[0].strip(): line.split("│")[1] for line in lines if "│" in line}
    assert {len(bar) for bar in bars.values()} == {44}
    assert bars["encode"].count("█") == pytest.approx(44 * 20 / 40, abs=1)
    assert bars["voiceover"].count("▒") == pytest.approx(44 * 7 / 40, abs=1)
    assert "█" not in bars["voiceover"]
    assert bars["encode"].index("█") == pytest.approx(44 * 15 / 40, abs=1)
    cached = waterfall(a_run(cached=("images",)))
    assert "·" in next(line for line in cached.splitlines() if line.startswith("images"))
    assert waterfall(a_run().model_copy(update={"stages": ()})) == "No stage began."


def test_the_page_of_a_failed_run_lists_the_stages_it_reached() -> None:
    page = run_page(a_run(outcome="failed", until="encode"))
    assert "**failed** · demo · 2026-11-01" in page
    assert "Completed: trending, research, script, voiceover, images, timeline" in page
    assert "failed at: encode; never began: quality, upload." in page
    assert "> The service was busy." in page


def test_the_page_links_to_the_film_and_names_its_folder() -> None:
    film = edition(assets(), b"a film").approved.video.file
    receipt = Receipt(run_key=KEY, publisher="youtube", video=film, location="https://youtu.be/x", folder="out/demo")
    page = run_page(a_run(), receipt=receipt, watch="http://127.0.0.1:4200/films/1")
    assert "**[Watch the film](http://127.0.0.1:4200/films/1)** · [https://youtu.be/x](https://youtu.be/x)" in page
    assert "in the folder out/demo" in page
    kept = run_page(a_run(), receipt=receipt.model_copy(update={"location": "out/demo"}))
    assert "\n\nin the folder out/demo\n\n" in kept


def test_a_repeated_run_has_published_nothing() -> None:
    assert (
        run_page(a_run(cached=tuple(SPANS))).splitlines()[2]
        == "**nothing to do, published before** · demo · 2026-11-01"
    )
    assert did(a_run()).startswith("published in ")


def test_figures_are_listed_with_their_targets() -> None:
    run = a_run(pace=2.0, image_download_time=18.0, total_pipeline_time=80.0, json_parse_failures=0.0)
    run = run.model_copy(update={"left": {"elevenlabs": "900 of 10,000 characters"}})
    rows = {row["figure"]: row for row in run_table(run)}
    assert (rows["images"]["value"], rows["images"]["wanted"], rows["images"]["verdict"]) == (
        "18.0 s",
        "< 10 s",
        "missed",
    )
    assert rows["whole run"]["verdict"] == "met"
    assert rows["stage encode"]["value"] == "40.0 s (2 made)"
    assert rows["left at elevenlabs"]["value"] == "900 of 10,000 characters"
    assert "| images | 18.0 s | &lt; 10 s | missed |" in run_page(run)
    assert "| left at elevenlabs | 900 of 10,000 characters |" in run_page(run)


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "a | b", "[x](javascript:alert(1))", "![x](http://x/y.png)", "`a`\n\n# b"]
)
def test_text_from_outside_is_escaped(hostile: str) -> None:
    run = a_run().model_copy(update={"notes": (hostile,), "error": hostile})
    page = run_page(run)
    assert hostile not in page
    assert "<script" not in page
    assert not re.findall(r"(?<!\\)\]\(", page)
    assert "\n" not in plain(hostile)
    assert link(hostile, "javascript:alert(1)") == plain(hostile)


def test_a_source_is_linked() -> None:
    assert link("Bats", "https://example.org/a_(b)") == "[Bats](https://example.org/a_%28b%29)"


class Links(HTMLParser):
    """Collects the links and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen += [(tag, value or "") for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_report_is_one_self_contained_page(tmp_path: Path) -> None:
    newest_first = a_month()[::-1]
    page = kpi_page("demo", newest_first, [Budget("openai", 1.5, 10.0), Budget("serpapi", 0.25, 0.0)], NOW)
    index = write(page, tmp_path / "kpis")
    assert {path.name for path in index.parent.iterdir()} == {
        "index.html",
        *(f"{name}.png" for name in ("waterfall", "durations", "cost", "cache", "success")),
    }
    parsed = Links()
    parsed.feed(index.read_text())
    assert len(parsed.seen) == 5
    assert all(tag == "img" and value.startswith("data:image/png;base64,") for tag, value in parsed.seen)
    for text in ("KPIs of demo", "30 runs, 2026-11-01 to 2026-11-30", "90%", "$8.50", "no limit set", "Targets"):
        assert text in parsed.text, text


def test_the_run_shown_in_detail_is_the_last_not_read_from_the_cache() -> None:
    rendered, again = (
        a_run(0, topic="bats"),
        a_run(1, topic="bats", cached=tuple(stage.stage for stage in a_run().stages)),
    )
    rendered = rendered.model_copy(update={"metrics": {"words_per_minute": 151.0, "captions_per_minute": 62.0}})
    page = kpi_page("", [a_run(2, outcome="failed", until="images"), again, rendered], [], NOW)
    assert page.last == rendered
    assert page.title == "KPIs of all channels"
    text = markdown(page)
    assert text.count("](data:image/png;base64,") == 5
    assert "images 9.5 s" in text
    assert "| words a minute | 151 | 62 captions a minute |" in text
    assert "## Budgets" not in text
