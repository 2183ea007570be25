"""The vendors of the bench: the strict local servers, as fast as `Latencies` says, with a diary of every request.

An answer is worked out first and held back until it is due, so what this machine needs to make it is not added.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

from tests.bench.pipeline.design import Span
from tests.bench.pipeline.latencies import Latencies
from tests.servers.elevenlabs import ElevenLabsServer
from tests.servers.elevenlabs_rules import SARAH
from tests.servers.oauth import CLIENT, REFRESH_TOKEN
from tests.servers.openai import OpenAIServer, error, said
from tests.servers.openai_answers import between
from tests.servers.serpapi import SerpApi
from tests.servers.wire import Reply, Request, Vendor
from tests.servers.youtube import YouTube

PLENTY = 1_000_000  # characters and searches: the bench measures time, not quotas
SMALL = "-90x160."  # in the address of a still
SUBJECT = "Honey bee"  # of the trends that are offered: the local model's first draft on it needs no mending


@dataclass
class Diary:
    """What was asked so far."""

    calls: list[Span] = field(default_factory=list)  # in seconds of `time.time`
    pictures: list[str] = field(default_factory=list)  # paths, in the order in which they were first fetched
    scenes: list[str] = field(default_factory=list)  # what the last script's scenes show
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, call: Span, picture: str) -> None:
        with self.lock:
            self.calls.append(call)
            if picture and picture not in self.pictures:
                self.pictures.append(picture)

    def spans(self, began: float, ended: float) -> tuple[Span, ...]:
        """The calls within this time, counted from its begin."""
        within = [call for call in self.calls if call.began >= began and call.ended <= ended and call.what]
        counted = [replace(call, began=call.began - began, ended=call.ended - began) for call in within]
        return tuple(sorted(counted, key=lambda call: call.began))


class Paced(Vendor):
    """A vendor that holds each answer back until it is due. Use it before the vendor's own class."""

    diary: Diary
    speed: Latencies

    def takes(self, request: Request) -> tuple[str, float]:
        """What a request is, and how long it takes; ("", 0) if the bench does not count it."""
        raise NotImplementedError

    def reply_to(self, request: Request) -> Reply:
        began = time.time()
        what, seconds = self.takes(request)
        with self.turn(what):
            due = time.monotonic() + seconds
            reply = super().reply_to(request)
            self.wait(max(0.0, due - time.monotonic()))
        call = Span(what, began, time.time(), self.units(request))
        self.diary.note(call, request.path if what == "picture" else "")
        return reply

    def turn(self, what: str) -> Any:
        """A context that a request waits to enter."""
        return nullcontext(what)

    def units(self, request: Request) -> int:
        """How much was asked for, where that matters."""
        return len(request.body)


class PacedSearch(Paced, SerpApi):
    """Trends, searches, and the web with its pages and pictures."""

    def __init__(self) -> None:
        super().__init__(left=PLENTY)
        self.slots = threading.Semaphore()

    def takes(self, request: Request) -> tuple[str, float]:
        if request.path.startswith("/web/"):
            if request.path.endswith(".html"):
                return "research", self.speed.research
            return ("still", self.speed.still) if SMALL in request.path else ("picture", self.speed.picture)
        if not request.path.startswith("/search"):
            return "", 0.0
        return {
            "google_trends_trending_now": ("trends", self.speed.trends),
            "google_images": ("search", self.speed.search),
        }.get(request.query.get("engine", ""), ("research", self.speed.research))

    def turn(self, what: str) -> Any:
        return self.slots if what in {"picture", "still"} else nullcontext()

    def _google_images(self, query: Mapping[str, str]) -> dict[str, Any]:
        """Pictures of what the script's scenes show, so that each scene finds one."""
        found, scenes = super()._google_images(query), self.diary.scenes
        for number, picture in enumerate(found["images_results"] if scenes else ()):
            picture["title"] = f"{SUBJECT}, {scenes[number % len(scenes)]}"
        return found


