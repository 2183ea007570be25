"""How cards read a sentence, tested on sentences that were not used to write the rules."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tasks.artwork.eras import NOW, years_of
from tasks.artwork.faces import Face, settable
from tasks.artwork.figures import figure_in, group_in
from tasks.artwork.lexicon import pictures
from tasks.artwork.sentence import clean, read_sentence
from tasks.providers.shipped import Shipped, shipped
from tests.artwork.readings import BATCHES, drawn, judged


@pytest.mark.parametrize("batch", BATCHES, ids=lambda batch: batch.stem)
def test_cards_show_what_was_judged_and_none_is_judged_false(batch: Path) -> None:
    rows = judged(batch)
    counts = Counter(row.verdict for row in rows)
    assert len(rows) > 100
    assert counts["false"] == 0
    assert counts["wrong"] < len(rows) / 10
    now = dict(zip([row.sentence for row in rows], drawn([row.sentence for row in rows]), strict=True))
    changed = {row.sentence: now[row.sentence] for row in rows if now[row.sentence] != row.drawn}
    assert changed == {}, "these cards changed; judge them again: python -m tests.artwork.readings"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("About 65% of the body is water.", ("percent", "about", "65%", "")),
        ("Shares fell 8% on Monday.", ("measure", "", "8%", "")),
        ("The storm reached 97 miles per hour.", ("measure", "", "97", "miles per hour")),
        ("Oil costs more than $90 a barrel.", ("money", "more than", "$90", "a barrel")),
        ("Coffee came around 1600.", ("year", "around", "1600", "")),
        ("The arm moves 600 times an hour.", ("count", "", "600", "times an hour")),
        ("Dinosaurs died out 66 million years ago.", ("ago", "", "66 million", "years ago")),
        ("Over 1,000 men and women took part.", ("count", "over", "1,000", "men and women")),
        ("It has approximately 50 rooms.", ("count", "approximately", "50", "rooms")),
        ("The shop opens at ten o'clock.", ("clock", "", "10:00", "")),
    ],
)
def test_a_figure_is_read_with_its_qualifier_and_unit(sentence: str, expected: tuple[str, str, str, str]) -> None:
    figure = figure_in(sentence)
    assert figure
    assert (figure.kind, figure.qualifier, figure.text, figure.unit) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The vote was 52 to 48.",
        "Only 12 of the 90 riders finished.",
        "Inflation reached 3% in May and 5% in June.",
        "Take one tablet every 8 hours.",
        "The heart pumps 7,500 litres of blood a day.",
        "Flight 370 disappeared.",
        "He wore the number 23 shirt.",
        "Police are looking for a man aged 34.",
        "Between 20 and 80 percent is best.",
        "It never reached 90 degrees, not 100.",
        "The price fell from 12 to 9 dollars.",
        "One in 20 households cannot pay.",
        "The loss was minus 40 degrees.",
    ],
)
def test_an_ambiguous_number_is_no_figure(sentence: str) -> None:
    assert figure_in(sentence) is None


def test_a_group_is_counted_only_if_its_number_is_unambiguous() -> None:
    assert group_in("Octopuses have three hearts.") == (3, "hearts")
    for ambiguous in ("Three of the four cats slept.", "Fewer than one in five cats slept.", "Up to three cats slept."):
        assert group_in(ambiguous) is None


def test_characters_that_no_face_can_set_are_removed() -> None:
    assert clean("Look 😀 at https://example.org/x <b>this</b> _now_!") == "Look at this now!"
    assert read_sentence("").things == ()


def test_every_word_of_the_lexicon_has_a_glyph() -> None:
    assert len(pictures()) > 800  # raises KeyError for a name that no font has


def test_a_name_has_a_picture_only_if_it_is_unambiguous() -> None:
    assert [thing.word for thing in read_sentence("Why February borrows a day").things] == ["february"]
    assert read_sentence("She grew up in Bridge Street").things == ()


@pytest.mark.parametrize("topic", shipped(), ids=lambda topic: topic.title)
def test_the_title_of_every_shipped_topic_names_the_subject_of_its_cover(topic: Shipped) -> None:
    assert read_sentence(topic.title).things


@pytest.mark.parametrize(
    ("sentence", "kept", "figure"),
    [
        ("Night brings −40 °C to the plain.", "−40 °C", "−40 °C"),
        ("Night brings -40 °C to the plain.", "-40 °C", "−40 °C"),
        ("It takes ~50 years to fill the lake.", "~50", "about 50 years"),
        ("More than 1.5×10⁸ km away, the sun burns.", "1.5×10⁸ km", "more than 1.5×10⁸ km"),
        ("The café of Zoë costs ¥5000 or ₹100.", "¥5000 or ₹100", ""),
        ("He paid ₹100 for it.", "₹100", "₹100"),
        ("The bridge cost £3bn in all.", "£3bn", "£3bn"),
        ("The gap is 4 ±1 mm wide.", "4 ±1 mm", ""),
        ("It grew by 10⁸ times.", "10⁸", ""),
        ("It is a 3 × 4 m room.", "3 × 4 m", ""),
        ("Only <5% survive the winter.", "<5%", ""),
        ("The loss was -40%.", "-40%", "−40%"),
        ("It ran 5½ miles.", "5½", ""),
        ("It cost 5€ or 6€.", "5€ or 6€", ""),
        ("We are #1 in town.", "#1", ""),
    ],
)
def test_a_card_keeps_every_sign_of_a_number(sentence: str, kept: str, figure: str) -> None:
    mentions = read_sentence(sentence)
    assert kept in mentions.text
    shown = mentions.figure
    assert (f"{shown.qualifier} {shown.text} {shown.unit}".strip() if shown else "") == figure


@pytest.mark.parametrize("face", ["display", "serif", "label"])
def test_no_face_sets_another_number_than_the_text_has(face: Face) -> None:
    assert settable("10⁸ and 5½ and 2⁻³", face).replace("^", "") != "108 and 512 and 23"
    for number in ("10⁸", "5½", "−40", "±1", "≈50", "≤5", "¥5000", "₹100", "50¢", "3×4"):
        shown = settable(number, face)
        assert shown == number or re.fullmatch(r"10\^8|5 1/2|-40|~50|<=5", shown), shown


def test_what_is_left_out_joins_no_numbers() -> None:
    assert clean("5🐙6 and 3*4 and 7\u200b8") == "5 6 and 3*4 and 78"


def test_a_number_grouped_by_spaces_is_set_as_one() -> None:
    for sentence, language in (("The case costs 20 000 € in all.", "en"), ("Le stade contient 50 000 places.", "fr")):
        figure = read_sentence(sentence, language).figure
        assert figure
        assert figure.text.partition(" ")[0].split() == figure.text.split()
        assert len(re.findall(r"\d", figure.text.partition(" ")[0])) == 5


@pytest.mark.parametrize(
    "sentence",
    [
        "More than 100,000+ people came.",
        "It has 5 million+ users.",
        "The trip is 5–10 km.",
        "They paid £3bn or £4bn.",
        "The ratio is 16:9.",
        "It costs US$300 a month.",
        "It weighs 5 ± 1 g.",
    ],
)
def test_a_sign_that_changes_a_number_leaves_no_figure(sentence: str) -> None:
    assert read_sentence(sentence).figure is None


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("The cold ruins it for good.", ["cold"]),
        ("He films the birds.", ["birds"]),
        ("They ship the boxes to Houston.", ["boxes"]),
        ("Desert plants have leaves that store water.", ["plants", "desert", "leaves"]),
        ("Salt the meat with care.", ["meat"]),
        ("The chip beats at its heart.", []),
        ("This is only the tip of the iceberg.", []),
        ("It was one of the proudest nights of my career.", ["career"]),
        ("There are no bones in its body.", []),
        ("I walked without a compass.", []),
        ("Not a single tree is left.", []),
        ("It is bigger than an elephant.", []),
        ("It looks like a bent, bearded man.", []),
        ("More than 300 horses ran.", ["horses"]),
        ("Apple unveiled a phone.", ["phone"]),
        ("Orange County has many schools.", ["schools"]),
        ("The elephant uses its incisor teeth.", ["elephant"]),
        ("A look-out on the bridge sounded the alarm.", ["alarm"]),
        ("Worker bees guard the queen.", ["bees"]),
        ("Instead of buying water or coffee, take the train.", ["train"]),
        ("It raises the risk of heart disease and diabetes.", ["diabetes"]),
        ("The disease spread in the town.", ["disease", "town"]),
        ("Waste water flowed away.", ["water"]),
    ],
)
def test_a_card_pictures_only_what_the_sentence_means(sentence: str, shown: list[str]) -> None:
    assert [thing.word for thing in read_sentence(sentence).things] == shown


def test_what_the_story_is_about_is_shown_even_where_it_is_compared_with() -> None:
    elephant = pictures()["elephant"][0].icon
    assert read_sentence("It is bigger than an elephant.", subjects=frozenset({elephant})).things


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("The trunk has 50 000 muscles.", "50\u00a0000 muscles"),
        ("The trunk has 40,000 muscles, while humans have 600.", "40,000 muscles"),
        ("Its trunk has more muscles than the 600 of a human.", ""),
        ("The fire burned 13,200 houses and 87 churches.", "13,200 houses"),
        ("Leeds won 3-1 at home.", "3–1"),
        ("The bill passed 52-48 after he lost.", ""),
        ("It is 40% faster.", "40% faster"),
        ("It worries voters in the 2024 elections.", ""),
        ("It was 5 o'clock in the morning.", "5:00"),
    ],
)
def test_a_number_is_shown_only_with_what_it_counts_and_whose_it_is(sentence: str, figure: str) -> None:
    shown = read_sentence(sentence).figure
    assert (f"{shown.text} {shown.unit}".strip() if shown else "") == figure


def test_no_card_shows_a_thing_before_its_time() -> None:
    assert years_of(["It began in 1666.", "The shops burned.", "Today it is rebuilt."]) == [1666, 1666, NOW]
    assert years_of(["Caesar came in 55 BC.", "The 18th century forgot him."]) == [-55, 1800]
    assert years_of(["From the 11th to the 15th centuries, castles ruled."]) == [1500]
    assert read_sentence("He bought a car.", year=1666).things == ()
    assert read_sentence("He bought a car.", year=1926).things
    ships = {read_sentence("A ship came.", year=year).things[0].icon for year in (1666, 1926)}
    assert len(ships) == 2
