"""A short's metadata within YouTube's limits: title, description with credits, tags, status."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from tasks.domain.channel import Visibility
from tasks.domain.edition import Edition
from tasks.domain.story import Credit
from tasks.domain.values import Frozen

MAX_TITLE = 100  # UTF-16 units: an emoji counts as two
MAX_DESCRIPTION = 5000  # bytes
MAX_TAGS = 500  # characters in all, with commas between tags and quotes around those with a space
MAX_HASHTAGS = 15
SHORTS = "#Shorts"  # the first hashtag of every video
MAX_NAME = 80  # characters of a source's or a picture's title in the credits


class Metadata(Frozen):
    """The texts, and notes on what was shortened."""

    title: str
    description: str
    tags: tuple[str, ...]
    notes: tuple[str, ...] = ()


def unfit(title: str, description: str, hashtags: Sequence[str]) -> tuple[str, ...]:
    """A sentence for each part of a person's own text that YouTube would not take as it is."""
    faults = []
    if (length := _units(title)) > MAX_TITLE:
        faults.append(f"The title has {length} characters (an emoji counts as two), and {MAX_TITLE} are allowed.")
    if (size := len(description.encode())) > MAX_DESCRIPTION:
        faults.append(f"The description has {size} bytes, and {MAX_DESCRIPTION} are allowed.")
    faults += [
        f"{tag} is not a hashtag: use letters, digits and _ only." for tag in hashtags if not re.fullmatch(r"#\w+", tag)
    ]
    if (own := len({*hashtags} - {SHORTS})) >= MAX_HASHTAGS:
        faults.append(f"There are {own} hashtags, and {MAX_HASHTAGS - 1} are allowed in addition to {SHORTS}.")
    return tuple(faults)


def run_tag(run_key: str) -> str:
    """The tag of a run key's video, by which it can be found on the channel."""
    return f"dailies-{hashlib.sha256(run_key.encode()).hexdigest()[:16]}"


def film_tag(sha256: str) -> str:
    """The tag that distinguishes two films of one run key."""
    return f"film-{sha256[:16]}"


def metadata(edition: Edition) -> Metadata:
    """Title, description and tags, shortened if YouTube requires it."""
    title, whole_title = _title(edition.story.script.title)
    description, whole_description = _description(edition)
    notes = [
        *([] if whole_title else [f"The title on YouTube was shortened to {MAX_TITLE} characters."]),
        *([] if whole_description else [f"The description on YouTube was shortened to {MAX_DESCRIPTION} bytes."]),
    ]
    return Metadata(title=title, description=description, tags=_tags(edition), notes=tuple(notes))


def snippet(edition: Edition, category: str) -> dict[str, Any]:
    """The part `snippet` of a video resource."""
    texts = metadata(edition)
    return {
        "title": texts.title,
        "description": texts.description,
        "tags": list(texts.tags),
        "categoryId": category,
        "defaultLanguage": edition.language,
        "defaultAudioLanguage": edition.language,
    }


def status(edition: Edition, visibility: Visibility, publish_at: datetime | None = None) -> dict[str, Any]:
    """The whole part `status` of a video resource: an update clears the fields that it does not name."""
    when = {"publishAt": publish_at.strftime("%Y-%m-%dT%H:%M:%SZ")} if publish_at else {}
    return {
        "privacyStatus": visibility.value,
        "selfDeclaredMadeForKids": edition.made_for_kids,
        "containsSyntheticMedia": edition.synthetic_voice
        or any(p.origin in {"drawn", "made"} for p in edition.pictures),
        "license": "youtube",
        "embeddable": True,
        "publicStatsViewable": True,
        **when,
    }


def final_status(edition: Edition, now: datetime) -> dict[str, Any]:
    """The status of the checked video. With a future hour it stays private until YouTube publishes it."""
    if edition.visibility is Visibility.public and edition.publish_at and edition.publish_at > now:
        return status(edition, Visibility.private, edition.publish_at)
    return status(edition, edition.visibility)


