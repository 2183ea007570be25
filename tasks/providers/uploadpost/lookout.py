"""Looks again at a post on TikTok or Instagram, with Upload-Post's eyes: its record of the post, and of the account.

Neither platform tells anybody but its own app whether a post is shown to people, so what Upload-Post does not know is
not known here. What it knows: a post that failed after all, one that it has no record of, an account that is gone.
"""

from typing import Any

from tasks.domain.edition import Edition, Seen
from tasks.domain.errors import SetupError
from tasks.machine.storage.uploads import Upload, Uploads, upload_key
from tasks.providers.context import ProviderContext
from tasks.providers.uploadpost.api import Api, result_on, why_not
from tasks.providers.uploadpost.settings import KEY, NAMES, UploadPostSettings


class UploadPostLookout:
    """Looks at the post of an edition on one platform, by the id of the request that made it. It mends nothing."""

    def __init__(self, context: ProviderContext, platform: str) -> None:
        settings = context.settings(UploadPostSettings)
        self.context, self.platform = context, platform
        self.profile = context.account or settings.profile
        self.api = Api(settings.base_url, context.key(KEY), context.spending)

    def look(self, edition: Edition) -> Seen:
        """What Upload-Post says of the post, and whether its profile may still post there."""
        name = NAMES[self.platform]
        key = upload_key(edition.run_key, f"uploadpost:{self.platform}", self.context.account)
        upload = Uploads(self.context.ledger).read(key)
        if upload.state != "published":
            return Seen(faults=(f"{edition.run_key} has no post on {name}.",))
        faults = [*self._of_post(upload, name)]
        try:
            self.api.place(self.profile, self.platform)
        except SetupError as error:
            faults.append(str(error))
        return Seen(faults=tuple(faults))

    def _of_post(self, upload: Upload, name: str) -> list[str]:
        found = self.api.status(upload.session)
        own = result_on(found, self.platform) if found else self._of_history(upload)
        if own is None:
            return [f"Upload-Post has no record of the post on {name} any more: look whether it is there."]
        if own.get("success") is False:
            return [f"{name} did not keep the post: {why_not(own)}"]
        return []

    def _of_history(self, upload: Upload) -> dict[str, Any] | None:
        """The post's record in the history, if its request is not kept any more."""
        posts = self.api.history()
        return next(
            (post for post in posts if upload.video_id in {post.get("post_url"), post.get("platform_post_id")}), None
        )
