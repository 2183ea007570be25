"""No text of a stranger becomes markup, a command of the terminal, or a file that never ends."""

import io
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies
from rich.console import Console

from flows.cli.command import _say
from flows.cli.display import _shown
from tasks.domain.errors import BadInput
from tasks.domain.legible import TURNS, whole_letters
from tasks.domain.story import Credit
from tasks.domain.text.markdown import CONTROLS, link, plain, printable
from tasks.machine.storage.assets import AssetStore
from tasks.providers.folder.credits import _credit
from tasks.stagecraft.daily.channel_file import read_channel
from tasks.stagecraft.daily.given import parse_script, read_folder
from tasks.stagecraft.daily.intake import checked_request, read_document, read_script
from tests.bench.inputs import encoded, photograph
from tests.faults.promises import check

PROMISE = "No text can become a command, a path or markup"
HOSTILE = (
    "sea \u202egnp.exe",
    "\u2066sea\u2069 \u202d",
    "half a \ud83d letter, \udcff and no letter",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x9b2J",
    "\x00nul",
    "o [/red] x",
    "[bold]b[/bold]",
    "[click](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a\n# heading",
    "a\r\n- item",
    "`code`",
    "](javascript:alert(1))",
    "\\](javascript:alert(1))",
    "| a | b |",
    "~~x~~",
)
ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://x.example/ )[a](javascript:alert(1)",
    "https://x.example/\n[a](javascript:alert(1))",
    'https://x.example/"onclick="alert(1)',
    "https://x.example/\\",
    " https://x.example/",
    "HTTP://x.example/<b>",
    "https://x.example/a(b)c)",
)


def inert(line: str) -> bool:
    """Whether no unescaped sign of Markdown or HTML, no line break and no control is left in it."""
    bare = "".join(part for part in line.replace("\\\\", "").split("\\")[0:1]) + "".join(
        part[1:] for part in line.replace("\\\\", "").split("\\")[1:]
    )
    if whole_letters(line) != line or TURNS.search(line):
        return False
    return not CONTROLS.search(line) and "\n" not in line and not set(bare) & set("`*_[]{}<>#|~!")


def test_text_in_markdown_is_text() -> None:
    kept = {text: inert(plain(text)) for text in HOSTILE}
    kept |= {f"address {url}": "javascript" not in _target(link("a", url)) for url in ADDRESSES}
    for text in HOSTILE:
        line = _credit(Credit(title=text, author=text, licence=text, page=text, licence_url=text))
        kept[f"credit {text}"] = "](" not in line.replace("\\](", "") and "<" not in line and "\n" not in line
    check(f"{PROMISE}: Markdown", kept)


def _target(written: str) -> str:
    """The address of a Markdown link; empty if it is none."""
    return written.partition("](")[2] if written.startswith("[a](") else ""


@hypothesis.given(strategies.text())
def test_any_text_in_markdown_is_text(text: str) -> None:
    assert inert(plain(text))


def test_text_on_the_terminal_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    kept = {}
    for text in HOSTILE:
        _say(text, 1)
        shown = io.StringIO()
        Console(file=shown, width=200).print(f"[bold]{_shown(text)}[/bold]", soft_wrap=True)
        said = capsys.readouterr().err
        kept[text] = not CONTROLS.search(said.replace("\r", "")) and printable(text).strip() in shown.getvalue()
    check(f"{PROMISE}: the terminal", kept)


