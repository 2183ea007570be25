"""A finished script is taken as people have it: narrations are enough, markup is not spoken, errors name the field."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.errors import BadInput
from tasks.stagecraft.daily.given import parse_script


def parsed(data: object) -> tuple[str, list[str]]:
    """What is said of a script in JSON, and the notes."""
    notes: list[str] = []
    return parse_script(json.dumps(data), ".json", notes).script, notes


@pytest.mark.parametrize(
    "data",
    [
        {"title": "The harbour", "scenes": [{"narration": "Nobody lives here."}, {"narration": "The lamp turns."}]},
        {"scenes": ["Nobody lives here.", "The lamp turns."]},
        ["Nobody lives here.", "The lamp turns."],
        [{"text": "Nobody lives here."}, {"voiceover": "The lamp turns."}],
        {"script": "Nobody lives here. The lamp turns."},
        {"scenes": {"1": "Nobody lives here.", "2": "The lamp turns."}},
    ],
)
def test_narrations_are_enough(data: object) -> None:
    script = parse_script(json.dumps(data), ".json")
    assert script.script == "Nobody lives here. The lamp turns."
    assert script.hook == "Nobody lives here."
    assert [scene.time for scene in script.scenes] == ["0:00-0:01", "0:01-0:02"]
    assert script.title
    assert script.description
    assert script.hashtags


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("# The harbour\n\n**Narrator:** Nobody lives here.\n\n*(camera pans)*\n\nThe lamp turns.", ".md"),
        ("The harbour\n\nNobody lives here.\n\n[pause]\n\nThe lamp turns.\n", ".txt"),
        ("- Nobody lives here.\n- The lamp turns.\n", ".yaml"),
    ],
)
def test_a_text_is_a_script_too(text: str, suffix: str) -> None:
    script = parse_script(text, suffix)
    assert [scene.narration for scene in script.scenes] == ["Nobody lives here.", "The lamp turns."]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("**Nobody** lives in <b>this house</b> &amp; its yard.", "Nobody lives in this house & its yard."),
        ("[pause] (whispering) The lamp turns every night.", "The lamp turns every night."),
        ("The lamp (pause) turns [laughs] every night.", "The lamp turns every night."),
        ("[Ominous drone] The lamp turns.", "The lamp turns."),
        ("*sighs* The lamp turns.", "The lamp turns."),
        ("“I think [the king] was right,” he said.", "“I think [the king] was right,” he said."),
        ("The lamp (which is old) turns.", "The lamp (which is old) turns."),
        ("[The king] was right.", "[The king] was right."),
        ('<speak>The <break time="1s"/> lamp <emphasis level="strong">turns</emphasis>.</speak>', "The lamp turns."),
        (
            'The lamp <prosody rate="slow">turns</prosody> <say-as interpret-as="date">1998</say-as>.',
            "The lamp turns 1998.",
        ),
        ("[00:05] NARRATOR: The lamp turns.", "The lamp turns."),
        ("__The__ `lamp` ~~stood~~ turns 3*4 times.", "The lamp turns 3*4 times."),
        ("We <3 it and x <b and y is >5.", "We <3 it and x <b and y is >5."),
        ("# The lamp turns.", "The lamp turns."),
        ("It has 10<sup>8</sup> lamps.", "It has 10⁸ lamps."),
    ],
)
def test_markup_and_directions_are_not_spoken(written: str, spoken: str) -> None:
    assert parsed([written, "It is late."])[0] == f"{spoken} It is late."


def test_what_is_left_out_is_said_with_counts() -> None:
    scenes = [{"narration": "[pause] Nobody lives <b>here</b>.", "duration": 4}, {"narration": "(beat)"}]
    said, notes = parsed({"title": "t", "scenes": scenes, "music": "calm"})
    assert said == "Nobody lives here."
    assert "music, duration" in notes[0]
    assert "2 stage directions" in notes[1]
    assert "2 tags" in notes[1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"scenes": [{"narration": "a b."}, {"time": "3"}]}, "Scene 2 of the script has no narration"),
        ({"scenes": [{"narration": ["a"]}]}, "Scene 1 of the script has no narration"),
        ({"scenes": [3]}, "Scene 1 of the script is 3"),
        ({"scenes": [{"naration": "a b."}]}, "'naration' in scene 1. Did you mean 'narration'"),
        ({"titel": "x", "scenes": ["a b."]}, "'titel'. Did you mean 'title'"),
        ({"scenes": []}, "no scenes"),
        ({"scenes": ["[pause]", "<br/>"]}, "nothing in them can be spoken"),
        ({"scenes": ["a b."], "script": "c d."}, "word for word"),
        ({"scenes": ["a b."], "title": ["x"]}, "title is not text"),
    ],
)
def test_an_error_names_the_field_and_counts_rightly(data: object, message: str) -> None:
    with pytest.raises(BadInput, match=message) as refused:
        parsed(data)
    assert "not 0" not in str(refused.value)


def test_titles_and_hashtags_are_tidied() -> None:
    script = parse_script('{"title": "Salt &amp; sea", "scenes": ["It is."], "hashtags": "#salt, sea &amp;"}', ".json")
    assert script.title == "Salt & sea"
    assert script.hashtags == ("#salt", "#sea")
    assert parse_script('{"title": 1984, "scenes": ["It is."], "hashtags": []}', ".json").title == "1984"


@given(st.lists(st.text(alphabet="abn 0123456789*_.,()[]“”'-", min_size=1, max_size=60), min_size=1, max_size=4))
def test_no_script_says_a_number_that_is_not_in_it(narrations: list[str]) -> None:
    import re

    try:
        said, _ = parsed(narrations)
    except BadInput:
        return
    assert set(re.findall(r"\d+", said)) <= set(re.findall(r"\d+", " ".join(narrations)))
