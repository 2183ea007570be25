"""Steps lose what can be spared before any of them is left out."""

import pytest

from tasks.domain.text.telling.steps import condensed


@pytest.mark.parametrize(
    ("step", "short"),
    [
        ("Boil the stock, scraping the sides, until it is thick.", "Boil the stock until it is thick."),
        ("Add the stock, stirring well.", "Add the stock."),
        ("Top with parsley, if desired.", "Top with parsley."),
        ("Blend it, adding water until it is smooth.", "Blend it, adding water until it is smooth."),
        ("Bake for 9 minutes.", "Bake for 9 minutes."),
        ("The onions are sweet, if you like.", "The onions are sweet, if you like."),
    ],
)
def test_a_step_keeps_what_to_do_with_what_and_how_long(step: str, short: str) -> None:
    assert condensed(step) == short
