"""A text is told in pieces that stand: from its beginning, and from one place on where nothing hangs."""

from dataclasses import replace

from tasks.domain.text.telling.paragraphs import Place
from tasks.domain.text.telling.pieces import Pieces

NOTHING = frozenset[frozenset[int]]()


def pieces(needs: dict[int, int], *, goes_on: bool = False) -> Pieces:
    """Six sentences of ten words in two paragraphs; each sentence may need one other."""
    return Pieces(
        lengths=[10] * 6,
        needs=[frozenset({frozenset({needs[number]})}) if number in needs else NOTHING for number in range(6)],
        fit=range(6),
        places=[Place(number % 3, 3) for number in range(6)],
        goes_on=lambda _before, _after: goes_on,
    )


def best(of: Pieces, *wanted: int, late: int = 0) -> list[int]:
    told = of.best(20, 40, lambda numbers: len(numbers.intersection(wanted)), late=late)
    return sorted(told or ())


def test_one_piece_is_better_than_two_if_it_says_the_same() -> None:
    assert best(pieces({}), 0, 1, 2) == [0, 1, 2, 3]


def test_a_jump_lands_where_a_paragraph_begins() -> None:
    assert best(pieces({}), 0, 1, 3, 4) == [0, 1, 3, 4]
    assert best(pieces({2: 1}), 0, 1, 3, 4) == [0, 1, 2, 3]
    assert best(pieces({4: 0}), 0, 1, 4, 5) != [0, 1, 4, 5]
    assert best(replace(pieces({4: 0}), amid=0.0), 0, 1, 4, 5) == [0, 1, 4, 5]


def test_nothing_lands_on_a_sentence_that_needs_what_is_missing() -> None:
    assert best(replace(pieces({4: 3}), amid=0.0), 0, 1, 4, 5) != [0, 1, 4, 5]
    assert best(replace(pieces({4: 3}, goes_on=True), amid=0.0), 0, 1, 4, 5) == [0, 1, 4, 5]


def test_a_story_is_told_to_its_end_or_not_in_pieces() -> None:
    assert best(pieces({}), 0, 1, 2, late=5)[-1] == 5
    assert best(pieces({number: number - 1 for number in range(1, 6)}), 0, late=5) == []


def test_a_later_piece_of_a_few_words_comes_from_nowhere() -> None:
    assert best(replace(pieces({}), lengths=[10, 10, 10, 10, 10, 9]), 0, 1, 5) != [0, 1, 5]


def test_a_thought_that_ends_and_a_sentence_that_needs_nothing_cost_no_more_than_the_jump() -> None:
    long = [Place(number % 6, 6) for number in range(6)]
    clean = replace(pieces({}), places=long).jumps(frozenset({0, 4, 5}))
    assert clean < replace(pieces({1: 0}), places=long).jumps(frozenset({0, 4, 5}))
    assert clean < replace(pieces({4: 0}), places=long).jumps(frozenset({0, 4, 5}))
    assert clean < pieces({}).jumps(frozenset({0, 4, 5}))  # a short paragraph is one thought
