"""Publishes the approved short exactly once."""

from pathlib import Path

from tasks.domain.edition import Edition, Receipt
from tasks.machine.lock import one_at_a_time
from tasks.machine.storage.ledger import Ledger, ledger
from tasks.providers import Publisher, registry
from tasks.stagecraft import services
from tasks.stagecraft.stage import stage


@stage(retries=3)
def upload(edition: Edition, publisher: str, out: str) -> Receipt:
    """Publish the approved short once, and always write its folder too."""
    context = services.provider_context()
    kept = registry.publisher("folder", context, Path(out)).publish(edition)
    receipt = publish_once(edition, publisher, registry.publisher(publisher, context, Path(out)), ledger())
    return receipt.model_copy(update={"folder": kept.folder, "files": kept.files})


def publish_once(edition: Edition, name: str, publisher: Publisher, book: Ledger) -> Receipt:
    """Record the intent before publishing and the receipt after, so that a crash in between can be detected."""
    with one_at_a_time(f"publish/{edition.run_key}"):
        known = book.receipt(edition.run_key)
        if known and known.publisher == name and publisher.once and not known.missing:
            return known
        book.intend(edition.run_key, name, edition.approved.video.file)
        receipt = publisher.publish(edition)
        book.settle(edition.run_key, receipt)
    return receipt
