"""The daily flow's parameters, from which the command line and Prefect's custom-run form are generated."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    field_validator,
    model_serializer,
)

from tasks.domain.channel import CaptionStyle, Channel, Palette, Shape, Tone
from tasks.domain.legible import whole_letters


def _calendar_day(value: object) -> object:
    """Accept YYYY-MM-DD alone: pydantic would also read numbers and times as dates."""
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(f"write the day as YYYY-MM-DD, for example 2026-11-24, not {value!r}")
    if isinstance(value, int | float):
        raise ValueError("write the day as YYYY-MM-DD, for example 2026-11-24")  # noqa: TRY004 - pydantic reports these
    return value


PATH = " Paths are on the worker's machine, not on yours."


def _plain_form(schema: dict[str, Any]) -> None:
    """Let Prefect's form show an optional field as a plain box, in the model's order.

    The form draws `str | None` as a switch between "str" and "None", and PostgreSQL would sort the fields by the length
    of their names. Left empty, a field is left out of the request. A path is one of the worker's, which the browser's
    user may not expect.
    """
    for position, field in enumerate(schema["properties"].values()):
        field["position"] = position
        choices = field.pop("anyOf", [])
        plain: dict[str, Any] = next((choice for choice in choices if choice.get("type") != "null"), {})
        # An enumeration's own title and description would replace the field's, so its values stand in the field.
        field.update({"type": "string"} if "enum" in field else plain)
        if field.get("default", ...) is None:
            del field["default"]
        if {"FILE", "DIR"} & set(field.get("metavar", "").split("|")):
            field["description"] += PATH


def _of_channel(name: str, title: str, metavar: str, flag: str = "") -> Any:
    """A field that replaces a setting of the channel, whose description, limits and choices it has. No default."""
    setting = Channel.model_fields[name]
    limits = {
        limit: getattr(each, limit)
        for each in setting.metadata
        for limit in ("ge", "le", "min_length")
        if hasattr(each, limit)
    }
    kind = setting.annotation
    extra: dict[str, Any] = {"metavar": metavar}
    if flag:
        extra["flag"] = flag
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        extra["enum"] = [str(each) for each in kind]
    return Field(
        None,
        title=title,
        description=setting.description,
        examples=setting.examples,
        json_schema_extra=extra,
        **limits,
    )


class _OnlyWhatIsGiven(BaseModel):
    """Leaves empty fields out when it is sent to Prefect, whose schema has no null among the choices of a field."""

    @field_validator("*", mode="before")
    @classmethod
    def _in_letters(cls, value: object) -> object:
        """Refuse what neither Prefect nor a record can hold, such as bytes that are no letters in a file's name."""
        if isinstance(value, str) and (whole_letters(value) != value or "\0" in value):
            raise ValueError("write it in letters of UTF-8 alone")
        return value

    @model_serializer(mode="wrap")
    def _given(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in serialize(self).items() if value is not None}


class ForThisRun(_OnlyWhatIsGiven):
    """Settings of the channel that this run replaces. What is left empty is as the channel has it."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=_plain_form)

    length_seconds: int | None = _of_channel("length_seconds", "Length, in seconds", "SECONDS", "--length")
    voice: str | None = _of_channel("voice", "Voice", "NAME")
    tone: Tone | None = _of_channel("tone", "Tone", "NAME")
    palette: Palette | None = _of_channel("palette", "Palette", "NAME")
    captions: CaptionStyle | None = _of_channel("captions", "Captions", "NAME")
    shape: Shape | None = _of_channel("shape", "Shape", "NAME")
    music: str | None = _of_channel("music", "Music", "NAME|FILE")

    def changes(self) -> dict[str, object]:
        """The settings that this run replaces, by name."""
        return {name: value for name, value in self if value is not None}


def field_name(name: str) -> str:
    """What people call a field of the request: its option on the command line, its title in Prefect's form."""
    return f"--{name.replace('_', '-')}, or the form's field {ShortRequest.model_fields[name].title}"


# Adding a field is enough to add an option: the command line, Prefect's form and the README's table are generated from
# the model; those of `this_run`, too. An option's placeholder in `--help` is the field's `metavar`, or VALUE.
class ShortRequest(_OnlyWhatIsGiven):
    """A request for one short. Every field is optional: by default, the channel's next topic is made for today."""

    model_config = ConfigDict(extra="forbid", title="A short", validate_default=True, json_schema_extra=_plain_form)

    topic: str | None = Field(
        None,
        title="Topic",
        json_schema_extra={"metavar": "TEXT"},
        description="What the short is about. Names the subject of the source, or picks a shipped topic.",
        examples=["Why octopuses have three hearts"],
        min_length=2,
        max_length=200,
    )
    source: str | None = Field(
        None,
        title="Source text",
        json_schema_extra={"metavar": "FILE|URL"},
        description="A file (.txt, .md, .html, .docx, .pdf, .epub, .srt and more) or a web address to make it from.",
        examples=["notes.md", "https://en.wikipedia.org/wiki/Tide"],
    )
    images: str | None = Field(
        None,
        title="Folder of pictures and clips",
        json_schema_extra={"metavar": "DIR"},
        description="Your pictures and clips, matched to scenes by name, caption and number; drawings fill the gaps.",
        examples=["pictures/"],
    )
    all_images: bool = Field(
        False,
        title="Show all pictures",
        description="Show every picture of the folder, in the order of the names, whatever the scenes say.",
    )
    channel: str | None = Field(
        None,
        title="Channel file",
        json_schema_extra={"metavar": "FILE"},
        description="The channel's brief (YAML): name, niche, tone, voice, palette, captions, length, publishers.",
        examples=["deployments/channels/demo.yaml"],
    )
    day: Annotated[date | None, BeforeValidator(_calendar_day)] = Field(
        None,
        title="Day",
        json_schema_extra={"metavar": "YYYY-MM-DD"},
        description="The day it is made for; today when empty.",
        examples=["2026-11-24"],
    )
    out: str = Field(
        "out",
        title="Output folder",
        json_schema_extra={"metavar": "DIR"},
        description="Where finished shorts are published.",
        examples=["out"],
    )
    script: str | None = Field(
        None,
        title="Finished script",
        json_schema_extra={"metavar": "FILE"},
        description="A script of yours (YAML, JSON, .md or .txt): the writer is skipped and your scenes are kept.",
        examples=["script.yaml"],
    )
    narration: str | None = Field(
        None,
        title="Your own narration",
        json_schema_extra={"metavar": "FILE"},
        description="Your recording of that script, in place of a voice: WAV, MP3 and other sound files.",
        examples=["narration.wav"],
    )
    seed: int = Field(
        1,
        title="Seed",
        json_schema_extra={"metavar": "N"},
        description="Random seed: another one changes the look; the same one reproduces the same short.",
        ge=0,
        le=2**31 - 1,
    )
    this_run: ForThisRun | None = Field(
        None, title="For this run only", description="Settings that replace the channel's in this run alone."
    )
