"""The quota left at each vendor, as the vendor reports it."""

from tasks.domain.errors import DailiesError
from tasks.providers.context import ProviderContext
from tasks.providers.registry import ACCOUNTS
from tasks.stagecraft import services


def left_after(run: str) -> dict[str, str]:
    """The quota left at each vendor that this flow run paid, by vendor. Empty without a flow run."""
    context = services.provider_context()
    return (
        {entry.vendor: left_at(entry.vendor, context) for entry in context.ledger.spent("", run=run).values()}
        if run
        else {}
    )


def left_at(vendor: str, context: ProviderContext) -> str:
    """The quota left in the vendor's own terms, or why it is unknown."""
    if vendor not in context.keys:
        return "no key"
    if vendor not in ACCOUNTS:
        return "not reported"
    try:
        return ACCOUNTS[vendor](context).left()
    except DailiesError as error:
        return str(error)
