"""Makes a short of the first text of every genre and keeps its contact sheet: `python -m tests.writing.films FOLDER`.

Whether a short tells its story is seen, not measured. Needs no keys; takes some minutes. `--case` makes another text.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tasks.domain.timeline import Timeline
from tasks.render.contact_sheet import contact_sheet
from tests.writing.cases import Case, cases


def first_of_each() -> tuple[Case, ...]:
    """The first text of every genre."""
    return tuple({case.genre: case for case in reversed(cases())}.values())[::-1]


def film(case: Case, folder: Path) -> Path:
    """Make the short as a user would; put its report and contact sheet into the folder. Returns the sheet's file."""
    with tempfile.TemporaryDirectory() as scratch:
        source, out = Path(scratch, case.file), Path(scratch, "out")
        source.write_text(case.text, encoding="utf-8")
        command = [sys.executable, "-m", "flows", "short", "--source", str(source), "--out", str(out)]
        subprocess.run(command, check=True)
        (made,) = out.glob("*/*/short.mp4")
        shutil.copy(made.with_name("report.html"), folder / f"{case.genre}.html")
        plan = Timeline.model_validate_json(made.with_name("timeline.json").read_text())
        sheet = Path(scratch, "sheet.jpg")
        sheet.write_bytes(contact_sheet(made, plan.shots, plan.output.fps))
        target = folder / f"{case.genre}.webp"
        Image.open(sheet).save(target, quality=60, method=6)
    return target


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.writing.films")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--case", help="the id of a text; without it, the first of each genre")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for case in cases() if options.case else first_of_each():
        if options.case in {None, case.id}:
            sys.stdout.write(f"{film(case, options.folder)}\n")


if __name__ == "__main__":
    main()
