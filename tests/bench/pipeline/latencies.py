"""How fast the vendors are, for both designs and for the critical path: one place for every number of the bench."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Latencies:
    """Seconds, unless a name says otherwise. A language model's answer arrives whole, as it is not streamed."""

    trends: float = 2.0
    topic: float = 8.0  # the language model chooses a trend
    research: float = 3.0  # one search, page or digest
    script: float = 20.0
    check: float = 3.0  # of the script's claims; the seed has none
    search: float = 1.43  # for pictures
    still: float = 0.3  # a small picture to look at, which the seed does not
    look: float = 3.0  # the model looks at what was found
    picture: float = 1.43
    pictures_at_once: int = 8  # and stills; more wait for their turn
    voice: float = 1.0
    character: float = 0.0267  # of a text to be spoken, in addition
    voices_at_once: int = 5  # more are refused
    bytes_a_second: float = 2e6  # of an upload
    processing: float = 12.0  # from an upload's last byte until the video can be shown

    def speaking(self, characters: int) -> float:
        """For one request with a text of this length."""
        return self.voice + self.character * characters

    def sending(self, size: int) -> float:
        """For an upload of so many bytes."""
        return size / self.bytes_a_second

    def times(self, factor: float) -> "Latencies":
        """The same world in another time: whatever is counted in seconds lasts so many times as long."""
        counted = {"pictures_at_once", "voices_at_once", "bytes_a_second"}
        lasting = {name: value * factor for name, value in vars(self).items() if name not in counted}
        return replace(self, **lasting, bytes_a_second=self.bytes_a_second / factor)
