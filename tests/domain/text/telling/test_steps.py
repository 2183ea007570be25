"""Steps lose what can be spared before any of them is left out."""

import pytest

from tasks.domain.story import Fact
from tasks.domain.text.telling.kinds import Kind, kind_of
from tasks.domain.text.telling.steps import condensed
from tasks.domain.text.telling.tell import tell


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


PANCAKES = (
    *("2 cups of starter.", "3 tsp. sugar.", "1 egg.", "1/4 cup of oil.", "1/2 tsp. salt."),
    "Take the starter, the sugar, the egg and the oil and mix them in a large bowl.",
    "The batter is sticky, which is nothing to worry about at all.",
    "As you let the griddle heat up, stir in the salt.",
    "Use a spoon to pour the batter onto the griddle.",
    "If you love pancakes, you will surely love these ones even more.",
)


def test_amounts_stay_longer_than_what_is_said_of_the_steps() -> None:
    facts = [Fact(id=f"f{number}", text=text, source="s1") for number, text in enumerate(PANCAKES)]
    assert kind_of(facts) is Kind.recipe
    told = tell(facts, "Pancakes", 54, 54).facts
    assert [fact.text for fact in told] == [*PANCAKES[:6], *PANCAKES[7:9]]
