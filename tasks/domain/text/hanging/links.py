"""Knows the words by which an English sentence hangs on the one before, or calls for the one after.

Pronouns and names are no matter of this module: it knows "this unit", "the other", "thirty years later", "not only".
"""

import re

from tasks.domain.text.commands import is_step
from tasks.domain.text.hanging.mentions import stems_of

# "This year" and "this story" are the viewer's own.
_OF_NOW = (
    r"(?:year|month|week|morning|evening|summer|winter|spring|autumn|day and age|recipe|soup|article|guide"
    r"|story|video)"
)
_DEMONSTRATIVE = re.compile(
    rf"(?<![\w’'] all of )\b(?:this(?! {_OF_NOW}\b)"
    rf"|(?:these|those)(?! (?:who|whose|which|in|with|of us|{_OF_NOW})\b))\b",
    re.IGNORECASE,
)
# "that" only after a preposition: elsewhere it mostly begins a clause.
_POINTED = re.compile(
    r"\b(?:(?:this|these|those|such an?)|(?:at|in|on|of|by|for|from|after|before|during|since|until|with) that)"
    rf"\s+(?!(?:{_OF_NOW}|time|way|kind|sort)\b)([a-z][\w'’-]+)",
    re.IGNORECASE,
)
_OF_TWO = re.compile(r"\bthe (?:former|latter|other one|other two|second one)\b", re.IGNORECASE)
_THAT_NOUN = re.compile(
    r"(?:^|[,;] |\b(?:at|on|in|of|by|for|from|after|before|during|since|until|with|about|to|than|like) )(?:that"
    r"|such)\b"
    r"(?! (?:hour|night|day|morning|evening|afternoon|year|summer|winter|spring|autumn|age)\b)"
    r"(?! (?:the|a|an|he|she|it|they|we|you|i|there|is why|as|if|his|her|their|its|some|many|most|all|no)\b)",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"^.{0,24}\banother\b|\b(?:the other|the others|the latter|the former|the same|both|neither|likewise"
    r"|similarly|instead|in turn"
    r"|as well|(?<=, )(?:however|though|too)(?=[,.;!])|(?:all|the|of the) (?:two|three|four|five|six|seven"
    r"|eight|nine|ten)|in the (?:first|second"
    r"|third)(?=[,.;])"
    r"|the (?:first|second|third)(?=[,;]| (?:was|is|had|has|did))|did the same|follow(?:s|ed)? suit"
    r"|other (?:options?|choices?|models?|ways?|methods?|brands?|countries|cities|places|reasons?)(?! than)|(?:until"
    r"|since|by|before) then"
    r"|^(?:if|when|unless) \w+ (?:do|does|did)(?:n['’]t| not)?,"
    r"|^\w+ (?:did|does|do|could|can|will|would|has|have|had)(?=,)"
    r"|(?:did|does|do|had|has|was|were|is|are|could|would|can|will)(?:n['’]t| not)?(?=[.;!]))(?!\w)"
    r"|\b\w+ (?:years|months|weeks|days|hours|minutes) (?:later|earlier)\b|\bthere\b(?!['’]s| (?:is|are|was|were"
    r"|has|have|had|will|would|can"
    r"|could|may|might|must|seem|seems|seemed|remain|remains|exist|comes?|came|be|being|been|stood|lived|to))"
    r"|\b(?:an?|the) [\w-]+ one(?= (?:is|was|has|had|can|will|would|in|of|for|with|that|which)\b|[.,;])|"
    r"\b[\w-]+ ones\b|(?<!no )(?<!any )(?<!every )(?<!this )"
    r"\bone(?=[.;]| (?:in|from|with) (?:her|his|its|their|my|the)\b)"
    r"|\ban? (?:very |much )?similar (?!to\b)"
    r"|\btoo(?=[.,!])|\bthe (?:one|ones)\b|\bnext (?:day|morning|night|week|year|time)\b",
    re.IGNORECASE,
)
_THAT = re.compile(  # "Not only that made me angry": what was said before, and no relative clause
    r"(?:^|[,;—–] |\b(?:and|but|only|because|cause|so|do|did|about|like|with|than|if|when) )that (?:is|was|must"
    r"|might|made|makes|"
    r"|means|meant|would|will|has|had|did|does|can|could)\b"
    r"|\b(?:do|did|done|doing|like|after|before|than|say|said) that[.,;!]",
    re.IGNORECASE,
)
_ADDS = re.compile(
    r"\b(?:another|a (?:second|third) \w+|also|again|further|additional|even more|still|now|later)\b", re.IGNORECASE
)
_COUNTED_ON = re.compile(r"\ba (?:second|third|fourth) ([a-z]+)", re.IGNORECASE)
_THEN = re.compile(
    r"^(?:after|before|during|following|despite|since|until|at|on) (?:the|that|this) \w+|^(?:second|third|fourth"
    r"|fifth|then|"
    r"next|finally|lastly|later|soon|afterwards?|meanwhile"
    r"|the (?:(?:second|third|fourth|fifth)(?! (?:half|quarter|period|set|inning|game|frame|day)\b)|next|other|rest"
    r"|answer|reason|result"
    r"|results|difference|problem|solution|idea|trick|catch)|(?:two|three|four|five|a few|several|some|many|most"
    r"|none|one|all"
    r"|half|every \w+(?=\.)) (?:of (?:them|these|those)|years|months|weeks|days|hours|minutes) (?:later|earlier"
    r"|after|before)?|as (?:such|well)|by then|by now|others?(?! than)"
    r"|there (?:is|are|was|were|had)|nothing|not an?|no one|nobody"
    r"|none)\b",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r":$|\b(?:here (?:is|are)|here['’]s|as follows|the following|for (?:two|three|several|many) reasons)\b",
    re.IGNORECASE,
)
_THAT_TIME = re.compile(
    r"\bthat (?:hour|night|day|morning|evening|afternoon|year|summer|winter|spring|autumn|age)\b", re.IGNORECASE
)
_TIME = re.compile(
    r"\b(?:\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b|o['’]clock"
    r"|(?:at|past|before|until) (?:\w+ )?(?:noon|midnight|dawn|dusk|night|\d{1,2}:\d\d)"
    r"|in the (?:morning|afternoon|evening)|mon|tues|wednes|thurs|fri|satur|sun)(?:day)?\b|\b1\d{3}\b|\b20\d\d\b"
    r"|\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\baged? \d|\b\w+ years old\b"
    r"|\b(?:one|last|this|every|the next) (?:night|day|morning|evening|afternoon|year|summer|winter|spring|autumn)\b",
    re.IGNORECASE,
)
_TELLS_ON = re.compile(r"(?:so|anyway|well|now|and so),? (?:i|we|what (?:do|did|could|can) (?:i|we))\b", re.IGNORECASE)
_SIGNPOST = re.compile(
    r"^(?:good (?:morning|afternoon|evening|day)|hello|hi|hey|howdy|welcome)\b[^.!?]{0,30}[.!]$"
    r"|^welcome (?:back )?to (?:the|my|our|another|this)\b"
    r"|^(?:so,? |well,? |now,? |and |yep,? |yes,? )?(?:you read that right|here (?:are|is|we|it)\b(?! a lot\b)"
    r"|here['’]s\b"
    r"|below (?:are|is|you)\b|in this (?:article|post|guide|video|blog)\b"
    r"|(?:let['’]s|let us) (?:take a look|dive|explore|get started|begin|look at|find out|see)\b"
    r"|allow me to (?:share|tell|explain|introduce|start)\b|read on\b|keep reading\b|without further ado"
    r"|(?:as a |in )response to (?:the|your|a) (?:poll|question|comment)|check out\b"
    r"|(?:today,? )?i(?:['’]ll| will|['’]m going to| am going to) (?:show|tell|explain|share|walk|take|talk)\b"
    r"|(?:and )?remember (?:when|about|that time|the time|how i|last)\b|i (?:just )?(?:thought"
    r"|figured) i(?:['’]d| would| should| could)\b"
    r"|(?:you know, )?this is (?:a|my) (?:\w+ )?(?:blog|post|story|column)\b|did i mention\b"
    r"|(?:some of )?you (?:may|might) (?:be )?(?:wonder|ask)(?:ing)?\b"
    r"|if you (?:like|enjoyed?|liked) (?:this|the|my|what)\b"
    r"|(?:some|these|the following) (?:tips|factors|facts|points|things|reasons)\b.*\b(?:below|as follows)[.:]$"
    r"|(?:we|i)(?:['’]ve| have)? (?:compiled|rounded up|put together|gathered|collected|listed|reprinted|reposted)\b)"
    r"|\bin this (?:article|post|guide|video|blog)\b,? (?:we|i|you)\b"
    r"|\b(?:found|read|reading|visit\w*|follow\w*) (?:this|my|our) (?:blog|post|page|site|website)\b",
    re.IGNORECASE,
)
# "One bowler bore the brunt of it." The next sentence says who.
_ONE = re.compile(
    r"(?:but |only |yet |still, |there was )?one (?:(?!of|day|night|morning|evening|hundred|thousand|third|half"
    r"|in)[\w-]+ ){1,3}"
    r"(?:was|were|is|had|has|did|does|stood|stands|made|makes|knew|refused|bore|felt|saw|took|went|came|who|that)\b",
    re.IGNORECASE,
)
_HALF = re.compile(r"(?:\bnot|n['’]t) (?:only|just|simply|merely)\b(?!.*\b(?:but|also|because|it)\b)", re.IGNORECASE)


