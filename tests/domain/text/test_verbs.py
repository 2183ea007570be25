"""A line with a finite verb says something; a title, a caption or an item of a list does not."""

import pytest

from tasks.domain.text.verbs import says


@pytest.mark.parametrize("text", ["The river rose over the quay", "It’s blue", "Cats purr when they dream", "Mix them"])
def test_it_says_something(text: str) -> None:
    assert says(text)


@pytest.mark.parametrize("text", ["The best kettles under ten pounds", "Bloodhounds of the North", "Easy to make"])
def test_it_says_nothing(text: str) -> None:
    assert not says(text)
