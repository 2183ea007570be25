"""Build the timeline: what every frame shows and plays, as pure data."""

from collections.abc import Sequence
from itertools import accumulate

from tasks.domain.film.cues import cues
from tasks.domain.film.motion import plan_motions
from tasks.domain.film.pacing import scene_count, seconds_without_times
from tasks.domain.film.sound_plan import Form, form_of, plan_effects
from tasks.domain.film.transitions import plan_transitions
from tasks.domain.story import Narration, Picture, Speech, Story
from tasks.domain.text.scenes import merge
from tasks.domain.timeline import Captions, Look, Music, Shot, Sound, Timeline
from tasks.domain.values import Artifact
from tasks.domain.words import clauses, count_words, join_texts, split_words
from tasks.machine.storage.assets import assets
from tasks.render.sound.narration import join_speeches
from tasks.stagecraft.stage import stage


@stage(version=7)
def timeline(
    story: Story, speeches: tuple[Speech, ...], pictures: tuple[Picture, ...], look: Look, seed: int
) -> Timeline:
    """Join the passages of speech, and time scenes, motion, transitions and captions by its words, in whole frames."""
    return lay(story, join_speeches(speeches, assets()), pictures, look, seed)


def lay(story: Story, voice: Narration, pictures: Sequence[Picture], look: Look, seed: int) -> Timeline:
    """The timeline of a joined voice; it ends with the sound. `pictures` has one for each scene. Pure."""
    output = look.output
    frames = max(1, round(voice.seconds * output.fps))
    narrations = [scene.narration for scene in story.script.scenes]
    counts = [count_words(text) for text in narrations]
    groups = _joined(_groups(story, voice, narrations, look.language or "en"), pictures, counts)
    starts = [round(start * output.fps) for start in _starts(voice, narrations)]
    firsts = _firsts([starts[group[0]] for group in groups], frames)
    lengths = [end - first for first, end in zip(firsts, [*firsts[1:], frames], strict=True)]
    shown = [pictures[_longest(group, counts)] for group in groups]
    motions = plan_motions([picture.focus for picture in shown], lengths, seed, output.fps)
    texts = [join_texts(narrations[n] for n in group) for group in groups]
    drawn = [picture.origin == "drawn" for picture in shown]
    transitions = plan_transitions(texts, lengths, drawn, look.tone, seed, output.fps)
    form = form_of(voice.words, story.script.script, look.language or "en", voice.seconds)
    shots = tuple(
        Shot(
            picture=picture.image,
            focus=picture.focus,
            first=first,
            frames=length,
            motion=motion,
            transition=transition,
            narration=text,
        )
        for picture, first, length, motion, transition, text in zip(
            shown, firsts, lengths, motions, transitions, texts, strict=True
        )
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


def _music(look: Look, seed: int, form: Form) -> Music | None:
    if look.music is None:
        return None
    if isinstance(look.music, Artifact):
        return Music(seed=seed, file=look.music)
    fps = look.output.fps
    return Music(mood=look.music, seed=seed, turn=round(form.turn * fps), last=round(form.last * fps))


def _groups(story: Story, voice: Narration, narrations: Sequence[str], language: str) -> Sequence[Sequence[int]]:
    """The scenes of each shot. Scenes are merged if the film is too short for all, except those of a user's script."""
    shots = scene_count(sum(map(count_words, narrations)), voice.seconds, language)
    if story.fixed or shots >= len(narrations):
        return [(number,) for number in range(len(narrations))]
    starts = _starts(voice, narrations)
    seconds = [end - start for start, end in zip(starts, [*starts[1:], voice.seconds], strict=True)]
    return merge(narrations, seconds, shots)


def _joined(
    groups: Sequence[Sequence[int]], pictures: Sequence[Picture], counts: Sequence[int]
) -> Sequence[Sequence[int]]:
    """The groups, with neighbours that show the same picture in one: a cut to itself would be a fault."""
    joined: list[tuple[int, ...]] = []
    for group in groups:
        before = joined[-1] if joined else ()
        if before and pictures[_longest(before, counts)].image == pictures[_longest(group, counts)].image:
            joined[-1] = (*before, *group)
        else:
            joined.append(tuple(group))
    return joined


def _longest(group: Sequence[int], counts: Sequence[int]) -> int:
    """The scene whose picture a group shows: that with the most words."""
    return max(group, key=lambda number: counts[number])


def _firsts(starts: Sequence[int], frames: int) -> list[int]:
    """The shots' first frames. A voice may give several words the same time, but every shot gets at least a frame."""
    firsts = [0]
    for number, start in enumerate(starts[1:], 1):
        latest = frames - (len(starts) - number)
        firsts.append(max(min(start, latest), firsts[-1] + 1))
    return firsts


def _starts(voice: Narration, narrations: Sequence[str]) -> list[float]:
    """When each scene begins, in seconds: with its first word, or estimated if the voice reports no word times."""
    if voice.timing == "proportional":
        lengths = seconds_without_times(narrations, voice.seconds)
        return [0.0, *accumulate(lengths[:-1])]
    counts = [len(split_words(text)) for text in narrations]
    firsts = [0, *accumulate(counts[:-1])]
    return [0.0, *(voice.words[number].start for number in firsts[1:])]
