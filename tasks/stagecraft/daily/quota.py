"""The quota left at each vendor, as the vendor reports it."""

from tasks.domain.errors import DailiesError
from tasks.providers import registry
from tasks.providers.context import ProviderContext
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
    known = registry.known(vendor)
    if not known or known.key not in context.keys:
        return "no key"
    try:
        account = registry.account(vendor, context)
        return account.left() if account else "not reported"
    except DailiesError as error:
        return str(error)
