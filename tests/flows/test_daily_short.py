"""Run the whole pipeline repeatedly: check its output, and that repeated runs redo only the work that changed."""

import json
import re
import shutil
from pathlib import Path

import av
import pytest
from PIL import Image
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName

from tasks.domain.edition import QualityReport
from tasks.domain.story import GivenScript
from tasks.domain.timeline import Timeline
from tasks.machine.storage.assets import assets, sha256_of
from tasks.machine.storage.ledger import ledger
from tests.flows.conftest import FIRST, Make, Short
from tests.machine.media.test_pictures import encoded, picture

pytestmark = [pytest.mark.server, pytest.mark.media]
FILES = {
    *("short.mp4", "captions.srt", "captions.vtt", "thumbnail.jpg", "credits.md", "script.json", "timeline.json"),
    *("quality.json", "kpis.json", "report.html"),
}


@pytest.fixture(scope="module")
def mine(make: Make, first: Short) -> Short:
    """The octopus short on this module's own channel, served from the cache of `first`. Tests may damage its files."""
    return make(**FIRST)


def test_a_finished_short_is_a_folder_with_everything(first: Short) -> None:
    assert {path.name for path in first.folder.iterdir()} == FILES
    assert first.folder.parts[-2:] == (first.receipt.run_key.split("/")[0], first.folder.name)
    assert first.folder.name.startswith("2026-11-24-")
    with av.open(str(first.folder / "short.mp4")) as film:
        video, sound = film.streams.video[0], film.streams.audio[0]
        assert (video.width, video.height) == (1080, 1920)
        assert video.average_rate == 30
        assert (sound.sample_rate, sound.channels) == (48000, 2)
        frames = sum(1 for _ in film.decode(video))
    timeline = Timeline.model_validate_json((first.folder / "timeline.json").read_text())
    assert frames == timeline.frames
    assert 11 <= timeline.seconds <= 19
    script = GivenScript.model_validate_json((first.folder / "script.json").read_text())
    assert script.hook in script.script
    quality = json.loads((first.folder / "quality.json").read_text())
    assert quality.pop("passed") is True
    assert len(QualityReport.model_validate(quality).checks) >= 10
    with Image.open(first.folder / "thumbnail.jpg") as cover:
        assert (cover.format, cover.size) == ("JPEG", (1080, 1920))


def test_the_captions_are_the_script(first: Short) -> None:
    script = GivenScript.model_validate_json((first.folder / "script.json").read_text())
    blocks = (first.folder / "captions.srt").read_text().strip().split("\n\n")
    spoken = " ".join(" ".join(block.split("\n")[2:]) for block in blocks)
    assert spoken.split() == script.script.split()


def test_the_credits_name_sources_and_pictures(first: Short) -> None:
    text = (first.folder / "credits.md").read_text()
    assert re.search(r"https://\S+", text)
    assert "hibari" in text
    assert "CC" in text


def test_the_report_is_one_self_contained_page(first: Short) -> None:
    page = (first.folder / "report.html").read_text()
    assert "data:video/mp4;base64," in page
    assert not re.findall(r"(?:src|href)=[\"'](?!data:|https://|#)", page), "the page loads local files"
    assert not re.findall(r"<(?:script|link|img|video)[^>]+(?:src|href)=[\"']http", page), (
        "the page loads network files"
    )


def test_the_record_counts_every_stage(first: Short) -> None:
    record = json.loads((first.folder / "kpis.json").read_text())
    assert {stage["stage"] for stage in record["stages"]} == {
        *("trending", "research", "script", "voiceover", "images", "timeline", "encode", "quality", "upload"),
    }
    assert record["total_seconds"] > 0
    times = {stage["stage"]: stage for stage in record["stages"]}
    pictures, cut = times["images"], times["timeline"]
    assert pictures["started"] + pictures["seconds"] <= cut["started"], "images must end before timeline starts"
    assert {"image_download_time", "video_assembly_time", "cache_hit_rate", "ffmpeg_encoding_fps"} <= set(
        record["metrics"]
    )


