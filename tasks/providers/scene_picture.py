"""One scene's picture: the user's own, else the first found one that can be fetched, else its drawn card.

The picture's note says what was passed over, and why. Cards are drawn by the caller: `draw` takes the note.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Literal

from tasks.domain.errors import BadInput, RateLimited, ServiceError
from tasks.domain.story import Candidate, Credit, GivenPicture, Picture
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Frozen
from tasks.machine.media.pictures import Prepared, alike, prepare
from tasks.machine.network.safe_fetch import fetch
from tasks.machine.storage.assets import AssetStore
from tasks.providers.context import ProviderContext

log = logging.getLogger(__name__)
SECONDS = 12.0  # for one picture's file: there are others
OWN = Credit(title="", author="the maker of this short", licence="the maker's own")


Draw = Callable[[str], Picture]


class PictureChoice(Frozen):
    """What one scene may show instead of its card: the user's picture if there is one, else those found, best first."""

    given: GivenPicture | None = None
    found: tuple[Candidate, ...] = ()
    note: str = ""


def make_picture(
    order: PictureChoice, output: OutputSpec, context: ProviderContext, draw: Draw, *, patient: bool = False
) -> Picture:
    """The first picture of the choice that can be used, else the scene's card.

    With `patient`, a host that asks for a pause gets it: RateLimited is raised, for the stage to try again.
    """
    passed: list[str] = []
    if order.given:
        try:
            ready = prepare(context.store.read(order.given.file), output, name=order.given.name)
            credit = OWN.model_copy(update={"title": order.given.name})
            return _picture(ready, "given", credit, context.store, note=_note(order.note, ready.note))
        except BadInput as error:
            passed.append(str(error))
    for candidate in order.found:
        try:
            ready = _prepared(candidate, output, context, patient=patient)
        except (BadInput, ServiceError) as error:
            if patient and isinstance(error, RateLimited):
                raise
            log.warning("A found picture is passed over: %s", error)
            context.count("pictures_passed_over", 1)
            passed.append(f"A found picture was passed over: {error.message}")
            continue
        note = _note(order.note, *passed, "Another picture replaces it." if passed else "")
        return _picture(ready, "found", candidate.credit, context.store, source=candidate.url, note=note)
    return draw(_note(order.note, *passed, "A drawn scene replaces it." if passed else ""))


def _prepared(candidate: Candidate, output: OutputSpec, context: ProviderContext, *, patient: bool) -> Prepared:
    """The original; its preview where the original cannot be had, or is no picture."""
    name = candidate.credit.title or candidate.url
    try:
        return prepare(fetched(candidate.url, context), output, name=name)
    except (BadInput, ServiceError) as error:
        if not candidate.preview or (patient and isinstance(error, RateLimited)):
            raise
        log.info("The preview of %s is taken: %s", name, error)
    return prepare(fetched(candidate.preview, context), output, name=name)


def fetched(url: str, context: ProviderContext) -> bytes:
    """A picture's file, kept for a day."""
    return context.responses.data(
        {"picture": url}, lambda: fetch(url, seconds=SECONDS, agent=context.vendors.agent).data
    )


def without_twins(
    pictures: Sequence[Picture],
    orders: Sequence[PictureChoice],
    draws: Sequence[Draw],
    output: OutputSpec,
    context: ProviderContext,
) -> tuple[Picture, ...]:
    """In order: the first of those that look alike stays."""
    kept: list[Picture] = []
    for picture, order, draw in zip(pictures, orders, draws, strict=True):
        fresh = picture
        while is_twin(fresh, kept):
            left = order.found[[candidate.url for candidate in order.found].index(fresh.source) + 1 :]
            note = _note(picture.note, "A found picture looked like another scene's and was replaced.")
            fresh = make_picture(PictureChoice(found=left, note=note), output, context, draw)
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
