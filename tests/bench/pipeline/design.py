"""What a measured design leaves: when each stage and each request began and ended, and what was counted."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tests.bench.meter import Figures


@dataclass(frozen=True)
class Span:
    """A stretch of time, in seconds from the prompt."""

    what: str
    began: float
    ended: float
    units: int = 0  # of a request: characters or bytes

    @property
    def seconds(self) -> float:
        return self.ended - self.began


@dataclass(frozen=True)
class Made:
    """One short, from prompt to prompt. `stages` and `requests` are in the order in which they began."""

    seconds: float
    stages: tuple[Span, ...]
    requests: tuple[Span, ...] = ()
    figures: Figures = field(default_factory=dict)

    def took(self, stage: str) -> float:
        """Seconds of a stage; 0 if it did not run."""
        return sum(span.seconds for span in self.stages if span.what == stage)

    def asked(self, what: str) -> int:
        """How many requests of a kind were made."""
        return sum(span.what == what for span in self.requests)

    def units(self, what: str) -> list[int]:
        """The units of each request of a kind."""
        return [span.units for span in self.requests if span.what == what]

    def among(self, requests: tuple[Span, ...]) -> "Made":
        """The same, with the requests that the vendors noted."""
        return replace(self, requests=requests)


def told(made: Made) -> str:
    """One line of JSON."""
    return json.dumps(asdict(made))


def heard(line: str) -> Made:
    """What `told` wrote."""
    found: dict[str, Any] = json.loads(line)
    spans = {name: tuple(Span(**span) for span in found[name]) for name in ("stages", "requests")}
    return Made(seconds=found["seconds"], figures=found["figures"], **spans)
