"""Speech servers that people run themselves, on 127.0.0.1: Kokoro-FastAPI and speaches, as strict as they are."""

import base64
import re
import struct
from email.parser import BytesParser
from typing import Any

from tests.servers.speech import RATE, spoken
from tests.servers.wire import BadRequest, Reply, Request, Vendor

SPEECH = frozenset("model input voice response_format speed".split())
CAPTIONS = frozenset("stream return_timestamps normalization_options".split())
UNKNOWN = 0xFFFFFFFF  # the length of a WAV that is still being made
STREAMED = {"Content-Type": "audio/wav"}


class SpeechServer(Vendor):
    """A server that speaks wav at `rate` Hz. `key`: it wants this bearer key. `channels`: of its sound."""

    def __init__(self, *, key: str = "", rate: int = RATE, channels: int = 1) -> None:
        super().__init__()
        self.key, self.rate, self.channels = key, rate, channels
        self.models: dict[str, set[str]] = {"kokoro": {"af_heart", "ff_siwis", "jf_alpha"}, "tts-1": {"alloy"}}

    def environment(self) -> dict[str, str]:
        return {"OPENAI_SPEECH_BASE_URL": f"{self.url}/v1"}

    def answer(self, request: Request) -> Reply:
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return Reply(403, {"detail": "Invalid API key"})
        return self.routed(request)

    def routed(self, request: Request) -> Reply:
        if (request.method, request.path) == ("POST", "/v1/audio/speech"):
            body = self.checked(request, SPEECH)
            return Reply(200, self.sound(body), STREAMED)
        return Reply(404, {"detail": "Not Found"})

    def checked(self, request: Request, fields: frozenset[str]) -> dict[str, Any]:
        body: dict[str, Any] = request.json
        if unknown := set(body) - fields:
            raise BadRequest(f"unknown fields: {sorted(unknown)}")
        if not body.get("input"):
            raise BadRequest("input is missing")
        if body.get("response_format") != "wav":
            raise BadRequest("this test speaks wav")
        if not 0.25 <= body.get("speed", 1.0) <= 4.0:
            raise BadRequest("speed must be between 0.25 and 4.0")
        if body.get("model") not in self.models:
            raise BadRequest(f"Unsupported model: {body.get('model')}")
        voices = self.models[body["model"]]
        if body.get("voice") not in voices:
            raise BadRequest(f"Voice '{body.get('voice')}' not found. Available voices: {', '.join(sorted(voices))}")
        return body

    def sound(self, body: dict[str, Any]) -> bytes:
        samples, _, _ = spoken(body["input"], body.get("speed", 1.0))
        if self.channels == 2:
            samples = b"".join(samples[at : at + 2] * 2 for at in range(0, len(samples), 2))
        return wav_of_unknown_length(samples, self.rate, self.channels)

    def words(self, body: dict[str, Any]) -> list[tuple[str, float, float]]:
        """Word, start and end (seconds) of what it spoke; marks are words of their own."""
        _, starts, ends = spoken(body["input"], body.get("speed", 1.0))
        scale = RATE / self.rate
        tokens = re.finditer(r"\w+(?:'\w+)?|[^\w\s]", body["input"])
        return [(token[0], starts[token.start()] * scale, ends[token.end() - 1] * scale) for token in tokens]


class KokoroFastAPI(SpeechServer):
    """Kokoro-FastAPI: it speaks with word times at the root. `timed`: False for Japanese and Chinese."""

    timed = True

    def refuse(self, why: str) -> Reply:
        detail = {"error": "validation_error", "message": why, "type": "invalid_request_error"}
        return Reply(400, {"detail": detail})

    def routed(self, request: Request) -> Reply:
        if (request.method, request.path) != ("POST", "/dev/captioned_speech"):
            return super().routed(request)
        body = self.checked(request, SPEECH | CAPTIONS)
        if body.get("stream", True) is not False:
            raise BadRequest("a stream of JSON pieces is not for this client")
        if body.get("normalization_options") != {"normalize": False}:
            raise BadRequest("the words would come back rewritten")
        stamps = [{"word": word, "start_time": start, "end_time": end} for word, start, end in self.words(body)]
        return Reply(
            200,
            {
                "audio": base64.b64encode(self.sound(body)).decode(),
                "audio_format": "audio/wav",
                "timestamps": stamps if self.timed and body.get("return_timestamps") else None,
            },
        )


class Speaches(SpeechServer):
    """speaches: models by hub id, one of them a listener if `listener` names it."""

    def __init__(self, *, key: str = "", listener: str = "Systran/faster-whisper-small") -> None:
        super().__init__(key=key, rate=22_050)
        self.models = {"speaches-ai/piper-de_DE-thorsten-medium": {"thorsten"}}
        self.listener = listener
        self.said: dict[str, Any] = {}

    def refuse(self, why: str) -> Reply:
        return Reply(422, {"detail": why})

    def routed(self, request: Request) -> Reply:
        if request.path == "/v1/models" and request.method == "GET":
            models = [{"id": model, "task": "text-to-speech", "owned_by": "local"} for model in self.models]
            ears = [{"id": self.listener, "task": "automatic-speech-recognition", "owned_by": "local"}]
            return Reply(200, {"object": "list", "data": models + (ears if self.listener else [])})
        if request.path == "/v1/audio/transcriptions" and request.method == "POST":
            return self._heard(request)
        if request.path == "/v1/audio/speech":
            self.said = request.json
        return super().routed(request)

    def _heard(self, request: Request) -> Reply:
        head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
        form = BytesParser().parsebytes(head + request.body)
        fields: dict[str, bytes] = {}
        for part in form.get_payload():
            assert not isinstance(part, str)
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            fields[str(part.get_param("name", header="content-disposition"))] = content
        if fields.get("model", b"").decode() != self.listener:
            return Reply(404, {"detail": f"Model '{fields.get('model', b'').decode()}' is not installed locally."})
        if fields.get("response_format") != b"verbose_json" or fields.get("timestamp_granularities[]") != b"word":
            raise BadRequest("words come in verbose_json alone")
        if not fields["file"].startswith(b"RIFF"):
            raise BadRequest("file is no sound")
        words = [
            {"word": f" {word}", "start": start, "end": end, "probability": 0.9}
            for word, start, end in self.words(self.said)
            if word[0].isalnum()
        ]
        text = "".join(str(word["word"]) for word in words)
        return Reply(200, {"task": "transcribe", "language": "de", "duration": 1.0, "text": text, "words": words})


def wav_of_unknown_length(samples: bytes, rate: int, channels: int) -> bytes:
    """A WAV as servers stream it: its header counts bytes that nobody knew yet."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * channels * 2, channels * 2, 16)
    return b"RIFF" + struct.pack("<I", UNKNOWN) + b"WAVE" + form + b"data" + struct.pack("<I", UNKNOWN) + samples
