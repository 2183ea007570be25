"""A sentence that points to another is never told without it, and a sentence that stands alone needs none."""

import pytest

from tasks.domain.text.hanging.needs import needs

FIRST = "A baker in Pudding Lane left a fire burning in 1666."


def needed(*texts: str, language: str = "en") -> frozenset[frozenset[int]]:
    """What the last of these sentences needs."""
    return needs(texts, [""] * len(texts), language)[-1]


@pytest.mark.parametrize(
    "sentence",
    [
        "It burned for four days.",
        "After the discussion, it was put out.",
        "With the boxes, it cost 16 cents.",
        "That night the wind blew from the east.",
        "The city lost this unit in a week.",
        "They fled to the river.",
        "Nobody had seen such heat before.",
        "Another broke out in the north.",
        "Thirty years later the street was rebuilt.",
        "The Navy thanked them and put it away.",
        "Other cities followed suit.",
        "In the first, nobody died.",
        "By then the bridge was gone.",
        "Why?",
        "You can see this in old streets.",
        "If you don't, you will burn your hands.",
        "I put lots of miles on them.",
        "Ok, applied lots of wax.",
    ],
)
def test_what_points_back_needs_the_sentence_before(sentence: str) -> None:
    assert frozenset({1}) in needed(FIRST, "Wood was dry that year in London.", sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "London is a city on the Thames.",
        "It is thought that wood burns best when dry.",
        "When a candle burns down, it goes out.",
        "Marie Curie said that she would return.",
        "People carry what they own.",
        "The largest city of England had no fire brigade.",
        "The sun rose at six.",
        "The second half was quiet.",
    ],
)
def test_what_stands_alone_needs_nothing(sentence: str) -> None:
    assert needed("Wool was dear in 1660.", sentence) == frozenset()


def test_a_person_is_found_over_sentences_that_go_on_about_the_same_one() -> None:
    texts = ("Ann Keeper was born in Wales.", "She studied law.", "She moved to Paris.", "She died in 1990.")
    assert needed(*texts) == frozenset({frozenset({0})})


def test_a_person_named_in_between_is_brought_along() -> None:
    texts = ("Ann Keeper was born in Wales.", "Her mother was a nurse.", "She taught her to read.")
    assert frozenset({1}) in needed(*texts)


def test_the_subject_cannot_be_its_own_object() -> None:
    texts = ("A woman of sixty got off the bus.", "My grandmother gave her the letter.")
    assert frozenset({0}) in needed(*texts)


def test_a_surname_needs_a_full_name_and_a_thing_what_names_it() -> None:
    texts = (
        "The engineer Eben Upton built a small computer.",
        "Rain fell on Wales.",
        "Upton sold the computer for $5.",
    )
    assert needed(*texts) == frozenset({frozenset({0})})


def test_an_abbreviation_needs_its_explanation() -> None:
    texts = ("Quality of life (QOL) was measured.", "Rain fell.", "Exercise raised QOL.")
    assert frozenset({0}) in needed(*texts)
    texts = ("The Department of Public Safety came.", "Rain fell.", "Troopers of the DPS left.")
    assert frozenset({0}) in needed(*texts)


@pytest.mark.parametrize(
    "sentence", ["Why did he stay?", "It was for two reasons.", "It was not only cold.", "Blood loss."]
)
def test_a_question_or_half_a_statement_needs_what_follows(sentence: str) -> None:
    assert frozenset({1}) in needs([sentence, "The road was closed."], ["", ""])[0]


def test_a_reference_beyond_its_section_cannot_be_met() -> None:
    assert frozenset() in needs(["A tower stood there.", "It fell."], ["Towers", "Falls"])[1]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Im Jahr 1990 zog er nach Berlin.", "de"),
        ("En 1990, elle quitta la ville.", "fr"),
        ("En 1990 esta torre se cayó.", "es"),
        ("В 1990 году он уехал.", "ru"),
        ("W 1990 roku ona wyjechała.", "pl"),
        ("In 1990 vertrok hij naar Parijs.", "nl"),
        ("År 1990 flyttade han till Lund.", "sv"),
    ],
)
def test_pronouns_are_known_anywhere_in_the_other_languages(sentence: str, language: str) -> None:
    assert needed("Paris 1980.", sentence, language=language) >= {frozenset({0})}


@pytest.mark.parametrize(
    "sentence",
    [
        "I was not impressed.",
        "Not even close.",
        "Elias patented a very similar engine.",
        "The victim was too ashamed to complain.",
        "Doctors did, every morning.",
        "He took one in his hand.",
        "Tom Brierley, a substitute and a postman, headed it in.",
    ],
)
def test_a_reaction_a_bare_noun_or_an_ellipsis_needs_the_sentence_before(sentence: str) -> None:
    assert frozenset({1}) in needed(FIRST, "It burned for four days.", sentence)


def test_what_a_sentence_says_itself_needs_nothing() -> None:
    assert not needed(FIRST, "Boats came in spring; this failed.")
    assert not needed(FIRST, "The attack on Kenilworth began in June 1266.")


def test_a_pronoun_may_go_back_to_the_sentence_that_names_its_person() -> None:
    texts = ("My cat hated the machine.", "She hid from it for a week.", "There was steam.", "She wanted food.")
    assert frozenset({0}) in needed(*texts)


def test_a_name_beside_a_pronoun_does_not_take_it_over() -> None:
    texts = (
        "Ignaz Semmelweis compared the wards.",
        "His friend Jakob died.",
        "He could not say why.",
        "His post went.",
    )
    assert all(1 not in need for need in needed(*texts))


def test_what_stands_under_a_label_brings_it() -> None:
    assert frozenset({1}) in needed(FIRST, "Fourth: cherry.", "The Normans brought cherise.")


