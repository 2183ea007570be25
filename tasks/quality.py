"""The quality gate: measure the finished file against its timeline, and refuse it with every reason if it deviates.

What no measurement can tell, whether a picture shows what is said, a model with eyes may say of the approved film.
"""

from tasks.domain.channel import Channel
from tasks.domain.edition import ApprovedVideo, Video
from tasks.domain.errors import Refused
from tasks.domain.film.verdict import judge
from tasks.domain.second_look import FilmView, moments
from tasks.domain.story import Picture, Story
from tasks.domain.timeline import Timeline
from tasks.machine.storage.assets import AssetStore, assets
from tasks.providers import registry
from tasks.render.gate.measure import measure
from tasks.stagecraft import services
from tasks.stagecraft.second_look import look_at
from tasks.stagecraft.stage import is_last_try, stage
from tasks.stagecraft.viewing import eyes_of


@stage(version=5)
def quality(video: Video, timeline: Timeline) -> ApprovedVideo:
    """Measure the finished film against its timeline. Only a film that passes every check can be published."""
    return approve(video, timeline, assets())


def approve(video: Video, timeline: Timeline, store: AssetStore) -> ApprovedVideo:
    """The video with its report. Raises Refused, listing every failed check."""
    report = judge(measure(video.file, timeline, store), timeline, video.file)
    if not report.passed:
        raise Refused(report.reasons, advice="Nothing was published. The file stays in the store for inspection.")
    return ApprovedVideo(video=video, report=report)


@stage(
    part_of="quality",
    retries=3,
    varies=lambda arguments: services.fingerprints("eyes", eyes_of(arguments["channel"])),
)
def look_at_film(
    approved: ApprovedVideo, timeline: Timeline, pictures: tuple[Picture, ...], story: Story, channel: Channel
) -> FilmView:
    """Have a model look at a frame of each scene whose picture was found or made, in one request for the film."""
    context = services.provider_context()
    eyes = registry.eyes(eyes_of(channel)[0], context)
    looked = moments(timeline, pictures, story.script.scenes)
    film = context.store.path(approved.video.file)
    return look_at(eyes, film, timeline.output.fps, looked, context, patient=not is_last_try())


def second_look(
    approved: ApprovedVideo, timeline: Timeline, pictures: tuple[Picture, ...], story: Story, channel: Channel
) -> FilmView:
    """What a model with eyes says of the film, if the channel wants that and has one. Cards alone need no look."""
    wanted = channel.picture_check.of_film and moments(timeline, pictures, story.script.scenes)
    if not wanted or not eyes_of(channel):
        return FilmView()
    return look_at_film(approved, timeline, pictures, story, channel.for_eyes())
