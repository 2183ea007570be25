"""Build the timeline: what every frame shows and plays, as pure data."""

from collections.abc import Sequence

from tasks.domain.channel import Liveliness
from tasks.domain.clip import Clip
from tasks.domain.film.choreography import calmed, plan_stage
from tasks.domain.film.cues import cues
from tasks.domain.film.motion import plan_motions
from tasks.domain.film.shots import Turn, turns
from tasks.domain.film.sound_plan import Form, form_of, plan_effects
from tasks.domain.film.transitions import plan_transitions
from tasks.domain.speech import Narration, Speech
from tasks.domain.stage import Stage
from tasks.domain.story import Picture, Story
from tasks.domain.timeline import Captions, Look, Music, Shot, Sound, Timeline
from tasks.domain.values import Artifact
from tasks.domain.words import clauses
from tasks.machine.storage.assets import assets
from tasks.render.sound.narration import join_speeches
from tasks.stagecraft.stage import stage

HELD = 1.0  # seconds for which a clip's last frame may stand under the moving camera


@stage(version=9)
def timeline(
    story: Story, speeches: tuple[Speech, ...], pictures: tuple[Picture, ...], look: Look, seed: int
) -> Timeline:
    """Join the passages of speech, and time scenes, motion, transitions and captions by its words, in whole frames."""
    return lay(story, join_speeches(speeches, assets()), pictures, look, seed)


def lay(story: Story, voice: Narration, pictures: Sequence[Picture], look: Look, seed: int) -> Timeline:
    """The timeline of a joined voice; it ends with the sound. `pictures` has one for each scene. Pure."""
    output = look.output
    frames = max(1, round(voice.seconds * output.fps))
    language = look.language or "en"
    shown = turns(story, voice, pictures, frames, output.fps, language)
    seen = [turn.picture for turn in shown]
    lengths = [turn.frames for turn in shown]
    motions = plan_motions(
        [picture.focus for picture in seen], lengths, seed, output.fps, [picture.reach for picture in seen]
    )
    drawn = [picture.origin == "drawn" for picture in seen]
    transitions = plan_transitions([turn.text for turn in shown], lengths, drawn, look.tone, seed, output.fps)
    form = form_of(voice.words, story.script.script, language, voice.seconds)
    spoken = [(word.text, round(word.start * output.fps)) for word in voice.words]
    shots = tuple(
        Shot(
            picture=turn.picture.image,
            stage=_stage(turn, spoken, look, leaves=turn.first + turn.frames < frames),
            clip=_clip(turn, output.fps),
            focus=turn.picture.focus,
            first=turn.first,
            frames=turn.frames,
            motion=motion,
            transition=transition,
            narration=turn.text,
        )
        for turn, motion, transition in zip(shown, motions, transitions, strict=True)
    )
    return Timeline(
        output=output,
        frames=frames,
        shots=shots,
        captions=Captions(
            style=look.captions,
            accent=look.accent,
            cues=cues(voice.words, output, frames, look.words_per_caption, clauses(story.script.script)),
            language=look.language,
        ),
        sound=Sound(
            voice=voice.audio,
            music=_music(look, seed, form),
            effects=plan_effects(voice.words, shots, drawn, form, output.fps) if look.effects else (),
        ),
    )


def _stage(turn: Turn, spoken: Sequence[tuple[str, int]], look: Look, *, leaves: bool) -> Stage | None:
    """The stage of a drawn card, whose elements come in on the words that are spoken in its shot."""
    picture = turn.picture
    if picture.sky is None or look.motion == Liveliness.still:
        return None
    words = [(text, frame - turn.first) for text, frame in spoken if 0 <= frame - turn.first < turn.frames]
    elements = calmed(picture.elements) if look.motion == Liveliness.calm else picture.elements
    cast = plan_stage(elements, words, turn.frames, look.output.fps, opens=not turn.first, leaves=leaves)
    return Stage(sky=picture.sky, unit=picture.unit, cast=cast)


def _clip(turn: Turn, fps: int) -> Clip | None:
    """The clip of the turn's picture; None without one, and if its last frame would stand for more than HELD."""
    clip = turn.picture.clip
    return clip if clip and clip.frames + HELD * fps >= turn.frames else None


def _music(look: Look, seed: int, form: Form) -> Music | None:
    if look.music is None:
        return None
    if isinstance(look.music, Artifact):
        return Music(seed=seed, file=look.music)
    fps = look.output.fps
    return Music(mood=look.music, seed=seed, turn=round(form.turn * fps), last=round(form.last * fps))
