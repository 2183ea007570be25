"""Find a picture for every scene: the user's own where they fit, else a found one, else one drawn for the sentence."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from tasks.artwork.cards import draw_card, store_jpeg
from tasks.artwork.direction import CardPlan, direct
from tasks.artwork.thumbnail import thumbnail as draw_thumbnail
from tasks.domain.channel import Channel, Licences, Palette
from tasks.domain.errors import NoKey, QuotaSpent, ServiceError
from tasks.domain.ranking import match_by_name, match_pictures, may_be_shown, picture_queries
from tasks.domain.story import Candidate, GivenPicture, Picture, Story, Topic
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Artifact, Frozen
from tasks.machine.storage.assets import AssetStore, assets
from tasks.providers import Pictures
from tasks.providers.context import ProviderContext
from tasks.providers.registry import PICTURES
from tasks.providers.scene_picture import Draw, PictureChoice, is_twin, make_picture, without_twins
from tasks.stagecraft import services, telemetry
from tasks.stagecraft.stage import is_last_try, stage

log = logging.getLogger(__name__)
PER_SCENE = 3  # candidates that are asked for
ENOUGH = 2  # … and that will do
COVER = 1920  # pixels of a cover's longer side, at most


class PictureOrder(PictureChoice):
    """What one scene shows: the first of the choice that can be had, else this card."""

    card: CardPlan


class Findings(Frozen):
    """What a search for the whole short brought; the note says which service could not be asked, and why."""

    candidates: tuple[Candidate, ...] = ()
    note: str = ""


@stage(part_of="images", version=2, retries=3, keep=timedelta(hours=24), varies=services.depends_on("pictures"))
def find_pictures(topic: Topic, story: Story, channel: Channel, scenes: int) -> Findings:
    """Search for the whole short at once, in one or two requests of each service; what may not be shown is left out."""
    context = services.provider_context()
    queries = picture_queries(topic.title, [scene.visual_description for scene in story.script.scenes])
    return search(
        sources_of(topic, channel),
        lambda name: PICTURES[name](context),
        queries,
        channel,
        scenes,
        patient=not is_last_try(),
    )


@stage(part_of="images", version=3)
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


@stage(retries=3, version=3)
def images(order: PictureOrder, output: OutputSpec) -> Picture:
    """Fetch and prepare one scene's picture for the renderer."""
    with telemetry.part_counter("images", "fetching") as count:
        picture = picture_for(order, output, services.provider_context(), patient=not is_last_try())
        count(1)
    return picture


@stage(part_of="images", retries=3)
def replace_twins(
    pictures: tuple[Picture, ...], orders: tuple[PictureOrder, ...], output: OutputSpec
) -> tuple[Picture, ...]:
    """Replace found pictures that look like an earlier scene's."""
    return no_twins(pictures, orders, output, services.provider_context())


def distinct(
    pictures: tuple[Picture, ...], orders: tuple[PictureOrder, ...], output: OutputSpec
) -> tuple[Picture, ...]:
    """The same pictures, unless some look alike: only then is there work to do."""
    twins = any(is_twin(picture, pictures[:number]) for number, picture in enumerate(pictures))
    return replace_twins(pictures, orders, output) if twins else pictures


@stage(part_of="upload", version=5)  # it waits for the title, which a reviewer may change: long after the pictures
def thumbnail(title: str, cards: tuple[CardPlan, ...], palette: Palette, seed: int, output: OutputSpec) -> Artifact:
    """Design the cover: the title, readable when small, and one subject."""
    shrink = min(1.0, COVER / max(output.width, output.height))
    size = round(output.width * shrink), round(output.height * shrink)
    image = draw_thumbnail(title, cards, seed=seed, palette=palette, size=size)
    return store_jpeg(image, assets(), quality=92)


def picture_for(order: PictureOrder, output: OutputSpec, context: ProviderContext, *, patient: bool = False) -> Picture:
    """The order, carried out. With `patient`, RateLimited is raised for the stage to try again after a pause."""
    return make_picture(order, output, context, _drawing(order, output, context.store), patient=patient)


def no_twins(
    pictures: Sequence[Picture], orders: Sequence[PictureOrder], output: OutputSpec, context: ProviderContext
) -> tuple[Picture, ...]:
    """The same pictures, with each that looks like an earlier scene's replaced by the next of its order."""
    draws = [_drawing(order, output, context.store) for order in orders]
    return without_twins(pictures, orders, draws, output, context)


def _drawing(order: PictureOrder, output: OutputSpec, store: AssetStore) -> Draw:
    return partial(draw_card, order.card, output, store)


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
        if len(found) >= ENOUGH * scenes:
            break
        try:
            source = pictures_of(name)
            if source.states_licences or channel.licences != Licences.known:
                _collect(source, queries, channel, scenes, found)
            else:
                notes.append(f"{name} states no licences, which this channel wants: it was not asked for pictures.")
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


def _collect(
    source: Pictures, queries: Sequence[str], channel: Channel, scenes: int, found: dict[str, Candidate]
) -> None:
    """Adds what one source has and the channel may show, until there is enough."""
    for query in queries:
        if len(found) < ENOUGH * scenes:
            for hit in source.search(query, PER_SCENE * scenes):
                if may_be_shown(hit.credit.licence, channel.licences):
                    found.setdefault(hit.url, hit)


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
    chosen = match_by_name([picture.name for picture in given], narrations)
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
