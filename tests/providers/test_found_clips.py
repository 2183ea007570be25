"""Services of clips through local servers: which copy is taken, what the credits say, and an error for each failure."""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tasks.domain.channel import Licences
from tasks.domain.errors import BadAnswer, DailiesError, NoKey, Permanent, RateLimited, Transient, WrongKey
from tasks.domain.ranking import may_be_shown
from tasks.domain.story import Candidate
from tasks.machine.media.untrusted import open_picture
from tasks.machine.network.safe_fetch import fetch
from tasks.providers import Orientation, registry
from tasks.providers.context import ProviderContext
from tasks.providers.renditions import Rendition, best_of
from tests.providers.desks import desk_in
from tests.servers import pexels, pixabay
from tests.servers.archive import Archive
from tests.servers.nasa import Nasa
from tests.servers.wikimedia import Wikimedia
from tests.servers.wire import Reply, Vendor, html

SERVERS: Mapping[str, type[Vendor]] = {
    "commons": Wikimedia,
    "nasa": Nasa,
    "archive": Archive,
    "pexels": pexels.Pexels,
    "pixabay": pixabay.Pixabay,
}
KEYS = {"pexels": pexels.KEY, "pixabay": pixabay.KEY}


@pytest.fixture
def servers() -> Iterator[Mapping[str, Vendor]]:
    running = {name: kind().start() for name, kind in SERVERS.items()}
    yield running
    for vendor in running.values():
        vendor.stop()


@pytest.fixture
def context(servers: Mapping[str, Vendor], tmp_path: Path) -> ProviderContext:
    addresses: dict[str, Any] = {f"{name}_base_url": vendor.url for name, vendor in servers.items()}
    return desk_in(tmp_path, KEYS, **(addresses | {"commons_base_url": f"{servers['commons'].url}/commons"}))


def found(name: str, context: ProviderContext, lies: Orientation = "portrait") -> tuple[Candidate, ...]:
    return registry.clips(name, context, lies).search("lighthouse", 9)


@pytest.mark.parametrize("name", SERVERS)
def test_clips_have_a_title_an_author_a_licence_and_a_page(name: str, context: ProviderContext) -> None:
    clips = found(name, context)
    assert len(clips) >= 2
    for clip in clips:
        assert (clip.kind, clip.found_by) == ("clip", name)
        assert "lighthouse" in clip.credit.title.lower()
        assert clip.credit.author
        assert clip.credit.page.startswith("https://")
        assert not clip.url.endswith((".m3u8", "orig.mp4"))
    assert registry.clips(name, context).search("zzyzx", 9) == ()


