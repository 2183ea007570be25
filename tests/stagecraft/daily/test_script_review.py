"""The review of the script: its form, what an edit changes, and that an answer is asked for once."""

from datetime import date
from typing import Any

import pytest

from tasks.domain.channel import Channel
from tasks.domain.edition import Decision
from tasks.domain.errors import BadInput, Refused
from tasks.domain.story import Scene, Script, Source, Story
from tasks.stagecraft.daily import script_review
from tasks.stagecraft.daily.script_review import decision_of, edited, form, reviewed_script, script_page

SAID = ("The sea rises twice a day.", "The moon pulls it.", "Then it falls.")
STORY = Story(
    script=Script(
        title="Tides",
        hook=SAID[0],
        script=" ".join(SAID),
        scenes=tuple(Scene(time="0:00-0:03", narration=text, visual_description=f"view {text[:8]}") for text in SAID),
        hashtags=("#sea",),
        description="Why the sea rises.",
    ),
    writer="extractive",
    quotes=True,
    cites=(("f1",), ("f2",), ("f3",)),
    sources=(Source(id="s1", title="Tide tables", url="https://example.org/t"),),
)
CHANNEL = Channel.model_validate({"review": "script"})
DAY = date(2026, 11, 24)


def answer(*scenes: str, **more: Any) -> Decision:
    return Decision(approved=True, scenes=scenes, **more)


def test_an_answer_without_edits_changes_nothing() -> None:
    assert edited(STORY, answer(*SAID, title="Tides")) == STORY


def test_edits_become_the_script_and_are_no_quotations_any_more() -> None:
    story = edited(STORY, answer("The sea climbs. Twice a day.", SAID[1], "", title="Why tides"))
    assert story.script.title == "Why tides"
    assert story.script.script == "The sea climbs. Twice a day. The moon pulls it."
    assert story.script.hook == "The sea climbs."
    assert [scene.visual_description for scene in story.script.scenes] == ["view The sea ", "view The moon"]
    assert story.cites == ((), ("f2",))
    assert not story.quotes
    assert story.notes == ("A person has edited the script: 2 scenes.",)


def test_a_new_title_alone_keeps_the_quotations() -> None:
    story = edited(STORY, answer(*SAID, title="Why tides"))
    assert (story.script.title, story.quotes, story.cites) == ("Why tides", True, STORY.cites)


@pytest.mark.parametrize("scenes", [("", " ", ""), ("\U00010080\U00010081.",) * 3])
def test_what_cannot_be_spoken_or_shown_is_refused(scenes: tuple[str, ...]) -> None:
    with pytest.raises(BadInput):
        edited(STORY, answer(*scenes))


def test_the_form_has_a_field_for_each_scene_prefilled() -> None:
    filled = form(STORY, answer(*SAID), "Waits.")
    shown = filled.model_json_schema()["properties"]
    assert {name: field["default"] for name, field in shown.items()} == {
        "decision": "approve",
        "reason": "",
        "title": "Tides",
        "scene_1": SAID[0],
        "scene_2": SAID[1],
        "scene_3": SAID[2],
    }
    assert shown["scene_1"]["title"] == "Scene 1"
    assert decision_of(filled(), 3) == answer(*SAID, title="Tides")
    assert decision_of(filled.model_validate({"scene_2": "  The   moon. "}), 3).scenes[1] == "The moon."


def test_the_page_shows_scenes_and_sources() -> None:
    page = script_page(STORY, "Tuesday 18:00 (Etc/UTC)")
    assert "2. The moon pulls it." in page
    assert "- Tide tables https://example.org/t" in page


class Reviewer:
    """Answers forms in turn, and remembers what was asked."""

    def __init__(self, *answers: dict[str, str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, questions: Any, *, key: str, seconds: int, message: str) -> Any:
        self.asked.append(message)
        return questions(**self.answers.pop(0))


@pytest.fixture
def reviewer(monkeypatch: pytest.MonkeyPatch) -> Reviewer:
    found = Reviewer()
    monkeypatch.setattr(script_review, "answer_to", found)
    monkeypatch.setattr(script_review, "create_markdown_artifact", lambda *_, **__: None)
    return found


def test_an_answer_is_asked_for_once(reviewer: Reviewer) -> None:
    reviewer.answers = [{"scene_3": ""}]
    first = reviewed_script(STORY, CHANNEL, DAY)
    assert [scene.narration for scene in first.script.scenes] == list(SAID[:2])
    assert reviewed_script(STORY, CHANNEL, DAY) == first
    assert len(reviewer.asked) == 1
    assert "the script of 'Tides' waits for a review until" in reviewer.asked[0]


def test_an_answer_that_leaves_no_words_is_asked_again_with_the_reason(reviewer: Reviewer) -> None:
    reviewer.answers = [{f"scene_{n}": "" for n in (1, 2, 3)}, {"scene_1": "All new."}]
    other = STORY.model_copy(update={"script": STORY.script.model_copy(update={"title": "Ebb"})})
    assert reviewed_script(other, CHANNEL, DAY).script.scenes[0].narration == "All new."
    assert reviewer.asked[1].startswith("The script has no words left.")


def test_a_rejected_script_ends_the_run_before_anything_is_spoken(reviewer: Reviewer) -> None:
    reviewer.answers = [{"decision": "reject", "reason": "Too dry."}]
    other = STORY.model_copy(update={"script": STORY.script.model_copy(update={"title": "Flow"})})
    with pytest.raises(Refused, match="rejected the script: Too dry"):
        reviewed_script(other, CHANNEL, DAY)


@pytest.mark.parametrize(
    ("written", "script", "film"),
    [(True, False, True), ("no", False, False), ("script", True, False), ("both", True, True), ("film", False, True)],
)
def test_what_is_reviewed(written: object, script: bool, film: bool) -> None:
    channel = Channel.model_validate({"review": written})
    assert (channel.review.of_script, channel.review.of_film) == (script, film)