# "One stone after the other", "they tried; this did not work": the sentence says itself what it means.
_OWN = re.compile(r"\bone (?:\w+ )?after the other\b|\b\w+[;,] (?:and |but )?this (?=\w+)", re.IGNORECASE)
_ASKS_ON = re.compile(
    r"(?:and |but |so )?(?:why|why not|how|how so|how come|really|what then|then what)\?", re.IGNORECASE
)
BRIEF = 4  # words
PLAIN = 8  # words of a sentence that says all it means
_FRAGMENT = re.compile(
    r"(?:which|stuff like|things like|like|especially|particularly|mostly|very|so|too|quite|really|pretty"
    r"|excellent|great|probably|possibly|meaning"
    r"|perfect|just|only|even|plus|or|and|maybe|perhaps|almost|always|never|all|same|yep|yup|yes|nope|seriously|"
    r"that['’]s right)\b(?!\?)",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|be|has|have|had|do|does|did|can|could|will|would|should|must|may|might|makes?"
    r"|made|gets?|got"
    r"|goes|went|comes?|came|takes?|took|gives?|gave|finds?|found|knows?|knew|\w{3,}ed|\w+n['’]t|i|we|they|he"
    r"|she|it)\b",
    re.IGNORECASE,
)


def _is_brief(text: str) -> bool:
    """Whether it is a reaction: "I was not impressed.", "Not even close.", "My friends." """
    words = text.split()
    return (
        1 < len(words) <= BRIEF
        and bool(re.match(r"(?:i|we) (?:was|were|am|are|felt)\b|(?:not|my|our|no)\b", text, re.IGNORECASE))
        and not re.search(r"\d", text)
    )


