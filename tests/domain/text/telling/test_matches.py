"""Reports of matches are known by their scores, and what decided a match is told from what only counts."""

import pytest

from tasks.domain.text.telling.matches import decisive, final, is_match

REPORT = (
    "Dell Rapids won 69-65 in overtime.",
    "The game was tied 13-13 after one quarter.",
    "The Tigers led 32-26 at the half.",
    "Dell Rapids took a 41-40 lead.",
    "The coach was happy.",
)


def test_a_report_gives_scores_again_and_again() -> None:
    assert is_match(REPORT)
    assert not is_match(["The shop is open 9-5.", "Pages 30-40 are lost.", "He won.", "In 1914-18 it was shut."])


@pytest.mark.parametrize(
    ("text", "decides", "ends"),
    [
        ("Two goals in the last minute turned it round.", 1.0, 0.0),
        ("They advance to the semi-finals.", 0.0, 1.0),
        ("They shot 34% from the field.", -1.0, -1.0),
        ("Anderson had 19 points and five rebounds.", -1.0, -1.0),
        ("The hall was full.", 0.0, 0.0),
    ],
)
def test_what_decides_a_match_and_what_ends_its_report(text: str, decides: float, ends: float) -> None:
    assert (decisive(text), final(text)) == (decides, ends)
