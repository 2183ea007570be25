"""Claims are whole sentences, and say what the sentences they cite say: figures, dates, names, denials, doubts."""

from itertools import pairwise

import pytest

from tasks.domain.story import Dossier, Fact, Scene, Script, Source
from tasks.domain.text.claims import Claim, claims_of, misstated
from tasks.domain.text.claims.names import names_of
from tasks.domain.text.claims.polarity import turned
from tasks.domain.text.claims.strays import strays
from tasks.domain.text.drafts import Told, echoes
from tasks.domain.text.sentences import sentences
from tests.writing.cases import cases


def faults(text: str, *cited: str, around: str = "", language: str = "en", of_facts: str = "en") -> str:
    claim = Claim("Scene 1", (0,), text, cited, (around,))
    return " ".join(misstated(claim, language, of_facts, names_of([*cited, around], language)))


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("It has three hearts.", "An octopus has 3 hearts."),
        ("It has 3 hearts.", "An octopus has three hearts."),
        ("About 13,000 houses burned down.", "In all, 13,200 houses were gone."),
        ("One of them is known.", "Nobody doubts that it is known."),
        ("It may rain.", "It may rain in spring."),
        ("The two met in Rome.", "Ada met Bob in Rome."),
        ("NASA chose her in 1990.", "In 1990 the National Aeronautics and Space Administration chose her."),
        ("The Viennese did not renew it.", "Vienna did not renew his post."),
        ("A bounty helped the farmers.", "What helped the farmers in the end was not the army but a bounty."),
        ("It was probably left in an oven to smoulder.", "The fire had probably been left to smoulder in an oven."),
        ("Was the fire set on purpose?", "Police do not believe that the fire was set on purpose."),
    ],
)
def test_what_the_source_says_in_other_words_is_no_fault(text: str, cited: str) -> None:
    assert faults(text, cited) == ""


@pytest.mark.parametrize(
    ("text", "cited", "fault"),
    [
        ("It has 4 hearts.", "An octopus has three hearts.", "says 4"),
        ("It has four hearts.", "An octopus has 3 hearts.", "says four"),
        ("It burned in 1667.", "It burned in 1666.", "says 1667"),
        ("It opened in March.", "It opened in May.", "says March"),
        ("Then Paris paid.", "Then London paid for the bridge.", "names Paris"),
        ("The valley moved.", "Nobody believes that the valley moved.", "does not deny"),
        ("Coffee helps with a hangover.", "Coffee does not help a hangover: it drives water out.", "does not deny"),
        ("The committee didn't vote for the plan.", "The committee voted for the plan on Monday.", "denies"),
        ("It was left in an oven to smoulder.", "It had probably been left to smoulder in an oven.", "is certain"),
    ],
)
def test_a_claim_that_its_source_does_not_make_is_told(text: str, cited: str, fault: str) -> None:
    assert fault in faults(text, cited)


def test_a_name_may_stand_in_the_sentence_before_the_cited_one() -> None:
    said, cited = "In 1995 Collins flew a shuttle.", "She flew a shuttle in 1995."
    assert "names Collins" in faults(said, cited)
    assert faults(said, cited, around="Eileen Collins was born in Elmira.") == ""


def test_another_person_of_the_facts_at_the_beginning_of_a_claim_is_a_name_too() -> None:
    claim = Claim("Scene 1", (0,), "Heezen saw the valley.", ("She saw the valley.",))
    assert misstated(claim, "en", "en", {"Heezen"}) == ("it names Heezen, and what it cites does not",)


def test_a_translation_is_held_to_its_figures_alone() -> None:
    assert faults("Der Turm hat drei Glocken aus Rom.", "The tower has three bells.", language="de") == ""
    assert "vier" in faults("Der Turm hat vier Glocken.", "The tower has three bells.", language="de")


@pytest.mark.integration
@pytest.mark.parametrize(
    ("language", "text", "cited"),
    [
        ("de", "Das Schiff kam in den Hafen.", "Das Schiff kam nie in den Hafen."),
        ("fr", "Le bateau arrive au port.", "Le bateau n'arrive jamais au port."),
        ("es", "El barco llega al puerto.", "El barco nunca llega al puerto."),
        ("ru", "Корабль вошёл в гавань.", "Корабль не вошёл в гавань."),
    ],
)
def test_denials_are_known_in_the_languages_of_the_writer(language: str, text: str, cited: str) -> None:
    assert "does not deny" in faults(text, cited, language=language, of_facts=language)
    assert faults(cited, cited, language=language, of_facts=language) == ""


@pytest.mark.parametrize("language", ["ja", "zh", "ko", "th", "hi", "ar"])
def test_a_language_without_lists_is_held_to_its_figures(language: str) -> None:
    assert faults("塔は1889年に完成した。", "塔は1889年に完成した。", language=language, of_facts=language) == ""
    assert "1899" in faults("塔は1899年に完成した。", "塔は1889年に完成した。", language=language, of_facts=language)
    assert strays("A bell.", ["A bell."], language) == 0
    assert echoes("a", "A bell rang.", "x", [Told(title="b", hook="A fox ran.", script="y")], language) == []


def test_a_claim_is_a_whole_sentence_with_the_facts_of_all_its_scenes() -> None:
    facts = tuple(
        Fact(id=f"f{n}", text=text, source="s1", section="Bells")
        for n, text in enumerate(("Ada cast a bell.", "She hung it.", "It rang."), 1)
    )
    dossier = Dossier(title="A bell", facts=facts, sources=(Source(id="s1", title="x"),))
    said = ("She hung the bell,", "and it rang.", "Ada cast it.")
    script = Script(
        title="The bell",
        hook=said[0],
        script=" ".join(said),
        scenes=tuple(Scene(time="0:00-0:01", narration=text, visual_description="bell") for text in said),
        hashtags=(),
        description="",
    )
    first, second, title = claims_of(script, [["f2"], ["f3"], ["f1"]], dossier)
    assert (first.place, first.scenes, first.text) == ("Scenes 1 to 2", (0, 1), "She hung the bell, and it rang.")
    assert first.cited == ("She hung it.", "It rang.")
    assert "Ada cast a bell." in first.around
    assert (second.place, second.cited) == ("Scene 3", ("Ada cast a bell.",))
    assert (title.scenes, title.text, len(title.cited)) == ((), "The bell", 3)


@pytest.mark.integration
def test_every_sentence_of_forty_texts_supports_itself() -> None:
    told = [sentence for case in cases() for sentence in sentences(case.text)]
    assert len(told) > 500
    assert [(sentence, fault) for sentence in told if (fault := faults(sentence, sentence))] == []


def test_what_is_quoted_is_no_fault_whatever_is_cited_with_it() -> None:
    quoted, other = (
        "So the year 2000 had a leap day, but 2100 will not.",
        "Now the error is one day in about 3,000 years.",
    )
    assert turned(quoted, (quoted, other), "en") == []
    assert turned("2100 will not be a year with an error.", (other,), "en"), "these two are about the same"
    told = [pair for case in cases()[:12] for pair in pairwise(sentences(case.text))]
    assert len(told) > 100
    assert [pair for pair in told for one in pair if turned(one, pair, "en")] == []