def test_we_beside_an_i_needs_who_the_others_are() -> None:
    assert frozenset({1}) in needed("I fly to Java.", "Two Danes invite me.", "For three days we stay together.")


def test_a_family_is_named_after_its_first_bearer() -> None:
    texts = ("He sold the shop to John Kenney.", "It burned.", "The Kenneys declined to speak.")
    assert frozenset({0}) in needed(*texts)


def test_a_thing_is_the_one_of_its_own_paragraph() -> None:
    texts = ["A garrison of Britons held Gibraltar.", "Boers shut a garrison up in a fort.", "The garrison held out."]
    assert needs(texts, [""] * 3, positions=[0, 0, 1])[2] == frozenset({frozenset({1})})


def test_a_role_means_the_one_named_last() -> None:
    texts = ("A machine of 1816 had no pedals.", "Macmillan gave a machine treadles.", "The machine ran on roads.")
    assert frozenset({1}) in needed(*texts)


def test_a_role_with_one_bearer_means_him_wherever_he_is_named() -> None:
    texts = ("A driver stole a truck.", "The driver fled.", "It rained.", "The driver slept in a barn.")
    assert needed(*texts) == frozenset({frozenset({0, 1})})


def test_an_opening_word_owns_nothing() -> None:
    assert frozenset({1}) in needed(FIRST, "A kettle boils fast.", "Overall, I am impressed with its sound.")


def test_a_second_one_needs_the_first() -> None:
    assert frozenset({0}) in needed("The boy lost a pawn.", "The boy smiled.", "The boy gave up a second pawn.")


def test_an_adverb_names_nothing() -> None:
    texts = ("The cords suddenly close.", "Fast meals hurt the gut.", "The sudden stop makes the sound.")
    assert needed(*texts) == frozenset({frozenset({1})})


@pytest.mark.parametrize(
    ("sentence", "after", "language"),
    [
        ("Nobody knows what starts it.", "But doctors suspect stress.", "en"),
        ("Niemand kennt den Grund.", "Doch Ärzte vermuten Stress.", "de"),
        ("Personne ne sait pourquoi.", "Mais les médecins pensent au stress.", "fr"),
        ("Nadie sabe por qué.", "Sin embargo, los médicos piensan en el estrés.", "es"),
        ("It was long thought that cats purr for joy.", "Sick cats purr too.", "en"),
        ("Lange glaubte man an Freude.", "Kranke Katzen schnurren auch.", "de"),
    ],
)
def test_half_the_truth_needs_the_other_half(sentence: str, after: str, language: str) -> None:
    assert frozenset({1}) in needs([sentence, after], ["", ""], language)[0]


def test_what_is_announced_needs_its_announcement() -> None:
    texts = ("My mind changed its tune:", "You can throw up later.", "It is up to you.", "My sister came at mile 24.")
    found = needs(texts, [""] * 4)
    assert all(frozenset({0}) in found[number] for number in (1, 2))


def test_one_who_is_not_named_needs_the_sentence_that_names_him() -> None:
    texts = ["One bowler bore the brunt of it.", "Martin Snedden gave away 105 runs."]
    assert frozenset({1}) in needs(texts, ["", ""])[0]


def test_a_statement_with_its_speaker_stands_alone_and_a_retort_does_not() -> None:
    asked = "A crow and a sparrow sat by the jug."
    statement = '"Cats purr for many reasons, above all while they nurse their young," said Mikel Delgado.'
    assert frozenset({0}) not in needed(asked, statement)
    assert frozenset({0}) in needed(asked, '"Enough," said the crow.')


@pytest.mark.parametrize("sentence", ["Very sweet.", "Which makes you sad.", "Sadly, he did not.", "Yep, all of them."])
def test_a_fragment_goes_with_what_it_finishes(sentence: str) -> None:
    assert frozenset({1}) in needed(FIRST, "Wood was dry that year in London.", sentence)


def test_a_month_needs_the_sentence_that_last_gave_a_year() -> None:
    texts = (FIRST, "In 1667 it rained.", "The baker came back in June.")
    assert frozenset({1}) in needed(*texts)
    assert frozenset({1}) not in needed(*texts[:2], "The baker came back in June 1668.")


def test_his_in_the_life_of_a_woman_is_not_her_own() -> None:
    life = ("Ada Byron loved sums.", "She met Babbage.", "She and her mother liked him.", "She was ill.")
    assert frozenset({3}) in needed(*life, "Byron translated his memoirs.")
    assert frozenset({3}) not in needed(*life, "Byron translated her own letters.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Didn't even say hello.",
        "Only three survived.",
        "Took off my rings to ride.",
        "The school is, however.",
        "Something around £250.",
    ],
)
def test_what_leaves_out_its_subject_or_its_whole_needs_the_sentence_before(sentence: str) -> None:
    assert frozenset({1}) in needed(FIRST, "It burned for four days.", sentence)


def test_a_quotation_that_nobody_closed_ends_with_its_paragraph() -> None:
    texts = ('"We can be creative.', "Taxes in Kent will not rise.")
    assert needs(texts, ["", ""], positions=[0, 0])[1] == frozenset()
    assert needs(texts, ["", ""], positions=[0, 1])[1] == frozenset({frozenset({0})})


def test_a_quotation_of_two_sentences_is_told_whole() -> None:
    texts = ('She screamed, "There is a bird!!', 'A bird is in the house!"', "We ran.")
    found = needs(texts, ["", "", ""])
    assert frozenset({1}) in found[0]
    assert frozenset({0}) in found[1]


def test_a_definite_noun_within_another_is_looked_up_too() -> None:
    ship = ("Four men were landed on the rock.", "A party of five joined them.", "The foreman of the party drowned.")
    assert frozenset({1}) in needed(*ship)
