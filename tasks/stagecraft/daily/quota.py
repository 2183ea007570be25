"""What each vendor was paid this month and what is left there, as a table for the operator."""

from tasks.domain.errors import DailiesError
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.stagecraft import services


def left_after(run: str) -> dict[str, str]:
    """By vendor that this run paid, what is left there."""
    context = services.provider_context()
    return (
        {entry.vendor: left_at(entry.vendor, context) for entry in context.ledger.spent("", run=run).values()}
        if run
        else {}
    )


def left_at(vendor: str, context: ProviderContext) -> str:
    """What the vendor itself says, in a sentence; why it does not say, where it does not."""
    known = registry.known(vendor)
    if not known or known.key not in context.keys:
        return "no key"
    try:
        account = registry.account(vendor, context)
        return account.left() if account else "cannot be asked"
    except DailiesError as error:
        return str(error)
