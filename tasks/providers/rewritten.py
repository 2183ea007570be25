"""One writer's story with some of its sentences said otherwise by another vendor: `writer: extractive+openai`."""

from collections.abc import Mapping

from tasks.domain.channel import Channel
from tasks.domain.story import Dossier, Story
from tasks.providers import Rewriter, Writer


class Rewritten:
    """A writer and the rewriter of its stories."""

    def __init__(self, writer: Writer, rewriter: Rewriter) -> None:
        self.writer = writer
        self.rewriter = rewriter

    @property
    def fingerprint(self) -> Mapping[str, object]:
        return {"of": dict(self.writer.fingerprint), "by": dict(self.rewriter.fingerprint)}

    def write(self, dossier: Dossier, channel: Channel, words_per_minute: float, seed: int) -> Story:
        """Raises what either of them raises."""
        story = self.writer.write(dossier, channel, words_per_minute, seed)
        return self.rewriter.rewrite(story, dossier, channel, words_per_minute, seed)
