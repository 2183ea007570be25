"""What vendors were paid, and what they say is left: the same on the report's page as in the operator's table."""

from pathlib import Path

from tasks.reports.kpi_page import Budget
from tasks.stagecraft.daily.kpi_report import read_budgets
from tests.providers.paying import desk_in
from tests.servers.elevenlabs import ElevenLabsServer


def test_the_report_asks_each_vendor_that_has_a_key_what_is_left(tmp_path: Path) -> None:
    with ElevenLabsServer() as server:
        at = desk_in(tmp_path / "home", {"elevenlabs": server.key}, elevenlabs_base_url=server.url)
        with at.context.spending.paying("openai", "script", unit="tokens", units=1000, cost=0.25):
            pass
        left, unset = read_budgets(at.context)
    assert (left.vendor, left.spent, left.left) == ("elevenlabs", 0.0, "no limit set")
    assert "characters" in left.there
    assert unset == Budget("openai", 0.25, 0.0, "no key")


def test_a_vendor_that_does_not_answer_keeps_no_report_back(tmp_path: Path) -> None:
    with ElevenLabsServer(key="another") as server:
        at = desk_in(tmp_path / "home", {"elevenlabs": "wrong"}, elevenlabs_base_url=server.url)
        (told,) = read_budgets(at.context)
    assert "key" in told.there.lower()
