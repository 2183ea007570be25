"""Numbers in a script that its facts do not support are reported."""

import pytest

from tasks.domain.text.numbers import unfounded

FACTS = (
    "In 1823 a Frenchman built a lens.",
    "It weighs 3,812 kilograms and 99.86 % of it is glass.",
    "Seen by 41 205 376.",
)


@pytest.mark.parametrize(
    "text",
    [
        "In 1823, it was built.",
        "It weighs 3812 kilos.",
        "About 3,800 kilograms.",  # rounded to two digits
        "It weighs 3810 kilograms.",  # rounded
        "Nearly 99.9 per cent is glass.",
        "99,86 Prozent davon sind Glas.",
        "More than 41.2 million saw it.",
        "Seen by 41,205,376 people.",
        "Three of 24 towers, 1000 metres away.",
        "In the 1820s, lenses were new.",
        "",
    ],
)
def test_a_number_may_be_rounded_or_formatted_differently_from_the_facts(text: str) -> None:
    assert unfounded(text, FACTS) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("In 1832 it was built.", ["1832"]),
        ("It weighs 3,912 kilograms.", ["3,912"]),
        ("98.76 % of it is glass, since 1823.", ["98.76"]),
        ("Seen by 41,305,376 in 1999.", ["41,305,376", "1999"]),
        ("१८३२ में", ["१८३२"]),
    ],
)
def test_a_number_that_no_fact_contains_is_reported(text: str, numbers: list[str]) -> None:
    assert unfounded(text, FACTS) == numbers


def test_without_facts_every_significant_number_is_unfounded() -> None:
    assert unfounded("1823 and 12 and 250", ()) == ["1823"]


@pytest.mark.parametrize(
    ("language", "text", "fact", "numbers"),
    [
        ("en", "It cost 27.4 billion.", "It cost 27.4 million.", ["27.4 billion"]),
        ("en", "It cost $27.4bn.", "The price was 27.4 billion dollars.", []),
        ("en", "About 41.2 million saw it.", "Seen by 41 205 376.", []),
        ("de", "Es kostete 27,4 Mrd. Euro.", "Der Preis: 27.400.000.000 Euro.", []),
        ("de", "Es kostete 27,4 Mrd. Euro.", "Der Preis: 27,4 Mio. Euro.", ["27,4 Mrd."]),
        ("ru", "Потратили 2,75 млрд рублей.", "Расход составил 2,75 млн рублей.", ["2,75 млрд"]),
        ("ja", "人口は3億1415万人です。", "人口は314150000人。", []),
        ("ja", "人口は3億1415万人です。", "人口は2億7182万人。", ["3億1415万"]),
        ("ar", "عددهم ١٢٣٤", "عددهم 1,234", []),
        ("hi", "५,६७८ लोग", "5678 लोग", []),
    ],
)
def test_magnitudes_and_digits_of_every_script_are_compared(
    language: str, text: str, fact: str, numbers: list[str]
) -> None:
    assert unfounded(text, [fact], language) == numbers
