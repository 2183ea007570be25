"""Plans all cards of a short before any is drawn: no layout twice in a row, grounds in a rhythm, no two cards alike."""

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

from tasks.artwork.eras import NOW, years_of
from tasks.artwork.faces import in_language
from tasks.artwork.fields import SPORTS, fields_of
from tasks.artwork.layouts import LAYOUTS, SPOKEN
from tasks.artwork.layouts.layout import Layout
from tasks.artwork.layouts.spoken import settable_large
from tasks.artwork.lexicon import emblem
from tasks.artwork.palettes import Ground, hides, resolve
from tasks.artwork.people import cast_of
from tasks.artwork.phrases import stressed
from tasks.artwork.plan import CardPlan
from tasks.artwork.quotes import quoted_in, quotes_of
from tasks.artwork.sentence import GENERIC, NAMESAKES, PASSING, Mentions, Story, Thing, clean, read_sentence
from tasks.artwork.sharing import hosts, thing_of_its_sentence
from tasks.domain.channel import Palette
from tasks.domain.film.kinetic import most_speaking
from tasks.domain.film.picking import own_names, own_number, picked, picks
from tasks.domain.text.capitals import in_title_case, plain
from tasks.domain.text.sentences import sentences
from tasks.domain.values import replaced

__all__ = ["CardPlan", "direct"]

RHYTHM: tuple[Ground, ...] = (
    *("night", "key", "deep", "paper", "night", "second", "deep"),
    *("key", "night", "paper", "deep", "second", "night", "key"),
)
LIGHT_GROUNDS = frozenset({"key", "paper"})
DARK_MOTIFS = ("contours", "rays", "bands", "grid", "sun", "dots")
LIGHT_MOTIFS = ("rays", "dots", "contours", "sun", "grid")
FLOORS = ("hill", "flat", "wave", "hill", "slope")
DROPS = (0, -50, 30, -25, 45)
TURNS = 36  # numbers that cards take turns by
REPEATED = 20  # rank that the previous card's layout loses: more than any two layouts differ by
TIMES_SHOWN = 2  # how often a short shows a thing that it is not about
MONEY = frozenset("dollar dollars euro euros cent cents pound pounds rupee rupees".split())  # what anything costs
# Layouts are worn by recent cards alone, and by less than turns differ by: else one card more or less would exchange
# the layouts of all behind it.
RECENT = 3  # cards
WORN = 0.1  # rank that a layout loses for each of the recent cards that use it


def direct(
    narrations: Sequence[str],
    *,
    seed: int,
    palette: Palette,
    language: str = "en",
    title: str = "",
    fixed: bool = False,
    kinetic: bool = False,
) -> tuple[CardPlan, ...]:
    """One plan a scene; scenes that share a picture have the same one. `fixed` scenes are a person's: none shares.

    If the film is `kinetic`, the best of its cards of type set the whole text as it is spoken.
    The same arguments give the same plans. The title tells what the short is about: that may be shown again and again,
    everything else TIMES_SHOWN times.
    """
    short_palette = resolve(palette, seed)
    plans: dict[int, CardPlan] = {}  # by scene
    shown: Counter[str] = Counter()  # icons
    years = years_of(narrations)
    told = " ".join(narrations)
    title = plain(title, told, NAMESAKES)
    story = Story(fields=fields_of(f"{title}. {told}"), cast=cast_of(f"{title}. {told}"))
    subjects = _subjects(narrations, title, language, min(years, default=NOW), story)
    scenes = [
        _read(narration, told, language, year, subjects, story)
        for narration, year in zip(narrations, years, strict=True)
    ]
    if language.partition("-")[0] == "en":
        scenes = _quoting(scenes, narrations, story)
    about = _about(scenes, title, subjects, language, story)
    host = tuple(range(len(scenes))) if fixed else hosts(scenes)
    names = own_names(narrations)
    cards = sorted(set(host))
    grounds = picks([names[number] for number in cards], RHYTHM, seed, _alike)
    for place, number in enumerate(cards):
        before = list(plans.values())
        turn = own_number(names[number], seed)
        mentions = _fresh_first(_pictured(scenes[number], seed, shown, subjects), shown)
        mentions = mentions.model_copy(update={"about": about or thing_of_its_sentence(scenes, number)})
        weak = PASSING if before else PASSING | GENERIC  # the first card tells what the short is about
        if (about or mentions.person) and all(thing.word in weak for thing in mentions.things):
            mentions = mentions.model_copy(update={"things": (), "group": 0})
        if mentions.person != story.cast.main and shown[mentions.person] >= TIMES_SHOWN:
            mentions = mentions.model_copy(update={"person": ""})
        recent = Counter(one.layout for one in before[-RECENT:])
        layout = _choose(mentions, turn if before else 0, before[-1].layout if before else "", recent)
        plan = replaced(
            _plan(layout, mentions, short_palette, grounds[place : place + 2], names[number], seed, before),
            language=language,
        )
        if "phrase" in layout.shows:
            if "quote" in layout.shows:  # whole: a part of what somebody says could say something else
                phrase = mentions.quote
            else:
                said = frozenset(one.phrase for one in before)
                phrase = stressed(mentions.text, language, said, frozenset(thing.word for thing in plan.things))
            plan = replaced(plan, phrase="" if plan.person and not mentions.told else phrase)
        shown.update([*(thing.icon for thing in plan.things), *filter(None, (plan.person,))])
        plans[number] = plan
    for number in _speaking(plans, host, language) if kinetic else ():
        plans[number] = replaced(plans[number], layout=SPOKEN, text=narrations[number], focus=LAYOUTS[SPOKEN].focus)
    return tuple(plans[number] for number in host)