def _is_fragment(text: str) -> bool:
    """Whether it is no sentence, but goes on with the one before: "Which helps.", "Very sweet.", "Stuff like that." """
    if _VERB.search(text):
        return bool(_FRAGMENT.match(text)) and text[:5].lower() == "which"
    return bool(_FRAGMENT.match(text) or re.match(r"(?:something|somewhere|anything|someone)\b", text, re.IGNORECASE))


def _is_label(text: str) -> bool:
    """Whether it is no sentence, but names what the next one is about: "Blood loss." """
    return (
        len(text.split()) <= 3
        and not _is_brief(text)
        and not _is_fragment(text)
        and not re.search(
            r"\b(?:is|are|was|were|do|does|did|can|has|have|had|will|yes|no|he|she|it|they|i|we|you|\w+ed"
            r"|\w+n['’]t)\b|[?!]|\d",
            text,
            re.IGNORECASE,
        )
        and not is_step(text)
    )


# "Didn't even say hello." leaves out who; "Only three survived." leaves out of whom.
_LEAVES_OUT = re.compile(
    r"ok(?:ay)?, [a-z]+ed\b|(?:did|does|do|was|were|is|are|could|would|had|has|have)n['’]t\b(?!.*\?$)"
    r"|(?:took|got|went|did|made|came|finished|looked|started|ran|sat|stood|tried|thought|figured|decided|felt"
    r"|woke|drove"
    r"|walked|called|asked)\b(?! (?:you|i|we|he|she|they|it|the \w+ \w+)\b)(?!.*\?$)"
    r"|(?:only|just|barely|nearly|almost|about|over|fewer than|more than|at least) (?:\d+|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|a (?:few|handful|third|quarter)|half|\w+teen|\w+ty) (?:were|was|are|is|had|have|has"
    r"|did|could"
    r"|would|died|lived|survived|returned|remained|made|came|got|escaped|stayed|left)\b",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december)\b(?! \d{4})",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d{3}|20\d\d)s?\b")


