"""From a topic or a document to a script: shipped topics, the user's documents, and finished scripts."""

from datetime import date
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.errors import BadInput
from tasks.domain.film.pacing import scene_count
from tasks.domain.story import Brief, Document, Dossier, Fact, Script, Source, Story, Topic
from tasks.domain.text.prose import STOPWORDS, leans
from tasks.domain.text.vocabulary import LANGUAGES
from tasks.machine.storage.assets import AssetStore
from tasks.providers.document_facts import DocumentFacts
from tasks.providers.extractive import ExtractiveWriter
from tasks.providers.shipped import ShippedFacts, next_shipped, shipped
from tasks.stagecraft.daily.given import parse_script
from tasks.trending import _able, asked_for
from tests.domain.text.gold import GOLD
from tests.providers.texts import ARTICLE, HOSTILE, NOTE, PAGE

PACE = 164.0


@pytest.fixture
def store(tmp_path: Path) -> AssetStore:
    return AssetStore(tmp_path / "assets")


def brief(**more: object) -> Brief:
    return Brief.model_validate({"channel": Channel(), "day": date(2026, 11, 24), "seed": 1, **more})


def read(store: AssetStore, text: str | bytes, suffix: str = ".md") -> Dossier:
    """The facts of a document with this content."""
    data = text.encode() if isinstance(text, str) else text
    document = Document(name=f"notes{suffix}", file=store.put(data, suffix))
    topic = asked_for(brief(document=document), lambda: False)
    return DocumentFacts(store, lambda _: b"").gather(topic, document)


def write(dossier: Dossier, seconds: int = 55) -> Story:
    return ExtractiveWriter().write(dossier, Channel(length_seconds=seconds), PACE, 1)


# ------------------------------------------------------------------ shipped topics


def test_five_topics_are_shipped_with_sources() -> None:
    assert len(shipped()) == 5
    for topic in shipped():
        assert all(source.url.startswith("https://") and source.licence != "unknown" for source in topic.sources)
        assert topic.hashtags
        assert topic.description


def test_a_channel_gets_unpublished_topics_until_none_is_left() -> None:
    published: list[str] = []
    for _ in range(5):
        topic = next_shipped("demo", published)
        assert topic.title not in published
        assert "has not published" in topic.reason
        published.append(topic.title)
    with pytest.raises(BadInput, match="all 5 shipped topics") as refused:
        next_shipped("demo", published)
    assert "--source" in refused.value.advice


def test_channels_get_the_topics_in_different_orders() -> None:
    firsts = {next_shipped(f"c{n}", ()).slug for n in range(12)}
    assert len(firsts) >= 3


def test_a_channel_in_another_language_is_not_given_the_english_topics() -> None:
    channel = Channel(language="de", trends="shipped", writer="extractive")
    with pytest.raises(BadInput, match="shipped topics are in English, and the channel's language is German"):
        _able(("shipped",), channel, ())
    assert _able(("shipped", "wikipedia"), channel, ()) == ["wikipedia"]
    assert asked_for(brief(channel=channel, topic="octopus hearts"), lambda: True).text == ""


def test_a_topic_is_found_by_its_words_and_an_unknown_one_is_an_error_with_advice() -> None:
    assert asked_for(brief(topic="octopus hearts"), lambda: False).slug == "why-an-octopus-has-three-hearts"
    with pytest.raises(BadInput, match="--source"):
        asked_for(brief(topic="the price of saffron"), lambda: False)
    unknown = asked_for(brief(topic="the price of saffron"), lambda: True)
    assert (unknown.origin, unknown.text) == ("user", "")


@pytest.mark.parametrize("topic", shipped(), ids=lambda topic: topic.title)
def test_a_shipped_topic_is_spoken_in_full_and_in_order(topic: object) -> None:
    chosen = asked_for(brief(topic=topic.title), lambda: False)  # type: ignore[attr-defined]
    story = write(ShippedFacts().gather(chosen, None))
    assert story.script.script == topic.text  # type: ignore[attr-defined]
    assert not story.quotes
    words = len(story.script.script.split())
    assert abs(words / PACE * 60 - 55) <= 55 * 0.08
    assert len(story.script.scenes) >= scene_count(words, words / PACE * 60)


