"""Upload-Post: TikTok and Instagram by a service whose own app these platforms have approved, one post for each run."""

from tasks.providers.uploadpost.lookout import UploadPostLookout
from tasks.providers.uploadpost.publisher import UploadPostPublisher
from tasks.providers.uploadpost.settings import KEY, NAMES, UploadPostSettings
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="uploadpost",
    title="Upload-Post (TikTok, Instagram)",
    gives="publishing: `uploadpost:tiktok`, `uploadpost:instagram`, once",
    limits="TikTok and the API need a paid plan",
    cost="from $16 a month",
    key=KEY,
    settings=UploadPostSettings,
    needs_network=True,
    publisher=lambda context, _, outlet: UploadPostPublisher(context, outlet),
    outlets=tuple(NAMES),
    lookout=UploadPostLookout,
)

__all__ = ["VENDOR", "UploadPostPublisher"]
