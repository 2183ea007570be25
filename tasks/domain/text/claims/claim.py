"""What a script claims: its sentences, each with the facts that it cites.

A scene may be half a sentence. Half a sentence can neither be checked nor left out, so a claim is whole sentences: the
scenes up to the next full stop.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.domain.story import Dossier, Script
from tasks.domain.text.sentences import CLOSERS, STOPS
from tasks.domain.words import join_texts

TITLE, DESCRIPTION = "The title", "The description"
BEFORE = 2  # facts before a cited one, which may name what it calls "she" or "it"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `scenes` are the numbers, from 0, of the scenes that say it; title and description have none."""

    place: str  # how the model and people know it: "Scene 3"
    scenes: tuple[int, ...]
    text: str
    cited: tuple[str, ...]  # the sentences that must support it
    around: tuple[str, ...] = ()  # what else may name the persons and things in it


def claims_of(script: Script, cites: Sequence[Sequence[str]], dossier: Dossier) -> tuple[Claim, ...]:
    """The script's claims in order, then its title and description, which rest on all facts that the scenes cite.

    `cites` holds, for each scene, the ids of facts of the dossier.
    """
    facts = {fact.id: number for number, fact in enumerate(dossier.facts)}
    spoken = [
        _claim(_place(group), group, script, sorted({facts[name] for n in group for name in cites[n]}), dossier)
        for group in _sentences(script)
    ]
    everything = tuple(dict.fromkeys(text for claim in spoken for text in claim.cited))
    written = [(TITLE, script.title), (DESCRIPTION, script.description)]
    return (*spoken, *(Claim(place, (), text, everything, (dossier.title,)) for place, text in written if text))


def _claim(place: str, scenes: tuple[int, ...], script: Script, cited: Sequence[int], dossier: Dossier) -> Claim:
    near = {number for one in cited for number in range(max(0, one - BEFORE), one)}
    text = join_texts(script.scenes[number].narration for number in scenes)
    facts = dossier.facts
    around = (dossier.title, *(facts[n].section for n in cited), *(facts[n].text for n in sorted(near)))
    return Claim(place, scenes, text, tuple(facts[n].text for n in cited), around)


def _place(scenes: Sequence[int]) -> str:
    if len(scenes) == 1:
        return f"Scene {scenes[0] + 1}"
    return f"Scenes {scenes[0] + 1} to {scenes[-1] + 1}"


def _sentences(script: Script) -> list[tuple[int, ...]]:
    """The numbers of the scenes, in groups that end where a sentence ends."""
    groups: list[tuple[int, ...]] = []
    open_group: tuple[int, ...] = ()
    for number, scene in enumerate(script.scenes):
        open_group = (*open_group, number)
        if scene.narration.rstrip(CLOSERS + " \u00a0\u202f").endswith(tuple(STOPS)):
            groups.append(open_group)
            open_group = ()
    return [*groups, open_group] if open_group else groups
