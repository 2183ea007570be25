"""Looks again at a published video: a lock, a block or a lost cover comes hours after the upload's own answer.

It costs one unit of the quota. The API tells a channel's owner of blocks and rejections, but not of claims that only
take the revenue: those are shown in YouTube Studio alone.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tasks.domain.edition import Edition, Seen
from tasks.domain.errors import ServiceError
from tasks.machine.clock import now
from tasks.machine.storage.uploads import Upload, Uploads
from tasks.providers.context import ProviderContext
from tasks.providers.youtube.access import Access
from tasks.providers.youtube.api import DEAD, Api
from tasks.providers.youtube.metadata import final_status
from tasks.providers.youtube.publisher import KEPT, captions_of, key_of
from tasks.providers.youtube.settings import KEY, YouTubeSettings
from tasks.providers.youtube.thumbnail import small_enough

LOCKED = (
    "It may be locked: YouTube Studio says why, and how to appeal. Uploads of API projects that Google has not audited "
    "were locked to private until 2 November 2026."
)


class YouTubeLookout:
    """Looks at the video of an edition with the account's token."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context
        settings = context.settings(YouTubeSettings)
        self.api = Api(settings.base_url, Access(context.key(KEY), settings.token_url), context.spending)

    def look(self, edition: Edition) -> Seen:
        """Mends cover and captions that are missing, and a visibility that YouTube did not set when it was asked.

        A visibility that was right and has changed is told of, and left alone: a person may have changed it.
        """
        upload = Uploads(self.context.ledger).read(key_of(edition, self.context.account))
        if not upload.video_id:
            return Seen(faults=(f"{edition.run_key} has no video on YouTube.",))
        video = self.api.published(upload.video_id)
        if not video:
            gone = f"The video {upload.video_id} is not there any more: it was deleted or taken down."
            return Seen(faults=(gone,))
        faults, mended = list(_blocks(video)), list[str]()
        for what, mend in self._left_undone(edition, upload, video).items():
            try:
                mend()
                mended.append(what)
            except ServiceError as error:
                faults.append(f"It has no {what}: {error}")
        fault = self._visibility(edition, upload, video["status"], mended)
        return Seen(faults=(*faults, *fault), mended=tuple(mended))

    def _left_undone(self, edition: Edition, upload: Upload, video: Mapping[str, Any]) -> dict[str, Callable[[], None]]:
        """How to add what the video lacks, by name. Another film of the run has other captions, so it is left alone."""
        details, found = video.get("contentDetails", {}), dict[str, Callable[[], None]]()
        if upload.film and upload.film != edition.approved.video.file.sha256:
            return found
        if details.get("hasCustomThumbnail") is False:
            cover = self.context.store.read(edition.thumbnail)
            found["cover"] = lambda: self.api.set_thumbnail(upload.video_id, small_enough(cover))
        if str(details.get("caption")).lower() == "false":
            text = captions_of(edition)
            found["captions"] = lambda: self.api.add_captions(upload.video_id, text, edition.language)
        return found

    def _visibility(
        self, edition: Edition, upload: Upload, status: Mapping[str, Any], mended: list[str]
    ) -> tuple[str, ...]:
        """A sentence if the video is not as visible as it should be by now."""
        wanted = final_status(edition, now())
        asked, there = str(wanted["privacyStatus"]), str(status.get("privacyStatus"))
        if there == asked or status.get("uploadStatus") in DEAD:
            return ()
        overdue = "publishAt" in status and "publishAt" not in wanted
        if overdue or any(note.startswith(KEPT) for note in upload.notes):
            there = str(self.api.set_status(upload.video_id, wanted)["status"].get("privacyStatus"))
            if there == asked:
                mended.append(f"visibility ({asked})")
                return ()
        return (f"It is {there}, not {asked}. {LOCKED if there == 'private' else 'YouTube Studio says why.'}",)


def _blocks(video: Mapping[str, Any]) -> Iterator[str]:
    """A sentence on each reason for which people cannot watch the video."""
    status, details = video["status"], video.get("contentDetails", {})
    if status.get("uploadStatus") in DEAD:
        why = status.get("rejectionReason") or status.get("failureReason") or "without a reason"
        yield f"YouTube has {status['uploadStatus']} it ({why}). YouTube Studio shows the claim, and how to dispute it."
    restriction = details.get("regionRestriction", {})
    if restriction.get("blocked"):
        yield f"It is blocked in {', '.join(restriction['blocked'])}: YouTube Studio shows whose claim blocks it."
    if "allowed" in restriction:
        yield f"It may be watched in {', '.join(restriction['allowed']) or 'no country'} alone."
    if details.get("contentRating", {}).get("ytRating") == "ytAgeRestricted":
        yield "YouTube shows it to adults alone."
