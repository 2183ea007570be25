"""Turns bytes into text: by byte order mark, by the declaration of a page, as UTF-8, or else by detection."""

import codecs
import re

from tasks.domain.errors import BadInput

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]+charset=["']?\s*([\w.:-]+)|<\?xml[^>]+encoding=["']([\w.:-]+)|coding[:=]\s*([\w.-]+)""",
    re.IGNORECASE,
)
BAD_BYTES = 1 / 8  # of all bytes over 127, up to which a text is UTF-8 with damage
_MOJIBAKE = re.compile("[ÃÂÐÑâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Ð[\u0080-\u00bf]")


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text, and notes on what was guessed or damaged. Raises BadInput if the data is empty or binary."""
    if not data.strip():
        raise BadInput(f"The source {name} is empty.", advice="Give a text of at least a few sentences.")
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _mended(data[len(mark) :].decode(encoding, "replace"), name, ())
    if encoding := _without_mark(data):
        return data.decode(encoding, "replace"), (f"{name} does not state its encoding. It was read as UTF-16.",)
    if b"\0" in data[:4096] or sum(byte < 9 or 13 < byte < 32 for byte in data[:4096]) > len(data[:4096]) / 50:
        raise BadInput(f"The source {name} is not text.", advice="Give a text file, such as .txt, .md or .html.")
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd") - data.count("\ufffd".encode())
    if not bad:
        return _mended(text, name, ())
    if declared := _declared(data):
        return _mended(data.decode(declared, "replace"), name, ())
    high = sum(byte > 127 for byte in data)
    if bad <= max(1, high * BAD_BYTES) and high > 2 * bad:
        plural = "s" if bad > 1 else ""
        return text, (f"{name} has {bad} byte{plural} that are no UTF-8. Each is shown as one unknown letter.",)
    return _detected(data, name)


def _without_mark(data: bytes) -> str:
    """UTF-16 of Latin text has a zero in every other byte."""
    sample = data[:2000]
    if len(sample) < 8 or len(sample) % 2:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    return "utf-16-le" if odd > 0.7 * half and not even else "utf-16-be" if even > 0.7 * half and not odd else ""


def _declared(data: bytes) -> str:
    """The encoding that a page states for itself, if Python knows it and it fits."""
    for found in _DECLARED.finditer(data[:4096]):
        encoding = next(part for part in found.groups() if part).decode("ascii", "replace")
        try:
            data.decode(encoding)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
        return encoding
    return ""


def _detected(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    import chardet  # noqa: PLC0415 - only a text without a declared encoding needs it

    encoding = chardet.detect(data)["encoding"] or "cp1252"
    try:
        text = data.decode(encoding, "replace")
    except LookupError:
        encoding, text = "cp1252", data.decode("cp1252", "replace")
    called = {"cp1252": "Windows-1252", "windows-1252": "Windows-1252"}.get(encoding.lower(), encoding)
    return text, (f"{name} is not UTF-8. It was read as {called}.",)


def _mended(text: str, name: str, notes: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The text, mended if it was once decoded with the wrong encoding: "cafÃ©" is café."""
    if len(_MOJIBAKE.findall(text)) < 2 and "â€" not in text and "Ã©" not in text:
        return text, notes
    from ftfy import TextFixerConfig, fix_text  # noqa: PLC0415 - few texts need it

    # ftfy's defaults would also straighten quotation marks, decode entities and change full-width letters.
    safe = TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        uncurl_quotes=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
    )
    mended = fix_text(text, safe)
    if mended == text:
        return text, notes
    return mended, (*notes, f"{name} was once read with the wrong encoding (cafÃ© for café). That was mended.")
