"""What would stop a run is found before one is started: keys, voices, places, tokens, plans; and told once."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from deployments import check, findings, watch
from tasks.domain.runs.notices import Finding, Level, Notice, finding_key
from tasks.machine.clock import now
from tasks.machine.network.http import Response
from tasks.machine.settings import read_settings
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.notices import Notices
from tasks.providers import openai, registry
from tasks.providers.elevenlabs import voices
from tasks.providers.openai import lookup
from tasks.providers.openai.models import MODELS
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs_rules import GEORGE, ROGER
from tests.servers.oauth import MANAGE, UPLOAD
from tests.servers.openai import OpenAIServer
from tests.servers.pexels import Pexels
from tests.servers.pixabay import Pixabay
from tests.servers.uploadpost import UploadPost
from tests.servers.wire import Reply
from tests.servers.youtube import YouTube

HOME = Path(__file__).parents[2]
Look = Callable[..., dict[str, Finding]]


@pytest.fixture
def youtube(monkeypatch: pytest.MonkeyPatch) -> Iterator[YouTube]:
    with YouTube() as vendor:
        for name, value in vendor.environment().items():
            monkeypatch.setenv(name, value)
        yield vendor


@pytest.fixture
def look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Write channel files, and return what is found, by key."""
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path / "home"))
    folder = tmp_path / "channels"
    folder.mkdir()

    def look(*channels: dict[str, object], alone: bool = True) -> dict[str, Finding]:
        for file in folder.iterdir():
            file.unlink()
        for number, channel in enumerate(channels):
            (folder / f"{number}.yaml").write_text(yaml.safe_dump({"name": f"c{number}", **channel}))
        return {finding.key: finding for finding in check.findings(folder, alone=alone)}

    return look


def levels(found: dict[str, Finding], level: Level) -> set[str]:
    return {key for key, finding in found.items() if finding.level == level}


