"""Names and quotes: a card says who it is only where the text says so, and nothing under a name that is left open."""

import pytest

from tasks.artwork.direction import direct
from tasks.artwork.people import cast_of, person_in
from tasks.artwork.quotes import quotes_of
from tasks.artwork.sentence import read_sentence
from tasks.domain.channel import Palette


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Marie Curie carried radium in her pocket.", "Marie Curie"),
        ("The race was won by Dr Okonkwo.", "Okonkwo"),
        ("Party leader Ylva Brandt resigned.", "Ylva Brandt"),
        ("Zdena Mirkova, who sings, came late.", "Zdena Mirkova"),
        ("Queen Victoria disliked the tunnel.", "Queen Victoria"),
        ("Brahms was born in Hamburg.", "Brahms"),
        ("King Street was closed.", ""),
        ("Harry Hill Hospital was closed.", ""),
        ("The Robert Report was read.", ""),
        ("Victoria Station was closed.", ""),
        ("Northern Rock closed its doors.", ""),
        ("Anna met Peter Weiss and Karl Roth.", ""),
    ],
)
def test_a_name_counts_where_the_text_says_that_it_is_a_persons(text: str, name: str) -> None:
    assert person_in(text, cast_of(text)).name == name


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Peter Weiss won the prize.", True),
        ("The prize was won by Peter Weiss.", False),
        ("Peter Weiss could be found guilty.", False),
        ("Peter Weiss is accused of fraud.", False),
        ("Peter Weiss did not win.", False),
    ],
)
def test_words_stand_under_a_name_only_as_facts_about_that_person(text: str, told: bool) -> None:
    mentions = read_sentence(text)
    assert mentions.person == "Peter Weiss"
    assert mentions.told is told


def test_no_accusation_stands_under_a_name() -> None:
    (plan,) = direct(["Peter Weiss could be found guilty of it."], seed=1, palette=Palette.midnight)
    assert (plan.layout, plan.person, plan.phrase) == ("portrait", "Peter Weiss", "")


def test_a_card_about_somebody_else_does_not_show_the_one_beside_them() -> None:
    story = "Peter Weiss won twice. Peter Weiss was tired. Dragomira beat Peter Weiss later. Weiss's son lost."
    cast = cast_of(story)
    assert person_in("Dragomira beat Weiss later.", cast).name == ""
    assert person_in("She lost to Weiss last year.", cast).name == ""
    assert person_in("Weiss was tired.", cast).name == "Peter Weiss"


def test_a_pronoun_means_the_one_main_person_of_a_story() -> None:
    told = ["Ada Lovelace was a child of hers.", "Lovelace went on and on.", "She never was so.", "She was so."]
    plans = direct(told, seed=1, palette=Palette.midnight, title="Ada Lovelace", fixed=True)
    assert {plan.person for plan in plans if plan.layout == "portrait"} == {"Ada Lovelace"}
    assert any(plan.layout == "portrait" for plan in plans[2:])
    plans = direct(["Ada met Peter Weiss.", "She never was so."], seed=1, palette=Palette.midnight, fixed=True)
    assert plans[1].person == ""


@pytest.mark.parametrize(
    ("story", "speaker"),
    [
        ("“We will rebuild the bridge,” Mary Smith said.", "Mary Smith"),
        ("Mary Smith said: “We will rebuild the bridge.”", "Mary Smith"),
        ("“We will rebuild the bridge,” said the mayor.", None),
        ("They called it the “little wonder” of the town.", None),
        ("“And so we all of us went down to the water.”", ""),
    ],
)
def test_a_quote_is_speech_and_has_its_speaker(story: str, speaker: str | None) -> None:
    found = [quote.speaker for quote in quotes_of(story, cast_of(story))]
    assert found == ([] if speaker is None else [speaker])


def test_a_quote_over_two_scenes_is_shown_with_who_says_it_in_the_last() -> None:
    told = ["“We cannot support a rule that harms so many,”", "Mary Smith said, and went on as she had before."]
    first, _ = direct(told, seed=1, palette=Palette.midnight, fixed=True)
    assert (first.layout, first.speaker) == ("quotation", "Mary Smith")
    assert first.phrase.strip(",") == "We cannot support a rule that harms so many", (
        "whole: a part could say something else"
    )
