"""Finds a picture for every scene: the user's own if one fits, or else a found one, or else a drawn card."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from tasks.artwork.best_photo import best_photo
from tasks.artwork.callouts import Callout, annotated, callout_in
from tasks.artwork.cards import draw_card, store_jpeg
from tasks.artwork.direction import CardPlan, direct
from tasks.artwork.thumbnail import thumbnail as draw_thumbnail
from tasks.domain.channel import Channel, Licences, Palette
from tasks.domain.edition import Cover
from tasks.domain.errors import NoKey, QuotaSpent, ServiceError
from tasks.domain.film.paces import pace_of
from tasks.domain.film.pacing import planned_seconds
from tasks.domain.film.variety import Manner
from tasks.domain.matching import match_pictures
from tasks.domain.photographs import place, placement_note
from tasks.domain.ranking import may_be_shown, picture_queries
from tasks.domain.story import Candidate, GivenPicture, Picture, Script, Story, Topic
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Frozen
from tasks.domain.words import count_words
from tasks.machine.media.pictures import likeness
from tasks.machine.storage.assets import AssetStore, assets
from tasks.providers import ArticlePictures, Pictures, registry
from tasks.providers.context import ProviderContext
from tasks.providers.scene_picture import Draw, PictureChoice, is_twin, make_picture, without_twins
from tasks.stagecraft import services, telemetry
from tasks.stagecraft.stage import is_last_try, stage

log = logging.getLogger(__name__)
PER_SCENE = 3  # candidates to ask for
ENOUGH = 2  # candidates per scene that end the search
SPOKEN = 150.0  # English words a minute: a slow voice, since clips are cut before the voice has spoken
MAX_COVER = 1920  # pixels of a cover's longer side


class PictureOrder(PictureChoice):
    """What one scene shows: the first usable picture of the choice, with the callout over it, or else this card."""

    card: CardPlan
    callout: Callout | None = None
    narration: str = ""


class Findings(Frozen):
    """What a search for the whole short found. The note says which service was left out, and why."""

    candidates: tuple[Candidate, ...] = ()
    note: str = ""


def _sources(arguments: Mapping[str, Any]) -> object:
    """For a cache key: all sources of the chain, since the search goes on until there are enough pictures."""
    channel: Channel = arguments["channel"]
    return services.fingerprints("pictures", services.chain("pictures", channel.pictures))


@stage(part_of="images", version=4, retries=3, keep=timedelta(hours=24), varies=_sources)
def find_pictures(topic: Topic, story: Story, channel: Channel, scenes: int) -> Findings:
    """Search for the whole short at once, with one or two requests to each service, for pictures that may be shown.

    If its facts are from Wikipedia, the articles' own pictures come first.
    """
    context = services.provider_context()
    shown = [scene.visual_description for scene in story.script.scenes]
    queries = picture_queries(topic.title, shown, channel.language)
    return search(
        sources_of(topic, channel),
        lambda name: registry.pictures(name, context),
        queries,
        channel,
        scenes,
        articles=services.articles(story.sources),
        patient=not is_last_try(),
    )


@stage(part_of="images", version=10)
def plan_images(
    story: Story,
    given: tuple[GivenPicture, ...],
    found: Findings,
    palette: Palette,
    seed: int,
    output: OutputSpec,
    language: str = "en",
    *,
    every: bool = False,
    callouts: bool = True,
    kinetic: bool = True,
) -> tuple[PictureOrder, ...]:
    """Decide for the whole short at once what each scene shows, so that no two look alike.

    With `every`, all given pictures are shown, in order; else those that belong to a scene. With `callouts`, sentences
    are called out over photographs. If the film is `kinetic`, some cards set their words as they are spoken.
    """
    telemetry.expect("images", len(story.script.scenes))
    return order_pictures(
        story, given, found, palette, seed, output, language, every=every, callouts=callouts, kinetic=kinetic
    )


@stage(retries=3, version=8)
def images(order: PictureOrder, output: OutputSpec) -> Picture:
    """Fetch and prepare one scene's picture for the renderer."""
    with telemetry.part_counter("images", "fetching") as count:
        picture = picture_for(order, output, services.provider_context(), patient=not is_last_try())
        count(1)
    return picture


@stage(part_of="images", retries=3, version=2)
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


@stage(part_of="upload", version=9)  # counted under upload: it runs after the review, which may change the title
def thumbnail(
    words: Script,
    pictures: tuple[Picture, ...],
    palette: Palette,
    way: Manner,
    output: OutputSpec,
    language: str = "en",
) -> Cover:
    """Design the cover: the title, readable when small, and one subject or the film's best photograph."""
    shrink = min(1.0, MAX_COVER / max(output.width, output.height))
    size = round(output.width * shrink), round(output.height * shrink)
    photo = best_photo(pictures, assets())
    drawn = draw_thumbnail(
        words.title,
        seed=way.seed,
        palette=palette,
        size=size,
        language=language,
        narration=words.script,
        photo=photo,
        last=way.covers,
    )
    image = store_jpeg(drawn.image, assets(), quality=92)
    return Cover(image=image, layout=drawn.layout, hash=likeness(drawn.image))


