"""Measure the finished file against its plan, and refuse it with every reason when it breaks it."""

from tasks.domain.errors import Refused
from tasks.domain.models import ApprovedVideo, Timeline, Video
from tasks.domain.verdict import judge
from tasks.machine.assets import AssetStore, assets
from tasks.render.measure import measure
from tasks.stagecraft.stage import stage


@stage(version=3)
def quality(video: Video, timeline: Timeline) -> ApprovedVideo:
    """Measure the finished file against its plan; only what passes every check can be published."""
    return approve(video, timeline, assets())


def approve(video: Video, timeline: Timeline, store: AssetStore) -> ApprovedVideo:
    report = judge(measure(video.file, timeline, store), timeline, video.file)
    if not report.passed:
        raise Refused(report.reasons, advice="Nothing was published; the file stays in the store for a look.")
    return ApprovedVideo(video=video, report=report)
