"""Find a picture for every scene: the user's own where they fit, else a found one, else one drawn for the sentence."""

import io
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Literal

from PIL.Image import Image

from tasks.artwork.cards import draw
from tasks.artwork.direction import CardPlan, direct
from tasks.artwork.thumbnail import thumbnail as draw_thumbnail
from tasks.domain.channel import Channel, Licences, Palette
from tasks.domain.errors import BadInput, NoKey, QuotaSpent, RateLimited, ServiceError
from tasks.domain.models import MARGIN, Candidate, Credit, GivenPicture, OutputSpec, Picture, Story, Topic
from tasks.domain.ranking import match_pictures, may_be_shown, picture_queries
from tasks.domain.values import Artifact, Frozen
from tasks.machine.assets import AssetStore, assets
from tasks.machine.guard import fetch
from tasks.machine.pictures import Prepared, alike, prepare
from tasks.providers import Pictures
from tasks.providers.desk import Desk
from tasks.providers.own_pictures import match
from tasks.providers.registry import PICTURES
from tasks.stagecraft import services, telemetry
from tasks.stagecraft.stage import is_last_try, stage

log = logging.getLogger(__name__)
SECONDS = 12.0  # for one picture's file: there are others
PER_SCENE = 3  # candidates that are asked for
ENOUGH = 2  # … and that will do
OWN = Credit(title="", author="the maker of this short", licence="the maker's own")


class Findings(Frozen):
    """What a search for the whole short brought; the note says which service could not be asked, and why."""

    candidates: tuple[Candidate, ...] = ()
    note: str = ""


class PictureOrder(Frozen):
    """What one scene is to show: the user's picture if it has one, else the first found one that can be had, else the
    card."""

    card: CardPlan
    given: GivenPicture | None = None
    found: tuple[Candidate, ...] = ()
    note: str = ""


@stage(part_of="images", retries=3, keep=timedelta(hours=24), varies=services.depends_on("pictures"))
def find_pictures(topic: Topic, story: Story, channel: Channel, scenes: int) -> Findings:
    """Search for the whole short at once, in one or two requests of each service; what may not be shown is left out."""
    desk = services.desk()
    queries = picture_queries(topic.title, [scene.visual_description for scene in story.script.scenes])
    return search(
        sources_of(topic, channel),
        lambda name: PICTURES[name](desk),
        queries,
        channel,
        scenes,
        patient=not is_last_try(),
    )


@stage(part_of="images")
def plan_images(
    narrations: tuple[str, ...],
    given: tuple[GivenPicture, ...],
    found: Findings,
    palette: Palette,
    seed: int,
    output: OutputSpec,
) -> tuple[PictureOrder, ...]:
    """Decide for the whole short at once what each scene shows, so that no two look alike."""
    telemetry.expect("images", len(narrations))
    return order_pictures(narrations, given, found, palette, seed, output)


@stage(retries=3)
def images(order: PictureOrder, output: OutputSpec) -> Picture:
    """Fetch and prepare one scene's picture for the renderer."""
    with telemetry.counting("images", "fetching") as count:
        picture = make_picture(order, output, services.desk(), patient=not is_last_try())
        count(1)
    return picture


@stage(part_of="images", retries=3)
def distinct(
    pictures: tuple[Picture, ...], orders: tuple[PictureOrder, ...], output: OutputSpec
) -> tuple[Picture, ...]:
    """Replace found pictures that look like an earlier scene's."""
    return without_twins(pictures, orders, output, services.desk())


@stage(part_of="images")
def thumbnail(title: str, cards: tuple[CardPlan, ...], palette: Palette, seed: int) -> Artifact:
    """Design the cover: the title, readable when small, and one subject."""
    image = draw_thumbnail(title, cards, seed=seed, palette=palette)
    return _jpeg(image, assets(), quality=92)


