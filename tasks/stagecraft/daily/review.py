"""A person decides before a short is published: the run ends, keeps nothing busy, and goes on when the answer comes.

Prefect suspends the run with a form. The answer is kept in the ledger for this channel and film: a retry after approval
does not ask again, and another film of the same day is asked about anew.
"""

import base64
import hashlib
import io
import math
import re
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

from PIL import Image
from prefect.artifacts import create_markdown_artifact
from prefect.events import emit_event
from prefect.exceptions import Pause
from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from prefect.logging import get_run_logger
from prefect.runtime import deployment, flow_run
from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from tasks.domain.channel import Channel
from tasks.domain.edition import ApprovedVideo, Decision
from tasks.domain.errors import BadInput, Refused
from tasks.domain.story import Script, Story
from tasks.domain.timeline import Timeline
from tasks.machine.clock import now
from tasks.machine.storage.assets import assets
from tasks.machine.storage.ledger import ledger
from tasks.providers.youtube.metadata import unfit

THUMB = 150  # pixels; a contact sheet travels as text in the form's page
MIN_SECONDS = 60
WAITING = "dailies.run.waiting"  # the event that a run leaves behind when its process ends for a review


class Review(RunInput):
    """The form. What is changed here is published; the film stays as it is.

    It has no limits of its own: the UI says "resumed" of an answer that its schema refuses, and forgets it.
    """

    decision: Literal["approve", "reject"] = Field("approve", description="Publish this short?")
    reason: str = Field("", description="Why not, for the record.")
    title: str = Field("", description="The title to publish it under.")
    text: str = Field("", title="Description", description="The description to publish with it.")
    hashtags: str = Field("", description="Hashtags, separated by spaces.")

    def decided(self) -> Decision:
        return Decision(
            approved=self.decision == "approve",
            reason=self.reason.strip(),
            title=" ".join(self.title.split()),
            description=self.text.strip(),
            hashtags=tuple(f"#{tag.lstrip('#')}" for tag in re.split(r"[\s,]+", self.hashtags) if tag.strip("#")),
        )


def reviewed(story: Story, approved: ApprovedVideo, timeline: Timeline, channel: Channel) -> Story:
    """The story as a person wants it published. Suspends the run until there is an answer; raises Refused on a no."""
    film = hashlib.sha256(f"{channel.key}/{approved.video.file.sha256}".encode()).hexdigest()
    decision = ledger().decision(film)
    if decision is None:
        decision = _ask(story, approved, timeline, channel)
        ledger().decide(film, decision)
    if not decision.approved:
        raise Refused(
            [f"the reviewer said no: {decision.reason or 'no reason given'}"], advice="Nothing was published."
        )
    changed = {
        "title": decision.title or story.script.title,
        "description": decision.description or story.script.description,
        "hashtags": decision.hashtags or story.script.hashtags,
    }
    script = Script.model_validate({**story.script.model_dump(), **changed})
    return story.model_copy(update={"script": script})


def check_reviewable(channel: Channel) -> None:
    """Raises BadInput where nobody could answer: only a deployment's run can be suspended."""
    if channel.review and not deployment.id:
        raise BadInput(
            f"Channel {channel.name} asks for a review, and only a deployment's run can wait for one.",
            advice="Run it on a server (make up), or set review: false in the channel's file.",
        )


def answer_due(channel: Channel, asked: datetime) -> datetime:
    """When a review that was asked for then must be answered, in the channel's time zone."""
    here = asked.astimezone(ZoneInfo(channel.timezone))
    return here + timedelta(seconds=seconds_to_answer(here, channel.review_by, channel.review_hours))


