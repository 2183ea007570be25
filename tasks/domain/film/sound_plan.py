"""Plans a short's sound along its story: where the music lifts and leaves room, and which frames get an effect."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from tasks.domain.film.choreography import FORCEFUL, impact
from tasks.domain.languages import base
from tasks.domain.speech import SpokenWord
from tasks.domain.text.sentences import sentences
from tasks.domain.timeline import Effect, EffectKind, Shot
from tasks.domain.values import Frozen
from tasks.domain.words import split_words

TURN = (0.42, 0.8, 0.62)  # shares of the film between which a turn may lie, and where it is looked for first
LAST_LINE = (1.0, 0.4)  # seconds that the last line takes at least, and the share of the film that it takes at most
MIN_SECONDS = 12.0  # of a film that has parts
RUSHING = frozenset({"slide", "zoom", "wipe"})  # transitions that move
APART = 0.7  # seconds from one effect to the next; of two that are closer, the more important one is kept
RANK: Sequence[EffectKind] = ("hit", "riser", "whoosh", "tick", "pop")
TICKS_APART = 5.0  # seconds; numbers are often said in a row
POPS_APART = 1.4  # seconds; things often land in a row
# Words with which a sentence turns against what was said before it.
CONTRASTS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "but yet however instead still suddenly until then unless",
        "de": "aber doch dennoch jedoch trotzdem plötzlich dann",
        "fr": "mais pourtant cependant toutefois soudain puis",
        "es": "pero sin aunque entonces",
        "it": "ma però tuttavia eppure poi",
        "pt": "mas porém contudo entretanto então",
        "nl": "maar echter toch plotseling toen",
        "pl": "ale jednak lecz nagle wtedy",
        "ru": "но однако вдруг тогда",
        "uk": "але проте однак раптом тоді",
        "tr": "ama ancak fakat sonra",
        "el": "αλλά όμως ωστόσο τότε",
        "sv": "men dock ändå plötsligt då",
        "ja": "しかし でも だが ところが",
        "zh": "但 但是 然而 不过",
        "ko": "하지만 그러나 그런데",
        "ar": "لكن ولكن",
        "he": "אבל אך",
        "hi": "लेकिन मगर पर",
        "th": "แต่",
    }.items()
}


class Form(Frozen):
    """The seconds at which the story turns and its last line begins; 0 if it has none."""

    turn: float = 0.0
    last: float = 0.0


def form_of(words: Sequence[SpokenWord], script: str, language: str, seconds: float) -> Form:
    """The form of a spoken script: its turn is a sentence that contrasts with the one before it, or one near the place.

    `words` are the script's, in order.
    """
    if seconds < MIN_SECONDS or not words:
        return Form()
    parts = [split_words(sentence) for sentence in sentences(script, base(language))]
    firsts = [0, *accumulate(map(len, parts[:-1]))] if parts else [0]
    starts = [(words[first].start, part) for first, part in zip(firsts, parts, strict=True) if first < len(words)]
    last = starts[-1][0] if starts else 0.0
    if not (LAST_LINE[0] <= seconds - last <= LAST_LINE[1] * seconds):
        last = 0.0
    low, high, wanted = (share * seconds for share in TURN)
    middle = [(start, part) for start, part in starts if low <= start <= high and start + 2 < (last or seconds)]
    if not middle:
        return Form(last=last)
    against = CONTRASTS.get(base(language), frozenset())
    turn, _ = min(middle, key=lambda found: (not _turns(found[1], against), abs(found[0] - wanted)))
    return Form(turn=turn, last=last)


def _turns(sentence: Sequence[str], against: frozenset[str]) -> bool:
    return bool(sentence) and sentence[0].strip("\"'“‘«„¿¡,、，").lower() in against


def plan_effects(
    words: Sequence[SpokenWord], shots: Sequence[Shot], drawn: Sequence[bool], form: Form, fps: int
) -> tuple[Effect, ...]:
    """The film's effects in order: a hit on the first word, and on moving transitions, numbers, what lands on a stage,
    drawn scenes without a stage that cut in, and before the last line.

    `drawn` says of each shot whether its picture is a drawing. Where a figure counts, its ticks end with it.
    """
    wanted: list[tuple[EffectKind, int]] = []
    if words:
        wanted.append(("hit", round(words[0].start * fps)))
    if form.last:
        wanted.append(("riser", round(form.last * fps)))
    for shot, card in zip(shots[1:], drawn[1:], strict=True):
        if shot.transition.kind in RUSHING:
            wanted.append(("whoosh", shot.first + shot.transition.frames // 2))
        elif card and shot.stage is None and shot.transition.kind == "cut":
            wanted.append(("pop", shot.first))
    wanted += [("tick", frame) for frame in _apart(_counts(words, shots, fps), TICKS_APART * fps)]
    wanted += [("pop", frame) for frame in _apart(_landings(shots, fps), POPS_APART * fps)]
    kept: list[tuple[EffectKind, int]] = []
    for kind, frame in sorted(wanted, key=lambda effect: (RANK.index(effect[0]), effect[1])):
        if all(abs(frame - other) >= APART * fps for _, other in kept):
            kept.append((kind, frame))
    return tuple(Effect(kind=kind, frame=frame) for kind, frame in sorted(kept, key=lambda effect: effect[1]))


def _landings(shots: Sequence[Shot], fps: int) -> list[int]:
    """The frames of the film on which something lands with force."""
    return sorted(
        shot.first + frame
        for shot in shots
        for cued in (shot.stage.cast if shot.stage else ())
        if cued.element.entrance in FORCEFUL and cued.origin is None and 0 <= (frame := impact(cued, fps)) < shot.frames
    )


def _counts(words: Sequence[SpokenWord], shots: Sequence[Shot], fps: int) -> list[int]:
    """The frames on which a figure that counts arrives, and on which one is said in shots where none counts."""
    frames: list[int] = []
    counting: list[range] = []
    for shot in shots:
        arrivals = [cued.rests for cued in (shot.stage.cast if shot.stage else ()) if cued.element.entrance == "count"]
        if arrivals:
            frames += [shot.first + frame for frame in arrivals if 0 <= frame < shot.frames]
            counting.append(range(shot.first, shot.first + shot.frames))
    for word in words:
        said = round(word.start * fps)
        if sum(map(str.isdigit, word.text)) > 1 and not any(said in shot for shot in counting):
            frames.append(said)
    return sorted(frames)


def _apart(frames: Sequence[int], least: float) -> list[int]:
    """The frames without those that follow another one too soon."""
    kept: list[int] = []
    for frame in frames:
        if not kept or frame - kept[-1] >= least:
            kept.append(frame)
    return kept
