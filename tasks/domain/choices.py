"""The words among which a channel chooses for a field."""

from enum import StrEnum


class Tone(StrEnum):
    curious = "curious"
    calm = "calm"
    bright = "bright"
    dramatic = "dramatic"


class Liveliness(StrEnum):
    lively = "lively"  # what is drawn drops, pops and counts in on its word
    calm = "calm"  # it fades and rises in
    still = "still"  # a card is one picture under a moving camera


class Shape(StrEnum):
    vertical = "vertical"  # 1080 x 1920
    square = "square"  # 1080 x 1080
    wide = "wide"  # 1920 x 1080
    vertical_4k = "vertical-4k"  # 2160 x 3840


class Licences(StrEnum):
    known = "known"  # only CC0, public domain, CC BY and CC BY-SA, which the credits name
    stock = "stock"  # also the licences of Pexels and Pixabay: free to use, but not free to pass on
    any = "any"  # also results of Google's Creative Commons filter, which names no licence: the channel's own risk


class Check(StrEnum):
    none = "none"
    found = "found"  # what was found, by small stills, before anything large is downloaded
    film = "film"  # the finished film, of which a few scenes may be made again
    both = "both"

    @property
    def of_found(self) -> bool:
        """Whether a model looks at what was found."""
        return self in {Check.found, Check.both}

    @property
    def of_film(self) -> bool:
        """Whether a model looks at the finished film."""
        return self in {Check.film, Check.both}


class ClipSound(StrEnum):
    none = "none"
    own = "own"  # of the user's clips
    all = "all"  # of found ones, too


class Visibility(StrEnum):
    public = "public"
    unlisted = "unlisted"
    private = "private"


class Reviewed(StrEnum):
    none = "none"
    script = "script"  # before any voice is paid for
    film = "film"  # before it is published
    both = "both"

    @property
    def of_script(self) -> bool:
        """Whether a person approves the script."""
        return self in {Reviewed.script, Reviewed.both}

    @property
    def of_film(self) -> bool:
        """Whether a person approves the film."""
        return self in {Reviewed.film, Reviewed.both}
