"""docs/servers.md is true: with a row's settings, more facts than a server can read are told, and none is cut."""

import re
from pathlib import Path

import pytest

from tasks.domain.channel import Channel
from tasks.domain.story import Dossier, Fact, Source, Trend
from tasks.machine.home import CHECKOUT
from tasks.providers.made import PictureMaker, illustrator
from tasks.providers.openai import OpenAIChooser, OpenAIWriter
from tasks.providers.openai.chat import NOT_SUPPORTED
from tasks.providers.openai.servers import CONTEXTS
from tests.providers.paying import desk_in
from tests.servers import compatible as replies
from tests.servers.compatible import Ollama
from tests.servers.openai_images import ImageServer
from tests.servers.wire import Reply

PAGE = (CHECKOUT / "docs/servers.md").read_text(encoding="utf-8")
LINES = [line.strip("| ").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
ROWS = {line[0]: line for line in LINES}
TOKENS = re.compile(r"(?:OLLAMA_CONTEXT_LENGTH=|OPENAI_CONTEXT=|--max-model-len |llama-server -c )(\d+)")
SETTING = re.compile(r"`(OPENAI_[A-Z_]+)=([\d.]+)`")
# How the server answers the first request, where the page says that it refuses something.
REFUSALS = {"DeepSeek": replies.DEEPSEEK_FORMAT, "Gemini": replies.GEMINI_FIELD}
SAYS = {"llama.cpp", "vLLM"}
TRENDS = [Trend(title=title) for title in ("Tides", "Bats", "Bells")]
RINGS = "of the town rings at noon on every day of the year, and it is heard in each of the valleys around the town."
MANY = Dossier(
    title="Bells",
    facts=tuple(Fact(id=f"f{n}", text=f"Bell {n} {RINGS}", source="s1") for n in range(900)),
    sources=(Source(id="s1", title="Bells"),),
)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    NOT_SUPPORTED.clear()
    CONTEXTS.clear()
    illustrator.NOT_SUPPORTED.clear()


def settings_of(row: list[str]) -> dict[str, object]:
    return {name.lower(): float(value) if "." in value else int(value) for name, value in SETTING.findall(row[-1])}


def test_every_setting_on_the_page_is_one() -> None:
    known = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"\bOPENAI_[A-Z_]+", PAGE))
    assert len(named) >= 12
    assert [name for name in sorted(named) if not re.search(rf"^# {name}=", known, re.MULTILINE)] == []


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", [name for name, row in reversed(ROWS.items()) if TOKENS.search(row[-1])])
def test_a_row_s_context_is_kept_to_and_no_fact_is_cut_by_the_server(name: str, tmp_path: Path) -> None:
    row = ROWS[name]
    [context] = {int(number) for number in TOKENS.findall(row[-1])}
    with Ollama(context=context, lists=name in SAYS) as server:
        desk = desk_in(
            tmp_path,
            {"openai": server.key},
            budgets=None,
            openai_base_url=f"{server.url}/v1",
            openai_model="qwen3:8b",
            **settings_of(row),
        )
        story = OpenAIWriter(desk.context).write(MANY, Channel(length_seconds=30), 160.0, 1)
        assert server.cut == 0
    [note] = [note for note in story.notes if "of 900 facts were shown" in note]
    shown = int(re.findall(r"\d+", note)[0])
    assert 30 < shown < 900


@pytest.mark.parametrize(("name", "reply"), REFUSALS.items(), ids=REFUSALS)
def test_what_a_row_says_is_refused_is_done_without(name: str, reply: Reply, tmp_path: Path) -> None:
    assert name in ROWS
    with Ollama(context=16_384) as server:
        server.script(reply, path="/chat")
        desk = desk_in(tmp_path, {"openai": server.key}, openai_base_url=f"{server.url}/v1", openai_model="qwen3:8b")
        number, reason = OpenAIChooser(desk.context).choose(TRENDS, Channel())
        assert (number in range(3), bool(reason), len(server.asked("/chat"))) == (True, True, 2)


def test_small_models_of_pictures_are_asked_for_small_pictures(tmp_path: Path) -> None:
    [row] = [row for row in ROWS.values() if "OPENAI_IMAGE_MOST_PIXELS" in row[-1]]
    given = settings_of(row)
    assert set(given) == {"openai_image_most_pixels", "openai_image_seconds"}
    with ImageServer() as server:
        desk = desk_in(tmp_path, {"made": server.key}, budgets=None, openai_image_base_url=f"{server.url}/v1", **given)
        PictureMaker(desk.context).illustrate("a lighthouse", "gouache", (1242, 2208))
        [request] = server.requests
    width, height = map(int, request.json["size"].split("x"))
    assert 900_000 < width * height <= 1_048_576
