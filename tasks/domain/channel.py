"""A channel's brief: everything its owner decides once, for every short."""

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from tasks.domain.categories import Category
from tasks.domain.choices import Check, ClipSound, Licences, Liveliness, Reviewed, Shape, Tone, Visibility
from tasks.domain.delivery import Delivery
from tasks.domain.looks import CaptionStyle, Palette
from tasks.domain.made import Making, making_of
from tasks.domain.names import former_slug, slug
from tasks.domain.values import Frozen, Text
from tasks.domain.written import (
    Account,
    Chain,
    ClockTime,
    Hashtags,
    MaybeClockTime,
    Prices,
    Publishers,
    both_or_none,
    film_or_none,
    one_publisher,
)

__all__ = ["CaptionStyle", "Channel", "ClipSound", "Licences", "Liveliness", "Palette", "Shape", "Tone", "Visibility"]

PLANNED = "planned"  # of topics: a language model plans them
LENGTH = 55  # seconds, unless the channel says otherwise


class Channel(Frozen):
    """A channel's brief: whom it addresses, and how its shorts look and sound."""

    name: Text = Field(
        "demo", description="The channel's name; its shorts are published under it.", examples=["Night Facts"]
    )
    niche: str = Field("", description="What the channel is about, in a few words.", examples=["animals and science"])
    tone: Tone = Field(Tone.curious, description="The mood of words and music.")
    language: str = Field(
        "en",
        description="Language code of the narration.",
        examples=["en", "pt-BR", "zh-TW"],
        pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$",
    )
    at: ClockTime = Field("06:00", description="When the day's short is made (24-hour clock).")
    timezone: str = Field(
        "Etc/UTC",
        description="Time zone of the channel's day and of `at`.",
        examples=["Europe/Berlin"],
        min_length=1,
    )
    catch_up: bool = Field(False, description="Make yesterday's short if its scheduled time was missed.")
    prefetch: int = Field(
        0,
        ge=0,
        le=720,
        description="Minutes before `at` when services are asked for the topic and its facts; 0: when it is made.",
        examples=["60"],
    )
    topics: str = Field(
        "",
        description="The channel's own topics, each made once, in their order or when due: a YAML, CSV or text file "
        "beside the channel's, or the address of a sheet, a CSV or a feed. When none is left, trends are asked. "
        "planned: the writer's language model plans a series from the niche, two weeks at a time.",
        examples=["topics.csv", "https://example.com/feed.xml", "planned"],
    )
    unlike_others: bool = Field(False, description="Also leave out what this installation's other channels had lately.")
    # The README's table of services lists the vendors.
    trends: Chain = Field(
        "auto",
        description="Where topics come from: auto, or vendors in the order in which they are asked; none: from the "
        "channel's own topics alone.",
        examples=["auto", "wikipedia, shipped", "none"],
    )
    facts: Chain = Field(
        "auto",
        description="Where facts are looked up: auto, or vendors in the order in which they are asked.",
        examples=["auto", "serpapi, wikipedia"],
    )
    writer: Chain = Field(
        "auto",
        description="What writes the script: auto, or vendors in the order in which they are asked. extractive+openai: "
        "quoted sentences, of which a small language model rewrites the hook, the turns and the end.",
        examples=["auto", "openai", "extractive", "extractive+openai"],
    )
    model: str = Field("", description="The chat model that writes; OPENAI_MODEL if empty.", examples=["gpt-5.4-mini"])
    prices: Prices = Field(
        {},
        description="What this channel pays, in USD, where that is not what the host's settings say, by the names of "
        "these settings. Costs are booked and budgets held by it.",
        examples=["{OPENAI_USD_PER_MILLION_IN: 0.10, OPENAI_USD_PER_MILLION_OUT: 0.50}"],
    )
    country: str = Field(
        "",
        pattern=r"^([A-Za-z]{2})?$",
        description="The country whose trends and search results count, in two letters; SERPAPI_COUNTRY if empty.",
        examples=["DE"],
    )
    voice: str = Field(
        "auto",
        description="What speaks: auto, or a vendor, or vendor:voice, such as elevenlabs:EXAVITQu4vr4xnSDxMaL, "
        "openai:nova or speech:kokoro/af_heart.",
        examples=["auto", "hibari", "elevenlabs", "openai:nova"],
    )
    speed: float = Field(
        1.0,
        ge=0.7,
        le=1.3,
        description="How fast the voice speaks, 1 being its natural pace: 0.7 to 1.3 (ElevenLabs: to 1.2). Scripts are "
        "written for it.",
        examples=["1.1"],
    )
    stability: float | None = Field(
        None, ge=0, le=1, description="ElevenLabs only: how even the voice is, from lively 0 to monotonous 1."
    )
    similarity: float | None = Field(
        None, ge=0, le=1, description="ElevenLabs only: how closely it keeps to the original voice, 0 to 1."
    )
    style: float | None = Field(
        None, ge=0, le=1, description="ElevenLabs only: how far it exaggerates the voice's style, 0 to 1."
    )
    pictures: Chain = Field(
        "auto",
        description="Where pictures come from: auto, or vendors in the order in which they are asked. made, a model's "
        "pictures, is never on auto.",
        examples=["auto", "commons, openverse", "commons, made", "drawn"],
    )
    picture_style: str = Field(
        "",
        description="The style of pictures that a model makes, if `pictures` names made: one line for all of a short.",
        examples=["flat gouache in two colours"],
        max_length=300,
    )
    picture_reference: str = Field(
        "", description="A picture beside the channel's file whose style the made ones follow.", examples=["style.jpg"]
    )
    most_made: int = Field(
        5,
        ge=0,
        le=50,
        description="At most so many scenes of a short get a made picture, if `pictures` names made.",
        examples=["5"],
    )
    clips: Chain = Field(
        "auto",
        description="Where clips come from, for every second scene at most: auto, none, or vendors in their order.",
        examples=["auto", "none", "pexels, commons"],
        min_length=1,
    )
    picture_check: Annotated[Check, BeforeValidator(both_or_none)] = Field(
        Check.both,
        description="What the model that writes looks at, if it can see (OPENAI_EYES_MODEL): found, small stills of "
        "what was found for each scene, of which it refuses those that show something else; film, the finished film, "
        "of which up to three scenes that show something else are made again; both; none.",
    )
    least_clips: int = Field(
        0, ge=0, le=25, description="Show so many clips if found, though never four in a row.", examples=["3"]
    )
    clip_sound: ClipSound = Field(
        ClipSound.none,
        description="Whose own sound is heard, low under the voice: of no clips (none), of yours (own), or of found "
        "ones, too (all), in which somebody may claim the music.",
    )
    licences: Licences = Field(
        Licences.any,
        description="Which found pictures and clips may be shown. known: only a stated licence of CC0, public domain, "
        "CC BY or CC BY-SA. stock: also those of Pexels and Pixabay. any: also results of Google's Creative Commons "
        "filter, which names no licence (the credits say so). None shows NC or ND.",
    )
    fall_back: bool = Field(
        False,
        description="If a service's quota is used up, or a voice is gone, not allowed or down, use the next "
        "one in the chain instead of stopping.",
    )
    palette: Palette = Field(Palette.auto, description="Colours of drawn scenes; auto picks one for each short.")
    captions: CaptionStyle = Field(CaptionStyle.bold, description="How the words on screen look.")
    words_per_caption: int = Field(3, ge=1, le=6, description="Maximum number of words on screen at once.")
    shape: Shape = Field(
        Shape.vertical,
        description="The frame: vertical 1080x1920, square 1080x1080, wide 1920x1080, vertical-4k 2160x3840.",
    )
    music: str = Field(
        "auto",
        description="Music under the voice: auto (by tone), curious, calm, bright, dramatic, none, or a sound file.",
        examples=["calm", "music/theme.mp3"],
        min_length=1,
    )
    motion: Liveliness = Field(
        Liveliness.lively,
        description="How drawn scenes come in: lively (they drop, pop and count on their words), calm (they fade in), "
        "still (a card is one picture). Unless it is still, some scenes set their words as they are spoken.",
    )
    effects: bool = Field(
        True, description="Quiet sound effects: on cuts, on what lands, on numbers, and before the last line."
    )
    callouts: bool = Field(True, description="What a sentence states (a figure, a place) stands over its photograph.")
    length_seconds: int = Field(
        LENGTH,
        ge=15,
        le=180,
        description="Length to aim for, in seconds. At 55, the built-in writer cuts a text that does not fit to 45 at "
        "most, but may take all of it for a recipe, a story's end or a thought that goes on; any other length is aimed "
        "at as it is.",
    )
    hashtags: Hashtags = Field(
        (),
        description="The channel's own hashtags, which each short gets after those of its subject.",
        examples=["[science, SpaceFacts]"],
    )
    account: Account = Field(
        "",
        description="The account that the channel publishes with, by a name of your choice: its keys are "
        "YOUTUBE_TOKEN_NAME and so on. A key that is not set for it is the shared one, but never of a channel to "
        "publish on.",
        examples=["science"],
    )
    publishers: Publishers = Field(
        ("folder",),
        description="Where finished shorts go, one or several; the folder is always written.",
        examples=["[folder, youtube]"],
    )
    visibility: Visibility = Field(Visibility.public, description="Who may see an uploaded short after its checks.")
    publish_at: MaybeClockTime = Field(
        "",
        description="Time of day, in the channel's time zone, when an uploaded short goes public; at once if empty.",
        examples=["17:30"],
    )
    category: Category = Field(
        "",
        description="YouTube's category, by name (education, science, howto) or number; YOUTUBE_CATEGORY if empty.",
        examples=["science"],
    )
    notify_subscribers: bool = Field(False, description="Whether YouTube tells subscribers of each uploaded short.")
    made_for_kids: bool = Field(False, description="Whether the channel's shorts are made for children.")
    review: Annotated[Reviewed, BeforeValidator(film_or_none)] = Field(
        Reviewed.none,
        description="What a person approves (needs a server: make up): script, to be edited before any voice is paid "
        "for; film, before it is published; both; none.",
    )
    review_hours: int = Field(
        24, ge=1, le=168, description="Hours until a review ends; without an answer, the short is not published."
    )
    review_by: MaybeClockTime = Field(
        "",
        description="Time of day, in the channel's time zone, when a review ends; replaces review_hours.",
        examples=["18:00"],
    )

    _as_it_was = model_validator(mode="before")(one_publisher)

    @property
    def key(self) -> str:
        """The channel's name as a slug, for paths and the ledger."""
        return slug(self.name)

    @property
    def former_key(self) -> str:
        """The key that versions up to 0.2 gave the channel, under which their ledgers know it."""
        return former_slug(self.name)

    @property
    def lists_topics(self) -> bool:
        """Whether it has a list of its own topics."""
        return bool(self.topics) and self.topics != PLANNED

    @property
    def delivery(self) -> Delivery:
        """How its voice speaks."""
        return Delivery.model_validate({name: getattr(self, name) for name in Delivery.model_fields})

    @property
    def calls_out(self) -> bool:
        """Whether photographs get callouts: in a still picture they would stand before they are said."""
        return self.callouts and self.motion != Liveliness.still

    @property
    def making(self) -> Making | None:
        """Which pictures a model may make for a short; None unless `pictures` names it."""
        return making_of(self.pictures, self.most_made, self.picture_style)

    def for_words(self) -> "Channel":
        """Only the fields that affect words and voice: a new look must not pay for a new script."""
        fields = ("name", "niche", "tone", "language", "trends", "facts", "writer", "voice", "fall_back")
        return self._only(*fields, *Delivery.model_fields, "length_seconds")

    def for_pictures(self) -> "Channel":
        """Only the fields that affect which pictures and clips are found."""
        return self._only("language", "pictures", "clips", "least_clips", "licences", "fall_back", "shape")

    def for_eyes(self) -> "Channel":
        """Only the fields that affect who looks at what was found, and at the film."""
        return self._only("language", "writer", "least_clips")

    def _only(self, *fields: str) -> "Channel":
        return Channel.model_validate({name: getattr(self, name) for name in fields})
