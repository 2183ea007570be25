"""Publishing to a folder: complete, idempotent, and without touching the user's own files there."""

import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tasks.domain.edition import ApprovedVideo, Check, Edition, QualityReport, Video
from tasks.domain.errors import BadInput
from tasks.domain.film.subtitles import srt, vtt
from tasks.domain.runs.kpi import RunRecord, StageTime
from tasks.domain.story import Credit, Picture, Scene, Script, Source, Story, Topic
from tasks.domain.timeline import Timeline
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore, sha256_of
from tasks.providers.folder import FolderPublisher
from tasks.providers.folder.credits import credits_of
from tasks.reports.short_page import write_record, write_report
from tests.bench.inputs import encoded, photograph, timeline

DAY = date(2026, 11, 24)
RECORD = RunRecord(
    run_key="demo/2026-11-24/tides",
    flow_run="x",
    channel="demo",
    day=DAY,
    total_seconds=31.5,
    stages=(StageTime(stage="encode", executed=16, cached=0, started=2.0, seconds=20.0),),
    metrics={"cache_hit_rate": 0.0},
)


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


@pytest.fixture
def plan(store: AssetStore) -> Timeline:
    pictures = [store.put(encoded(photograph(n, 124, 220)), ".jpg") for n in range(3)]
    return timeline(store, seconds=12, scenes=3, pictures=pictures)


