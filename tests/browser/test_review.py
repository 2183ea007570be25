"""A person decides in Prefect's UI: the run waits without a process, and goes on with what was answered."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from tasks.domain.runs.kpi import RunRecord
from tests.browser.ui import Ui, browsing, field
from tests.prefect_server import Host, Server, eventually

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]

CHANGES = {
    "Title": "Three hearts, blue blood",
    "Description": "Copper makes it blue.\nAnd one heart rests while it swims.",
    "Hashtags": "#octopus #blueblood",
}
BRIEF = {"length_seconds": 15, "review": True, "review_hours": 2, "shape": "square"}


@pytest.fixture(scope="module")
def host(ui: Ui, server: Server) -> Iterator[Host]:
    """After the browser: where there is none, nothing is started."""
    found = server.host(DAILIES_ENCODER="libx264")
    done = found.command("deployments", "deploy")
    assert done.returncode == 0, done.stderr
    with found.worker("dailies"):
        yield found


@pytest.fixture(scope="module")
def ui(server: Server) -> Iterator[Ui]:
    with browsing(server) as shown:
        yield shown


def start(host: Host, name: str) -> str:
    channel = host.folder / f"{name}.yaml"
    channel.write_text(yaml.safe_dump({"name": name, **BRIEF}))
    asked = {"channel": str(channel), "topic": "octopus", "day": "2026-11-24", "out": str(host.folder / "out")}
    return host.server.start("daily-short/batch", {"request": asked}, work_queue_name="batch")


def suspended(server: Server, run: str, turn: int = 1) -> None:
    """Until it waits for an answer, its first one or a later one."""

    def waits() -> bool:
        state = server.flow_run(run)["state"]
        assert state["type"] not in {"COMPLETED", "FAILED", "CRASHED"}, server.log(run)
        return state["name"] == "Suspended" and str(state["state_details"]["pause_key"]).endswith(f"-{turn}")

    eventually(waits, within=300)


def shorts(host: Host, name: str) -> list[Path]:
    return list((host.folder / "out" / name).glob("*/script.json"))


def test_what_a_person_approves_and_changes_is_published_and_not_asked_again(host: Host, ui: Ui) -> None:
    server = host.server
    run = start(host, "approved")
    suspended(server, run)
    assert not shorts(host, "approved"), "nothing is published before the answer"
    other = start(host, "meanwhile")
    suspended(server, other)  # the one worker makes one short at a time: whoever waits is out of its way
    ui.shown(run, "review-artifacts", "Artifacts")
    page = ui.artifact(server.flow_run(run)["state"]["state_details"]["pause_key"].rpartition("-")[0])
    sheet = page.get_by_role("img", name="The scenes")
    assert sheet.evaluate("async sheet => (await sheet.decode(), sheet.naturalWidth)") > 300
    for row in ("decodes yes no error", "colour yes bt709 limited"):
        expect(page.get_by_role("row", name=row)).to_be_visible()
    form = ui.form(run)
    for label in CHANGES:
        expect(field(form, label)).to_be_in_viewport()
        expect(field(form, label)).not_to_have_value("")
    ui.resume(run, CHANGES, "approve")
    ended = server.ended(run, within=300)
    assert ended["state_type"] == "COMPLETED", server.log(run)
    (script,) = shorts(host, "approved")
    told = json.loads(script.read_text())
    published = {"Title": told["title"], "Description": told["description"], "Hashtags": " ".join(told["hashtags"])}
    assert published == CHANGES
    record = RunRecord.model_validate_json((script.parent / "kpis.json").read_text())
    assert record.whole, "what was made before the review was made in this run"
    assert record.metrics["ffmpeg_encoding_fps"] > 0
    assert record.took("encode")
    again = start(host, "approved")
    assert server.ended(again, within=300)["state_type"] == "COMPLETED", "the same film is not asked about twice"


@pytest.mark.slow
def test_an_answer_that_cannot_be_published_is_asked_for_again_with_the_reason(host: Host, ui: Ui) -> None:
    server = host.server
    run = start(host, "too-long")
    suspended(server, run)
    ui.resume(run, {**CHANGES, "Title": "Three hearts " * 8}, "approve")
    suspended(server, run, turn=2)
    form = ui.form(run)
    expect(form.get_by_text(re.compile("^The title has 103 characters .*, and 100 are allowed"))).to_be_visible()
    for label, text in {**CHANGES, "Title": "Three hearts " * 8}.items():
        expect(field(form, label)).to_have_value(text)
    ui.resume(run, {"Title": CHANGES["Title"]}, "approve")
    assert server.ended(run, within=300)["state_type"] == "COMPLETED", server.log(run)
    (script,) = shorts(host, "too-long")
    told = json.loads(script.read_text())
    assert (told["title"], told["description"]) == (CHANGES["Title"], CHANGES["Description"])


def test_what_a_person_rejects_is_not_published(host: Host, ui: Ui) -> None:
    server = host.server
    run = start(host, "rejected")
    suspended(server, run)
    ui.resume(run, {"Reason": "The second scene is wrong"}, "reject")
    ended = server.ended(run, within=300)
    assert ended["state_type"] == "FAILED"
    assert "The second scene is wrong" in ended["state"]["message"]
    assert not shorts(host, "rejected")
