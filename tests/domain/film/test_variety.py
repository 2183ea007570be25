"""Each story has its own moves, cuts and colours; the same story and seed have the same."""

from datetime import date, timedelta

from tasks.domain.channel import Tone
from tasks.domain.film.motion import pick_kinds
from tasks.domain.film.picking import own_names
from tasks.domain.film.sameness import BOUND, WEIGHTS, Fingerprint, likeness, minima
from tasks.domain.film.transitions import plan_transitions
from tasks.domain.film.variety import PALETTES, fresh_seed, story_seed

TITLES = (
    *("Why we sleep", "The Great Fire", "Three hearts", "Zero", "The leap year", "Bees and honey", "A lake below ice"),
    *("The longest train", "Salt and the sea", "A clock at sea"),
)
TEXT = "{0} began in {1}. Nobody in {1} expected that {0} would last. By {2}, {0} had changed all of {1} for {2} years."


def planned(seed: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The moves and cuts of a film of ten scenes."""
    texts = ["A scene ends."] * 10
    cuts = plan_transitions(texts, [120] * 10, [True] * 10, Tone.curious, seed, 30)
    return (
        pick_kinds(own_names(texts), seed),
        tuple(cut.kind for cut in cuts),
    )


def test_two_stories_of_a_channel_move_and_cut_differently() -> None:
    films = [planned(story_seed(title, 1)) for title in TITLES]
    assert len({moves for moves, _ in films}) >= 8
    assert len({cuts for _, cuts in films}) >= 6
    assert planned(story_seed("Zero", 1)) == planned(story_seed("Zero", 1))
    assert len({planned(story_seed("Zero", seed)) for seed in range(1, 9)}) >= 6, "another seed, another film"


def test_a_new_short_avoids_the_choices_of_the_last_ones() -> None:
    last: list[int] = []
    for day in range(60):
        last.insert(0, fresh_seed(f"Story {day}", 1, last))
    for at in range(55):
        recent = last[at : at + 5]
        assert len({seed % PALETTES for seed in recent}) >= 4
    assert all(fresh_seed(f"Story {day}", 1, last) == seed for day, seed in enumerate(reversed(last))), "told again"
    assert fresh_seed("Zero", 1, ()) == story_seed("Zero", 1)
    assert fresh_seed("Zero", 1, last) == fresh_seed("Zero", 1, last)


def short(number: int, **changes: object) -> Fingerprint:
    """The fingerprint of one day's short of a channel."""
    title = TITLES[number % len(TITLES)]
    seed = story_seed(title, 1)
    moves, cuts = planned(seed)
    found = Fingerprint(
        run_key=f"demo/{number}",
        title=title,
        day=date(2026, 11, 1) + timedelta(days=number),
        seed=seed,
        hook=tuple(sorted(title.lower().split())),
        wording=minima(TEXT.format(title, f"town{number % 10}", 1000 + number % 10)),
        moves=moves,
        cuts=cuts,
        lengths=tuple(2.0 + (seed >> at) % 5 / 2 for at in range(10)),
        layouts=tuple(("hero", "trio", "words", "big")[(seed >> at) % 4] for at in range(10)),
        pictures=tuple(f"{story_seed(f'{title}{at}', 1):08x}{story_seed(f'{at}{title}', 1):08x}" for at in range(10)),
        cover=("rays", "spot", "split", "type")[number % 4],
        cover_hash=f"{seed:08x}{seed * 7 % 2**32:08x}",
        music=f"curious/{seed}",
    )
    return found.model_copy(update=changes)


def test_ten_days_of_a_channel_are_not_the_same_and_a_repeated_short_is() -> None:
    days = [short(number) for number in range(10)]
    assert [likeness(day, days[:at]).warning for at, day in enumerate(days)] == [""] * 10
    assert max(likeness(day, days[:at]).whole for at, day in enumerate(days)) < 0.8 * BOUND
    again = likeness(short(3, run_key="demo/new"), days)
    assert again.whole > 0.98
    assert set(again.parts) == set(WEIGHTS)
    assert "100% like the channel's 'Zero' of 2026-11-04" in again.warning


def test_a_first_short_and_its_own_entry_are_like_nothing() -> None:
    assert likeness(short(1), ()).whole == 0
    assert likeness(short(1), [short(1)]).whole == 0


def test_each_part_sees_its_own_repetition() -> None:
    old, new = short(1), short(2)
    plain = likeness(new, [old]).parts
    for part, fields in {
        "hook": ("hook",),
        "structure": ("moves", "cuts", "lengths", "layouts"),
        "pictures": ("pictures",),
        "cover": ("cover_hash",),
        "wording": ("wording",),
        "music": ("music",),
    }.items():
        parts = likeness(new.model_copy(update={field: getattr(old, field) for field in fields}), [old]).parts
        assert parts[part] == 1, part
        assert {name: share for name, share in parts.items() if name != part} == {
            name: share for name, share in plain.items() if name != part
        }


def test_wording_is_shared_in_proportion() -> None:
    words = [f"word{number}" for number in range(200)]
    half = [*words[:100], *(f"other{number}" for number in range(100))]
    a, b = minima(" ".join(words)), minima(" ".join(half))
    shared = sum(x == y for x, y in zip(a, b, strict=True)) / len(a)
    assert 0.15 < shared < 0.55, "98 of 298 runs of words are shared"


def test_palettes_and_weights_match_what_they_count() -> None:
    assert abs(sum(WEIGHTS.values()) - 1) < 1e-9
