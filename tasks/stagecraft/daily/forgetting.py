"""A container that ends with its ledger must not publish, pay within a budget, or make the shorts of a schedule.

The ledger knows which topics a channel has had, what was paid this month, and what is published. In a container without
a database elsewhere, each run would begin with an empty one: the same video would be uploaded twice. The images say by
DAILIES_EPHEMERAL=1 that this host is such a container.
"""

from prefect.runtime import deployment

from tasks.domain.errors import SetupError
from tasks.machine.settings import settings
from tasks.providers import Publisher

ADVICE = (
    "Set DAILIES_LEDGER to a database outside of the container, such as postgresql+psycopg://dailies@db/dailies. "
    "If DAILIES_HOME is a volume that stays, set DAILIES_EPHEMERAL=0."
)


def check_memory(publisher: Publisher) -> None:
    """Raises SetupError, before anything is paid for, if this run needs a ledger that outlives it and has none.

    A short made by hand into a folder needs none: made again, it replaces itself.
    """
    host = settings()
    if not host.ephemeral or host.ledger:
        return
    if publisher.once:
        raise SetupError(
            "This container's ledger ends with it, so the next one would publish the same short again.", advice=ADVICE
        )
    if host.budgets:
        raise SetupError(
            "This container's ledger ends with it, so DAILIES_BUDGETS would not count what earlier ones paid.",
            advice=ADVICE,
        )
    if deployment.id:
        raise SetupError(
            "This container's ledger ends with it, so the channel would get the same topics again.", advice=ADVICE
        )
