"""Makes one scene's picture: the user's own, or else the first found one that downloads, or else a drawn card.

Two of the user's that each fill only half of the frame become one; others of the same scene follow one another.

The picture's note says what was passed over and why. The caller draws cards: `draw` takes the note.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Literal

from tasks.domain.clip import Clip
from tasks.domain.errors import BadInput, RateLimited, ServiceError
from tasks.domain.stage import Element
from tasks.domain.story import Candidate, Credit, GivenPicture, Picture
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Frozen
from tasks.machine.courtesy import downloading
from tasks.machine.media.clips import is_clip, prepare_clip
from tasks.machine.media.pictures import Prepared, Print, alike, prepare, prepare_pair
from tasks.machine.network.safe_fetch import fetch
from tasks.machine.storage.assets import AssetStore
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import advised

log = logging.getLogger(__name__)
SECONDS = 12.0  # for one download; there are other candidates
ROOM, MORE = 1.4, 1.0  # a scene's true length is known only once it is spoken
MOST_SECONDS = 8.0  # of a clip
OWN = Credit(title="", author="the maker of this short", licence="the maker's own")


Draw = Callable[[str], Picture]


class PictureChoice(Frozen):
    """What one scene may show instead of its card: the user's pictures, or else candidates, best first.

    Two of the user's may be `stacked` into one picture; else they follow each other.

    `seconds` is how long the scene is planned to last, for clips.
    """

    seconds: float = 0.0
    given: tuple[GivenPicture, ...] = ()
    stacked: bool = True
    found: tuple[Candidate, ...] = ()
    note: str = ""


def make_picture(
    order: PictureChoice, output: OutputSpec, context: ProviderContext, draw: Draw, *, patient: bool = False
) -> Picture:
    """The first usable picture of the choice, or else the scene's card.

    With `patient`, RateLimited is raised, so that the stage retries after the pause that the host asks for.
    """
    rejected: list[str] = []
    own = _own(order, output, context.store, rejected)
    if own:
        note = _note(order.note, *rejected, own[0].note)
        return own[0].model_copy(update={"note": note, "then": own[1:]})
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


def _own(order: PictureChoice, output: OutputSpec, store: AssetStore, rejected: list[str]) -> tuple[Picture, ...]:
    """The user's pictures and clips of one scene, in order. Appends to `rejected` why one cannot be shown."""
    usable: list[Picture] = []
    given = order.given
    for one in given:
        try:
            if is_clip(one.name):
                usable.append(_moving(one, output, order.seconds * ROOM + MORE, store))
            else:
                usable.append(_given(prepare(store.read(one.file), output, name=one.name), one.name, store))
        except BadInput as error:
            rejected.append(str(error))
    if order.stacked and len(given) == len(usable) == 2 and not any(picture.clip for picture in usable):
        names = tuple(one.name for one in given)
        pair = prepare_pair([store.read(one.file) for one in given], output, names=names)
        if pair:
            return (_given(pair, " and ".join(names), store),)
    return tuple(usable)


def _given(ready: Prepared, name: str, store: AssetStore) -> Picture:
    return _picture(ready, "given", OWN.model_copy(update={"title": name}), store, note=ready.note)


def _moving(given: GivenPicture, output: OutputSpec, seconds: float, store: AssetStore) -> Picture:
    """A clip of the user's. Raises BadInput if it cannot be shown."""
    ready = prepare_clip(store.path(given.file), output, min(MOST_SECONDS, seconds), name=given.name)
    log.info("The clip %s is shown %s.", given.name, ready.note)
    return Picture(
        image=store.put(ready.jpeg, ".jpg"),
        clip=Clip(
            file=store.put(ready.mp4, ".mp4"),
            frames=ready.frames,
            width=ready.width,
            height=ready.height,
            smooth=ready.smooth,
        ),
        focus=ready.focus,
        origin="given",
        credit=OWN.model_copy(update={"title": given.name}),
        hash=ready.hashes[0],
        also=ready.hashes[1:],
    )


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

    def ask() -> bytes:
        with downloading(url):
            return fetch(url, seconds=SECONDS, agent=context.agent).data

    try:
        return context.responses.data({"picture": url}, ask)
    except RateLimited as error:
        raise advised(error, context) from None


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
        sky=store.put(ready.ground, ".jpg") if ready.print else None,
        elements=(_print(ready.print, store),) if ready.print else (),
        focus=ready.focus,
        reach=ready.reach,
        origin=origin,
        credit=credit,
        source=source,
        hash=ready.hash,
        note=note,
    )


def _print(made: Print, store: AssetStore) -> Element:
    """What stands before its ground, as an element that the camera moves more than that."""
    return Element(
        image=store.put(made.jpeg, ".jpg"),
        alpha=store.put(made.alpha, ".png"),
        left=made.left,
        top=made.top,
        anchor=(made.left + made.size[0] // 2, made.top + made.size[1] // 2),
        entrance="print",
    )


def _note(*parts: str) -> str:
    return " ".join(part for part in parts if part)
