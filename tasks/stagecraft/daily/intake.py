"""A request becomes a brief: every file it names is read once, checked and put into the store, before anything runs."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tasks.domain.channel import Channel, Tone
from tasks.domain.errors import BadInput
from tasks.domain.request import ShortRequest
from tasks.domain.story import Brief, Document, GivenPicture, Script
from tasks.domain.values import Artifact
from tasks.machine.storage.assets import AssetStore, assets
from tasks.providers import registry
from tasks.render.captions.fonts import check_fonts, check_language, check_text
from tasks.render.sound.music_track import check_music
from tasks.stagecraft import services
from tasks.stagecraft.daily.given import parse_script, read_folder
from tasks.stagecraft.daily.review import check_reviewable

TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm")
MAX_TEXT = 5_000_000  # bytes
MAX_MUSIC = 100_000_000  # bytes
MUSIC_WORDS = ("auto", "none", *Tone)


def read_request(request: ShortRequest, day_of: Callable[[Channel], date]) -> Brief:
    """Raises BadInput, with a sentence on what to change, for anything that could not become a short."""
    store = assets()
    channel = read_channel(Path(request.channel)) if request.channel else Channel()
    check_reviewable(channel)
    check_services(channel)
    if request.script and request.source:
        raise BadInput("A finished script and a source were both given.", advice="Give --script or --source, not both.")
    return Brief(
        channel=channel,
        day=request.day or day_of(channel),
        seed=request.seed,
        topic=request.topic,
        document=read_document(request.source, store) if request.source else None,
        pictures=read_pictures(request.images, store) if request.images else (),
        music=read_music(channel, Path(request.channel or ".").parent, store),
        script=read_script(Path(request.script)) if request.script else None,
    )


def check_services(channel: Channel) -> None:
    """Every name that the channel gives is known, somebody of the chain can write and speak its language, captions can
    show it, and its publisher has what it needs: found out before anything is paid for, not when all of it is made."""
    services.check_settings()
    context = services.provider_context()
    registry.publisher(channel.publisher, context, Path())
    services.chain("trends", channel.trends)
    services.chain("facts", channel.facts)
    services.chain("writer", channel.writer)
    services.chain("pictures", channel.pictures)
    voices = services.chain("voice", channel.voice)
    registry.voice(voices[0], context).check_language(channel.language)
    check_fonts()
    check_language(channel.language)
    if channel.language.partition("-")[0] != "en" and services.chain("writer", channel.writer)[0] == "extractive":
        raise BadInput(
            f"The built-in writer knows English only, and the channel's language is {channel.language!r}.",
            advice="Set language: en, or set OPENAI_API_KEY.",
        )


def read_channel(path: Path) -> Channel:
    text = read_text(path, "channel file")
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadInput(f"The channel file {path} is not valid YAML: {one_line(error)}.") from error
    if not isinstance(data, dict):
        raise BadInput(f"The channel file {path} holds no settings.", advice="Write at least: name: My channel")
    try:
        return Channel.model_validate(data)
    except ValidationError as error:
        raise BadInput(f"The channel file {path} cannot be used: {explain(error, Channel)}") from error


def read_document(source: str, store: AssetStore) -> Document:
    if source.startswith(("http://", "https://")):
        return Document(name=source, url=source)
    path = Path(source)
    if path.suffix.lower() not in TEXT_SUFFIXES:
        raise BadInput(
            f"The source {source} is not a kind of text that is understood.",
            advice=f"Give a file ending in {', '.join(TEXT_SUFFIXES)} or a web address.",
        )
    return Document(name=path.name, file=_stored(path, "source", store))


def read_pictures(folder: str, store: AssetStore) -> tuple[GivenPicture, ...]:
    return read_folder(Path(folder), store)


def read_music(channel: Channel, beside: Path, store: AssetStore) -> Artifact | None:
    """The user's own music, where the channel names a file: as it is, or beside the channel's own file."""
    if channel.music in MUSIC_WORDS:
        return None
    try:
        path = next((place for place in (Path(channel.music), beside / channel.music) if place.is_file()), None)
        if path is None:
            raise BadInput(
                f"The channel's music {channel.music} is neither a file nor one of {', '.join(MUSIC_WORDS)}.",
                advice="Check the path; it may be relative to the channel's file.",
            )
        if path.stat().st_size > MAX_MUSIC:
            raise BadInput(f"The music {path} is larger than 100 MB.", advice="Give a shorter piece, or an MP3.")
        data = path.read_bytes()
    except OSError as error:
        reason = f"The music {channel.music} cannot be read: {error.strerror}."
        raise BadInput(reason, advice="Check the path.") from error
    check_music(data, path.name)
    return store.put(data, path.suffix.lower() if re.fullmatch(r"\.[a-zA-Z0-9]+", path.suffix) else ".bin")


def music_of(brief: Brief) -> Tone | Artifact | None:
    """What plays under the voice: a mood, the user's own file, or nothing."""
    said = brief.channel.music
    if brief.music or said == "none":
        return brief.music
    return brief.channel.tone if said == "auto" else Tone(said)


def read_script(path: Path) -> Script:
    script = parse_script(read_text(path, "script"), path.suffix.lower())
    check_text(script.script)
    return script


def read_text(path: Path, what: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput(f"The {what} {path} does not exist.", advice="Check the path.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"The {what} {path} is not UTF-8 text.", advice="Save it as UTF-8.") from error
    except OSError as error:
        raise BadInput(f"The {what} {path} cannot be read: {error.strerror}.") from error


def _stored(path: Path, what: str, store: AssetStore) -> Artifact:
    try:
        if path.stat().st_size > MAX_TEXT:
            raise BadInput(f"The {what} {path} is larger than 5 MB.", advice="Give the part that matters.")
        return store.put(path.read_bytes(), path.suffix.lower())
    except OSError as error:
        raise BadInput(f"The {what} {path} cannot be read: {error.strerror}.", advice="Check the path.") from error


def explain(error: ValidationError, model: type[Any] | None = None) -> str:
    """pydantic's list of faults as sentences that name the field and what would do."""
    parts = []
    for fault in error.errors():
        where = ".".join(str(step) for step in fault["loc"]) or "it"
        if fault["type"] == "extra_forbidden":
            known = ", ".join(model.model_fields) if model else ""
            parts.append(f"it has no setting {where!r}" + (f" (known: {known})" if known else ""))
        else:
            message = fault["msg"].removeprefix("Value error, ")
            parts.append(
                f"{where}: {message[0].lower()}{message[1:]} (got {json.dumps(fault['input'], default=str)[:60]})"
            )
    return "; ".join(parts) + "."


def one_line(error: Exception) -> str:
    return " ".join(str(error).split())
