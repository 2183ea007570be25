"""Finds a picture for every scene: the user's own if one fits, or else a found or made one, or else a drawn card."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from tasks.artwork.callouts import Callout, annotated, callout_in
from tasks.artwork.cards import draw_card
from tasks.artwork.cover import design_cover
from tasks.artwork.direction import CardPlan, direct
from tasks.artwork.evidence import real
from tasks.domain.channel import Channel, ClipSound, Palette
from tasks.domain.edition import Cover
from tasks.domain.film.paces import pace_of
from tasks.domain.film.pacing import planned_seconds
from tasks.domain.film.variety import Manner
from tasks.domain.made import Making
from tasks.domain.making import wishes
from tasks.domain.photographs import placement_note
from tasks.domain.ranking import picture_queries
from tasks.domain.story import GivenPicture, Picture, Script, Story, Topic
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import replaced
from tasks.domain.views import seen
from tasks.domain.words import count_words
from tasks.machine.storage.assets import AssetStore, assets
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.providers.scene_picture import Draw, PictureChoice, make_picture
from tasks.providers.twins import is_twin, without_twins
from tasks.stagecraft import illustrating, services, telemetry
from tasks.stagecraft.searching import Findings, clip_sources, orientation, picture_sources, search
from tasks.stagecraft.sharing import moving_of, shared
from tasks.stagecraft.stage import is_last_try, stage
from tasks.stagecraft.viewing import eyes_of, look

SPOKEN = 150.0  # English words a minute: a slow voice, since clips are cut before the voice has spoken


class PictureOrder(PictureChoice):
    """What one scene shows: the first usable picture of the choice, with the callout over it, or else this card."""

    card: CardPlan
    callout: Callout | None = None
    narration: str = ""


def _sources(arguments: Mapping[str, Any]) -> object:
    """For a cache key: all sources of both chains, since the search goes on until there are enough pictures."""
    channel: Channel = arguments["channel"]
    pictures, clips = services.chain("pictures", channel.pictures), services.chain("clips", channel.clips)
    return [services.fingerprints("pictures", pictures), services.fingerprints("clips", clips)]


@stage(part_of="images", version=8, retries=3, keep=timedelta(hours=24), varies=_sources)
def find_pictures(topic: Topic, story: Story, channel: Channel, scenes: int) -> Findings:
    """Search for the whole short at once, with one or two requests to each service, for pictures that may be shown.

    If its facts are from Wikipedia, the articles' own pictures come first. Clips are for every second scene at most.
    """
    context = services.provider_context()
    shown = [scene.visual_description for scene in story.script.scenes]
    queries = picture_queries(topic.title, shown, channel.language)
    found = search(
        illustrating.searchable(picture_sources(topic, channel), channel, context),
        lambda name: registry.pictures(name, context),
        queries,
        channel,
        scenes,
        of=len(shown),
        articles=services.articles(story.sources),
        patient=not is_last_try(),
    )
    clips = search(
        clip_sources(topic, channel, queries),
        lambda name: registry.clips(name, context, orientation(channel)),
        queries,
        channel,
        max((scenes + 1) // 2, channel.least_clips),
        of=len(shown),
        spare=True,
        patient=not is_last_try(),
    )
    note = " ".join(filter(None, (found.note, clips.note)))
    return Findings(candidates=found.candidates, clips=clips.candidates, note=note)


@stage(
    part_of="images",
    retries=3,
    keep=timedelta(hours=24),
    varies=lambda arguments: services.fingerprints("eyes", eyes_of(arguments["channel"])),
)
def look_at_found(
    story: Story,
    given: tuple[GivenPicture, ...],
    found: Findings,
    channel: Channel,
    output: OutputSpec,
    *,
    every: bool = False,
) -> Findings:
    """Have a model look at small stills of the few candidates of each scene, in one request for the whole short."""
    context = services.provider_context()
    eyes = registry.eyes(eyes_of(channel)[0], context)
    _, matched = shared(story, given, found, output, channel.language, channel.least_clips, every=every)
    views, note = look(eyes, matched, story.script.scenes, context, patient=not is_last_try())
    return replaced(found, views=views, note=" ".join(filter(None, (found.note, note))))


def looked_at(
    story: Story,
    given: tuple[GivenPicture, ...],
    found: Findings,
    channel: Channel,
    output: OutputSpec,
    *,
    every: bool = False,
) -> Findings:
    """What was found, with what a model with eyes says of it if the channel has one and anything was found."""
    if not channel.picture_check.of_found or not (found.candidates or found.clips) or not eyes_of(channel):
        return found
    return look_at_found(story, given, found, channel.for_eyes(), output, every=every)


@stage(part_of="images", version=28)
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
    making: Making | None = None,
    least_clips: int = 0,
    clip_sound: ClipSound = ClipSound.none,
) -> tuple[PictureOrder, ...]:
    """Decide for the whole short at once what each scene shows, so that no two look alike.

    With `every`, all given pictures are shown, in order; else those that belong to a scene. With `callouts`, sentences
    are called out over photographs. If the film is `kinetic`, some cards set their words as they are spoken.
    """
    telemetry.expect("images", len(story.script.scenes))
    return order_pictures(
        story,
        given,
        found,
        palette,
        seed,
        output,
        language,
        every=every,
        callouts=callouts,
        kinetic=kinetic,
        making=making,
        least_clips=least_clips,
        clip_sound=clip_sound,
    )


@stage(retries=3, version=20, varies=illustrating.models)
def images(order: PictureOrder, output: OutputSpec) -> Picture:
    """Fetch and prepare one scene's picture for the renderer."""
    with telemetry.part_counter("images", "fetching") as count:
        picture = picture_for(order, output, services.provider_context(), patient=not is_last_try())
        count(1)
    return picture


