"""The transitions there are, one row each: planning, rendering and the quality gate all read this table.

A new transition is a row here and a drawing function in tasks/render/transitions.py.
"""

from dataclasses import dataclass

from tasks.domain.channel import Tone


@dataclass(frozen=True)
class TransitionKind:
    """How one transition behaves, apart from how it is drawn."""

    name: str
    seconds: float  # its length; a short shot gives it less
    tones: tuple[Tone, ...] = ()  # channels of these tones use it where a sentence begins
    through_dark: bool = False  # darkens both shots, so the gate allows black frames in it


TRANSITION_KINDS: dict[str, TransitionKind] = {
    kind.name: kind
    for kind in (
        TransitionKind("cut", 0.0),
        TransitionKind("crossfade", 0.4),
        TransitionKind("dip", 0.6, (Tone.calm, Tone.dramatic), through_dark=True),
        TransitionKind("zoom", 0.45, (Tone.curious, Tone.dramatic)),
        TransitionKind("slide", 0.45, (Tone.curious, Tone.bright)),
        TransitionKind("wipe", 0.5, (Tone.bright,)),
    )
}


def known_kind(name: str) -> str:
    """The name itself. Raises ValueError if the table has no such transition."""
    if name not in TRANSITION_KINDS:
        raise ValueError(f"there is no transition {name!r}; use one of {', '.join(TRANSITION_KINDS)}")
    return name
