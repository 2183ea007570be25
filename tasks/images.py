"""Find a picture for every scene: the user's own where they fit, else a found one, else one drawn for the sentence."""

import io
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from PIL.Image import Image

from tasks.artwork.cards import draw
from tasks.artwork.direction import CardPlan, direct
from tasks.artwork.thumbnail import thumbnail as draw_thumbnail
from tasks.domain.channel import Channel, Palette
from tasks.domain.errors import BadInput, NoKey, QuotaSpent, ServiceError
from tasks.domain.models import MARGIN, Candidate, Credit, GivenPicture, OutputSpec, Picture, Story, Topic
from tasks.domain.ranking import match_pictures, may_be_shown, picture_queries
from tasks.domain.values import Artifact, Frozen
from tasks.machine.assets import AssetStore, assets
from tasks.machine.guard import fetch
from tasks.machine.pictures import alike, prepare
from tasks.providers import Pictures
from tasks.providers.desk import Desk
from tasks.providers.own_pictures import match
from tasks.providers.registry import PICTURES
from tasks.stagecraft import services, telemetry
from tasks.stagecraft.stage import stage

log = logging.getLogger(__name__)
OWN = Credit(title="", author="the maker of this short", licence="the maker's own")


class PictureOrder(Frozen):
    """What one scene is to show: the user's picture if it has one, else the first found one that can be had, else the
    card."""

    card: CardPlan
    given: GivenPicture | None = None
    found: tuple[Candidate, ...] = ()


@stage(part_of="images", retries=3, keep=timedelta(hours=24), varies=services.depends_on("pictures"))
def find_pictures(topic: Topic, story: Story, channel: Channel, scenes: int) -> tuple[Candidate, ...]:
    """Search for the whole short at once, in one or two requests of each service; what may not be shown is left out."""
    desk = services.desk()
    names = sources_of(topic, channel)
    return search(names, lambda name: PICTURES[name](desk), topic, story, channel, scenes)


@stage(part_of="images")
def plan_images(
    narrations: tuple[str, ...],
    given: tuple[GivenPicture, ...],
    found: tuple[Candidate, ...],
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
        picture = make_picture(order, output, services.desk())
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
    topic: Topic,
    story: Story,
    channel: Channel,
    scenes: int,
) -> tuple[Candidate, ...]:
    """The first source that has enough for every scene ends the search; a source out of quota may be passed over."""
    queries = picture_queries(topic.title, [scene.visual_description for scene in story.script.scenes])
    found: dict[str, Candidate] = {}
    for number, name in enumerate(names):
        source, left = pictures_of(name), len(names) - number - 1
        for query in queries:
            try:
                hits = source.search(query, 3 * scenes)
            except (NoKey, QuotaSpent):
                if not (channel.fall_back and left):
                    raise
                log.warning("%s has nothing left to spend; %s is asked instead.", name, names[number + 1])
                telemetry.metric("fallbacks", 1, add=True)
                break
            found |= {hit.url: hit for hit in hits if may_be_shown(hit.credit.licence, channel.licences)}
            if len(found) >= 2 * scenes:
                return tuple(found.values())
    return tuple(found.values())


def order_pictures(
    narrations: Sequence[str],
    given: Sequence[GivenPicture],
    found: Sequence[Candidate],
    palette: Palette,
    seed: int,
    output: OutputSpec,
) -> tuple[PictureOrder, ...]:
    cards = direct(narrations, seed=seed, palette=palette)
    chosen = match([picture.name for picture in given], narrations)
    matched = match_pictures(found, narrations, output)
    return tuple(
        PictureOrder(card=card, given=None if number is None else given[number], found=candidates)
        for card, number, candidates in zip(cards, chosen, matched, strict=True)
    )


def make_picture(order: PictureOrder, output: OutputSpec, desk: Desk, note: str = "") -> Picture:
    """A picture that cannot be used is replaced by the next, in the end by the scene's card; the note says so."""
    if order.given:
        try:
            ready = prepare(desk.store.read(order.given.file), output, name=order.given.name)
        except BadInput as error:
            note = f"{error} {'Another picture' if order.found else 'A drawn scene'} replaces it."
        else:
            return Picture(
                image=desk.store.put(ready.jpeg, ".jpg"),
                focus=ready.focus,
                origin="given",
                credit=OWN.model_copy(update={"title": order.given.name}),
                note=ready.note,
            )
    for candidate in order.found:
        try:
            ready = prepare(fetched(candidate, desk), output, name=candidate.credit.title or candidate.url)
        except (BadInput, ServiceError) as error:
            log.warning("A found picture is passed over: %s", error)
            telemetry.metric("pictures_passed_over", 1, add=True)
            continue
        return Picture(
            image=desk.store.put(ready.jpeg, ".jpg"),
            focus=ready.focus,
            origin="found",
            credit=candidate.credit,
            source=candidate.url,
            hash=ready.hash,
            note=note,
        )
    if order.found and not note:
        note = "None of the pictures found for a scene could be used: a drawn scene replaces them."
    return draw_card(order.card, output, desk.store, note)


def fetched(candidate: Candidate, desk: Desk) -> bytes:
    """The original, kept for a day; its preview where the original cannot be had."""

    def ask() -> bytes:
        try:
            return fetch(candidate.url, seconds=20.0).data
        except (ServiceError, BadInput):
            if not candidate.preview:
                raise
            return fetch(candidate.preview, seconds=20.0).data

    return desk.answers.data({"picture": candidate.url}, ask)


def without_twins(
    pictures: Sequence[Picture], orders: Sequence[PictureOrder], output: OutputSpec, desk: Desk
) -> tuple[Picture, ...]:
    kept: list[Picture] = []
    for picture, order in zip(pictures, orders, strict=True):
        fresh = picture
        left = order.found
        while fresh.origin == "found" and any(alike(fresh.hash, other.hash) for other in kept if other.hash):
            left = left[[candidate.url for candidate in left].index(fresh.source) + 1 :]
            note = "A found picture looked like an earlier scene's: another replaces it."
            fresh = make_picture(order.model_copy(update={"given": None, "found": left}), output, desk, note)
        kept.append(fresh)
    return tuple(kept)


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
