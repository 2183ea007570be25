"""A person's review before a short is published. The run is suspended meanwhile, so that it occupies no worker.

Prefect shows a form. The ledger keeps the answer for this channel and film: a retry after approval does not ask again,
but another film of the same day is reviewed anew.
"""

import base64
import hashlib
import math
import re
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

from prefect.artifacts import create_markdown_artifact
from prefect.input import RunInput
from prefect.runtime import deployment
from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from tasks.domain.channel import Channel
from tasks.domain.choices import Reviewed
from tasks.domain.edition import ApprovedVideo, Decision
from tasks.domain.errors import BadInput, Refused
from tasks.domain.story import Story
from tasks.domain.timeline import Timeline
from tasks.domain.values import replaced
from tasks.machine.clock import now
from tasks.machine.storage.ledger import ledger
from tasks.providers.youtube.metadata import unfit
from tasks.stagecraft import telemetry
from tasks.stagecraft.daily import watching
from tasks.stagecraft.daily.artifacts import contact_sheet_of
from tasks.stagecraft.daily.asking import answer_to

MIN_SECONDS = 60


class Review(RunInput):
    """The review form. Edits of title, description and hashtags are published; the film does not change.

    The fields have no limits, because the UI reports an answer that its schema refuses as "resumed" and then drops it.
    """

    decision: Literal["approve", "reject"] = Field("approve", description="Publish this short?")
    reason: str = Field("", description="If you reject it, why; for the record.")
    title: str = Field("", description="Title to publish.")
    text: str = Field("", title="Description", description="Description to publish.")
    hashtags: str = Field("", description="Hashtags, separated by spaces.")

    def to_decision(self) -> Decision:
        """The answer with its white space and hashtags normalised."""
        return Decision(
            approved=self.decision == "approve",
            reason=self.reason.strip(),
            title=" ".join(self.title.split()),
            description=self.text.strip(),
            hashtags=tuple(f"#{tag.lstrip('#')}" for tag in re.split(r"[\s,]+", self.hashtags) if tag.strip("#")),
        )


def reviewed(
    story: Story, approved: ApprovedVideo, timeline: Timeline, channel: Channel, day: date, warning: str = ""
) -> Story:
    """The story with the reviewer's edits. Suspends the run until there is an answer. Raises Refused if it is no.

    The `warning` stands above the reviewer's questions.
    """
    film = hashlib.sha256(f"{channel.key}/{approved.video.file.sha256}".encode()).hexdigest()
    decision = ledger().decision(film)
    if decision is None:
        decision = _ask(story, approved, timeline, channel, day, warning)
        ledger().decide(film, decision)
    if not decision.approved:
        raise Refused(
            [f"the reviewer rejected it: {decision.reason or 'no reason given'}"], advice="Nothing was published."
        )
    script = replaced(
        story.script,
        title=decision.title or story.script.title,
        description=decision.description or story.script.description,
        hashtags=decision.hashtags or story.script.hashtags,
    )
    return replaced(story, script=script)


def check_reviewable(channel: Channel) -> None:
    """Raises BadInput if the channel wants a review outside a deployment: Prefect can suspend no other run."""
    if channel.review is not Reviewed.none and not deployment.id:
        raise BadInput(
            f"Channel {channel.name} has review: {channel.review}, but only a deployment's run can wait for a review.",
            advice="Run it on a server (make up), or set review: none in the channel's file.",
        )


def answer_due(channel: Channel, start: datetime) -> datetime:
    """The deadline of a review that begins at `start`, in the channel's time zone."""
    local = start.astimezone(ZoneInfo(channel.timezone))
    return local + timedelta(seconds=seconds_to_answer(local, channel.review_by, channel.review_hours))


