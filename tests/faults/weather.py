"""A server that treats whoever asks it in one of many bad ways, on the level of bytes."""

import socket
import struct
import threading
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Self

MEGABYTE = 1_000_000
BOMB = 1000 * MEGABYTE  # of zeros


class Weather:
    """Listens on a port of 127.0.0.1, and does to each connection what its `fault` says. Counts the connections."""

    def __init__(self) -> None:
        self.fault: Fault = FAULTS["hangs"]
        self.connections = 0
        self.over = threading.Event()

    def __enter__(self) -> Self:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.listener.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _serve(self) -> None:
        while not self.over.is_set():
            with suppress(OSError):  # the listener was closed
                connection, _ = self.listener.accept()
                self.connections += 1
                threading.Thread(target=self._treat, args=(connection, self.fault), daemon=True).start()

    def _treat(self, connection: socket.socket, fault: "Fault") -> None:
        with connection, suppress(OSError):  # whoever asked has given up
            connection.settimeout(20)
            if not fault.deaf:
                _read_request(connection)
            fault.act(connection, self)


def _read_request(connection: socket.socket) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    stated = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    left = int(stated[0].partition(b":")[2]) - len(body) if stated else 0
    while left > 0:
        left -= len(connection.recv(65536)) or left


Act = Callable[[socket.socket, Weather], None]


@dataclass(frozen=True)
class Fault:
    """What is done to a connection. `slow`: only a deadline ends it. `deaf`: before the request is read.

    `retry`: whether an error may say that a retry helps; None if either is right.
    """

    act: Act
    slow: bool = False
    deaf: bool = False
    retry: bool | None = None


def _answer(status: str, body: bytes = b"{}", length: int | None = None, **headers: str) -> bytes:
    lines = {"Content-Type": "application/json", "Content-Length": str(len(body) if length is None else length)}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body


def _says(status: str, body: bytes = b"{}", length: int | None = None, **headers: str) -> Act:
    return lambda connection, _: connection.sendall(_answer(status, body, length, **headers))


def _reset(connection: socket.socket, _: Weather) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _hang(_: socket.socket, weather: Weather) -> None:
    weather.over.wait(30)


def _drip(data: bytes, at_once: int) -> Act:
    def act(connection: socket.socket, weather: Weather) -> None:
        connection.sendall(data[:at_once])
        for at in range(at_once, len(data)):
            weather.over.wait(0.2)
            connection.sendall(data[at : at + 1])

    return act


def _for_ever(head: bytes, again: bytes) -> Act:
    def act(connection: socket.socket, weather: Weather) -> None:
        connection.sendall(head)
        while not weather.over.wait(0.001):
            connection.sendall(again)

    return act


def _loop(connection: socket.socket, weather: Weather) -> None:
    connection.sendall(_answer("302 Found", b"", Location=f"{weather.url}/again"))


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(BOMB // MEGABYTE)) + packer.flush()
    return _answer("200 OK", packed, Content_Encoding="gzip")


def _date(hours: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True)


PAGE = b"<html><body><h1>Bad Gateway</h1></body></html>"
OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
FAULTS: Mapping[str, Fault] = {
    "resets": Fault(_reset, deaf=True, retry=True),
    "resets after the request": Fault(_reset, retry=True),
    "closes without an answer": Fault(lambda *_: None, retry=True),
    "hangs": Fault(_hang, slow=True, retry=True),
    "drips its head": Fault(_drip(_answer("200 OK"), 0), slow=True, retry=True),
    "drips its body": Fault(_drip(_answer("200 OK", b" " * 4000), 90), slow=True, retry=True),
    "never ends its head": Fault(_for_ever(OK.encode(), b"X-More: " + b"x" * 900 + b"\r\n")),
    "never ends its chunks": Fault(
        _for_ever(f"{OK}Transfer-Encoding: chunked\r\n\r\n".encode(), b"1\r\n \r\n"), slow=True
    ),
    "cut": Fault(_says("200 OK", b'{"a": 1', 9000), retry=True),
    "says a shorter length": Fault(_says("200 OK", b'{"result": "ok"}', 7)),
    "says a length of minus one": Fault(_says("200 OK", b"{}", -1)),
    "a bomb": Fault(lambda connection, _: connection.sendall(_bomb())),
    "no gzip, though it says so": Fault(_says("200 OK", b"plain text", Content_Encoding="gzip")),
    "an unknown encoding": Fault(_says("200 OK", b"\x00\x01\x02", Content_Encoding="zebra")),
    "no HTTP": Fault(lambda connection, _: connection.sendall(b"\x15\x03\x01\x00\x02\x02\x46SSH-2.0\r\n\r\n")),
    "a page": Fault(_says("200 OK", PAGE, Content_Type="text/html"), retry=False),
    "bad JSON": Fault(_says("200 OK", b'{"choices": [{"mess'), retry=False),
    "no text": Fault(_says("200 OK", b"\xff\xfe\x00\xd8"), retry=False),
    "deep JSON": Fault(_says("200 OK", b"[" * 200_000), retry=False),
    "nothing": Fault(_says("200 OK", b""), retry=False),
    "null": Fault(_says("200 OK", b"null"), retry=False),
    "a list": Fault(_says("200 OK", b"[[]]"), retry=False),
    "401": Fault(_says("401 Unauthorized"), retry=False),
    "403 with a page": Fault(_says("403 Forbidden", PAGE, Content_Type="text/html"), retry=False),
    "404": Fault(_says("404 Not Found"), retry=False),
    "408": Fault(_says("408 Request Timeout"), retry=True),
    "429": Fault(_says("429 Too Many Requests", Retry_After="7"), retry=True),
    "429 until a date": Fault(_says("429 Too Many Requests", Retry_After=_date(2)), retry=True),
    "429 until yesterday": Fault(_says("429 Too Many Requests", Retry_After=_date(-24)), retry=True),
    "429 for ever": Fault(_says("429 Too Many Requests", Retry_After="9" * 400), retry=True),
    "429 for odd digits": Fault(
        _says("429 Too Many Requests", Retry_After="\u00b2", X_RateLimit_Reset="\u00b2"), retry=True
    ),
    "429 for no number": Fault(_says("429 Too Many Requests", Retry_After="nan"), retry=True),
    "429 at an impossible date": Fault(
        _says("429 Too Many Requests", Retry_After="Mon, 99 Foo 99999 99:99:99 GMT"), retry=True
    ),
    "500": Fault(_says("500 Internal Server Error"), retry=True),
    "502 with a page": Fault(_says("502 Bad Gateway", PAGE, Content_Type="text/html"), retry=True),
    "503": Fault(_says("503 Service Unavailable", Retry_After="3"), retry=True),
    "a redirect to itself": Fault(_loop),
    "a redirect to no address": Fault(_says("302 Found", b"", Location="http://[x")),
}
