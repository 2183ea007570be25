"""Turns a request into a brief: reads and checks every file that it names, and stores it, before any stage runs."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tasks.domain.channel import PLANNED, Channel, Tone
from tasks.domain.delivery import PLAIN
from tasks.domain.errors import BadInput
from tasks.domain.faults import explain
from tasks.domain.names import slug
from tasks.domain.request import ShortRequest, field_name
from tasks.domain.story import Brief, Document, Entry, GivenScript, Script
from tasks.domain.values import Artifact, replaced
from tasks.machine.media.pictures import reference
from tasks.machine.storage.assets import AssetStore, assets
from tasks.machine.storage.ledger import ledger
from tasks.providers import registry
from tasks.providers.context import ProviderContext
from tasks.providers.extractive import ExtractiveWriter
from tasks.providers.reader.formats import CONTAINERS, OTHERS, SUFFIXES
from tasks.providers.recording import check_recording, voice_of
from tasks.render.captions.fonts import check_fonts, check_language, check_text
from tasks.render.sound.music_track import check_music
from tasks.stagecraft import services
from tasks.stagecraft.daily.channel_file import MUSIC_WORDS, faults_of, read_channel
from tasks.stagecraft.daily.given import parse_script, read_folder
from tasks.stagecraft.daily.named_files import MAX_TEXT, check_file, is_file, read_text
from tasks.stagecraft.daily.programme import programme_of
from tasks.stagecraft.daily.publishing import check_publishers
from tasks.stagecraft.daily.review import check_reviewable
from tasks.stagecraft.daily.room import check_room

MAX_CONTAINER = 100_000_000  # bytes, of files that also hold pictures
MAX_SOUND = 100_000_000  # bytes
MAX_REFERENCE = 50_000_000  # bytes
SCRIPT_SUFFIXES = (".yaml", ".yml", ".json", ".md", ".markdown", ".txt")


def checked_request(given: ShortRequest | dict[str, Any]) -> ShortRequest:
    """The request with these fields. Raises BadInput naming the field that is wrong."""
    if isinstance(given, ShortRequest):
        return given
    try:
        return ShortRequest.model_validate(given)
    except ValidationError as error:
        raise BadInput(f"The request cannot be used: {explain(error, ShortRequest)}") from error


def read_request(request: ShortRequest, day_of: Callable[[Channel], date]) -> Brief:
    """The brief that the stages work from. Raises BadInput, with what to change, if it cannot become a short."""
    store = assets()
    channel = channel_of(request)
    if request.script and request.source:
        raise BadInput(
            "The request has both a script and a source.",
            advice=f"Give one, not both ({field_name('script')}; {field_name('source')}).",
        )
    if request.all_images and not request.images:
        raise BadInput(
            "All pictures are to be shown, but there is no folder of them.",
            advice=f"Name the folder ({field_name('images')}).",
        )
    notes: list[str] = []
    script = read_script(Path(request.script), notes) if request.script else None
    if request.narration:
        channel = recorded(channel, Path(request.narration), script, store)
    check_reviewable(channel)
    check_services(channel)
    check_room(channel, request.out)
    return Brief(
        channel=channel,
        day=request.day or day_of(channel),
        seed=request.seed,
        topic=request.topic,
        document=read_document(request.source, store) if request.source else None,
        pictures=read_folder(Path(request.images), store, notes) if request.images else (),
        all_images=request.all_images,
        music=read_music(channel, Path(request.channel or ".").parent, store),
        style=read_reference(channel, Path(request.channel or ".").parent, store),
        script=script,
        programme=read_topics(request, channel),
        planned=channel.topics == PLANNED and not named(request),
        unlike_others=channel.unlike_others,
        notes=tuple(notes),
    )


def read_topics(request: ShortRequest, channel: Channel) -> tuple[Entry, ...]:
    """The channel's own topics, unless the request names what to make. Raises BadInput if they cannot be used."""
    if not channel.lists_topics or named(request):
        return ()
    return programme_of(channel, Path(request.channel or ".").parent, ledger())


def named(request: ShortRequest) -> bool:
    """Whether the request says what to make."""
    return bool(request.topic or request.source or request.script)


def channel_of(request: ShortRequest) -> Channel:
    """The channel that the request names, with what the request replaces for this run. Raises BadInput."""
    channel = read_channel(Path(request.channel)) if request.channel else Channel()
    if not request.this_run or not request.this_run.changes():
        return channel
    channel = replaced(channel, **request.this_run.changes())
    if faults := " ".join(faults_of(channel, Path(request.channel or ".").parent)):
        raise BadInput(f"The settings for this run cannot be used: {faults}")
    return channel


def replacements(request: ShortRequest) -> tuple[str, ...]:
    """A note for the record on what the request replaces for this run, if anything."""
    changes = request.this_run.changes() if request.this_run else {}
    words = ", ".join(f"{name}: {value}" for name, value in changes.items())
    return (f"For this run only, in place of the channel's settings: {words}.",) if words else ()


def recorded(channel: Channel, path: Path, script: Script | None, store: AssetStore) -> Channel:
    """The channel with the user's recording of the script as its voice, at its own pace. Raises BadInput."""
    if script is None:
        raise BadInput(
            f"Nobody knows the words of the narration {path}.",
            advice=f"Give its script ({field_name('script')}).",
        )
    data = _bytes_of(path, "narration", MAX_SOUND)
    check_recording(data, path.name, script.script)
    return replaced(channel, voice=voice_of(store.put(data, _suffix(path))), **dict(PLAIN))


