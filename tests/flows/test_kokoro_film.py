"""A whole film with the real Kokoro, if `make voices` was run here: English, and Spanish, which espeak-ng reads."""

import json
from pathlib import Path

import pytest

from tasks.domain.errors import SetupError
from tasks.machine.home import CHECKOUT
from tasks.machine.storage.assets import assets
from tasks.providers.kokoro import KokoroVoice, default_voice, files
from tests.flows.conftest import Make

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration, pytest.mark.slow]

TEXTS = {
    "en": "The old lighthouse was lit in 1873. Its lamp is seen from 35 km away. Each night the keeper climbed 215 "
    "steps. Today the house is a school, and children learn the names of the stars there.",
    "es": "El viejo faro se encendió en 1873. Su luz se ve a 35 km de distancia. Cada noche el farero subía 215 "
    "escalones. Hoy la casa es una escuela, y los niños aprenden allí los nombres de las estrellas.",
}


@pytest.fixture(autouse=True)
def _files_of_this_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own home is empty; the voices are in the checkout's."""
    fetched = CHECKOUT / ".dailies" / "voices" / "kokoro"
    monkeypatch.setattr(files, "folder", lambda: fetched)
    monkeypatch.setattr("tasks.providers.kokoro.voice.folder", lambda: fetched)


@pytest.mark.parametrize("language", TEXTS)
def test_a_film_with_kokoro_passes_the_gate(language: str, make: Make, tmp_path: Path) -> None:
    try:
        KokoroVoice(assets(), default_voice(language)).check_language(language)
    except SetupError as error:
        pytest.skip(str(error))
    source = tmp_path / "source.txt"
    source.write_text(TEXTS[language], encoding="utf-8")
    brief = {"language": language, "voice": "kokoro", "pictures": "drawn", "shape": "square"}
    short = make(source=str(source), brief=brief)
    assert json.loads((short.folder / "quality.json").read_text())["passed"]
    assert "Kokoro" in (short.folder / "credits.md").read_text()
    assert not [note for note in short.record.notes if "estimated" in note], "its word times are exact"
    seconds = json.loads((short.folder / "timeline.json").read_text())["frames"] / 30
    assert seconds == pytest.approx(12, abs=4)
