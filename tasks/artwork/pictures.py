"""One scene's picture: the first of those ordered for it that can be used, in the end its drawn card.

What was passed over on the way, and why, is in the picture's note.
"""

import io
import logging
from collections.abc import Sequence
from typing import Literal

from PIL.Image import Image

from tasks.artwork.cards import draw, focus_in
from tasks.artwork.direction import CardPlan
from tasks.domain.errors import BadInput, RateLimited, ServiceError
from tasks.domain.models import Candidate, Credit, GivenPicture, OutputSpec, Picture
from tasks.domain.values import Artifact, Frozen
from tasks.machine.assets import AssetStore
from tasks.machine.guard import fetch
from tasks.machine.pictures import Prepared, alike, picture_size, prepare
from tasks.providers.desk import Desk

log = logging.getLogger(__name__)
SECONDS = 12.0  # for one picture's file: there are others
OWN = Credit(title="", author="the maker of this short", licence="the maker's own")


class PictureOrder(Frozen):
    """What one scene is to show: the user's picture if it has one, else the first found one that can be had, else the
    card."""

    card: CardPlan
    given: GivenPicture | None = None
    found: tuple[Candidate, ...] = ()
    note: str = ""


def make_picture(order: PictureOrder, output: OutputSpec, desk: Desk, *, patient: bool = False) -> Picture:
    """The first of its pictures that can be used, in the end the scene's card; the note says what was passed over.

    With `patient`, a host that asks for a pause gets it: RateLimited is raised, for the stage to try again.
    """
    passed: list[str] = []
    if order.given:
        try:
            ready = prepare(desk.store.read(order.given.file), output, name=order.given.name)
            credit = OWN.model_copy(update={"title": order.given.name})
            return _picture(ready, "given", credit, desk.store, note=_note(order.note, ready.note))
        except BadInput as error:
            passed.append(str(error))
    for candidate in order.found:
        try:
            ready = _prepared(candidate, output, desk, patient=patient)
        except (BadInput, ServiceError) as error:
            if patient and isinstance(error, RateLimited):
                raise
            log.warning("A found picture is passed over: %s", error)
            desk.count("pictures_passed_over", 1)
            passed.append(f"A found picture was passed over: {error.message}")
            continue
        note = _note(order.note, *passed, "Another picture replaces it." if passed else "")
        return _picture(ready, "found", candidate.credit, desk.store, source=candidate.url, note=note)
    return draw_card(
        order.card, output, desk.store, _note(order.note, *passed, "A drawn scene replaces it." if passed else "")
    )


def _prepared(candidate: Candidate, output: OutputSpec, desk: Desk, *, patient: bool) -> Prepared:
    """The original; its preview where the original cannot be had, or is no picture."""
    name = candidate.credit.title or candidate.url
    try:
        return prepare(fetched(candidate.url, desk), output, name=name)
    except (BadInput, ServiceError) as error:
        if not candidate.preview or (patient and isinstance(error, RateLimited)):
            raise
        log.info("The preview of %s is taken: %s", name, error)
    return prepare(fetched(candidate.preview, desk), output, name=name)


def fetched(url: str, desk: Desk) -> bytes:
    """A picture's file, kept for a day."""
    return desk.answers.data({"picture": url}, lambda: fetch(url, seconds=SECONDS, agent=desk.vendors.agent).data)


def without_twins(
    pictures: Sequence[Picture], orders: Sequence[PictureOrder], output: OutputSpec, desk: Desk
) -> tuple[Picture, ...]:
    """In order: the first of those that look alike stays."""
    kept: list[Picture] = []
    for picture, order in zip(pictures, orders, strict=True):
        fresh = picture
        while is_twin(fresh, kept):
            left = order.found[[candidate.url for candidate in order.found].index(fresh.source) + 1 :]
            note = _note(picture.note, "A found picture looked like another scene's and was replaced.")
            fresh = make_picture(PictureOrder(card=order.card, found=left, note=note), output, desk)
        kept.append(fresh)
    return tuple(kept)


def is_twin(picture: Picture, others: Sequence[Picture]) -> bool:
    return picture.origin == "found" and any(alike(picture.hash, other.hash) for other in others if other.hash)


def _picture(
    ready: Prepared,
    origin: Literal["given", "found"],
    credit: Credit,
    store: AssetStore,
    *,
    source: str = "",
    note: str,
) -> Picture:
    return Picture(
        image=store.put(ready.jpeg, ".jpg"),
        focus=ready.focus,
        origin=origin,
        credit=credit,
        source=source,
        hash=ready.hash,
        note=note,
    )


def _note(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def draw_card(card: CardPlan, output: OutputSpec, store: AssetStore, note: str = "") -> Picture:
    width, height = picture_size(output)
    image = draw(card, width=width, height=height)
    return Picture(
        image=jpeg(image, store, quality=95),
        focus=focus_in(card, width, height),
        origin="drawn",
        credit=Credit(title="Scene card", author="Dailies", licence="CC0-1.0"),
        note=note,
    )


def jpeg(image: Image, store: AssetStore, quality: int) -> Artifact:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0)
    return store.put(out.getvalue(), ".jpg")
