"""The pipeline: from a channel's brief to one finished, published short."""

from prefect import flow, unmapped
from prefect.task_runners import ThreadPoolTaskRunner

from tasks.domain.models import Receipt
from tasks.domain.passages import passages
from tasks.domain.request import ShortRequest
from tasks.encode import encode
from tasks.images import images, plan_images, thumbnail
from tasks.quality import quality
from tasks.research import research
from tasks.script import script
from tasks.stagecraft.run import daily_run
from tasks.stagecraft.settings import settings
from tasks.timeline import timeline
from tasks.trending import trending
from tasks.upload import upload
from tasks.voiceover import voiceover

NOTHING_ASKED = ShortRequest()


@flow(name="daily-short", task_runner=ThreadPoolTaskRunner(max_workers=settings().fetch_workers))  # type: ignore[arg-type]
def daily_short(request: ShortRequest = NOTHING_ASKED) -> Receipt:
    """Make and publish one short."""
    with daily_run(request) as run:
        brief, channel, seed = run.brief, run.brief.channel, run.brief.seed
        topic = trending(brief.asking())
        dossier = research(topic, brief.document)
        story = script(dossier, channel.for_words(), brief.script, seed)
        speeches = voiceover.map(passages(story.script.script), voice=unmapped(channel.voice), seed=unmapped(seed))
        orders = plan_images(run.narrations(story), brief.pictures, channel.palette, run.look_seed(story))
        pictures = images.map(orders, output=unmapped(run.output))
        cards = tuple(order.card for order in orders)
        cover = thumbnail.submit(story.script.title, cards, channel.palette, run.look_seed(story), run.output)
        cut = timeline(story, tuple(speeches.result()), tuple(pictures.result()), run.look(story), seed)
        video = encode(cut)
        approved = quality(video, cut)
        edition = run.edition(topic, story, cut, approved, cover.result(), speeches.result(), pictures.result())
        return run.finish(edition, upload(edition, channel.publisher, request.out))