def _ask(story: Story, approved: ApprovedVideo, timeline: Timeline, channel: Channel) -> Decision:
    asked = now()
    due = answer_due(channel, asked)
    seconds, until = round((due - asked).total_seconds()), f"{due:%A %H:%M} ({channel.timezone})"
    page = _page(story, approved, timeline, until)
    key = f"review-{approved.video.file.sha256[:12]}"
    create_markdown_artifact(page, key=key, description=f"To review: {story.script.title}")
    about = (
        f"**{story.script.title}** waits for you until {until}: its contact sheet and checks are the "
        f"artifact `{key}` of run {flow_run.name}. Without an answer it is not published."
    )
    own = Review(title=story.script.title, text=story.script.description, hashtags=" ".join(story.script.hashtags))
    answer, faults, turns = own, tuple[str, ...](), count(1)
    while True:
        get_run_logger().info("Waits for a review until %s. Without an answer by then it is not published.", until)
        answer = _answered(form(answer, *faults, about), seconds, f"{key}-{next(turns)}")
        faults = _faults(answer.decided(), own.decided())
        if not faults:
            return answer.decided()


def _answered(asked: type[Review], seconds: int, key: str) -> Review:
    """What was answered under this key: when the run goes on, its body asks everything anew."""
    try:
        return suspend_flow_run(wait_for_input=asked, timeout=seconds, key=key)
    except Pause:
        # The process may still have given a beat after it was suspended: this is its last word.
        emit_event(WAITING, resource={"prefect.resource.id": f"prefect.flow-run.{flow_run.id}"})
        raise


def form(filled: Review, *about: str) -> type[Review]:
    """The form with these answers in it. Prefect's own `with_initial_data` forgets the fields' titles and hints."""
    fields: dict[str, Any] = {}
    for name, field in Review.model_fields.items():
        fields[name] = (field.annotation, FieldInfo.merge_field_infos(field, default=getattr(filled, name)))
    made = create_model(Review.__name__, __base__=Review, **fields)
    made._description = "\n\n".join(about)
    return made


def _faults(decision: Decision, own: Decision) -> tuple[str, ...]:
    """Why an answer cannot be published as it is written. What nobody has changed is fitted by the publisher."""
    if not decision.approved:
        return ()
    new = {name: value for name, value in decision if value != getattr(own, name)}
    return unfit(new.get("title", ""), new.get("description", ""), new.get("hashtags", ()))


def seconds_to_answer(at: datetime, by: str, hours: int) -> int:
    """Until the hour `by` (HH:MM) comes next, or so many hours."""
    if not by:
        return hours * 3600
    until = datetime.combine(at.date(), time.fromisoformat(by), at.tzinfo)
    if until <= at:
        until += timedelta(days=1)
    # Never a moment before the hour: it is shown to the minute.
    return max(MIN_SECONDS, math.ceil((until - at).total_seconds()))


def _page(story: Story, approved: ApprovedVideo, timeline: Timeline, until: str) -> str:
    checks = "\n".join(
        f"| {check.name} | {'yes' if check.passed else 'no'} | {check.measured} |" for check in approved.report.checks
    )
    scenes = "\n".join(f"{number}. {shot.narration}" for number, shot in enumerate(timeline.shots, 1))
    return (
        f"# {story.script.title}\n\nNot published without an answer by {until}.\n\n"
        f"![The scenes]({_sheet(timeline)})\n\n"
        f"{story.script.description}\n\n{' '.join(story.script.hashtags)}\n\n## Narration\n\n{scenes}\n\n"
        f"## Checks\n\n| check | passed | measured |\n|---|---|---|\n{checks}\n"
    )


def _sheet(timeline: Timeline) -> str:
    """All scenes' pictures side by side, as a data URI."""
    thumbs = []
    for shot in timeline.shots:
        with Image.open(io.BytesIO(assets().read(shot.picture))) as picture:
            picture.thumbnail((THUMB, 2 * THUMB))
            thumbs.append(picture.convert("RGB"))
    wide, high = max(one.width for one in thumbs), max(one.height for one in thumbs)
    across = min(7, len(thumbs))
    sheet = Image.new("RGB", (across * wide, -(-len(thumbs) // across) * high))
    for number, one in enumerate(thumbs):
        sheet.paste(one, (number % across * wide, number // across * high))
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=72)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"
