"""Publishes to TikTok or Instagram through Upload-Post: one post for a run key.

The ledger records the id of the request before the film is sent, and Upload-Post tells by that id what became of it. So
a crash, or an answer that was lost, is followed by a question and not by a second post. If Upload-Post does not know
the id, a request may still be on its way: only an hour later that answer counts as final.
"""

import logging
import time
import uuid
from typing import Any

from tasks.domain.channel import Visibility
from tasks.domain.edition import Edition, Place, Receipt
from tasks.domain.errors import BadInput, Declined, Permanent, RateLimited, SetupError, Transient
from tasks.domain.values import Artifact
from tasks.machine.clock import now
from tasks.machine.storage.uploads import Hold, Uploads, upload_key
from tasks.providers.context import ProviderContext
from tasks.providers.uploadpost.api import SERVICE, Api, result_on, why_not
from tasks.providers.uploadpost.caption import caption
from tasks.providers.uploadpost.settings import KEY, NAMES, UploadPostSettings

FINAL_AFTER = 3600.0  # seconds after which an id that Upload-Post does not know never arrived
LOOKS = 3  # at an id that it does not know
MAX_POLL = 30.0  # seconds between two polls

log = logging.getLogger(__name__)


class UploadPostPublisher:
    """Polls after `poll` seconds, then less often, for `patience` seconds at most."""

    once = True

    def __init__(self, context: ProviderContext, platform: str, *, poll: float = 5.0, patience: float = 900.0) -> None:
        settings = context.settings(UploadPostSettings)
        self.context, self.platform = context, platform
        self.profile = context.account or settings.profile
        if not self.profile:
            raise SetupError(
                "It is not said on which profile of Upload-Post to publish.",
                advice="Write `account: NAME` into the channel's file, or set UPLOADPOST_PROFILE.",
            )
        self.name = f"uploadpost:{platform}"
        self.uploads = Uploads(context.ledger)
        self.api = Api(settings.base_url, context.key(KEY), context.spending)
        self.poll, self.patience = poll, patience

    def place(self) -> Place:
        """The profile's account on the platform."""
        return self.api.place(self.profile, self.platform)

    def publish(self, edition: Edition) -> Receipt:
        """Raises Permanent while it is not known whether the film was posted, Declined if the platform refused it."""
        fields = self._fields(edition)
        key = upload_key(edition.run_key, self.name, self.context.account)
        with self.uploads.holding(key, beat=self.poll) as hold:
            if hold.upload.state == "ending" and self._never_arrived(edition, hold):
                hold.keep(state="new", session="")
            if hold.upload.state in {"new", "refused"}:
                self._send(edition, hold, key, fields)
            if hold.upload.state != "published":
                self._wait(edition, hold)
            return self._receipt(edition, hold)

    def _fields(self, edition: Edition) -> list[tuple[str, str]]:
        """The form, without the film. Raises BadInput for what the platform does not have."""
        fields = [("user", self.profile), ("platform[]", self.platform), ("title", caption(edition))]
        if self.platform == "tiktok":
            private = edition.visibility is not Visibility.public
            level = "SELF_ONLY" if private else "PUBLIC_TO_EVERYONE"
            made = edition.synthetic_voice or any(picture.origin == "drawn" for picture in edition.pictures)
            return [*fields, ("privacy_level", level), ("post_mode", "DIRECT_POST"), ("is_aigc", str(made).lower())]
        if edition.visibility is not Visibility.public:
            raise BadInput(
                f"Instagram has no {edition.visibility} posts.",
                advice="Write visibility: public, or remove uploadpost:instagram from the channel's publishers.",
            )
        return [*fields, ("media_type", "REELS")]

    def _send(self, edition: Edition, hold: Hold, key: str, fields: list[tuple[str, str]]) -> None:
        film = edition.approved.video.file
        tried = len(hold.upload.turned_down)
        request = str(uuid.uuid5(uuid.NAMESPACE_URL, f"dailies {key} {film.sha256} {tried}"))
        data = self.context.store.read(film)
        hold.keep(
            state="ending", film=film.sha256, bytes=len(data), session=request, ended_at=now().timestamp(), notes=()
        )
        try:
            self.api.upload(request, fields, data)
        except (Permanent, RateLimited):
            hold.keep(state="new", session="")  # it was refused, so there is no post
            raise
        except Transient as error:
            log.warning("%s It is asked whether the film has arrived.", error.message)

    def _never_arrived(self, edition: Edition, hold: Hold) -> bool:
        """Whether Upload-Post has no such request, for certain. Raises Permanent if that cannot be known yet."""
        for look in range(LOOKS):
            if look:
                time.sleep(self.poll * 2.0**look)
            if self.api.status(hold.upload.session) is not None:
                return False
        if now().timestamp() - hold.upload.ended_at >= FINAL_AFTER:
            return True
        parked = Permanent(
            f"It is not known whether {NAMES[self.platform]} has {edition.run_key}: the film was sent, the answer was "
            "lost, and Upload-Post does not know the request.",
            service=SERVICE,
            advice="Nothing is sent again. Run again in an hour: then its answer counts as final.",
        )
        log.error("Parked as unsure: %s", parked)
        raise parked

    def _wait(self, edition: Edition, hold: Hold) -> None:
        deadline, pause = time.monotonic() + self.patience, self.poll
        while True:
            found = self.api.status(hold.upload.session)
            if found is None:
                self._never_arrived(edition, hold)
            elif self._has_ended(found, hold):
                return
            if time.monotonic() + pause > deadline:
                raise Transient(
                    f"{NAMES[self.platform]} has not taken the film within {self.patience:.0f} s.",
                    service=SERVICE,
                    advice="Run again later: it is asked what became of it, and not sent again.",
                )
            hold.keep()
            time.sleep(pause)
            pause = min(pause * 1.5, MAX_POLL)

    def _has_ended(self, found: dict[str, Any], hold: Hold) -> bool:
        """Whether the post is out. Raises Declined if the platform refused it, Permanent if nobody knows."""
        own = result_on(found, self.platform) or {}
        ended = found["status"] in {"completed", "failed"}
        if own.get("success") is False and (ended or own.get("error_message") or own.get("error")):
            hold.keep(state="refused", turned_down=(*hold.upload.turned_down, hold.upload.session), session="")
            raise Declined(
                f"{NAMES[self.platform]} refused the film: {why_not(own)}",
                service=SERVICE,
                advice="Mend that there, and press Retry.",
            )
        if own.get("success") and (ended or own.get("post_url")):
            hold.keep(state="published", video_id=str(own.get("post_url") or own.get("platform_post_id") or ""))
            return True
        if ended:
            raise Permanent(
                f"Upload-Post gave up on {NAMES[self.platform]} without saying whether the film was posted.",
                service=SERVICE,
                advice=f"Look at the account there. The request is {hold.upload.session}; nothing is sent again.",
            )
        return False

    def _receipt(self, edition: Edition, hold: Hold) -> Receipt:
        upload, film, notes = hold.upload, edition.approved.video.file, []
        if upload.film != film.sha256:
            film = Artifact(sha256=upload.film, bytes=upload.bytes, suffix=film.suffix)
            notes.append("Another film of this run was published before. It stays as it is.")
        if self.platform == "tiktok" and edition.visibility is Visibility.unlisted:
            notes.append("TikTok has no unlisted posts: only the account's owner sees it.")
        where = upload.video_id
        if not where.startswith("http"):
            where = f"{NAMES[self.platform]}, profile {self.profile}" + (f", post {where}" if where else "")
        return Receipt(run_key=edition.run_key, publisher=self.name, location=where, video=film, notes=tuple(notes))
