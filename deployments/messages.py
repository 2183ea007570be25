"""What people are told, when, and in which words: one automation for each kind of message.

The texts are Prefect's Jinja templates. The server fills them in when the automation fires, from the run's state as the
event tells it. An operator may edit them under Automations in the UI.
"""

from dataclasses import dataclass

from prefect.events.schemas.automations import EventTrigger

from deployments.triggers import DAILY, RUNS, on_event, on_state
from tasks.domain.runs.notices import BUDGET, CHECK, DISK, EVERY_RESOURCE, TOKEN_ENDED, TOKEN_ENDING

UNANSWERED = "Unanswered"
# Prefect's message on a suspended run whose deadline has passed. The run has no process left to write a better one.
NEVER_RESUMED = "*never resumed."
REVIEW_ENDING = "dailies.review.ending"  # a run's event, with channel, day, topic and message

# A run is named by channel, day and topic once it has started. Before, Prefect's name for it says nothing.
WHO = (
    f'{{% if flow.name == "{DAILY}" and flow_run.run_count %}}{{{{ flow_run.name }}}}{{% else %}}'
    "{{ deployment.name or flow.name }} "
    '{{ (flow_run.expected_start_time or event.occurred).strftime("%Y-%m-%d") }}{% endif %}'
)
# Prefect's prefix of an exception's text, and Discord's limit of 2000 characters.
WHAT = (
    '{% set what = (flow_run.state.message or "") | replace("Flow run encountered an exception: ", "") %}'
    "{{ what | truncate(1200) }}"
)
NOT_STARTED = (
    'It was due at {{ flow_run.expected_start_time.strftime("%Y-%m-%d %H:%M UTC") }}, and no worker has started it.'
)
THE_RUN = "{{ flow_run | ui_url }}"
OURS = "{{ event.payload.message | truncate(1500) }}"
# An error's sentence often says what to do itself.
UNLESS_SAID = '{% if "Retry" not in what %}'


@dataclass(frozen=True)
class Message:
    """A message, when it is sent (`trigger`), and whether it is about a run. Subject and lines are templates."""

    automation: str
    trigger: EventTrigger
    subject: str
    lines: tuple[str, ...]
    about_run: bool = True

    @property
    def body(self) -> str:
        """The text below the subject."""
        return "\n".join(self.lines)

    @property
    def payload(self) -> str:
        """The message as JSON for a webhook: `text` for Slack and its kin, `content` for Discord, fields for programs.

        Every value goes through tojson, because a message may contain quotes and line breaks.
        """
        text = f"{{% set text %}}{self.subject}\n{self.body}{{% endset %}}"
        fields = {"text": "text", "content": "text", "event": "event.event"} | (
            {
                "flow": "flow.name or None",
                "deployment": "deployment.name or None",
                "run": "flow_run.name",
                "id": "flow_run.id | string",
                "state": "flow_run.state.name",
                "message": "event.payload.message or flow_run.state.message",
                "url": "flow_run | ui_url",
            }
            if self.about_run
            else {"message": "event.payload.message"}
        )
        return text + "{" + ", ".join(f'"{key}": {{{{ ({value}) | tojson }}}}' for key, value in fields.items()) + "}"


def _of_state(state: str, about: str, says: str, *lines: str) -> Message:
    # An unanswered review first fails with Prefect's message: skip that, and tell of Unanswered.
    trigger = on_state(state, message=f"!{NEVER_RESUMED}")
    return Message(f"Dailies: tell of {about}", trigger, f"Dailies: {WHO} {says}", (*lines, THE_RUN))


def _of_event(events: set[str], about: str) -> Message:
    return Message(
        f"Dailies: tell of {about}",
        on_event(events, EVERY_RESOURCE),
        "Dailies: {{ event.payload.subject }}",
        (OURS,),
        about_run=False,
    )


MESSAGES = (
    _of_state(
        "Failed",
        "failed runs",
        "has failed",
        WHAT,
        f"{UNLESS_SAID}Fix the cause, then press Retry in the run's menu: finished work is kept.{{% endif %}}",
    ),
    _of_state(
        "Crashed",
        "crashed runs",
        "has crashed",
        WHAT,
        f"{UNLESS_SAID}Check that a worker is online, then press Retry in the run's menu.{{% endif %}}",
    ),
    _of_state(
        "Late",
        "late runs",
        "is late",
        NOT_STARTED,
        "Check that a worker is online (make status) and not busy with other runs.",
    ),
    _of_state(UNANSWERED, "unanswered runs", "was not published", WHAT),
    _of_state(
        "Suspended",
        "reviews that wait",
        "waits for your review",
        WHAT,
        "Press Resume in the run's menu to approve or reject it.",
    ),
    Message(
        "Dailies: tell of reviews that end soon",
        on_event({REVIEW_ENDING}, RUNS),
        "Dailies: the review of {{ event.payload.channel }} {{ event.payload.day }} {{ event.payload.topic }} "
        "ends soon",
        (OURS, "Press Resume in the run's menu to approve or reject it.", THE_RUN),
    ),
    _of_event({BUDGET}, "budgets"),
    _of_event({TOKEN_ENDING, TOKEN_ENDED}, "tokens that end"),
    _of_event({DISK}, "full disks"),
    _of_event({CHECK}, "checks"),
)
