"""The pipeline: from a channel's brief to a finished, published short."""

from prefect import flow, unmapped

from flows.encode_short import encode_short
from tasks.domain.channel import Liveliness
from tasks.domain.edition import Receipt
from tasks.domain.request import ShortRequest
from tasks.encode import encode
from tasks.images import distinct, find_pictures, images, looked_at, plan_images, thumbnail
from tasks.quality import quality, second_look
from tasks.research import research
from tasks.script import manner, script
from tasks.stagecraft.daily.cancelling import cancel_children
from tasks.stagecraft.daily.comparing import compared
from tasks.stagecraft.daily.naming import first_name
from tasks.stagecraft.daily.run import daily_run
from tasks.stagecraft.endings import ends_in_a_sentence
from tasks.stagecraft.results import CheckedJSON
from tasks.stagecraft.second_look import otherwise
from tasks.stagecraft.threads import HostThreads
from tasks.timeline import timeline
from tasks.trending import trending
from tasks.upload import upload
from tasks.voiceover import casting, to_speak, voiceover

DEFAULT = ShortRequest()


@flow(
    name="daily-short",
    flow_run_name=first_name,
    task_runner=HostThreads("fetch_workers", apart="voiceover"),  # type: ignore[arg-type]
    persist_result=True,  # a retry of a completed run does nothing
    result_serializer=CheckedJSON(),
    on_cancellation=[cancel_children],
    validate_parameters=False,  # `daily_run` does it, and says in a sentence what is wrong
)
@ends_in_a_sentence
def daily_short(request: ShortRequest = DEFAULT) -> Receipt:
    """Make and publish one short."""
    with daily_run(request, encode_here=encode_short) as run:
        if run.skipped:
            return run.skip()
        brief, channel, seed = run.brief, run.brief.channel, run.brief.seed

        topic = run.about(trending(brief.asking()))
        dossier = research(topic.for_facts(), brief.text_for(topic), channel.for_words())
        story = run.read(script(dossier, channel.for_words(), brief.script, seed))
        way = manner(story.script.title, channel.key, brief.day, seed)

        # The fork: each passage is spoken ...
        cast = casting(story.script.script, channel.for_words())
        speaking = voiceover.map(
            to_speak(story.script.script, channel),
            voice=unmapped(cast.voice),
            seed=unmapped(seed),
            delivery=unmapped(channel.delivery),
        )
        # ... while a picture is fetched or drawn for each scene.
        found = find_pictures(topic.for_facts(), story, channel.for_pictures(), run.scenes_to_find(story))
        found = looked_at(story, brief.pictures, found, channel, run.output, every=brief.all_images)
        orders = plan_images(
            story,
            brief.pictures,
            found,
            channel.palette,
            way.seed,
            run.output,
            channel.language,
            every=brief.all_images,
            callouts=channel.calls_out,
            kinetic=channel.motion != Liveliness.still,
            making=brief.making,
            least_clips=channel.least_clips,
            clip_sound=channel.clip_sound,
        )
        fetching = images.map(orders, output=unmapped(run.output))

        # The join: voice and pictures meet on the timeline.
        speeches, fetched = tuple(speaking.result()), tuple(fetching.result())
        pictures = distinct(fetched, orders, run.output)
        plan = timeline(story, speeches, pictures, run.look(way.seed), way.seed)
        video = encode(plan)
        approved = quality(video, plan)

        # A model with eyes looks at the film. What shows something else than is said is made again, alone and once.
        view = second_look(approved, plan, pictures, story, channel)
        run.notes += (view.note,)
        if view.faults:
            orders = otherwise(orders, pictures, view.faults)
            pictures = distinct(tuple(images.map(orders, output=unmapped(run.output)).result()), orders, run.output)
            plan = timeline(story, speeches, pictures, run.look(way.seed), way.seed)
            approved = quality(encode(plan), plan)

        # What repeats the channel's last shorts is told before anyone approves it.
        layouts = [order.card.layout for order in orders]
        story = story.with_hashtags(channel.hashtags)
        cover = thumbnail(story.script, pictures, channel.palette, way, run.output, channel.language)
        edition = run.edition(topic, story, plan, approved, cover, cast, speeches, pictures)
        comparison = compared(edition, cover, way, pictures, layouts, channel.key)
        reviewed = run.reviewed(story, approved, plan, comparison.sameness.warning)
        if reviewed != story:
            cover = thumbnail(reviewed.script, pictures, channel.palette, way, run.output, channel.language)
            edition = run.edition(topic, reviewed, plan, approved, cover, cast, speeches, pictures)
            comparison = compared(edition, cover, way, pictures, layouts, channel.key)
        receipt = upload(edition, channel.publishers, channel.account, run.out)
        return run.finish(edition, receipt, comparison)
