"""No fetch reaches an address inside a network, in whatever notation a URL or a name's record writes it."""

import ipaddress
import itertools
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tasks.domain.errors import BadInput, DailiesError, Transient
from tasks.domain.story import Document, Topic
from tasks.machine.network.hosts import parts_of
from tasks.machine.network.safe_fetch import fetch
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.providers.document_facts import page_reader
from tasks.providers.scene_picture import fetched, fetched_clip
from tasks.stagecraft.daily.programme import read_programme
from tests.faults.promises import ROOT, check
from tests.providers.desks import desk_in
from tests.servers.wire import Reply, Request, Vendor

INSIDE_4 = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.254 100.64.0.1 100.100.100.200 100.127.255.254 127.0.0.1 127.0.0.53 127.255.255.254
169.254.0.1 169.254.169.123 169.254.169.254 169.254.170.2 169.254.169.253 172.16.0.1 172.17.0.1 172.31.255.254
192.0.0.1 192.0.0.8 192.0.0.170 192.0.0.192 192.0.2.7 192.88.99.1 192.168.0.1 192.168.1.254 192.168.255.254 198.18.0.1
198.19.255.254 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16
""".split()
INSIDE_6 = """
:: ::1 fe80::1 fe80::a9fe:a9fe febf::1 fc00::1 fd00::1 fd00:ec2::254 fd20:ce::254 fd12:3456::1 fec0::1 ff02::1 ff0e::1
2001:db8::1 3fff::1 3fff:fff::1 2001::1 2001:2::1 2001:10::1 2001:20::1 100::1 5f00::1 64:ff9b:1::808:808 4000::1
fd00::5efe:808:808 fe80::5efe:808:808 ff02::5efe:808:808 2001:db8::5efe:808:808 2001:0:808:808::f7f7:f7f7 ::808:808
::ffff:0:808:808
""".split()
OUTSIDE = """
8.8.8.8 1.1.1.1 93.184.216.34 172.15.255.1 172.32.0.1 100.63.255.1 100.128.0.1 169.253.1.1 192.0.1.1 192.167.1.1
198.17.1.1 198.20.1.1 203.0.112.1 223.255.255.1 2606:2800:220:1::1 2a00:1450:4001:82a::200e 2001:4860:4860::8888
2620:0:ccc::2 ::ffff:8.8.8.8 64:ff9b::808:808 2001:470:1:1:0:5efe:808:808 2001:470:1:1:200:5efe:808:808
""".split()
MALFORMED = """
ftp://8.8.8.8/ file:///etc/passwd gopher://8.8.8.8/ javascript:alert(1) data:text/html,x http:// http:///x //8.8.8.8/x
http://[::1 http://8.8.8.8:99999/ http://8.8.8.8:22/ http://8.8.8.8:8080/ http://user@8.8.8.8/ http://a:b@8.8.8.8/
http://127.0.0.1:80@8.8.8.8/ http://xn--a/ https://xn--a:443/ http://8.8.8.8\\@127.0.0.1/ http://8.8.8.8:+22/
dict://127.0.0.1:11211/ ldap://127.0.0.1/ unix:///var/run/docker.sock
""".split()


def hosts() -> Iterator[str]:
    """Every address inside a network, as the host of a URL, in every notation that a resolver or a gateway reads."""
    for address in INSIDE_4:
        number = int(ipaddress.IPv4Address(address))
        one, two, three, four = address.split(".")
        yield from (
            address,
            str(number),
            f"0x{number:08x}",
            f"0{number:o}",
            ".".join(f"0x{int(x):x}" for x in (one, two, three, four)),
        )
        yield from (".".join(f"0{int(x):o}" for x in (one, two, three, four)), f"{one}.{number & 0xFFFFFF}")
        yield f"{one}.{two}.{number & 0xFFFF}"
        high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
        yield from (
            f"[::ffff:{address}]",
            f"[::ffff:{high}:{low}]",
            f"[64:ff9b::{high}:{low}]",
            f"[2002:{high}:{low}::1]",
        )
        yield from (f"[2001:470:1:1:0:5efe:{high}:{low}]", f"[2001:470:1:1:200:5efe:{high}:{low}]", f"[::{high}:{low}]")
        flipped = number ^ 0xFFFFFFFF
        yield f"[2001:0:808:808:8000:0:{flipped >> 16:x}:{flipped & 0xFFFF:x}]"
    for address in INSIDE_6:
        yield from (f"[{address}]", f"[{ipaddress.IPv6Address(address).exploded}]")


def urls() -> Iterator[str]:
    for host, form in itertools.product(
        hosts(), ("http://{}/", "https://{}/a.jpg", "http://{}:443/", "HTTP://{}:80/?q=1")
    ):
        yield form.format(host)
    yield from MALFORMED


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses to which a connection is opened. None gets through."""
    monkeypatch.delenv("DAILIES_ALLOWED_HOSTS", raising=False)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:3128")
    opened: list[str] = []

    def note(_: socket.socket, where: Any) -> None:
        opened.append(str(where[0]))
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", note)
    return opened


