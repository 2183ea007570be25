"""The promises that Dailies makes, how each is attacked, and the counts of what was tried.

A promise is a row here and its files beside this one. Every test of those files is one case, or as many as it gives
to `check`, which may count them for another promise. `make faults` runs them all, writes the counts to
bench/faults.json, and fails if a promise was broken, or tried less often than the README says. `make docs` writes the
README's table from these rows.
"""

import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = "FAULTS_FILE"  # the variable that names the file of counts; without it none is written
COUNTS = ROOT / "bench" / "faults.json"


@dataclass(frozen=True)
class Promise:
    """`cases`: how many `make faults` tries at least. `files` are tests of this folder, without `test_` and suffix."""

    text: str
    attacked: str
    cases: int
    files: tuple[str, ...]


PAID = "Paid work that was answered is never paid again"

PROMISES = (
    Promise(
        "Kill it anywhere; the next run finishes the same video, and nothing is left running",
        "SIGKILL of a run, its group or a child at each write, start, commit and request, at 40 frames of a film, and "
        "of a command with its own server",
        80,
        ("killed_anywhere", "render_killed", "command_killed", "soak"),
    ),
    Promise(
        PAID,
        "each request to a vendor that is paid is counted at a local server, after each kill of a run at any boundary",
        20,
        ("killed_anywhere",),
    ),
    Promise(
        "One day, at most one video, and never silently none",
        "SIGKILL before and after every message to YouTube and Upload-Post; failures; doubts are asked, else told",
        600,
        ("upload_killed", "upload_weather", "post_killed"),
    ),
    Promise(
        "A damaged cache or store is never used",
        "files of the home and Prefect's database emptied, halved, exchanged, missing, older, unreadable, a folder "
        "instead; a file in a folder's place; other ledgers, and older copies of one",
        185,
        ("damaged_helpers", "damaged_results", "damaged_store", "damaged_databases", "lost_ledger"),
    ),
    Promise(
        "Two runs that race make one video",
        "pairs of processes on one host with SQLite, on two with PostgreSQL, of one channel and two; a holder killed",
        210,
        ("race",),
    ),
    Promise(
        "A full disk loses nothing",
        "a small file system with 30 budgets of bytes each for the home and for the shorts; failures after publishing",
        75,
        ("full_disk",),
    ),
    Promise(
        "Any machine makes the same film",
        "odd names of folders, no HOME, odd TMPDIR, umask 077, no shared memory, 256 open files, the C locale, odd "
        "time zones, dates from 1970 to 2100; a read-only folder is said",
        24,
        ("any_machine",),
    ),
    Promise(
        "Bad network ends in time, with an error that says what to do",
        "38 faults of a server, to each vendor's client: silence, drips, cuts, bombs, pages, loops",
        600,
        ("network",),
    ),
    Promise(
        "Never fetches from inside your network",
        "every notation of an address, odd ports and schemes, as sources, pages, pictures, clips and topics; redirects "
        "into it, names that change their answer, proxies of the environment",
        16_000,
        ("guard",),
    ),
    Promise(
        "A hostile picture cannot hurt",
        "bombs, files that are cut, changed or something else, junk in what is attached; memory, time and reasons",
        2115,
        ("hostile_pictures",),
    ),
    Promise(
        "No text can become a command, a filter, a path or markup",
        "generated texts in paths, subtitles, pages, credits, platforms' fields, prompts, a browser; hostile scripts "
        "and channel files; pipes, devices, links",
        11_000,
        ("generated_text", "hostile_text"),
    ),
    Promise(
        "Nothing faulty passes the gate",
        "defects of files, sound, captions, scenes and moving elements, each made in a good film; good films pass",
        85,
        ("gate",),
    ),
    Promise(
        "The clock may lie",
        "dates from 1970 to 2100 in three time zones, with a clock that is off by hours, days and years",
        3_600,
        ("clock",),
    ),
    Promise(
        "Secrets stay secret",
        "keys in every client's hands under every fault: errors, logs, files; a server asked by a user and a page",
        400,
        ("secrets",),
    ),
    Promise(
        "Every day ends in one known state",
        "months of a channel whose services fail, or lose their answer, at one request in twenty; "
        "`DAILIES_FAULTS=10` tries ten times as many",
        600,
        ("days",),
    ),
    Promise(
        "Whatever is queued at once is made, each short once",
        "50 shorts queued at once for 4 workers on one host; the memory of shorts and workers from first to last",
        60,
        ("load",),
    ),
    Promise(
        "Only what was chosen is installed",
        "every pin has hashes, every action a commit, every image a digest, every package a licence that allows use",
        240,
        ("supply_chain",),
    ),
)


