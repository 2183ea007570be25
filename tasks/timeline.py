"""Build the timeline: what every frame shows and plays, as pure data."""

from collections.abc import Sequence
from itertools import accumulate

from tasks.domain.channel import Liveliness
from tasks.domain.clip import Clip
from tasks.domain.film.carry import coming, shared, staying
from tasks.domain.film.choreography import calmed, plan_stage, pulsed
from tasks.domain.film.cues import cues
from tasks.domain.film.events import on_stage, wanting
from tasks.domain.film.idling import idled
from tasks.domain.film.kinetic import rested, says
from tasks.domain.film.motion import gentle, pick_kinds, plan_motions, with_beats
from tasks.domain.film.picking import own_names
from tasks.domain.film.shots import Turn, turns
from tasks.domain.film.sound_plan import Form, form_of, plan_effects
from tasks.domain.film.transitions import plan_transitions
from tasks.domain.speech import Narration, Speech, SpokenWord
from tasks.domain.stage import Stage
from tasks.domain.story import Picture, Story
from tasks.domain.timeline import Captions, Heard, Look, Motion, Music, Shot, Sound, Timeline, Transition
from tasks.domain.values import Artifact, replaced
from tasks.domain.words import clauses, split_words
from tasks.machine.media.pictures import picture_size
from tasks.machine.storage.assets import assets
from tasks.render.sound.narration import join_speeches
from tasks.stagecraft.stage import stage

HELD = 1.0  # seconds for which a clip's last frame may stand under the moving camera


@stage(version=18)
def timeline(
    story: Story, speeches: tuple[Speech, ...], pictures: tuple[Picture, ...], look: Look, seed: int
) -> Timeline:
    """Join the passages of speech, and time scenes, motion, transitions and captions by its words, in whole frames."""
    return lay(story, join_speeches(speeches, assets(), look.output.fps), pictures, look, seed)


def lay(story: Story, voice: Narration, pictures: Sequence[Picture], look: Look, seed: int) -> Timeline:
    """The timeline of a joined voice; it ends with the sound. `pictures` has one for each scene. Pure."""
    output = look.output
    frames = max(1, round(voice.seconds * output.fps))
    language = look.language or "en"
    shown = turns(story, voice, pictures, frames, output.fps, language)
    seen = [turn.picture for turn in shown]
    lengths = [turn.frames for turn in shown]
    kinds = pick_kinds(own_names([turn.text for turn in shown]), seed)
    motions = plan_motions(
        kinds, [picture.focus for picture in seen], lengths, output.fps, [picture.reach for picture in seen]
    )
    drawn = [picture.origin == "drawn" for picture in seen]
    transitions = plan_transitions([turn.text for turn in shown], lengths, drawn, look.tone, seed, output.fps)
    form = form_of(voice.words, story.script.script, language, voice.seconds)
    words = _by_turn(voice.words, shown, output.fps)
    tails = [*(transition.frames for transition in transitions[1:]), 0]
    shots: list[Shot] = []
    for turn, said, motion, transition, tail in zip(shown, words, motions, transitions, tails, strict=True):
        before, leaves = shots[-1] if shots else None, turn.first + turn.frames < frames
        carry = shared(before, turn.picture.elements, turn.frames, output.fps) if before else None
        number = carry.arriving if carry else -1
        shot = _shot(turn, said, motion, transition, tail, look, leaves=leaves, carried=number)
        if before and carry:
            shots[-1] = staying(before, carry)
            shot = coming(shot, before, carry, tail, picture_size(output))
        shots.append(shot)
    spans = [(shot.first, shot.first + shot.frames) for shot in shots if _sets_its_words(shot)]
    ends = clauses(story.script.script) | _borders(words, shots)
    seen_cues, resting = rested(cues(voice.words, output, frames, look.words_per_caption, ends), spans)
    return Timeline(
        output=output,
        frames=frames,
        shots=tuple(shots),
        captions=Captions(
            style=look.captions,
            accent=look.accent,
            cues=seen_cues,
            resting=resting,
            language=look.language,
        ),
        sound=Sound(
            voice=voice.audio,
            music=_music(look, seed, form),
            effects=plan_effects(voice.words, shots, drawn, form, output.fps) if look.effects else (),
            clips=tuple(
                Heard(file=turn.picture.sound, first=shot.first, frames=shot.frames)
                for turn, shot in zip(shown, shots, strict=True)
                if shot.clip and turn.picture.sound
            ),
        ),
    )


