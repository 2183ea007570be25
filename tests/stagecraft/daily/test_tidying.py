"""What a short, a record or a cached result names stays; the rest goes, and so do results that have expired."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from tasks.domain.edition import Film
from tasks.domain.values import Artifact
from tasks.machine.clock import now
from tasks.machine.storage.assets import assets
from tasks.machine.storage.films import list_film
from tasks.machine.storage.ledger import ledger
from tasks.stagecraft.daily.tidying import tidy

LONG_AGO = 1_000_000_000.0


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DAILIES_HOME", str(tmp_path))
    (tmp_path / "results").mkdir()
    return tmp_path


def old(data: bytes) -> Artifact:
    """A file in the store that was last used long ago."""
    artifact = assets().put(data, ".bin")
    os.utime(assets().place(artifact), (LONG_AGO, LONG_AGO))
    return artifact


def result(
    host: Path, name: str, file: Artifact, expires: timedelta | None, *, written: timedelta = timedelta(40)
) -> Path:
    """A result as Prefect writes it, which names the file and expires then, counted from now."""
    path = host / "results" / name
    end = None if expires is None else (now() + expires).isoformat()
    body = f"{'0' * 64}\n" + json.dumps({"__class__": "x", "data": file.model_dump(mode="json")})
    path.write_text(json.dumps({"metadata": {"expiration": end, "storage_key": name}, "result": body}))
    at = (now() - written).timestamp()
    os.utime(path, (at, at))
    return path


def there(file: Artifact) -> bool:
    return assets().place(file).exists()


def test_what_nothing_names_goes_and_what_a_result_names_stays(host: Path) -> None:
    files = {name: old(name.encode()) for name in ("lonely", "cached", "kept for ever", "expired", "just expired")}
    result(host, "voiceover-1", files["cached"], timedelta(days=1))
    result(host, "flow-1", files["kept for ever"], None)
    expired = result(host, "voiceover-2", files["expired"], timedelta(days=-3))
    lately = result(host, "voiceover-3", files["just expired"], timedelta(days=-1))
    says = tidy()
    assert {name: there(file) for name, file in files.items()} == {
        "lonely": False,
        "cached": True,
        "kept for ever": True,
        "expired": False,
        "just expired": True,
    }
    assert (expired.exists(), lately.exists()) == (False, True)
    assert "Removed 2 files" in says


def test_a_result_that_was_just_written_anew_stays(host: Path) -> None:
    file = old(b"voice")
    path = result(host, "voiceover-1", file, timedelta(days=-3), written=timedelta(0))
    tidy()
    assert path.exists()
    assert there(file)


def test_what_cannot_be_read_as_a_result_stays_with_what_it_names(host: Path) -> None:
    file = old(b"voice")
    (host / "results" / "damaged").write_text(f"{{not JSON {file.sha256}")
    tidy()
    assert (host / "results" / "damaged").exists()
    assert there(file)


def test_what_the_ledger_names_stays(host: Path) -> None:
    film, other = old(b"film"), old(b"other")
    list_film(
        Film.model_validate({name: value for name, value in _film(film).items() if name in Film.model_fields}), ledger()
    )
    tidy()
    assert (there(film), there(other)) == (True, False)


def _film(video: Artifact) -> dict[str, object]:
    return {"key": "k", "video": video, "title": "Tides", "channel": "demo", "day": date(2026, 11, 24), "folder": ""}


def test_the_bound_on_the_stores_size_takes_what_is_old_enough(host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAILIES_KEEP_GB", "0.000001")
    ten, young = assets().put(b"x" * 2000, ".bin"), assets().put(b"y" * 2000, ".bin")
    for file, days in ((ten, 10), (young, 5)):
        at = (now() - timedelta(days=days)).timestamp()
        os.utime(assets().place(file), (at, at))
    tidy()
    assert (there(ten), there(young)) == (False, True)
