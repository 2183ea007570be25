"""Publish the approved short, once."""

from pathlib import Path

from tasks.domain.models import Edition, Receipt
from tasks.machine.assets import assets
from tasks.machine.ledger import Ledger, ledger
from tasks.providers import Publisher
from tasks.providers.registry import PUBLISHERS
from tasks.stagecraft.stage import stage


@stage(retries=3)
def upload(edition: Edition, publisher: str, out: str) -> Receipt:
    """Publish the approved short; the same edition again changes nothing."""
    return publish_once(edition, publisher, PUBLISHERS[publisher](Path(out), assets()), ledger())


def publish_once(edition: Edition, name: str, publisher: Publisher, book: Ledger) -> Receipt:
    """Intent before, receipt after: what happened in between can always be told."""
    book.intend(edition.run_key, name, edition.approved.video.file)
    receipt = publisher.publish(edition)
    book.settle(edition.run_key, receipt)
    return receipt
