"""The review: its deadline, its form and its page."""

import base64
import io
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import numpy as np
import pytest
from PIL import Image

from tasks.domain.timeline import OutputSpec
from tasks.machine.storage.assets import assets
from tasks.stagecraft.daily.review import MIN_SECONDS, Review, _edits, form, review_page, seconds_to_answer
from tests.bench.inputs import timeline
from tests.providers.test_folder import edition

RED = (200, 20, 20)

MIDDAY = datetime(2026, 11, 24, 12, 0, 0, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize("fraction", [0, 1, 400_000, 600_000, 999_999])
def test_the_announced_deadline_is_the_channels_hour(fraction: int) -> None:
    at = MIDDAY.replace(second=17, microsecond=fraction)
    until = at + timedelta(seconds=seconds_to_answer(at, "18:00", 2))
    assert f"{until:%H:%M}" == "18:00"


def test_a_past_hour_means_tomorrow_and_there_is_a_minimum_to_answer() -> None:
    assert seconds_to_answer(MIDDAY, "11:00", 2) == 23 * 3600
    assert seconds_to_answer(MIDDAY - timedelta(seconds=5), "12:00", 2) == MIN_SECONDS
    assert seconds_to_answer(MIDDAY, "", 2) == 2 * 3600


def test_the_form_shows_the_present_values_under_plain_labels() -> None:
    filled = Review(title="Three hearts", text="Blue blood.", hashtags="#octopus #sea")
    shown = form(filled, "Too long.", "Waits.").model_json_schema()["properties"]
    assert {field["title"]: field["default"] for field in shown.values()} == {
        "Decision": "approve",
        "Reason": "",
        "Title": "Three hearts",
        "Description": "Blue blood.",
        "Hashtags": "#octopus #sea",
    }
    assert all(field["description"] for field in shown.values())


def test_hashtags_are_accepted_in_any_usual_notation() -> None:
    decided = Review(hashtags="#octopus, sea  ##deep #", title=" Three\nhearts ", text=" Blue\nblood. ").to_decision()
    assert decided.hashtags == ("#octopus", "#sea", "#deep")
    assert (decided.title, decided.description) == ("Three hearts", "Blue\nblood.")


def test_only_changed_texts_are_edits() -> None:
    original = Review(title="Tides", text="The sea.", hashtags="#sea").to_decision()
    answered = form(Review(title="Tides", text="The sea.", hashtags="sea"))(decision="reject", reason="Too wet.")
    assert _edits(answered.to_decision(), original) == {}
    assert _edits(Review(title="Ebb", text="The sea.", hashtags="#sea").to_decision(), original) == {"title": "Ebb"}


def red_film(path: Path, frames: int, output: OutputSpec) -> bytes:
    """Return a plain red film, which shows none of the timeline's pictures."""
    picture = np.full((output.height, output.width, 3), RED, np.uint8)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=output.fps)
        stream.width, stream.height, stream.pix_fmt = output.width, output.height, "yuv420p"
        for _ in range(frames):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        file.mux(stream.encode(None))
    return path.read_bytes()


@pytest.mark.media
def test_the_page_shows_frames_of_the_film_and_not_its_sources(tmp_path: Path) -> None:
    plan = timeline(assets(), seconds=2, scenes=2, output=OutputSpec(width=360, height=640))
    reviewed = edition(assets(), plan, film=red_film(tmp_path / "film.mp4", plan.frames, plan.output))
    page = review_page(reviewed.story, reviewed.approved, plan, "Tuesday 18:00 (Etc/UTC)")
    sheet = re.search(r"data:image/jpeg;base64,([^)]+)", page)
    assert sheet
    with Image.open(io.BytesIO(base64.b64decode(sheet[1]))) as image:
        colours = np.asarray(image.convert("RGB")).reshape(-1, 3)
    red = np.abs(colours.astype(int) - RED).max(axis=1) < 20
    assert red.mean() > 0.8, "the sheet must be two red frames with a narrow border"
    assert "Not published without an answer by Tuesday 18:00" in page
    warned = review_page(
        reviewed.story, reviewed.approved, plan, "Tuesday", warning="This short is 60% like the channel's 'Tides'."
    )
    assert warned.index("60% like") < warned.index("Not published"), "before anything else"
    assert "60%" not in page