def check_services(channel: Channel) -> None:
    """Fail before anything is paid for: raises a DailiesError for an unknown service, a publisher without credentials,
    missing fonts, or a language that the voice, the writer or the captions do not support."""
    services.check_settings()
    context = services.provider_context()
    check_publishers(channel, context)
    services.chain("trends", channel.trends)
    services.chain("facts", channel.facts)
    services.chain("writer", channel.writer)
    services.chain("pictures", channel.pictures)
    services.chain("clips", channel.clips)
    check_planning(channel, context)
    voices = services.chain("voice", channel.voice)
    registry.check_delivery(services.may_serve(voices, fall_back=channel.fall_back), channel.delivery)
    registry.voice(voices[0], context, channel.delivery).check_language(channel.language)
    check_fonts()
    check_language(channel.language)
    if registry.own_name(services.chain("writer", channel.writer)[0]) == "extractive":
        ExtractiveWriter().check_language(channel.language)


def check_planning(channel: Channel, context: ProviderContext) -> None:
    """Raises BadInput if topics are to be planned, and no language model writes."""
    if channel.topics == PLANNED and registry.chooser(services.chain("writer", channel.writer)[0], context) is None:
        raise BadInput(
            "Only a language model can plan topics (topics: planned), and none writes for this channel.",
            advice="Set OPENAI_API_KEY or OPENAI_BASE_URL, or name a list of topics.",
        )


def channel_key(request: ShortRequest) -> str:
    """The key of the request's channel; if its file cannot be read, the file's name, by which people know it."""
    if not request.channel:
        return Channel().key
    path = Path(request.channel)
    try:
        return read_channel(path).key
    except BadInput:
        return slug(path.stem)


def read_document(source: str, store: AssetStore) -> Document:
    """The source text: a stored file, or a web address that a later stage fetches. Raises BadInput."""
    if source.startswith(("http://", "https://")):
        return Document(name=source, url=source)
    path = Path(source)
    suffix = path.suffix.lower()
    if suffix in OTHERS:
        raise BadInput(
            f"Dailies cannot read {suffix} files.", advice=f"Save {source} as .{OTHERS[suffix]}, and give that."
        )
    if suffix not in SUFFIXES:
        raise BadInput(
            f"The source {source} is not a supported kind of file.",
            advice=f"Give a file that ends in {', '.join(SUFFIXES)}, or a web address.",
        )
    limit = MAX_CONTAINER if suffix in CONTAINERS else MAX_TEXT
    return Document(name=path.name, file=_stored(path, "source", store, limit))


def read_music(channel: Channel, folder: Path, store: AssetStore) -> Artifact | None:
    """The music file that the channel names, if it names one; a relative path may start at `folder`, the channel
    file's own. Raises BadInput."""
    if channel.music in MUSIC_WORDS:
        return None
    path = next((path for path in _places(channel.music, folder) if is_file(path, "music")), None)
    if path is None:
        raise BadInput(
            f"The channel's music {channel.music} is neither a file nor one of {', '.join(MUSIC_WORDS)}.",
            advice="Check the path; it may be relative to the channel's file.",
        )
    data = _bytes_of(path, "music", MAX_SOUND)
    check_music(data, path.name)
    return store.put(data, _suffix(path))


def read_reference(channel: Channel, folder: Path, store: AssetStore) -> Artifact | None:
    """The picture whose style made ones follow, if the channel names one and has pictures made. Raises BadInput."""
    if not channel.picture_reference or not channel.making:
        return None
    path = next((path for path in _places(channel.picture_reference, folder) if is_file(path, "picture")), None)
    if path is None:
        raise BadInput(
            f"There is no file {channel.picture_reference}, which the channel names as picture_reference.",
            advice="Check the path; it may be relative to the channel's file.",
        )
    data = _bytes_of(path, "picture", MAX_REFERENCE, advice="Use a smaller one.")
    return store.put(reference(data, path.name), ".jpg")


def _places(name: str, folder: Path) -> tuple[Path, Path]:
    return Path(name), folder / name


def _bytes_of(path: Path, what: str, most: int, *, advice: str = "Use a shorter file, or an MP3.") -> bytes:
    """The bytes of a file; `what` names it in errors. Raises BadInput."""
    try:
        check_file(path, what, most, advice=advice)
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"The {what} {path} cannot be read: {error.strerror}.", advice="Check the path.") from error


def _suffix(path: Path) -> str:
    return path.suffix.lower() if re.fullmatch(r"\.[a-zA-Z0-9]+", path.suffix) else ".bin"


def music_of(brief: Brief) -> Tone | Artifact | None:
    """The music under the voice: a mood, the user's own file, or None."""
    setting = brief.channel.music
    if brief.music or setting == "none":
        return brief.music
    return brief.channel.tone if setting == "auto" else Tone(setting)


def read_script(path: Path, notes: list[str] | None = None) -> GivenScript:
    """The finished script in a file. Appends to `notes` what it leaves out.

    Raises BadInput if it cannot be used or no font has one of its characters."""
    if path.suffix.lower() not in SCRIPT_SUFFIXES:
        raise BadInput(
            f"The script {path} is not a supported kind of file.",
            advice=f"Give a file that ends in {', '.join(SCRIPT_SUFFIXES)}.",
        )
    script = parse_script(read_text(path, "script"), path.suffix.lower(), notes)
    check_text(script.script)
    return script


def _stored(path: Path, what: str, store: AssetStore, limit: int) -> Artifact:
    try:
        check_file(path, what, limit)
        return store.put(path.read_bytes(), path.suffix.lower())
    except OSError as error:
        raise BadInput(f"The {what} {path} cannot be read: {error.strerror}.", advice="Check the path.") from error
