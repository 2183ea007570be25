"""The Retry button of Prefect's UI reruns only the failed stage and what follows, and pays for nothing twice."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.browser.stand import Stand, open_stand
from tests.browser.ui import Ui, browsing
from tests.prefect_server import Server, eventually
from tests.servers.elevenlabs import forbidden as voice_forbidden
from tests.servers.openai import wrong_key as openai_wrong_key
from tests.servers.serpapi import INVALID
from tests.servers.wire import Reply
from tests.servers.youtube_rules import error as youtube_error

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]

STAGES = ("trending", "research", "script", "casting", "voiceover", "timeline", "encode", "quality", "upload")
FULL = youtube_error(400, "uploadLimitExceeded")


@pytest.fixture(scope="module")
def stand(ui: Ui, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """Depends on `ui` so that nothing is started where there is no browser."""
    with open_stand(server, tmp_path_factory.mktemp("stand")) as opened:
        yield opened


@pytest.fixture(scope="module")
def ui(server: Server) -> Iterator[Ui]:
    with browsing(server) as opened:
        yield opened


# ------------------------------------------------------------------ one stage of a run


def _trending(stand: Stand) -> Callable[[], None]:
    stand.serpapi.script(Reply(401, INVALID), path="/search")
    return lambda: None


def _voiceover(stand: Stand) -> Callable[[], None]:
    stand.elevenlabs.script(voice_forbidden(), path="/text-to-speech/")
    return lambda: None


def _encode(stand: Stand) -> Callable[[], None]:
    stand.broken_ffmpeg.touch()
    return stand.broken_ffmpeg.unlink


CASES = {
    "trending": ("2026-11-01", _trending),
    "voiceover": ("2026-11-03", _voiceover),
    "encode": ("2026-11-04", _encode),
}


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["trending", "voiceover", "encode"])
def test_retry_runs_only_what_failed_and_what_follows(stage: str, stand: Stand, ui: Ui) -> None:
    day, break_it = CASES[stage]
    stand.forget()
    films = len(stand.youtube.videos)
    repair = break_it(stand)
    run = stand.start(day, **({} if stage == "trending" else {"source": str(stand.source), "topic": f"Lights {day}"}))
    assert stand.ended(run, attempt=1) == "FAILED", stand.server.log(run)
    assert stand.failed(run, stage) == 1
    ui.shown(run, f"retry-{stage}-failed")
    paid = stand.paid()
    repair()
    ui.retry(run)
    assert stand.ended(run, attempt=2) == "COMPLETED", stand.server.log(run)
    ui.shown(run, f"retry-{stage}-done")
    tasks = stand.published(run)
    before = STAGES[: STAGES.index(stage)]
    for name in before:
        assert tasks[name, "Completed"] <= 1, f"{name} must run at most once: {tasks}"
        assert tasks[name, "Cached"], f"{name} must come from the cache: {tasks}"
    for name in STAGES[STAGES.index(stage) :]:
        assert tasks[name, "Completed"] == 1 or name == "voiceover", f"{name} must run once: {tasks}"
    spoken = stand.elevenlabs.asked("/text-to-speech/")
    assert tasks["voiceover", "Completed"] == len(spoken) - (stage == "voiceover"), "no passage may be paid for twice"
    if stage == "encode":
        assert stand.paid() == paid, "nothing may be paid for again"
    assert len(stand.youtube.videos) == films + 1, "the video must be published once"


# ------------------------------------------------------------------ each stage in turn, in one run


def _digest_refused(stand: Stand, attempt: Callable[[], str]) -> Callable[[], None]:
    stand.openai.script(openai_wrong_key(), path="/chat/", body=b'"digest"')
    attempt()
    return lambda: None


def _script_refused(stand: Stand, attempt: Callable[[], str]) -> Callable[[], None]:
    stand.openai.script(openai_wrong_key(), path="/chat/", body=b'"draft"')
    attempt()
    return lambda: None


def _search_and_voice_refused(stand: Stand, attempt: Callable[[], str]) -> Callable[[], None]:
    """Fail both parallel branches in one attempt."""
    stand.serpapi.script(Reply(401, INVALID), path="/search")
    stand.elevenlabs.script(voice_forbidden(), path="/text-to-speech/")
    run = attempt()
    assert stand.failed(run, "voiceover") == 1
    return lambda: None


def _one_picture_lost(stand: Stand, attempt: Callable[[], str]) -> Callable[[], None]:
    """Delete the user's picture while the run searches for the others."""
    stand.serpapi.latency = 3.0
    attempt()
    eventually(lambda: stand.serpapi.asked("/search")[1:], within=180)  # one search was refused in an earlier attempt
    (picture,) = stand.photographs.iterdir()
    stand.lose(hashlib.sha256(picture.read_bytes()).hexdigest())
    stand.serpapi.latency = 0.0
    return lambda: None


