"""The cards of a short are planned together: all differ, no layout repeats in a row, and plans follow the seed."""

import itertools

import pytest

from tasks.artwork.direction import direct
from tasks.artwork.palettes import hides
from tasks.artwork.plan import CardPlan
from tasks.domain.channel import Palette
from tests.artwork.readings import BATCHES, judged

SENTENCES = [row.sentence for batch in BATCHES for row in judged(batch)]
SHORTS = [SENTENCES[at : at + 14] for at in range(0, len(SENTENCES) - 14, 14)]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("seed", [0, 1, 20261124])
def test_no_layout_repeats_in_a_row_and_no_two_cards_are_alike(seed: int) -> None:
    for short in SHORTS:
        plans = [plan for plan, _ in itertools.groupby(direct(short, seed=seed, palette=Palette.auto))]
        layouts = [plan.layout for plan in plans]
        assert all(a != b for a, b in itertools.pairwise(layouts))
        looks = [(plan.layout, plan.ground, plan.motif, plan.things, plan.figure, plan.text) for plan in plans]
        assert len(set(looks)) == len(looks)
        assert len({plan.palette for plan in plans}) == 1
        grounds = [plan.ground for plan in plans]
        assert all(a != b for a, b in itertools.pairwise(grounds))


def test_a_repeated_sentence_still_gives_different_cards() -> None:
    plans = direct(["A cat sat on the mat."] * 8, seed=1, palette=Palette.auto)
    assert len({(plan.layout, plan.ground, plan.motif) for plan in plans}) == 8


def test_the_same_seed_gives_the_same_plans_and_another_seed_others() -> None:
    assert direct(SHORTS[0], seed=3, palette=Palette.auto) == direct(SHORTS[0], seed=3, palette=Palette.auto)
    assert direct(SHORTS[0], seed=3, palette=Palette.auto) != direct(SHORTS[0], seed=4, palette=Palette.auto)


def test_a_plan_survives_serialisation() -> None:
    for plan in direct(SHORTS[1], seed=5, palette=Palette.plum):
        assert CardPlan.model_validate_json(plan.model_dump_json()) == plan


def test_a_thing_that_the_short_is_not_about_is_shown_twice_at_most() -> None:
    sentences = ["An owl flew.", "The owl saw a castle.", "The castle hid the owl.", "The castle fell; the owl left."]
    plans = direct(sentences, seed=1, palette=Palette.auto, title="The owl")
    words = [thing.word for plan in plans for thing in plan.things]
    assert words.count("castle") == 2
    named = direct(sentences, seed=1, palette=Palette.auto, title="The castle")
    assert sum(thing.word == "castle" for plan in named for thing in plan.things) == 3


def test_a_title_in_title_case_still_says_what_the_short_is_about() -> None:
    told = ["Many phones have no jack now.", "Wireless headphones seem to be the way to go.", "The battery lasts."]
    plans = direct([*told, "Here is why."], seed=1, palette=Palette.auto, title="Choosing The Best Wireless Headphones")
    assert plans[-1].layout not in {"poster", "corner"} or plans[-1].things[0].word == "headphones"
    assert {thing.word for plan in plans if plan.layout in {"poster", "corner"} for thing in plan.things} <= {
        "headphones"
    }


def test_what_only_the_title_names_stands_over_no_sentence() -> None:
    told = ["A dog left the farm.", "They wanted to see it all.", "It ran off again.", "It was safe.", "It came back."]
    plans = direct(told, seed=1, palette=Palette.auto, title="The fox and his friends")
    assert "fox" not in {thing.word for plan in plans for thing in plan.things}


def test_a_scene_that_names_the_subject_alone_says_what_it_says_of_it() -> None:
    told = [
        "The octopus has blue blood.",
        "An octopus met a shark.",
        "The octopus is clever.",
        "Most octopuses live alone.",
    ]
    plans = direct(told, seed=1, palette=Palette.auto, title="The octopus")
    assert {thing.word for thing in plans[1].things} == {"octopus", "shark"}
    posters = [plan for plan in plans if plan.layout in {"poster", "corner"}]
    assert {plan.layout for plan in posters} == {"poster", "corner"}  # they take turns
    assert all(plan.things[0].word.startswith("octopus") and plan.phrase in plan.text for plan in posters)


def test_the_first_card_shows_what_the_short_is_about_before_a_word_that_says_little() -> None:
    told = ["The machine is still calling home.", "Voyager passed Saturn.", "The probe went on.", "The machine slept."]
    plans = direct(told, seed=1, palette=Palette.auto, title="The Voyager probe")
    assert {plans[0].icon} == {plan.icon for plan in plans[1:3]}
    assert plans[3].things[0].word == "machine"


def test_no_short_is_about_what_its_things_cost() -> None:
    told = ["He owed ten dollars.", "He sold it for 400 dollars.", "They made millions of dollars."]
    told.append("And so it came to be the strangest of all of them, and nobody knew why.")
    plans = direct(told, seed=1, palette=Palette.auto, title="How it came to be")
    assert not plans[3].things
    assert plans[1].things


def test_a_word_has_different_pictures_in_different_shorts() -> None:
    icons = {direct(["A cat came in."], seed=seed, palette=Palette.auto)[0].things[0].icon for seed in range(8)}
    assert len(icons) > 1


def test_what_two_cards_in_a_row_show_keeps_its_colours() -> None:
    sentences = ["The octopus is alone.", "Every octopus hides.", "The octopus is old.", "A cat came.", "It rained."]
    for seed in range(6):
        told = direct(sentences * 3, seed=seed, palette=Palette.auto, title="The octopus")
        plans = [plan for plan, _ in itertools.groupby(told)]
        assert all(a.ground != b.ground for a, b in itertools.pairwise(plans))
        for before, plan in itertools.pairwise(plans):
            both = {thing.icon for thing in before.things} & {thing.icon for thing in plan.things}
            assert plan.worn == ((before.worn or before.ground) if both else None)
            assert not hides(plan.palette, plan.ground, plan.worn)
        assert any(plan.worn for plan in plans)