def test_a_repeated_run_executes_nothing_and_touches_no_file(make: Make, mine: Short) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in mine.folder.iterdir() if path.name != "kpis.json"}
    again = make(**FIRST)
    assert again.executed() == {}
    assert sum(stage.cached for stage in again.record.stages) >= 9
    assert again.receipt == mine.receipt
    assert {p.name: p.stat().st_mtime_ns for p in again.folder.iterdir() if p.name != "kpis.json"} == before


@pytest.mark.integration
def test_a_deleted_short_is_published_again_without_other_work(make: Make, mine: Short) -> None:
    shutil.rmtree(mine.folder)
    again = make(**FIRST)
    assert again.executed() == {"upload": 1}
    assert {path.name for path in again.folder.iterdir()} == FILES
    assert sha256_of(again.folder / "short.mp4") == mine.receipt.video.sha256


@pytest.mark.integration
def test_only_a_damaged_artifact_is_made_again(make: Make, mine: Short) -> None:
    stored = assets().path(mine.receipt.video)
    stored.chmod(0o644)
    data = bytearray(stored.read_bytes())
    data[len(data) // 2] ^= 0xFF
    stored.write_bytes(data)
    again = make(**FIRST)
    done = again.executed()
    assert set(done) <= {"encode", "quality", "upload"}
    assert done["encode"] <= 2, "only the encode and its mux run again; the segments and the sound come from the store"
    assert sha256_of(again.folder / "short.mp4") == again.receipt.video.sha256


@pytest.mark.integration
def test_a_new_caption_style_keeps_the_words_voice_and_pictures(make: Make, mine: Short) -> None:
    again = make(brief={"captions": "boxed"}, **FIRST)
    assert set(again.executed()) == {"timeline", "encode", "quality", "upload"}


@pytest.mark.integration
def test_a_changed_picture_redoes_only_what_shows_it(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    lines = ["The harbour freezes in December,", "so the boats lie on the shore,", "and it sleeps.", "Children skate."]
    script = tmp_path / "script.json"
    script.write_text(json.dumps({"title": "The frozen harbour", "scenes": lines}))
    for number in range(len(lines)):
        (folder / f"{number}.jpg").write_bytes(encoded(picture(700 + 20 * number, 1300), "JPEG"))
    before = make(script=str(script), images=str(folder))
    shots = Timeline.model_validate_json((before.folder / "timeline.json").read_text()).shots
    assert len(shots) == len(lines)
    assert shots[2].transition.kind == "crossfade", "within a sentence, from a photograph"
    (folder / "1.jpg").write_bytes(encoded(picture(760, 1300).rotate(180), "JPEG"))
    after = make(script=str(script), images=str(folder))
    done = after.executed()
    assert done["images"] == 2, "the plan and the changed picture; the cover does not show it"
    assert set(done) == {"images", "timeline", "encode", "quality", "upload"}
    # Two segments show the picture: its own scene, and the next one, which crossfades from it.
    assert done["encode"] == 2 + 2, "the encode itself, two segments and the mux"
    assert sha256_of(after.folder / "short.mp4") != before.receipt.video.sha256


@pytest.mark.integration
def test_the_ledger_has_one_publication_per_run_key(make: Make, mine: Short) -> None:
    receipt = ledger().receipt(mine.receipt.run_key, "folder")
    assert receipt
    assert receipt.location == mine.receipt.location
    outcomes = [run.error for run in ledger().history(mine.record.channel)]
    assert len(outcomes) >= 3
    assert set(outcomes) == {""}


@pytest.mark.integration
def test_without_a_topic_each_day_gets_its_own(make: Make) -> None:
    brief = {"shape": "square"}
    short = make(day="2026-11-25", brief=brief)
    assert make(day="2026-11-25", brief=brief).receipt == short.receipt
    next_day = make(day="2026-11-26", brief=brief)
    assert next_day.folder.name.removeprefix("2026-11-26") != short.folder.name.removeprefix("2026-11-25")


def test_an_encode_is_named_after_the_run_that_wants_it(prefect_server: None, first: Short) -> None:
    with get_client(sync_client=True) as client:
        wanted = FlowFilter(name=FlowFilterName(any_=["encode-short"]))
        names = {run.name for run in client.read_flow_runs(flow_filter=wanted)}
    channel, day, slug = first.receipt.run_key.split("/")
    assert f"encode {channel} {day} {slug}" in names