def edition(
    store: AssetStore, plan: Timeline, *, film: bytes = b"film" * 1000, title: str = "Tides & <b>seas</b>"
) -> Edition:
    file = store.put(film, ".mp4")
    check = Check(name="size", passed=True, wanted="1080x1920", measured="1080x1920")
    scene = Scene(time="0:00-0:12", narration="The sea rose.", visual_description="sea")
    source = Source(id="s1", title="Tide <tables>", url="https://example.org/tides", author="Ann", licence="CC BY 4.0")
    script = Script(
        title=title,
        hook="The sea rose.",
        script="The sea rose.",
        scenes=(scene,),
        hashtags=("#sea",),
        description="Tides.",
    )
    return Edition(
        run_key="demo/2026-11-24/tides",
        channel="demo",
        day=DAY,
        topic=Topic(title=title, slug="tides", reason="asked for", origin="user"),
        story=Story(script=script, writer="extractive", quotes=True, sources=(source,)),
        timeline=plan,
        approved=ApprovedVideo(
            video=Video(file=file, encoder="libx264"), report=QualityReport(video=file, checks=(check,))
        ),
        thumbnail=store.put(encoded(photograph(9, 108, 192)), ".jpg"),
        pictures=tuple(
            Picture(
                image=shot.picture, origin="drawn", credit=Credit(title="Card", author="Dailies", licence="CC0-1.0")
            )
            for shot in plan.shots
        ),
        voice="test voice",
        notes=("The picture broken.jpg cannot be read. A drawn scene replaces it.",),
    )


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and modification time in ns of each file, by name."""
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_all_files_are_written_and_listed_in_the_receipt(store: AssetStore, plan: Timeline, tmp_path: Path) -> None:
    receipt = FolderPublisher(tmp_path / "out", store).publish(edition(store, plan))
    folder = tmp_path / "out" / "demo" / "2026-11-24-tides"
    assert receipt.location == str(folder)
    names = {Path(file.path).name for file in receipt.files}
    assert names >= {
        "short.mp4",
        "captions.srt",
        "thumbnail.jpg",
        "credits.md",
        "script.json",
        "timeline.json",
        "quality.json",
    }
    assert all(sha256_of(Path(file.path)) == file.sha256 for file in receipt.files)
    assert Timeline.model_validate_json((folder / "timeline.json").read_text()) == plan
    assert list(json.loads((folder / "script.json").read_text())) == [
        "title", "hook", "script", "scenes", "hashtags", "description", "fixed",
    ]  # fmt: skip
    credits_text = (folder / "credits.md").read_text()
    assert all(
        word in credits_text
        for word in ("Tide &lt;tables\\>", "Ann", "CC BY 4.0", "quoted", "test voice", "OFL-1.1", "broken.jpg")
    )


def test_publishing_again_changes_nothing(store: AssetStore, plan: Timeline, tmp_path: Path) -> None:
    publisher = FolderPublisher(tmp_path / "out", store)
    first = publisher.publish(edition(store, plan))
    before = snapshot(Path(first.location))
    assert publisher.publish(edition(store, plan)) == first
    assert snapshot(Path(first.location)) == before


def test_a_new_film_replaces_the_old_one_and_keeps_the_users_files(
    store: AssetStore, plan: Timeline, tmp_path: Path
) -> None:
    publisher = FolderPublisher(tmp_path / "out", store)
    folder = Path(publisher.publish(edition(store, plan)).location)
    (folder / "my notes.txt").write_text("keep me")
    publisher.publish(edition(store, plan, film=b"another film"))
    assert (folder / "short.mp4").read_bytes() == b"another film"
    assert (folder / "my notes.txt").read_text() == "keep me"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_crash_between_the_renames_is_repaired(store: AssetStore, plan: Timeline, tmp_path: Path) -> None:
    publisher = FolderPublisher(tmp_path / "out", store)
    folder = Path(publisher.publish(edition(store, plan)).location)
    (folder / "my notes.txt").write_text("keep me")
    folder.rename(folder.with_name(f".{folder.name}.old-1"))
    folder.with_name(f".{folder.name}.new-1").mkdir()
    publisher.publish(edition(store, plan))
    assert (folder / "my notes.txt").exists()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_hostile_channel_name_stays_inside_the_folder(store: AssetStore, plan: Timeline, tmp_path: Path) -> None:
    hostile = edition(store, plan).model_copy(update={"channel": "../../../etc"})
    receipt = FolderPublisher(tmp_path / "out", store).publish(hostile)
    assert Path(receipt.location).is_relative_to(tmp_path / "out")


def test_an_unwritable_folder_is_an_error_with_advice(store: AssetStore, plan: Timeline, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(BadInput, match="--out"):
        FolderPublisher(tmp_path / "out", store).publish(edition(store, plan))


def test_the_report_is_self_contained_and_escapes_its_text(store: AssetStore, plan: Timeline, tmp_path: Path) -> None:
    write_report(tmp_path, edition(store, plan), RECORD, store)
    page = (tmp_path / "report.html").read_text()
    assert "data:video/mp4;base64," in page
    assert page.count("data:image/jpeg;base64,") == 5  # three scenes, the cover, and the cover as a feed shows it
    assert "Tides &amp; &lt;b&gt;seas" in page
    assert "Tide &lt;tables&gt;" in page
    fetched = re.findall(r"""(?:src|poster|action)=["'](?!data:)([^"']+)|<link[^>]+href|@import|url\(""", page)
    assert fetched == []


def test_the_record_starts_with_total_time_and_stages(tmp_path: Path) -> None:
    write_record(tmp_path, RECORD)
    data = json.loads((tmp_path / "kpis.json").read_text())
    assert list(data)[:2] == ["total_seconds", "stages"]
    assert data["stages"][0] == {
        "stage": "encode", "executed": 16, "cached": 0, "failed": 0, "started": 2.0, "seconds": 20.0, "retries": 0,
    }  # fmt: skip


TIME = r"(\d\d):(\d\d):(\d\d){mark}(\d{{3}})"


def test_subtitles_hold_every_word_once_in_order(plan: Timeline) -> None:
    words = [word.text for cue in plan.captions.cues for word in cue.words]
    for text, mark in ((srt(plan.captions.cues, 30), ","), (vtt(plan.captions.cues, 30), ".")):
        time = TIME.format(mark=re.escape(mark))
        blocks = re.findall(rf"^{time} --> {time}\n((?:.+\n?)+)", text, re.MULTILINE)
        spoken = [word for block in blocks for word in block[8].split()]
        assert spoken == words
        times = [
            [(int(h) * 60 + int(m)) * 60 + int(s) + int(ms) / 1000 for h, m, s, ms in (b[:4], b[4:8])] for b in blocks
        ]
        assert all(start < end <= start + 6.5 for start, end in times)
        assert all(a[1] <= b[0] + 1e-9 for a, b in pairwise(times))
        assert all(len(line) <= 44 for block in blocks for line in block[8].splitlines())
        assert len(blocks) == text.count(" --> ")
    assert vtt(plan.captions.cues, 30).startswith("WEBVTT\n")


def test_an_edition_refuses_an_unapproved_film(store: AssetStore) -> None:
    file: Artifact = store.put(b"bad", ".mp4")
    check = Check(name="size", passed=False, wanted="a", measured="b")
    with pytest.raises(ValueError, match="not approved"):
        ApprovedVideo(video=Video(file=file, encoder="x"), report=QualityReport(video=file, checks=(check,)))


def test_the_credits_say_that_a_source_was_in_another_language(store: AssetStore, plan: Timeline) -> None:
    made = edition(store, plan)
    assert "language model" not in credits_of(made)
    story = made.story.model_copy(update={"translated_from": "de", "quotes": False})
    foreign = credits_of(made.model_copy(update={"story": story}))
    assert "The sources are in German; a language model wrote the script in English." in foreign
