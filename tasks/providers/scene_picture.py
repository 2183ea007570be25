"""Makes one scene's picture: the user's own, or else the first found one that downloads, or else a drawn card.

The picture's note says what was passed over and why. The caller draws cards: `draw` takes the note.
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
SECONDS = 12.0  # for one download; there are other candidates
OWN = Credit(title="", author="the maker of this short", licence="the maker's own")


Draw = Callable[[str], Picture]


class PictureChoice(Frozen):
    """What one scene may show instead of its card: the user's picture, or else candidates, best first."""

    given: GivenPicture | None = None
    found: tuple[Candidate, ...] = ()
    note: str = ""


def make_picture(
    order: PictureChoice, output: OutputSpec, context: ProviderContext, draw: Draw, *, patient: bool = False
) -> Picture:
    """The first usable picture of the choice, or else the scene's card.

    With `patient`, RateLimited is raised, so that the stage retries after the pause that the host asks for.
    """
    rejected: list[str] = []
    if order.given:
        try:
            ready = prepare(context.store.read(order.given.file), output, name=order.given.name)
            credit = OWN.model_copy(update={"title": order.given.name})
            return _picture(ready, "given", credit, context.store, note=_note(order.note, ready.note))
        except BadInput as error:
            rejected.append(str(error))
    for candidate in order.found:
        try:
            ready = _prepared(candidate, output, context, patient=patient)
        except (BadInput, ServiceError) as error:
            if patient and isinstance(error, RateLimited):
                raise
            log.warning("Skipped a found picture: %s", error)
            context.count("pictures_passed_over", 1)
            rejected.append(f"A found picture was passed over: {error.message}")
            continue
        note = _note(order.note, *rejected, "Another picture replaces it." if rejected else "")
        return _picture(ready, "found", candidate.credit, context.store, source=candidate.url, note=note)
    return draw(_note(order.note, *rejected, "A drawn scene replaces it." if rejected else ""))


def _prepared(candidate: Candidate, output: OutputSpec, context: ProviderContext, *, patient: bool) -> Prepared:
    """The original, or its preview if the original cannot be downloaded or decoded."""
    name = candidate.credit.title or candidate.url
    try:
        return prepare(fetched(candidate.url, context), output, name=name)
    except (BadInput, ServiceError) as error:
        if not candidate.preview or (patient and isinstance(error, RateLimited)):
            raise
        log.info("Using the preview of %s: %s", name, error)
    return prepare(fetched(candidate.preview, context), output, name=name)


def fetched(url: str, context: ProviderContext) -> bytes:
    """A picture's file, cached for a day."""
    return context.responses.data({"picture": url}, lambda: fetch(url, seconds=SECONDS, agent=context.agent).data)


def without_twins(
    pictures: Sequence[Picture],
    orders: Sequence[PictureChoice],
    draws: Sequence[Draw],
    output: OutputSpec,
    context: ProviderContext,
) -> tuple[Picture, ...]:
    """The pictures in order; of those that look alike, all but the first are replaced."""
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
    """Whether a found picture looks like one of the others."""
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
