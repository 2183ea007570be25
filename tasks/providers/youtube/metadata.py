"""What YouTube is told about a short, within its limits: title, description with credits, tags, status."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tasks.domain.channel import Visibility
from tasks.domain.edition import Edition
from tasks.domain.story import Credit
from tasks.domain.values import Frozen

TITLE = 100  # UTF-16 units: an emoji counts as two
DESCRIPTION = 5000  # bytes
TAGS = 500  # characters in all, with commas between and quotes around those with a space
HASHTAGS = 15
SHORTS = "#Shorts"  # the first of them
MAX_NAME = 80  # of a source or a picture in the credits


class Metadata(Frozen):
    """`notes`: what was shortened to fit."""

    title: str
    description: str
    tags: tuple[str, ...]
    notes: tuple[str, ...] = ()


def unfit(title: str, description: str, hashtags: Sequence[str]) -> tuple[str, ...]:
    """What of a person's own words would be published otherwise than written, a sentence each."""
    said = []
    if (length := _units(title)) > TITLE:
        said.append(f"The title has {length} characters (an emoji counts as two), and {TITLE} are allowed.")
    if (size := len(description.encode())) > DESCRIPTION:
        said.append(f"The description has {size} bytes, and {DESCRIPTION} are allowed.")
    said += [f"{tag} is no hashtag: letters, digits and _ alone." for tag in hashtags if not re.fullmatch(r"#\w+", tag)]
    if (own := len({*hashtags} - {SHORTS})) >= HASHTAGS:
        said.append(f"There are {own} hashtags, and {HASHTAGS - 1} are allowed beside {SHORTS}.")
    return tuple(said)


def run_tag(run_key: str) -> str:
    """The tag that a run key's video carries: how it is found again on the channel."""
    return f"dailies-{hashlib.sha256(run_key.encode()).hexdigest()[:16]}"


def film_tag(sha256: str) -> str:
    """The tag that tells one film of a run key from another."""
    return f"film-{sha256[:16]}"


def metadata(edition: Edition) -> Metadata:
    title, whole_title = _title(edition.story.script.title)
    description, whole_description = _description(edition)
    notes = [
        *([] if whole_title else [f"The title on YouTube was shortened to {TITLE} characters."]),
        *([] if whole_description else [f"The description on YouTube was shortened to {DESCRIPTION} bytes."]),
    ]
    return Metadata(title=title, description=description, tags=_tags(edition), notes=tuple(notes))


def snippet(edition: Edition, category: str) -> dict[str, Any]:
    told = metadata(edition)
    return {
        "title": told.title,
        "description": told.description,
        "tags": list(told.tags),
        "categoryId": category,
        "defaultLanguage": edition.language,
        "defaultAudioLanguage": edition.language,
    }


def status(edition: Edition, visibility: Visibility, publish_at: datetime | None = None) -> dict[str, Any]:
    """The whole of it every time: an update clears what it does not name."""
    when = {"publishAt": publish_at.strftime("%Y-%m-%dT%H:%M:%SZ")} if publish_at else {}
    return {
        "privacyStatus": visibility.value,
        "selfDeclaredMadeForKids": edition.made_for_kids,
        "containsSyntheticMedia": True,  # the voice is, and drawn pictures are
        "license": "youtube",
        "embeddable": True,
        "publicStatsViewable": True,
        **when,
    }


def final_status(edition: Edition, now: datetime) -> dict[str, Any]:
    """What the checked video becomes. A future hour needs a private video, which YouTube then makes public itself."""
    if edition.visibility is Visibility.public and edition.publish_at and edition.publish_at > now:
        return status(edition, Visibility.private, edition.publish_at)
    return status(edition, edition.visibility)


def _plain(text: str) -> str:
    """Without what YouTube refuses: angle brackets and control characters."""
    text = text.replace("<", "‹").replace(">", "›")
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]+", " ", text).strip()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _short(text: str, units: int) -> str:
    """Cut at a word where one ends, with an ellipsis."""
    if _units(text) <= units:
        return text
    while _units(text) > units - 1:
        text = text[:-1]
    return (text.rpartition(" ")[0] or text).rstrip(" ,;:–-") + "…"


def _title(text: str) -> tuple[str, bool]:
    line = " ".join(_plain(text).split())
    return _short(line, TITLE), _units(line) <= TITLE


def _description(edition: Edition) -> tuple[str, bool]:
    """Credits and hashtags are owed: the text before them is shortened first, then whole lines of credits."""
    text = _plain(edition.story.script.description)
    owed, tags = list(_credits(edition)), " ".join(_hashtags(edition.story.script.hashtags))
    lines = len(owed)
    while (room := DESCRIPTION - len(_joined("…", owed, tags).encode())) < 0:
        owed.pop()
    whole = len(text.encode()) <= room
    if not whole:
        text = text.encode()[:room].decode(errors="ignore").rpartition(" ")[0].rstrip() + "…"
    return _joined(text, owed, tags), whole and len(owed) == lines


def _joined(text: str, owed: Sequence[str], tags: str) -> str:
    return "\n\n".join(part for part in (text, "\n".join(owed), tags) if part)


def _credits(edition: Edition) -> Iterator[str]:
    if edition.story.sources:
        yield "Sources:"
        for source in edition.story.sources:
            credit = Credit(title=source.title, author=source.author, licence=source.licence, page=source.url)
            yield _credit(credit, source.licence_url)
        if edition.story.quotes:
            yield "Sentences are quoted from the sources; their order and choice are not the sources'."
    found = [picture.credit for picture in edition.pictures if picture.origin == "found"]
    if found:
        yield "Pictures, cropped to fit:"
        for credit in dict.fromkeys(found):
            yield _credit(credit, credit.licence_url)
    if any(picture.origin == "drawn" for picture in edition.pictures):
        yield "Drawn scenes: Dailies, with Noto Emoji (OFL-1.1) and Material Design Icons (Apache-2.0)."
    yield f"Voice: {_plain(edition.voice)} (synthetic)."


def _credit(credit: Credit, licence_url: str) -> str:
    title = _short(" ".join(_plain(credit.title).split()), MAX_NAME)
    author = _short(" ".join(_plain(credit.author).split()), MAX_NAME) or "unknown"
    parts = (f"{title}, by {author}", credit.page, f"{credit.licence} {licence_url}".strip())
    return "• " + ", ".join(_plain(part) for part in parts if part)


def _hashtags(wanted: Sequence[str]) -> list[str]:
    words = (re.sub(r"[^\w]", "", tag) for tag in wanted)
    return list(dict.fromkeys([SHORTS, *(f"#{word}" for word in words if word)]))[:HASHTAGS]


def _tags(edition: Edition) -> tuple[str, ...]:
    """The run's own tags first; then as many of the others as there is room for."""
    wanted = (*edition.story.script.hashtags, edition.topic.title, edition.channel)
    words = (" ".join(re.sub(r'[#,"]', " ", _plain(tag)).split()) for tag in wanted)
    tags = [run_tag(edition.run_key), film_tag(edition.approved.video.file.sha256)]
    room = TAGS - len(",".join(tags))
    for word in words:
        cost = _units(word) + 1 + 2 * (" " in word)
        if word and cost <= min(room, 100) and word.casefold() not in {tag.casefold() for tag in tags}:
            tags.append(word)
            room -= cost
    return tuple(tags)
