"""The seed's design as a program that really makes the film, one step after the other: `... baseline FOLDER`.

One image search a query, downloads one after another, one request for the whole voice, the same time for every picture,
and one ffmpeg that resizes, crops and normalises while it encodes. It asks the same vendors for the same subject and
shows the pictures that our design chose. It ends where ours does, with a video that can be watched and its cover; the
wait until then is most of the 20 s that the seed states for its upload.

FOLDER holds `orders.json`: addresses, keys, and the film's length in words, seconds and pictures.
"""

import base64
import json
import re
import sys
import time
import wave
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.bench import seed
from tests.bench.pipeline.design import Made, Span, told

QUERIES = 7  # image searches of a short, in the seed's plan
RATE, FPS = 24_000, 30
POLL = 2.0  # seconds between two looks at a video that is processed
CHAT = {"model": "gpt-5.4-mini", "max_completion_tokens": 16_000}
TEXT, LINES = {"type": "string"}, {"type": "array", "items": {"type": "string"}}


def _object(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SCHEMAS = {
    "choice": _object(number={"type": "integer"}, reason=TEXT),
    "draft": _object(
        title=TEXT,
        hook=TEXT,
        scenes={"type": "array", "items": _object(narration=TEXT, visual_description=TEXT, cites=LINES)},
        hashtags=LINES,
        description=TEXT,
    ),
}


@dataclass
class Clock:
    """Notes when each stage began and ended."""

    began: float
    stages: list[Span] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        at = time.time() - self.began
        yield
        self.stages.append(Span(name, at, time.time() - self.began))


@dataclass(frozen=True)
class Seed:
    """The program. Each method is one of the seed's stages."""

    folder: Path
    orders: Mapping[str, Any]
    http: httpx.Client

    def trending(self) -> str:
        trends = self._search("google_trends_trending_now", geo="US")["trending_searches"]
        shown = [{"number": number, "title": trend["query"]} for number, trend in enumerate(trends) if trend["active"]]
        number = self._ask("choice", f"<trends>\n{_lines(shown)}\n</trends>")["number"]
        return str(trends[number]["query"])

    def research(self, topic: str) -> list[str]:
        """Three searches, and two pages of what they found."""
        found = [self._search(engine, q=topic) for engine in ("google", "google_news")]
        found.append(self._search("google", q=f"{topic} {topic.rsplit(maxsplit=1)[-1]}"))
        link = found[0]["organic_results"][0]["link"]
        pages = [self._answer(self.http.get(link)).text for _ in range(2)]
        return re.findall(r"(?<=<p>)[^<]+(?=</p>)", pages[0])

    def script(self, topic: str, facts: list[str]) -> dict[str, Any]:
        sentences = [line for fact in facts for line in re.split(r"(?<=[.!?]) ", fact)]
        cited = [{"id": f"f{number}", "text": text} for number, text in enumerate(sentences)]
        return self._ask(
            "draft",
            f"Length: {self.orders['words']} words. Scenes: {len(self.orders['pictures'])}. Language: English (en).\n"
            f"<topic>\n{_lines([topic])}\n</topic>\n<facts>\n{_lines(cited)}\n</facts>",
        )

    def voiceover(self, text: str) -> Path:
        answer = self.http.post(
            f"{self.orders['voice']}/v1/text-to-speech/{self.orders['speaker']}/with-timestamps",
            params={"output_format": "pcm_24000"},
            headers={"xi-api-key": self.orders["voice_key"]},
            json={"text": text, "model_id": "eleven_multilingual_v2"},
        )
        path = self.folder / "voice.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(base64.b64decode(self._answer(answer).json()["audio_base64"]))
        return path

    def images(self, topic: str) -> list[Path]:
        for _ in range(QUERIES):  # whatever they ask, each takes the same time
            self._search("google_images", q=topic, tbs="sur:cl", safe="active")
        files = []
        for number, path in enumerate(self.orders["pictures"]):
            file = self.folder / f"{number:02}{Path(path).suffix}"
            file.write_bytes(self._answer(self.http.get(self.orders["search"] + path)).content)
            files.append(file)
        return files

    def encode(self, pictures: list[Path], voice: Path) -> Path:
        with wave.open(str(voice)) as file:
            frames = round(file.getnframes() / RATE * FPS)
        film = self.folder / "baseline.mp4"
        ends = [frames * (number + 1) // len(pictures) for number in range(len(pictures))]
        lengths = [end - begin for begin, end in zip([0, *ends[:-1]], ends, strict=True)]
        seed.assemble(pictures, lengths, voice, film)
        return film

    def upload(self, film: Path, script: Mapping[str, Any], cover: Path) -> None:
        base, size = self.orders["channel"], film.stat().st_size
        token = self._answer(self.http.post(self.orders["token_url"], data=self.orders["token"])).json()["access_token"]
        allowed = {"Authorization": f"Bearer {token}"}
        session = self.http.post(
            f"{base}/upload/youtube/v3/videos",
            params={"uploadType": "resumable", "part": "snippet,status", "notifySubscribers": "false"},
            headers={**allowed, "X-Upload-Content-Type": "video/mp4", "X-Upload-Content-Length": str(size)},
            json=_metadata(script),
        )
        address = self._answer(session).headers["location"]
        sent = self.http.put(
            address,
            headers={**allowed, "Content-Range": f"bytes 0-{size - 1}/{size}", "Content-Type": "video/mp4"},
            content=film.read_bytes(),
        )
        video = self._answer(sent).json()["id"]
        look = {"part": "status,processingDetails", "id": video}
        videos = f"{base}/youtube/v3/videos"
        while True:
            seen = self._answer(self.http.get(videos, params=look, headers=allowed)).json()["items"][0]
            if seen["status"]["uploadStatus"] == "processed":
                break
            time.sleep(POLL)
        self._answer(
            self.http.post(
                f"{base}/upload/youtube/v3/thumbnails/set",
                params={"videoId": video, "uploadType": "media"},
                headers={**allowed, "Content-Type": "image/jpeg"},
                content=cover.read_bytes(),
            )
        )

    def _search(self, engine: str, **params: str) -> dict[str, Any]:
        asked = {"engine": engine, "output": "json", "api_key": self.orders["search_key"], **params}
        found: dict[str, Any] = self._answer(self.http.get(f"{self.orders['search']}/search", params=asked)).json()
        return found

    def _ask(self, schema: str, question: str) -> dict[str, Any]:
        form = {"type": "json_schema", "json_schema": {"name": schema, "strict": True, "schema": SCHEMAS[schema]}}
        messages = [{"role": "system", "content": "Answer as JSON."}, {"role": "user", "content": question}]
        answer = self.http.post(
            f"{self.orders['model']}/chat/completions",
            headers={"Authorization": f"Bearer {self.orders['model_key']}"},
            json={**CHAT, "messages": messages, "response_format": form},
        )
        said: dict[str, Any] = json.loads(self._answer(answer).json()["choices"][0]["message"]["content"])
        return said

    @staticmethod
    def _answer(response: httpx.Response) -> httpx.Response:
        if response.is_error:
            raise RuntimeError(f"{response.request.url.path} answered {response.status_code}: {response.text[:300]}")
        return response


def _lines(items: list[Any]) -> str:
    return "\n".join(json.dumps(item) for item in items)


def _metadata(script: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "snippet": {
            "title": script["title"],
            "description": script["description"],
            "tags": ["short"],
            "categoryId": "27",
            "defaultLanguage": "en",
            "defaultAudioLanguage": "en",
        },
        "status": {
            "privacyStatus": "public",
            "selfDeclaredMadeForKids": False,
            "containsSyntheticMedia": True,
            "license": "youtube",
            "embeddable": True,
            "publicStatsViewable": True,
        },
    }


def make(folder: Path) -> Made:
    """Make and publish the film."""
    orders = json.loads((folder / "orders.json").read_text())
    clock = Clock(orders["began"])
    with httpx.Client(timeout=120.0, trust_env=False) as http:
        program = Seed(folder, orders, http)
        with clock.stage("trending"):
            topic = program.trending()
        with clock.stage("research"):
            facts = program.research(topic)
        with clock.stage("script"):
            script = program.script(topic, facts)
        with clock.stage("voiceover"):
            voice = program.voiceover(" ".join(scene["narration"] for scene in script["scenes"]))
        with clock.stage("images"):
            pictures = program.images(topic)
        with clock.stage("encode"):
            film = program.encode(pictures, voice)
        with clock.stage("upload"):
            cover = next(picture for picture in pictures if picture.suffix == ".jpg")
            program.upload(film, script, cover)
    return Made(seconds=time.time() - clock.began, stages=tuple(clock.stages), requests=())


if __name__ == "__main__":
    sys.stdout.write("\n" + told(make(Path(sys.argv[1]))) + "\n")