def test_a_keyless_channel_is_well_and_the_contact_is_missing(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    found = look({})
    assert levels(found, "wrong") == set()
    assert levels(found, "soon") == {"contact", "notify"}
    monkeypatch.setenv("CONTACT", "ops@example.org")
    assert "contact" not in look({})


def test_the_place_and_the_token_of_each_account_are_shown(
    look: Look, youtube: YouTube, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look({"publishers": ["youtube"]}, {"publishers": ["youtube"], "account": "science"})
    assert found["place/c0/youtube"].says == "c0 publishes with youtube on Channel 1 (UC1)."
    assert found["token/youtube"].level == "well"
    assert "YOUTUBE_TOKEN_SCIENCE is not set" in found["place/c1/youtube"].says
    monkeypatch.setenv("YOUTUBE_TOKEN_SCIENCE", youtube.environment()["YOUTUBE_TOKEN"])
    found = look({"publishers": ["youtube"]}, {"publishers": ["youtube"], "account": "science"})
    assert levels(found, "wrong") == {"place/c1/youtube"}
    assert "Channel 1 (youtube) is where c0 publishes" in found["place/c1/youtube"].says


def test_files_that_both_name_the_account_are_read_anew_in_any_order(
    look: Look, youtube: YouTube, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YOUTUBE_TOKEN_SCIENCE", youtube.environment()["YOUTUBE_TOKEN"])
    both = {"publishers": ["youtube"], "account": "science"}
    look({"publishers": ["youtube"], "name": "second"})
    found = look({**both, "name": "first"}, {**both, "name": "second"})
    assert levels(found, "wrong") == set()


def test_the_place_of_a_channel_without_a_file_is_free_on_a_host_that_is_alone(look: Look, youtube: YouTube) -> None:
    look({"publishers": ["youtube"], "name": "former"})
    renamed = {"publishers": ["youtube"], "name": "renamed"}
    assert levels(look(renamed, alone=False), "wrong") == {"place/renamed/youtube"}
    assert levels(look(renamed), "wrong") == set()


@pytest.mark.parametrize(("days", "level"), [(7, "soon"), (29, "soon"), (31, "well")])
def test_the_end_of_a_token_is_told_thirty_days_ahead(
    look: Look, youtube: YouTube, monkeypatch: pytest.MonkeyPatch, days: int, level: Level
) -> None:
    token = json.loads(youtube.environment()["YOUTUBE_TOKEN"])
    times = {"refresh_token_ends": now() + timedelta(days=days), "made": now() - timedelta(days=1)}
    monkeypatch.setenv("YOUTUBE_TOKEN", json.dumps({**token, **{name: at.isoformat() for name, at in times.items()}}))
    finding = look({"publishers": ["youtube"]})["token/youtube"]
    assert finding.level == level
    assert f"made on {times['made']:%d %B %Y}" in finding.says


def test_a_token_without_a_scope_and_one_that_has_ended_are_wrong(look: Look, youtube: YouTube) -> None:
    youtube.authority.scopes = {MANAGE}
    assert "lacks the permission youtube.upload" in look({"publishers": ["youtube"]})["token/youtube"].says
    youtube.authority.scopes = {UPLOAD, MANAGE}
    youtube.authority.revoked = True
    assert look({"publishers": ["youtube"]})["place/c0/youtube"].level == "wrong"


def test_a_platform_that_is_busy_is_no_fault(look: Look, youtube: YouTube) -> None:
    youtube.script(*[Reply(503)] * 3)
    assert look({"publishers": ["youtube"]})["place/c0/youtube"].level == "soon"


def test_a_profile_of_upload_post_is_asked(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    with UploadPost() as service:
        for name, value in service.environment().items():
            monkeypatch.setenv(name, value)
        found = look({"publishers": ["uploadpost:tiktok"]}, {"publishers": ["uploadpost:tiktok"], "account": "other"})
    assert "on Night Facts on tiktok" in found["place/c0/uploadpost:tiktok"].says
    assert "no profile 'other'" in found["place/c1/uploadpost:tiktok"].says


def test_a_key_that_is_missing_is_wrong_unless_another_service_takes_over(look: Look) -> None:
    found = look({"writer": "openai"}, {"writer": "openai, extractive", "fall_back": True})
    assert found["key/c0/writer/openai"].level == "wrong"
    assert found["key/c1/writer/openai"].level == "soon"


def test_pictures_cannot_be_made_without_a_key_of_openai(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    named = {"pictures": "commons, made"}
    found = look(named, {**named, "fall_back": True}, {"pictures": "commons"})
    assert levels(found, "wrong") == {"key/c0/pictures/made"}
    assert "neither OPENAI_IMAGE_KEY nor OPENAI_API_KEY is set" in found["key/c0/pictures/made"].says
    assert "key/c1/pictures/made" in levels(found, "soon")
    monkeypatch.setenv("OPENAI_IMAGE_BASE_URL", "http://127.0.0.1:9/v1")
    assert levels(look(named), "wrong") == set()


def test_what_is_left_is_asked_once_for_each_account(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    with ElevenLabsServer() as service:
        for name, value in service.environment().items():
            monkeypatch.setenv(name, value)
        found = look({}, {"account": "science"}, {"language": "en"})
    assert [key for key in found if key.startswith("left/elevenlabs")] == ["left/elevenlabs"]
    assert found["voice/c0"].level == "well"


def test_a_model_that_ends_is_told_thirty_days_ahead(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    for days, level in ((-1, "wrong"), (20, "soon"), (40, None)):
        ends = {"writer": ("gpt-x", now().date() + timedelta(days=days))}
        vendor = openai.VENDOR
        changed = type(vendor)(**{**vars(vendor), "ends": lambda _, ends=ends: ends})
        monkeypatch.setattr(registry, "VENDORS", tuple(changed if v.name == "openai" else v for v in registry.VENDORS))
        found = look({"writer": "openai"})
        assert (found["ends/openai/writer"].level if level else None) == level
        assert ("ends/openai/writer" in found) == (level is not None)


def test_openais_speech_models_end_at_openai_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert openai.VENDOR.ends
    assert openai.VENDOR.ends(read_settings)["voice"][1] == date(2027, 1, 6)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert openai.VENDOR.ends(read_settings) == {}


def test_a_wrong_setting_a_wrong_file_and_an_encoder_that_is_not_there(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {key.partition("/")[0] for key in levels(look({"tone": "calmm"}), "wrong")} == {"file"}
    monkeypatch.setenv("DAILIES_ENCODER", "no-such-encoder")
    assert {key.partition("/")[0] for key in levels(look({}), "wrong")} == {"encoder"}
    monkeypatch.setenv("DAILIES_BUDGETS", "{")
    assert {key.partition("/")[0] for key in look({})} == {"settings"}


def test_an_address_to_tell_that_does_not_answer_is_found(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    with Pexels() as somebody:
        monkeypatch.setenv("DAILIES_NOTIFY", somebody.url.replace("http://", "json://"))
        monkeypatch.setenv("DAILIES_WEBHOOK", f"{somebody.url}/hook")
        there = look({})
    assert not [key for key in there if key.startswith("notify")]
    gone = look({})
    assert [finding.level for key, finding in gone.items() if key.startswith("notify")] == ["soon"]


def test_the_command_says_it_all_and_its_exit_code_whether_anything_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [Finding("a", "All is well."), Finding("b", "It ends.", "soon"), Finding("c", "It is gone.", "wrong")]
    monkeypatch.setattr(check, "findings", lambda folder, alone: found)
    assert check.check(tmp_path, alone=True) == 1
    assert capsys.readouterr().out.splitlines() == [
        "ok    All is well.",
        "soon  It ends.",
        "WRONG It is gone.",
        "1 wrong, 1 to see to soon, of 3.",
    ]
    del found[2]
    assert check.check(tmp_path, alone=True) == 0


def test_what_is_found_is_told_once_until_it_is_over_or_becomes_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    told: list[str] = []

    def tell(notice: Notice) -> bool:
        if not Notices(ledger()).claim(notice.key):
            return False
        told.append(notice.message)
        return True

    monkeypatch.setattr(watch, "tell", tell)
    found: list[Finding] = []
    monkeypatch.setattr(watch, "findings", lambda folder, alone: found)
    for now_found in (
        [
            Finding("token", "It ends.", "soon"),
            Finding("disk", "Known anyway.", "wrong", tells=False),
            Finding("x", "ok"),
        ],
        [Finding("token", "It ends.", "soon")],
        [Finding("token", "It has ended.", "wrong")],
        [],
        [Finding("token", "It ends.", "soon")],
    ):
        found[:] = now_found
        watch.Watch(with_server=True, channels=tmp_path)._check()
    assert told == ["It ends.", "It has ended.", "It ends."]
    assert finding_key(Finding("x" * 300, "")) == ("check/well/" + "x" * 300)[:200]


def test_a_day_passes_between_two_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    looks: list[Path] = []

    def found(folder: Path, *, alone: bool) -> list[Finding]:
        looks.append(folder)
        return []

    monkeypatch.setattr(watch, "findings", found)
    watching = watch.Watch(with_server=True, channels=tmp_path)
    watching._check()
    watching._check()
    assert looks == [tmp_path]
    later = now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(watch, "now", lambda: later)
    watching._check()
    assert len(looks) == 2


def test_a_key_or_a_model_that_openai_refuses_is_found_beforehand(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        own = {"writer": "openai", "voice": "hibari"}
        found = look(own, own, {**own, "model": "gpt-x"})
        assert [key for key in found if key.startswith("asked/")] == ["asked/c0/openai", "asked/c2/openai"]
        assert "has gpt-5.4-mini" in found["asked/c0/openai"].says
        assert levels(found, "wrong") == set()
        monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
        assert look(own)["asked/c0/openai"].level == "wrong"
        assert not [request for request in server.requests if request.method == "POST"], "nothing may be paid"


@pytest.mark.parametrize(("kind", "title"), [(Pexels, "Pexels"), (Pixabay, "Pixabay")])
def test_a_key_that_a_service_of_clips_refuses_is_found_beforehand_whatever_was_kept(
    look: Look, monkeypatch: pytest.MonkeyPatch, kind: type[Pexels | Pixabay], title: str
) -> None:
    with kind() as server:
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        key = f"asked/c0/{title.lower()}"
        assert look({})[key].says == f"c0: {title} takes the key."
        monkeypatch.setenv(f"{title.upper()}_API_KEY", "wrong")
        assert look({})[key].level == "wrong"
        assert key not in look({"clips": "none"})


@pytest.mark.parametrize(("budget", "level"), [('{"openai": 5}', "soon"), ("", "well")])
def test_a_guessed_price_matters_where_a_budget_goes_by_it(
    look: Look, monkeypatch: pytest.MonkeyPatch, budget: str, level: Level
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "key")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://router.invalid/v1")
    monkeypatch.setenv("DAILIES_BUDGETS", budget)
    own: dict[str, object] = {"writer": "openai", "voice": "hibari", "model": "maker/model"}
    prices = {"OPENAI_USD_PER_MILLION_IN": 3, "OPENAI_USD_PER_MILLION_OUT": 15}
    found = look(own, {**own, "model": "maker/other", "prices": prices})
    assert found["price/c0/openai"].level == level
    assert "maker/model" in found["price/c0/openai"].says
    assert "price/c1/openai" not in found


@pytest.mark.parametrize(("days", "level"), [(29, "soon"), (31, "well"), (-1, "wrong")])
def test_a_voice_that_is_going_to_be_retired_is_told_thirty_days_ahead(
    look: Look, monkeypatch: pytest.MonkeyPatch, days: int, level: Level
) -> None:
    monkeypatch.setattr(voices, "RETIRED", (now() + timedelta(days=days)).date())
    with ElevenLabsServer() as service:
        for name, value in service.environment().items():
            monkeypatch.setenv(name, value)
        found = look({"voice": f"elevenlabs:{GEORGE}"}, {"voice": f"elevenlabs:{ROGER}"})
    assert found["voice/c0"].level == level
    assert "retires the voice George" in found["voice/c0"].says
    assert found["voice/c1"].level == "well"


def test_a_voice_that_would_take_over_is_looked_at_too_and_is_no_fault_yet(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ElevenLabsServer() as service:
        for name, value in service.environment().items():
            monkeypatch.setenv(name, value)
        found = look({"voice": "hibari, elevenlabs:nobody", "fall_back": True}, {"voice": "hibari, elevenlabs:nobody"})
    assert found["voice/c0"].level == "well"
    assert found["voice/c0/elevenlabs:nobody"].level == "soon"
    assert "voice/c1/elevenlabs:nobody" not in found


def test_what_ends_for_all_is_written_where_keys_and_voices_are_described() -> None:
    ends = MODELS["gpt-4o-mini-tts"].ends
    assert ends
    operating, readme = ((HOME / name).read_text(encoding="utf-8") for name in ("docs/operating.md", "README.md"))
    speech, retired = (f"{day.day} {day:%B %Y}" for day in (ends, voices.RETIRED))
    assert speech in operating
    assert retired in operating
    assert speech in readme
    assert speech in (HOME / "deployments" / "channels" / "demo.yaml").read_text(encoding="utf-8")


def test_an_end_in_the_past_is_wrong() -> None:
    assert findings._ending(date(2020, 1, 1)) == "wrong"


def test_a_list_of_topics_that_runs_low_or_cannot_be_read_is_found(look: Look, tmp_path: Path) -> None:
    topics = tmp_path / "topics.txt"
    topics.write_text("\n".join(f"Wonder {number}" for number in range(7)))
    channel: dict[str, object] = {"topics": str(topics), "trends": "none"}
    assert look(channel)["topics/c0"].level == "well"
    topics.write_text("Tides\nBats\n")
    found = look(channel)["topics/c0"]
    assert found.level == "soon"
    assert found.says.startswith("c0: 2 of its own topics are left in ")
    topics.write_text("# nothing\n")
    found = look(channel)["topics/c0"]
    assert found.level == "wrong"
    assert "There are no topics in" in found.says
    assert "topics/c0" not in look({"topics": "planned", "writer": "openai"})


def test_the_model_that_a_channel_names_for_itself_is_looked_up(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = (now() + timedelta(days=10)).date()
    ending = replace(MODELS["gpt-5.4-mini"], ends=soon)
    monkeypatch.setitem(MODELS, "gpt-that-ends", ending)
    monkeypatch.setenv("OPENAI_API_KEY", "one")
    monkeypatch.setattr(lookup, "exchange", lambda *_, **__: Response(503, {}, b""))  # no test asks OpenAI
    found = look({"writer": "openai", "voice": "hibari", "model": "gpt-that-ends"}, {"writer": "openai"})
    assert "gpt-that-ends" in found["ends/openai/writer"].says
