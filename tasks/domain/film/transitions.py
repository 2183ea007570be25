"""Plans how scenes take over from one another: by cuts on the word, and now and then by something bolder."""

import re
from collections.abc import Sequence

from tasks.domain.channel import Tone
from tasks.domain.film.picking import own_names, own_number, picked
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
    illegible. A transition takes a third of its scene at most. Which scenes and kinds are bolder follows from their
    texts and the seed.
    """
    planned = [Transition(kind="cut", frames=0)]
    names = own_names(narrations)
    begins = [bool(_ENDS.search(before.rstrip())) for before in narrations[:-1]]
    bold = _lowest([number for number, begin in enumerate(begins, 1) if begin], names, seed)
    for number in range(1, len(frames)):
        kind = "cut" if begins[number - 1] or (drawn[number - 1] and drawn[number]) else "crossfade"
        if number in bold:
            kind = picked(names[number], bolder_kinds(tone), seed)
        length = min(round(TRANSITION_KINDS[kind].seconds * fps), frames[number] // 3)
        planned.append(Transition(kind=kind if length else "cut", frames=length))
    return tuple(planned)


def _lowest(numbers: Sequence[int], names: Sequence[str], seed: int) -> frozenset[int]:
    """Of these scenes, those whose own number is lower than that of every other one nearer than MIN_SCENES_APART.

    So far apart are any two of them, and what is added or removed further away changes none.
    """
    rank = {number: (own_number(names[number], seed), number) for number in numbers}
    return frozenset(
        number
        for number in numbers
        if all(rank[number] <= rank[other] for other in numbers if abs(other - number) < MIN_SCENES_APART)
    )