def _plain(text: str) -> str:
    """Without angle brackets and control characters, which YouTube refuses."""
    text = text.replace("<", "‹").replace(">", "›")
    return re.sub(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029]+", " ", text).strip()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _short(text: str, units: int) -> str:
    """Shortened at the end of a word, with an ellipsis."""
    if _units(text) <= units:
        return text
    while _units(text) > units - 1:
        text = text[:-1]
    return (text.rpartition(" ")[0] or text).rstrip(" ,;:–-") + "…"


def _title(text: str) -> tuple[str, bool]:
    line = " ".join(_plain(text).split())
    return _short(line, MAX_TITLE), _units(line) <= MAX_TITLE


def _description(edition: Edition) -> tuple[str, bool]:
    """The text, the credits and the hashtags. Credits are owed, so the text is shortened before they are."""
    text = _plain(edition.story.script.description)
    credit_lines, tags = list(_credits(edition)), " ".join(_hashtags(edition.story.script.hashtags))
    count = len(credit_lines)
    while (room := MAX_DESCRIPTION - len(_joined("…", credit_lines, tags).encode())) < 0:
        credit_lines.pop()
    whole = len(text.encode()) <= room
    if not whole:
        text = text.encode()[:room].decode(errors="ignore").rpartition(" ")[0].rstrip() + "…"
    return _joined(text, credit_lines, tags), whole and len(credit_lines) == count


def _joined(text: str, credit_lines: Sequence[str], tags: str) -> str:
    return "\n\n".join(part for part in (text, "\n".join(credit_lines), tags) if part)


def _credits(edition: Edition) -> Iterator[str]:
    if edition.story.sources:
        yield "Sources:"
        for source in edition.story.sources:
            credit = Credit(title=source.title, author=source.author, licence=source.licence, page=source.url)
            yield _credit(credit, source.licence_url)
        if edition.story.quotes:
            yield "Sentences are quoted from the sources; their order and choice are not the sources'."
        if edition.story.rewritten:
            yield f"A language model has said {edition.story.rewritten} of them in other words."
    found = [picture for picture in edition.pictures if picture.origin == "found"]
    for changed, shown in (
        ("Pictures, cropped to fit:", [picture for picture in found if picture.clip is None]),
        ("Clips, cut, retimed and cropped to fit:", [picture for picture in found if picture.clip]),
    ):
        if shown:
            yield changed
        for credit in dict.fromkeys(picture.credit for picture in shown):
            yield _credit(credit, credit.licence_url)
    makers = dict.fromkeys(picture.credit.author for picture in edition.pictures if picture.origin == "made")
    if makers:
        yield f"Some pictures are no photographs: a model made them ({_plain(', '.join(makers))})."
    if any(picture.origin == "drawn" for picture in edition.pictures):
        yield "Drawn scenes: Dailies, with Noto Emoji (OFL-1.1) and Material Design Icons (Apache-2.0)."
    yield f"Voice: {_plain(edition.voice)}{' (synthetic)' if edition.synthetic_voice else ''}."


def _credit(credit: Credit, licence_url: str) -> str:
    title = _short(" ".join(_plain(credit.title).split()), MAX_NAME)
    author = _short(" ".join(_plain(credit.author).split()), MAX_NAME) or "unknown"
    parts = (f"{title}, by {author}", credit.page, f"{credit.licence} {licence_url}".strip())
    return "• " + ", ".join(_plain(part) for part in parts if part)


def _hashtags(wanted: Sequence[str]) -> list[str]:
    words = (re.sub(r"[^\w]", "", tag) for tag in wanted)
    return list(dict.fromkeys([SHORTS, *(f"#{word}" for word in words if word)]))[:MAX_HASHTAGS]


def _tags(edition: Edition) -> tuple[str, ...]:
    """The run's own tags first, then as many of the others as fit."""
    wanted = (*edition.story.script.hashtags, edition.topic.title, edition.channel)
    words = (" ".join(re.sub(r'[#,"]', " ", _plain(tag)).split()) for tag in wanted)
    tags = [run_tag(edition.run_key), film_tag(edition.approved.video.file.sha256)]
    room = MAX_TAGS - len(",".join(tags))
    for word in words:
        cost = _units(word) + 1 + 2 * (" " in word)
        if word and cost <= min(room, 100) and word.casefold() not in {tag.casefold() for tag in tags}:
            tags.append(word)
            room -= cost
    return tuple(tags)
