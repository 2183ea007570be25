"""What is picked by a scene's text is the same again behind a change, and neighbours differ."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.film.picking import own_names, picked, picks

OPTIONS = ("push", "pan", "pull", "tilt", "push")
TEXTS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=30)


def same(one: str, other: str) -> bool:
    return one == other


@given(TEXTS, st.integers(0, 50))
def test_neighbours_are_never_alike(texts: list[str], seed: int) -> None:
    chosen = picks(own_names(texts), OPTIONS, seed, same)
    assert len(chosen) == len(texts)
    assert not any(same(one, other) for one, other in pairwise(chosen))


def test_what_is_added_changes_little_behind_it() -> None:
    names = own_names([f"Scene {number}." for number in range(200)])
    before = picks(names, OPTIONS, 1, same)
    changed = 0
    for at in range(200):
        after = picks([*names[:at], "new", *names[at:]], OPTIONS, 1, same)
        changed += sum(a != b for a, b in zip(before, (*after[:at], *after[at + 1 :]), strict=True))
    assert changed / 200 < 1


def test_a_text_that_comes_again_is_picked_for_anew() -> None:
    names = own_names(["And then?"] * 40)
    assert len(set(names)) == 40
    assert {picked(name, OPTIONS, 1) for name in names} == set(OPTIONS)


def test_where_nothing_fits_the_first_pick_stands() -> None:
    assert picked("a", OPTIONS, 1, lambda _: True) == picked("a", OPTIONS, 1)
