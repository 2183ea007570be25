"""Tells what kind of text it is. All kinds keep their order; they differ in what may be left out."""

import re
from collections.abc import Sequence
from enum import StrEnum

from tasks.domain.story import Fact

_AMOUNT = re.compile(
    r"^[\W_]*(?:\d|[¼½¾⅓⅔]|a (?:pinch|handful|few|little)|salt|pepper)[\d\s./–—¼½¾⅓⅔-]*(?:\(.*?\)\s*)?(?:cups?"
    r"|tbsp|tsp|"
    r"tablespoons?|teaspoons?|g|kg|ml|l|oz|ounces?|lbs?|pounds?|cloves?|cans?|stalks?|pinch|large|medium|small"
    r"|bunch|sticks?"
    r"|slices?|el|tl|esslöffel|teelöffel|prise|cucharad\w+|cuillères?|cucchiai\w*|[a-zà-ÿ]+)\b",
    re.IGNORECASE,
)
_COOKS = re.compile(
    r"\b(?:preheat|bake|stir|melt|peel|simmer|boil|whisk|chop|drain|season|mash|pour|mix|heat|sprinkle|knead"
    r"|fry|oven|dough"
    r"|bowl)\b",
    re.IGNORECASE,
)
_COMMANDS = re.compile(
    r"^(?:(?:\d+[.)]|step \d+[.:]?|first(?:ly)?|second(?:ly)?|third(?:ly)?|next|then|now|and|finally|lastly"
    r"|after that|meanwhile"
    r"|first things first|seriously|once [^,]+|when [^,]+|if [^,]+|while [^,]+|after [^,]+|before [^,]+"
    r"|using [^,]+|with [^,]+"
    r"|to [^,]+|(?:in|on|into) (?:an?|another|the|your) [^,]+|gently|carefully|slowly|simply|just|go ahead and"
    r"|(?:start|begin) by"
    r"|let['’]s (?:get started|start|begin)(?: by)?|time to|you(?:['’]ll| will)? (?:want|need|have) to"
    r"|make sure (?:to|you)"
    r"|be sure to)[,:]?\s+)*(?:(?:preheat|greas|mix|combin|mash|beat|whisk|melt|chopp|cook|heat|boil|stirr"
    r"|add)ing\b|add|apply|grab|pop|crack|soften|prepare|give|fold|grab|chuck|bring|dice|mince|grind|soak|glaze"
    r"|frost|decorate|freeze|reheat|attach|bake|boil|bring|check|choose"
    r"|chop|clean|close"
    r"|combine|connect|continue|cook|cool|cover|cut|deflate|divide|drain|dry|fill|find|flip|fold|fry|gather|get"
    r"|heat|hold|melt|toast|dust|line|grate|beat|blend|butter|crush|dip|dissolve|drizzle|garnish|grease|grill"
    r"|marinate"
    r"|pat|pinch|puree|refrigerate|return|roast|scatter|scoop|score|scrape|sear|separate|simmer|skim|smooth|soak"
    r"|steam|store|strain"
    r"|sweat|taste|thin|throw|tip|toss|trim|whip|work|allow|arrange|brush|chill|coat|crack|deglaze|drop|drill"
    r"|fasten|fit|glue|hang|"
    r"hammer|mark|mount|nail|paint|plug|point|push|rest|saw|secure|select|sew|sharpen|slot|solder|stand|start"
    r"|stick|stop|switch|tap"
    r"|test|thread|tilt|try|twist|unplug|unwrap|dig|plant|water|bury|sow|feed|warn|"
    r"insert|install|keep|knead|ladle|lay|leave|let|lift|lock|loosen|make|mash|measure|mix|move|open|peel|place"
    r"|pour|preheat"
    r"|press|pry|pull|pump|push|put|reduce|remove|repeat|replace|rinse|roll|rub|run|screw|season|serve|set|shake"
    r"|sift|slice"
    r"|slide|slip|spoon|spread|sprinkle|squeeze|stir|take|tie|tighten|top|transfer|turn|unscrew|use|wait|warm"
    r"|wash|whisk|wipe"
    r"|wrap)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?:I|I'm|I’m|I'd|I’d|I've|I’ve|me|my|we|our)\b")
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
    r"|[\w-]+ (?:years|months|weeks|days|hours|minutes) (?:later|after)|meanwhile|within (?:\w+ )?(?:minutes"
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
    if cooking >= 3 and steps >= 3 and (amounts >= 3 or steps >= count * 0.25):
        return Kind.recipe
    if steps >= 4 and steps >= count * 0.35:
        return Kind.procedure
    personal = sum(bool(_FIRST_PERSON.search(_QUOTED.sub("", fact.text))) for fact in facts)
    past = sum(bool(_PAST.search(fact.text)) for fact in facts)
    timed = sum(bool(_TIMED.match(fact.text) or _YEAR.search(fact.text)) for fact in facts)
    if past >= count * 0.6 and timed >= count * 0.25:
        return Kind.story
    of_one = sum(bool(_SOMEONE.match(fact.text)) for fact in facts)
    return Kind.story if personal >= count * 0.3 or of_one >= count * 0.25 else Kind.account


def is_own(facts: Sequence[Fact]) -> bool:
    """Whether those who tell a text tell of themselves, in most of its sentences."""
    own = sum(bool(_FIRST_PERSON.search(_QUOTED.sub("", fact.text))) for fact in facts)
    return own >= len(facts) * 0.45


def is_step(text: str) -> bool:
    """Whether a sentence tells its reader to do something."""
    return bool(_COMMANDS.match(text))


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
    """Whether a line is an amount of something, such as 2 cups flour."""
    return len(text.split()) <= 14 and bool(_AMOUNT.match(text)) and not is_step(text)
