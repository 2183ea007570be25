"""The quality gate: measure the finished file against its timeline, and refuse it with every reason if it deviates."""

from tasks.domain.edition import ApprovedVideo, Video
from tasks.domain.errors import Refused
from tasks.domain.film.verdict import judge
from tasks.domain.timeline import Timeline
from tasks.machine.storage.assets import AssetStore, assets
from tasks.render.gate.measure import measure
from tasks.stagecraft.stage import stage


@stage(version=4)
def quality(video: Video, timeline: Timeline) -> ApprovedVideo:
    """Measure the finished film against its timeline. Only a film that passes every check can be published."""
    return approve(video, timeline, assets())


def approve(video: Video, timeline: Timeline, store: AssetStore) -> ApprovedVideo:
    """The video with its report. Raises Refused, listing every failed check."""
    report = judge(measure(video.file, timeline, store), timeline, video.file)
    if not report.passed:
        raise Refused(report.reasons, advice="Nothing was published. The file stays in the store for inspection.")
    return ApprovedVideo(video=video, report=report)
