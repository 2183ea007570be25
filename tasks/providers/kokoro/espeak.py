"""Reads Spanish, French, Italian, Portuguese and Hindi with espeak-ng, which runs in a process of its own."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from tasks.domain.errors import SetupError
from tasks.providers.kokoro.units import Unit, marks, parted

PROCESS = Path(__file__).with_name("espeak_process.py")
SECONDS = 60.0  # for one passage; it takes a tenth of a second
# The model has one letter for each of these sounds.
LETTERS = {
    "a^ɪ": "I",
    "a^ʊ": "W",
    "d^z": "ʣ",
    "d^ʒ": "ʤ",
    "e^ɪ": "A",
    "o^ʊ": "O",
    "ə^ʊ": "Q",
    "s^s": "S",
    "t^s": "ʦ",
    "t^ʃ": "ʧ",
    "ɔ^ɪ": "Y",
    "^": "",
    "-": "",
}

Espeak = Callable[[str, Sequence[str]], list[str]]


def espeak(voice: str, texts: Sequence[str]) -> list[str]:
    """The IPA of each text. Raises SetupError if espeak-ng does not run."""
    request = json.dumps({"voice": voice, "texts": list(texts)})
    try:
        done = subprocess.run(
            [sys.executable, "-I", PROCESS], input=request, capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        why = (getattr(error, "stderr", None) or type(error).__name__).strip().splitlines()[-1]
        raise SetupError(
            f"espeak-ng cannot read this text: {why}.", advice="Run make voices ARGS=--espeak again."
        ) from error
    spoken: list[str] = json.loads(done.stdout)
    return spoken


def check_espeak() -> None:
    """Raises SetupError if espeak-ng is not installed."""
    if find_spec("espeakng_loader") is None:
        raise SetupError(
            "The voice kokoro reads this language with espeak-ng, which is not installed.",
            advice="Run make voices ARGS=--espeak (espeak-ng is under the GPL), or name another voice.",
        )


def read(words: Sequence[str], voice: str, ask: Espeak = espeak) -> list[Unit]:
    """One unit for each word. Clauses are read whole, because neighbours change how a word sounds (French liaison)."""
    parts = [parted(word) for word in words]
    bodies = [body for _, body, _ in parts]
    whole = list(_clauses(parts))
    answers = [
        _plain(answer) for answer in ask(voice, [*(" ".join(bodies[n] for n in clause) for clause in whole), *bodies])
    ]
    sounds = answers[len(whole) :]
    for clause, answer in zip(whole, answers[: len(whole)], strict=True):
        together = answer.split()
        if len(together) == len(clause):  # espeak-ng joins and splits some words: those clauses are read word by word
            for number, sound in zip(clause, together, strict=True):
                sounds[number] = sound
    return [
        Unit(word, marks(lead) + (_letters(sound) if body else "") + marks(tail))
        for word, (lead, body, tail), sound in zip(words, parts, sounds, strict=True)
    ]


def _clauses(parts: Sequence[tuple[str, str, str]]) -> Iterator[list[int]]:
    """The numbers of the words between two marks."""
    clause: list[int] = []
    for number, (lead, body, tail) in enumerate(parts):
        if marks(lead) and clause:
            yield clause
            clause = []
        if body:
            clause.append(number)
        if marks(tail) and clause:
            yield clause
            clause = []
    if clause:
        yield clause


def _plain(sounds: str) -> str:
    """Without the notes on where espeak-ng changes its language, such as (en)."""
    return re.sub(r"\(.*?\)", "", sounds)


def _letters(sounds: str) -> str:
    for tied, letter in LETTERS.items():
        sounds = sounds.replace(tied, letter)
    return sounds
