"""Labels, asides and slips are mended, and what limits a statement stays."""

import pytest

from tasks.domain.story import Fact
from tasks.domain.text.telling.tidy import tidied


def mended(*texts: str) -> list[str]:
    facts = [Fact(id=f"f{n}", text=text, source="s1") for n, text in enumerate(texts)]
    return [fact.text for fact in tidied(facts).facts]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("RESULTS: The naps helped.", "The naps helped."),
        ("Methods: We asked 40 people.", "We asked 40 people."),
        ("The canal is 51 miles (82 km) long.", "The canal is 51 miles long."),
        ("Risk fell by half (95% CI 0.3 to 0.7).", "Risk fell by half."),
        ("Add the nuts (optional) now.", "Add the nuts (optional) now."),
        ("“I think [the king] was right.”", "“I think [the king] was right.”"),
        ("It fell down.[1, 3]", "It fell down."),
        ("It is the oldest [source: United Nations].", "It is the oldest."),
        ("It carries it self.", "It carries itself."),
        ("These are her self-portraits.", "These are her self-portraits."),
        ("DETROIT (WWJ) -- The city met.", "The city met."),
        ("He has it all at it's disposal.", "He has it all at its disposal."),
        ("NASA launched a rocket.", "NASA launched a rocket."),
        ("WALNUT • Neither team won.", "Neither team won."),
        ("STAUNTON, Va. (WHSV)— The board met.", "The board met."),
    ],
)
def test_a_text_for_readers_becomes_one_for_the_ear(text: str, right: str) -> None:
    assert mended(text) == [right]


def test_an_abbreviation_is_explained_if_it_is_used() -> None:
    assert mended("Quality of life (QOL) rose.", "QOL is a score.")[0] == "Quality of life (QOL) rose."
    assert mended("Quality of life (QOL) rose.", "It is a score.")[0] == "Quality of life rose."


def test_lines_about_the_page_and_headings_go_and_a_note_says_so() -> None:
    facts = [
        Fact(id=str(n), text=text, source="s1")
        for n, text in enumerate(["How it works.", "Follow us on X.", "Follow Radio Tarn on Facebook.", "K.F.", "Old."])
    ]
    tidy = tidied(facts)
    assert [fact.text for fact in tidy.facts] == ["Old."]
    assert "3 lines about the page" in tidy.notes[0]


def test_what_stands_under_a_conclusion_is_known() -> None:
    facts = [
        Fact(id=str(n), text=text, source="s1") for n, text in enumerate(["RESULTS: It fell.", "CONCLUSION: It works."])
    ]
    assert tidied(facts).concluding == {"1"}


def test_other_languages_keep_their_spaces() -> None:
    fact = Fact(id="f1", text="Où est-il ? Elle est partie !", source="s1")
    assert tidied([fact], "fr").facts == (fact,)


def paragraphs(*given: str) -> list[str]:
    """What is told of these paragraphs, whose sentences stand between bars."""
    told = [
        Fact(id=f"f{at}.{n}", text=text, source="s1", paragraph=at)
        for at, paragraph in enumerate(given, 1)
        for n, text in enumerate(paragraph.split(" | "))
    ]
    return [fact.text for fact in tidied(told).facts]


@pytest.mark.parametrize(
    "caption",
    [
        "A shark swims near Hawaii. | It is large. | (Image credit: K. Stamo, NOAA Permit #932-14.)",
        "A ferry passing under the Brooklyn Bridge.",
        "This photograph was taken from the ferry.",
        "Photo by Oddharmonic.",
        "A white coral with long arms on a black background. | It seems to have seven of them.",
    ],
)
def test_a_caption_is_not_told(caption: str) -> None:
    assert paragraphs("The bridge opened in 1883.", caption) == ["The bridge opened in 1883."]


@pytest.mark.parametrize(
    "text",
    [
        "The first photograph by a woman hangs in Paris.",
        "A man carrying a lamp walks in the park.",
        "The morning train to Bath leaves at nine.",
        "The birds flying south sing loudly.",
        "Beginning a running program.",
        "The king was feeling in his pocket for a coin.",
        "She was a photographer of birds.",
    ],
)
def test_a_sentence_about_pictures_or_with_a_participle_is_told(text: str) -> None:
    assert paragraphs("The bridge opened in 1883.", text)[1:] == [text]


def test_a_step_in_brackets_is_told_and_a_note_to_the_reader_is_not() -> None:
    assert mended("(Remove the thyme before blending.)") == ["Remove the thyme before blending."]
    assert mended("It fell.", "(More elephant stories.)", "[Join a contest now.]") == ["It fell."]


def test_a_verdict_is_a_conclusion() -> None:
    facts = [Fact(id="f0", text="It is red.", source="s1"), Fact(id="f1", text="Final verdict: buy it.", source="s1")]
    assert tidied(facts).concluding == {"f1"}
