"""A text is told in its order, from its first sentence to one that ends it, and within its words."""

import pytest

from tasks.domain.story import Fact
from tasks.domain.text.telling.asking import answer, asks, helping
from tasks.domain.text.telling.ending import closes
from tasks.domain.text.telling.kinds import Kind, kind_of
from tasks.domain.text.telling.speakable import past_signposts
from tasks.domain.text.telling.spoken_length import words
from tasks.domain.text.telling.tell import Told, tell


def facts(*texts: str) -> tuple[Fact, ...]:
    return tuple(Fact(id=f"f{n}", text=text, source="s1") for n, text in enumerate(texts))


def told(budget: int, title: str, *texts: str) -> Told:
    return tell(facts(*texts), title, budget, budget)


NEWS = (
    "The only bridge over the river Tarn was closed on Tuesday after inspectors found cracks in two of its beams.",
    "It carries 4,000 cars a day.",
    "The county said that the bridge would stay shut for six weeks.",
    "A bus will take the children of the village to school.",
    "The tower of the church was painted green in May.",
    "The old mill has a new roof of slate.",
    "Farmers in the valley sold 300 sheep at the market.",
    "The bridge was built in 1931 and repaired after a flood.",
    "In the end the village will get a new bridge.",
)
SOUP = (
    "My aunt made soup on every cold day of the year that I can remember.",
    "2 large onions.",
    "1 litre of stock.",
    "Peel the onions and cut them into rings.",
    "Melt the butter in a heavy pot.",
    "Stir the onions in the butter for ten minutes.",
    "Pour in the stock and let it simmer for an hour.",
    "Serve it hot.",
    "Nobody in the street ever asked her how she had learned to make it so well.",
)


def test_a_text_that_fits_is_told_whole() -> None:
    assert [fact.text for fact in told(200, "Bridge", *NEWS).facts] == list(NEWS)


@pytest.mark.parametrize("budget", [45, 60, 80])
def test_a_longer_text_keeps_its_order_its_lead_and_its_length(budget: int) -> None:
    chosen = told(budget, "Bridge closed", *NEWS).facts
    numbers = [int(fact.id[1:]) for fact in chosen]
    assert numbers == sorted(numbers)
    assert numbers[0] == 0
    assert words(chosen) <= budget * 1.06
    assert chosen == told(budget, "Bridge closed", *NEWS).facts


def test_a_recipe_keeps_every_step_in_order() -> None:
    chosen = [fact.text for fact in told(45, "Onion soup", *SOUP).facts]
    assert [text for text in chosen if text in SOUP] == [text for text in SOUP if text in chosen]
    assert set(SOUP[3:8]) <= set(chosen)
    assert chosen[0] in {SOUP[0], "Onion soup."}


def test_a_recipe_without_its_amounts_says_so() -> None:
    short = told(38, "Onion soup", *SOUP)
    assert SOUP[1] not in [fact.text for fact in short.facts]
    assert "amounts" in short.notes[-1]


def test_the_answer_to_the_title_is_told_under_it() -> None:
    filler = [f"Ice number {n} was sold in the town of Bray on a day in July." for n in range(12)]
    because = "A headache comes because cold blood makes the vessels of the head widen."
    chosen = [fact.text for fact in told(50, "Why does ice give a headache?", *filler, because, *filler[:1]).facts]
    assert because in chosen
    assert chosen[0] == "Why does ice give a headache?"


def test_a_question_repeated_in_the_text_is_where_the_answer_stands() -> None:
    texts = ["The shoe is made of fungus.", "Wear it in the rain.", "So can the shoe survive?", "The upper can."]
    assert answer("Can a shoe of fungus survive?", texts) == 2


def test_a_first_sentence_that_stands_for_the_title_is_told_after_it() -> None:
    filler = [f"Ship number {n} passed on a day in July with salt from Cadiz." for n in range(12)]
    chosen = told(50, "Panama Canal", "It connects two oceans and saves ships the way round the Horn.", *filler).facts
    assert [fact.text for fact in chosen][:2][0] == "Panama Canal."


def test_kinds() -> None:
    assert kind_of(facts(*SOUP)) is Kind.recipe
    assert kind_of(facts(*NEWS)) is Kind.account
    assert kind_of(facts("I lost my way.", "My boots were wet.", "The fog came.")) is Kind.story
    steps = ("Turn the bike over.", "Loosen the nuts.", "Pull the wheel out.", "Push the tyre off.", "Pump it up.")
    assert kind_of(facts(*steps)) is Kind.procedure


