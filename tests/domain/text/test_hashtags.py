"""Hashtags are the names and nouns of a story, in every language of the built-in writer; so is its description."""

import pytest

from tasks.domain.text.blurb import WORDS, blurb
from tasks.domain.text.hashtags import MOST, hashtags
from tasks.domain.text.sentences import sentences
from tasks.domain.text.vocabulary import LANGUAGES

FIRE = (
    "The Great Fire of London began in a bakery in Pudding Lane in 1666. The baker, Thomas Farriner, had gone to bed. "
    "Strong winds spread the fire quickly. The fire destroyed 13,200 houses. People tried to flee with their goods. He "
    "said the wind was back. The Great Fire of London ended after four days. The houses were built of stone afterwards."
)
HIKE = (
    "We decided to go on a hike in the mountains. Fog came down and we lost the trail. My brother "
    "tried to call for help "
    "but his phone was dead. We walked back along the river. The river led us to a hut. A ranger found us in the hut."
)
# Title, text, hashtags that it has, and words that none of its hashtags may be.
STORIES = {
    "en": ("The Great Fire of London", FIRE, {"#GreatFireOfLondon", "#house"}, "said back tried spread quickly txt"),
    "de": (
        "Der Rhein",
        "Der Rhein ist ein Fluss in Europa. Die Schiffe auf dem Rhein tragen Kohle. Der Kölner Dom "
        "steht am Fluss. Jedes "
        "Jahr fahren Tausende Schiffe auf dem Rhein vorbei.",
        {"#Rhein", "#Fluss", "#KölnerDom"},
        "tragen fahren Jahr steht",
    ),
    "fr": (
        "La tour Eiffel",
        "La tour Eiffel a été construite pour l'exposition de 1889. La tour mesure 330 mètres. Les "
        "ouvriers ont posé les "
        "rivets de la tour. Chaque année, des millions de visiteurs montent dans la tour.",
        {"#TourEiffel"},
        "mesure montent construite posé",
    ),
    "es": (
        "El acueducto de Segovia",
        "El acueducto de Segovia tiene dos mil años. Los romanos construyeron el acueducto sin "
        "cemento. El agua llegaba a "
        "la ciudad desde la sierra. Las piedras del acueducto se sostienen por su peso.",
        {"#AcueductoDeSegovia"},
        "construyeron llegaba tiene sostienen",
    ),
    "ru": (
        "Мосты Петербурга",
        "Мосты Петербурга разводят ночью. Под мостами проходят большие корабли. Самый длинный мост "
        "имеет длину 600 метров. "
        "Туристы смотрят на мосты с набережной. Корабли идут по Неве.",
        {"#МостыПетербурга", "#мост", "#Нева"},
        "разводят проходят большие идут",
    ),
    "pl": (
        "Smok wawelski",
        "Smok wawelski mieszkał w jaskini. Smok pożerał owce. Szewc podał smokowi owcę z siarką. "
        "Smok wypił wodę z Wisły.",
        {"#smok", "#Wisła"},
        "mieszkał pożerał podał wypił",
    ),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("language", STORIES)
def test_hashtags_are_the_storys_names_and_nouns(language: str) -> None:
    title, text, some, never = STORIES[language]
    tags = hashtags(title, text, language)
    assert some <= set(tags)
    assert len(tags) <= MOST
    assert {tag.lstrip("#").lower() for tag in tags}.isdisjoint(never.lower().split())


def test_a_story_told_by_a_person_gives_things_and_not_what_they_did() -> None:
    tags = {tag.lower() for tag in hashtags("Lost on a hike.txt", HIKE, "en")}
    assert {"#hike", "#river", "#hut"} <= tags
    assert tags.isdisjoint({"#txt", "#lost", "#tried", "#back", "#decided", "#came", "#found", "#walked"})


def test_a_language_without_lists_gives_none() -> None:
    assert hashtags("Nukta", "Hal nin ayaa jiray.", "so") == ()


@pytest.mark.sampled(4)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_description_names_its_sources_in_every_language(language: str) -> None:
    title, text, _, _ = STORIES.get(language, STORIES["en"])
    words = blurb(title, sentences(text, language), ["The source"], language, about="", quotes=True)
    assert words.endswith(f"{WORDS[language][1]}: The source.")


def test_a_description_says_what_one_learns_and_not_the_title_again() -> None:
    told = ["Why do we sleep?", "We sleep.", "Sleep lets the brain clean itself of what it made by day."]
    words = blurb("Why we sleep", told, ["A"], "en", about="", quotes=False)
    assert words.startswith("Sleep lets the brain clean itself of what it made by day. ")
    assert words.endswith(" Sources: A.")
    assert blurb("Sleep", told, ["A"], "en", about="What the brain does at night", quotes=True).startswith(
        "What the brain"
    )


@pytest.mark.parametrize(
    ("title", "text", "has", "never"),
    [
        (
            "How Much Sleep Do We Really Need?",
            "How Much Sleep Do We Really Need? Sleep restores the body. Adults need the sleep.",
            {"#sleep"},
            "#ReallyNeed",
        ),
        (
            "Mayor wants new north bridge",
            "A new north bridge came up. The new north bridge is a plan.",
            {"#NorthBridge"},
            "#NewNorth",
        ),
        (
            "Choosing The Best Wireless Headphones",
            "As a result, wireless headphones are liked. They have a battery. The battery lasts.",
            {"#WirelessHeadphone"},
            "#start",
        ),
        ("Easy Sourdough Bread", "Easy Sourdough Bread. Stir the dough. It took place.", {"#SourdoughBread"}, "#easy"),
    ],
)
def test_a_headline_gives_its_nouns_and_no_false_names(title: str, text: str, has: set[str], never: str) -> None:
    found = set(hashtags(title, text, "en"))
    assert has <= found
    assert never not in found


def test_a_description_does_not_say_again_what_the_title_and_its_sentence_say() -> None:
    told = ["The Romans built aqueducts for the cities.", "The water came to a city.", "The water was clean."]
    assert "Roman aqueduct" not in blurb("Roman aqueduct", told, ["A book"], "en", about="", quotes=True)
