"""A Russian channel without a language model makes ten different shorts in ten days."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from tasks.domain.story import GivenScript
from tasks.domain.words import letters
from tests.flows.conftest import Make
from tests.servers import russian
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.wikimedia import Wikimedia

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration, pytest.mark.slow]

FIRST = date(2026, 11, 24)
BRIEF: dict[str, object] = {
    "name": "Ночные факты",
    "language": "ru",
    "trends": "wikipedia",
    "facts": "wikipedia",
    "writer": "extractive",
    "voice": "elevenlabs",  # no offline voice speaks Russian
    "pictures": "drawn",
    "shape": "square",
}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wikimedia]:
    with Wikimedia(russian.SUBJECTS) as wikimedia, ElevenLabsServer() as elevenlabs:
        for name, value in (wikimedia.environment() | elevenlabs.environment()).items():
            monkeypatch.setenv(name, value)
        yield wikimedia


def test_ten_days_give_ten_shorts(make: Make, world: Wikimedia) -> None:
    shorts = [make(brief=BRIEF, day=str(FIRST + timedelta(days=number))) for number in range(10)]
    assert len({short.folder for short in shorts}) == 10
    assert len({short.receipt.video.sha256 for short in shorts}) == 10
    scripts = [GivenScript.model_validate_json((short.folder / "script.json").read_text()) for short in shorts]
    # The day's list is the same every day: each day takes the most read article that the channel has not had.
    assert [script.title for script in scripts] == [subject.title for subject in russian.SUBJECTS]
    for script, subject in zip(scripts, russian.SUBJECTS, strict=True):
        said = [letters(scene.narration) for scene in script.scenes]
        assert all(words in letters(subject.article) for words in said), "the short must quote its own article"
        assert "приложении" not in script.script
    assert all(request.path.startswith("/ru/") for request in world.requests)
