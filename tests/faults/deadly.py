"""Servers that kill the process that sends them a message, before or after acting on it."""

import os
import signal
import threading

from tests.providers.publishing import Child
from tests.servers.uploadpost import UploadPost
from tests.servers.wire import Reply, Request, Vendor
from tests.servers.youtube import YouTube


class Deadly(Vendor):
    """Kills the process that sends the nth message, before or after acting on it. It sends no answer."""

    def __init__(self) -> None:
        super().__init__()
        self.victim: Child | None = None
        self.aimed = threading.Event()
        self.message, self.after = 0, False

    def aim(self, message: int, *, after: bool) -> None:
        """Choose the message at which to kill, counted from 1; 0 kills nothing."""
        self.forget()
        self.aimed.clear()
        self.message, self.after = message, after

    def target(self, victim: Child) -> None:
        """Set the process to kill."""
        self.victim = victim
        self.aimed.set()

    def reply_to(self, request: Request) -> Reply:
        aimed_at = len(self.requests) + 1 == self.message
        if aimed_at and not self.after:
            with self.lock:
                self.requests.append(request)
            return self._kill()
        reply = super().reply_to(request)
        return self._kill() if aimed_at else reply

    def _kill(self) -> Reply:
        assert self.aimed.wait(60.0)
        assert self.victim
        os.kill(self.victim.pid, signal.SIGKILL)
        return Reply(silent=True)


class DeadlyYouTube(Deadly, YouTube):
    """YouTube, as above."""


class DeadlyUploadPost(Deadly, UploadPost):
    """Upload-Post, as above."""
