"""The endpoint of Microsoft Edge's voices on 127.0.0.1: a websocket that takes SSML, and sends MP3 and word times."""

import html
import io
import json
import re
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import Self
from urllib.parse import parse_qs, urlsplit

import av
import numpy as np
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from tests.servers.speech import RATE, spoken

TICKS = 10_000_000
VOICES = frozenset({"de-DE, KatjaNeural", "en-US, EmmaMultilingualNeural"})
SSML = re.compile(
    r"<speak version='1\.0' [^>]*><voice name='Microsoft Server Speech Text to Speech Voice \(([^)]+)\)'>"
    r"<prosody pitch='\+0Hz' rate='([+-]\d+)%' volume='\+0%'>(.*)</prosody></voice></speak>",
    re.DOTALL,
)


@dataclass
class EdgeServer:
    """`refusals`: how many of the next handshakes it answers with 403. `answers`: what it sends instead of speech."""

    refusals: int = 0
    answers: list[str | bytes] | None = None
    asked: list[tuple[str, int, str]] = field(default_factory=list)  # voice, rate in per cent, text
    timed: bool = True
    silent: bool = False  # it takes the order and never answers

    def __enter__(self) -> Self:
        self.server: Server = serve(self._talk, "127.0.0.1", 0, process_request=self._admit)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()

    @property
    def url(self) -> str:
        port = self.server.socket.getsockname()[1]
        return f"ws://127.0.0.1:{port}/consumer/speech/synthesize/readaloud/edge/v1?TrustedClientToken=token"

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        query = parse_qs(urlsplit(request.path).query)
        signed = {"TrustedClientToken", "ConnectionId", "Sec-MS-GEC", "Sec-MS-GEC-Version"} <= set(query)
        if not signed or "muid=" not in request.headers.get("Cookie", "") or self.refusals:
            self.refusals = max(0, self.refusals - 1)
            response = connection.respond(HTTPStatus.FORBIDDEN, "")
            response.headers["Date"] = formatdate(usegmt=True)
            return response
        return None

    def _talk(self, connection: ServerConnection) -> None:
        config, request = str(connection.recv()), str(connection.recv())
        options = json.loads(config.partition("\r\n\r\n")[2])["context"]["synthesis"]["audio"]
        assert options["outputFormat"] == "audio-24khz-48kbitrate-mono-mp3"
        assert options["metadataoptions"]["wordBoundaryEnabled"] == "true"
        ssml = SSML.fullmatch(request.partition("\r\n\r\n")[2])
        assert ssml, request
        voice, rate, text = ssml[1], int(ssml[2]), html.unescape(ssml[3])
        self.asked.append((voice, rate, text))
        if self.silent:
            with suppress(ConnectionClosed):
                connection.recv()
            return
        if self.answers is not None:
            for answer in self.answers:
                connection.send(answer)
            return
        connection.send("X-RequestId:1\r\nPath:turn.start\r\n\r\n{}")
        if voice in VOICES:
            self._speak(connection.send, text, 1 + rate / 100)
        connection.send("X-RequestId:1\r\nPath:turn.end\r\n\r\n{}")

    def _speak(self, send: Callable[[str | bytes], None], text: str, speed: float) -> None:
        samples, starts, ends = spoken(text, speed)
        for word in re.finditer(r"[\w'-]+", text) if self.timed else ():
            start, end = starts[word.start()], ends[word.end() - 1]
            data = {
                "Offset": round(start * TICKS),
                "Duration": round((end - start) * TICKS),
                "text": {"Text": html.escape(word[0]), "Length": len(word[0]), "BoundaryType": "WordBoundary"},
            }
            metadata = json.dumps({"Metadata": [{"Type": "WordBoundary", "Data": data}]})
            send(f"X-RequestId:1\r\nContent-Type:application/json\r\nPath:audio.metadata\r\n\r\n{metadata}")
        head = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
        sound = mp3(np.frombuffer(samples, "<i2"))
        for at in range(0, len(sound), 720):
            send(len(head).to_bytes(2, "big") + head + sound[at : at + 720])


def mp3(samples: "np.ndarray[tuple[int, ...], np.dtype[np.int16]]") -> bytes:
    """Mono samples at 24 kHz as a bare stream of MP3 frames, with the silence that its encoder puts first."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}) as file:
        stream = file.add_stream("libmp3lame", rate=RATE, layout="mono")
        stream.bit_rate = 48_000
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=RATE)
        for part in [*resampler.resample(frame), None]:
            file.mux(stream.encode(part))
    return out.getvalue()
