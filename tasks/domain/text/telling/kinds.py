"""Tells what kind of text it is. All kinds keep their order; they differ in what may be left out."""

import re
from collections.abc import Sequence
from enum import StrEnum

from tasks.domain.story import Fact
from tasks.domain.text.commands import is_step

_AMOUNT = re.compile(
    r"^[\W_]*(?:\d|[¼½¾⅓⅔]|a (?:pinch|handful|few|little)|salt|pepper)[\d\s./–—¼½¾⅓⅔-]*(?:\(.*?\)\s*)?(?:cups?"
    r"|tbsp|tsp|"
    r"tablespoons?|teaspoons?|g|kg|ml|l|oz|ounces?|lbs?|pounds?|cloves?|cans?|stalks?|pinch|large|medium|small"
    r"|bunch|sticks?"
    r"|slices?|el|tl|esslöffel|teelöffel|prise|cucharad\w+|cuillères?|cucchiai\w*|[a-zà-ÿ]+)\b",
    re.IGNORECASE,
)
_NAMED_AMOUNT = re.compile(
    r"^[^\W\d][\w ,-]{1,40}(?:\([^)]*\))?\s*[:–-]\s*(?:[\d½¼¾⅓⅔]|a pinch|to taste|for )", re.IGNORECASE
)  # "Garlic: 2 cloves"
_COOKS = re.compile(
    r"\b(?:preheat|bake|stir|melt|peel|simmer|boil|whisk|chop|drain|season|mash|pour|mix|heat|sprinkle|knead"
    r"|fry|oven|dough"
    r"|bowl)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I'd|I’d|I've|I’ve|me|my|we|our)\b")
_TALE = re.compile(
    r"(?:\w+, )?(?:once upon a time|there (?:once )?(?:was|lived) once|long(?:, long)? ago\b.*\blived\b)", re.IGNORECASE
)
# A fable begins with somebody who has no name, and nothing in it has a date: "An old miller and his son were taking".
_SOME_ONE = re.compile(
    r"(?:an?|two|three) (?:[a-z-]+ ){0,2}(?:man|woman|boy|girl|king|queen|prince|princess|miller|farmer|fisherman"
    r"|shepherd|merchant|woodcutter|hunter|soldier|tailor|monk|child|mother|father|friends?|brothers?|fox|wolf|crow|bird|lion|bear"
    r"|mouse|donkey|dog|cat|horse|frog|ant|hare|tortoise|snake|goat|lamb|hen|cock|goose)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_SOMEONE = re.compile(r"(?:then |so |but |and |at last |in \w+ )?(?:he|she|his|her)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:was|were|had|did|went|came|took|made|began|found|gave|left|won|lost|led|ran|saw|told|\w{3,}ed)\b"
)
_TIMED = re.compile(  # one thing happens after the other
    r"(?:one (?:day|night|morning|evening)\b|then|next|later|soon|finally|eventually|at (?:last|first)|now"
    r"|(?:after|before|when|during|by|until) "
    r"|that (?:day|night)|from (?:that|then)|(?:in|on|at|around) (?:the \w+ of |\w+ )?(?:\d{1,4}|\w+day|january"
    r"|february"
    r"|march|april|may|june|july|august|september|october|november|december)\b"
    r"|[\w-]+ (?:years|months|weeks|days|hours|minutes) (?:later|after)|meanwhile|shortly (?:after|before)"
    r"|by now|as (?:the|they|he|she|we) |within (?:\w+ )?(?:minutes"
    r"|hours|days|weeks)"
    r"|(?:early|late) (?:\w+day|in|on|that)\b|as soon as"
    r"|the (?:next|following|same) (?:day|night|morning|week|year))",
    re.IGNORECASE,
)
_YEAR = re.compile(  # or the minute of a match
    r"\b(?:in|since|until) (?:\w+ )?(?:1\d{3}|20\d\d)\b"
    r"|\b(?:in|on|after|before|until|by) (?:the )?\d{1,3}(?:st|nd|rd|th)?(?: minutes?\b|(?<=[a-z])\b)"
)
_QUOTED = re.compile(r"[\"“„«][^\"”“»]*[\"”“»]")


AMOUNT = 14  # words at most of one amount and what it is of


class Kind(StrEnum):
    """What holds a text together, and so what a short of it must keep."""

    recipe = "recipe"  # the ingredients, then the steps
    procedure = "procedure"  # every step
    story = "story"  # of oneself or another, a life too: its beginning and its end
    account = "account"  # news, lives, explanations: what each sentence points back to


def kind_of(facts: Sequence[Fact]) -> Kind:
    """The kind of a text, by what its sentences begin with and who speaks."""
    count = max(1, len(facts))
    steps = sum(is_step(fact.text) for fact in facts)
    amounts = sum(is_ingredient(fact.text) for fact in facts)
    cooking = sum(bool(_COOKS.search(fact.text)) for fact in facts)
    if cooking >= 3 and ((steps >= 3 and (amounts >= 3 or steps >= count * 0.25)) or (steps and amounts >= 5)):
        return Kind.recipe
    if steps >= 4 and steps >= count * 0.35:
        return Kind.procedure
    personal = sum(bool(_FIRST_PERSON.search(_QUOTED.sub("", fact.text))) for fact in facts)
    past = sum(bool(_PAST.search(fact.text)) for fact in facts)
    timed = sum(bool(_TIMED.match(fact.text) or _YEAR.search(fact.text)) for fact in facts)
    fable = facts and _SOME_ONE.match(facts[0].text) and not any(_DATED.search(fact.text) for fact in facts)
    if facts and (_TALE.match(facts[0].text) or (fable and past >= count * 0.5)):
        return Kind.story
    if past >= count * 0.6 and timed >= count * 0.25:
        return Kind.story
    of_one = sum(bool(_SOMEONE.match(fact.text)) for fact in facts)
    return Kind.story if personal >= count * 0.3 or of_one >= count * 0.25 else Kind.account


def is_own(facts: Sequence[Fact]) -> bool:
    """Whether those who tell a text tell of themselves, in most of its sentences."""
    own = sum(bool(_FIRST_PERSON.search(_QUOTED.sub("", fact.text))) for fact in facts)
    return own >= len(facts) * 0.45


def is_case(text: str) -> bool:
    """Whether a sentence says when its step, or the next, applies: that one may not go alone."""
    return bool(
        re.match(
            r"(?:if|in case|unless|when|once|after|before|as soon as|make sure|do not|don['’]t|never)\b",
            text,
            re.IGNORECASE,
        )
    )


def is_ingredient(text: str) -> bool:
    """Whether a line is an amount of something, such as 2 cups flour, or several such amounts."""
    several = sum(bool(_AMOUNT.match(part)) for part in text.split(",")) > 1
    short = len(text.split()) <= AMOUNT or several
    return short and bool(_AMOUNT.match(text) or _NAMED_AMOUNT.match(text)) and not is_step(text)
