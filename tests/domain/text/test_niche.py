"""A niche is held to by words: kinds of things, in the channel's language, and words that are shared."""

import pytest

from tasks.domain.story import Trend
from tasks.domain.text.niche import Niche
from tasks.domain.text.niche.words import FIELDS, WIDER
from tasks.domain.text.vocabulary import LANGUAGES
from tasks.providers.shipped import shipped

DEMO = "small wonders of nature, science and engineering"


def fits(niche: str, title: str, about: str, language: str = "en") -> bool:
    return Niche(niche, language).fits(Trend(title=title, about=about))


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("Tardigrade", "Phylum of microscopic animals"),
        ("Water bear", "Water bears, also known as tardigrades, are a phylum of eight-legged micro-animals."),
        ("Lion", "Species of large cat"),
        ("Marie Curie", "Polish-French physicist and chemist (1867–1934)"),
        ("Artemis II", "Second crewed mission of the Artemis program to the Moon"),
        ("Gold", "Chemical element with atomic number 79 (Au)"),
        ("Golden Gate Bridge", "Suspension bridge in California"),
        ("Meteor shower", "Science, meteor shower tonight"),
        ("Photosynthesis", "Biological process to convert light into chemical energy"),
    ],
)
def test_a_channel_of_science_takes_nature_science_and_engineering(title: str, about: str) -> None:
    assert fits(DEMO, title, about)
    assert not fits("celebrity gossip", title, about)


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("Nick Offerman", "American actor (born 1970)"),
        ("Octopus", "2000 American science fiction film"),
        ("Our Planet", "British nature documentary series"),
        ("Taylor Swift", "American singer-songwriter (born 1989)"),
        ("Breaking Bad", "American crime drama television series"),
        ("A president", "President of the United States since 2025, engineer"),
        ("Boston Celtics", "NBA team in Massachusetts"),
        ("Lakers", "Sports, lakers vs bulls"),
        ("Charles Engineering", "English footballer and former scientist"),
        ("A billionaire", "Businessman and engineer (born 1971)"),
        ("Deaths of an actor", ""),
        ("A name of which nothing is known", ""),
    ],
)
def test_a_channel_of_science_never_makes_news_of_celebrities_teams_and_parties(title: str, about: str) -> None:
    assert not fits(DEMO, title, about)


@pytest.mark.sampled(9)
@pytest.mark.parametrize(
    ("language", "niche", "inside", "outside"),
    [
        ("de", "Tiere und Wissenschaft", "deutscher Physiker", "deutsche Fernsehschauspielerin"),
        ("fr", "nature et science", "nom vernaculaire de mollusques", "film de science-fiction"),
        ("es", "naturaleza y ciencia", "especie de ave", "cantante colombiana"),
        ("it", "natura e scienza", "specie di insetto", "calciatore italiano"),
        ("pt", "natureza e ciência", "espécie de pássaro", "atriz brasileira"),
        ("nl", "natuur en wetenschap", "soort vogel", "Nederlands voetballer"),
        ("sv", "natur och vetenskap", "en art av fåglar", "svensk skådespelare"),
        ("pl", "przyroda i nauka", "gatunek ptaka", "polski aktor"),
        ("ru", "природа и наука", "вид птиц", "российская певица"),
        ("uk", "природа і наука", "вид птахів", "українська співачка"),
        ("tr", "doğa ve bilim", "bir kuş türü", "Türk oyuncu"),
        ("el", "φύση και επιστήμη", "είδος ζώου", "Έλληνας ηθοποιός"),
    ],
)
def test_a_niche_holds_in_the_writers_languages_and_in_english(
    language: str, niche: str, inside: str, outside: str
) -> None:
    for said in (niche, "nature and science"):
        assert fits(said, "X", inside, language), said
        assert not fits(said, "X", outside, language), said


def test_a_narrow_niche_takes_what_shares_its_word_and_no_film_of_that_name() -> None:
    assert fits("octopuses", "Octopus", "Order of cephalopod molluscs")
    assert not fits("octopuses", "Squid", "Order of cephalopod molluscs")
    assert not fits("octopuses", "Octopus", "2000 American horror film")
    assert fits("football", "X", "Brazilian footballer")
    assert not fits("football", "X", "Swiss tennis player")
    assert fits("horror movies", "Octopus", "2000 American horror film")


@pytest.mark.parametrize("niche", ["", "amazing facts", "curious stories", "daily news", "erstaunliche Fakten"])
def test_a_niche_that_says_nothing_shuts_nothing_out(niche: str) -> None:
    language = "de" if "Fakten" in niche else "en"
    assert fits(niche, "Nick Offerman", "American actor", language)


def test_the_shipped_topics_are_of_the_sample_channels_niche() -> None:
    texts = {topic.title: f"{topic.description} {' '.join(topic.keywords)}" for topic in shipped()}
    assert all(fits(DEMO, title, about) for title, about in texts.items())


def test_every_field_is_named_in_every_language_of_the_writer() -> None:
    assert all(set(languages) == set(LANGUAGES) for languages in FIELDS.values())
    assert all(text.partition("|")[0].strip() for languages in FIELDS.values() for text in languages.values())
    assert set(WIDER) | {field for wider in WIDER.values() for field in wider} <= set(FIELDS)