class PacedModel(Paced, OpenAIServer):
    """The language model. While it has `no_scripts`, it refuses to write any."""

    no_scripts = False

    def takes(self, request: Request) -> tuple[str, float]:
        return {
            "choice": ("topic", self.speed.topic),
            "draft": ("script", 0.0 if self.no_scripts else self.speed.script),
            "verdicts": ("check", self.speed.check),
            "views": ("look", self.speed.look),
        }.get(schema_of(request), ("research", self.speed.research))

    def answer(self, request: Request) -> Reply:
        reply, schema = super().answer(request), schema_of(request)
        if schema == "draft" and self.no_scripts:
            return error(403, "Not yet.", "request_forbidden")
        if schema == "draft":
            written: Any = reply.body
            draft = json.loads(written["choices"][0]["message"]["content"])
            self.diary.scenes[:] = [scene["visual_description"] for scene in draft["scenes"]]
        if schema == "choice":
            trends = between("trends", request.json["messages"][1]["content"])
            number = next(trend["number"] for trend in trends if trend["title"].casefold() == SUBJECT.casefold())
            return said(json.dumps({"number": number, "reason": f"{SUBJECT} suits the channel."}))
        return reply


def schema_of(request: Request) -> str:
    """What a question to the language model asks for."""
    return str(json.loads(request.body)["response_format"]["json_schema"]["name"])


class PacedVoice(Paced, ElevenLabsServer):
    """The voice. It waits by itself, because it counts how many it serves at once."""

    def __init__(self) -> None:
        super().__init__(limit=PLENTY)
        self.tier = "creator"

    def takes(self, request: Request) -> tuple[str, float]:
        return ("voice" if request.method == "POST" else "", 0.0)

    def units(self, request: Request) -> int:
        return len(request.json["text"]) if request.method == "POST" else 0


class PacedChannel(Paced, YouTube):
    """The place of publication. It counts by itself how long a video is processed."""

    def takes(self, request: Request) -> tuple[str, float]:
        size = len(request.body) if request.method == "PUT" and request.path.startswith("/upload/") else 0
        return ("upload" if size else "", self.speed.sending(size))


@dataclass(frozen=True)
class World:
    """Every vendor, at work."""

    search: PacedSearch
    model: PacedModel
    voice: PacedVoice
    channel: PacedChannel
    diary: Diary

    def environment(self) -> dict[str, str]:
        """What points Dailies at these vendors, as a user's .env would."""
        found: dict[str, str] = {}
        for vendor in (self.search, self.model, self.voice, self.channel):
            found |= vendor.environment()
        return found

    def orders(self) -> dict[str, Any]:
        """The same for the seed's program."""
        return {
            "search": self.search.url,
            "search_key": self.search.key,
            "model": f"{self.model.url}/v1",
            "model_key": self.model.key,
            "voice": self.voice.url,
            "voice_key": self.voice.key,
            "speaker": SARAH,
            "channel": self.channel.url,
            "token_url": f"{self.channel.url}/token",
            "token": {**CLIENT, "grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN},
        }


@contextmanager
def world(speed: Latencies) -> Iterator[World]:
    """The vendors, new: nobody has published on this channel or been paid before."""
    diary = Diary()
    search, model, voice, channel = PacedSearch(), PacedModel(), PacedVoice(), PacedChannel()
    search.slots = threading.Semaphore(speed.pictures_at_once)
    voice.at_once, voice.per_request, voice.per_character = speed.voices_at_once, speed.voice, speed.character
    channel.seconds_until_processed = speed.processing
    with ExitStack() as running:
        for vendor in (search, model, voice, channel):
            vendor.diary, vendor.speed = diary, speed
            running.enter_context(vendor)
        yield World(search, model, voice, channel, diary)


def paint_pictures() -> None:
    """Make the pictures beforehand, which the servers would otherwise do while they are timed."""
    with SerpApi(left=PLENTY) as server:
        query = {"q": SUBJECT, "tbs": "sur:cl", "engine": "google_images", "output": "json", "api_key": server.key}
        found: Any = server.answer(Request("GET", "/search", query, {}, b"")).body
        for picture in found["images_results"]:
            for address in (picture["original"], picture["thumbnail"]):
                server.answer(Request("GET", address.removeprefix(server.url), {}, {}, b""))