BOMB = "a: &a [x, x, x, x]\n" + "".join(f"b{n}: &b{n} [*{'a' if not n else f'b{n - 1}'}, *a, *a]\n" for n in range(30))
SCRIPTS = {
    "aliases.yaml": BOMB + "scenes: *b29\n",
    "deep.yaml": "scenes: " + "[" * 3000 + "]" * 3000,
    "deep block.yaml": "".join(" " * n + "a:\n" for n in range(500)),
    "deep.json": '{"scenes": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "digits.json": '{"scenes": [' + "9" * 100_000 + "]}",
    "digits.yaml": "scenes: [{narration: a, time: " + "9" * 100_000 + "}]",
    "hexadecimal.yaml": "scenes: [{narration: a, time: 0x" + "f" * 100_000 + "}]",
    "date.yaml": "scenes: [{narration: a, time: 2026-02-31}]",
    "tag.yaml": "scenes: !!python/object/apply:os.system [touch x]",
    "nul.yaml": "scenes: [a\x00b]",
    "half.json": '{"scenes": [',
    "merged.yaml": "a: &a {narration: The sea leaves.}\nscenes: [{<<: *a}]",
    "two.yaml": "scenes: [The sea leaves.]\n---\nscenes: [It comes back.]",
    "bytes.yaml": 'scenes: [!!binary "AAECAw=="]',
    "numbers.json": '{"scenes": [Infinity, NaN, 1e999]}',
    "keys.yaml": "scenes: [{? [a, b] : c}]",
    "long.yaml": "scenes: [" + "a" * 6_000_000 + "]",
}


@pytest.mark.parametrize("reader", [read_script, read_channel])
def test_a_hostile_file_is_refused_in_a_sentence(reader: Callable[[Path], object], tmp_path: Path) -> None:
    kept = {}
    for name, text in SCRIPTS.items():
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        if reader is read_channel and name.endswith(".json"):
            continue
        kept[name] = refused(partial(reader, file))
    check(f"{PROMISE}: files read by {reader.__name__}", kept)


def refused(read: Callable[[], object]) -> bool:
    """Whether this raises BadInput, in a sentence that people can read."""
    try:
        read()
    except BadInput as error:
        return 10 < len(str(error)) < 6000
    return False


def test_paths_that_are_no_files_are_refused(tmp_path: Path) -> None:
    store = AssetStore(tmp_path / "store")
    pipes = {suffix: tmp_path / f"pipe{suffix}" for suffix in (".yaml", ".md", ".txt")}
    for pipe in pipes.values():
        os.mkfifo(pipe)
    zero = tmp_path / "zero.yaml"
    zero.symlink_to("/dev/zero")
    long = "a" * 5000
    kept = {
        "script is a pipe": refused(lambda: read_script(pipes[".yaml"])),
        "script is a device": refused(lambda: read_script(zero)),
        "script with NUL": refused(lambda: read_script(Path("a\0.yaml"))),
        "script of 5,000 letters": refused(lambda: read_script(Path(f"{long}.yaml"))),
        "script is a folder": refused(lambda: read_script(_folder(tmp_path / "folder.yaml"))),
        "channel is a pipe": refused(lambda: read_channel(pipes[".yaml"])),
        "channel is a device": refused(lambda: read_channel(zero)),
        "channel with NUL": refused(lambda: read_channel(Path("a\0.yaml"))),
        "source is a pipe": refused(lambda: read_document(str(pipes[".md"]), store)),
        "source with NUL": refused(lambda: read_document("a\0.md", store)),
        "source of 5,000 letters": refused(lambda: read_document(f"{long}.md", store)),
        "pictures with NUL": refused(lambda: read_folder(Path("a\0"), store, [])),
        "pictures of 5,000 letters": refused(lambda: read_folder(Path(long), store, [])),
    }
    check("Devices, pipes and names that no file has are refused", kept)


HALVES = {
    "half.json": r'{"title": "Sea \ud83d", "hashtags": ["#\udcff"], "scenes": ["The \ud83d sea.", "It is."]}',
    "half.yaml": r'{"title": "Sea \ud83d", "scenes": ["The \ud83d sea leaves.", {"narration": "It is \udfff."}]}',
    "turned.json": r'{"title": "Sea \u202e", "scenes": ["The sea \u202e leaves \u2066.", "It \u001b[2J comes."]}',
    "pair.yaml": r'{"title": "Sea \ud83c\udf0a", "scenes": ["The sea leaves.", "It comes back."]}',
}


def test_signs_that_are_no_letters_become_none_of_a_script(tmp_path: Path) -> None:
    """JSON and YAML can write what no file can hold. An emoji that JSON writes in two halves is one."""
    kept = {}
    for name, text in HALVES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        read = read_script(tmp_path / name)
        said = read.model_dump_json()  # fails for half a letter
        kept[name] = read.title.startswith("Sea") and not TURNS.search(said) and "\\u001b" not in said
    assert read.title == "Sea \N{WATER WAVE}"
    (tmp_path / "channel.yaml").write_text(r'{"name": "Sea", "niche": "the sea \udfff"}', encoding="utf-8")
    kept["channel"] = "the sea" in read_channel(tmp_path / "channel.yaml").model_dump_json()
    check(f"{PROMISE}: signs that are no letters", kept)


def test_names_that_are_no_letters_are_refused_or_mended(tmp_path: Path) -> None:
    store, folder = AssetStore(tmp_path / "store"), _folder(tmp_path / "pictures")
    bad = os.fsdecode(b"sea\xff.jpg")
    (folder / bad).write_bytes(encoded(photograph(1, 400, 400)))
    (picture,) = read_folder(folder, store, [])
    kept = {"a picture": "sea\ufffd.jpg" in picture.model_dump_json()}
    for field in ("topic", "source", "images", "channel", "out", "script", "narration"):
        kept[field] = refused(partial(checked_request, {field: bad}))
        kept[f"{field} with NUL"] = refused(partial(checked_request, {field: "a\0b"}))
    kept["an error"] = "\ufffd" in BadInput(f"{bad} is missing.").message
    check(f"{PROMISE}: names of bytes", kept)


def test_a_channel_may_name_what_no_disk_can_hold(tmp_path: Path) -> None:
    kept, file = {}, tmp_path / "channel.yaml"
    for setting in ("topics: {}.txt", "picture_reference: {}.png\npictures: commons, made", "music: {}.mp3"):
        file.write_text("name: sea\n" + setting.format("a" * 5000), encoding="utf-8")
        kept[setting] = refused(partial(read_channel, file))
    check("Names that no file has are refused: in a channel's file", kept)


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_links_out_of_the_folder_of_pictures_are_left_out(tmp_path: Path) -> None:
    folder, notes = _folder(tmp_path / "pictures"), []  # type: ignore[var-annotated]
    picture = encoded(photograph(1, 400, 400))
    (folder / "own.jpg").write_bytes(picture)
    (folder / "again.jpg").symlink_to("own.jpg")
    (tmp_path / "secret.jpg").write_bytes(picture)
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "passwd.jpg").symlink_to("/etc/passwd")
    (folder / "gone.jpg").symlink_to("nowhere.jpg")
    found = read_folder(folder, AssetStore(tmp_path / "store"), notes)
    assert [one.name for one in found] == ["again.jpg", "own.jpg"]
    assert "link.jpg is a link to a file outside of the folder." in notes[0]


def test_a_plain_script_is_still_read() -> None:
    assert parse_script("scenes: [{narration: The sea leaves., time: 0:05}]", ".yaml").script == "The sea leaves."
