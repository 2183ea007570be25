"""Two channels publish into one place only if both name the same account."""

from pathlib import Path

import pytest

from tasks.domain.edition import Place
from tasks.domain.errors import BadInput
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.places import forget_places, known_place, take_place

NIGHT, DAWN = Place(id="UC1", title="Night Facts"), Place(id="UC2", title="Dawn")


@pytest.fixture
def book(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.db'}")


@pytest.mark.parametrize(("first", "second"), [("", ""), ("one", ""), ("", "one"), ("one", "two")])
def test_a_second_channel_is_refused_where_another_publishes(book: Ledger, first: str, second: str) -> None:
    take_place(book, "youtube", NIGHT, "night", first)
    with pytest.raises(BadInput, match=r"Night Facts \(youtube\) is where night publishes.*account: NAME"):
        take_place(book, "youtube", NIGHT, "other", second)
    assert known_place(book, "youtube", "other", second) is None
    take_place(book, "youtube", DAWN, "other", second)
    take_place(book, "youtube", NIGHT, "night", first)


def test_two_channels_share_a_place_if_both_name_the_account(book: Ledger) -> None:
    take_place(book, "youtube", NIGHT, "night", "one")
    assert take_place(book, "youtube", NIGHT, "other", "one") is None
    assert known_place(book, "youtube", "other", "one") == NIGHT


def test_a_channel_that_moves_is_told_from_where_and_frees_the_place(book: Ledger) -> None:
    take_place(book, "youtube", NIGHT, "night", "")
    assert take_place(book, "youtube", DAWN, "night", "") == NIGHT
    assert take_place(book, "youtube", NIGHT, "other", "") is None


def test_another_account_is_asked_anew_and_another_platform_is_another_place(book: Ledger) -> None:
    take_place(book, "youtube", NIGHT, "night", "")
    assert known_place(book, "youtube", "night", "") == NIGHT
    assert known_place(book, "youtube", "night", "one") is None
    take_place(book, "uploadpost:tiktok", NIGHT, "other", "")


def test_the_place_of_a_channel_without_a_file_is_free(book: Ledger) -> None:
    take_place(book, "youtube", NIGHT, "night", "")
    assert forget_places(book, {"night", "other"}) == []
    assert forget_places(book, {"other"}) == ["night"]
    take_place(book, "youtube", NIGHT, "other", "")