def picture_for(order: PictureOrder, output: OutputSpec, context: ProviderContext, *, patient: bool = False) -> Picture:
    """The picture of one order. With `patient`, RateLimited is raised, so that the stage retries after a pause."""
    picture = make_picture(order, output, context, _drawing(order, output, context.store), patient=patient)
    return _with_callout(picture, order, output, context.store)


def no_twins(
    pictures: Sequence[Picture], orders: Sequence[PictureOrder], output: OutputSpec, context: ProviderContext
) -> tuple[Picture, ...]:
    """The same pictures; one that looks like an earlier scene's is replaced by the next of its order."""
    draws = [_drawing(order, output, context.store) for order in orders]
    kept = without_twins(pictures, orders, draws, output, context)
    return tuple(
        one if one is before else _with_callout(one, order, output, context.store)
        for one, before, order in zip(kept, pictures, orders, strict=True)
    )


def _with_callout(picture: Picture, order: PictureOrder, output: OutputSpec, store: AssetStore) -> Picture:
    return annotated(picture, order.callout, order.narration, order.card, output, store)


def _drawing(order: PictureOrder, output: OutputSpec, store: AssetStore) -> Draw:
    return partial(draw_card, order.card, output, store)


def sources_of(topic: Topic, channel: Channel) -> tuple[str, ...]:
    """On `auto`, services without keys are asked only if they can be reached, and never for shipped topics."""
    names = [name for name in services.chain("pictures", channel.pictures) if name != "drawn"]
    if channel.pictures == "auto" and any(map(services.keyless_online, names)):
        outside = topic.origin in {"user", "trend"} and not topic.text
        if not outside or not services.online():
            names = [name for name in names if not services.keyless_online(name)]
    return tuple(names)


def search(
    names: Sequence[str],
    pictures_of: Callable[[str], Pictures],
    queries: Sequence[str],
    channel: Channel,
    scenes: int,
    *,
    articles: Sequence[services.Article] = (),
    patient: bool = False,
) -> Findings:
    """Ask the sources in order until there are enough pictures for every scene; for those of `articles` first.

    A source without quota is passed over if the channel allows it. So is a source without a key that fails, unless
    `patient` says that the stage will retry: drawn scenes can replace it.
    """
    found: dict[str, Candidate] = {}
    notes: list[str] = []
    for name in names:
        if len(found) >= ENOUGH * scenes:
            break
        try:
            source = pictures_of(name)
            if source.states_licences or channel.licences != Licences.known:
                _collect(source, articles, queries, channel, scenes, found)
            else:
                notes.append(f"{name} states no licences, which this channel requires. It was not asked for pictures.")
        except (NoKey, QuotaSpent) as error:
            if not channel.fall_back:
                raise
            notes.append(f"{error.message} Pictures were looked for elsewhere.")
            telemetry.metric("fallbacks", 1, add=True)
        except ServiceError as error:
            if not services.keyless_online(name) or (patient and error.worth_retrying):
                raise
            notes.append(f"{error.message} Pictures were looked for elsewhere.")
    for note in notes:
        log.warning(note)
    return Findings(candidates=tuple(found.values()), note=" ".join(notes))


def _collect(
    source: Pictures,
    articles: Sequence[services.Article],
    queries: Sequence[str],
    channel: Channel,
    scenes: int,
    found: dict[str, Candidate],
) -> None:
    """Add the pictures of one source that the channel may show, until there are enough."""
    asked: list[Callable[[int], Sequence[Candidate]]] = [partial(source.search, query) for query in queries]
    if isinstance(source, ArticlePictures):
        asked = [*(partial(source.of_article, *article) for article in articles), *asked]
    for ask in asked:
        if len(found) < ENOUGH * scenes:
            for hit in ask(PER_SCENE * scenes):
                if may_be_shown(hit.credit.licence, channel.licences):
                    found.setdefault(hit.url, hit)


def order_pictures(
    story: Story,
    given: Sequence[GivenPicture],
    found: Findings,
    palette: Palette,
    seed: int,
    output: OutputSpec,
    language: str = "en",
    *,
    every: bool = False,
    callouts: bool = True,
    kinetic: bool = False,
) -> tuple[PictureOrder, ...]:
    """One order per scene. Found pictures are shared among the scenes without a picture of the user's own.

    The note on what was not found, and on what is left out, is the first scene's.
    """
    scenes = story.script.scenes
    cards = direct(
        [scene.narration for scene in scenes],
        seed=seed,
        palette=palette,
        language=language,
        title=story.script.title,
        fixed=story.fixed,
        kinetic=kinetic,
    )
    placement = place(given, scenes, language, fixed=story.fixed, every=every)
    free = [number for number, own in enumerate(placement.scenes) if not own]
    matched = match_pictures(found.candidates, scenes, free, story.script.title, output, language)
    note = " ".join(filter(None, (found.note, placement_note(given, placement))))
    return tuple(
        PictureOrder(
            card=card,
            seconds=planned_seconds(count_words(scenes[scene].narration), SPOKEN * pace_of(language)),
            given=tuple(given[number] for number in own),
            stacked=scene not in placement.apart,
            found=matched.get(scene, ()),
            note="" if scene else note,
            callout=callout_in(scenes[scene].narration, language) if callouts else None,
            narration=scenes[scene].narration,
        )
        for scene, (card, own) in enumerate(zip(cards, placement.scenes, strict=True))
    )
