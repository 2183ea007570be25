"""Reads a draft before it is spoken: what the model should write again, and what is left out if it does not.

A claim that does not follow from what it cites is never published. A weak sentence is: it is only sent back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.domain.channel import Channel
from tasks.domain.errors import BadAnswer
from tasks.domain.film.pacing import planned_seconds, timecodes
from tasks.domain.story import Dossier, Script, Story
from tasks.domain.text.claims import DESCRIPTION, TITLE, Claim, claims_of, misstated
from tasks.domain.text.claims.names import names_of
from tasks.domain.text.drafts import Told, echoes, faults_of
from tasks.domain.text.hanging import hangs
from tasks.domain.text.prose import leans
from tasks.domain.text.sentences import sentences
from tasks.domain.values import replaced
from tasks.domain.words import count_words, join_texts
from tasks.providers.openai.chat import Chat
from tasks.providers.openai.claims import ClaimChecker
from tasks.providers.openai.refusals import SERVICE

LEAST = 0.5  # share of a draft's words that must be left when its unfounded claims are gone


@dataclass(frozen=True)
class Proof:
    """What the drafts of one script are held to: the dossier, the channel's language, its earlier shorts."""

    chat: Chat
    dossier: Dossier
    channel: Channel
    before: Sequence[Told]
    seed: int

    def reasons(self, story: Story) -> list[str]:
        """Why this draft should be written again, a sentence each. The model checks only what the rules let pass."""
        script, language = story.script, self.channel.language
        faults = [
            *faults_of(sentences(script.script, language), language),
            *echoes(script.title, script.hook, script.script, self.before, language),
        ]
        claims = self._claims(story)
        wrong: Mapping[int, str] = self._misstated(claims)
        if not faults and not wrong:
            wrong, _ = ClaimChecker(self.chat).refuted(claims, self.seed)
        return [*faults, *(f"{claims[number].place} is not in the facts: {why}." for number, why in wrong.items())]

    def mended(self, story: Story, words_per_minute: float) -> Story:
        """The story without the claims that do not follow from what they cite, each of which a note names.

        A sentence that leans on one left out goes with it. Raises BadAnswer if too little is left.
        """
        claims = self._claims(story)
        wrong = dict(self._misstated(claims))
        sound = [number for number in range(len(claims)) if number not in wrong]
        refuted, note = ClaimChecker(self.chat).refuted([claims[number] for number in sound], self.seed)
        wrong |= {sound[number]: why for number, why in refuted.items()}
        notes = [*story.notes, *([note] if note else [])]
        if not wrong:
            return replaced(story, notes=tuple(notes))
        kept = _kept(claims, wrong, self.channel.language)
        notes += [f"Left out, for {why}: {claims[number].text!r}." for number, why in sorted(wrong.items())]
        return _without(story, claims, wrong, kept, self.dossier.title, words_per_minute, tuple(notes))

    def _claims(self, story: Story) -> tuple[Claim, ...]:
        return claims_of(story.script, story.cites, self.dossier)

    def _misstated(self, claims: Sequence[Claim]) -> dict[int, str]:
        language, of_facts = self.channel.language, self.dossier.language
        known = names_of((fact.text for fact in self.dossier.facts), of_facts)
        found = {number: misstated(claim, language, of_facts, known) for number, claim in enumerate(claims)}
        return {number: "; ".join(faults) for number, faults in found.items() if faults}


def _kept(claims: Sequence[Claim], wrong: Mapping[int, str], language: str) -> list[int]:
    """The numbers of the scenes to keep: those of sound claims that need no sentence that is left out."""
    scenes: list[int] = []
    said: list[str] = []
    broken = False
    for number, claim in enumerate(claims):
        if not claim.scenes:
            continue
        broken = number in wrong or (broken and leans(claim.text, language)) or hangs(claim.text, said, language)
        if not broken:
            scenes += claim.scenes
            said.append(claim.text)
    return scenes


def _without(
    story: Story,
    claims: Sequence[Claim],
    wrong: Mapping[int, str],
    kept: Sequence[int],
    title: str,
    words_per_minute: float,
    notes: tuple[str, ...],
) -> Story:
    script = story.script
    scenes = [script.scenes[number] for number in kept]
    text = join_texts(scene.narration for scene in scenes)
    if count_words(text) < LEAST * count_words(script.script):
        raise BadAnswer(
            f"Too little of the script follows from its facts: {'; '.join(wrong.values())[:300]}.",
            service=SERVICE,
            advice="Run again with another seed, or set OPENAI_MODEL to a stronger model.",
        )
    spans = timecodes([planned_seconds(count_words(scene.narration), words_per_minute) for scene in scenes])
    opening = next(claim.text for claim in claims if set(claim.scenes) & set(kept))
    hook = script.hook if text.startswith(script.hook) else opening
    places = {claims[number].place for number in wrong}
    mended = Script(
        title=title[:100] if TITLE in places else script.title,
        hook=hook,
        script=text,
        scenes=tuple(scene.model_copy(update={"time": span}) for scene, span in zip(scenes, spans, strict=True)),
        hashtags=script.hashtags,
        description=hook if DESCRIPTION in places else script.description,
    )
    return replaced(story, script=mended, cites=tuple(story.cites[number] for number in kept), notes=notes)
