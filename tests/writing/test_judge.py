"""The judge and its data: a right script, each kind of wrong one, and that each text stands."""

from pathlib import Path

import pytest

from tasks.machine.storage.assets import AssetStore
from tests.writing.cases import Case, cases
from tests.writing.judge import judge
from tests.writing.measure import dossier_of

PI = next(case for case in cases() if case.id == "pi")
LEAD = "On Thursday Tern Computing released the Tern Nil, which costs four pounds."


def test_a_script_that_tells_who_what_when_stands_alone() -> None:
    verdict = judge(PI, [LEAD, "Its processor runs at 1 GHz."])
    assert verdict.standing == "alone", verdict
    assert not verdict.false


def test_a_reference_without_its_head_weakens_a_script_and_ruins_it_as_its_opening() -> None:
    assert judge(PI, [LEAD, "Then she met an investor."]).faults == ("'then she met' refers to nothing",)
    assert judge(PI, [LEAD, "Then she met an investor."]).standing == "partly"
    assert judge(PI, ["Then she met an investor.", LEAD]).standing == "not"


def test_a_sentence_that_a_cut_makes_false_is_counted() -> None:
    unit = "This unit would have cost about 50 pounds."
    assert "the Nil costs four" in judge(PI, [LEAD, unit]).false[0]
    assert not judge(PI, [LEAD, "Nair had drawn a larger board.", unit]).false


def test_a_story_needs_its_turn_and_its_end() -> None:
    cat = next(case for case in cases() if case.id == "cat")
    told = [
        "Last winter I bought a coffee machine.",
        "At 5:40 the cat pulled its lever.",
        "I thought it was an accident.",
        "It was not: each time it hissed, I fed her.",
        "Now the cat gets breakfast first.",
    ]
    assert judge(cat, told).standing == "alone"
    assert "it was none" in judge(cat, [*told[:3], told[4]]).false[0]
    assert judge(cat, told[:4]).faults == ("does not say payoff",)
    assert judge(cat, told[:4]).standing == "not"


def test_a_pronoun_belongs_to_whoever_was_named_last() -> None:
    case = Case.model_validate(
        {
            "id": "two",
            "genre": "news",
            "file": "two.txt",
            "text": "",
            "questions": {},
            "refers": [{"says": "he resigned", "to": ["Ode"], "rivals": ["Brandt"]}],
        }
    )
    assert judge(case, ["Brandt met Ode.", "He resigned."]).standing == "alone"
    assert judge(case, ["Ode met Brandt.", "He resigned."]).false == ("'he resigned' is of Brandt",)


def test_an_open_title_and_a_turned_order_do_not_stand() -> None:
    emu = next(case for case in cases() if case.id == "emu")
    told = ["In November 1932 soldiers in Australia went to war on emus.", "The emus won it."]
    assert judge(emu, told).standing == "alone"
    assert judge(emu, told[:1]).faults == ("does not say title",)
    assert judge(emu, told[:1]).standing == "not"
    assert judge(emu, [told[1], told[0]]).standing == "not"


def test_labels_of_the_source_are_not_spoken() -> None:
    abstract = next(case for case in cases() if case.id == "abstract")
    assert "speaks 'RESULTS:'" in judge(abstract, ["RESULTS: Adults who took a nap recalled 24 pairs."]).faults


def test_there_are_forty_texts_in_ten_genres_of_the_promised_length() -> None:
    genres = [case.genre for case in cases()]
    assert len(genres) == 40
    assert all(genres.count(genre) == 4 for genre in genres)
    assert len({case.id for case in cases()}) == 40
    assert all(150 <= len(case.text.split()) <= 600 for case in cases())


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_the_whole_text_answers_its_questions_and_its_end_alone_does_not(case: Case, tmp_path: Path) -> None:
    facts = [fact.text for fact in dossier_of(case, AssetStore(tmp_path)).facts]
    whole = judge(case, facts)
    assert not whole.false
    assert all(fault.startswith("speaks") for fault in whole.faults), whole.faults
    assert judge(case, facts[len(facts) // 2 :]).standing != "alone"
