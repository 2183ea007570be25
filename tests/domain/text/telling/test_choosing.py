"""What a sentence brings along is found in bounded time, within the words that are left."""

from tasks.domain.text.telling.choosing import MOST_VISITS, Choice


def choice(needs: list[frozenset[frozenset[int]]], budget: int) -> Choice:
    count = len(needs)
    return Choice([5] * count, needs, [frozenset()] * count, range(count), budget)


def test_many_ways_to_meet_many_needs_end_in_bounded_time() -> None:
    tangled = [
        frozenset(frozenset(range(max(0, last - 4), last)) for last in range(number, 0, -12)) for number in range(60)
    ]
    told = choice(tangled, 400)
    assert not told.take(59, 60.0)
    assert told._visits <= MOST_VISITS + 60 * 20  # the siblings that it looks at on its way out


def test_a_bundle_longer_than_the_room_is_not_told_and_a_shorter_one_is() -> None:
    chain = [frozenset(), frozenset({frozenset({0})}), frozenset({frozenset({1})})]
    assert not choice(chain, 10).take(2)
    told = choice(chain, 15)
    assert told.take(2)
    assert told.told == {0, 1, 2}
