"""Real runs write their records, artifacts and events to Prefect, and the KPI report is built from them."""

import base64
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from flows.cli.command import main
from tasks.domain.errors import BadInput
from tasks.domain.film.events import EVERY
from tasks.domain.story import GivenScript
from tasks.domain.timeline import Timeline
from tasks.machine.storage.ledger import ledger
from tests.flows.conftest import FIRST, Make, Short
from tests.reports.histories import a_month
from tests.stagecraft import prefect_records


def picture_in(markdown: str, kind: str, number: int = 0) -> Image.Image:
    """Return the nth embedded image of this format (`png`, `jpeg`)."""
    data = re.findall(rf"!\[[^\]]*\]\(data:image/{kind};base64,([^)]+)\)", markdown)[number]
    return Image.open(io.BytesIO(base64.b64decode(data)))


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.media
def test_the_record_has_the_figures_that_an_operator_needs(prefect_server: None, first: Short) -> None:
    cut = Timeline.model_validate_json((first.folder / "timeline.json").read_text())
    words = GivenScript.model_validate_json((first.folder / "script.json").read_text()).script.split()
    metrics = first.record.metrics
    assert first.record.outcome == "published"
    assert metrics["words_per_minute"] == pytest.approx(60 * len(words) / cut.seconds, rel=0.001)
    assert metrics["captions_per_minute"] == pytest.approx(60 * len(cut.captions.cues) / cut.seconds, rel=0.001)
    assert 0 < metrics["longest_gap"] <= EVERY
    assert metrics["cost_usd"] == 0
    assert metrics["fallbacks"] == metrics["retries"] == metrics["json_parse_failures"] == 0
    assert metrics["ffmpeg_encoding_fps"] > 0
    raw = json.loads((first.folder / "kpis.json").read_text())
    assert list(raw)[:2] == ["total_seconds", "stages"]
    assert {"stage", "executed", "cached", "seconds"} <= set(raw["stages"][0])


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.media
def test_the_run_page_shows_every_scene(prefect_server: None, first: Short) -> None:
    page = prefect_records.artifact(f"run-{first.record.channel}")["data"]
    cut = Timeline.model_validate_json((first.folder / "timeline.json").read_text())
    with picture_in(page, "jpeg") as sheet:
        across = min(7, len(cut.shots))
        rows = -(-len(cut.shots) // across)
        assert sheet.size == (across * 132 + 6, rows * 230 + 6)
        pixels = np.asarray(sheet.convert("L")).astype(float)
    for number in range(len(cut.shots)):
        left, top = 6 + number % across * 132, 6 + number // across * 230
        assert pixels[top : top + 224, left : left + 126].std() > 10, f"scene {number} is blank"
    assert len(page) < 200_000
    for heading in ("## Where the time went", "decided the length: ", "## Checks", "## Sources", "| words a minute |"):
        assert heading in page, heading


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.media
def test_the_figures_are_a_table_and_an_event(prefect_server: None, first: Short) -> None:
    rows = prefect_records.table(f"kpis-{first.record.channel}")
    assert rows["whole run"]["wanted"] == "< 90 s"
    assert rows["stage encode"]["value"].startswith(f"{seconds_of(first, 'encode'):.1f} s")
    event = prefect_records.event("dailies.short.published", first.record.channel)
    assert event["payload"]["run_key"] == first.record.run_key
    assert event["payload"]["metrics"] == first.record.metrics
    assert any(role["prefect.resource.role"] == "flow-run" for role in event["related"])


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.media
def test_a_cached_run_gives_no_stage_durations(make: Make, first: Short) -> None:
    make(**FIRST)
    again = make(**FIRST)
    assert again.executed() == {}
    assert all(again.record.took(stage.stage) is None for stage in again.record.stages)
    assert not again.record.whole
    assert "image_download_time" not in again.record.metrics
    assert again.record.metrics["cache_hit_rate"] == 1
    assert first.record.took("encode") == seconds_of(first, "encode")


def seconds_of(short: Short, name: str) -> float:
    return next(stage.seconds for stage in short.record.stages if stage.stage == name)


@pytest.fixture(scope="module")
def month() -> str:
    """Record a month of runs in the ledger and return their channel."""
    for record in a_month("a-month"):
        ledger().record(record, record.outcome)
    return "a-month"


@pytest.mark.server
@pytest.mark.integration
def test_the_report_is_files_and_an_artifact(prefect_server: None, month: str, tmp_path: Path) -> None:
    from flows.report_kpis import report_kpis

    index = Path(report_kpis(channel="A month", runs=20, out=str(tmp_path)))
    assert index == tmp_path / "a-month" / "index.html"
    assert "20 runs, 2026-11-11 to 2026-11-30" in index.read_text()
    page = prefect_records.artifact("report-a-month")["data"]
    for number, name in enumerate(("waterfall", "durations", "cost", "cache", "success")):
        with picture_in(page, "png", number) as shown, Image.open(index.parent / f"{name}.png") as file:
            assert shown.size == file.size
            assert shown.width == 1155


@pytest.mark.server
@pytest.mark.integration
def test_the_command_writes_the_same_report(
    prefect_server: None, month: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["kpis", "--channel", month, "--out", str(tmp_path), "--runs", "3"]) == 0
    assert f"Wrote the report {tmp_path / 'a-month' / 'index.html'}" in capfd.readouterr().err
    assert "3 runs" in (tmp_path / "a-month" / "index.html").read_text()


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--channel", "nobody"], "no run of a channel 'nobody'.*a-month"),
        (["--channel", "gone.yaml"], "does not exist"),
        (["--runs", "0"], "1 to 1000"),
        (["--channel", "a-month", "--out", "/dev/null/x"], "Cannot write the report to"),
    ],
)
def test_an_impossible_report_fails_with_one_sentence(
    prefect_server: None, month: str, options: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["kpis", *options]) == 2
    lines = capfd.readouterr().err.strip().splitlines()
    assert re.search(message, lines[-1]), lines


def test_an_empty_ledger_is_an_error(tmp_path: Path) -> None:
    from tasks.machine.storage.ledger import Ledger
    from tasks.stagecraft.daily.kpi_report import read_page

    with pytest.raises(BadInput, match="Make a short first"):
        read_page("", 30, Ledger(f"sqlite:///{tmp_path / 'ledger.db'}"))


@pytest.mark.integration
def test_the_daily_flow_does_not_import_matplotlib() -> None:
    code = "import sys, flows.daily_short; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
