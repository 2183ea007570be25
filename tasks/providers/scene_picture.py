"""Makes one scene's picture: the user's own, or else the first found or made one that can be had, or else a card.

Two of the user's that each fill only half of the frame become one; others of the same scene follow one another.

The picture's note says what was passed over and why. The caller draws cards: `draw` takes the note.
"""

import logging
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal, TypeVar

from tasks.domain.choices import ClipSound
from tasks.domain.clip import Clip
from tasks.domain.errors import BadInput, DailiesError, NoKey, RateLimited, ServiceError
from tasks.domain.making import Wish
from tasks.domain.stage import Element
from tasks.domain.story import Candidate, Credit, GivenPicture, Picture
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Frozen, replaced
from tasks.machine.courtesy import downloading
from tasks.machine.media.clips import is_clip, prepare_clip
from tasks.machine.media.pictures import Prepared, Print, picture_size, prepare, prepare_pair
from tasks.machine.network.safe_fetch import fetch
from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.response_cache import Question, ResponseCache
from tasks.providers import registry
from tasks.providers.clip_download import PART, fetch_clip
from tasks.providers.context import ProviderContext
from tasks.providers.keyless import advised

log = logging.getLogger(__name__)
SECONDS = 12.0  # for one download; there are other candidates
CLIP_SECONDS = 60.0
MAX_PICTURE = 20_000_000  # bytes
CLIPS_AT_ONCE = threading.BoundedSemaphore(2)  # each takes a core, and a file in memory
ROOM, MORE = 1.4, 1.0  # a scene's true length is known only once it is spoken
MOST_SECONDS = 8.0  # of a clip
STANDS = 0.5  # seconds for which its last frame may stand rather than that it stutters
OWN = Credit(title="", author="the maker of this short", licence="the maker's own")
MADE = "made by this model for this short"


T = TypeVar("T")
Draw = Callable[[str], Picture]


class PictureChoice(Frozen):
    """What one scene may show instead of its card: the user's pictures, or else candidates, best first.

    Two of the user's may be `stacked` into one picture; else they follow each other.

    `seconds` is how long the scene is planned to last, for clips. `made` is a picture that a model may make: after the
    candidates, unless it is to be the `first`.
    """

    seconds: float = 0.0
    given: tuple[GivenPicture, ...] = ()
    stacked: bool = True
    found: tuple[Candidate, ...] = ()
    made: Wish | None = None
    clip_sound: ClipSound = ClipSound.none
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
        note = joined(order.note, *rejected, own[0].note)
        return own[0].model_copy(update={"note": note, "then": own[1:]})
    for choice in _choices(order):
        try:
            picture = _one(choice, order, output, context, patient=patient)
        except (BadInput, NoKey, ServiceError) as error:
            if patient and isinstance(error, RateLimited):
                raise
            rejected.append(_passed_over(choice, error))
            log.warning("Skipped a picture: %s", error)
            context.count("pictures_passed_over", 1)
            continue
        note = joined(order.note, *rejected, "Another picture replaces it." if rejected else "")
        return replaced(picture, note=note)
    return draw(joined(order.note, *rejected, "A drawn scene replaces it." if rejected else ""))


def _choices(order: PictureChoice) -> tuple[Candidate | Wish, ...]:
    """What replaces the user's pictures, in order."""
    made = (order.made,) if order.made else ()
    return (*made, *order.found) if order.made and order.made.first else (*order.found, *made)


def _one(
    choice: Candidate | Wish, order: PictureChoice, output: OutputSpec, context: ProviderContext, *, patient: bool
) -> Picture:
    if isinstance(choice, Wish):
        return _made(choice, output, context)
    if choice.kind == "clip":
        sound = order.clip_sound == ClipSound.all
        return _found_clip(choice, output, order.seconds, context, sound=sound, patient=patient)
    return _found(choice, output, context, patient=patient)


def _passed_over(choice: Candidate | Wish, error: DailiesError) -> str:
    if isinstance(choice, Wish):
        return f"A picture was not made: {error.message}"
    return f"A found {'clip' if choice.kind == 'clip' else 'picture'} was passed over: {error.message}"


def _made(wish: Wish, output: OutputSpec, context: ProviderContext) -> Picture:
    """A picture that a model makes. The server is asked once: it charges for an answer that nobody waits for, too."""
    illustrator = registry.illustrator(wish.vendor, context)
    like = context.store.read(wish.like) if wish.like else b""
    data = illustrator.illustrate(wish.shown, wish.style, picture_size(output), like)
    credit = Credit(title=wish.shown, author=illustrator.maker, licence=MADE)
    return _picture(prepare(data, output, name=wish.shown), "made", credit, context.store)


