"""The credits of a short: everything made by others, with author and licence."""

from collections.abc import Iterator

from tasks.domain.edition import Edition
from tasks.domain.languages import named
from tasks.domain.story import Credit
from tasks.domain.text.markdown import link, plain

# Fonts and icons of captions and drawn scenes, from the packages in pyproject.toml.
MADE_WITH = (
    Credit(title="Anton", author="Vernon Adams", licence="OFL-1.1"),
    Credit(title="Inter", author="Rasmus Andersson", licence="OFL-1.1"),
)
DRAWN_WITH = (
    Credit(title="Instrument Serif", author="Rodrigo Fuenzalida and Jordan Egstad", licence="OFL-1.1"),
    Credit(title="DM Mono", author="Colophon Foundry", licence="OFL-1.1"),
    Credit(title="Noto Emoji", author="Google", licence="OFL-1.1"),
    Credit(title="Material Design Icons", author="Pictogrammers", licence="Apache-2.0"),
    Credit(title="Country outlines", author="countryinfo package", licence="MIT"),
)


def credits_of(edition: Edition) -> str:
    """Markdown in four sections: words, voice and music, pictures, type and icons."""
    return "\n".join(_lines(edition)) + "\n"


def _lines(edition: Edition) -> Iterator[str]:
    yield f"# Credits: {plain(edition.story.script.title)}"
    yield ""
    yield "## Words"
    yield ""
    if edition.story.quotes:
        yield "The sentences are quoted from the source; their order and choice are not the source's."
        if edition.story.rewritten:
            yield f"A language model has said {edition.story.rewritten} of them in other words."
        yield ""
    if edition.story.translated_from:
        yield (
            f"The sources are in {named(edition.story.translated_from)}; a language model wrote the script in "
            f"{named(edition.language)}."
        )
        yield ""
    for source in edition.story.sources:
        yield f"- {_by(source.title, source.url, source.author, source.licence, source.licence_url)}"
    if not edition.story.sources:
        yield "- The script was given by the maker of this short."
    yield ""
    yield "## Voice and music"
    yield ""
    yield f"- Voice: {plain(edition.voice)}{' (synthetic)' if edition.synthetic_voice else ''}"
    music = edition.timeline.sound.music
    if music and music.file:
        yield "- Music: given by the maker of this short"
    elif music:
        yield f"- Music: made for this short ({music.mood}), CC0-1.0"
    yield ""
    yield "## Pictures"
    yield ""
    for number, picture in enumerate(edition.pictures, 1):
        changed = " (a clip, cut, retimed and cropped)" if picture.clip and picture.origin == "found" else ""
        credit = _made(picture.credit) if picture.origin == "made" else _credit(picture.credit)
        yield f"- Scene {number}{changed}: {credit}"
    yield ""
    yield "## Type and icons"
    yield ""
    drawn = any(picture.origin == "drawn" for picture in edition.pictures)
    for credit in (*MADE_WITH, *(DRAWN_WITH if drawn else ())):
        yield f"- {_credit(credit)}"
    if edition.notes:
        yield ""
        yield "## Replaced or skipped"
        yield ""
        for note in edition.notes:
            yield f"- {plain(note)}"


def _made(credit: Credit) -> str:
    return f"{credit.title}, no photograph: made by the model {credit.author} for this short"


def _credit(credit: Credit) -> str:
    return _by(credit.title, credit.page, credit.author, credit.licence, credit.licence_url)


def _by(title: str, page: str, author: str, licence: str, licence_url: str) -> str:
    return f"{link(title, page)}, by {plain(author or 'unknown')}, licence: {link(licence, licence_url)}"
