"""What a sentence relates is read with its figures as said; where a sentence may mean something else, nothing is."""

import pytest

from tasks.artwork.relations import relation_in


def read(sentence: str, language: str = "en") -> tuple[str, ...]:
    """The kind and the parts of a relation as text; ("none",) without one."""
    found = relation_in(sentence, language)
    if found is None:
        return ("none",)
    return (found.kind, *(" ".join(f"{part.text} {part.unit} {part.label}".split()) for part in found.parts))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "An elephant's trunk has 50 000 muscles against 600 in a human body.",
            ("compare", "50 000 muscles elephant's trunk", "600 muscles human body"),
        ),
        (
            "An African elephant weighs 6 tonnes, while an Asian elephant weighs 4 tonnes.",
            ("compare", "6 tonnes African elephant", "4 tonnes Asian elephant"),
        ),
        (
            "About 55% of citizens voted in the 2016 poll, compared to the 2008 poll when nearly 64% did.",
            ("none",),  # "voted" may set sides against each other
        ),
        (
            "Fossil fuels account for 80% of global energy consumption and 75% of greenhouse gas emissions.",
            ("compare", "80% global energy consumption", "75% greenhouse gas emissions"),
        ),
        (
            "Only 10.4 percent carpool, while 4.9 percent use buses and 2.8 percent walk.",
            ("compare", "Only 10.4 percent carpool", "4.9 percent use buses", "2.8 percent walk"),
        ),
        ("The cost of loading fell from $5.86 to 16 cents a ton.", ("change", "$5.86", "16 cents")),
        ("The price dropped from 12 to 9 dollars.", ("change", "12 dollars", "9 dollars")),
        (
            "The population grew from about 2 million in 1950 to 9 million in 2020.",
            ("change", "about 2 million 1950", "9 million 2020"),
        ),
        (
            "Smoking has declined, from 25.3 percent of adults in 1990 to 19.7 percent in 2007.",
            ("change", "25.3 percent 1990", "19.7 percent 2007"),
        ),
        ("Falling sales nearly tripled, going from 6 to 17 percent.", ("change", "6 percent", "17 percent")),
        ("About 41 per cent of the budget is spent.", ("share", "About 41 per cent")),
        ("Three out of four people sleep badly.", ("share", "three out of four people")),
        ("Nearly one in five adults smokes.", ("share", "nearly one in five adults")),
        ("Two thirds of the ice has melted.", ("share", "two thirds ice")),
        ("More than 65% of the body is water.", ("share", "More than 65%")),
        ("Belgium beat England 2-0.", ("score", "2 Belgium", "0 England")),
        ("They lost 3-1 to Chelsea.", ("score", "3", "1")),
        ("The war lasted from 1914 to 1918.", ("span", "1914", "1918")),
        ("It was built between May 1881 and June 1888.", ("span", "1881 May", "1888 June")),
        ("The clock ran for more than 70 years.", ("span", "more than 70 years")),
        ("The ship sailed from Newark to Houston.", ("route", "Newark", "Houston")),
        ("Lyon is the second largest city after Paris.", ("ranking", "second largest city", "Paris")),
        ("Blue whales are the loudest animals on Earth.", ("ranking", "loudest animals")),
        ("Copper is the most common metal used in wires.", ("ranking", "most common metal")),
        ("Belgium finished in third place.", ("ranking", "third place")),
        (
            "First, mix the dough, then let it rest, and finally bake the bread.",
            ("steps", "mix the dough", "let it rest", "bake the bread"),
        ),
        ("Step 2: Mix the dough.", ("steps", "Mix the dough step")),
        (
            "The crews formed a mutual aid association, a yachting club, and a postal service.",
            ("list", "mutual aid association", "yachting club", "postal service"),
        ),
        ("Einstein wrote that E = mc2.", ("formula", "E = mc", "2")),
        ("Global CO2 emissions rise every year.", ("formula", "CO", "2")),
        ("The army crossed the canal on 6 October 1973.", ("date", "6 October 1973")),
    ],
)
def test_a_relation_is_read_as_the_sentence_says_it(sentence: str, expected: tuple[str, ...]) -> None:
    assert read(sentence) == expected


