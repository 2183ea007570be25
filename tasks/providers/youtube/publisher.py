"""Publishes to a YouTube channel: exactly one video for a run key, private until YouTube has processed it.

The ledger records the state before every step that cannot be undone. After a crash, the session says whether the upload
is complete; if the session has expired, the channel's uploads are searched for the run's tag. If neither is conclusive,
the upload is parked, and never sent again.
"""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from tasks.domain.channel import Visibility
from tasks.domain.edition import Edition, Place, Receipt
from tasks.domain.errors import Declined, Permanent, ServiceError, Transient
from tasks.domain.film.subtitles import srt
from tasks.domain.values import Artifact
from tasks.machine.clock import now
from tasks.machine.storage.uploads import Hold, Uploads, upload_key
from tasks.providers.context import ProviderContext
from tasks.providers.youtube.access import Access
from tasks.providers.youtube.api import DEAD, SERVICE, Api
from tasks.providers.youtube.metadata import film_tag, final_status, metadata, run_tag, snippet, status
from tasks.providers.youtube.resumable import CHUNK, Gone, Session, back_off
from tasks.providers.youtube.settings import KEY, YouTubeSettings
from tasks.providers.youtube.thumbnail import small_enough

MAX_SESSIONS = 2  # of one publication
MAX_TRIES = 3  # for thumbnail and captions
LISTED_AFTER = 24 * 3600.0  # seconds after which the list of uploads surely shows a video
MAX_ABSENT = 5  # polls of a new video that YouTube does not show yet
MAX_POLL = 30.0  # seconds between two polls

log = logging.getLogger(__name__)


KEPT = "YouTube keeps the video"  # how the note on a visibility that YouTube does not change begins


def key_of(edition: Edition, account: str) -> str:
    """The key of an edition's upload; without an account's name the run key alone, as older ledgers have it."""
    return upload_key(edition.run_key, "youtube", account) if account else edition.run_key


def captions_of(edition: Edition) -> bytes:
    """The edition's captions as SRT."""
    return srt(edition.timeline.captions.spoken, edition.timeline.output.fps).encode()


