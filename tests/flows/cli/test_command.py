"""The command line answers unusable input with one sentence and the right exit code, never with a traceback."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from flows.cli.command import main, parser
from flows.cli.options import request_from, request_options
from tasks.domain.errors import BadInput
from tasks.domain.request import ShortRequest
from tasks.machine.home import CHECKOUT
from tasks.machine.storage.ledger import ledger
from tasks.research import research
from tasks.script import script
from tasks.stagecraft.daily.intake import read_request
from tasks.trending import trending
from tests.prefect_server import empty_database

ROOT = CHECKOUT

GERMAN = (
    "Der alte Leuchtturm steht seit zweihundert Jahren auf einem Felsen vor der Küste. Jeden Abend geht das Licht an. "
    "Die Fischer sehen es schon von weitem und wissen, dass sie bald zu Hause sind. Niemand wohnt mehr darin."
)


def write(folder: Path, name: str, data: bytes | str) -> str:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


CASES: dict[str, tuple[Callable[[Path], list[str]], int, str]] = {
    "empty source": (lambda f: ["--source", write(f, "a.txt", "")], 2, "empty|no text|nothing"),
    "blank source": (lambda f: ["--source", write(f, "a.md", "\n \n\t")], 2, "empty|no text|nothing"),
    "binary source": (lambda f: ["--source", write(f, "a.txt", bytes(range(256)) * 40)], 2, "not text|binary"),
    "one sentence": (lambda f: ["--source", write(f, "a.txt", "The sea is deep.")], 2, "too short|sentences"),
    "not English": (lambda f: ["--source", write(f, "a.txt", GERMAN)], 2, "English"),
    "no such source": (lambda f: ["--source", str(f / "gone.md")], 2, "No such file|does not exist|cannot be read"),
    "a kind of source": (lambda f: ["--source", write(f, "a.xyz", "x")], 2, r"\.txt.*\.html"),
    "a folder of nothing": (lambda f: ["--images", str(f)], 2, "empty"),
    "no such folder": (lambda f: ["--images", str(f / "gone")], 2, "does not exist"),
    "a day in words": (lambda f: ["--day", "tomorrow"], 2, "YYYY-MM-DD"),
    "a day turned round": (lambda f: ["--day", "24.11.2026"], 2, "YYYY-MM-DD"),
    "no such day": (lambda f: ["--day", "2026-02-30"], 2, "day"),
    "an unknown setting": (lambda f: ["--channel", write(f, "c.yaml", "name: A\nvolume: 9\n")], 2, "volume.*known"),
    "a setting out of range": (
        lambda f: ["--channel", write(f, "c.yaml", "name: A\nlength_seconds: 5\n")],
        2,
        "length_seconds.*15",
    ),
    "no YAML": (lambda f: ["--channel", write(f, "c.yaml", "name: [")], 2, "not valid YAML"),
    "another language": (lambda f: ["--channel", write(f, "c.yaml", "name: A\nlanguage: de\n")], 2, "English only"),
    "an unknown voice": (lambda f: ["--channel", write(f, "c.yaml", "name: A\nvoice: nobody\n")], 2, "no voice"),
    "a voice to download": (
        lambda f: ["--channel", write(f, "c.yaml", "name: A\nvoice: hibari:emma\n")],
        2,
        "not in the package",
    ),
    "no such topic": (lambda f: ["--topic", "Zzyzx qwrtp"], 2, "--source"),
    "a broken script": (lambda f: ["--script", write(f, "s.json", '{"title": "x"}')], 2, "no scenes"),
    "scenes that differ": (
        lambda f: [
            "--script",
            write(
                f,
                "s.json",
                '{"title":"x","hook":"a","script":"a b","scenes":[{"time":"","narration":"a",'
                '"visual_description":""}],"hashtags":[],"description":""}',
            ),
        ],
        2,
        "word for word",
    ),
    "a script that no font has": (
        lambda f: [
            "--script",
            write(
                f,
                "s.json",
                '{"title":"x","hook":"a","script":"ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ.","scenes":[{"time":"","narration":"ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ.",'
                '"visual_description":""}],"hashtags":[],"description":""}',
            ),
        ],
        2,
        "no installed font has CHEROKEE",
    ),
    "an unknown palette": (lambda _: ["--palette", "plumb"], 2, "palette: write one of .*did you mean 'plum'"),
    "an unknown voice for this run": (lambda _: ["--voice", "hibary"], 2, "for this run.*did you mean 'hibari'"),
    "too long": (lambda _: ["--length", "999"], 2, "length_seconds: write a whole number from 15 to 180"),
    "no such music": (lambda _: ["--music", "theme.mp3"], 2, "music: 'theme.mp3' is neither a file nor one of"),
    "script and source": (
        lambda f: ["--script", write(f, "s.json", "{}"), "--source", write(f, "a.txt", "A.")],
        2,
        "not both",
    ),
    "a private address": (lambda f: ["--source", "http://127.0.0.1:9/page"], 2, "127.0.0.1|address"),
}


END_TO_END = ("a setting out of range", "no such topic")  # the intake refuses the first, a stage the second


def test_the_encoders_command_shows_every_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["encoders"]) == 0
    shown = capsys.readouterr().out
    for name in ("h264_nvenc", "h264_vaapi", "h264_qsv", "h264_videotoolbox", "h264_amf", "hevc_nvenc", "av1_qsv"):
        assert re.search(rf"^{name} +(yes|no) .*\S", shown, re.MULTILINE), name
    assert "makes the film" in shown


@pytest.mark.parametrize("case", [case for case in CASES if case not in END_TO_END])
def test_unusable_input_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    arguments, code, message = CASES[case]
    with pytest.raises(BadInput) as refused:
        read(request_of("--out", str(tmp_path / "out"), *arguments(tmp_path)))
    sentence = str(refused.value)
    assert re.search(message, sentence), sentence
    assert "\n" not in sentence
    assert len(sentence) < 700  # the longest names every setting of a channel
    assert refused.value.exit_code == code
    assert not (tmp_path / "out").exists()


def request_of(*arguments: str) -> ShortRequest:
    """Return the request that the command line builds from these options."""
    options = vars(parser().parse_args(["short", *arguments]))
    fields = {option.field for option in request_options()}
    return request_from({name: value for name, value in options.items() if name in fields})


def read(request: ShortRequest) -> None:
    """Run the intake and the first three stages on a request, without a server."""
    brief = read_request(request, lambda _: date(2026, 11, 24))
    words = brief.channel.for_words()
    dossier = research.fn(trending.fn(brief.asking()), brief.document, words)
    script.fn(dossier, words, brief.script, brief.seed)


@pytest.mark.server
@pytest.mark.parametrize("case", END_TO_END)
def test_the_command_prints_the_sentence_and_exits_with_its_code(
    case: str, prefect_server: None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments, code, message = CASES[case]
    out = tmp_path / "out"
    assert main(["short", "--out", str(out), *arguments(tmp_path)]) == code
    lines = [line for line in capfd.readouterr().err.splitlines() if line.strip()]
    assert re.search(message, lines[-1]), lines
    assert "Traceback" not in "\n".join(lines)
    assert len(lines[-1]) < 500
    assert not out.exists()


def test_a_switch_takes_no_value() -> None:
    options = vars(parser().parse_args(["short", "--all-images", "--images", "pictures"]))
    assert (options["all_images"], options["images"]) == (True, "pictures")
    assert "all_images" not in vars(parser().parse_args(["short"]))


def test_an_unknown_option_shows_the_usage(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        main(["short", "--colour", "red"])
    assert exited.value.code == 2
    assert "usage:" in capfd.readouterr().err


def test_help_names_every_option_and_the_exit_codes(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exited:
        main(["short", "--help"])
    assert exited.value.code == 0
    text = capfd.readouterr().out
    for option in ("--topic", "--source", "--images", "--channel", "--day", "--out", "--script", "--seed"):
        assert option in text
    codes = re.findall(r"(\d+)\s[a-z]", text[text.index("Exit codes") :])
    assert [int(code) for code in codes] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]


@pytest.mark.server
def test_a_failed_run_is_recorded_in_the_ledger(
    prefect_server: None, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    channel = write(tmp_path, "c.yaml", "name: Failing\n")
    source = write(tmp_path, "a.txt", "Only this.")
    assert main(["short", "--channel", channel, "--source", source, "--out", str(tmp_path / "out")]) == 2
    runs = ledger().history("failing")
    assert len(runs) == 1
    assert runs[0].error
    assert runs[0].error.split(".")[0] in capfd.readouterr().err


@pytest.mark.server
@pytest.mark.integration
@pytest.mark.media
def test_an_interrupt_while_encoding_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "DAILIES_"))}
    environment |= {"DAILIES_HOME": str(tmp_path / "home"), "DAILIES_ENCODE_WORKERS": "1"}
    empty_database(tmp_path / "home" / "prefect" / "prefect.db")
    process = subprocess.Popen(
        [sys.executable, "-m", "flows", "short", "--topic", "octopus", "--out", str(tmp_path / "out")],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell that runs the tests in the background makes its children ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert process.stderr
    seen = []
    for line in process.stderr:
        seen.append(line)
        if re.match(r"encode\s+frames \d", line):
            break
    process.send_signal(signal.SIGINT)
    rest = process.stderr.read()
    assert process.wait(timeout=60) == 130, "".join(seen) + rest
    assert rest.strip().splitlines()[-1].startswith("Interrupted")
    assert "Traceback" not in rest
    assert not list((tmp_path / "out").rglob("*")), "an unfinished short was left behind"
    assert not [path for path in (tmp_path / "home").rglob("*") if ".part" in path.name or path.suffix == ".tmp"]
    deadline = time.monotonic() + 20
    while commands := _session(process.pid):
        assert time.monotonic() < deadline, f"still running: {commands}"


def _session(leader: int) -> list[str]:
    """Return the command lines of the processes of this session that still run."""
    commands = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == leader and fields[0] != "Z":
                    commands.append((entry / "cmdline").read_text().replace("\0", " "))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return commands
