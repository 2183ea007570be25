"""What words mean by the story they stand in, and the times and places that a sentence says in words."""

import pytest

from tasks.artwork.fields import fields_of
from tasks.artwork.lexicon import emblem, pictures_of
from tasks.artwork.sentence import read_sentence


def words(sentence: str) -> list[str]:
    return [thing.word for thing in read_sentence(sentence).things]


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("She baked and sang.", []),  # no deed has a picture
        ("She baked bread.", ["bread"]),
        ("They were afraid.", ["afraid"]),
        ("It took a long time.", []),
        ("A ringing woke him.", []),  # and no ring
        ("The Court of Appeal sat.", ["court"]),
        ("He studied at Boston University.", ["university"]),
        ("King Henry left.", ["king"]),
        ("The cliff is fifty feet high.", ["cliff"]),
        ("A tennis court was flooded.", ["tennis"]),
        ("The sound waves reached the ship's hull.", ["ship's"]),
        ("The waves rolled up the beach.", ["waves", "beach"]),
        ("Magma pushes through the crust.", ["magma"]),
        ("The crust of the pie was burnt.", ["crust", "pie"]),
        ("A couple of eggs will do.", ["eggs"]),
        ("There was an explosion of colour.", []),
        ("The candidate planet is far away.", ["planet"]),
        ("Muscles tire after a mile.", ["muscles"]),
        ("Each animal has eight arms.", []),  # and no paws
        ("It was the largest creature of the sea.", ["sea"]),
        ("The cat licked its paw.", ["cat", "paw"]),
        ("He had mountains of gold.", ["gold"]),
        ("A trail of smoke rose.", []),
        ("They reflect solar radiation.", []),
        ("Zero, the digit of nothing.", ["zero", "digit"]),
        ("A zero marks the empty place.", ["zero"]),
        ("It was zero degrees, and then far below zero.", []),
        ("They had zero tolerance.", []),
        ("Safety pins are cheap.", ["pins"]),  # a word of the table in two words
        ("We sold no ice cream.", []),
        ("It flowed to the ethanol plant.", ["plant"]),
        ("We sold ice cream.", ["cream"]),
        ("They sat on earth mounds.", []),
        ("The River Thames froze.", ["river"]),
        ("The North River Railway opened.", []),
        ("The steamboat left.", ["steamboat"]),
        ("The team will take heart from it.", ["team"]),
        ("Several cranes were caught by the river.", ["river"]),
        ("Two cranes lifted the ship's cargo.", ["cranes", "ship's", "cargo"]),
    ],
)
def test_a_word_has_a_picture_only_in_its_own_sense(sentence: str, shown: list[str]) -> None:
    assert words(sentence) == shown


def test_a_goal_is_a_net_in_football_alone() -> None:
    football = "The striker won a penalty, and the goalkeeper let the goal in."
    assert fields_of(football) == {"football"}
    assert "goal" in words(football)
    assert words("Her goal was to sleep.")[:1] != ["goal"]
    assert fields_of("He paid a penalty to the bank.") == frozenset()


def test_a_cup_is_won_in_sports_and_drunk_from_elsewhere() -> None:
    match = "The striker scored a penalty, and the goalkeeper lifted the cup."
    trophy = next(thing.icon for thing in read_sentence(match).things if thing.word == "cup")
    assert trophy in pictures_of("trophy")
    drunk = next(thing.icon for thing in read_sentence("He broke the cup.").things if thing.word == "cup")
    assert drunk != trophy


def test_the_memory_of_a_machine_is_no_thought() -> None:
    thought = pictures_of("thought")[0]
    for machine in ("The computer has 512 MB of memory.", "It has a large memory.", "A socket takes a memory card."):
        assert thought not in {icon for thing in read_sentence(machine).things for icon in (thing.icon, *thing.others)}
    assert "memory" in words("The computer has 512 MB of memory.")
    recalled = read_sentence("The brain sorts the memory of the day while it is asleep, and forgets the rest.")
    assert fields_of(recalled.text) == {"mind"}
    assert thought in {thing.icon for thing in recalled.things}


def test_the_dance_of_bees_has_no_dancer() -> None:
    dance = read_sentence("The bees of a hive dance. The dance is quick.").things
    assert pictures_of("dancer")[0] not in {thing.icon for thing in dance}
    assert pictures_of("dance", fields=frozenset({"bees"})) == pictures_of("honeybee")[:1]


def test_every_field_has_an_emblem_that_is_a_picture_of_its_word() -> None:
    for field in ("football", "cricket", "tennis", "basketball", "baseball", "rugby", "hockey", "golf", "boxing"):
        word, icon = emblem(field)
        assert icon in pictures_of(word, fields=frozenset({field}))


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("It began in the early 1920s.", "early 1920s"),
        ("The chapel is from the fourteenth century.", ""),
        ("The chapel was built in the fourteenth century.", "14th century"),
        ("It moved between the twelfth century and the eighteenth.", ""),
        ("Caesar fell in 44 BC.", "44 BC"),
        ("A 54-year-old man was seen.", "54 years old"),
        ("It took nearly three weeks to dry.", "nearly three weeks"),
        ("It took at least three weeks to dry.", "at least three weeks"),
        ("It took roughly two hours to dry.", "roughly two hours"),
        ("It was up to three weeks old.", "up to three weeks old"),
        ("Half an hour later it rang.", "half an hour later"),
        ("It is twenty times safer.", ""),
        ("It never took three weeks.", ""),
        ("Two of the three weeks were wet.", ""),
    ],
)
def test_times_in_words_are_figures(sentence: str, figure: str) -> None:
    found = read_sentence(sentence).figure
    assert (f"{found.qualifier} {found.text} {found.unit}".strip() if found else "") == figure


def test_a_day_of_the_week_is_a_leaf_of_a_calendar() -> None:
    relation = read_sentence("They met on Monday.").relation
    assert relation
    assert relation.parts[0].text == "Monday"
    assert read_sentence("They met on Monday and on Friday.").relation is None


@pytest.mark.parametrize(
    ("sentence", "place", "land"),
    [
        ("They met in Chicago.", "Chicago", ""),
        ("In Texas, it rained.", "Texas", ""),
        ("She moved from New York.", "New York", ""),
        ("Japan banned the film.", "", "Japan"),
        ("The Bank of Japan met.", "", ""),
        ("Paris Hilton came.", "", ""),
        ("They went from Rome to Berlin.", "", ""),
        ("Japan never banned it.", "", ""),
        ("Panama disease killed the plants.", "", ""),
        ("The plants died from Panama disease.", "", ""),
        ("They eat Brazil nuts.", "", ""),
        ("They died in Panama.", "Panama", ""),
    ],
)
def test_places_are_scenes_or_only_mentioned(sentence: str, place: str, land: str) -> None:
    mentions = read_sentence(sentence)
    assert (mentions.place, mentions.land) == (place, land)
