"""A card of type shows a phrase of its sentence that says nothing else than the sentence."""

import pytest

from tasks.artwork.phrases import LEAST, MOST, WHOLE, stressed
from tasks.domain.words import count_words, letters
from tests.artwork.readings import BATCHES, judged

SENTENCES = [row.sentence for batch in BATCHES for row in judged(batch)]


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("The score was 1-0 at halftime.", "The score was 1-0 at halftime."),
        ("Marie began training radiologists at her Radium Laboratory in Paris.", "Marie began training radiologists"),
        ("I tried to stay committed, but I wasn't perfect.", "wasn't perfect"),
        ("Do vaccines really cause autism in some of the children who receive them?", "vaccines really cause autism?"),
        ("They went on to win the Nobel Prize for Physics.", "win the Nobel Prize"),
        ("The Egyptians breached it at last in less than 2 hours.", "less than 2 hours"),
        ("Here she met Pierre Curie, whom she married.", "met Pierre Curie"),
        ('"By the end of this year,', "By the end of this year"),
        ("What could there be in a bottle that is more poisonous than alcohol?", "more poisonous?"),
        ("It is the most visited museum in the whole of northern Spain.", "most visited museum"),
    ],
)
def test_the_phrase_carries_the_sentence(sentence: str, phrase: str) -> None:
    assert stressed(sentence) == phrase


@pytest.mark.parametrize(
    ("language", "sentence", "denied"),
    [
        ("en", "For most of the match there was little action and no scoring.", "no scoring"),
        ("en", "He did not steal the money that the bank had lost over the winter.", "not steal"),
        ("de", "Die Brücke wurde nicht von den Römern gebaut.", "nicht von den Römern gebaut"),
        ("es", "El pulpo no tiene huesos y puede pasar por agujeros muy pequeños.", "no tiene huesos"),
        ("ru", "Осьминог не имеет костей и может пройти через очень маленькое отверстие.", "не имеет костей"),
        ("zh", "章鱼没有骨头，所以它们可以穿过非常小的洞穴和缝隙。", "没有骨头"),
        ("ar", "الأخطبوط لا يملك عظاما ولذلك يستطيع المرور عبر ثقوب صغيرة جدا في الصخور.", "لا يملك"),
        ("th", "ปลาหมึกไม่มีกระดูกจึงสามารถลอดผ่านช่องเล็กมากได้อย่างง่ายดาย", "ไม่มีกระดูก"),
    ],
)
def test_a_denial_stays_with_what_it_denies(language: str, sentence: str, denied: str) -> None:
    phrase = stressed(sentence, language)
    tail = denied.partition(" ")[2] or denied[len(denied) // 2 :]
    assert denied in phrase or tail not in phrase


def test_phrases_are_short_and_parts_of_their_sentences() -> None:
    short = 0
    for sentence in SENTENCES:
        phrase = stressed(sentence)
        assert letters(phrase.rstrip("?")) in letters(sentence)
        short += count_words(phrase) <= max(MOST + 1, WHOLE)
        assert count_words(phrase) >= min(LEAST, count_words(sentence))
    assert short >= 0.97 * len(SENTENCES), "a card of type repeats the caption"


def test_no_phrase_is_cut_within_a_name_or_a_number() -> None:
    for sentence in (
        "She met Henri Becquerel Duval there on that long day.",
        "It cost 36 billion metric tons of it all.",
    ):
        phrase = stressed(sentence)
        assert ("Henri" in phrase) == ("Duval" in phrase)
        assert ("36" in phrase) == ("billion" in phrase)


@pytest.mark.parametrize(
    ("sentence", "absent"),
    [
        ("But how much sleep do we really need in order to get these benefits?", "order"),
        ("Coral reefs start out small and grow slowly at about half an inch per year.", "start"),
        ("Daniel Rocha entered the field in place of Joshua Nieto.", "place"),
        ("and of course, there used to be many more,", "course"),
        ("In early afternoon, two and a half million gallons of crude molasses,", "half"),
        ("You can save two haircuts a year by booking every five weeks instead of every four weeks.", "instead"),
    ],
)
def test_no_phrase_ends_within_a_fixed_expression_or_shows_what_is_replaced(sentence: str, absent: str) -> None:
    assert absent not in stressed(sentence).lower()


def test_a_phrase_that_was_shown_gives_way_to_another_one() -> None:
    sentence = "They won the Nobel Prize for Physics in the cold winter of that year."
    first = stressed(sentence)
    second = stressed(sentence, "en", frozenset({first}))
    assert second != first
    assert letters(second) in letters(sentence)


def test_a_short_part_of_a_sentence_is_not_set_whole() -> None:
    assert stressed("Japan, suggests that they do so") != "Japan, suggests that they do so"
    assert stressed("Yes, they do.") == "Yes, they do."


def test_of_names_that_a_sentence_joins_no_phrase_has_the_last_alone() -> None:
    assert not stressed("After months of talks France and Israel attacked, but withdrew.").startswith("Israel")


@pytest.mark.parametrize(
    "sentence",
    [
        "Britain, France and Israel attacked, but they had to withdraw.",
        "When Britain, France and Israel attacked, the world was looking elsewhere.",
        "The canal was attacked by Britain, France and Israel in the autumn of that year.",
    ],
)
def test_a_list_of_names_is_shown_whole_or_not_at_all(sentence: str) -> None:
    phrase = stressed(sentence)
    assert len({name in phrase for name in ("Britain", "France", "Israel")}) == 1


def test_names_behind_the_place_where_they_met_are_no_list() -> None:
    assert "London" not in stressed("In London, Holmes and Watson rented rooms that suited them for many years.")


@pytest.mark.parametrize("bound", ["at least", "at most", "more than", "fewer than", "up to", "no more than"])
@pytest.mark.parametrize("number", ["three", "twenty", "200", "half a million"])
def test_a_number_is_shown_with_what_bounds_it(bound: str, number: str) -> None:
    for sentence in (
        f"The old castle had stood there for {bound} {number} years before anybody drew it.",
        f"It is said that {bound} {number} hungry wolves crossed the frozen river that winter.",
    ):
        phrase = stressed(sentence)
        assert (bound in phrase) == (number in phrase), phrase
        assert "least" not in phrase or "at least" in phrase


def test_a_few_are_not_few() -> None:
    phrase = stressed("Ever wondered how honey bees seem to all gravitate to a few delicious flowers?")
    assert "few" not in phrase or "a few" in phrase


def test_what_is_said_twice_is_not_shown_once() -> None:
    phrase = stressed("They were chased away, but the cranes returned day after day.")
    assert phrase.count("day") != 1


@pytest.mark.parametrize(
    ("sentence", "phrase"),
    [
        ("Japan, suggests that they do so", "Japan"),
        ("She had understood something that had taken me a week to see:", "taken me a week"),
    ],
)
def test_a_phrase_has_a_word_that_means_something_by_itself(sentence: str, phrase: str) -> None:
    assert stressed(sentence) == phrase
