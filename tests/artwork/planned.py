"""Cards planned from real sentences, for tests that draw them. They are planned when a test asks: it takes seconds."""

from functools import cache

from tasks.artwork.direction import direct
from tasks.artwork.layouts import LAYOUTS, SPOKEN
from tasks.artwork.plan import CardPlan
from tasks.domain.channel import Palette
from tests.artwork.readings import BATCHES, judged

DIAGRAMS = [  # relations that the judged sentences lack
    "The ship sailed from Newark to Houston.",
    "First, mix the dough, then let it rest, and finally bake the bread.",
    "An elephant's trunk has 50 000 muscles against 600 in a human body.",
    "An African elephant weighs 6 tonnes, while an Asian elephant weighs 4 tonnes.",
    "The cost of loading fell from $5.86 to 16 cents a ton.",
    "Three out of four people sleep badly.",
    "Belgium beat England 2-0.",
    "Einstein wrote that E = mc².",
    "The army crossed the canal on 6 October 1973.",
    "The war lasted from 1914 to 1918.",
    "Lyon is the second largest city after Paris.",
    "They formed a yachting club, a mutual aid association, and a postal service.",
    "About 13,200 houses burned.",
]
STORIES = [  # cards that need more of a story than one sentence
    [
        "The octopus swam.",
        "The octopus slept.",
        "The octopus hid.",
        "It stayed as it was, and so did they all of them, for as long as it went on and on in this way.",
    ],
    ["“We cannot support a rule that harms us,” Mary Smith said."],
    ["Marie Curie was born as Maria."],
]

DRAWN = sorted(set(LAYOUTS) - {SPOKEN})  # kinetic type is for films that ask for it


@cache
def plans() -> list[CardPlan]:
    """The cards of all judged sentences in shorts of ten, then those of DIAGRAMS and STORIES."""
    sentences = [row.sentence for batch in BATCHES for row in judged(batch)]
    shorts = [(at, sentences[at : at + 10]) for at in range(0, len(sentences), 10)]
    stories = [(1, story) for story in (*([sentence] for sentence in DIAGRAMS), *STORIES)]
    return [plan for seed, said in shorts + stories for plan in direct(said, seed=seed, palette=Palette.auto)]


@cache
def one_each() -> dict[str, CardPlan]:
    """One card of every layout, by its name, in order of the names."""
    return dict(sorted({plan.layout: plan for plan in plans()}.items()))