def test_a_shorter_channel_gets_a_shorter_text_with_the_same_first_and_last_sentence() -> None:
    topic = asked_for(brief(topic="octopus"), lambda: False)
    dossier = ShippedFacts().gather(topic, None)
    story = write(dossier, 30)
    assert story.script.hook == dossier.facts[0].text
    assert story.script.script.endswith(dossier.facts[-1].text)
    assert 24 <= len(story.script.script.split()) / PACE * 60 <= 33


# ------------------------------------------------------------------ documents


def test_a_long_article_becomes_a_script_of_quoted_sentences(store: AssetStore) -> None:
    assert len(ARTICLE.split()) >= 3000
    dossier = read(store, ARTICLE)
    story = write(dossier)
    texts = {fact.text for fact in dossier.facts}
    assert story.quotes
    assert "quoted" in story.script.description
    assert story.script.hook in texts
    seconds = len(story.script.script.split()) / PACE * 60
    assert 30 <= seconds <= 55, "about 45 seconds, and never more than the default length"
    assert all(fact in {f.id for f in dossier.facts} for scene in story.cites for fact in scene)
    assert len(story.cites) == len(story.script.scenes)
    assert write(dossier) == story


def test_a_short_note_is_enough(store: AssetStore) -> None:
    assert 50 <= len(NOTE.split()) <= 70
    story = write(read(store, NOTE, ".txt"))
    assert 15 <= len(story.script.script.split()) / PACE * 60 <= 30


def test_markup_links_and_symbols_are_not_spoken(store: AssetStore) -> None:
    script = write(read(store, HOSTILE)).script.script
    for mark in ("http", "www.", "```", "|", "**", "<", "{", "🚀", "[1]", "@", "#"):
        assert mark not in script
    assert "1,250" in script or "3.5" in script


def test_a_web_page_gives_its_article_and_author(store: AssetStore) -> None:
    dossier = read(store, PAGE, ".html")
    text = " ".join(fact.text for fact in dossier.facts)
    assert "lighthouse" in text
    assert "Subscribe to our newsletter" not in text
    assert "Cookie" not in text
    assert dossier.title == "The keeper of Bell Rock"
    assert dossier.sources[0].author == "Ann Keeper"


def test_front_matter_is_read_and_not_spoken(store: AssetStore) -> None:
    text = "---\ntitle: Of kettles\nauthor: Jo Steam\nlicense: CC0\n---\n# Another heading\n\n" + NOTE
    dossier = read(store, text)
    assert (dossier.title, dossier.sources[0].author, dossier.sources[0].licence) == ("Of kettles", "Jo Steam", "CC0")
    assert not any("Jo Steam" in fact.text for fact in dossier.facts)


@pytest.mark.parametrize(
    ("data", "suffix", "message"),
    [
        (b"", ".txt", "is empty"),
        (b"  \n\n ", ".md", "is empty"),
        (bytes(range(256)) * 20, ".txt", "is not text"),
        (b"One sentence is not enough.", ".txt", "too short"),
        (b"```python\nprint(1)\n```\n", ".md", "no sentences"),
        (b"<html><body><nav>Home</nav></body></html>", ".html", "no sentences"),
    ],
)
def test_an_unusable_source_is_a_clear_error(store: AssetStore, data: bytes | str, suffix: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as refused:
        read(store, data, suffix)
    assert refused.value.advice


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Die Brücke wurde von Hand gebaut. Sie steht seit zweihundert Jahren im Fluss. " * 4, "German"),
        ("Le pont a été construit à la main. Il se trouve dans la rivière depuis longtemps. " * 4, "French"),
    ],
)
def test_a_source_in_another_language_is_a_question_that_names_both(store: AssetStore, text: str, name: str) -> None:
    dossier = read(store, text, ".txt")
    with pytest.raises(BadInput, match=f"in {name}, and the channel's language is English") as refused:
        write(dossier)
    assert "language: " in refused.value.advice


def test_a_text_that_fits_is_told_whole_and_in_order(store: AssetStore) -> None:
    text = (
        'I opened the door at midnight. "Who is there?" I asked. "A friend," said the voice. I did not have any friends'
        ' in that town. "Your brother sent me," he said. I never found out who the man was.'
    )
    assert write(read(store, text, ".txt")).script.script == text


def test_long_sentences_are_spoken(store: AssetStore) -> None:
    long = (
        "When the river rose in the spring of the year after the great war, the people of the lower town, who had "
        "already lost one bridge to the ice and another to the army, carried everything up the hill to the church. "
    )
    story = write(read(store, long + "Nobody else in the valley ever heard of it again.", ".txt"))
    assert story.script.script.startswith("When the river rose")
    assert len(story.script.scenes) > 3