def _quoting(scenes: Sequence[Mentions], narrations: Sequence[str], story: Story) -> list[Mentions]:
    """The scenes with what each of them quotes, and who says it: a quote may run over several of them."""
    told = " ".join(narrations)
    quotes = quotes_of(told, story.cast)
    quoting, start = [], 0
    for scene, narration in zip(scenes, narrations, strict=True):
        quote, speaker = quoted_in(start, start + len(narration), quotes, told)
        quoting.append(scene.model_copy(update={"quote": clean(quote), "speaker": clean(speaker)}))
        start += len(narration) + 1
    return quoting


def _speaking(plans: Mapping[int, CardPlan], host: Sequence[int], language: str) -> list[int]:
    """The scenes that set their words as they are spoken: of those with type alone the hook, questions, the last line.

    No two in a row: should the film be too short for both, one picture could not set the words of two.
    """
    last = len(host) - 1
    able = [
        number
        for number, plan in plans.items()
        if plan.phrase
        and not plan.things
        and LAYOUTS[plan.layout].shows == {"phrase"}
        and host.count(number) == 1
        and _fits_large(plan, language)
    ]

    def rank(number: int) -> tuple[bool, bool, bool, int]:
        asks = plans[number].text.rstrip().endswith(("?", "？", "؟"))
        return number != 0, not asks, number != last, len(plans[number].text)

    chosen: list[int] = []
    for number in sorted(able, key=rank):
        if len(chosen) < most_speaking(len(host)) and not {number - 1, number + 1}.intersection(chosen):
            chosen.append(number)
    return chosen


def _fits_large(plan: CardPlan, language: str) -> bool:
    with in_language(language):
        return settable_large(plan.text, plan.phrase)


def _read(narration: str, told: str, language: str, year: int, subjects: frozenset[str], story: Story) -> Mentions:
    """The mentions of a scene; in a spoken headline, a capital makes no name."""
    mentions = read_sentence(narration, language, year=year, subjects=subjects, story=story)
    if mentions.things or not any(in_title_case(part) for part in sentences(narration, language)):
        return mentions
    headline = plain(narration, told, NAMESAKES)
    things = read_sentence(headline, language, year=year, subjects=subjects, story=story).things
    return mentions.model_copy(update={"things": things})


def _about(
    scenes: Sequence[Mentions], title: str, subjects: frozenset[str], language: str, story: Story
) -> Thing | None:
    """The thing that the short is about: of what its title names, else of all, what most of its scenes name.

    What the title names and no scene does would stand over a sentence about something else. A story of a sport without
    such a thing is about its ball.
    """
    told = {thing.icon for scene in scenes for thing in scene.things}
    if story.cast.main and story.cast.main.split()[-1] in title:
        return None  # a portrait stands for a person
    often = Counter(thing.icon for scene in scenes for thing in scene.things)
    titled = [thing for thing in read_sentence(title, language, story=story).things if thing.icon in told]
    titled.sort(key=lambda thing: -often[thing.icon])
    things = (*titled, *(thing for scene in scenes for thing in scene.things))
    weak = GENERIC | PASSING | MONEY
    named = next((thing for thing in things if thing.icon in subjects and thing.word not in weak), None)
    sport = sorted(story.fields & SPORTS) if language.partition("-")[0] == "en" else []
    if named or len(sport) != 1:
        return named
    word, icon = emblem(sport[0])
    return Thing(word=word, icon=icon)


