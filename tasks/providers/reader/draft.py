"""What every reader of a format returns: a text's blocks, what it says about itself, and what was left out of it."""

from collections import Counter
from dataclasses import dataclass, field

from tasks.domain.text.reading import Block, Kind


@dataclass
class Draft:
    """Collects blocks in order. A heading begins a section."""

    blocks: list[Block] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    title: str = ""
    author: str = ""
    licence: str = "unknown"
    url: str = ""
    language: str = ""  # as the text itself states it
    notes: list[str] = field(default_factory=list)
    _section: str = ""

    def add(self, kind: Kind, text: str) -> None:
        """Append a block, on one line; white space alone is none."""
        text = " ".join(text.split())
        if not text:
            return
        if kind is Kind.heading:
            self._section = text
            above = all(block.kind is Kind.heading for block in self.blocks)
            self.title = self.title or (text if above else "")
        self.blocks.append(Block(kind, text, "" if kind is Kind.heading else self._section))

    def leave(self, what: str, count: int = 1) -> None:
        """Count something that is not spoken, by its name in the singular."""
        if count:
            self.left_out[what] += count
