"""When a budget, a token or a disk is worth a message, and what the message says."""

from datetime import UTC, datetime

import pytest

from tasks.domain.runs import notices


@pytest.mark.parametrize(
    ("spent", "refused", "level"),
    [
        (0.0, False, None),
        (15.99, False, None),
        (16.0, False, "low"),
        (19.99, False, "low"),
        (20.0, False, "spent"),
        (19.5, True, "spent"),
        (0.0, True, "spent"),
    ],
)
def test_a_budget_is_told_at_80_percent_and_when_it_is_used_up(spent: float, refused: bool, level: str | None) -> None:
    notice = notices.of_budget("openai", "2026-11", spent, 20.0, refused=refused)
    assert (notice and notice.key) == (level and f"budget/openai/2026-11/{level}")
    if notice:
        assert f"${spent:.2f} of $20.00" in notice.message
        assert "DAILIES_BUDGETS" in notice.message


def test_each_vendor_and_month_has_its_own_message() -> None:
    keys = [
        notice.key
        for vendor in ("openai", "serpapi")
        for month in ("2026-11", "2026-12")
        for spent in (9, 10)
        if (notice := notices.of_budget(vendor, month, spent, 10.0))
    ]
    assert len(set(keys)) == 8


def test_a_token_that_ends_names_the_moment_and_what_to_do() -> None:
    notice = notices.of_token_end("youtube", "YouTube", datetime(2026, 12, 4, 18, 30, tzinfo=UTC), "Get a new one.")
    assert notice.subject == "the token for YouTube ends on Friday, 04 December"
    assert notice.message == "After 2026-12-04 18:30 UTC nothing can be published there. Get a new one."


def test_a_full_disk_names_its_host_and_folder() -> None:
    notice = notices.of_disk("attic", "/var/lib/dailies", 2_000_000_000, 100_000_000_000)
    assert notice.subject == "a disk of attic is nearly full"
    assert "2.0 GB of 100 GB are free for /var/lib/dailies" in notice.message
    assert notice.key == notices.disk_key("attic", "/var/lib/dailies")
