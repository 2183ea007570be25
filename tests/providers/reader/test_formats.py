"""Files of every format give the same kind of reading, and bytes become the letters that their author typed."""

import re

import pytest

from tasks.domain.errors import BadInput
from tasks.providers.reader import archives
from tasks.providers.reader.formats import SUFFIXES, Reading, page_suffix, read_source
from tests.providers.reader.cases import PROSE
from tests.providers.reader.documents import archive, docx, epub, pdf


def read(data: bytes | str, suffix: str, language: str = "en") -> Reading:
    return read_source(data.encode() if isinstance(data, str) else data, f"notes{suffix}", language, suffix)


def said(reading: Reading) -> str:
    return " ".join(sentence.text for sentence in reading.text.spoken)


RST = f"""The mill
========

.. note:: It is closed in winter.

.. include:: /etc/hostname

.. raw:: html

   <b>raw</b>

{PROSE} It is *old*, see `the list <http://a.org>`_ [1]_ of ``x``.

- Honey never spoils in a sealed jar

::

   rm -rf now

.. [1] A footnote.
"""
ORG = f"""#+TITLE: The mill
* History
{PROSE} The *old* lake [[http://a.org][link]] is 5*6 deep.
#+BEGIN_SRC sh
rm -rf now
#+END_SRC
- Honey never spoils in a sealed jar
| 41 | 42 |
"""
WIKI = f"""'''Baikal''' is a [[lake]] in {{{{flag|Russia}}}}. It is {{{{convert|1642|m}}}} deep.<ref>Book</ref>
It costs {{{{price|x}}}} to enter. {PROSE}
== History ==
* Honey never spoils in a [[jar|sealed jar]]
[[File:a.png|thumb|A picture]]
{{| class="wikitable"
| 41
|}}
"""
SRT = (
    "1\n00:00:01,000 --> 00:00:03,000\n<i>The mill\nwas built</i>\n\n"
    "2\n00:00:03,500 --> 00:00:05,000\nby hand. [MUSIC]\n"
)
VTT = (
    "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ann>The <b>mill</b>\n\nNOTE x\n\n"
    "00:03.000 --> 00:05.000\nwas built by hand.\n"
)


@pytest.mark.parametrize(
    ("data", "suffix", "says", "never"),
    [
        (
            RST,
            ".rst",
            ("It is closed", "see the list of x.", "sealed jar.", "The old harbour"),
            ("rm -rf", "raw", "foot"),
        ),
        (ORG, ".org", ("The old lake link is 5*6 deep.", "sealed jar."), ("rm -rf", "41", "http")),
        (
            WIKI,
            ".txt",
            ("a lake in Russia.", "It is 1642 m deep.", "sealed jar."),
            ("Book", "It costs", "picture", "41"),
        ),
        (SRT, ".srt", ("The mill was built by hand.",), ("MUSIC", "00", "<i>")),
        (VTT, ".vtt", ("The mill was built by hand.",), ("NOTE", "00", "<b>")),
        (docx("The mill", PROSE, "It has 7 wheels."), ".docx", ("The old harbour", "7 wheels."), ()),
        (
            epub("The mill", f"<html><body><h1>One</h1><p>{PROSE}</p><pre>rm -rf</pre></body></html>"),
            ".epub",
            ("The old",),
            ("rm -rf",),
        ),
        (
            pdf([["The old mill was built by hand more than two hundred", "years ago. It has 7 wheels."]]),
            ".pdf",
            ("hundred years ago.",),
            (),
        ),
    ],
    ids=["rst", "org", "wiki", "srt", "vtt", "docx", "epub", "pdf"],
)
def test_a_format_is_read(data: bytes | str, suffix: str, says: tuple[str, ...], never: tuple[str, ...]) -> None:
    reading = read(data, suffix)
    assert [part for part in says if part not in said(reading)] == [], said(reading)
    assert [part for part in never if part in said(reading)] == [], said(reading)


def test_titles_and_authors_of_books() -> None:
    book = read(epub("Salt &amp; sea", f"<html><body><p>{PROSE}</p></body></html>"), ".epub")
    assert (book.title, book.author) == ("Salt & sea", "Jo Writer")
    assert read(RST, ".rst").title == "The mill"
    assert read(ORG, ".org").title == "The mill"