def _disk_full(stand: Stand, attempt: Callable[[], str]) -> Callable[[], None]:
    stand.fill_disk()
    attempt()
    return stand.empty_disk


def _one_segment_lost(stand: Stand, attempt: Callable[[], str]) -> Callable[[], None]:
    """Delete what the last scene shows before the only encoding thread, which starts with the sound, gets to it."""
    stand.broken_ffmpeg.write_text("wait")
    run = attempt()
    (encode,) = eventually(lambda: stand.server.children(run), within=180)
    shots = encode["parameters"]["timeline"]["shots"]
    shown = [(shot["stage"]["sky"] if shot["stage"] else shot["picture"])["sha256"] for shot in shots]
    assert len(set(shown)) == len(shown) > 2
    stand.lose(shown[-1])
    stand.broken_ffmpeg.unlink()
    return lambda: None


def _unmeasurable(stand: Stand, attempt: Callable[[], str]) -> Callable[[], None]:
    """Make ffmpeg fail on finished films, which only the quality stage passes to it."""
    stand.broken_ffmpeg.write_text(".mp4")
    attempt()
    return stand.broken_ffmpeg.unlink


def _channel_full(stand: Stand, attempt: Callable[[], str]) -> Callable[[], None]:
    stand.youtube.script(Reply(400, FULL), path="/upload/youtube/v3/videos")
    attempt()
    return lambda: None


# In stage order. Each function starts an attempt that fails at its stage and returns a function that repairs the cause.
FAULTS = {
    "research": _digest_refused,
    "script": _script_refused,
    "find-pictures": _search_and_voice_refused,
    "images": _one_picture_lost,
    "timeline": _disk_full,
    "encode": _one_segment_lost,
    "quality": _unmeasurable,
    "upload": _channel_full,
}
ONCE = (*(stage for stage in STAGES if stage != "voiceover"), "find-pictures", "plan-images")


def test_stages_that_fail_in_turn_complete_once(stand: Stand, ui: Ui) -> None:
    stand.forget()
    films = len(stand.youtube.videos)
    given = {"source": str(stand.other_source), "topic": "Honey bee", "images": str(stand.photographs)}
    run = ""

    def attempt() -> str:
        nonlocal run
        if run:  # press the button only once: a page takes seconds, and later retries would show nothing new
            (ui if stand.server.flow_run(run)["run_count"] == 1 else stand.server).retry(run)
        else:
            run = stand.start("2026-11-06", stand.channel(pictures="serpapi"), **given)
        return run

    for number, (stage, fails) in enumerate(FAULTS.items(), 1):
        repair = fails(stand, attempt)
        try:
            assert stand.ended(run, number) == "FAILED", stand.server.log(run)
            assert stand.failed(run, stage) == 1, stand.server.log(run)
        finally:
            repair()
    ui.shown(run, "retry-in-turn-failed")
    attempt()
    assert stand.ended(run, len(FAULTS) + 1) == "COMPLETED", stand.server.log(run)
    ui.shown(run, "retry-in-turn-done")
    tasks = stand.published(run)
    assert {name: tasks[name, "Completed"] for name in ONCE} == dict.fromkeys(ONCE, 1), "each stage must complete once"
    failed = (*FAULTS, "voiceover")
    assert {name: tasks[name, "Failed"] for name in failed} == dict.fromkeys(failed, 1), "each stage must fail once"
    _check_pictures_and_segments(stand, run, tasks)
    requests = Counter((request.path, str(request.query), request.body) for request in stand.paid())
    assert len(stand.elevenlabs.asked("/text-to-speech/")) == tasks["voiceover", "Completed"] + 1
    assert Counter(requests.values())[2] == 4, "repeated: digest, script, search, one passage"
    assert set(requests.values()) <= {1, 2}, "no other request may be sent, or paid for, twice"
    assert len(stand.youtube.videos) == films + 1, "the video must be published once"