def hangs(text: str, bare: str) -> bool:
    """Whether a sentence needs the one before it; `bare` is the sentence without its quotations."""
    if _is_label(text):
        return False
    bare = _OWN.sub(" ", bare)
    return bool(
        _is_brief(text)
        or _is_fragment(text)
        or _ASKS_ON.fullmatch(text)
        or _LEAVES_OUT.match(text)
        or _THEN.match(text)
        or _COMPARES.search(bare)
        or _THAT.search(bare)
        or _DEMONSTRATIVE.search(bare)
        or _THAT_NOUN.search(bare)
    )


def adds(bare: str) -> bool:
    """Whether a sentence adds to something said before, wherever that was."""
    return bool(_ADDS.search(bare))


def counted_on(bare: str) -> str:
    """The stem of what a sentence has a second or third one of; empty if there is none."""
    found = _COUNTED_ON.search(bare)
    return next(iter(stems_of(found[1])), "") if found else ""


def labelled(before: str) -> bool:
    """Whether a sentence stands under a label, which must be told with it."""
    return _is_label(before)


def pointed(text: str) -> list[tuple[str, int]]:
    """The nouns that "this", "these" or "at that" point to, each with where its phrase begins."""
    return [(found[1], found.start()) for found in _POINTED.finditer(text)]


def of_two(text: str) -> bool:
    """Whether a sentence speaks of the latter, or of another of two that were named."""
    return bool(_OF_TWO.search(text))


def tells_on(text: str) -> bool:
    """Whether a sentence of one's own story opens with a word that only goes on: "So I knocked." makes sense alone."""
    return bool(_TELLS_ON.match(text)) and len(text.split()) <= PLAIN


def times(bare: str) -> bool:
    """Whether a sentence speaks of "that night", or another time that was said."""
    return bool(_THAT_TIME.search(bare))


def tells_time(text: str) -> bool:
    """Whether a sentence says when something was."""
    return bool(_TIME.search(text)) and not times(text)


def of_a_year(text: str) -> bool:
    """Whether a sentence names a month whose year was said before."""
    return bool(_DAY.search(text)) and not says_year(text)


def says_year(text: str) -> bool:
    return bool(_YEAR.search(text))


def signposts(text: str) -> bool:
    """Whether a sentence only says what will follow, how much of it, or what a reader shall do with the page."""
    return bool(_SIGNPOST.search(text))


def calls(text: str) -> bool:
    """Whether the next sentence must follow: the answer, what is announced, who the one is, what a label is of."""
    text = text.rstrip("\"'”’)» ")
    return (
        text.endswith("?")
        or bool(_ANNOUNCES.search(text))
        or bool(_HALF.search(text))
        or bool(_ONE.match(text) and not re.search(r"(?<=[\w,] )(?:Mr|Mrs|Dr|[A-Z][a-z]+) [A-Z]", text))
        or _is_label(text)
    )
