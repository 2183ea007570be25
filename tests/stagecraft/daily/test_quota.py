"""The KPI report shows what each vendor was paid and what it says is left."""

from pathlib import Path

from tasks.reports.kpi_advice import Budget
from tasks.stagecraft.daily.kpi_report import read_budgets
from tests.providers.paying import desk_in
from tests.servers.elevenlabs import ElevenLabsServer


def test_the_report_asks_each_keyed_vendor_for_its_quota(tmp_path: Path) -> None:
    with ElevenLabsServer() as server:
        desk = desk_in(tmp_path / "home", {"elevenlabs": server.key}, elevenlabs_base_url=server.url)
        with desk.context.spending.paying("openai", "script", unit="tokens", units=1000, cost=0.25):
            pass
        left, unset = read_budgets(desk.context)
    assert (left.vendor, left.spent, left.left) == ("elevenlabs", 0.0, "no limit set")
    assert "characters" in left.there
    assert unset == Budget("openai", 0.25, 0.0, "no key")


def test_a_vendor_that_refuses_does_not_block_the_report(tmp_path: Path) -> None:
    with ElevenLabsServer(key="another") as server:
        desk = desk_in(tmp_path / "home", {"elevenlabs": "wrong"}, elevenlabs_base_url=server.url)
        (budget,) = read_budgets(desk.context)
    assert "key" in budget.there.lower()