def brief_fetch(url: str) -> object:
    return fetch(url, seconds=5)


def refused(url: str, connected: list[str], door: Callable[[str], object] = brief_fetch) -> bool:
    """Whether the fetch ends with an error that people can read, before a connection is opened."""
    connected.clear()
    try:
        door(url)
    except (BadInput, Transient):
        return not connected
    return False


def test_no_url_reaches_an_address_inside(connected: list[str]) -> None:
    kept = {url: refused(url, connected) for url in urls()}
    assert len(kept) >= 2000
    check("Never fetches from inside your network", kept)


def test_names_that_resolve_to_an_address_inside_are_refused(
    connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {}
    for address, lead in itertools.product((*INSIDE_4, *INSIDE_6), ((), ("8.8.8.8",))):
        answer = [(0, 0, 0, "", (one, 80)) for one in (*lead, address)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, answer=answer, **__: answer)
        kept[f"{lead} {address}"] = refused("http://pictures.example/a.jpg", connected)
    check("Never fetches from inside your network, by a name", kept)


def test_a_name_that_changes_its_answer_is_reached_where_it_was_checked(
    connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["8.8.8.8", "127.0.0.1", "127.0.0.1"])
    resolve = socket.getaddrinfo

    def rebound(host: Any, *rest: Any, **options: Any) -> Any:
        return resolve(next(answers) if host == "pictures.example" else host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    with pytest.raises(DailiesError):
        fetch("http://pictures.example/a.jpg", seconds=5)
    assert connected == ["8.8.8.8"]


@pytest.mark.parametrize("address", OUTSIDE)
def test_public_addresses_are_reached(address: str, connected: list[str]) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(Transient):
        fetch(f"http://{host}/", seconds=5)
    assert len(connected) == 1


@pytest.mark.parametrize(
    ("allowed", "url", "reached"),
    [
        ("127.0.0.1", "http://127.0.0.1/", True),
        ("127.0.0.1", "https://127.0.0.1/", True),
        ("127.0.0.1", "http://127.0.0.1:8080/", False),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/", True),
        ("127.0.0.1:8080", "http://127.0.0.1/", False),
        ("127.0.0.1:8080", "http://127.0.0.1:8081/", False),
        ("[::1]:8080", "http://[::1]:8080/", True),
        ("Localhost:8080", "http://LOCALHOST:8080/", True),
        ("10.0.0.1", "http://127.0.0.1/", False),
    ],
)
def test_an_allowed_host_has_its_port(
    allowed: str, url: str, reached: bool, connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", allowed)
    with pytest.raises((BadInput, Transient)):
        fetch(url, seconds=5)
    assert bool(connected) is reached


TOPIC = Topic(title="Tides", slug="tides", reason="asked for", origin="user")
# The rest of the suite asks the guard itself for each URL, so that one in forty will do for what stands before it.
SHARES = [pytest.param(40, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]


def doors(context: ProviderContext) -> Mapping[str, Callable[[str], object]]:
    """Everything that fetches an address which a stranger may have written."""
    source = registry.facts("document", context)
    page = page_reader(context)
    return {
        "a source": lambda url: source.gather(TOPIC, Document(name="it", url=url)),
        "a page": lambda url: page.gather(TOPIC, Document(name="it", url=url)),
        "a picture": lambda url: fetched(url, context),
        "a clip": lambda url: fetched_clip(url, context),
        "topics": lambda url: read_programme(url, Path("/nowhere")),
    }


@pytest.mark.parametrize("one_in", SHARES)
def test_no_url_reaches_an_address_inside_as_anything(one_in: int, connected: list[str], tmp_path: Path) -> None:
    kept = {
        f"{name}: {url}": refused(url, connected, door)
        for name, door in doors(desk_in(tmp_path)).items()
        for url in itertools.islice(urls(), 0, None, one_in)
    }
    check("as sources, pages, pictures, clips and topics", kept)


class Mover(Vendor):
    """Sends whoever asks to the address in its list whose number they ask for."""

    def __init__(self, targets: list[str]) -> None:
        super().__init__()
        self.targets = targets

    def answer(self, request: Request) -> Reply:
        number, _, status = request.path.strip("/").partition("-")
        return Reply(int(status), headers={"Location": self.targets[int(number)]})


@pytest.mark.parametrize("one_in", SHARES)
def test_no_redirect_reaches_an_address_inside(one_in: int, monkeypatch: pytest.MonkeyPatch) -> None:
    targets = [url for url in itertools.islice(urls(), 0, None, one_in) if "\n" not in url]
    opened: list[tuple[str, int]] = []
    connect = socket.socket.connect

    def note(own: socket.socket, where: Any) -> None:
        opened.append((str(where[0]), int(where[1])))
        if opened[-1] != here:
            raise ConnectionRefusedError
        connect(own, where)

    with Mover(targets) as server:
        here = ("127.0.0.1", int(server.url.rpartition(":")[2]))
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", server.url.removeprefix("http://"))
        monkeypatch.setattr(socket.socket, "connect", note)
        kept = {}
        for number, url in enumerate(targets):
            opened.clear()
            status = (301, 302, 303, 307, 308)[number % 5]
            try:
                fetch(f"{server.url}/{number}-{status}", seconds=5)
            except (DailiesError, ValueError) as error:
                inside = url in {"//8.8.8.8/x", "http:///x", "http://"}  # relative: to a public host, or to here
                kept[f"{status} {url}"] = isinstance(error, DailiesError) and (inside or opened == [here])
            else:
                kept[f"{status} {url}"] = False
    check("by redirects", kept)


@pytest.mark.parametrize("status", [301, 303, 307])
def test_a_redirect_to_a_name_that_no_host_can_have_is_an_error_of_its_kind(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """httpx reads where a redirect leads even if it is not to follow it."""
    with Mover(["http://xn--a/"]) as server:
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", server.url.removeprefix("http://"))
        with pytest.raises(DailiesError, match="127"):
            fetch(f"{server.url}/0-{status}", seconds=5)


@pytest.mark.parametrize("name", ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
def test_a_proxy_of_the_environment_is_not_used(
    name: str, connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("http_proxy")
    monkeypatch.setenv(name, "http://127.0.0.1:3128")
    for url in ("http://8.8.8.8/", "https://8.8.8.8/"):
        with pytest.raises(Transient):
            fetch(url, seconds=5)
    assert connected == ["8.8.8.8", "8.8.8.8"]


def test_only_vendors_talk_past_the_guard() -> None:
    """Whoever sends requests without it sends them to the address in a vendor's settings."""
    callers = {
        str(path.relative_to(ROOT / "tasks"))
        for path in (ROOT / "tasks").rglob("*.py")
        if re.search(r"\b(exchange|urlopen|HTTPConnection)\(", path.read_text(encoding="utf-8"))
    }
    assert "machine/network/safe_fetch.py" in callers
    assert [name for name in callers if not name.startswith(("machine/network/", "providers/"))] == []
    assert not callers & {"providers/scene_picture.py", "providers/document_facts.py", "providers/document.py"}


def test_an_address_that_is_none_has_no_parts() -> None:
    for url in ("http://[::1", "http://]x/", "//[a"):
        assert parts_of(url).netloc == parts_of(url).path == ""
    assert parts_of("https://x.example/a").hostname == "x.example"
