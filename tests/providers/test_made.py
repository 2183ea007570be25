"""Made pictures: the request, the price and its limits, every failure, and where they stand among a scene's choices."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tasks.domain.channel import Channel
from tasks.domain.errors import (
    BadAnswer,
    BadInput,
    Declined,
    NoKey,
    Permanent,
    QuotaSpent,
    RateLimited,
    ServiceError,
    Transient,
    WrongKey,
)
from tasks.domain.made import making_of
from tasks.domain.making import Wish, wishes
from tasks.domain.story import Candidate, Credit, Picture, Scene
from tasks.domain.timeline import OutputSpec
from tasks.domain.values import replaced
from tasks.machine.clock import now
from tasks.machine.media.pictures import picture_size
from tasks.providers.folder.credits import credits_of
from tasks.providers.made import PictureMaker, costs
from tasks.providers.made.illustrator import NOT_SUPPORTED, made_size, prompt_of
from tasks.providers.made.settings import ImageSettings
from tasks.providers.scene_picture import PictureChoice, make_picture
from tasks.providers.youtube.metadata import metadata, status
from tests.providers.paying import Desk, desk_in, leaks
from tests.providers.publishing import edition
from tests.servers import openai as replies
from tests.servers.content import photograph
from tests.servers.openai_images import ImageServer, edited, unsafe
from tests.servers.wire import Reply, html

SIZE = (1242, 2208)
SMALL = OutputSpec(width=360, height=640)
CANARY = "sk-canary-9e01"
SHOWN = "a lighthouse keeper on a stair"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ImageServer]:
    NOT_SUPPORTED.clear()
    with ImageServer(key=CANARY) as vendor:
        monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", vendor.url.removeprefix("http://"))
        yield vendor


@pytest.fixture
def desk(server: ImageServer, tmp_path: Path) -> Desk:
    return desk_for(server, tmp_path / "home")


def desk_for(server: ImageServer, folder: Path, **more: Any) -> Desk:
    budgets = more.pop("budgets", None)
    settings = {"openai_image_base_url": f"{server.url}/v1", "openai_image_seconds": 60, **more}
    return desk_in(folder, {"made": server.key}, budgets=budgets, **settings)


def made(desk: Desk, shown: str = SHOWN, style: str = "flat gouache") -> bytes:
    return PictureMaker(desk.context).illustrate(shown, style, SIZE)


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size


# ------------------------------------------------------------------ the request and its price


def test_a_picture_is_asked_for_in_the_size_and_style_and_paid_once(server: ImageServer, desk: Desk) -> None:
    first = made(desk)
    assert size_of(first) == (1248, 2208)
    assert server.prompts[0].startswith("a lighthouse keeper on a stair. Style: flat gouache. No lettering")
    assert server.asked()[-1].json["response_format"] == "b64_json"
    asked = len(server.requests)
    assert made(desk) == first
    assert len(server.requests) == asked
    assert desk.spent() == {"made pictures": (1.0, 1)}
    assert desk.counted["pictures_made"] == 1
    made(desk, style="ink")
    assert len(server.prompts) == 2


def test_openai_gets_only_what_it_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    NOT_SUPPORTED.clear()
    monkeypatch.setattr("tasks.providers.made.illustrator.belongs_to", lambda *_: True)
    monkeypatch.setattr("tasks.providers.made.costs.belongs_to", lambda *_: True)
    with ImageServer("openai", key=CANARY) as server:
        desk = desk_for(server, tmp_path / "home")
        assert size_of(made(desk)) == (1248, 2208)
        assert set(server.asked()[0].json) == {"model", "prompt", "n", "size", "quality", "output_format"}
        assert len(server.requests) == 1
    paid = desk.context.ledger.paid("made", f"{now():%Y-%m}")
    assert paid == pytest.approx((60 * 5 + 408 * 30) / 1e6)


@pytest.mark.parametrize(
    ("size", "quality", "tokens"),
    [((1024, 1024), "low", 196), ((1024, 1024), "medium", 439), ((1024, 1024), "high", 1756),
     ((1024, 1024), "xhigh", 3122), ((1024, 1024), "max", 7024), ((1248, 2208), "medium", 400),
     ((2208, 1248), "high", 1541), ((1024, 1024), "unknown", 7024)],
)  # fmt: skip
def test_tokens_are_those_that_openai_publishes(size: tuple[int, int], quality: str, tokens: int) -> None:
    assert costs.tokens_of(size, quality) == tokens


def test_a_price_is_known_before_it_is_paid() -> None:
    def price(**settings: object) -> float:
        return costs.estimate(ImageSettings.model_validate(settings), "x" * 300, (1248, 2208))

    assert price() == pytest.approx(0.0125, abs=0.0005)
    assert price(base_url="http://127.0.0.1:8080/v1") == 0.0
    assert price(base_url="https://images.example.com/v1") == costs.ELSEWHERE
    assert price(base_url="http://127.0.0.1:8080/v1", usd_per_picture=0.2) == 0.2


@pytest.mark.parametrize(
    ("size", "most", "asked"),
    [((1242, 2208), 2560 * 1440, (1248, 2208)), ((2208, 1242), 2560 * 1440, (2208, 1248)),
     ((1242, 1242), 2560 * 1440, (1248, 1248)), ((2484, 4416), 2560 * 1440, (1440, 2560)),
     ((1242, 2208), 1_048_576, (768, 1360))],
)  # fmt: skip
def test_the_size_is_of_multiples_of_16_and_within_the_limit(
    size: tuple[int, int], most: int, asked: tuple[int, int]
) -> None:
    assert made_size(size, most) == asked


def test_no_text_of_others_is_a_command_to_the_server() -> None:
    prompt = prompt_of('a cat | dog <sd_cpp_extra_args>{"seed": 7}</sd_cpp_extra_args>.', " ")
    assert not set("|<>{}") & set(prompt)
    assert "Style" not in prompt


def test_a_budget_stops_before_the_request(server: ImageServer, tmp_path: Path) -> None:
    desk = desk_for(server, tmp_path / "home", budgets={"made": 0.25}, openai_image_usd_per_picture=0.2)
    made(desk)
    with pytest.raises(QuotaSpent):
        made(desk, "another scene")
    assert len({*server.prompts}) == 1


# ------------------------------------------------------------------ a picture to follow


def following(desk: Desk, like: bytes) -> bytes:
    return PictureMaker(desk.context).illustrate(SHOWN, "", SIZE, like)


def test_a_picture_to_follow_is_edited_and_another_one_is_another_picture(server: ImageServer, desk: Desk) -> None:
    like = photograph(3, 300, 300)
    assert size_of(following(desk, like)) == (1248, 2208)
    (request,) = server.asked("/v1/images/edits")
    fields, given = edited(request)
    assert given == like
    assert "Keep the style, colours and technique of the given picture" in fields["prompt"]
    assert fields["size"] == "1248x2208"
    following(desk, like)
    assert len(server.requests) == 1
    following(desk, photograph(4, 300, 300))
    made(desk, style="")
    assert [request.path.rpartition("/")[2] for request in server.requests] == ["edits", "edits", "generations"]


def test_what_is_seen_has_a_price_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    NOT_SUPPORTED.clear()
    monkeypatch.setattr("tasks.providers.made.illustrator.belongs_to", lambda *_: True)
    monkeypatch.setattr("tasks.providers.made.costs.belongs_to", lambda *_: True)
    with ImageServer("openai", key=CANARY) as server:
        desk = desk_for(server, tmp_path / "home")
        following(desk, photograph(3, 300, 300))
    paid = desk.context.ledger.paid("made", f"{now():%Y-%m}")
    assert paid == pytest.approx((60 * 5 + 1040 * 8 + 408 * 30) / 1e6)
    assert costs.estimate(ImageSettings(), "x" * 180, SIZE, follows=True) > paid, "a budget must stop in time"


def test_a_server_that_cannot_edit_says_what_to_do(server: ImageServer, desk: Desk) -> None:
    server.edits = False
    with pytest.raises(Permanent, match="picture_reference"):
        following(desk, photograph(3, 300, 300))


# ------------------------------------------------------------------ servers that differ


@pytest.mark.parametrize("name", ["seed", "quality", "response_format", "size"])
def test_a_parameter_that_a_server_refuses_is_left_out(server: ImageServer, desk: Desk, name: str) -> None:
    server.refuses = {name}
    assert made(desk)
    assert [name in request.json for request in server.requests] == [True, False]
    made(desk, "another scene")
    assert name not in server.requests[-1].json


def test_an_address_in_the_answer_is_fetched_and_not_paid_again_if_that_fails(server: ImageServer, desk: Desk) -> None:
    server.answers = "url"
    server.script(Reply(503), path="/made/")
    with pytest.raises(Transient):
        made(desk)
    assert size_of(made(desk)) == (1248, 2208)
    assert (len(server.prompts), len(server.asked("/made/"))) == (1, 2)


def test_an_address_inside_the_network_is_not_fetched(
    server: ImageServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAILIES_ALLOWED_HOSTS", "")
    server.script(Reply(200, {"created": 1, "data": [{"url": "http://169.254.169.254/latest"}]}))
    with pytest.raises(BadInput, match="not a public address"):
        made(desk)


# ------------------------------------------------------------------ failures

FAILURES: list[tuple[Reply, type[ServiceError]]] = [
    (replies.wrong_key(), WrongKey),
    (replies.forbidden(), WrongKey),
    (replies.quota_spent(), QuotaSpent),
    (replies.rate_limited(), RateLimited),
    (replies.model_missing("x"), Permanent),
    (unsafe(), Declined),
    (Reply(200, {"created": 1, "data": []}), Declined),
    (Reply(200, {"created": 1, "data": [{"b64_json": "not base64!"}]}), BadAnswer),
    (html(200), BadAnswer),
    (html(502), Transient),
    (Reply(silent=True), Transient),
]


@pytest.mark.parametrize(("reply", "kind"), FAILURES)
def test_a_failure_is_told_after_one_request_and_leaks_no_key(
    server: ImageServer, desk: Desk, reply: Reply, kind: type[ServiceError]
) -> None:
    server.script(reply)
    with pytest.raises(kind) as caught:
        made(desk)
    assert type(caught.value) is kind or kind in {Transient, WrongKey}
    assert len(server.requests) == 1
    assert not leaks(caught.value, CANARY)
    assert desk.holds(CANARY) == []


def test_what_is_no_picture_is_refused_and_not_paid_again(server: ImageServer, desk: Desk) -> None:
    server.answers = "text"
    for _ in range(2):
        with pytest.raises(BadInput):
            made(desk)
    assert len(server.prompts) == 1


def test_the_chats_key_serves_only_openai(server: ImageServer, tmp_path: Path) -> None:
    desk = desk_in(tmp_path / "home", {"openai": CANARY}, openai_image_base_url=f"{server.url}/v1")
    with pytest.raises(WrongKey):
        made(desk)
    assert server.requests[0].headers["authorization"] == "Bearer none"
    PictureMaker(desk_in(tmp_path / "b", {"openai": CANARY}).context).check()
    with pytest.raises(NoKey, match="OPENAI_IMAGE_KEY"):
        PictureMaker(desk_in(tmp_path / "c", {}).context).check()


# ------------------------------------------------------------------ which scenes get one


def scenes_of(*shown: str) -> list[Scene]:
    return [Scene(time="", narration=f"Sentence {n}.", visual_description=text) for n, text in enumerate(shown)]


def candidate(number: int) -> Candidate:
    credit = Credit(title="x", author="", licence="CC0")
    return Candidate(url=f"http://127.0.0.1:9/{number}.jpg", credit=credit, found_by="test")


def test_scenes_that_nothing_fits_come_first_and_the_channel_bounds_them() -> None:
    scenes = scenes_of("a ship", "a tower", "", "a Ship", "a lens")
    making = making_of("commons, made", 2, "ink")
    got = wishes(making, scenes, [0, 1, 2, 3, 4], {0: (candidate(0),), 1: (candidate(1),)})
    assert sorted(got) == [3, 4]
    assert got[4] == Wish(vendor="made", shown="a lens", style="ink")
    assert sorted(wishes(making_of("made", 9, ""), scenes, [0, 1, 2, 3], {})) == [0, 1]
    assert wishes(making_of("commons", 9, ""), scenes, [0, 1], {}) == {}


def test_the_first_scene_and_the_longest_gaps_come_before_others_and_real_ones_get_none() -> None:
    scenes = scenes_of("a ship", "a tower", "a rope", "a lens")
    scenes[2] = replaced(scenes[2], narration="A long sentence of many words is here.")
    making = making_of("commons, made", 2, "")
    assert sorted(wishes(making, scenes, [0, 1, 2, 3], {})) == [0, 2]
    assert sorted(wishes(making, scenes, [0, 1, 2, 3], {}, real={0, 2})) == [1, 3]
    assert sorted(wishes(making, scenes, [0, 1, 2, 3], {0: (candidate(0),)})) == [1, 2]


def test_made_pictures_come_first_but_not_before_a_clip() -> None:
    clip = replaced(candidate(0), kind="clip")
    got = wishes(making_of("made, commons", 9, ""), scenes_of("a ship", "a tower"), [0, 1], {0: (clip,)})
    assert {number: wish.first for number, wish in got.items()} == {0: False, 1: True}


def test_a_channel_must_name_them() -> None:
    assert Channel().making is None
    channel = Channel(pictures="made, commons", most_made=3, picture_style="ink")
    assert channel.making == making_of("made", 3, "ink")
    assert channel.making is not None
    assert channel.making.first


def scene(desk: Desk, *found: Candidate, first: bool = False) -> Picture:
    wish = Wish(vendor="made", shown=SHOWN, style="ink", first=first)
    card = desk.context.store.put(b"card", ".jpg")

    def draw(note: str) -> Picture:
        return Picture(image=card, origin="drawn", credit=Credit(title="", author="", licence=""), note=note)

    return make_picture(PictureChoice(found=found, made=wish), SMALL, desk.context, draw)


def test_a_made_picture_says_who_made_it(server: ImageServer, desk: Desk) -> None:
    picture = scene(desk)
    assert (picture.origin, picture.note) == ("made", "")
    assert (picture.credit.title, picture.credit.author) == (SHOWN, "gpt-image-2.6-flare")
    assert size_of(desk.context.store.read(picture.image)) == picture_size(SMALL)


def test_credits_description_and_flag_say_that_a_model_made_it(server: ImageServer, desk: Desk) -> None:
    plain = edition(desk.context.store, synthetic_voice=False)
    found = tuple(replaced(picture, origin="found") for picture in plain.pictures)
    assert not status(replaced(plain, pictures=found), plain.visibility)["containsSyntheticMedia"]
    film = replaced(plain, pictures=(scene(desk), *found[1:]))
    assert status(film, film.visibility)["containsSyntheticMedia"]
    assert f"- Scene 1: {SHOWN}, no photograph: made by the model gpt-image-2.6-flare" in credits_of(film)
    assert "a model made them (gpt-image-2.6-flare)" in metadata(film).description


def test_it_replaces_what_cannot_be_had_and_a_card_replaces_it(server: ImageServer, desk: Desk) -> None:
    replacing = scene(desk, candidate(1))
    assert replacing.origin == "made"
    assert "A found picture was passed over" in replacing.note
    server.forget()
    server.script(unsafe())
    desk.context.responses.entries.clear()
    refused = scene(desk, candidate(1), first=True)
    assert refused.origin == "drawn"
    assert refused.note.startswith("A picture was not made: gpt-image-2.6-flare declines this picture")
    assert "A found picture was passed over" in refused.note
    assert refused.note.endswith("A drawn scene replaces it.")
