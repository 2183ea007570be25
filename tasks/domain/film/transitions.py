"""Plans how scenes take over from one another: by cuts on the word, and now and then by something bolder."""

import re
from collections.abc import Sequence

from tasks.domain.channel import Tone
from tasks.domain.timeline import Transition
from tasks.domain.transition_kinds import TRANSITION_KINDS

MIN_SCENES_APART = 4  # from one bolder transition to the next
_ENDS = re.compile(r"[.!?…。！？।؟։။។][\"'”’»)\]」』]*$")


def bolder_kinds(tone: Tone) -> tuple[str, ...]:
    """The transitions that a channel of this tone uses where a sentence begins, in the table's order."""
    return tuple(kind.name for kind in TRANSITION_KINDS.values() if tone in kind.tones)


def plan_transitions(
    narrations: Sequence[str], frames: Sequence[int], drawn: Sequence[bool], tone: Tone, seed: int, fps: int
) -> tuple[Transition, ...]:
    """One transition a scene, at its head; `frames` are the scenes' lengths, `drawn` tells drawings from photographs.

    A scene cuts in hard on its first word, and now and then, where a sentence begins, a bolder transition takes it in.
    Only within a sentence, and only from or to a photograph, is there a crossfade: type that fades over type is
    illegible. A transition takes a third of its scene at most. The seed chooses where the first bolder one comes, how
    far apart they are, and which kind comes first.
    """
    planned = [Transition(kind="cut", frames=0)]
    bolder = bolder_kinds(tone)
    apart = MIN_SCENES_APART + seed // 8 % 3
    since, used = apart - 1 - seed // 2 % MIN_SCENES_APART, seed
    for number in range(1, len(frames)):
        since += 1
        begins = bool(_ENDS.search(narrations[number - 1].rstrip()))
        kind = "cut" if begins or (drawn[number - 1] and drawn[number]) else "crossfade"
        if since >= apart and begins:
            kind, since, used = bolder[used % len(bolder)], 0, used + 1
        length = min(round(TRANSITION_KINDS[kind].seconds * fps), frames[number] // 3)
        planned.append(Transition(kind=kind if length else "cut", frames=length))
    return tuple(planned)