@pytest.mark.parametrize(
    ("language", "sentence", "expected"),
    [
        ("de", "Der Krieg dauerte von 1914 bis 1918.", ("span", "1914", "1918")),
        ("fr", "Entre 1914 et 1918, la guerre dura.", ("span", "1914", "1918")),
        ("es", "La guerra duró de 1914 a 1918.", ("span", "1914", "1918")),
        ("ru", "Война шла с 1914 по 1918 год.", ("span", "1914", "1918")),
        ("ja", "戦争は1914年から1918年まで続いた。", ("span", "1914", "1918")),
        ("de", "65 % der Menschen leben in Städten.", ("share", "65 %")),
        ("fr", "Près de 65 % des hommes vivent en ville.", ("share", "Près de 65 %")),
        ("de", "Die Kosten fielen von 5,86 Euro auf 2,10 Euro.", ("change", "5,86 Euro", "2,10 Euro")),
        ("de", "Nicht 65 % der Menschen leben in Städten.", ("none",)),
        ("fr", "La guerre ne dura pas de 1914 à 1918.", ("none",)),
        ("de", "Die Zahl stieg von 31 im Jahr 1960 auf 74 im Jahr 1981.", ("change", "31 1960", "74 1981")),
        ("fr", "Le nombre est passé de 31 en 1960 à 74 en 1981.", ("change", "31 1960", "74 1981")),
        ("es", "El número pasó de 31 en 1960 a 74 en 1981.", ("change", "31 1960", "74 1981")),
        ("it", "Il numero è passato da 31 nel 1960 a 74 nel 1981.", ("change", "31 1960", "74 1981")),
        ("pt", "O número passou de 31 em 1960 para 74 em 1981.", ("change", "31 1960", "74 1981")),
        ("nl", "Het aantal steeg van 31 in 1960 naar 74 in 1981.", ("change", "31 1960", "74 1981")),
        ("fr", "La récolte est passée de 31 tonnes en 1960 à 74 tonnes.", ("change", "31 tonnes 1960", "74 tonnes")),
        ("es", "Hay muchas especies (unas entre 1990 y 2001).", ("none",)),
        ("de", "Am 3. Mai 1911 brannte die Mühle.", ("date", "3 Mai 1911")),
        ("de", "Nach dem Brand der Mühle am 3. Mai 1911 zogen viele fort.", ("none",)),
        ("ru", "После пожара 3 мая 1911 года многие уехали.", ("none",)),
        ("ru", "Мастер объявил, что мельница откроется 3 мая.", ("none",)),
        ("hi", "युद्ध 1914 से 1918 तक चला।", ("none",)),
    ],
)
def test_figures_are_related_in_other_languages_too(language: str, sentence: str, expected: tuple[str, ...]) -> None:
    assert read(sentence, language) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "The war did not last from 1914 to 1918.",
        "Is it true that three out of four people sleep badly?",
        "If three out of four people sleep badly, we lose.",
        "It could fall from $5 to $3.",
        "It is a myth that E = mc2.",
        "The price rose from $5 to $3.",
        "The temperature fell from 20 degrees to 5 km.",
        "Sales rose from 40 to 50 and then from 50 to 60.",
        "He beat 600 rivals against 20 odds.",
        "Elephants weigh 6 tonnes, but they lived 70 years.",
        "One in 1914 of them.",
        "Take half of a cup of milk.",
        "The second half of the match was better.",
        "They cut the budget by 40% of the total.",
        "They wrote from Monday to Friday.",
        "The letter went from Anna to Peter.",
        "The train ran from Rome to Paris and London.",
        "It is one of the largest cities in France.",
        "It is larger than the largest city.",
        "Between 1914 and 1918 dollars were paid.",
        "For 20 years old he is wise.",
        "Take the pills for 3 days a week.",
        "The 3-1 ratio was kept in the game.",
        "He came, saw, and left.",
        "Giant antennas in California, Spain and Australia take turns to listen.",
        "The dog, the cat and the horse ran away.",
        "The rate slipped to 6.4 per 1,000 in 2004 from 11.4 per 1,000 in 1990.",
        "Total sales declined by 25 percent to $4 million, compared to $6 million in 2018.",
        "It is estimated at 25,847, compared with 24,240 in 2018.",
        "The A4 and B2 papers are blue.",
        "Vitamin B12 is healthy.",
        "May 12 people left.",
        "It opened in May 1973.",
        "First, it was wood and coal.",
        "Commenting on his remarkable achievement, Kiprono expressed amazement and gratitude.",
    ],
)
def test_a_sentence_that_may_mean_something_else_relates_nothing(sentence: str) -> None:
    assert read(sentence) == ("none",)


def test_amounts_keep_their_values_to_scale() -> None:
    found = relation_in("The cost of loading fell from $5.86 to 16 cents a ton.")
    assert found
    assert [part.value for part in found.parts] == [5.86, 0.16]
    assert found.title == "cost of loading"
    share = relation_in("Nine of the 10 hottest years came after 2010.")
    assert share
    assert (share.parts[0].value, share.whole) == (9, 10)