@pytest.mark.parametrize("name", SERVERS)
def test_clips_have_a_small_still_to_be_judged_by(
    name: str, context: ProviderContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    stills = [clip.thumb for clip in found(name, context) if clip.thumb]
    assert len(stills) >= 2
    monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", urlsplit(stills[0]).netloc)
    assert min(open_picture(fetch(stills[0], agent=context.agent).data, (240, 240), name, least=60).size) >= 180


@pytest.mark.parametrize("name", SERVERS)
def test_answers_are_kept_for_a_day(name: str, context: ProviderContext, servers: Mapping[str, Vendor]) -> None:
    first = found(name, context)
    asked = len(servers[name].requests)
    assert found(name, context) == first
    assert len(servers[name].requests) == asked


def test_of_commons_the_copy_of_1080_lines_is_taken(context: ProviderContext) -> None:
    clips = found("commons", context)
    assert len(clips) == 5, "one of six is a sound"
    assert clips[0].url.endswith("500-1920x1080.webm")
    assert clips[0].preview.endswith("500-853x480.webm")
    assert (clips[0].width, clips[0].height, clips[0].seconds) == (1920, 1080, 31.5)
    assert clips[3].url.endswith("503-1920x1080.ogv"), "without copies the original, if it is small enough"
    assert (clips[0].credit.author, clips[0].credit.licence) == ("Filmer 0", "CC BY-SA 4.0")
    assert clips[3].credit.licence_url == "https://creativecommons.org/licenses/by/2.0"
    assert "Films of the sea" in clips[0].about


def test_of_nasa_what_belongs_to_others_and_what_is_gone_is_left_out(
    context: ProviderContext, servers: Mapping[str, Vendor]
) -> None:
    clips = found("nasa", context)
    assert [clip.credit.title for clip in clips] == [
        "Lighthouse: red tower on a cliff",
        "Lighthouse: Fresnel lens",
        "Lighthouse: storm waves",
        "Lighthouse: lamp room",
    ]
    assert clips[0].url.endswith("~large.mp4")
    assert clips[1].url.endswith("~medium.mp4")
    assert " " not in clips[0].url
    assert (clips[0].credit.author, clips[1].credit.author) == ("NASA", "NASA/GSFC")
    assert may_be_shown(clips[0].credit.licence, Licences.known)
    assert len(servers["nasa"].requests) == 5


def test_of_the_archive_only_free_licences_are_taken(context: ProviderContext, servers: Mapping[str, Vendor]) -> None:
    clips = found("archive", context)
    assert [clip.credit.licence for clip in clips] == ["Public domain", "CC BY 4.0", "Public domain", "Public domain"]
    assert clips[0].url.endswith("/download/film-0/90-640x480.mp4")
    assert (clips[0].width, clips[0].seconds) == (640, 612.5)
    assert (clips[0].credit.author, clips[1].credit.author) == ("Castle Films", "Castle Films, Ann")
    asked = servers["archive"].asked("/advancedsearch.php")[0].query["q"]
    assert asked.startswith("(lighthouse) AND mediatype:movies AND (collection:prelinger OR ")


def test_pexels_is_asked_for_the_shape_of_the_frame_and_credited(
    context: ProviderContext, servers: Mapping[str, Vendor]
) -> None:
    clips = found("pexels", context)
    assert (clips[0].width, clips[0].height) == (1080, 1920)
    assert clips[0].preview.endswith("540x960.mp4")
    assert clips[0].credit.title == "Lighthouse red tower on a cliff"
    assert clips[0].credit.author == "Filmer 0 on Pexels"
    assert clips[0].credit.page == "https://www.pexels.com/video/lighthouse-red-tower-on-a-cliff-8000/"
    assert found("pexels", context, "landscape")[0].width == 1920
    assert [request.query["orientation"] for request in servers["pexels"].requests] == ["portrait", "landscape"]


def test_pixabay_gives_the_medium_size_and_its_tags(context: ProviderContext) -> None:
    clips = found("pixabay", context)
    assert {(clip.width, clip.height) for clip in clips} == {(1920, 1080)}
    assert clips[0].credit.title == "lighthouse, red tower on a cliff, nature"
    assert clips[0].credit.author == "Maker0 on Pixabay"
    long = " ".join(["lighthouse"] * 20)
    assert registry.clips("pixabay", context).search(long, 9), "a query of more than 100 characters is shortened"


@pytest.mark.parametrize("name", ["pexels", "pixabay"])
def test_stock_licences_are_shown_unless_the_channel_wants_known_ones(name: str, context: ProviderContext) -> None:
    licence = found(name, context)[0].credit.licence
    assert licence == registry.find("clips", name).licence
    shown = {wanted: may_be_shown(licence, wanted) for wanted in Licences}
    assert shown == {Licences.known: False, Licences.stock: True, Licences.any: True}
    assert not may_be_shown("unknown", Licences.stock)


@pytest.mark.parametrize("name", KEYS)
def test_no_error_and_no_log_holds_the_key(
    name: str, context: ProviderContext, servers: Mapping[str, Vendor], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    replies = (
        Reply(400, b"[ERROR 400] Invalid or missing API key " + KEYS[name].encode(), {"Content-Type": "text/html"}),
        Reply(429, KEYS[name].encode(), {"Content-Type": "text/plain"}),
        Reply(500, KEYS[name].encode()),
        Reply(200, {"error": KEYS[name]}),
    )
    for reply in replies:
        servers[name].script(reply)
        with pytest.raises(DailiesError) as raised:
            found(name, context)
        assert KEYS[name] not in repr(raised.value) + str(raised.value.__cause__) + str(raised.value.__context__)
    assert KEYS[name] not in caplog.text


def test_a_wrong_or_missing_key_is_told(servers: Mapping[str, Vendor], tmp_path: Path) -> None:
    addresses: dict[str, Any] = {f"{name}_base_url": servers[name].url for name in KEYS}
    for name in KEYS:
        with pytest.raises(WrongKey):
            found(name, desk_in(tmp_path, {name: "wrong"}, **addresses))
        with pytest.raises(NoKey):
            found(name, desk_in(tmp_path, **addresses))


def test_rate_limits_say_when_to_come_back(servers: Mapping[str, Vendor], context: ProviderContext) -> None:
    for name in KEYS:
        setattr(servers[name], "left", 0)  # noqa: B010 - of these two kinds of server
        with pytest.raises(RateLimited) as raised:
            found(name, context)
        assert raised.value.retry_after == (41 if name == "pixabay" else 0)


FAULTS: dict[str, tuple[Reply, tuple[type[DailiesError], ...]]] = {
    "500": (Reply(500, {"detail": "x"}), (Transient,)),
    "a page": (html(200), (BadAnswer,)),
    "a challenge": (html(403), (Permanent,)),
    "a list": (Reply(200, [1]), (BadAnswer,)),
    "another object": (Reply(200, {"ok": True}), (BadAnswer,)),
    "cut": (Reply(200, b"x" * 5000, cut=100), (Transient,)),
}


@pytest.mark.parametrize("name", ["nasa", "archive", "pexels", "pixabay"])
@pytest.mark.parametrize(("reply", "kinds"), FAULTS.values(), ids=FAULTS)
def test_each_failure_raises_its_error_after_one_request(
    servers: Mapping[str, Vendor],
    context: ProviderContext,
    name: str,
    reply: Reply,
    kinds: tuple[type[DailiesError], ...],
) -> None:
    servers[name].script(reply)
    with pytest.raises(kinds):
        found(name, context)
    assert len(servers[name].requests) == 1


def test_the_copy_to_fetch_has_enough_lines_and_not_too_many_bytes() -> None:
    def copy(width: int, height: int, megabytes: int = 1) -> Rendition:
        return Rendition(url=f"{width}x{height}", width=width, height=height, bytes=megabytes * 1_000_000)

    sizes = [copy(3840, 2160), copy(2560, 1440), copy(1920, 1080), copy(1280, 720), copy(320, 240)]
    assert [best.url for best in best_of(sizes)] == ["1920x1080", "1280x720"]
    assert [best.url for best in best_of([copy(1080, 1920, 90), copy(1440, 2560, 79)])] == ["1440x2560"]
    assert [best.url for best in best_of([copy(2160, 3840), copy(1280, 720)])] == ["1280x720"]
    assert [best.url for best in best_of([copy(2160, 3840), copy(640, 480)])] == ["2160x3840", "640x480"]
    assert [best.url for best in best_of([copy(320, 240), copy(1920, 1080, 81)])] == ["1920x1080"], "a part of it"
    assert best_of([copy(320, 240), copy(1920, 1080, 4001)]) == ()
