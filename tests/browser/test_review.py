"""A reviewer decides in Prefect's UI. The run waits without a process and goes on with the answer."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from tasks.domain.runs.kpi import RunRecord
from tasks.machine.home import home
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
    """Depends on `ui` so that nothing is started where there is no browser."""
    # The server's page for films reads this process's ledger and store.
    created = server.host(DAILIES_ENCODER="libx264", DAILIES_HOME=str(home()))
    done = created.command("deployments", "deploy")
    assert done.returncode == 0, done.stderr
    with created.worker("dailies"):
        yield created


@pytest.fixture(scope="module")
def ui(server: Server) -> Iterator[Ui]:
    with browsing(server) as opened:
        yield opened


def start(host: Host, name: str) -> str:
    channel = host.folder / f"{name}.yaml"
    channel.write_text(yaml.safe_dump({"name": name, **BRIEF}))
    request = {"channel": str(channel), "topic": "octopus", "day": "2026-11-24", "out": str(host.folder / "out")}
    return host.server.start("daily-short/batch", {"request": request}, work_queue_name="batch")


def suspended(server: Server, run: str, turn: int = 1) -> None:
    """Wait until the run is suspended for its nth answer (`turn`)."""

    def waits() -> bool:
        state = server.flow_run(run)["state"]
        assert state["type"] not in {"COMPLETED", "FAILED", "CRASHED"}, server.log(run)
        return state["name"] == "Suspended" and str(state["state_details"]["pause_key"]).endswith(f"-{turn}")

    eventually(waits, within=300)


def plays(ui: Ui, address: str) -> None:
    """Open the page of a film, and check that it plays from the middle."""
    ui.page.goto(address)
    film = ui.page.locator("video")
    expect(film).to_be_visible()
    played = film.evaluate("""async film => {
        film.muted = true;
        film.currentTime = 8;
        await new Promise(resolve => film.addEventListener("seeked", resolve, { once: true }));
        const start = film.currentTime;
        await film.play();
        await new Promise(resolve => film.addEventListener("timeupdate", resolve, { once: true }));
        return [start, film.videoWidth, film.textTracks.length];
    }""")
    assert played == [8, 1080, 1]


def shorts(host: Host, name: str) -> list[Path]:
    """Return the script.json of each published short of a channel."""
    return list((host.folder / "out" / name).glob("*/script.json"))


def test_an_approved_and_edited_short_is_published_and_not_asked_about_again(host: Host, ui: Ui) -> None:
    server = host.server
    run = start(host, "approved")
    suspended(server, run)
    assert not shorts(host, "approved"), "nothing may be published before the answer"
    other = start(host, "meanwhile")
    suspended(server, other)  # the worker runs one short at a time, so a waiting run must not occupy it
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
    plays(ui, str(form.get_by_role("link", name="Watch the film").get_attribute("href")))
    ui.resume(run, CHANGES, "approve")
    ended = server.ended(run, within=300)
    assert ended["state_type"] == "COMPLETED", server.log(run)
    (script,) = shorts(host, "approved")
    final_script = json.loads(script.read_text())
    published = {
        "Title": final_script["title"],
        "Description": final_script["description"],
        "Hashtags": " ".join(final_script["hashtags"]),
    }
    assert published == CHANGES
    (link,) = server.call("POST", "/artifacts/filter", json={"artifacts": {"key": {"any_": ["film-approved"]}}})
    assert str(script.parent) in link["description"]
    watched = re.search(r"\((http[^)]+)\)", link["data"])
    assert watched
    plays(ui, watched[1])
    record = RunRecord.model_validate_json((script.parent / "kpis.json").read_text())
    assert record.whole, "the record must include the work before the review"
    assert record.metrics["ffmpeg_encoding_fps"] > 0
    assert record.took("encode")
    again = start(host, "approved")
    assert server.ended(again, within=300)["state_type"] == "COMPLETED", "the same film must not be reviewed twice"


@pytest.mark.slow
def test_an_unpublishable_answer_is_asked_for_again_with_the_reason(host: Host, ui: Ui) -> None:
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
    final_script = json.loads(script.read_text())
    assert (final_script["title"], final_script["description"]) == (CHANGES["Title"], CHANGES["Description"])


def test_a_rejected_short_is_not_published(host: Host, ui: Ui) -> None:
    server = host.server
    run = start(host, "rejected")
    suspended(server, run)
    ui.resume(run, {"Reason": "The second scene is wrong"}, "reject")
    ended = server.ended(run, within=300)
    assert ended["state_type"] == "FAILED"
    assert "The second scene is wrong" in ended["state"]["message"]
    assert not shorts(host, "rejected")
