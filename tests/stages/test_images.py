"""Every scene gets a picture of its own. An unusable one is replaced, and a note says by what and why."""

import io
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image

from tasks.domain.channel import Palette
from tasks.domain.errors import RateLimited
from tasks.domain.made import making_of
from tasks.domain.story import Candidate, Credit, GivenPicture, Picture, Scene, Script, Story
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import Artifact
from tasks.domain.views import View
from tasks.images import PictureOrder, no_twins, order_pictures, picture_for
from tasks.machine.media.pictures import alike, picture_size
from tasks.providers.context import ProviderContext
from tasks.providers.twins import is_twin
from tasks.stagecraft.searching import Findings
from tests.clips import clip, moving
from tests.machine.media.photographs import MAGENTA, drawn, encoded
from tests.providers.desks import desk_in
from tests.servers.content import photograph
from tests.servers.wire import Reply, Request, Vendor, html

SMALL = OutputSpec(width=360, height=640)
JPEG = {"Content-Type": "image/jpeg"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="1600"><rect width="900" height="1600"/></svg>'
NARRATIONS = (
    "The tower stands on a cliff.",
    "Its lens weighs five tons.",
    "Keepers climbed the stair.",
    "Storm waves hid the light.",
)


class Site(Vendor):
    """Serves pictures by name. `max_concurrent` is the highest number of simultaneous requests."""

    def __init__(self) -> None:
        super().__init__()
        self.replies = {f"/{seed}.jpg": Reply(200, photograph(seed, 500, 900), JPEG) for seed in range(20)}
        self.replies |= {
            "/a.png": Reply(200, photograph(31, 500, 900, "png"), {"Content-Type": "image/png"}),
            "/a.webp": Reply(200, photograph(32, 500, 900, "webp"), {"Content-Type": "image/webp"}),
            "/twin-of-1.jpg": Reply(200, photograph(1, 800, 1440), JPEG),
            "/small-twin-of-1.webp": Reply(200, photograph(1, 300, 540, "webp"), {"Content-Type": "image/webp"}),
            "/truncated.jpg": Reply(200, photograph(33, 500, 900)[:2000], JPEG),
            "/tiny.jpg": Reply(200, photograph(34, 90, 160), JPEG),
            "/drawing.svg": Reply(200, SVG, {"Content-Type": "image/svg+xml"}),
            "/page.jpg": html(200),
            "/bomb.png": Reply(200, _bomb(), {"Content-Type": "image/png"}),
            "/empty.jpg": Reply(200, b"", JPEG),
            "/forbidden.jpg": Reply(403, b"hotlinking"),
            "/gone.jpg": Reply(404, b"gone"),
            "/failing.jpg": Reply(503, b""),
            "/cut.jpg": Reply(200, photograph(35, 500, 900), JPEG, cut=900),
            "/inside.jpg": Reply(302, b"", {"Location": "http://169.254.169.254/latest/meta-data/"}),
            "/busy.jpg": Reply(429, b"", {"Retry-After": "5"}),
        }
        self.concurrent = 0
        self.max_concurrent = 0
        self.barrier: threading.Barrier | None = None

    def answer(self, request: Request) -> Reply:
        with self.lock:
            self.concurrent += 1
            self.max_concurrent = max(self.max_concurrent, self.concurrent)
        if self.barrier:
            self.barrier.wait(20)
        with self.lock:
            self.concurrent -= 1
        return self.replies.get(request.path, Reply(404))


@cache
def _bomb() -> bytes:
    """A decompression bomb: a small PNG of 144 million pixels."""
    out = io.BytesIO()
    Image.new("1", (12000, 12000)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with Site() as vendor:
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", vendor.url.removeprefix("http://"))
        yield vendor


@pytest.fixture
def context(tmp_path: Path) -> ProviderContext:
    return desk_in(tmp_path)


def candidate(site: Site, name: str, title: str = "", preview: str = "") -> Candidate:
    credit = Credit(title=title or name, author="Ann", licence="CC BY 4.0", page=f"https://example.org/{name}")
    shown = f"{site.url}/{preview}" if preview else ""
    return Candidate(url=f"{site.url}/{name}", preview=shown, credit=credit, found_by="test")


def story_of(
    narrations: Sequence[str], shown: Sequence[str] = (), *, fixed: bool = False, title: str = "A tower"
) -> Story:
    shown = shown or narrations
    scenes = [Scene(time="", narration=n, visual_description=s) for n, s in zip(narrations, shown, strict=True)]
    script = Script(title=title, hook="x", script=" ".join(narrations), scenes=scenes, hashtags=(), description="")
    return Story(script=script, writer="me", fixed=fixed)


def order(site: Site, *names: str, scene: int = 0) -> PictureOrder:
    findings = Findings(candidates=tuple(candidate(site, name) for name in names))
    empty = order_pictures(story_of(NARRATIONS), (), Findings(), Palette.auto, 1, SMALL)[scene]
    return empty.model_copy(update={"found": findings.candidates})


def size_of(picture: Picture, context: ProviderContext) -> tuple[int, int]:
    with Image.open(io.BytesIO(context.store.read(picture.image))) as image:
        return image.size


# ------------------------------------------------------------------ one scene's picture


@pytest.mark.parametrize("name", ["3.jpg", "a.png", "a.webp"])
def test_a_found_picture_is_prepared_and_keeps_its_credit(site: Site, context: ProviderContext, name: str) -> None:
    picture = picture_for(order(site, name), SMALL, context)
    assert (picture.origin, picture.note, picture.source) == ("found", "", f"{site.url}/{name}")
    assert (picture.credit.author, picture.credit.licence) == ("Ann", "CC BY 4.0")
    assert picture.credit.page == f"https://example.org/{name}"
    assert size_of(picture, context) == picture_size(SMALL)
    assert "ops@example.org" in site.requests[0].headers["user-agent"]


BROKEN = {
    "truncated.jpg": "cannot be read",
    "tiny.jpg": "only 90 x 160",
    "drawing.svg": "cannot be read: its format is not supported",
    "page.jpg": "cannot be read: its format is not supported",
    "bomb.png": "pixels",
    "empty.jpg": "cannot be read: its format is not supported",
    "forbidden.jpg": "403",
    "gone.jpg": "404",
    "failing.jpg": "503",
    "cut.jpg": "failed",
    "inside.jpg": "not a public address",
    "busy.jpg": "too many requests",
}


@pytest.mark.parametrize(("name", "reason"), BROKEN.items(), ids=BROKEN)
def test_an_unusable_picture_is_replaced_by_the_next_and_noted(
    site: Site, context: ProviderContext, name: str, reason: str
) -> None:
    picture = picture_for(order(site, name, "4.jpg"), SMALL, context)
    assert (picture.origin, picture.source) == ("found", f"{site.url}/4.jpg")
    assert reason in picture.note
    assert "Another picture replaces it." in picture.note
    assert len(site.asked(f"/{name}")) == 1


def test_a_scene_without_a_usable_picture_is_drawn(site: Site, context: ProviderContext) -> None:
    picture = picture_for(order(site, *BROKEN), SMALL, context)
    assert picture.origin == "drawn"
    assert picture.note.count("A found picture was passed over") == len(BROKEN)
    assert "A drawn scene replaces it." in picture.note
    assert size_of(picture, context) == picture_size(SMALL)


def test_a_slow_download_is_abandoned(site: Site, context: ProviderContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tasks.providers.scene_picture.SECONDS", 0.5)
    site.replies["/slow.jpg"] = Reply(200, photograph(9, 500, 900), JPEG, hold=30.0)
    picture = picture_for(order(site, "slow.jpg", "4.jpg"), SMALL, context)
    assert picture.source.endswith("/4.jpg")
    assert "did not answer within" in picture.note


def test_the_preview_replaces_an_unusable_original(site: Site, context: ProviderContext) -> None:
    for name in ("forbidden.jpg", "page.jpg"):
        with_preview = order(site).model_copy(update={"found": (candidate(site, name, preview="5.jpg"),)})
        picture = picture_for(with_preview, SMALL, context)
        assert (picture.origin, picture.note) == ("found", "")
    both = order(site).model_copy(update={"found": (candidate(site, "gone.jpg", preview="page.jpg"),)})
    assert picture_for(both, SMALL, context).origin == "drawn"


def test_a_rate_limit_is_raised_for_a_retry_while_retries_remain(site: Site, context: ProviderContext) -> None:
    with pytest.raises(RateLimited):
        picture_for(order(site, "busy.jpg", "4.jpg"), SMALL, context, patient=True)
    assert picture_for(order(site, "gone.jpg", "4.jpg"), SMALL, context, patient=True).origin == "found"


def test_a_given_picture_comes_first_and_a_found_one_replaces_a_broken_one(
    site: Site, context: ProviderContext
) -> None:
    good = GivenPicture(name="mine.jpg", file=context.store.put(photograph(50, 500, 900), ".jpg"))
    bad = GivenPicture(name="letter.jpg", file=context.store.put(b"Dear aunt", ".jpg"))
    first = order(site, "4.jpg")
    assert picture_for(first.model_copy(update={"given": (good,)}), SMALL, context).origin == "given"
    assert site.requests == []
    replaced = picture_for(first.model_copy(update={"given": (bad,)}), SMALL, context)
    assert replaced.origin == "found"
    assert "letter.jpg" in replaced.note
    drawn = picture_for(order(site).model_copy(update={"given": (bad,)}), SMALL, context)
    assert drawn.note.endswith("A drawn scene replaces it.")


def test_a_file_is_downloaded_once_a_day(site: Site, context: ProviderContext) -> None:
    pictures = {picture_for(order(site, "3.jpg"), SMALL, context).image.sha256 for _ in range(3)}
    assert len(pictures) == len(site.requests) == 1


def test_downloads_run_concurrently(site: Site, context: ProviderContext) -> None:
    site.barrier = threading.Barrier(2)  # holds every reply until two requests are in, as many as a host gets
    orders = [order(site, f"{number}.jpg") for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        pictures = list(pool.map(lambda order: picture_for(order, SMALL, context), orders))
    assert {picture.origin for picture in pictures} == {"found"}
    assert site.max_concurrent == 2


# ------------------------------------------------------------------ twins


def test_of_pictures_that_look_alike_only_the_first_is_kept(site: Site, context: ProviderContext) -> None:
    orders = (
        order(site, "1.jpg"),
        order(site, "twin-of-1.jpg", "2.jpg", scene=1),
        order(site, "small-twin-of-1.webp", "gone.jpg", "twin-of-1.jpg", scene=2),
        order(site, "3.jpg", scene=3),
    )
    pictures = tuple(picture_for(scene, SMALL, context) for scene in orders)
    assert alike(pictures[0].hash, pictures[1].hash)
    kept = no_twins(pictures, orders, SMALL, context)
    assert [picture.source.rpartition("/")[2] for picture in kept] == ["1.jpg", "2.jpg", "", "3.jpg"]
    assert [picture.origin for picture in kept] == ["found", "found", "drawn", "found"]
    assert "looked like another scene's" in kept[1].note
    assert (kept[0], kept[3]) == (pictures[0], pictures[3])


def hashed(number: int, *also: int, origin: Literal["given", "found"] = "found") -> Picture:
    """A picture with made-up hashes: two numbers differ in all bits of their last byte."""
    hashes = [f"{0xFF * one:016x}" if one < 2 else f"{0xFFFF << 16 * (one - 1):016x}" for one in (number, *also)]
    file = Artifact(sha256="0" * 64, bytes=1, suffix=".jpg")
    credit = Credit(title="", author="", licence="CC0")
    return Picture(image=file, origin=origin, credit=credit, hash=hashes[0], also=tuple(hashes[1:]))


def test_a_clip_is_a_twin_if_any_of_its_frames_is_another_scenes() -> None:
    film = hashed(2, 3, 4)
    assert is_twin(hashed(3), [film]), "a still of the film"
    assert is_twin(hashed(2, 4), [hashed(3, 4)])
    assert not is_twin(hashed(2), [hashed(3, 4)])
    assert not is_twin(hashed(3, origin="given"), [film]), "the user's own stay"
    turns = hashed(2, origin="given").model_copy(update={"then": (hashed(4, origin="given"),)})
    assert is_twin(hashed(4), [turns])


# ------------------------------------------------------------------ found clips


@cache
def film() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = clip(Path(folder, "a.mp4"), moving(480, 270, 60), options={"preset": "ultrafast"})
        return file.read_bytes()


def moving_candidate(site: Site, name: str, preview: str = "", title: str = "") -> Candidate:
    return candidate(site, name, title, preview).model_copy(update={"kind": "clip"})


def test_a_found_clip_plays_with_its_credit_and_is_fetched_once(site: Site, context: ProviderContext) -> None:
    site.replies["/film.mp4"] = Reply(200, film(), {"Content-Type": "video/mp4"})
    wanted = order(site).model_copy(update={"found": (moving_candidate(site, "film.mp4"),), "seconds": 1.0})
    picture = picture_for(wanted, SMALL, context)
    assert picture.clip is not None
    assert (picture.origin, picture.source, picture.note) == ("found", f"{site.url}/film.mp4", "")
    assert (picture.credit.author, picture.credit.page) == ("Ann", "https://example.org/film.mp4")
    assert picture.also
    assert size_of(picture, context) == picture_size(SMALL)
    assert picture_for(wanted, SMALL, context) == picture
    assert len(site.requests) == 1


@pytest.mark.integration
def test_a_clip_that_cannot_be_used_is_replaced_and_noted(
    site: Site, context: ProviderContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tasks.providers.clip_download.MAX_BYTES", 100_000)
    site.replies["/film.mp4"] = Reply(200, film(), {"Content-Type": "video/mp4"})
    site.replies["/page.mp4"] = html(200)
    site.replies["/huge.mp4"] = Reply(200, b"x" * 100_001, hold=0)
    site.replies["/list.mp4"] = Reply(200, b"ffconcat version 1.0\nfile film.mp4\n")
    bad = [moving_candidate(site, name) for name in ("page.mp4", "huge.mp4", "list.mp4", "gone.mp4")]
    assert len(film()) <= 100_000
    wanted = order(site).model_copy(update={"found": (*bad, moving_candidate(site, "film.mp4")), "seconds": 1.0})
    picture = picture_for(wanted, SMALL, context)
    assert picture.clip is not None
    assert picture.note.count("A found clip was passed over") == 4
    assert "more than 0.1 MB" in picture.note
    still = picture_for(order(site).model_copy(update={"found": (*bad, candidate(site, "4.jpg"))}), SMALL, context)
    assert (still.clip, still.source) == (None, f"{site.url}/4.jpg")
    smaller = moving_candidate(site, "huge.mp4", preview="film.mp4")
    shrunk = picture_for(order(site).model_copy(update={"found": (smaller,), "seconds": 1.0}), SMALL, context)
    assert shrunk.clip is not None
    assert shrunk.note == ""


def test_at_most_every_second_scene_is_a_found_clip(site: Site) -> None:
    titles = ("Tower on a cliff", "Tower lens", "Keeper on the stair", "Storm waves at the tower")
    clips = [moving_candidate(site, f"{number}.mp4", title=title) for number, title in enumerate(titles)]
    stills = [candidate(site, f"{number}.jpg", title=title) for number, title in enumerate(titles)]
    found = Findings(candidates=tuple(stills), clips=tuple(clips))
    orders = order_pictures(story_of(NARRATIONS, title="The tower"), (), found, Palette.auto, 1, SMALL)
    first = [scene.found[0].kind if scene.found else "" for scene in orders]
    assert first.count("clip") >= 1
    assert "clip clip" not in " ".join(first)
    urls = [one.url for scene in orders for one in scene.found]
    assert len(set(urls)) == len(urls), "no file in two scenes"
    for number, scene in enumerate(orders):
        if first[number] == "clip":
            near = [one for at in (number - 1, number + 1) if 0 <= at < 4 for one in orders[at].found]
            assert not {one.credit.title for one in near} & {scene.found[0].credit.title}
    without = order_pictures(
        story_of(NARRATIONS, title="The tower"), (), Findings(candidates=tuple(stills)), Palette.auto, 1, SMALL
    )
    assert all(one.kind == "still" for scene in without for one in scene.found)


# ------------------------------------------------------------------ the order


def test_found_pictures_go_only_to_scenes_without_a_given_one(site: Site, context: ProviderContext) -> None:
    given = (GivenPicture(name="tower.jpg", file=context.store.put(b"x", ".jpg")),)
    findings = Findings(
        candidates=(candidate(site, "1.jpg", "Tower lens"), candidate(site, "2.jpg", "The tower")),
        note="Something.",
    )
    orders = order_pictures(story_of(NARRATIONS), given, findings, Palette.auto, 1, SMALL)
    assert [bool(scene.given) for scene in orders] == [True, False, False, False]
    assert orders[0].found == ()
    assert orders[1].found[0].credit.title == "Tower lens"
    assert [scene.note for scene in orders] == ["Something.", "", "", ""]
    assert picture_for(orders[0].model_copy(update={"given": ()}), SMALL, context).note == "Something."


# ------------------------------------------------------------------ the user's photographs


def mine(context: ProviderContext, name: str, data: bytes) -> GivenPicture:
    return GivenPicture(name=name, file=context.store.put(data, ".jpg"))


def test_a_photograph_that_belongs_nowhere_is_left_out_and_said(context: ProviderContext) -> None:
    given = tuple(mine(context, name, b"x") for name in ("grass.jpg", "stair.jpg", "IMG_2034.jpg"))
    orders = order_pictures(story_of(NARRATIONS), given, Findings(), Palette.auto, 1, SMALL)
    assert [[each.name for each in scene.given] for scene in orders] == [[], [], ["stair.jpg"], []]
    assert "grass.jpg, IMG_2034.jpg. Name them after what they show" in orders[0].note
    assert "--all-images" in orders[0].note
    assert not any(scene.note for scene in orders[1:])
    everything = order_pictures(story_of(NARRATIONS), given, Findings(), Palette.auto, 1, SMALL, every=True)
    assert [[each.name for each in scene.given] for scene in everything] == [
        ["grass.jpg"],
        [],
        ["stair.jpg"],
        ["IMG_2034.jpg"],
    ]
    assert everything[0].note == ""


def test_two_wide_photographs_of_a_scene_become_one_and_others_follow_one_another(context: ProviderContext) -> None:
    apart = [(0.3, 0.5, 0.2, MAGENTA), (0.7, 0.5, 0.2, MAGENTA)]
    wide = [mine(context, f"tower {n}.jpg", encoded(drawn(900, 600, apart, seed=n))) for n in (1, 2)]
    tall = [
        mine(context, f"stair {n}.jpg", encoded(drawn(600, 900, [(0.5, 0.5, 0.3, MAGENTA)], seed=n))) for n in (1, 2)
    ]
    plain = order_pictures(story_of(NARRATIONS), (), Findings(), Palette.auto, 1, SMALL)[0]

    def made(*given: GivenPicture) -> Picture:
        return picture_for(plain.model_copy(update={"given": given}), SMALL, context)

    stacked = made(*wide)
    assert (stacked.origin, stacked.credit.title, stacked.then) == ("given", "tower 1.jpg and tower 2.jpg", ())
    strangers = picture_for(plain.model_copy(update={"given": tuple(wide), "stacked": False}), SMALL, context)
    assert [each.credit.title for each in (strangers, *strangers.then)] == ["tower 1.jpg", "tower 2.jpg"]
    turns = made(*tall)
    assert [each.credit.title for each in (turns, *turns.then)] == ["stair 1.jpg", "stair 2.jpg"]
    damaged = made(mine(context, "broken.jpg", encoded(drawn(600, 900))[:2000]), tall[0])
    assert (damaged.credit.title, damaged.then) == ("stair 1.jpg", ())
    assert "broken.jpg cannot be read" in damaged.note


def test_a_clip_moves_in_its_scene_and_a_picture_stands_for_it(context: ProviderContext, tmp_path: Path) -> None:
    data = clip(tmp_path / "a.mp4", moving(480, 270, 60), options={"preset": "ultrafast"}).read_bytes()
    given = (mine(context, "tower.mp4", data), mine(context, "broken.mp4", b"no film"))
    plain = order_pictures(story_of(NARRATIONS), given[:1], Findings(), Palette.auto, 1, SMALL)
    scene = next(one for one in plain if one.given)
    assert scene.seconds > 1
    picture = picture_for(scene, SMALL, context)
    assert picture.clip is not None
    assert 30 <= picture.clip.frames <= 60
    assert size_of(picture, context) == picture_size(SMALL)
    assert picture.credit.title == "tower.mp4"
    drawn_instead = picture_for(scene.model_copy(update={"given": given[1:]}), SMALL, context)
    assert drawn_instead.origin == "drawn"
    assert "The clip broken.mp4 cannot be used" in drawn_instead.note


def test_a_panorama_keeps_its_length(context: ProviderContext) -> None:
    panorama = mine(context, "tower.jpg", encoded(drawn(2400, 800, [(0.3, 0.5, 0.3, MAGENTA)])))
    plain = order_pictures(story_of(NARRATIONS), (panorama,), Findings(), Palette.auto, 1, SMALL)[0]
    picture = picture_for(plain, SMALL, context)
    assert picture.reach[0] > 2
    assert size_of(picture, context)[0] == round(picture_size(SMALL)[0] * picture.reach[0])


def test_of_all_photographs_two_that_do_not_both_belong_to_a_scene_are_not_stacked(context: ProviderContext) -> None:
    given = tuple(
        mine(context, name, b"x") for name in ("tower.jpg", "cliff.jpg", "lens.jpg", "grass.jpg", "stair.jpg")
    )
    narrations = (
        "The tower stands on a high white cliff.",
        "Its lens weighs five whole tons, no less.",
        "Keepers climb.",
    )
    orders = order_pictures(story_of(narrations), given, Findings(), Palette.auto, 1, SMALL, every=True)
    shown = [([each.name for each in scene.given], scene.stacked) for scene in orders]
    assert shown == [(["tower.jpg", "cliff.jpg"], True), (["lens.jpg", "grass.jpg"], False), (["stair.jpg"], False)]


def test_a_kinetic_film_has_a_card_that_sets_its_words(context: ProviderContext) -> None:
    story = story_of(("Why did nobody see it coming?", "A ship left the harbour."))
    spoken, other = order_pictures(story, (), Findings(), Palette.auto, 1, SMALL, kinetic=True)
    assert (spoken.card.layout, spoken.card.text) == ("spoken", story.script.scenes[0].narration)
    assert other.card == order_pictures(story, (), Findings(), Palette.auto, 1, SMALL)[1].card
    picture = picture_for(spoken, SMALL, context)
    assert picture.spoken == story.script.scenes[0].narration
    assert [element.number for element in picture.elements] == list(range(6))


def test_a_scene_whose_candidates_were_all_refused_shows_none_of_them() -> None:
    titles = ("The tower's lens", "The tower's stair and its keepers")
    found = tuple(
        Candidate(url=f"https://p/{title}", credit=Credit(title=title, author="", licence="CC0"), found_by="test")
        for title in titles
    )

    def orders(*views: View) -> list[tuple[int, bool]]:
        findings = Findings(candidates=found, views=views)
        story, making = story_of(NARRATIONS[1:3], title="The tower"), making_of("commons, made", 1, "")
        planned = order_pictures(story, (), findings, Palette.auto, 1, SMALL, making=making)
        return [(len(order.found), order.made is not None) for order in planned]

    assert orders() == [(1, True), (1, False)]
    assert orders(View(scene=1, wrong=(found[1].url,))) == [(1, False), (0, True)], "it is the one to be made"
    assert orders(View(scene=1, best=found[1].url)) == orders()


def test_missing_clips_are_told_and_a_scene_of_a_real_person_gets_no_made_picture() -> None:
    story = story_of(("Grace Hopper found a moth.", "It sat in a relay."), title="The moth")
    making = making_of("commons, made", 5, "")
    orders = order_pictures(story, (), Findings(), Palette.auto, 1, SMALL, making=making, least_clips=3)
    assert [order.made is not None for order in orders] == [False, True]
    assert "Only 0 of 3 clips that the channel wants were found." in orders[0].note