def _ask(
    story: Story, approved: ApprovedVideo, timeline: Timeline, channel: Channel, day: date, warning: str
) -> Decision:
    start = now()
    due = answer_due(channel, start)
    seconds, deadline = round((due - start).total_seconds()), f"{due:%A %H:%M} ({channel.timezone})"
    watch = watching.show(channel.name, day, story, timeline, approved.video.file)
    page = review_page(story, approved, timeline, deadline, watch, warning)
    key = f"review-{approved.video.file.sha256[:12]}"
    create_markdown_artifact(page, key=key, description=f"To review: {story.script.title}")
    film = f"[Watch the film]({watch}) first. " if watch else ""
    instructions = (
        f"**{story.script.title}** waits for your review until {deadline}. {film}Its contact sheet and checks are in "
        f"the artifact `{key}` of this run. Without an answer it is not published."
    )
    message = (
        f"{channel.name}, {day}: {story.script.title!r} waits for a review until {deadline}. "
        + (f"Watch it at {watch}, then press" if watch else "Press")
        + " Resume in the run's menu to approve or reject it. Without an answer it is not published."
    )
    original = Review(title=story.script.title, text=story.script.description, hashtags=" ".join(story.script.hashtags))
    answer, faults, turns = original, tuple[str, ...](), count(1)
    while True:
        questions = form(answer, *faults, *filter(None, (warning,)), instructions)
        told = " ".join(filter(None, [*faults, message, warning]))
        answer = answer_to(questions, key=f"{key}-{next(turns)}", seconds=seconds, message=told)
        decision = answer.to_decision()
        faults = _faults(decision, original.to_decision())
        if not faults:
            edited = ", ".join(_edits(decision, original.to_decision()))
            telemetry.logger().info("Review: %s%s.", answer.decision, f", with another {edited}" if edited else "")
            return decision


def form(filled: Review, *paragraphs: str) -> type[Review]:
    """The form prefilled with an answer, under a text. Prefect's `with_initial_data` loses titles and descriptions."""
    fields: dict[str, Any] = {}
    for name, field in Review.model_fields.items():
        fields[name] = (field.annotation, FieldInfo.merge_field_infos(field, default=getattr(filled, name)))
    model = create_model(Review.__name__, __base__=Review, **fields)
    model._description = "\n\n".join(paragraphs)
    return model


def _faults(decision: Decision, original: Decision) -> tuple[str, ...]:
    """Why the reviewer's edits cannot be published as written. The publisher shortens unedited texts by itself."""
    if not decision.approved:
        return ()
    edits = _edits(decision, original)
    return unfit(edits.get("title", ""), edits.get("description", ""), edits.get("hashtags", ()))


def _edits(decision: Decision, original: Decision) -> dict[str, Any]:
    """What the reviewer changed of title, description and hashtags."""
    texts = ("title", "description", "hashtags")
    return {name: value for name, value in decision if name in texts and value != getattr(original, name)}


def seconds_to_answer(at: datetime, by: str, hours: int) -> int:
    """Seconds until the local time `by` (HH:MM) comes next; without `by`, until `hours` have passed."""
    if not by:
        return hours * 3600
    deadline = datetime.combine(at.date(), time.fromisoformat(by), at.tzinfo)
    if deadline <= at:
        deadline += timedelta(days=1)
    # Rounded up: a fraction of a second earlier, the deadline would be shown as the minute before.
    return max(MIN_SECONDS, math.ceil((deadline - at).total_seconds()))


def review_page(
    story: Story, approved: ApprovedVideo, timeline: Timeline, deadline: str, watch: str = "", warning: str = ""
) -> str:
    """The artifact that the reviewer reads, as Markdown: a link to the film, its contact sheet, texts and checks.

    The `warning` comes first.
    """
    sheet = base64.b64encode(contact_sheet_of(approved.video.file, timeline)).decode()
    checks = "\n".join(
        f"| {check.name} | {'yes' if check.passed else 'no'} | {check.measured} |" for check in approved.report.checks
    )
    told = f"> {warning}\n\n" if warning else ""
    film = f"**[Watch the film]({watch})**\n\n" if watch else ""
    scenes = "\n".join(f"{number}. {shot.narration}" for number, shot in enumerate(timeline.shots, 1))
    return (
        f"# {story.script.title}\n\n{told}Not published without an answer by {deadline}.\n\n{film}"
        f"![The scenes](data:image/jpeg;base64,{sheet})\n\n"
        f"{story.script.description}\n\n{' '.join(story.script.hashtags)}\n\n## Narration\n\n{scenes}\n\n"
        f"## Checks\n\n| check | passed | measured |\n|---|---|---|\n{checks}\n"
    )
