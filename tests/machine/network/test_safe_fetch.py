"""Fetching refuses private addresses in every notation, and maps each failure to its error."""

import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from tasks.domain.errors import BadAnswer, BadInput, Permanent, RateLimited, Transient
from tasks.machine.network.addresses import is_public
from tasks.machine.network.safe_fetch import fetch

PRIVATE = """
127.0.0.1 127.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.1 192.168.0.1 192.168.255.255 169.254.169.254
100.64.0.1 100.127.255.254 0.0.0.0 0.1.2.3 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 192.0.0.1 192.0.2.1 198.18.0.1
198.51.100.7 203.0.113.9 ::1 :: fe80::1 fc00::1 fd12:3456::1 ff02::1 fec0::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a00:1 2002:7f00:1:: 2002:a00:1:: 2001:0:0:0:0:0:f5ff:fffe 64:ff9b:1::1
2001:db8::1 fe80::5efe:7f00:1
""".split()

URLS = [
    "http://localhost/",
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://0/",
    "https://10.0.0.1/x",
    "http://169.254.169.254/latest/meta-data/",
    "http://user:secret@example.com/",
    "http://example.com:22/",
    "http://example.com:8080/",
    "ftp://example.com/file",
    "file:///etc/passwd",
    "gopher://example.com/",
    "javascript:alert(1)",
    "http://",
    "http:///path",
    "//example.com/x",
    "example.com",
    "http://[::1",
    "http://example.com:99999/",
    "",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", URLS)
def test_private_and_malformed_urls_open_no_connection(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAILIES_ALLOWED_HOSTS", raising=False)

    def never(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", never)
    with pytest.raises((BadInput, Transient)):
        fetch(url, seconds=2)


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answers: dict[str, tuple[int, bytes, dict[str, str]]] = {
            "/page": (200, b"<html>hello</html>", {"Content-Type": "text/html"}),
            "/moved": (302, b"", {"Location": "/page"}),
            "/loop": (302, b"", {"Location": "/loop"}),
            "/inside": (302, b"", {"Location": f"http://localhost:{self.headers['Host'].rpartition(':')[2]}/page"}),
            "/busy": (429, b"", {"Retry-After": "7"}),
            "/huge": (200, b"x" * 300_000, {}),
        }
        if self.path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"only this")
        elif self.path in answers:
            self.reply(*answers[self.path])
        else:
            self.reply(int(self.path[1:]), b"", {})

    def reply(self, code: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", f"127.0.0.1:{server.server_address[1]}")
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_an_allowed_host_is_fetched_and_redirects_are_followed(site: str) -> None:
    assert fetch(f"{site}/page").data == b"<html>hello</html>"
    page = fetch(f"{site}/moved")
    assert (page.url, page.content_type) == (f"{site}/page", "text/html")


def test_a_redirect_to_another_private_host_is_not_followed(site: str) -> None:
    with pytest.raises(BadInput, match=r"Port|public"):
        fetch(f"{site}/inside")


def test_each_failure_has_its_error(site: str) -> None:
    with pytest.raises(BadAnswer, match="redirects"):
        fetch(f"{site}/loop")
    with pytest.raises(RateLimited) as limited:
        fetch(f"{site}/busy")
    assert limited.value.retry_after == 7
    with pytest.raises(Permanent, match="404"):
        fetch(f"{site}/404")
    with pytest.raises(Transient, match="503"):
        fetch(f"{site}/503")
    with pytest.raises(Transient):
        fetch(f"{site}/cut")
    with pytest.raises(BadAnswer, match="more than"):
        fetch(f"{site}/huge", max_bytes=100_000)
