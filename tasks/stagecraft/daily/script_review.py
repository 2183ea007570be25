"""A person reads the script, and may edit it, before any voice is paid for. The run is suspended meanwhile.

The form has a field for each scene: Prefect's text boxes lose line breaks, and a scene's picture stays with its words.
The ledger keeps the answer for this channel and script, so that a retry does not ask again.
"""

import hashlib
from datetime import date
from itertools import count
from typing import Any, Literal

from prefect.artifacts import create_markdown_artifact
from prefect.input import RunInput
from pydantic import Field, create_model

from tasks.domain.channel import Channel
from tasks.domain.edition import Decision
from tasks.domain.errors import BadInput, Refused
from tasks.domain.story import Scene, Story
from tasks.domain.text.sentences import sentences
from tasks.domain.values import replaced
from tasks.domain.words import join_texts
from tasks.machine.clock import now
from tasks.machine.storage.ledger import ledger
from tasks.render.captions.fonts import check_text
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily.asking import answer_to
from tasks.stagecraft.daily.review import answer_due


class ScriptReview(RunInput):
    """The review form, to which `form` adds the scenes.

    The fields have no limits, because the UI reports an answer that its schema refuses as "resumed" and then drops it.
    """

    decision: Literal["approve", "reject"] = Field("approve", description="Make a short of this script?")
    reason: str = Field("", description="If you reject it, why; for the record.")
    title: str = Field("", description="Title of the short.")


def reviewed_script(story: Story, channel: Channel, day: date) -> Story:
    """The story as the reviewer wants it. Suspends the run until there is an answer. Raises Refused if it is no."""
    key = hashlib.sha256(f"{channel.key}/script/{story.script.title}/{story.script.script}".encode()).hexdigest()
    decision = ledger().decision(key)
    if decision is None:
        decision = _ask(story, channel, day, key)
        ledger().decide(key, decision)
    if not decision.approved:
        raise Refused(
            [f"the reviewer rejected the script: {decision.reason or 'no reason given'}"],
            advice="Nothing was spoken or published.",
        )
    return edited(story, decision)


def edited(story: Story, decision: Decision) -> Story:
    """The story with a reviewer's title and narrations. Raises BadInput if no word is left, or no font has one."""
    script = story.script
    said = decision.scenes or tuple(scene.narration for scene in script.scenes)
    kept = [
        (number, scene, " ".join(text.split())) for number, (scene, text) in enumerate(_paired(story, said)) if text
    ]
    if not any(text for *_, text in kept):
        raise BadInput("The script has no words left.", advice="Write what is to be spoken, or reject the script.")
    scenes = tuple(replaced(scene, narration=text) for _, scene, text in kept)
    changed = sum(text != scene.narration for _, scene, text in kept) + len(script.scenes) - len(kept)
    title = decision.title or script.title
    if not changed and title == script.title:
        return story
    whole = join_texts(scene.narration for scene in scenes)
    check_text(f"{title} {whole}")
    cites = dict(enumerate(story.cites))
    hook = script.hook if scenes[0] == script.scenes[0] else sentences(scenes[0].narration)[0]
    return replaced(
        story,
        script=replaced(script, title=title, hook=hook, script=whole, scenes=scenes),
        # What a person has written is nobody's quotation, and no longer what the facts were compared with.
        cites=tuple(cites.get(n, ()) if text == scene.narration else () for n, scene, text in kept) if cites else (),
        quotes=story.quotes and not changed,
        rewritten=0 if changed else story.rewritten,
        notes=(*story.notes, *([f"A person has edited the script: {changed} scenes."] if changed else [])),
    )


def _paired(story: Story, said: tuple[str, ...]) -> list[tuple[Scene, str]]:
    return list(zip(story.script.scenes, said, strict=True))


def form(story: Story, filled: Decision, *paragraphs: str) -> type[ScriptReview]:
    """The form prefilled with an answer, with a field for each scene, under a text."""
    fields: dict[str, Any] = {
        "decision": (Literal["approve", "reject"], Field("approve", description="Make a short of this script?")),
        "reason": (str, Field(filled.reason, description="If you reject it, why; for the record.")),
        "title": (str, Field(filled.title or story.script.title, description="Title of the short.")),
    }
    for number, (scene, text) in enumerate(_paired(story, filled.scenes), 1):
        shown = f"Shown: {scene.visual_description}. " if scene.visual_description else ""
        about = f"{shown}Emptied, the scene is left out."
        fields[f"scene_{number}"] = (str, Field(text, title=f"Scene {number}", description=about))
    model = create_model(ScriptReview.__name__, __base__=ScriptReview, **fields)
    model._description = "\n\n".join(paragraphs)
    return model


def decision_of(answer: ScriptReview, scenes: int) -> Decision:
    """The answer with its white space normalised."""
    said = answer.model_dump()
    return Decision(
        approved=answer.decision == "approve",
        reason=answer.reason.strip(),
        title=" ".join(answer.title.split()),
        scenes=tuple(" ".join(str(said.get(f"scene_{number}", "")).split()) for number in range(1, scenes + 1)),
    )


def script_page(story: Story, deadline: str) -> str:
    """The artifact that the reviewer reads, as Markdown: the script by scenes, and its sources."""
    scenes = "\n".join(
        f"{number}. {scene.narration}" + (f" *({scene.visual_description})*" if scene.visual_description else "")
        for number, scene in enumerate(story.script.scenes, 1)
    )
    sources = (
        "\n".join(f"- {source.title} {source.url}".rstrip() for source in story.sources) or "- given with the script"
    )
    return (
        f"# {story.script.title}\n\nNot made without an answer by {deadline}. Nothing has been spoken yet.\n\n"
        f"## Narration\n\n{scenes}\n\n## Sources\n\n{sources}\n"
    )


def _ask(story: Story, channel: Channel, day: date, key: str) -> Decision:
    start = now()
    due = answer_due(channel, start)
    seconds, deadline = round((due - start).total_seconds()), f"{due:%A %H:%M} ({channel.timezone})"
    name = f"script-{key[:12]}"
    create_markdown_artifact(script_page(story, deadline), key=name, description=f"To read: {story.script.title}")
    instructions = (
        f"The script of **{story.script.title}** waits for you until {deadline}. The artifact `{name}` of this run "
        "shows it with its sources. Edit what you like: nothing has been spoken or paid to a voice yet."
    )
    message = (
        f"{channel.name}, {day}: the script of {story.script.title!r} waits for a review until {deadline}. Press "
        "Resume in the run's menu to read, edit and approve or reject it. Without an answer no short is made."
    )
    answer = Decision(approved=True, scenes=tuple(scene.narration for scene in story.script.scenes))
    faults, turns = tuple[str, ...](), count(1)
    while True:
        questions = form(story, answer, *faults, instructions)
        filled = answer_to(
            questions, key=f"{name}-{next(turns)}", seconds=seconds, message=" ".join([*faults, message])
        )
        answer = decision_of(filled, len(story.script.scenes))
        try:
            if answer.approved:
                edited(story, answer)
        except BadInput as error:
            faults = (str(error),)
            continue
        telemetry.logger().info("Review of the script: %s.", filled.decision)
        return answer
