"""Keys of channels and topics: what two names must differ in to be two, in any script, and what paths can hold.

Paths stay ASCII: letters of other scripts differ between file systems (NFC, NFD), take three bytes each of the 255 of
a name, and turn unreadable in URLs. Transliteration alone maps C, C++ and C# to one name, and many CJK titles too.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from anyascii import anyascii

LIMIT = 48  # characters of a slug, without its hash
SUFFIX = 6  # hexadecimal digits
NAMELESS = "short"  # the former slug of every name without an ASCII letter or digit
# A name may lose these and still be the same name: what ends, joins and quotes words.
_MARKS = frozenset(".,:;!?'\"()-‐‑–—‘’‚“”„…«»‹›¿¡")


def identity(name: str) -> str:
    """What two spellings of one name share: letters without case, spaces folded. For comparing, not for showing."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


def slug(name: str) -> str:
    """The name in lower-case ASCII words joined by hyphens, safe in paths and URLs, never empty.

    Where ASCII cannot keep the name apart from others (another script, a sign, a cut at LIMIT), a hash of the whole
    name follows. Latin letters may lose their marks: Łódź is lodz.
    """
    text = identity(name)
    whole = "-".join(re.findall(r"[a-z0-9]+", re.sub("['’]", "", anyascii(text)).lower()))
    kept = whole
    while len(kept) > LIMIT and "-" in kept:
        kept = kept.rpartition("-")[0]
    kept = kept[:LIMIT]
    if kept and kept == whole and all(map(_spare, text)):
        return kept
    return with_hash(kept or "untitled", name)


def with_hash(key: str, name: str) -> str:
    """The key with a hash of the name behind it, which no other name has."""
    return f"{key}-{hashlib.sha256(identity(name).encode()).hexdigest()[:SUFFIX]}"


def _spare(char: str) -> bool:
    """Whether a slug without a hash may change or drop this character of a name."""
    return (
        char.isspace()
        or char in "0123456789"
        or char in _MARKS
        or unicodedata.combining(char) > 0
        or unicodedata.name(char, "").startswith("LATIN ")
    )


def former_slug(name: str) -> str:
    """The slug that versions up to 0.2 gave this name: their ledgers' keys are made of it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    out = ""
    for word in words:
        if out and len(out) + 1 + len(word) > LIMIT:
            break
        out = f"{out}-{word}" if out else word[:LIMIT]
    return out or NAMELESS


@dataclass(frozen=True)
class Had:
    """The topics that a channel has had. `title in had` tells whether a title is one of them.

    `slugs` are today's slugs, `former` those that versions up to 0.2 recorded.
    """

    slugs: Collection[str] = ()
    former: Collection[str] = ()

    def __contains__(self, title: object) -> bool:
        return isinstance(title, str) and (slug(title) in self.slugs or former_slug(title) in self.former)
