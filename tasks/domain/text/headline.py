"""Makes the title of a short: from the text's own title, else its file's name, else its first sentence.

A title is at most MAX_TITLE characters long, since platforms cut what is longer, and no word of it is cut.
"""

import re
from collections.abc import Sequence

MAX_TITLE = 70  # characters that a feed shows of a title
MIN_PART = 20  # characters of a title's part that can stand for all of it
MIN_WORD = 3  # letters of a word that says something in a file's name
_PARTS = re.compile(r"\s[–—|·-]\s|[:;?!]\s|,\s|、|，|：|；")
_EDGES = " ,;:–—-|·、，：；"
_SITE = re.compile(r"\s+(?:[|–—·•»]|-|::)\s+")
# Words of file names that say how far the file is, and words that say nothing if there are no others.
_STATE = frozenset("copy draft edit edited entwurf final fixed kopie latest temp tmp".split())
_OFFICE = frozenset(
    "article artikel doc document dokument dsc file img index input main new note notes notiz notizen old output page "
    "post readme scan screenshot script source story tekst test text texte texto untitled unbenannt v version "
    "video".split()
)
_SUFFIX = re.compile(r"(?:\.(?:txt|md|markdown|html?|docx?|pdf|epub|rst|org|wiki|srt|vtt))+$", re.IGNORECASE)
_NUMBERING = re.compile(r"(?:\s*\(\d+\)|[\s_-]v\d+(?:\.\d+)*|(?<=[^\W\d])[_-]\d)(?=[\s_-]|$)", re.IGNORECASE)
_SPEAKS = re.compile(r"[aeiouy]|[^\x00-\x7f]")  # "dsc" is no word
_DAY = re.compile(r"\b(?:\d{4}[ -]\d\d?[ -]\d\d?|\d\d?[ .-]\d\d?[ .-]\d{4}|\d{8})\b")


def headline(own: str, name: str, first: str) -> str:
    """The title of a text: its `own`, else its file's or page's `name` made readable, else its `first` sentence."""
    return fitted(own) or fitted(from_name(name)) or fitted(first)


def fitted(title: str, limit: int = MAX_TITLE) -> str:
    """The title without a full stop, in at most `limit` characters: cut where a part of it ends, else after a word.

    A title cut within a part ends in "…". One whose first word is longer than that is kept whole.
    """
    line = " ".join(title.split())
    if not line.endswith(("...", "etc.")):
        line = re.sub(r"[.。।]+$", "", line)
    if len(line) <= limit:
        return line.strip()
    ends = [(found.start(), found.group().strip()) for found in _PARTS.finditer(line)]
    whole = [line[:at] + (sign if sign in "?!" else "") for at, sign in ends if MIN_PART <= at < limit]
    if whole and len(whole[-1]) >= limit // 2:
        part = whole[-1].rstrip(_EDGES)
        return f"{part}?" if line.endswith("?") and part[-1] not in "?!" else part
    words = line[:limit].rpartition(" ")[0] or line.partition(" ")[0]
    return words.rstrip(_EDGES) + "…"


def from_name(name: str) -> str:
    """A file's name or an address as a title: "great_fire-2.txt" is "Great fire". Empty if it says nothing."""
    stem = _SUFFIX.sub("", re.split(r"[?#]", name)[0].rstrip("/").rsplit("/", 1)[-1])
    while (shorter := _NUMBERING.sub("", stem)) != stem:
        stem = shorter
    words = re.sub(r"[_+]|%20|(?<=\w)-(?=\w)", " ", stem)
    if not re.search(r"\s", words.strip()):
        words = words.replace(".", " ")
    words = _DAY.sub(" ", re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", words))
    while (shorter := _NUMBERING.sub("", words.rstrip())) != words:
        words = shorter
    said = [word for word in words.split() if word.lower() not in _STATE]
    telling = [word.lower() for word in said if word.lower() not in _OFFICE and sum(map(str.isalpha, word)) >= MIN_WORD]
    if not any(map(_SPEAKS.search, telling)):
        return ""
    title = " ".join(said)
    return title[0].upper() + title[1:]


def without_site(title: str, sites: Sequence[str]) -> str:
    """A page's title without the site's name before or after it; `sites` are what the page and its address call it."""
    known = {_letters(site) for site in sites if site}
    parts = _SITE.split(title)
    while len(parts) > 1 and _letters(parts[-1]) in known:
        parts.pop()
    while len(parts) > 1 and _letters(parts[0]) in known:
        parts.pop(0)
    kept = " ".join(parts)
    return title[title.find(parts[0]) : title.rfind(parts[-1]) + len(parts[-1])] if len(parts) > 1 else kept


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).lower()
