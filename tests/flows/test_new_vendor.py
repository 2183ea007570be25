"""A vendor added by one file and one registry line makes a short through the real flow."""

import pytest

from tasks.domain.runs.kpi import RunRecord
from tasks.machine.clock import now
from tasks.machine.storage.ledger import ledger
from tasks.providers import registry
from tests.flows.conftest import Make, Short
from tests.providers import new_vendor

pytestmark = [pytest.mark.server, pytest.mark.media, pytest.mark.integration]


def test_the_new_voice_speaks_a_short_that_passes_the_gate(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "VENDORS", (new_vendor.VENDOR, *registry.VENDORS))
    monkeypatch.setenv(new_vendor.KEY, "a key")

    def make_short() -> Short:
        return make(topic="octopus", brief={"shape": "square"})

    short = make_short()
    assert "Voice: Hummer at 220 Hz" in (short.folder / "credits.md").read_text()
    (paid,) = [entry for entry in ledger().spent(f"{now():%Y-%m}").values() if entry.vendor == "hummer"]
    assert (paid.unit, paid.requests) == ("passages", 1)
    assert short.record.left == {"hummer": "enough breath"}

    monkeypatch.setenv("HUMMER_USD_PER_PASSAGE", "0.02")
    assert executed(make_short().record) == set(), "a price must not change a cache key"
    monkeypatch.setenv("HUMMER_PITCH", "330")
    assert "voiceover" in executed(make_short().record)
    assert "Voice: Hummer at 330 Hz" in (short.folder / "credits.md").read_text()


def executed(record: RunRecord) -> set[str]:
    """Return the stages that did work."""
    return {stage.stage for stage in record.stages if stage.executed}
