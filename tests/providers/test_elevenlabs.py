"""ElevenLabs: times of the words as written, the plan's quota checked before spending, and nothing paid for twice."""

import io
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tasks.domain.errors import BadInput, NoKey, NotPermitted, QuotaSpent
from tasks.domain.speech import Passage
from tasks.domain.text.passages import passages
from tasks.providers.elevenlabs import ElevenLabsAccount, ElevenLabsVoice
from tasks.providers.elevenlabs.voice import timed
from tests.providers.paying import Desk, desk_in
from tests.providers.texts import ARTICLE
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs_rules import SARAH
from tests.servers.speech import spoken
from tests.servers.wire import Reply

TEXT = "In 2019, Dr. Smith  paid $3.7 billion — and 50% more 🐙 to the U.S. lab."


@pytest.fixture
def server() -> Iterator[ElevenLabsServer]:
    with ElevenLabsServer() as vendor:
        yield vendor


@pytest.fixture
def desk(server: ElevenLabsServer, tmp_path: Path) -> Desk:
    return desk_of(server, tmp_path / "home")


def desk_of(
    server: ElevenLabsServer, folder: Path, *, budgets: dict[str, float] | None = None, model: str = ""
) -> Desk:
    settings: dict[str, object] = {"elevenlabs_base_url": server.url, "elevenlabs_voice": SARAH}
    if model:
        settings["elevenlabs_model"] = model
    return desk_in(folder, {"elevenlabs": server.key}, budgets=budgets, **settings)


def speak(desk: Desk) -> None:
    ElevenLabsVoice(desk.context).speak(Passage(text="A kettle sings."), 1)


def read_plan(desk: Desk) -> None:
    ElevenLabsVoice(desk.context).check_quota(100)


# ------------------------------------------------------------------ word times and payment


def test_each_written_word_has_the_time_at_which_it_is_heard(desk: Desk, server: ElevenLabsServer) -> None:
    passage = Passage(text=TEXT, before="Before.", after="After.")
    speech = ElevenLabsVoice(desk.context).speak(passage, 2**40 + 7)
    assert [word.text for word in speech.words] == TEXT.split()
    assert (speech.timing, speech.note) == ("exact", "")
    body = server.requests[0].json
    _, starts, ends = spoken(TEXT)
    for word in speech.words:
        first = TEXT.index(word.text)
        assert word.start == pytest.approx(starts[first], abs=0.002)
        assert word.end == pytest.approx(ends[first + len(word.text) - 1], abs=0.002)
    assert (body["previous_text"], body["next_text"], body["seed"]) == ("Before.", "After.", 7)
    assert server.requests[0].query == {"output_format": "pcm_24000"}
    with wave.open(io.BytesIO(desk.context.store.read(speech.audio)), "rb") as file:
        assert (file.getframerate(), file.getnchannels()) == (24_000, 1)
        assert file.getnframes() / 24_000 == pytest.approx(speech.seconds)
        sound = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    loudest = np.abs(sound[: len(sound) // 240 * 240].reshape(-1, 240)).max(axis=1)
    assert (loudest > 100).all()


def test_quantities_are_sent_in_words_and_captions_keep_the_written_form(desk: Desk, server: ElevenLabsServer) -> None:
    text = "Nachts sind es −40 °C, und 10 000 Menschen leben dort."
    (passage,) = passages(text, "de")
    speech = ElevenLabsVoice(desk.context).speak(passage, 1)
    said = "Nachts sind es minus vierzig Grad Celsius, und zehntausend Menschen leben dort."
    assert server.requests[0].json["text"] == said
    assert [word.text for word in speech.words] == text.split()
    _, starts, ends = spoken(said)
    times = {word.text: (word.start, word.end) for word in speech.words}
    assert times["−40"][0] == pytest.approx(starts[said.index("minus")], abs=0.002)
    assert times["°C,"][1] == pytest.approx(ends[said.index("Celsius,") + 7], abs=0.002)
    assert times["leben"][0] == pytest.approx(starts[said.index("leben")], abs=0.002)


@pytest.mark.parametrize("alignment", ["normalized", "none"])
def test_missing_times_are_estimated_and_noted(alignment: str, desk: Desk, server: ElevenLabsServer) -> None:
    server.alignment = alignment
    speech = ElevenLabsVoice(desk.context).speak(Passage(text=TEXT), 1)
    assert [word.text for word in speech.words] == TEXT.split()
    assert speech.timing == "heard"
    assert "estimated" in speech.note


GOOD = {
    "characters": list("Hi you"),
    "character_start_times_seconds": [0.0, 0.1, 0.2, 0.3, 0.4, 0.5],
    "character_end_times_seconds": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6],
}


@pytest.mark.parametrize(
    "change",
    [
        {"characters": []},
        {"characters": ["H", "i"]},
        {"characters": None},
        {"characters": list("###### ")[:6]},
        {"character_start_times_seconds": [0.0, 0.1, float("nan"), 0.3, 0.4, 0.5]},
        {"character_end_times_seconds": [0.1, 0.2, float("inf"), 0.4, 0.5, 0.6]},
        {"character_start_times_seconds": ["soon"] * 6},
        {"character_start_times_seconds": [-1.0, 0.1, 0.2, 0.3, 0.4, 0.5]},
        {"character_end_times_seconds": [0.0] * 6},
    ],
    ids=lambda value: str(value)[:60],
)
def test_broken_times_are_not_used(change: dict[str, object]) -> None:
    assert [word.text for word in timed(["Hi", "you"], GOOD, 0.6)] == ["Hi", "you"]
    assert timed(["Hi", "you"], {**GOOD, **change}, 0.6) == ()


def test_the_same_passage_is_paid_once_and_its_request_id_is_kept(desk: Desk, server: ElevenLabsServer) -> None:
    voice, passage = ElevenLabsVoice(desk.context), Passage(text=TEXT)
    assert voice.speak(passage, 1) == voice.speak(passage, 1)
    assert len(server.requests) == 1
    assert desk.spent() == {"elevenlabs characters": (len(TEXT), 1)}
    assert server.used == len(TEXT)
    assert desk.holds("local-1")  # the request's id, in the ledger
    voice.speak(passage, 2)
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("tier", "reads", "asked", "places"),
    [
        ("creator", True, 0, 5),
        ("starter", True, 0, 3),
        ("creator", False, 0, 2),  # nothing has read the plan
        ("creator", True, 4, 4),
    ],
)
def test_concurrent_requests_stay_within_the_plans_limit(
    tier: str, reads: bool, asked: int, places: int, desk: Desk, server: ElevenLabsServer
) -> None:
    desk.wait_less(elevenlabs_concurrency=asked)
    server.tier, server.per_character = tier, 0.004
    if reads:
        read_plan(desk)
        server.requests.clear()
    voice = ElevenLabsVoice(desk.context)
    parts = passages(" ".join(ARTICLE.split()[:130]), max_characters=100)
    assert len(parts) > 4
    with ThreadPoolExecutor(8) as pool:
        speeches = list(pool.map(lambda part: voice.speak(part, 1), parts))
    assert server.most_at_once == places
    assert len(server.requests) == len(parts)
    assert [len(speech.words) for speech in speeches] == [len(part.text.split()) for part in parts]


