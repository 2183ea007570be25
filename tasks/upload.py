"""Publishes the approved short exactly once by each of the channel's publishers."""

from collections.abc import Sequence
from pathlib import Path

from tasks.domain.edition import Edition, Receipt
from tasks.domain.errors import DailiesError
from tasks.domain.names import slug
from tasks.domain.values import replaced
from tasks.machine.lock import one_at_a_time
from tasks.machine.storage.ledger import Ledger, ledger
from tasks.machine.storage.places import take_place
from tasks.providers import Publisher, registry
from tasks.stagecraft import services
from tasks.stagecraft.stage import stage


@stage(retries=3, version=2)
def upload(edition: Edition, publishers: Sequence[str], account: str, out: str) -> Receipt:
    """Publish the approved short once by each publisher, and always write its folder too.

    If one fails, the others still publish. The next try sends only what is missing.
    """
    context = services.provider_context()
    kept = registry.publisher("folder", context, Path(out)).publish(edition)
    done, failed = [kept], dict[str, DailiesError]()
    # The folder counts as the place of publication only where there is no other.
    for name in [name for name in publishers if name != "folder"] or ["folder"]:
        try:
            publisher = registry.publisher(name, context, Path(out))
            done.append(publish_once(edition, name, publisher, ledger(), account))
        except DailiesError as error:
            failed[name] = error
    if failed:
        raise _together(done, failed)
    return _one(done)


def publish_once(edition: Edition, name: str, publisher: Publisher, book: Ledger, account: str = "") -> Receipt:
    """Record the intent before publishing and the receipt after, so that a crash in between can be detected.

    Raises BadInput if it would publish where another channel does.
    """
    with one_at_a_time(" ".join(filter(None, (f"publish/{edition.run_key}", name, account)))):
        known = book.receipt(edition.run_key, name, account)
        if known and publisher.once and not known.missing:
            return known
        moved = ""
        if known is None and (place := publisher.place()):
            before = take_place(book, name, place, slug(edition.channel), account)
            moved = f"The channel publishes on {place.title} now; until now it did on {before.title}." if before else ""
        book.intend(edition.run_key, name, edition.approved.video.file, account)
        receipt = publisher.publish(edition)
        if moved:
            receipt = replaced(receipt, notes=(*receipt.notes, moved))
        book.settle(edition.run_key, receipt, account)
    return receipt


def _one(done: Sequence[Receipt]) -> Receipt:
    """The receipts as one: of the first platform, with the folder, which comes first, and the places of the others."""
    kept, *there = done
    first, *others = there
    return replaced(
        first,
        folder=kept.folder,
        files=kept.files,
        also=tuple(f"{other.publisher}: {other.location}" for other in others),
        notes=tuple(dict.fromkeys(note for receipt in there for note in receipt.notes)),
        missing=tuple(name for receipt in there for name in receipt.missing),
    )


def _together(done: Sequence[Receipt], failed: dict[str, DailiesError]) -> DailiesError:
    """The failures as one error, which is worth a retry if any of them is; it says where the short is, too."""
    name, error = min(failed.items(), key=lambda item: not item[1].worth_retrying)
    others = [f"Nor by {other}: {why.message}" for other, why in failed.items() if other != name]
    there = [f"Published at {receipt.location}." for receipt in done[1:]]
    if not others and not there:
        return error
    return error.after(" ".join((*there, *others, f"Not published by {name}:")))