@dataclass
class Count:
    """What one test tried."""

    cases: int = 0
    violations: int = 0


counted: dict[str, Count] = {}  # by `check`, in the test that runs now, of each promise; "" is the file's first


def check(what: str, kept: Mapping[str, bool], promise: str = "") -> None:
    """Count these cases, each with whether the promise was kept, and fail naming those in which it was not.

    They count for the first promise of the test's file, unless another is named.
    """
    broken = sorted(case for case, well in kept.items() if not well)
    count = counted.setdefault(promise, Count())
    count.cases += len(kept)
    count.violations += len(broken)
    assert kept, f"no case was tried: {what}"
    assert not broken, f"{len(broken)} of {len(kept)} cases break the promise: {what}: {broken[:10]}"


def share(every: int, some: int) -> int:
    """How many cases to try: every one for `make faults`, which counts them, or else some."""
    return every if FILE in os.environ else some


def of_file(path: Path) -> str:
    """The first promise that a file of tests belongs to; empty if it is none's."""
    name = path.stem.removeprefix("test_")
    return next((promise.text for promise in PROMISES if name in promise.files), "")


def write(path: Path, counts: Mapping[str, Count]) -> None:
    """Write the counts, added to those that are there: several runs of pytest fill one file."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for text, count in counts.items():
        before = known.get(text, {"cases": 0, "violations": 0})
        known[text] = {
            "cases": before["cases"] + count.cases,
            "violations": before["violations"] + count.violations,
        }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(known, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def shortcomings(counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """What the counts lack of what the README says, a sentence each."""
    found = []
    for promise in PROMISES:
        count = counts.get(promise.text, {"cases": 0, "violations": 0})
        if count["violations"]:
            found.append(f"{promise.text}: broken in {count['violations']} of {count['cases']} cases.")
        elif count["cases"] < promise.cases:
            found.append(f"{promise.text}: {count['cases']} cases were tried, the README says {promise.cases}.")
    return found


def table() -> str:
    """The README's table."""
    rows = ["| promise | how it is attacked | cases | tests |", "|---|---|---|---|"]
    for promise in PROMISES:
        files = ", ".join(f"[{name}](tests/faults/test_{name}.py)" for name in promise.files)
        rows.append(f"| {promise.text} | {promise.attacked} | {promise.cases:,} | {files} |")
    return "\n".join(rows)


def rendered(readme: str) -> str:
    """The README with its table of promises written again. Raises ValueError if its markers are missing."""
    begin, end = "<!-- reference: promises -->\n", "<!-- end of promises -->"
    block = f"{begin}\n{table()}\n\n{end}"
    readme, times = re.subn(re.escape(begin) + ".*?" + re.escape(end), lambda _: block, readme, flags=re.DOTALL)
    if times != 1:
        raise ValueError(f"README.md needs one line {begin.strip()!r}, and {end!r} after it.")
    return readme


def main() -> int:
    """Write the README's table, or say what was tried and what is lacking."""
    if "--readme" in sys.argv:
        readme = ROOT / "README.md"
        readme.write_text(rendered(readme.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    counts = json.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else {}
    lines = [f"{count['cases']:6,} cases, {count['violations']} violations: {text}" for text, count in counts.items()]
    lacking = shortcomings(counts)
    sys.stdout.write("\n".join([*lines, *lacking, ""]))
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