def sources_of(topic: Topic, channel: Channel) -> tuple[str, ...]:
    """On `auto`, what needs no key is asked only for topics of the world outside; shipped ones have drawn scenes."""
    names = [name for name in services.chain("pictures", channel.pictures) if name != "drawn"]
    if channel.pictures == "auto" and any(name in services.ONLINE for name in names):
        outside = topic.origin in {"user", "trend"} and not topic.text
        if not outside or not services.online():
            names = [name for name in names if name not in services.ONLINE]
    return tuple(names)


def search(
    names: Sequence[str],
    pictures_of: Callable[[str], Pictures],
    queries: Sequence[str],
    channel: Channel,
    scenes: int,
    *,
    patient: bool = False,
) -> Findings:
    """The first sources that have enough for every scene end the search.

    A source out of quota is passed over where the channel allows it. So is one that needs no key and fails, when it is
    not to be tried again (`patient`): drawn scenes can replace it.
    """
    found: dict[str, Candidate] = {}
    notes: list[str] = []
    for name in names:
        try:
            source = pictures_of(name)
            if channel.licences == Licences.known and not source.states_licences:
                notes.append(
                    f"{name} does not state licences, which this channel wants: it was not asked for pictures."
                )
                continue
            for query in queries:
                hits = source.search(query, PER_SCENE * scenes)
                for hit in hits:
                    if may_be_shown(hit.credit.licence, channel.licences):
                        found.setdefault(hit.url, hit)
                if len(found) >= ENOUGH * scenes:
                    return Findings(candidates=tuple(found.values()), note=" ".join(notes))
        except (NoKey, QuotaSpent) as error:
            if not channel.fall_back:
                raise
            notes.append(f"{error.message} Pictures were looked for elsewhere.")
            telemetry.metric("fallbacks", 1, add=True)
        except ServiceError as error:
            if name not in services.ONLINE or (patient and error.worth_retrying):
                raise
            notes.append(f"{error.message} Pictures were looked for elsewhere.")
    for note in notes:
        log.warning(note)
    return Findings(candidates=tuple(found.values()), note=" ".join(notes))


def order_pictures(
    narrations: Sequence[str],
    given: Sequence[GivenPicture],
    found: Findings,
    palette: Palette,
    seed: int,
    output: OutputSpec,
) -> tuple[PictureOrder, ...]:
    """Scenes with a picture of the user's own need none of the found ones: those are shared among the others."""
    cards = direct(narrations, seed=seed, palette=palette)
    chosen = match([picture.name for picture in given], narrations)
    free = [scene for scene, number in enumerate(chosen) if number is None]
    matched = dict(
        zip(free, match_pictures(found.candidates, [narrations[scene] for scene in free], output), strict=True)
    )
    return tuple(
        PictureOrder(
            card=card,
            given=None if number is None else given[number],
            found=matched.get(scene, ()),
            note="" if scene else found.note,
        )
        for scene, (card, number) in enumerate(zip(cards, chosen, strict=True))
    )


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
            telemetry.metric("pictures_passed_over", 1, add=True)
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
        while fresh.origin == "found" and any(alike(fresh.hash, other.hash) for other in kept if other.hash):
            left = order.found[[candidate.url for candidate in order.found].index(fresh.source) + 1 :]
            note = _note(picture.note, "A found picture looked like another scene's and was replaced.")
            fresh = make_picture(PictureOrder(card=order.card, found=left, note=note), output, desk)
        kept.append(fresh)
    return tuple(kept)


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
    width, height = (round(side * MARGIN / 2) * 2 for side in (output.width, output.height))
    image = draw(card, width=width, height=height)
    return Picture(
        image=_jpeg(image, store, quality=95),
        focus=card.focus,
        origin="drawn",
        credit=Credit(title="Scene card", author="Dailies", licence="CC0-1.0"),
        note=note,
    )


def _jpeg(image: Image, store: AssetStore, quality: int) -> Artifact:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=0)
    return store.put(out.getvalue(), ".jpg")