def test_one_sentence_that_is_longer_than_the_short_is_refused_with_its_length(store: AssetStore) -> None:
    text = f"The river rose {'and the people carried it all up the hill ' * 20}again."
    with pytest.raises(BadInput, match="too long: the shortest has 184 words, and 55 seconds hold 150"):
        write(read(store, text, ".txt"))
    parted = text.replace("hill and the people", "hill; the people")
    assert len(write(read(store, parted, ".txt")).script.script.split()) <= 150


@pytest.mark.sampled(4)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_built_in_writer_works_in_thirteen_languages(language: str) -> None:
    texts = [sentence for text in GOLD[language] for sentence in text]
    facts = tuple(Fact(id=f"f{n}", text=text, source="s1") for n, text in enumerate(texts, 1))
    sources = (Source(id="s1", title="A book"), Source(id="s2", title="Another"))
    dossier = Dossier(title=texts[0][:40], facts=facts, sources=sources, language=language)
    whole = dossier.model_copy(update={"sources": sources[:1]})
    told = ExtractiveWriter().write(whole, Channel(language=language), PACE, 1)
    assert told.script.script == " ".join(texts)
    assert "A book" in told.script.description
    assert not leans(ExtractiveWriter().write(dossier, Channel(language=language), PACE, 1).script.hook, language)


def test_the_built_in_writer_says_which_languages_it_knows() -> None:
    with pytest.raises(BadInput, match=r"does not know Japanese\. It knows English, German, .*Swedish") as refused:
        ExtractiveWriter().check_language("ja")
    assert "OPENAI_API_KEY" in refused.value.advice


def test_other_encodings_are_read(store: AssetStore) -> None:
    text = NOTE + " The café was closed."
    assert "café" in read(store, text.encode("utf-16"), ".txt").facts[-1].text
    guessed = read(store, text.encode("cp1252"), ".txt")
    assert "café" in guessed.facts[-1].text
    assert "Windows-1252" in guessed.notes[0]


def test_the_hook_makes_sense_on_its_own(store: AssetStore) -> None:
    hook = write(read(store, ARTICLE)).script.hook
    assert hook.split()[0].lower() not in {"it", "they", "however", "this", "he", "she", "but", "and"}
    assert len([word for word in hook.split() if word.lower() not in STOPWORDS]) >= 3


# ------------------------------------------------------------------ finished scripts

GOOD = """
title: Tides
hook: The sea leaves twice a day.
scenes:
  - {time: "0:00-0:03", narration: The sea leaves twice a day., visual_description: an empty harbour}
  - {time: "0:03-0:06", narration: It always comes back., visual_description: waves}
hashtags: ["#sea"]
description: Tides.
"""


def test_a_script_may_be_yaml_or_json_without_the_joined_text() -> None:
    script = parse_script(GOOD, ".yaml")
    assert script.script == "The sea leaves twice a day. It always comes back."
    assert parse_script(script.model_dump_json(), ".json") == script


@pytest.mark.parametrize(
    ("text", "suffix", "message"),
    [
        ("{", ".json", "not valid JSON"),
        ("a: [", ".yaml", "not valid YAML"),
        ("[]", ".json", "no fields"),
        ("title: x", ".yaml", "scenes"),
        (GOOD.replace("title: Tides", "titel: Tides"), ".yaml", "titel"),
        (GOOD + "script: Something else.", ".yaml", "word for word"),
        (GOOD + "fixed: perhaps", ".yaml", "fixed"),
    ],
)
def test_an_invalid_script_is_an_error_that_names_the_fault(text: str, suffix: str, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        parse_script(text, suffix)


def test_a_given_script_is_used_as_it_is() -> None:
    from tasks.script import given_story

    script = parse_script(GOOD, ".yaml")
    story = given_story(script)
    assert story.fixed
    assert type(story.script) is Script
    assert {**story.script.model_dump(), "fixed": True} == script.model_dump()
    again = parse_script(script.model_copy(update={"fixed": False}).model_dump_json(), ".json")
    assert not given_story(again).fixed, "a short's own script is cut as the short was"
    chosen: Topic = asked_for(brief(script=script), lambda: False)
    assert chosen.origin == "script"
    assert isinstance(chosen.slug, str)
