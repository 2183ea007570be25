"""The arithmetic of the pipeline bench: its critical path, its promises, its picture and its vendors' pace."""

import time
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.bench.pipeline.design import Made, Span, heard, told
from tests.bench.pipeline.latencies import Latencies
from tests.bench.pipeline.path import Work, critical_path, in_turns, length
from tests.bench.pipeline.promises import PROMISES, kept, lines, medians
from tests.bench.pipeline.waterfall import lanes, waterfall
from tests.bench.pipeline.world import world

SPEED = Latencies()
WORK = Work(passages=(200, 200, 200), stills=0, pictures=16, film=4_000_000, encode=9.0)
QUICK = SPEED.times(1 / 100)


@pytest.mark.parametrize(
    ("seconds", "at_once", "last"),
    [((), 2, 0.0), ((3.0,), 2, 3.0), ((1.0, 1.0, 1.0), 2, 2.0), ((3.0, 1.0, 1.0, 1.0), 2, 3.0), ((2.0,) * 16, 8, 4.0)],
)
def test_each_starts_as_soon_as_another_ends(seconds: tuple[float, ...], at_once: int, last: float) -> None:
    assert in_turns(seconds, at_once) == last


def test_the_critical_path_has_what_waits_for_another_and_no_more() -> None:
    path = {leg.what: leg.seconds for leg in critical_path(WORK, SPEED)}
    assert path == pytest.approx(
        {
            "trending": 10.0,
            "research": 9.0,
            "script": 20.0,
            "check": 3.0,
            "voiceover": 1.0 + 200 * 0.0267,
            "encode": 9.0,
            "upload": 2.0 + 12.0,
        }
    )
    known = critical_path(WORK, SPEED, prefetched=True)
    assert length(known) == pytest.approx(length(critical_path(WORK, SPEED)) - 19.0)


def test_pictures_are_on_the_path_when_they_take_longer_than_the_voice() -> None:
    many = Work(passages=(10,), stills=0, pictures=17, film=1, encode=1.0)
    found = {leg.what: leg.seconds for leg in critical_path(many, SPEED)}
    assert found["images"] == pytest.approx(1.43 + 3 * 1.43)
    assert "voiceover" not in found
    looked_at = replace(many, stills=48)
    seen = {leg.what: leg.seconds for leg in critical_path(looked_at, SPEED)}
    assert seen["images"] == pytest.approx(found["images"] + 6 * 0.3 + 3.0)


def test_a_faster_world_is_faster_in_everything_but_what_it_does_at_once() -> None:
    vendors_alone = replace(WORK, stills=48, encode=0.0)
    slow, quick = (length(critical_path(vendors_alone, speed)) for speed in (SPEED, QUICK))
    assert quick == pytest.approx(slow / 100)
    assert QUICK.voices_at_once == SPEED.voices_at_once


COUNTED = {
    **{"image_download_time": 1.0, "video_assembly_time": 1.0},
    **{"json_parse_failures": 0.0, "segments": 3.0, "cache_hit_rate": 0.9},
    **{"start_cpu_s": 4.9, "help_s": 0.9},
}


def made(seconds: float, **figures: float) -> Made:
    stages = (Span("start", 0.0, 5.0), Span("encode", 5.0, seconds))
    return Made(seconds=seconds, stages=stages, requests=(Span("voice", 6.0, 7.0, 120),), figures=figures)


def test_a_promise_is_kept_up_to_its_bound_and_broken_above() -> None:
    results = medians({"baseline": [made(100.0)], "cold": [made(45.0, **COUNTED)], "again": [made(5.01, **COUNTED)]})
    found = {promise.description: value <= promise.maximum for promise, value in kept(results)}
    assert found["cold: of the baseline"]
    assert not found["again: seconds from prompt to prompt"]
    assert [line.split()[0] for line in lines(results)].count("BROKEN") == list(found.values()).count(False)


def test_every_promise_is_checked_once_all_sides_were_measured() -> None:
    full = [made(20.0, **COUNTED)]
    sides = {name: full for promise in PROMISES for name in promise.needs}
    assert len(kept(medians(sides))) == len(PROMISES)


def test_the_figure_of_three_rounds_is_their_median() -> None:
    rounds = {"cold": [made(70.0, segments=1.0), made(90.0), made(71.0, segments=4.0)]}
    found = medians(rounds)["cold"]
    assert (found["seconds"], found["segments"], found["asked_voice"]) == (71.0, 1.0, 1.0)
    assert found["stage_encode"] == 66.0


def test_what_a_process_tells_is_heard() -> None:
    assert heard(told(made(9.0, flow_s=4.0))) == made(9.0, flow_s=4.0)


def test_requests_at_the_same_time_have_lanes_of_their_own() -> None:
    spans = [Span("voice", 0.0, 2.0), Span("voice", 1.0, 3.0), Span("voice", 2.0, 4.0), Span("voice", 2.5, 3.5)]
    assert lanes(spans, 4) == [0, 1, 0, 2]
    assert max(lanes(spans, 2)) == 1


def test_the_picture_is_an_svg_on_one_scale() -> None:
    drawn = ElementTree.fromstring(waterfall({"the seed's & ours": made(100.0), "ours": made(50.0)}))  # noqa: S314 - we wrote it ourselves
    bars = [element for element in drawn.iter() if element.tag.endswith("rect") and element.get("height") == "12"]
    long, short = (float(bar.get("width", "0")) for bar in (bars[1], bars[3]))
    assert long / short == pytest.approx(95 / 45, rel=0.01)
    assert "the seed's & ours: 100.0 s" in [element.text for element in drawn.iter()]


def test_the_vendors_take_their_time_and_note_what_was_asked() -> None:
    import httpx

    with world(QUICK) as vendors, httpx.Client(trust_env=False) as http:
        began = time.time()
        orders = vendors.orders()
        asked = {"engine": "google_trends_trending_now", "geo": "US", "output": "json", "api_key": orders["search_key"]}
        assert http.get(f"{orders['search']}/search", params=asked).status_code == 200
        (call,) = vendors.diary.spans(began, time.time())
    assert call.what == "trends"
    assert call.seconds >= QUICK.trends