def _check_pictures_and_segments(stand: Stand, run: str, tasks: Counter[tuple[str, str]]) -> None:
    """Check the mapped stages: each item was made once, except the one whose file was lost, which was made twice."""
    failed, done = stand.server.children(run)
    assert (failed["state_name"], done["state_name"]) == ("Failed", "Completed")
    encoded = stand.tasks(failed["id"], done["id"])
    shots = len(done["parameters"]["timeline"]["shots"])
    assert (encoded["segment", "Completed"], encoded["segment", "Failed"]) == (shots, 1)
    assert encoded["segment", "Cached"] == shots - 1
    assert (encoded["soundtrack", "Completed"], encoded["mux", "Completed"]) == (1, 1)
    attempts = len(FAULTS) + 1 - list(FAULTS).index("images")  # attempts that reached the pictures
    scenes, rest = divmod(sum(count for (name, _), count in tasks.items() if name == "images"), attempts)
    assert (tasks["images", "Completed"], tasks["images", "Failed"], rest) == (scenes + 1, 1, 0), tasks


# ------------------------------------------------------------------ an encode on another worker


@pytest.mark.slow
def test_a_retry_does_not_repeat_an_encode_on_another_worker(stand: Stand, ui: Ui) -> None:
    stand.forget()
    films = len(stand.youtube.videos)
    stand.youtube.script(Reply(400, FULL), path="/upload/youtube/v3/videos")
    with stand.host.worker("encode-cpu"):
        run = stand.start("2026-11-09", source=str(stand.source), topic="Lights far off")
        assert stand.ended(run, attempt=1) == "FAILED", stand.server.log(run)
        (encode,) = stand.server.children(run)
        assert (encode["work_pool_name"], encode["state_name"]) == ("encode-cpu", "Completed")
        ui.retry(run)
        assert stand.ended(run, attempt=2) == "COMPLETED", stand.server.log(run)
    ui.shown(run, "retry-encode-elsewhere-done")
    assert [child["id"] for child in stand.server.children(run)] == [encode["id"]], "there must be no second encode run"
    assert stand.server.flow_run(encode["id"])["run_count"] == 1
    assert len(stand.youtube.videos) == films + 1, "the video must be published once"


# ------------------------------------------------------------------ after a review


@pytest.mark.slow
def test_a_retry_after_an_approval_does_not_ask_again(stand: Stand, ui: Ui) -> None:
    """Prefect keeps the answer after the UI's Retry and forgets it after an unforced one. Neither may ask again."""
    stand.forget()
    films = len(stand.youtube.videos)
    stand.youtube.script(Reply(400, FULL), Reply(400, FULL), path="/upload/youtube/v3/videos")
    run = stand.start("2026-11-08", stand.channel(review=True), source=str(stand.source), topic="Lights seen")
    eventually(lambda: stand.server.flow_run(run)["state_name"] == "Suspended", within=300)
    ui.resume(run, {"Title": "Lights that were approved"}, "approve")
    assert stand.ended(run, attempt=1) == "FAILED", stand.server.log(run)
    ui.retry(run)
    assert outcome_of(stand, run, attempt=2) == "Failed", stand.server.log(run)
    assert eventually(lambda: stand.failed(run, "upload") == 2)
    stand.server.retry(run)
    assert outcome_of(stand, run, attempt=3) == "Completed", stand.server.log(run)
    states = stand.server.call("GET", f"/flow_run_states/?flow_run_id={run}")
    assert [state["name"] for state in states].count("Suspended") == 1
    (video,) = stand.youtube.videos[films:]
    assert video.resource["snippet"]["title"] == "Lights that were approved"


def outcome_of(stand: Stand, run: str, attempt: int) -> str:
    """Wait until an attempt has ended or waits for a person, and return the state's name."""
    eventually(lambda: stand.server.flow_run(run)["run_count"] == attempt, within=180)
    ends = {"Completed", "Failed", "Suspended"}
    return eventually(lambda: ends & {str(stand.server.flow_run(run)["state_name"])}, within=300).pop()


# ------------------------------------------------------------------ a killed host


def test_a_run_whose_worker_was_killed_is_crashed_and_can_be_retried(stand: Stand, ui: Ui) -> None:
    stand.forget()
    films = len(stand.youtube.videos)
    stand.broken_ffmpeg.write_text("wait")
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
    for name in STAGES[: STAGES.index("encode")]:
        assert tasks[name, "Cached"], f"{name} must come from the cache: {tasks}"
    for name in STAGES[STAGES.index("encode") :]:
        assert tasks[name, "Completed"] == 1, f"{name} must run once: {tasks}"
    assert tasks["voiceover", "Completed"] == len(stand.elevenlabs.asked("/text-to-speech/"))
    assert stand.paid() == paid, "nothing may be paid for again"
    assert len(stand.youtube.videos) == films + 1, "the video must be published once"