def test_an_example_or_a_question_is_no_ending() -> None:
    def worth(text: str) -> float:
        return closes(text, place=1, concluding=False, tells_a_story=False)

    good = worth("In the end the village got a new bridge.")
    assert good > worth("Some animals, for example, sleep in winter.")
    assert good > worth("Who knows?")
    assert good > worth("They include:")


def test_a_title_that_names_a_moment_or_a_place_asks_nothing() -> None:
    assert not any(map(asks, ("When I got lost", "Where it all began", "Who we are")))
    assert all(map(asks, ("When was the tower built", "Where are the bees", "Why I left the sea")))


def test_a_recipe_under_a_question_keeps_its_steps() -> None:
    said = [fact.text for fact in told(45, "How do you make onion soup?", *SOUP).facts]
    assert [step for step in SOUP[3:8] if step not in said] == []


def test_the_verdict_in_a_title_is_told() -> None:
    filler = [f"Buyer number {n} asked for a speaker in one shop." for n in range(8)]
    verdict = "After an hour the cushions felt too heavy to be called comfortable."
    texts = ("The Tern Two is a pair of headphones from Ghent at 90 euros.", *filler, verdict, *filler[:4])
    assert verdict in [fact.text for fact in told(60, "Tern Two review: not comfortable", *texts).facts]


def test_a_story_is_told_to_its_end_with_what_leads_up_to_it() -> None:
    walk = [f"I walked past farm number {n} and met nobody." for n in range(12)]
    end = ("Then I heard a bell.", "It hung on a goat.", "The goat led me home.")
    said = [fact.text for fact in told(60, "The goat", "I lost my way on the hill in May.", *walk, *end).facts]
    assert tuple(said[-3:]) == end


def test_events_one_after_the_other_are_a_story() -> None:
    siege = ("In 1265 the king called his men.", "In June they attacked.", "The walls held.", "Then the food ran out.")
    assert kind_of(facts(*siege)) is Kind.story


def paragraphs(*texts: tuple[str, ...]) -> tuple[Fact, ...]:
    return tuple(
        Fact(id=f"f{at}.{n}", text=text, source="s1", paragraph=at)
        for at, paragraph in enumerate(texts, 1)
        for n, text in enumerate(paragraph)
    )


LEAD = ("The town of Tarn has a museum of bells that was flooded in May.",)
TOWER = (
    "Honey was found in the tombs of kings in Egypt long ago.",
    "No bell of the museum was harmed by the flood of the town.",
)
CRYPT = ("The crypt smelled of honey.", "Nobody minded the smell at all.")


def test_a_short_paragraph_is_told_from_its_beginning() -> None:
    chosen = tell(paragraphs(LEAD, TOWER, CRYPT), "The bells of Tarn", 40, 40).facts
    assert [fact.text for fact in chosen] == [*LEAD, *TOWER]


def test_a_sentence_whose_thought_goes_on_is_no_ending() -> None:
    def worth(*, goes_on: bool) -> float:
        return closes(
            "The last siege was the hardest one.", place=0.9, concluding=False, tells_a_story=False, goes_on=goes_on
        )

    assert worth(goes_on=False) > worth(goes_on=True)


def test_what_only_says_that_a_list_follows_is_left_out() -> None:
    filler = [f"Bee number {n} flew to a field of clover in the valley on a day in May." for n in range(9)]
    said = [fact.text for fact in told(40, "Bees", "Bees make honey all summer.", "Here are ten facts.", *filler).facts]
    assert "Here are ten facts." not in said
    assert said[0] == "Bees make honey all summer."


def test_a_recipe_that_holds_its_steps_twice_is_told_once() -> None:
    steps = [
        "Peel two onions and a carrot.",
        "Melt the butter in a heavy pot.",
        "Stir the onions and the carrot in the butter.",
        "Pour in the stock and simmer it for an hour.",
    ]
    again = [step.replace(".", " with some care.") for step in steps]
    said = [fact.text for fact in told(48, "Onion soup", "My aunt made soup.", *steps, *again).facts]
    assert said[-4:] == again
    assert not set(steps) & set(said)


def test_a_step_that_is_left_out_takes_along_what_means_nothing_without_it() -> None:
    steps = (
        "Beat the butter and the sugar in a bowl for ten minutes.",
        "Now take the bananas out of their skins and put the skins away.",
        "Mash them with a fork.",
        "Mix the flour and the butter in the bowl with 2 spoons of milk.",
        "Bake the bread at 180 degrees for an hour.",
        "Cool the bread on a rack.",
    )
    said = [fact.text for fact in told(36, "Banana bread", *steps).facts]
    assert ("Mash them with a fork." in said) <= (steps[1] in said)


