"""Compares a finished short with the channel's last ones, and tells where it repeats them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.domain.edition import Cover, Edition
from tasks.domain.film.sameness import Fingerprint, Likeness, fingerprint, likeness
from tasks.domain.film.variety import Manner
from tasks.domain.story import Picture
from tasks.machine.storage.ledger import ledger
from tasks.machine.storage.published import keep_print, last_prints
from tasks.stagecraft import telemetry


@dataclass(frozen=True)
class Comparison:
    """A short's fingerprint, and how alike it is to the one of the channel's last shorts that it resembles most."""

    channel: str
    found: Fingerprint
    sameness: Likeness

    def keep(self) -> None:
        """Remember the short, once it is published, for those to come."""
        keep_print(self.channel, self.found, ledger())


def compared(
    edition: Edition, cover: Cover, way: Manner, pictures: Sequence[Picture], layouts: Sequence[str], channel: str
) -> Comparison:
    """Measure the short and record it as a metric; warn above the bound.

    `pictures` are those of the scenes, and `layouts` those of the scenes' cards; the edition's are those of the shots.
    """
    drawn = {
        picture.image: layout for picture, layout in zip(pictures, layouts, strict=True) if picture.origin == "drawn"
    }
    shown = [drawn.get(picture.image, "photo") for picture in edition.pictures]
    found = fingerprint(edition, way.seed, shown, cover.hash)
    sameness = likeness(found, last_prints(channel, edition.day, ledger()))
    telemetry.metric("sameness", sameness.whole)
    if sameness.warning:
        telemetry.warn(sameness.warning)
    return Comparison(channel, found, sameness)
