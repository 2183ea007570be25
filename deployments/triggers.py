"""What sets off an automation: a state of a flow run, its silence, or an event of ours."""

from collections.abc import Collection
from datetime import timedelta

from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

DAILY = "daily-short"
# An encode is watched more closely, by the run that started it.
WATCHED = (DAILY, "report-kpis", "look-again", "tidy-up", "prefetch")
RUNS = "prefect.flow-run.*"


def on_state(state: str, *, message: str = "", flows: Collection[str] = WATCHED) -> EventTrigger:
    """A run of these flows enters this state, with a message like this one: `*` stands for any text, `!` for not."""
    return _trigger({f"prefect.flow-run.{state}"}, Posture.Reactive, timedelta(0), RUNS, message=message, flows=flows)


def on_silence(signs: set[str], within: timedelta, *, after: set[str]) -> EventTrigger:
    """A run of a deployment sends an event in `after` and then, within this time, none in `signs`.

    Other runs send no heartbeats.
    """
    return _trigger(signs, Posture.Proactive, within, RUNS, after=after, flows=WATCHED, deployed=True)


def on_event(events: set[str], resource: str) -> EventTrigger:
    """One of these events happens to a resource whose id matches."""
    return _trigger(events, Posture.Reactive, timedelta(0), resource)


def _trigger(
    expect: set[str],
    posture: Posture,
    within: timedelta,
    resource: str,
    *,
    after: Collection[str] = (),
    flows: Collection[str] = (),
    message: str = "",
    deployed: bool = False,
) -> EventTrigger:
    related: list[dict[str, str | list[str]]] = []
    if flows:
        related.append({"prefect.resource.role": "flow", "prefect.resource.name": list(flows)})
    if deployed:
        related.append({"prefect.resource.role": "deployment"})
    return EventTrigger(
        after=set(after),
        expect=expect,
        match={"prefect.resource.id": resource} | ({"prefect.state-message": message} if message else {}),
        match_related=[ResourceSpecification.model_validate(each) for each in related],
        posture=posture,
        threshold=1,
        within=within,
        for_each={"prefect.resource.id"},
    )
