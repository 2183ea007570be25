"""YouTube: resumable uploads, private until they are checked, one video for each run."""

from tasks.providers.vendor import Vendor
from tasks.providers.youtube.access import Access
from tasks.providers.youtube.lookout import YouTubeLookout
from tasks.providers.youtube.publisher import YouTubePublisher
from tasks.providers.youtube.settings import KEY, YouTubeSettings

VENDOR = Vendor(
    name="youtube",
    title="YouTube",
    gives="publishing: resumable, private until checked, once",
    limits="100 uploads a day",
    key=KEY,
    key_is_place=True,
    key_advice="made by `python -m deployments auth youtube`",
    settings=YouTubeSettings,
    needs_network=True,
    publisher=lambda context, *_: YouTubePublisher(context),
    lookout=lambda context, _: YouTubeLookout(context),
    token_made=lambda context: Access(context.key(KEY), "").made,
    token_end=lambda context: Access(context.key(KEY), context.settings(YouTubeSettings).token_url).end(),
)

__all__ = ["VENDOR", "YouTubePublisher"]