def test_a_title_that_is_cut_is_not_spoken() -> None:
    filler = [f"Ship number {n} passed on a day in July with salt from Cadiz." for n in range(12)]
    chosen = told(50, "The canal that joins two…", "It connects two oceans and saves ships the way.", *filler).facts
    assert all("…" not in fact.text for fact in chosen)


def test_the_turn_of_a_story_is_told() -> None:
    story = (
        "I woke at three, and I heard voices in the hall of our little house.",
        "I lay in my bed and I listened to them for what felt like an hour.",
        "I thought about the old lock on my door and about my cold feet.",
        "We had bought the lock at a market from a man who sold cheese too.",
        "I remember that my sister liked the cheese more than the lock.",
        "It turned out that my radio had switched itself on in the hall.",
        "I went to the hall in my socks and I pulled the plug.",
        "My sister slept through all of it, and I told her in the morning.",
        "I keep the radio in the shed now.",
    )
    chosen = [fact.text for fact in told(65, "Voices", *story).facts]
    assert {story[0], story[5], story[8]} <= set(chosen)


def test_a_title_that_promises_help_gets_it() -> None:
    cramps = (
        "Cramps are sudden spasms of a muscle that come at night and hurt badly for some minutes.",
        "They mostly strike the calf.",
        "A long day on one's feet brings them on.",
        "So does a warm room without a drink.",
        "Old age makes them more common in men and in women.",
        "Stretching the calf before bed prevents many of them.",
        "Swimmers know them well.",
    )
    assert "prevents" in " ".join(fact.text for fact in told(40, "Night cramps and how to stop them", *cramps).facts)
    assert helping("Night cramps", cramps, ()) == []
    assert helping("Cramps and what to do", cramps, (5,)) == []


def test_a_need_for_what_says_nothing_is_one_for_the_sentence_before() -> None:
    texts = ("The rock lies a mile off the coast.", "Enjoy!", "It is ninety feet high.")
    need = frozenset({frozenset({1})})
    assert past_signposts([frozenset(), frozenset(), need], texts, {0, 2})[2] == {frozenset({0})}
    assert past_signposts([frozenset(), frozenset(), need], texts, {0, 1, 2})[2] == need


@pytest.mark.parametrize(
    ("title", "answering"),
    [
        ("How often should a toothbrush be replaced?", "It should be replaced every three months."),
        ("Should I use an electric toothbrush?", "An electric toothbrush is good for a number of reasons."),
        ("Did the toothbrush win?", "So yes: it won."),
    ],
)
def test_an_answer_is_of_the_kind_that_its_title_asks_for(title: str, answering: str) -> None:
    others = ("Teeth chew what we eat.", "A toothbrush has bristles.", "Some have a motor.", "They cost more.")
    found = answer(title, (*others, answering))
    assert found is not None
    assert (*others, answering)[found] == answering


def test_a_fable_is_a_story_and_news_of_somebody_are_not() -> None:
    fable = ("An old miller and his son walked to the market.", "They met a man.", "He laughed at them.")
    news = ("A man was killed on Tuesday at a crossing.", "The train stopped.", "It was 40 minutes late.")
    assert kind_of(facts(*fable)) is Kind.story
    assert kind_of(facts(*news)) is not Kind.story


def test_a_spoken_title_counts_what_is_told() -> None:
    items = [f"{name} bees carry honey to their hive in June." for name in ("Red", "Blue", "Grey", "Wild", "Old")]
    bees = [Fact(id=f"f{n}", text=text, source="s1", paragraph=n) for n, text in enumerate(items, 1)]
    bees[0] = bees[0].model_copy(update={"text": "They carry honey to their hive in June and in July too."})
    spoken = tell(bees, "5 facts about bees", 30, 30).facts[0].text
    assert spoken.endswith(" of 5 facts about bees.")


def test_a_question_asked_again_is_answered_by_the_sentence_after_it() -> None:
    texts = ["What is gout?", "Uric acid in a joint.", "What causes gout is well understood."]
    assert answer("What is gout?", texts) == 1
    texts = ["What makes gout hurt?", "One might wonder.", "Crystals make gout hurt, and they are small."]
    assert answer("What makes gout hurt?", texts) == 2
