"""The images' entry point, run without a container: in a copy of the image's files, with the image's environment."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from deployments.command import parser as deployments_parser
from flows.cli.command import parser as flows_parser
from tasks.machine.home import CHECKOUT
from tests.deployments.channels import LIGHT, SCRIPT
from tests.deployments.test_images import copied, instructions

ENTRYPOINT = "deployments/images/entrypoint.sh"
STUB = '#!/bin/sh\nprintf \'%s \' "$(basename "$0")" "$@"\n'


class Image:
    """The files and the environment of the image below `root`, with programs that print how they were called."""

    def __init__(self, root: Path) -> None:
        self.root, self.app, self.out = root, root / "app", root / "out"
        for source in copied():
            target = self.app / source
            target.parent.mkdir(parents=True, exist_ok=True)
            if (CHECKOUT / source).is_dir():  # bytecode comes and goes while other tests run
                shutil.copytree(CHECKOUT / source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(CHECKOUT / source, target)
        script = self.app / ENTRYPOINT
        script.write_text(self.here(script.read_text().replace("/out", str(self.out))))
        self.bin = root / "bin"
        self.bin.mkdir()
        for name in ("python", "prefect"):
            self.program(name, STUB)

    def here(self, text: str) -> str:
        """Return the text with the image's paths changed to those below `root`."""
        return text.replace("/var/lib/dailies", str(self.root / "home")).replace("/app", str(self.app))

    def program(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def environment(self) -> dict[str, str]:
        words = [word for name, rest in instructions() if name == "ENV" for word in rest.split()]
        built_in = dict(self.here(word).replace('""', "").split("=", 1) for word in words)
        return {**built_in, "DAILIES_FFMPEG": "", "PATH": f"{self.bin}:/usr/bin:/bin"}

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Return what `docker run IMAGE words` would do."""
        argv = ["sh", str(self.app / ENTRYPOINT), *words]
        env = {**self.environment(), **env}
        return subprocess.run(argv, cwd=self.app, env=env, capture_output=True, text=True, timeout=500, check=False)


@pytest.fixture
def image(tmp_path: Path) -> Image:
    return Image(tmp_path)


def test_the_entry_point_is_in_the_image_and_is_its_entry_point() -> None:
    (entry,) = (json.loads(rest) for name, rest in instructions() if name == "ENTRYPOINT")
    assert entry == ["sh", f"/app/{ENTRYPOINT}"]
    assert "deployments" in copied()


@pytest.mark.parametrize(
    ("words", "called"),
    [
        (("quota",), "python -m flows quota"),
        (("kpis", "--runs", "5"), "python -m flows kpis --runs 5"),
        (("up", "--port", "0"), "python -m deployments up --port 0"),
        (("deploy", "--allow-broken"), "python -m deployments deploy --allow-broken"),
        (("worker",), "prefect worker start --type process --pool dailies --with-healthcheck"),
        (
            ("worker", "encode-cpu", "--limit", "1"),
            "prefect worker start --type process --pool encode-cpu --with-healthcheck --limit 1",
        ),
        (("worker", "--limit", "3"), "prefect worker start --type process --pool dailies --with-healthcheck --limit 3"),
        (("prefect", "flow-run", "execute"), "prefect flow-run execute"),
        (("python", "-m", "uvicorn"), "python -m uvicorn"),
        (("short", "--help"), "python -m flows short --help"),
        (("short", "--out=/elsewhere"), "python -m flows short --out=/elsewhere"),
    ],
)
def test_a_word_becomes_its_command(image: Image, words: tuple[str, ...], called: str) -> None:
    assert image.run(*words).stdout.strip() == called


def test_every_command_is_understood(image: Image) -> None:
    image.out.mkdir()
    for parser in (flows_parser(), deployments_parser()):
        package = str(parser.prog).rpartition(" ")[2]
        (commands,) = (action.choices for action in parser._actions if isinstance(action.choices, dict))
        for command in commands:
            image.program(command, STUB)  # a command goes before a program of its name
            assert image.run(command).stdout.startswith(f"python -m {package} {command}"), command


def test_without_a_command_it_says_what_there_is(image: Image) -> None:
    done = image.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert "short" in done.stdout
    assert image.run("help").stdout == image.run("--help").stdout == done.stdout


def test_a_misspelt_command_is_an_error(image: Image) -> None:
    done = image.run("shrot")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no command or program shrot here.\n")


def test_a_short_goes_to_the_mounted_folder_and_is_refused_without_one(image: Image) -> None:
    refused = image.run("short")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert 'Add -v "$PWD' in refused.stderr
    image.out.mkdir()
    assert image.run("short", "--topic", "the moon").stdout.strip() == (
        f"python -m flows short --out {image.out} --topic the moon"
    )


@pytest.mark.integration
@pytest.mark.media
def test_the_images_files_and_environment_make_a_short(image: Image) -> None:
    image.program("python", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    image.out.mkdir()
    script, channel = image.root / "script.json", image.root / "channel.yaml"
    script.write_text(json.dumps(SCRIPT))
    channel.write_text(yaml.safe_dump({"name": "box", **LIGHT}))
    done = image.run("short", "--channel", str(channel), "--script", str(script), "--day", "2026-11-24")
    assert done.returncode == 0, done.stderr
    (film,) = image.out.glob("box/2026-11-24-*/short.mp4")
    assert film.stat().st_size > 10_000
    assert (film.stat().st_uid, film.stat().st_gid) == (os.getuid(), os.getgid())
    channel.write_text(yaml.safe_dump({"name": "box", **LIGHT, "publisher": "youtube"}))
    token = json.dumps({"client_id": "a", "client_secret": "b", "refresh_token": "c"})
    refused = image.run("short", "--channel", str(channel), "--script", str(script), YOUTUBE_TOKEN=token)
    assert refused.returncode == 3, refused.stderr
    assert "Set DAILIES_LEDGER" in refused.stderr