# ------------------------------------------------------------------ quota


def test_a_narration_over_the_quota_is_refused_before_anything_is_paid(desk: Desk, server: ElevenLabsServer) -> None:
    server.limit, server.used = 1000, 850
    voice = ElevenLabsVoice(desk.context)
    voice.check_quota(150)
    with pytest.raises(QuotaSpent, match="150 characters left, and 151 are needed") as refused:
        voice.check_quota(151)
    assert "01 January 2027" in refused.value.advice
    assert not server.asked("text-to-speech")
    assert len(server.requests) == 2


def test_the_account_shows_the_remaining_quota_until_it_runs_out(desk: Desk, server: ElevenLabsServer) -> None:
    server.limit = 20
    account = ElevenLabsAccount(desk.context)
    assert account.left() == "20 of 20 characters (starter), renewed on 01 January 2027."
    speak(desk)
    assert account.left().startswith("5 of 20")
    with pytest.raises(QuotaSpent, match="You have 5 credits remaining"):
        ElevenLabsVoice(desk.context).speak(Passage(text="A kettle sings again."), 1)


def test_fast_models_count_half(server: ElevenLabsServer, tmp_path: Path) -> None:
    desk = desk_of(server, tmp_path / "fast", model="eleven_flash_v2_5")
    server.limit = 100
    ElevenLabsVoice(desk.context).check_quota(200)
    with pytest.raises(QuotaSpent):
        ElevenLabsVoice(desk.context).check_quota(202)


def test_a_plan_with_overage_allows_more_than_its_quota(desk: Desk, server: ElevenLabsServer) -> None:
    plan = {"character_count": 90, "character_limit": 100, "can_extend_character_limit": True}
    server.script(
        Reply(200, {**plan, "max_credit_limit_extension": "unlimited"}),
        Reply(200, {**plan, "max_credit_limit_extension": 50}),
        Reply(200, {**plan, "max_credit_limit_extension": 0}),
    )
    voice = ElevenLabsVoice(desk.context)
    voice.check_quota(10_000)
    voice.check_quota(60)
    with pytest.raises(QuotaSpent):
        voice.check_quota(11)


def test_a_key_without_permission_to_read_the_plan_can_speak(
    desk: Desk, server: ElevenLabsServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.may_read_plan = False
    read_plan(desk)
    assert "may not read the plan" in caplog.text
    with pytest.raises(NotPermitted):
        ElevenLabsAccount(desk.context).left()
    speak(desk)


def test_a_budget_is_not_exceeded(server: ElevenLabsServer, tmp_path: Path) -> None:
    poor = desk_of(server, tmp_path / "poor", budgets={"elevenlabs": 0.001})
    for act in (read_plan, speak):
        with pytest.raises(QuotaSpent, match="budget"):
            act(poor)
    assert not server.requests


def test_a_missing_key_and_an_unsupported_language_are_errors(desk: Desk, tmp_path: Path) -> None:
    bare = desk_in(tmp_path / "bare", {}, elevenlabs_voice=SARAH)
    ElevenLabsVoice(bare.context).check_language("pt-BR")
    for act in (read_plan, speak):
        with pytest.raises(NoKey, match="ELEVENLABS_API_KEY"):
            act(bare)
    with pytest.raises(BadInput, match="does not speak 'cy'"):
        ElevenLabsVoice(bare.context).check_language("cy")
