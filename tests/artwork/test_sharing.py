"""A scene that names nothing shares its neighbour's card where both are one sentence or short; no card serves three."""

from tasks.artwork.direction import direct
from tasks.domain.channel import Palette


def test_a_clause_without_a_picture_shows_that_of_its_sentence() -> None:
    before, after = direct(["The octopus swam all night,", "and so it went on."], seed=1, palette=Palette.midnight)
    assert before == after
    assert before.icon
    before, after = direct(["It was so long that", "the octopus swam all night."], seed=1, palette=Palette.midnight)
    assert before == after


def test_scenes_of_a_persons_script_keep_their_own_cards() -> None:
    clauses = ["The octopus swam all night,", "and it was glad."]
    before, after = direct(clauses, seed=1, palette=Palette.midnight, fixed=True)
    assert (before.text, after.text) == tuple(clauses)


def test_long_scenes_and_questions_keep_their_own_cards() -> None:
    long = "And so it was that they all of them went on and on in this very way for the rest of it."
    before, after = direct([f"The octopus swam on. {long}", long], seed=1, palette=Palette.midnight)
    assert before != after
    before, after = direct(["The octopus swam.", "Was it glad?"], seed=1, palette=Palette.midnight)
    assert before != after


def test_a_card_serves_at_most_two_scenes() -> None:
    plans = direct(["It was glad,", "the octopus swam,", "and so it went."], seed=1, palette=Palette.midnight)
    assert max(plans.count(plan) for plan in plans) == 2


def test_a_longer_clause_has_a_card_of_its_own_which_keeps_what_its_sentence_shows() -> None:
    told = ["The octopus swam all night,", "and so it came to be the strangest of all of them."]
    before, after = direct(told, seed=1, palette=Palette.midnight)
    assert (after.layout, after.icon, after.worn) == ("poster", before.icon, before.worn or before.ground)
    assert after.phrase in told[1]
    (_, apart) = direct(["The octopus swam all night.", *told[1:]], seed=1, palette=Palette.midnight)
    assert not apart.icon


def test_a_longer_clause_stays_on_the_figure_of_its_sentence() -> None:
    told = ["An octopus has about 500 million neurons,", "and most of them are where nobody thought of it."]
    before, after = direct(told, seed=1, palette=Palette.midnight)
    assert before == after
    assert before.figure


def test_a_longer_clause_that_says_nothing_by_itself_stays_on_its_neighbours_card() -> None:
    before, after = direct(
        ["The octopus swam all night,", "and that is why they came to do so."], seed=1, palette=Palette.midnight
    )
    assert before == after
