"""Publishes to a YouTube channel: one video for a run key, whatever breaks, private until it is processed.

The ledger knows how far the upload is before every step that cannot be taken back. A doubt is settled by asking: the
session, then the channel's list of uploads for the run's tag. What cannot be settled is parked, never sent again.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from tasks.domain.channel import Visibility
from tasks.domain.edition import Edition, Receipt
from tasks.domain.errors import Declined, Permanent, ServiceError, Transient
from tasks.domain.film.subtitles import srt
from tasks.domain.values import Artifact
from tasks.machine.clock import now
from tasks.machine.storage.uploads import Hold, Uploads
from tasks.providers.context import ProviderContext
from tasks.providers.youtube.access import Access
from tasks.providers.youtube.api import DEAD, SERVICE, Api
from tasks.providers.youtube.metadata import film_tag, final_status, metadata, run_tag, snippet, status
from tasks.providers.youtube.resumable import PIECE, Gone, Session, pause
from tasks.providers.youtube.thumbnail import small_enough

SESSIONS = 2  # of one publication; a service that drops more has a problem of its own
TRIES = 3  # for what is added to a video
SETTLED = 24 * 3600.0  # seconds after which the list of uploads surely shows a video
MISSING = 5  # looks at a new video that is not listed yet
MAX_BEAT = 30.0

log = logging.getLogger(__name__)


class YouTubePublisher:
    """`beat`: seconds between two looks at first; `patience`: how long YouTube may process a video."""

    once = True

    def __init__(
        self, context: ProviderContext, *, piece: int = PIECE, beat: float = 5.0, patience: float = 900.0
    ) -> None:
        self.context = context
        self.uploads = Uploads(context.ledger)
        vendors = context.vendors
        self.api = Api(
            vendors.youtube_base_url, Access(context.key("youtube"), vendors.youtube_token_url), context.spending
        )
        self.piece, self.beat, self.patience = piece, beat, patience

    def publish(self, edition: Edition) -> Receipt:
        with self.uploads.holding(edition.run_key, beat=self.beat) as hold:
            if hold.upload.state != "published":
                self._upload(edition, hold)
                self._wait_until_processed(hold)
            missing = self._add(edition, hold)
            if hold.upload.state != "published":
                self._show(edition, hold)
            return self._receipt(edition, hold, missing)

    # ------------------------------------------------------------------ one video

    def _upload(self, edition: Edition, hold: Hold) -> None:
        """Until the ledger knows the video's id."""
        upload, film = hold.upload, edition.approved.video.file
        if upload.state == "refused" and upload.film != film.sha256:
            hold.keep(state="new", video_id="", turned_down=(*upload.turned_down, upload.video_id), done=(), notes=())
        opened = 0
        while not (hold.upload.video_id or self._sent(edition, hold) or self._found(edition, hold)):
            if opened == SESSIONS:
                raise Transient("YouTube drops every upload.", service=SERVICE, advice="Run again later.")
            opened += 1
            self._open(edition, hold)

    def _open(self, edition: Edition, hold: Hold) -> None:
        film = edition.approved.video.file
        path = self.context.store.path(film)
        hold.keep(state="new", film=film.sha256, bytes=path.stat().st_size, session="", ended_at=0.0)
        body = {
            "snippet": snippet(edition, self.context.vendors.youtube_category),
            "status": status(edition, Visibility.private),
        }
        address = self.api.open_session(body, hold.upload.bytes)
        hold.keep(state="sending", session=address, notes=metadata(edition).notes)

    def _sent(self, edition: Edition, hold: Hold) -> bool:
        """Whether the ledger's session made a video; where it is gone, `_found` is asked next."""
        film, upload = edition.approved.video.file, hold.upload
        if not upload.session:
            return False
        session = Session(self.api, upload.session, upload.bytes, self.piece, self.beat)
        try:
            if upload.film == film.sha256:
                video = session.send(self.context.store.path(film), lambda last: _before(hold, last=last))
            else:
                video = session.ask().video
        except Gone:
            hold.keep(state="new" if hold.upload.state == "sending" else "unsure", session="")
            return False
        if not video:
            hold.keep(state="new", session="")  # half of another film: it is never finished, and never a video
            return False
        hold.keep(state="uploaded", video_id=video, session="")
        return True

    def _found(self, edition: Edition, hold: Hold) -> bool:
        """Whether the channel has a video with the run's tag. Raises Permanent where that cannot be known yet."""
        tag, unsure = run_tag(edition.run_key), hold.upload.state == "unsure"
        for look in range(3 if unsure else 1):
            if look:
                time.sleep(self.beat * 2.0**look)
            video, tags = self.api.tagged(tag, hold.upload.turned_down)
            if video:
                known = (edition.approved.video.file.sha256, hold.upload.film)
                film = next((sha256 for sha256 in known if film_tag(sha256) in tags), "")
                note = f"The video {video} was found on the channel by its tag {tag}."
                log.warning(note)
                hold.keep(state="uploaded", video_id=video, film=film, notes=(*hold.upload.notes, note))
                return True
        if unsure and now().timestamp() - hold.upload.ended_at < SETTLED:
            parked = Permanent(
                f"Whether YouTube made a video of {edition.run_key} is not known: its last bytes were sent, its "
                "session is gone, and the channel's uploads do not show it.",
                service=SERVICE,
                advice=f"Look in YouTube Studio for a private video with the tag {tag}. Nothing is uploaded again: run "
                f"again to have the channel asked anew; 24 hours after the upload what it says is taken as settled.",
            )
            log.error("Parked as unsure: %s", parked)
            raise parked
        return False

    # ------------------------------------------------------------------ whole, then seen

    def _wait_until_processed(self, hold: Hold) -> None:
        deadline = time.monotonic() + self.patience
        absent, beat = 0, self.beat
        while True:
            video = self.api.video(hold.upload.video_id)
            absent += not video
            if absent == MISSING:
                raise Permanent(
                    f"YouTube does not show the video {hold.upload.video_id} that it took.",
                    service=SERVICE,
                    advice="Look in YouTube Studio whether it was deleted.",
                )
            if video and self._is_processed(video, hold):
                return
            if time.monotonic() + beat > deadline:
                raise Transient(
                    f"YouTube has not processed the video {hold.upload.video_id} within {self.patience:.0f} s.",
                    service=SERVICE,
                    advice="It stays private; run again later to have it checked and shown.",
                )
            hold.keep()
            time.sleep(beat)
            beat = min(beat * 1.5, MAX_BEAT)

    def _is_processed(self, video: dict[str, Any], hold: Hold) -> bool:
        told = video.get("status", {})
        state = str(told.get("uploadStatus", ""))
        processing = str(video.get("processingDetails", {}).get("processingStatus", ""))
        if state in DEAD or processing in {"failed", "terminated"}:
            why = told.get("rejectionReason") or told.get("failureReason") or processing or state
            hold.keep(state="refused")
            raise Declined(
                f"YouTube turned the video {hold.upload.video_id} down ({state}: {why}).",
                service=SERVICE,
                advice="It is not public. Look at it in YouTube Studio; another film of this run can be uploaded.",
            )
        return state == "processed"

    def _add(self, edition: Edition, hold: Hold) -> tuple[str, ...]:
        """Thumbnail and captions; gives what could not be added. The next run tries only that."""
        if hold.upload.film != edition.approved.video.file.sha256:
            return ()  # they are another film's
        video, language = hold.upload.video_id, edition.language
        text = srt(edition.timeline.captions.cues, edition.timeline.output.fps).encode()
        cover = self.context.store.read(edition.thumbnail)
        additions: dict[str, Callable[[], None]] = {
            "thumbnail": lambda: self.api.set_thumbnail(video, small_enough(cover)),
            "captions": lambda: self.api.add_captions(video, text, language),
        }
        missing = []
        for name in [name for name in additions if name not in hold.upload.done]:
            try:
                self._several_times(additions[name])
            except ServiceError as error:
                missing.append(f"YouTube has no {name} of this video yet: {error}")
                log.warning(missing[-1])
            else:
                hold.keep(done=(*hold.upload.done, name))
        return tuple(missing)

    def _several_times(self, act: Callable[[], None]) -> None:
        for tried in range(1, TRIES + 1):
            try:
                act()
            except Transient as error:
                if tried == TRIES:
                    raise
                pause(self.beat * 2.0 ** (tried - 1), error)
            else:
                return

    def _show(self, edition: Edition, hold: Hold) -> None:
        """Make the video what the channel wants it to be: setting that twice changes nothing."""
        wanted = final_status(edition, now())
        if wanted != status(edition, Visibility.private):
            told = self.api.set_status(hold.upload.video_id, wanted)["status"].get("privacyStatus")
            if told != wanted["privacyStatus"]:
                note = f"YouTube keeps the video {told}, not {wanted['privacyStatus']}: YouTube Studio says why."
                log.warning(note)
                hold.keep(notes=(*hold.upload.notes, note))
        hold.keep(state="published")

    def _receipt(self, edition: Edition, hold: Hold, missing: tuple[str, ...]) -> Receipt:
        upload, film = hold.upload, edition.approved.video.file
        notes = list(upload.notes)
        if upload.film != film.sha256:
            if upload.film:
                film = Artifact(sha256=upload.film, bytes=upload.bytes, suffix=film.suffix)
            notes.append("Another film of this run was published before; it stays as it is.")
        return Receipt(
            run_key=edition.run_key,
            publisher="youtube",
            location=f"https://www.youtube.com/shorts/{upload.video_id}",
            video=film,
            notes=(*notes, *missing),
            missing=missing,
        )


def _before(hold: Hold, *, last: bool) -> None:
    """Ahead of each piece; once the last one may have arrived, a session that is gone leaves a doubt."""
    if last:
        hold.keep(state="ending", ended_at=now().timestamp())
    else:
        hold.keep()