Said = Sequence[tuple[str, int]]  # spoken words, each with its first frame of the shot


def _by_turn(words: Sequence[SpokenWord], shown: Sequence[Turn], fps: int) -> list[Said]:
    """The words of each turn. A voice without word times may place some of them outside of it."""
    spoken = [(word.text, round(word.start * fps)) for word in words]
    ends = list(accumulate(len(split_words(turn.text)) for turn in shown))
    return [
        [(text, frame - turn.first) for text, frame in spoken[first:end]]
        for turn, first, end in zip(shown, [0, *ends], ends, strict=False)
    ]


def _shot(
    turn: Turn,
    said: Said,
    motion: Motion,
    transition: Transition,
    tail: int,
    look: Look,
    *,
    leaves: bool,
    carried: int,
) -> Shot:
    """A turn's shot, in which something happens at least every few seconds; its motion goes on for `tail` frames."""
    fps, still = look.output.fps, look.motion == Liveliness.still
    stage, clip = _stage(turn, said, look, leaves=leaves, carried=carried), _clip(turn, fps)
    if not still:
        heard = [frame for _, frame in said]
        wanted: Sequence[int] = () if clip else wanting(on_stage(stage, fps), turn.frames, fps, heard)
        if stage and turn.picture.spoken:
            cast, wanted = pulsed(stage.cast, wanted, turn.frames, fps)
            stage, motion = replaced(stage, cast=cast), gentle(motion)
        if stage and look.motion == Liveliness.lively:
            stage = replaced(stage, cast=idled(stage.cast, [*on_stage(stage, fps), *wanted], turn.frames, fps))
        if wanted:
            motion = with_beats(motion, wanted, turn.frames + tail, fps, calm=look.motion == Liveliness.calm)
    return Shot(
        picture=turn.picture.image,
        stage=stage,
        clip=clip,
        focus=turn.picture.focus,
        first=turn.first,
        frames=turn.frames,
        motion=motion,
        transition=transition,
        narration=turn.text,
    )


def _stage(turn: Turn, said: Said, look: Look, *, leaves: bool, carried: int) -> Stage | None:
    """The stage of a card, or of a photograph with elements, which come in on the words that are spoken in its shot."""
    picture = turn.picture
    if picture.sky is None or look.motion == Liveliness.still:
        return None
    if picture.spoken:
        if not says(picture.spoken, turn.text):
            return None  # it would set other words than are heard
        words = [(text, min(max(frame, 0), turn.frames - 1)) for text, frame in said]
    else:
        words = [(text, frame) for text, frame in said if 0 <= frame < turn.frames]
    elements = calmed(picture.elements) if look.motion == Liveliness.calm else picture.elements
    cast = plan_stage(
        elements,
        words,
        turn.frames,
        look.output.fps,
        opens=not turn.first,
        leaves=leaves,
        furnished=picture.origin != "drawn",
        carried=carried,
    )
    return Stage(sky=picture.sky, unit=picture.unit, cast=cast)


def _clip(turn: Turn, fps: int) -> Clip | None:
    """The clip of the turn's picture; None without one, and if its last frame would stand for more than HELD."""
    clip = turn.picture.clip
    return clip if clip and clip.frames + HELD * fps >= turn.frames else None


def _sets_its_words(shot: Shot) -> bool:
    return shot.stage is not None and any(cued.element.number >= 0 for cued in shot.stage.cast)


def _borders(words: Sequence[Said], shots: Sequence[Shot]) -> frozenset[int]:
    """The numbers of the words before and at the end of shots that set their words: no caption reaches across."""
    ends = [0, *accumulate(map(len, words))]
    return frozenset(
        end - 1
        for shot, first, last in zip(shots, ends, ends[1:], strict=False)
        if _sets_its_words(shot)
        for end in (first, last)
        if end
    )


def _music(look: Look, seed: int, form: Form) -> Music | None:
    if look.music is None:
        return None
    if isinstance(look.music, Artifact):
        return Music(seed=seed, file=look.music)
    fps = look.output.fps
    return Music(mood=look.music, seed=seed, turn=round(form.turn * fps), last=round(form.last * fps))
