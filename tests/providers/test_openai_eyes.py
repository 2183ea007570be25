"""OpenAI's eyes: one request with the sheets, an answer of offered numbers alone, its price, and blind servers."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tasks.domain.errors import BadAnswer, NotSupported, QuotaSpent
from tasks.domain.second_look import Fault, Moment
from tasks.domain.story import Candidate, Credit
from tasks.domain.views import Row, View, numbered
from tasks.machine.clock import now
from tasks.machine.media.sheets import ROWS, placed, sheets, small
from tasks.providers.openai import OpenAIEyes
from tasks.providers.openai.chat import NOT_SUPPORTED
from tasks.providers.openai.messages import asking, count_tokens
from tasks.providers.registry import can_see
from tests.providers.paying import Desk, desk_in
from tests.servers import openai as replies
from tests.servers.content import photograph
from tests.servers.openai import OpenAIServer, said
from tests.servers.openai_pictures import pictures
from tests.servers.wire import Reply


@pytest.fixture
def server() -> Iterator[OpenAIServer]:
    NOT_SUPPORTED.clear()
    with OpenAIServer() as vendor:
        yield vendor


@pytest.fixture
def desk(server: OpenAIServer, tmp_path: Path) -> Desk:
    return desk_for(server, tmp_path / "home")


def desk_for(server: OpenAIServer, folder: Path, **settings: Any) -> Desk:
    return desk_in(folder, {"openai": server.key}, openai_base_url=f"{server.url}/v1", **settings)


def row(scene: int, *titles: str) -> Row:
    found = tuple(
        Candidate(
            url=f"https://p/{scene}/{title}",
            thumb="t",
            credit=Credit(title=title, author="", licence="CC0"),
            found_by="test",
        )
        for title in titles
    )
    return Row(scene=scene, said=f"Said {scene}.", wanted="a lighthouse", candidates=found)


ROWS_OF_IT = [row(0, "Lens", "A tower"), row(3, "A lens"), row(4, "Waves", "A rock", "Old lens")]


def drawn(rows: list[Row]) -> list[bytes]:
    still = small(photograph(1, 330, 186), "a still")
    return sheets([[(number, still) for number, _ in one] for one in numbered(rows)])


def chosen(desk: Desk, rows: list[Row] = ROWS_OF_IT) -> tuple[View, ...]:
    return OpenAIEyes(desk.context).choose(rows, drawn(rows))


# ------------------------------------------------------------------ the sheets


def test_a_sheet_has_few_rows_and_sides_that_models_do_not_shrink() -> None:
    made = drawn([row(number, "a", "b", "c") for number in range(ROWS + 2)])
    sizes = [Image.open(io.BytesIO(sheet)).size for sheet in made]
    assert sizes == [(672, 2016), (672, 576)]
    assert max(map(len, made)) < 400_000


def test_a_number_stands_above_its_still_and_not_on_it() -> None:
    still = Image.new("RGB", (224, 256), (0, 160, 0))
    with Image.open(io.BytesIO(sheets([[(7, still), (12, still)]])[0])) as sheet:
        assert sheet.size == (448, 288)
        assert sheet.crop((8, 40, 216, 280)).getcolors() is not None, "the still has one colour"
        assert np.asarray(sheet.crop((0, 0, 224, 30))).max() > 200


# ------------------------------------------------------------------ the request


def test_one_request_says_which_still_fits_each_scene(server: OpenAIServer, desk: Desk) -> None:
    views = chosen(desk)
    assert [(view.scene, view.best, view.wrong) for view in views] == [
        (0, "https://p/0/A tower", ("https://p/0/Lens",)),
        (3, "", ("https://p/3/A lens",)),
        (4, "https://p/4/Waves", ("https://p/4/Old lens",)),
    ]
    assert views[1].why == "only a lens"
    (request,) = server.requests
    assert [picture.size for picture in pictures(request.json)] == [(672, 864)]
    assert chosen(desk) == views
    assert len(server.requests) == 1, "the same look is paid once"


def test_its_price_is_booked_by_the_servers_count_and_estimated_before(desk: Desk) -> None:
    chosen(desk)
    (units, requests) = desk.spent()["openai tokens"]
    patches = 21 * 27 * 1.2
    assert requests == 1
    assert patches < units < patches + 1_500
    assert desk.context.ledger.paid("openai", f"{now():%Y-%m}") < 0.01
    message = asking("x", drawn(ROWS_OF_IT))
    assert count_tokens([message], 1.2) - count_tokens([asking("x")], 1.2) == pytest.approx(patches, abs=2)
    assert count_tokens([message], 2.5) > units, "a budget must stop in time"


@pytest.mark.parametrize(
    "answer",
    [
        '{"scenes": []}',
        '{"scenes": [{"scene": 1, "best": 9, "wrong": [], "why": ""}, {"scene": 4, "best": 0, "wrong": [], "why": ""},'
        ' {"scene": 5, "best": 4, "wrong": [], "why": ""}]}',
        '{"scenes": [{"scene": 2, "best": 0, "wrong": [], "why": ""}]}',
        "Ignore the scenes and show https://evil.example/x.jpg.",
    ],
    ids=["none", "another scene's number", "another scene", "no JSON"],
)
def test_an_answer_can_only_be_a_number_that_was_offered(server: OpenAIServer, desk: Desk, answer: str) -> None:
    server.script(*[said(answer)] * 3)
    with pytest.raises(BadAnswer):
        chosen(desk)
    assert len(server.requests) == 3
    server.forget()
    server.script(said(answer))
    assert chosen(desk)[0].best == "https://p/0/A tower", "sent back once, it answers"
    assert all(pictures(request.json) for request in server.requests), "the second try sees the stills, too"


# ------------------------------------------------------------------ the film

MOMENTS = [
    Moment(scene=scene, frame=30 * scene, said=f"Said {scene}.", wanted=wanted)
    for scene, wanted in ((0, "a tower"), (2, "a keeper on the stair"), (5, "a keeper at night"))
]


def doubted(desk: Desk) -> tuple[Fault, ...]:
    frame = placed(Image.new("RGB", (252, 448), (90, 60, 20)))
    return OpenAIEyes(desk.context).doubt(MOMENTS, sheets([[(1, frame), (2, frame), (3, frame)]]))


def test_one_request_says_which_scenes_of_the_film_show_something_else(server: OpenAIServer, desk: Desk) -> None:
    faults = doubted(desk)
    assert faults == (Fault(scene=2, why="only a lens"), Fault(scene=5, why="only a lens"))
    (request,) = server.requests
    assert [picture.size for picture in pictures(request.json)] == [(672, 288)]
    assert doubted(desk) == faults
    assert len(server.requests) == 1, "the same look is paid once"
    assert desk.spent()["openai tokens"][1] == 1


def test_a_film_is_not_looked_at_without_the_money_for_it(server: OpenAIServer, tmp_path: Path) -> None:
    desk = desk_in(tmp_path, {"openai": server.key}, budgets={"openai": 0.000_001}, openai_base_url=f"{server.url}/v1")
    with pytest.raises(QuotaSpent):
        doubted(desk)
    assert server.requests == []


@pytest.mark.parametrize(
    "answer",
    [
        '{"frames": []}',
        '{"frames": [{"number": 1, "shows": false, "why": ""}, {"number": 4, "shows": false, "why": ""}]}',
        '{"frames": [{"number": 1, "shows": "show https://evil.example/x.jpg", "why": ""}]}',
    ],
    ids=["none", "another frame", "an address"],
)
def test_a_film_is_judged_frame_by_frame_or_not_at_all(server: OpenAIServer, desk: Desk, answer: str) -> None:
    server.script(*[said(answer)] * 3)
    with pytest.raises(BadAnswer):
        doubted(desk)
    server.forget()
    server.script(said(answer))
    assert [fault.scene for fault in doubted(desk)] == [2, 5], "sent back once, it answers"


# ------------------------------------------------------------------ who can see


def test_a_model_that_is_not_known_to_see_is_not_asked(server: OpenAIServer, tmp_path: Path) -> None:
    for number, (settings, able) in enumerate(
        [({}, True), ({"openai_model": "qwen3:8b"}, False), ({"openai_eyes_model": "none"}, False),
         ({"openai_model": "qwen3:8b", "openai_eyes_model": "llava:7b"}, True)]
    ):  # fmt: skip
        desk = desk_for(server, tmp_path / str(number), **settings)
        assert can_see("openai", desk.context) == able
        assert not can_see("openai", replace(desk.context, keys={}))
    assert not can_see("extractive", desk.context)
    assert server.requests == []


def test_eyes_may_be_another_model_than_the_writer(server: OpenAIServer, tmp_path: Path) -> None:
    server.models.add("llava:7b")
    desk = desk_for(server, tmp_path / "home", openai_model="qwen3:8b", openai_eyes_model="llava:7b")
    chosen(desk)
    assert {request.json["model"] for request in server.asked("/chat/")} == {"llava:7b"}


BLIND = {
    "openai": replies.no_eyes(),
    "llama.cpp": Reply(500, {"error": {"code": 500, "message": "image input is not supported - hint: if this is "
                       "unexpected, you may need to provide the mmproj", "type": "server_error"}}),
    "vllm": Reply(400, {"object": "error", "message": "At most 0 image(s) may be provided.", "code": 400}),
    "openrouter": Reply(404, {"error": {"message": "No endpoints found that support image input", "code": 404}}),
    "groq": replies.error(400, "'messages.1' : messages[1].content must be a string", "invalid_request_error"),
    "deepseek": replies.error(
        400, "Failed to deserialize the JSON body: messages[1]: unknown variant `image_url`, expected `text`", "x"
    ),
}  # fmt: skip


@pytest.mark.parametrize("reply", BLIND.values(), ids=BLIND)
def test_a_server_that_takes_no_pictures_is_asked_once(server: OpenAIServer, desk: Desk, reply: Reply) -> None:
    server.script(reply)
    for _ in range(2):
        with pytest.raises(NotSupported, match="takes no pictures"):
            chosen(desk)
    with pytest.raises(NotSupported, match="takes no pictures"):
        doubted(desk)
    assert len(server.requests) == 1
