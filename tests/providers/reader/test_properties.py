"""No text, whatever it is, makes the reader invent, join or silently drop a number, a negation or a quotation mark."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.domain.errors import BadInput
from tasks.providers.reader.formats import read_source

SIGNS = (
    '12 7 1986 3.5 -40 never not “ ” " ( ) [ ] * ** _ ~~ # > - | ! ^ = == : . , ; … a mill The Old x [1] ![a] <sup> '
)
SIGNS += r"$ $x $x^2$ \( \) \frac{1}{2} a) b) i) ii)"
PIECES = st.sampled_from([*SIGNS.split(), " *sighs* ", " ", "\n", "\n\n", " ", " "])
TEXTS = st.lists(PIECES, min_size=1, max_size=40).map("".join)


def read(text: str, suffix: str) -> tuple[str, str, bool]:
    """What is said, the title, and whether a note says that something was left out."""
    try:
        reading = read_source(text.encode(), "notes", "en", suffix)
    except BadInput:
        return "", "", True
    said = "\n".join(sentence.text for sentence in reading.text.sentences)
    return said, reading.title, bool(reading.text.left_out)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".rst", ".org", ".wiki"])
@given(text=TEXTS)
def test_no_number_is_invented_or_joined(text: str, suffix: str) -> None:
    said, _, _ = read(text, suffix)
    numbers = set(re.findall(r"\d+", text))
    assert set(re.findall(r"\d+", said)) <= numbers


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@given(text=TEXTS)
def test_what_is_dropped_is_counted(text: str, suffix: str) -> None:
    said, title, left_out = read(text, suffix)
    if left_out or (suffix == ".md" and re.search(r"^\s*[>\[|]|[\[\]~=^!]", text, re.MULTILINE)):
        return
    written = re.sub(r"(?<=\w)\*+(?=\w)", "", text)  # stress within a word
    for what in (r"\bnever\b", r"\bnot\b", "[“”]", r"1986"):
        assert len(re.findall(what, written)) <= len(re.findall(what, f"{title} {said}")), what


@given(
    text=st.text(max_size=200),
    suffix=st.sampled_from([".txt", ".md", ".html", ".rst", ".org", ".wiki", ".srt", ".vtt"]),
)
def test_any_text_is_read_or_refused_in_a_sentence(text: str, suffix: str) -> None:
    read(text, suffix)


@given(data=st.binary(max_size=200), suffix=st.sampled_from([".txt", ".md", ".docx", ".pdf", ".epub", ".html"]))
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes, suffix: str) -> None:
    with suppress(BadInput):
        read_source(data, "notes", "en", suffix)