def _own(order: PictureChoice, output: OutputSpec, store: AssetStore, rejected: list[str]) -> tuple[Picture, ...]:
    """The user's pictures and clips of one scene, in order. Appends to `rejected` why one cannot be shown."""
    usable: list[Picture] = []
    given = order.given
    for one in given:
        try:
            if is_clip(one.name):
                usable.append(_moving(one, order, output, store))
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


def _moving(given: GivenPicture, order: PictureChoice, output: OutputSpec, store: AssetStore) -> Picture:
    """A clip of the user's. Raises BadInput if it cannot be shown."""
    credit, sound = OWN.model_copy(update={"title": given.name}), order.clip_sound != ClipSound.none
    return _clip(store.path(given.file), output, order.seconds, "given", credit, store, sound=sound)


def _clip(
    file: Path,
    output: OutputSpec,
    seconds: float,
    origin: Literal["given", "found"],
    credit: Credit,
    store: AssetStore,
    *,
    sound: bool,
    source: str = "",
) -> Picture:
    name = credit.title or source
    most = min(MOST_SECONDS, seconds * ROOM + MORE)
    ready = prepare_clip(file, output, most, name=name, least=min(most, seconds - STANDS), sound=sound)
    log.info("The clip %s is shown %s.", name, ready.note)
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
        origin=origin,
        credit=credit,
        source=source,
        sound=store.put(ready.wav, ".wav") if ready.wav else None,
        hash=ready.hashes[0],
        also=ready.hashes[1:],
    )


def _found(candidate: Candidate, output: OutputSpec, context: ProviderContext, *, patient: bool) -> Picture:
    name = candidate.credit.title or candidate.url
    ready = _either(candidate, lambda url: prepare(fetched(url, context), output, name=name), patient=patient)
    return _picture(ready, "found", candidate.credit, context.store, source=candidate.url, note="")


def _found_clip(
    candidate: Candidate, output: OutputSpec, seconds: float, context: ProviderContext, *, sound: bool, patient: bool
) -> Picture:
    def cut(url: str) -> Picture:
        with CLIPS_AT_ONCE, tempfile.NamedTemporaryFile(prefix="dailies-found-") as file:
            file.write(fetched_clip(url, context))
            file.flush()
            return _clip(
                Path(file.name),
                output,
                seconds,
                "found",
                candidate.credit,
                context.store,
                sound=sound,
                source=candidate.url,
            )

    return _either(candidate, cut, patient=patient)


def _either(candidate: Candidate, use: Callable[[str], T], *, patient: bool) -> T:
    """What `use` makes of the original, or of its preview if the original cannot be downloaded or decoded."""
    try:
        return use(candidate.url)
    except (BadInput, ServiceError) as error:
        if not candidate.preview or (patient and isinstance(error, RateLimited)):
            raise
        log.info("Using the preview of %s: %s", candidate.credit.title or candidate.url, error)
    return use(candidate.preview)


def fetched_clip(url: str, context: ProviderContext) -> bytes:
    """A clip's file, or the part of it that is needed, cached for a day."""

    def ask() -> bytes:
        return fetch_clip(url, seconds=CLIP_SECONDS, agent=context.agent)

    return _kept(context.clips, {"clip": url, "first": PART}, url, ask, context)


def fetched(url: str, context: ProviderContext) -> bytes:
    """A picture's file, cached for a day."""

    def ask() -> bytes:
        return fetch(url, seconds=SECONDS, max_bytes=MAX_PICTURE, agent=context.agent).data

    return _kept(context.responses, {"picture": url}, url, ask, context)


def _kept(
    cache: ResponseCache, question: Question, url: str, ask: Callable[[], bytes], context: ProviderContext
) -> bytes:
    def politely() -> bytes:
        with downloading(url):
            return ask()

    try:
        return cache.data(question, politely)
    except RateLimited as error:
        raise advised(error, context) from None


def _picture(
    ready: Prepared,
    origin: Literal["given", "found", "made"],
    credit: Credit,
    store: AssetStore,
    *,
    source: str = "",
    note: str = "",
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


def joined(*parts: str) -> str:
    """A note of these parts."""
    return " ".join(part for part in parts if part)