def _subjects(narrations: Sequence[str], title: str, language: str, year: int, story: Story) -> frozenset[str]:
    """The icons of what a short is about: the things that its title names, and the one that most of its scenes name."""
    named = {
        icon
        for thing in read_sentence(title, language, year=year, story=story).things
        for icon in (thing.icon, *thing.others)
    }
    count = Counter(
        thing.icon for text in narrations for thing in read_sentence(text, language, year=year, story=story).things
    )
    often = count.most_common(1)
    return frozenset(named | {often[0][0]} if often and often[0][1] > TIMES_SHOWN else named)


def _pictured(mentions: Mentions, seed: int, shown: Counter[str], subjects: frozenset[str]) -> Mentions:
    """The mentions without what the short has shown often enough, each thing in the picture whose turn it is.

    Which of a word's pictures comes first follows the seed, so that two shorts do not draw the same cat.
    """
    things = []
    for thing in mentions.things:
        icons = (thing.icon, *thing.others)
        times = sum(shown[icon] for icon in icons)
        if times >= TIMES_SHOWN and not subjects.intersection(icons):
            continue
        icon = icons[(zlib.crc32(f"{seed}/{thing.word}".encode()) + times) % len(icons)]
        things.append(thing.model_copy(update={"icon": icon, "others": ()}))
    group = mentions.group if things and mentions.things and things[0].word == mentions.things[0].word else 0
    return mentions.model_copy(update={"things": tuple(things), "group": group})


def _fresh_first(mentions: Mentions, shown: Counter[str]) -> Mentions:
    """The mentions with the things shown least often in front; a counted thing keeps its place."""
    if mentions.group:
        return mentions
    things = tuple(sorted(mentions.things, key=lambda thing: shown[thing.icon]))
    return mentions.model_copy(update={"things": things})


def _choose(mentions: Mentions, turn: int, before: str, recent: Counter[str]) -> Layout:
    """The layout of the lowest cost; of equal costs that of the better rank, then the first in LAYOUTS."""
    options = [
        (rank + (REPEATED if layout.name == before else 0) + WORN * recent[layout.name], rank, order, layout)
        for order, layout in enumerate(LAYOUTS.values())
        if (rank := layout.fits(mentions, turn)) is not None
    ]
    return min(options, key=lambda option: option[:3])[-1]


def _alike(ground: Ground, last: Ground) -> bool:
    """Whether two grounds in a row would be the same, or both light."""
    return ground == last or {ground, last} <= LIGHT_GROUNDS


def _plan(
    layout: Layout,
    mentions: Mentions,
    palette: Palette,
    grounds: Sequence[Ground],
    name: str,
    seed: int,
    before: Sequence[CardPlan],
) -> CardPlan:
    """`grounds` are the card's own and, if there is one, the next one's."""
    ground, *following = grounds
    things = layout.things(mentions)
    worn = _worn(things, before)
    if hides(palette, ground, worn):
        near = (*(plan.ground for plan in before[-1:]), *following)
        able = [one for one in RHYTHM if not hides(palette, one, worn)]
        ground = picked(name, able, seed, lambda one: any(_alike(one, other) for other in near))
    light = ground in LIGHT_GROUNDS
    motifs = LIGHT_MOTIFS if light else ("stars", *DARK_MOTIFS) if ground == "night" else DARK_MOTIFS
    same = {(plan.layout, plan.ground, plan.motif) for plan in before if plan.text == mentions.text}
    motif = picked(name, motifs, seed + 1, lambda one: (layout.name, ground, one) in same)
    own = own_number(name, seed)
    return CardPlan(
        layout=layout.name,
        text=mentions.text,
        palette=palette,
        ground=ground,
        worn=worn,
        motif=motif,
        floor="flat" if layout.flat_floor else picked(name, FLOORS, seed + 2),
        drop=0 if layout.flat_floor else picked(name, DROPS, seed + 3),
        turn=own % TURNS,
        seed=own,
        things=things,
        figure=mentions.figure if "figure" in layout.shows else None,
        group=mentions.group if "group" in layout.shows else 0,
        place=mentions.place or mentions.land if "place" in layout.shows else "",
        person=mentions.person if "person" in layout.shows else "",
        speaker=mentions.speaker if "quote" in layout.shows else "",
        relation=mentions.relation if "relation" in layout.shows else None,
        focus=layout.focus,
    )


def _worn(things: Sequence[Thing], before: Sequence[CardPlan]) -> Ground | None:
    """The ground whose colours the card before gives to one of these things; None if it shows none of them."""
    last = before[-1] if before else None
    if last is None or not {thing.icon for thing in things} & {thing.icon for thing in last.things}:
        return None
    return last.worn or last.ground
