"""A failed stage, run again by the Retry button of Prefect's UI: only it and what follows, nothing paid twice."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tasks.domain.values import Artifact
from tests.browser.stand import Stand, standing
from tests.browser.ui import Ui, browsing
from tests.prefect_server import Server, eventually
from tests.servers.elevenlabs import forbidden as voice_forbidden
from tests.servers.openai import wrong_key as openai_wrong_key
from tests.servers.serpapi import INVALID
from tests.servers.wire import Reply
from tests.servers.youtube_rules import error as youtube_error

pytestmark = [pytest.mark.server, pytest.mark.media]

STAGES = ("trending", "research", "script", "casting", "voiceover", "timeline", "encode", "quality", "upload")
FULL = youtube_error(400, "uploadLimitExceeded")


@pytest.fixture(scope="module")
def stand(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    with standing(server, tmp_path_factory.mktemp("stand")) as standing_there:
        yield standing_there


@pytest.fixture(scope="module")
def ui(server: Server) -> Iterator[Ui]:
    with browsing(server) as shown:
        yield shown


# ------------------------------------------------------------------ one stage of a run


def _trending(stand: Stand) -> Callable[[], None]:
    stand.serpapi.script(Reply(401, INVALID), path="/search")
    return lambda: None


def _research(stand: Stand) -> Callable[[], None]:
    stand.openai.script(openai_wrong_key(), path="/chat/")
    return lambda: None


def _voiceover(stand: Stand) -> Callable[[], None]:
    stand.elevenlabs.script(voice_forbidden(), path="/text-to-speech/")
    return lambda: None


def _encode(stand: Stand) -> Callable[[], None]:
    stand.broken_ffmpeg.touch()
    return stand.broken_ffmpeg.unlink


def _upload(stand: Stand) -> Callable[[], None]:
    stand.youtube.script(Reply(400, FULL), path="/upload/youtube/v3/videos")
    return lambda: None


CASES = {
    "trending": ("2026-11-01", _trending),
    "research": ("2026-11-02", _research),
    "voiceover": ("2026-11-03", _voiceover),
    "encode": ("2026-11-04", _encode),
    "upload": ("2026-11-05", _upload),
}


@pytest.mark.parametrize("stage", CASES)
def test_retry_runs_only_what_failed_and_what_follows(stage: str, stand: Stand, ui: Ui) -> None:
    day, break_it = CASES[stage]
    stand.forget()
    films = len(stand.youtube.videos)
    mend = break_it(stand)
    run = stand.start(day, **({} if stage == "trending" else {"source": str(stand.source), "topic": f"Lights {day}"}))
    assert stand.ended(run, attempt=1) == "FAILED", stand.server.log(run)
    ui.shown(run, f"retry-{stage}-failed")
    paid = Counter(vendor.__class__.__name__ for vendor in (stand.openai, stand.elevenlabs) for _ in vendor.requests)
    mend()
    ui.retry(run)
    assert stand.ended(run, attempt=2) == "COMPLETED", stand.server.log(run)
    ui.shown(run, f"retry-{stage}-done")
    tasks = stand.published(run)
    before = STAGES[: STAGES.index(stage)]
    for name in before:
        assert tasks[name, "Completed"] <= 1, f"{name} did its work at most once: {tasks}"
        assert tasks[name, "Cached"], f"{name} was there already: {tasks}"
    for name in STAGES[STAGES.index(stage) :]:
        assert tasks[name, "Completed"] == 1 or name == "voiceover", f"{name} did its work once: {tasks}"
    spoken = stand.elevenlabs.asked("/text-to-speech/")
    assert tasks["voiceover", "Completed"] == len(spoken) - (stage == "voiceover"), "no passage was paid twice"
    if stage in {"encode", "upload"}:
        again = Counter(v.__class__.__name__ for v in (stand.openai, stand.elevenlabs) for _ in v.requests)
        assert again == paid, "nothing was paid again"
    if stage == "upload":
        assert len(stand.server.children(run)) == 1, "no second encode run"
    assert len(stand.youtube.videos) == films + 1, "published once"


# ------------------------------------------------------------------ one stage after the other, in one run


def _lose(stand: Stand, sha256: str, suffix: str = ".jpg") -> None:
    """Somebody deletes a file of the store."""
    path = stand.assets.place(Artifact(sha256=sha256, bytes=0, suffix=suffix))
    eventually(path.exists, within=180)
    path.unlink()


def _lose_own_picture(stand: Stand, _: str) -> None:
    """While pictures are searched for, before one is prepared for each scene."""
    eventually(lambda: stand.serpapi.asked("/search")[1:], within=180)  # the first was refused
    (picture,) = stand.photographs.iterdir()
    _lose(stand, hashlib.sha256(picture.read_bytes()).hexdigest())
    stand.serpapi.latency = 0.0


def _lose_last_scene(stand: Stand, run: str) -> None:
    """While the scenes before it are encoded."""
    (encode,) = eventually(lambda: stand.server.children(run), within=180)
    shown = [shot["picture"]["sha256"] for shot in encode["parameters"]["timeline"]["shots"]]
    assert len(set(shown)) == len(shown) > 2
    _lose(stand, shown[-1])


def _nothing(_: Stand, __: str = "") -> None:
    pass


# The task that is to fail; what breaks it before the attempt, or while it runs; what mends it.
FAULTS: dict[str, tuple[Callable[[Stand], object], Callable[[Stand, str], None], Callable[[Stand], None]]] = {
    "script": (
        lambda stand: stand.openai.script(openai_wrong_key(), path="/chat/", body=b'"draft"'),
        _nothing,
        _nothing,
    ),
    "find-pictures": (lambda stand: stand.serpapi.script(Reply(401, INVALID), path="/search"), _nothing, _nothing),
    "images": (lambda stand: setattr(stand.serpapi, "latency", 3.0), _lose_own_picture, _nothing),
    "timeline": (Stand.fill_disk, _nothing, Stand.empty_disk),
    "encode": (_nothing, _lose_last_scene, _nothing),
    "quality": (
        lambda stand: stand.broken_ffmpeg.write_text(".mp4"),
        _nothing,
        lambda stand: stand.broken_ffmpeg.unlink(),
    ),
    "upload": (
        lambda stand: stand.youtube.script(Reply(400, FULL), path="/upload/youtube/v3/videos"),
        _nothing,
        _nothing,
    ),
}
ONCE = ("trending", "research", "script", "casting", "find-pictures", "plan-images", "timeline", "encode", "quality")


def test_stages_that_fail_in_turn_do_their_work_once(stand: Stand, ui: Ui) -> None:
    stand.forget()
    films, run = len(stand.youtube.videos), ""
    for attempt, (stage, (break_it, meanwhile, mend)) in enumerate(FAULTS.items(), 1):
        break_it(stand)
        if run:
            ui.retry(run)
        else:
            given = {"source": str(stand.source), "topic": "Lighthouse", "images": str(stand.photographs)}
            run = stand.start("2026-11-06", stand.channel(pictures="serpapi"), **given)
        meanwhile(stand, run)
        assert stand.ended(run, attempt) == "FAILED", stand.server.log(run)
        assert eventually(lambda: stand.tasks(run)[stage, "Failed"], within=90) == 1, stand.server.log(run)
        mend(stand)
    ui.retry(run)
    assert stand.ended(run, len(FAULTS) + 1) == "COMPLETED", stand.server.log(run)
    ui.shown(run, "retry-in-turn-done")
    tasks = stand.published(run)
    for name in (*ONCE, "upload"):
        assert tasks[name, "Completed"] == 1, f"{name} did its work once: {tasks}"
    for name in FAULTS:
        assert tasks[name, "Failed"] == 1, f"{name} failed once: {tasks}"
    passages = stand.elevenlabs.asked("/text-to-speech/")
    assert tasks["voiceover", "Completed"] == len(passages)
    scenes = tasks["plan-images", "Cached"]
    assert scenes
    asked = Counter((request.path, str(request.query), request.body) for request in stand.paid())
    assert Counter(asked.values())[2] == 2, "the refused script and the refused search were asked for again"
    assert set(asked.values()) == {1, 2}, "nothing else was asked, or paid, twice"
    assert len(stand.youtube.videos) == films + 1, "published once"


# ------------------------------------------------------------------ the host


def test_a_run_whose_worker_was_killed_is_called_crashed_and_retried(stand: Stand, ui: Ui) -> None:
    stand.forget()
    films = len(stand.youtube.videos)
    stand.broken_ffmpeg.write_text("hang")
    with stand.server.impatient():
        run = stand.start("2026-11-07", source=str(stand.source), topic="Lights out")
        eventually(lambda: stand.tasks(run)["encode", "Running"], within=300)
        stand.worker.kill()
        assert stand.ended(run, attempt=1) == "CRASHED"
    assert "press Retry" in stand.server.flow_run(run)["state"]["message"]
    ui.shown(run, "retry-zombie-crashed")
    paid = stand.paid()
    stand.broken_ffmpeg.unlink()
    stand.worker = stand.host.worker("dailies")
    ui.retry(run)
    assert stand.ended(run, attempt=2) == "COMPLETED", stand.server.log(run)
    ui.shown(run, "retry-zombie-done")
    tasks = stand.published(run)
    for name in STAGES:
        assert tasks[name, "Completed"] == 1 or name == "voiceover", f"{name} did its work once: {tasks}"
    for name in STAGES[: STAGES.index("encode")]:
        assert tasks[name, "Cached"], f"{name} was there already: {tasks}"
    assert tasks["voiceover", "Completed"] == len(stand.elevenlabs.asked("/text-to-speech/"))
    assert stand.paid() == paid, "nothing was paid again"
    assert len(stand.youtube.videos) == films + 1, "published once"