@stage(part_of="images", retries=3, version=14, varies=illustrating.models)
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


@stage(part_of="upload", version=14)  # counted under upload: it runs after the review, which may change the title
def thumbnail(
    words: Script,
    pictures: tuple[Picture, ...],
    palette: Palette,
    way: Manner,
    output: OutputSpec,
    language: str = "en",
) -> Cover:
    """Design the cover: the title, readable when small, and one subject or the film's best photograph."""
    return design_cover(words, pictures, palette, way, output, language, assets())


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
    making: Making | None = None,
    least_clips: int = 0,
    clip_sound: ClipSound = ClipSound.none,
) -> tuple[PictureOrder, ...]:
    """One order per scene. What was found is shared among the scenes without a picture of the user's own.

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
    placement, matched = shared(story, given, found, output, language, least_clips, every=every)
    matched = seen(matched, found.views)
    real_ones = real(scenes, story.script.title, language) if making else frozenset()
    made = wishes(making, scenes, [n for n, own in enumerate(placement.scenes) if not own], matched, real_ones)
    moving = len(moving_of(given, placement)) + sum(bool(few) and few[0].kind == "clip" for few in matched.values())
    missing = f"Only {moving} of {least_clips} clips that the channel wants were found." if moving < least_clips else ""
    note = " ".join(filter(None, (found.note, placement_note(given, placement), missing)))
    return tuple(
        PictureOrder(
            card=card,
            seconds=planned_seconds(count_words(scenes[scene].narration), SPOKEN * pace_of(language)),
            given=tuple(given[number] for number in own),
            stacked=scene not in placement.apart,
            found=matched.get(scene, ()),
            made=made.get(scene),
            clip_sound=clip_sound,
            note="" if scene else note,
            callout=callout_in(scenes[scene].narration, language) if callouts else None,
            narration=scenes[scene].narration,
        )
        for scene, (card, own) in enumerate(zip(cards, placement.scenes, strict=True))
    )