def test_page_numbers_and_running_headers_are_left_out() -> None:
    pages = [
        ["The mills of the north", f"In the year 190{n} a mill was built here by the town.", str(n)] for n in range(4)
    ]
    reading = read(pdf(pages), ".pdf")
    assert "mills of the north" not in said(reading)
    assert "1903" in said(reading)
    assert "page number" in " ".join(reading.notes)


@pytest.mark.parametrize(
    ("data", "suffix", "message"),
    [
        (pdf([[]]), ".pdf", "pictures of text"),
        (b"%PDF-1.4 broken", ".pdf", "damaged"),
        (b"PK\x03\x04 broken", ".docx", "damaged"),
        (b"plain", ".docx", "no DOCX"),
        (archive({"a.txt": "x"}), ".docx", "no Word document"),
        (archive({"mimetype": "application/epub+zip"}), ".epub", "damaged"),
        (b"\x00\x01\x02\x03" * 300, ".txt", "is not text"),
        (b" \n", ".md", "is empty"),
    ],
)
def test_an_unreadable_file_is_refused_with_advice(data: bytes, suffix: str, message: str) -> None:
    with pytest.raises(BadInput, match=message) as refused:
        read(data, suffix)
    assert refused.value.advice


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 10_000)
    with pytest.raises(BadInput, match="unpacks to more"):
        read(archive({"word/document.xml": "0" * 20_000}), ".docx")


@pytest.mark.parametrize(
    ("encoding", "text", "language"),
    [
        ("utf-8-sig", "The café of Zoë is closed now.", "en"),
        ("utf-16", "The café of Zoë is closed now.", "en"),
        ("utf-16-le", "The café of Zoë is closed now.", "en"),
        ("cp1252", "The café of Zoë is closed now.", "en"),
        ("cp1251", "Мост построили в 1961 году из камня и дерева.", "ru"),
        ("koi8-r", "Мост построили в 1961 году из камня и дерева.", "ru"),
        ("shift_jis", "橋は1961年に石と木で造られた。今も川に立っている。", "ja"),
        ("gb18030", "这座桥建于1961年，用石头和木头建成。它现在还在河上。", "zh"),
        ("iso8859-7", "Η γέφυρα χτίστηκε το 1961 από πέτρα και ξύλο.", "el"),
    ],
)
def test_charsets(encoding: str, text: str, language: str) -> None:
    reading = read(
        (text + " ").encode(encoding) * 4 if encoding != "utf-16" else (text * 4).encode(encoding), ".txt", language
    )
    assert text.replace("。", "。 ").strip() in said(reading)


def test_a_page_is_read_in_the_charset_that_it_states() -> None:
    head = '<html><head><meta charset="windows-1250"></head>'
    page = f"{head}<body><article><p>{PROSE} Karel Čapek lived in Děčín.</p></article></body></html>"
    assert "Karel Čapek lived in Děčín." in said(read(page.encode("cp1250"), ".html"))


def test_one_bad_byte_is_one_bad_letter_and_a_note() -> None:
    raw = f"The café of Zoë — she sold “the best” tea. {PROSE}".encode()
    reading = read(raw[:90] + b"\xff" + raw[90:], ".txt")
    assert "café of Zoë — she sold “the best”" in said(reading)
    assert "no UTF-8" in reading.notes[0]


def test_twice_encoded_text_is_mended_with_a_note() -> None:
    reading = read(f"The cafÃ© of ZoÃ« sold tea â€” “best” of all. {PROSE}", ".txt")
    assert "The café of Zoë sold tea — “best” of all." in said(reading)
    assert "mended" in reading.notes[0]


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("Die Brücke wurde von Hand gebaut, und sie steht seit Jahren im Fluss.", "en", "de"),
        ("Мост построили вручную, и он стоит здесь уже двести лет.", "en", "ru"),
        ("The bridge was built by hand, and it has stood there for years.", "de", "en"),
        ("OK, fine.", "sv", "sv"),
        ("このはしは手でつくられ、二百年のあいだ川に立っている。", "en", "ja"),
    ],
)
def test_the_language_is_detected_unless_the_text_is_short(text: str, expected: str, language: str) -> None:
    assert read(text, ".txt", expected).text.language == language


def test_addresses_state_their_format() -> None:
    assert page_suffix("https://a.org/notes.md?x=1") == ".md"
    assert page_suffix("https://a.org/article") == ""
    assert all(re.fullmatch(r"\.[a-z]+", suffix) for suffix in SUFFIXES)