class YouTubePublisher:
    """Uploads chunks of `chunk` bytes. Polls after `poll` seconds, then less often, for `patience` seconds at most."""

    once = True

    def __init__(
        self, context: ProviderContext, *, chunk: int = CHUNK, poll: float = 5.0, patience: float = 900.0
    ) -> None:
        self.context = context
        self.uploads = Uploads(context.ledger)
        self.settings = context.settings(YouTubeSettings)
        self.api = Api(self.settings.base_url, Access(context.key(KEY), self.settings.token_url), context.spending)
        self.chunk, self.poll, self.patience = chunk, poll, patience

    def place(self) -> Place:
        """The YouTube channel that the token is for."""
        return self.api.channel()

    def publish(self, edition: Edition) -> Receipt:
        """Raises Permanent if the upload is parked. A receipt with `missing` is completed by the next run."""
        with self.uploads.holding(key_of(edition, self.context.account), beat=self.poll) as hold:
            settled = True
            if hold.upload.state != "published":
                self._upload(edition, hold)
                settled = self._wait_until_processed(hold)
            missing = self._add(edition, hold, settled=settled)
            if hold.upload.state != "published":
                self._show(edition, hold)
            return self._receipt(edition, hold, missing)

    def _upload(self, edition: Edition, hold: Hold) -> None:
        """Upload until the ledger knows the video's id."""
        upload, film = hold.upload, edition.approved.video.file
        if upload.state == "refused" and upload.film != film.sha256:
            hold.keep(state="new", video_id="", turned_down=(*upload.turned_down, upload.video_id), done=(), notes=())
        opened = 0
        while not (hold.upload.video_id or self._sent(edition, hold) or self._found(edition, hold)):
            if opened == MAX_SESSIONS:
                raise Transient("YouTube drops every upload.", service=SERVICE, advice="Run again later.")
            opened += 1
            self._open(edition, hold)

    def _open(self, edition: Edition, hold: Hold) -> None:
        film = edition.approved.video.file
        path = self.context.store.path(film)
        hold.keep(state="new", film=film.sha256, bytes=path.stat().st_size, session="", ended_at=0.0)
        body = {
            "snippet": snippet(edition, edition.category or self.settings.category),
            "status": status(edition, Visibility.private),
        }
        address = self.api.open_session(body, hold.upload.bytes, notify=edition.notify_subscribers)
        hold.keep(state="sending", session=address, notes=metadata(edition).notes)

    def _sent(self, edition: Edition, hold: Hold) -> bool:
        """Whether the ledger's session made a video. If the session has expired, `_found` decides."""
        film, upload = edition.approved.video.file, hold.upload
        if not upload.session:
            return False
        session = Session(self.api, upload.session, upload.bytes, self.chunk, self.poll)
        try:
            if upload.film == film.sha256:
                video = session.send(self.context.store.path(film), lambda last: _before(hold, last=last))
            else:
                video = session.ask().video
        except Gone:
            hold.keep(state="new" if hold.upload.state == "sending" else "unsure", session="")
            return False
        if not video:
            hold.keep(state="new", session="")  # half of another film: never completed, so never a video
            return False
        hold.keep(state="uploaded", video_id=video, session="")
        return True

    def _found(self, edition: Edition, hold: Hold) -> bool:
        """Whether the channel has a video with the run's tag. Raises Permanent if that cannot be known yet."""
        tag, unsure = run_tag(edition.run_key), hold.upload.state == "unsure"
        for look in range(3 if unsure else 1):
            if look:
                time.sleep(self.poll * 2.0**look)
            video, tags = self.api.tagged(tag, hold.upload.turned_down)
            if video:
                known = (edition.approved.video.file.sha256, hold.upload.film)
                film = next((sha256 for sha256 in known if film_tag(sha256) in tags), "")
                note = f"The video {video} was found on the channel by its tag {tag}."
                log.warning(note)
                hold.keep(state="uploaded", video_id=video, film=film, notes=(*hold.upload.notes, note))
                return True
        if unsure and now().timestamp() - hold.upload.ended_at < LISTED_AFTER:
            parked = Permanent(
                f"It is not known whether YouTube made a video of {edition.run_key}: its last bytes were sent, its "
                "session has expired, and the channel's uploads do not show it.",
                service=SERVICE,
                advice=f"Look in YouTube Studio for a private video with the tag {tag}. Nothing is uploaded again. Run "
                f"again to search the channel again; 24 hours after the upload its answer counts as final.",
            )
            log.error("Parked as unsure: %s", parked)
            raise parked
        return False

    def _wait_until_processed(self, hold: Hold) -> bool:
        """Wait until the video can be shown. Returns whether all of its processing has ended by then."""
        deadline = time.monotonic() + self.patience
        absent, pause = 0, self.poll
        while True:
            video = self.api.video(hold.upload.video_id)
            absent += not video
            if absent == MAX_ABSENT:
                raise Permanent(
                    f"YouTube does not show the video {hold.upload.video_id} that it accepted.",
                    service=SERVICE,
                    advice="Look in YouTube Studio whether it was deleted.",
                )
            processed = bool(video) and self._is_processed(video, hold)
            settled = processed and _is_settled(video)
            if settled:
                return True
            if time.monotonic() + pause > deadline:
                if processed:
                    return False
                raise Transient(
                    f"YouTube has not processed the video {hold.upload.video_id} within {self.patience:.0f} s.",
                    service=SERVICE,
                    advice="It stays private. Run again later to check and publish it.",
                )
            hold.keep()
            time.sleep(pause)
            pause = min(pause * 1.5, MAX_POLL)

    def _is_processed(self, video: dict[str, Any], hold: Hold) -> bool:
        resource = video.get("status", {})
        state = str(resource.get("uploadStatus", ""))
        processing = str(video.get("processingDetails", {}).get("processingStatus", ""))
        if state in DEAD or processing in {"failed", "terminated"}:
            why = resource.get("rejectionReason") or resource.get("failureReason") or processing or state
            hold.keep(state="refused")
            raise Declined(
                f"YouTube rejected the video {hold.upload.video_id} ({state}: {why}).",
                service=SERVICE,
                advice="It is not public. YouTube Studio shows it. Another film of this run can be uploaded.",
            )
        return state == "processed"

    def _add(self, edition: Edition, hold: Hold, *, settled: bool) -> tuple[str, ...]:
        """Add thumbnail and captions; returns what could not be added. The next run retries only that.

        While a Short is processed, YouTube takes a thumbnail without an error, and drops it.
        """
        if hold.upload.film != edition.approved.video.file.sha256:
            return ()  # the published video is another film
        video, language = hold.upload.video_id, edition.language
        text = captions_of(edition)
        cover = self.context.store.read(edition.thumbnail)
        additions: dict[str, Callable[[], None]] = {
            "thumbnail": lambda: self.api.set_thumbnail(video, small_enough(cover)),
            "captions": lambda: self.api.add_captions(video, text, language),
        }
        missing = []
        if not settled and "thumbnail" not in hold.upload.done:
            del additions["thumbnail"]
            missing.append("YouTube has no thumbnail for this video yet: it is still processing it. Run again later.")
            log.warning(missing[-1])
        for name in [name for name in additions if name not in hold.upload.done]:
            try:
                self._retrying(additions[name])
            except ServiceError as error:
                missing.append(f"YouTube has no {name} for this video yet: {error}")
                log.warning(missing[-1])
            else:
                hold.keep(done=(*hold.upload.done, name))
        return tuple(missing)

    def _retrying(self, act: Callable[[], None]) -> None:
        for tried in range(1, MAX_TRIES + 1):
            try:
                act()
            except Transient as error:
                if tried == MAX_TRIES:
                    raise
                back_off(self.poll * 2.0 ** (tried - 1), error)
            else:
                return

    def _show(self, edition: Edition, hold: Hold) -> None:
        """Set the visibility that the channel wants. Setting it twice changes nothing."""
        wanted = final_status(edition, now())
        if wanted != status(edition, Visibility.private):
            visibility = self.api.set_status(hold.upload.video_id, wanted)["status"].get("privacyStatus")
            if visibility != wanted["privacyStatus"]:
                note = (
                    f"{KEPT} {visibility}, not {wanted['privacyStatus']}. YouTube Studio says why: a "
                    "copyright claim, or a Google Cloud project that may only upload private videos "
                    "(docs/operating.md, section 2)."
                )
                log.warning(note)
                hold.keep(notes=(*hold.upload.notes, note))
        hold.keep(state="published")

    def _receipt(self, edition: Edition, hold: Hold, missing: tuple[str, ...]) -> Receipt:
        upload, film = hold.upload, edition.approved.video.file
        notes = list(upload.notes)
        if upload.film != film.sha256:
            if upload.film:
                film = Artifact(sha256=upload.film, bytes=upload.bytes, suffix=film.suffix)
            notes.append("Another film of this run was published before. It stays as it is.")
        return Receipt(
            run_key=edition.run_key,
            publisher="youtube",
            location=f"https://www.youtube.com/shorts/{upload.video_id}",
            video=film,
            notes=(*notes, *missing),
            missing=missing,
        )


def _is_settled(video: Mapping[str, Any]) -> bool:
    """Whether YouTube has ended all processing. It may show a video before, and need not say."""
    return str(video.get("processingDetails", {}).get("processingStatus", "")) in {"", "succeeded"}


def _before(hold: Hold, *, last: bool) -> None:
    """Record that a chunk follows. If the session expires after the last one, a video may exist."""
    if last:
        hold.keep(state="ending", ended_at=now().timestamp())
    else:
        hold.keep()
