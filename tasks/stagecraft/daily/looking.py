"""Has each published short looked at again after an hour, a day and a week, by runs of the flow `look-again`.

What is not as asked for ends such a run as Failed, so people are told of it like of any failure, and Retry looks again.
"""

import time
from datetime import datetime, timedelta

import httpx
from prefect.client.orchestration import get_client
from prefect.exceptions import ObjectNotFound
from prefect.settings import get_current_settings
from prefect.states import Scheduled

from tasks.domain.channel import Channel
from tasks.domain.edition import Edition, Seen
from tasks.domain.errors import BadInput, DailiesError, Permanent, Transient
from tasks.domain.values import Artifact
from tasks.machine.clock import now
from tasks.machine.storage.assets import assets
from tasks.providers import Lookout, registry
from tasks.stagecraft import services, telemetry

DEPLOYMENT = "look-again/published"
PAUSES = (20.0, 60.0)  # seconds between looks at a platform that is busy
AFTER = {"1 hour": timedelta(hours=1), "1 day": timedelta(days=1), "1 week": timedelta(days=7)}


def plan_looks(edition: Edition, channel: Channel) -> None:
    """Schedule the looks on this run's server, counted from when the short goes public; again changes nothing.

    Nothing here may fail a run that has published: what cannot be scheduled is logged.
    """
    watched = [name for name in channel.publishers if registry.find("publisher", name).lookout]
    if not watched or not get_current_settings().api.url:
        return  # the embedded server ends with its command
    kept = assets().put(edition.model_dump_json().encode(), ".json")
    try:
        with get_client(sync_client=True) as client:
            deployment = client.read_deployment_by_name(DEPLOYMENT).id
            for name in watched:
                for after, at in times(edition, now()).items():
                    client.create_flow_run_from_deployment(
                        deployment,
                        parameters={
                            "edition": kept.model_dump(mode="json"),
                            "publisher": name,
                            "account": channel.account,
                        },
                        state=Scheduled(scheduled_time=at),
                        name=f"{edition.run_key} on {name} after {after}",
                        idempotency_key=f"look/{edition.run_key}/{name}/{channel.account}/{after}",
                    )
    except ObjectNotFound:
        telemetry.logger().info("Nobody looks at it again: this server has no deployment %s.", DEPLOYMENT)
    except (httpx.HTTPError, DailiesError) as error:
        telemetry.warn(f"Cannot schedule the looks at what was published: {type(error).__name__}")


def times(edition: Edition, published: datetime) -> dict[str, datetime]:
    """When to look, in UTC."""
    start = max(published, edition.publish_at) if edition.publish_at else published
    return {after: start + delay for after, delay in AFTER.items()}


def look(kept: Artifact, publisher: str, account: str) -> str:
    """Look at a publication of the edition in the store. Returns what was found, in a sentence.

    Raises Permanent, with every fault, if it is not as asked for; BadInput if nobody can look there.
    """
    with services.using_account(account):
        lookout = registry.lookout(publisher, services.provider_context())
        if lookout is None:
            raise BadInput(f"Nobody can look at what {publisher} published.", advice="Remove this run.")
        edition = Edition.model_validate_json(assets().read(kept))
        seen = _patiently(lookout, edition)
    return _told(seen, edition, publisher)


def _patiently(lookout: Lookout, edition: Edition) -> Seen:
    """What it sees. A platform that is busy is asked again: nobody should be told of a failure for that."""
    for pause in PAUSES:
        try:
            return lookout.look(edition)
        except Transient as error:
            telemetry.warn(f"{error.message} Looking again in {pause:.0f} s.")
            time.sleep(pause)
    return lookout.look(edition)


def _told(seen: Seen, edition: Edition, publisher: str) -> str:
    mended = f" Mended: {', '.join(seen.mended)}." if seen.mended else ""
    if seen.faults:
        raise Permanent(
            f"{edition.run_key} on {publisher} is not as asked for. {' '.join(seen.faults)}{mended}",
            service=publisher,
            advice="Retry looks again.",
        )
    said = f"{edition.run_key} on {publisher} is as asked for.{mended}"
    telemetry.logger().info(said)
    return said
