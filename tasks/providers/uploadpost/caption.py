"""A short's caption within the limit of TikTok and Instagram: title, description, hashtags, and the credits owed."""

from collections.abc import Iterator

from tasks.domain.edition import Edition

LIMIT = 2200  # UTF-16 units, of both platforms


def caption(edition: Edition) -> str:
    """The text of the post. Credits are owed, so the description is shortened before they are."""
    script = edition.story.script
    tags = " ".join(dict.fromkeys(script.hashtags))
    credit = "\n".join(dict.fromkeys(_credits(edition)))
    room = LIMIT - _units("\n\n".join((script.title, "", tags, credit)))
    parts = (script.title, _short(script.description, room), tags, credit)
    return _short("\n\n".join(part for part in parts if part), LIMIT)


def _credits(edition: Edition) -> Iterator[str]:
    for source in edition.story.sources:
        yield f"Source: {source.title}{_by(source.author)}, {source.licence}"
    for picture in edition.pictures:
        if picture.origin == "found":
            yield f"Picture: {picture.credit.title}{_by(picture.credit.author)}, {picture.credit.licence}"
    yield f"Voice: {edition.voice}{' (synthetic)' if edition.synthetic_voice else ''}"


def _by(author: str) -> str:
    return f" by {author}" if author else ""


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _short(text: str, units: int) -> str:
    """Shortened at the end of a word, with an ellipsis; empty if there is no room for one."""
    if _units(text) <= units:
        return text
    while text and _units(text) > units - 1:
        text = text[:-1]
    return f"{text.rpartition(' ')[0] or text}…" if text else ""
