"""The pipeline: from a channel's brief to one finished, published short."""

from prefect import flow, unmapped
from prefect.task_runners import ThreadPoolTaskRunner

from tasks.domain.edition import Receipt
from tasks.domain.request import ShortRequest
from tasks.domain.text.passages import passages
from tasks.encode import encode
from tasks.images import distinct, find_pictures, images, plan_images, thumbnail
from tasks.quality import quality
from tasks.research import research
from tasks.script import script
from tasks.stagecraft.daily.cancelling import cancel_children
from tasks.stagecraft.daily.run import daily_run
from tasks.stagecraft.results import CheckedJSON
from tasks.stagecraft.settings import settings
from tasks.timeline import timeline
from tasks.trending import trending
from tasks.upload import upload
from tasks.voiceover import casting, voiceover

NOTHING_ASKED = ShortRequest()


@flow(
    name="daily-short",
    task_runner=ThreadPoolTaskRunner(max_workers=settings().fetch_workers),  # type: ignore[arg-type]
    persist_result=True,  # what is done is not done again, however often Retry is pressed
    result_serializer=CheckedJSON(),
    on_cancellation=[cancel_children],
)
def daily_short(request: ShortRequest = NOTHING_ASKED) -> Receipt:
    """Make and publish one short."""
    with daily_run(request) as run:
        if run.skipped:
            return run.skip()
        brief, channel, seed = run.brief, run.brief.channel, run.brief.seed
        topic = trending(brief.asking())
        dossier = research(topic, brief.document, channel.for_words())
        story = script(dossier, channel.for_words(), brief.script, seed)
        cast = casting(story.script.script, channel.for_words())
        speeches = voiceover.map(passages(story.script.script), voice=unmapped(cast.voice), seed=unmapped(seed))
        look = run.look_seed(story)
        bare = max(0, len(story.script.scenes) - len(brief.pictures))
        found = find_pictures(topic, story, channel.for_pictures(), bare)
        orders = plan_images(run.narrations(story), brief.pictures, found, channel.palette, look, run.output)
        fetched = images.map(orders, output=unmapped(run.output))
        pictures = distinct(tuple(fetched.result()), orders, run.output)
        cut = timeline(story, tuple(speeches.result()), pictures, run.look(story), seed)
        video = encode(cut)
        approved = quality(video, cut)
        story = run.reviewed(story, approved, cut)
        cards = tuple(order.card for order in orders)
        cover = thumbnail(story.script.title, cards, channel.palette, look, run.output)
        edition = run.edition(topic, story, cut, approved, cover, cast, speeches.result(), pictures)
        return run.finish(edition, upload(edition, channel.publisher, request.out))
