"""How scenes take over from one another: crossfades, and now and then, where a new thought begins, something bolder."""

import re
from collections.abc import Sequence
from typing import Literal

from tasks.domain.channel import Tone
from tasks.domain.timeline import Transition

Kind = Literal["cut", "crossfade", "slide", "wipe", "zoom", "dip"]

SECONDS: dict[Kind, float] = {"crossfade": 0.4, "slide": 0.45, "wipe": 0.5, "zoom": 0.45, "dip": 0.6}
BOLDER: dict[Tone, tuple[Kind, ...]] = {
    Tone.curious: ("zoom", "slide"),
    Tone.calm: ("dip",),
    Tone.bright: ("slide", "wipe"),
    Tone.dramatic: ("dip", "zoom"),
}
APART = 4  # scenes from one bolder transition to the next, at least
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*$")


def plan_transitions(
    narrations: Sequence[str], frames: Sequence[int], tone: Tone, seed: int, fps: int
) -> tuple[Transition, ...]:
    """One for each scene, at its head. Bolder ones stand where a sentence begins, and the tone says which."""
    planned = [Transition(kind="cut", frames=0)]
    since, used = APART - 1 - seed % 2, seed
    for number in range(1, len(frames)):
        since += 1
        kind: Kind = "crossfade"
        if since >= APART and _ENDS.search(narrations[number - 1].rstrip()):
            kind, since, used = BOLDER[tone][used % len(BOLDER[tone])], 0, used + 1
        length = min(round(SECONDS[kind] * fps), frames[number] // 3)
        planned.append(Transition(kind=kind if length else "cut", frames=length))
    return tuple(planned)
