"""The user's own recording as a voice: it speaks the whole script at once, with words timed by its pauses.

A request names the recording. The channel of that run then has the voice `file:` with the stored file's name, so that
cache keys, casting and credits treat it like any other voice.
"""

import re
from collections.abc import Mapping

from tasks.domain.errors import BadInput
from tasks.domain.film.paces import pace_of
from tasks.domain.request import field_name
from tasks.domain.speech import Passage, Speech
from tasks.domain.text.heard import by_pauses
from tasks.domain.text.wordtimes import of_written
from tasks.domain.values import Artifact
from tasks.domain.words import count_words
from tasks.machine.media.sounds import Undecodable, decoded
from tasks.machine.media.wav import wav
from tasks.machine.storage.assets import AssetStore
from tasks.providers.vendor import Vendor

STORED = re.compile(r"([0-9a-f]{64})-(\d+)(\.[a-z0-9]+)")
PACES = (50.0, 400.0)  # words a minute between which a person speaks
NOTE = "The recording has no word times. They are estimated from its pauses and the script's letters."


def voice_of(recording: Artifact) -> str:
    """The voice that speaks with this stored recording, as a channel names it."""
    return f"file:{recording.sha256}-{recording.bytes}{recording.suffix}"


def is_recording(voice: str) -> bool:
    """Whether a channel's voice is a recording."""
    return voice.startswith("file:")


def check_recording(data: bytes, name: str, text: str) -> None:
    """Raises BadInput if the recording cannot be played, or is too long or too short to say the text."""
    try:
        samples, rate = decoded(data)
    except Undecodable as error:
        raise BadInput(f"The narration {name} cannot be played.", advice="Give a WAV, MP3, M4A or OGG file.") from error
    seconds, words = len(samples) / rate, count_words(text)
    slow, fast = (60 * words / pace for pace in PACES)
    if not fast <= seconds <= slow or not samples.any():
        raise BadInput(
            f"The narration {name} lasts {seconds:.0f} s, or is silent, and the script has {words} words.",
            advice="Give the recording of this script, whole and nothing else.",
        )


class RecordedVoice:
    """Speaks with a stored recording."""

    def __init__(self, store: AssetStore, name: str = "") -> None:
        self.store = store
        self.name = name

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"recording": self.name}

    def pace(self, language: str) -> float:
        """A person's; nothing is written for it, since its script is finished."""
        return 160.0 * pace_of(language)

    def check_language(self, language: str) -> None:  # noqa: ARG002 - people speak all of them
        """Raises BadInput if no recording is given."""
        self._recording()

    def check_quota(self, characters: int) -> None:
        """A recording is free."""

    def speak(self, passage: Passage, seed: int) -> Speech:  # noqa: ARG002 - it is recorded already
        """The recording, as what is said in it: the passage is the whole script."""
        said = passage.to_say  # its letters tell better how long a number takes
        samples, rate = decoded(self.store.read(self._recording()))
        return Speech(
            audio=self.store.put(wav(samples.tobytes(), rate), ".wav"),
            seconds=len(samples) / rate,
            words=of_written(passage.text, said, by_pauses(said.text, samples, rate), len(samples) / rate),
            voice="the channel's own recording",
            timing="heard",
            synthetic=False,
            note=NOTE,
        )

    def _recording(self) -> Artifact:
        stored = STORED.fullmatch(self.name)
        if not stored:
            raise BadInput(
                "The voice file is a recording of yours, and this run has none.",
                advice=f"Give one with its script ({field_name('narration')}; {field_name('script')}).",
            )
        return Artifact(sha256=stored[1], bytes=int(stored[2]), suffix=stored[3])


VENDOR = Vendor(
    name="file",
    title="Your own recording",
    gives="the voice of the file that `--narration` names, for the script that `--script` names",
    voice=lambda context, name: RecordedVoice(context.store, name),
)
