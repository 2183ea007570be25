"""Mends what a text shows to readers and a voice cannot say: section labels, asides in brackets, slips of the pen.

Nothing here changes what a sentence says. Each kind of change is told in the story's notes.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tasks.domain.story import Fact
from tasks.domain.text.commands import is_step
from tasks.domain.text.sentences import is_closed
from tasks.domain.text.telling.captions import captions_of, is_caption

_LABELS = (
    "abstract|aims?|background|conclusions?|context|design|discussion|findings|importance|interpretation|introduction"
    "|main outcomes?(?: measures?)?|materials and methods|methods?|objectives?|outcomes?|participants|patients"
    "|purpose"
    "|relevance|results?|setting|significance|summary|verdict"
)
_LABEL = re.compile(rf"(?P<label>[^\W\d_]*[A-ZÀ-ÞА-ЯЁΑ-Ω]{{4,}}[A-ZÀ-ÞА-ЯЁΑ-Ω &/,-]*|(?i:{_LABELS}))\s*[:：]\s+(?=\S)")
_TITLE = re.compile(
    r"(?:METHOD|INGREDIENTS|DIRECTIONS|INSTRUCTIONS|PREPARATION|STEPS|NOTES?|RESULTS?|CONCLUSIONS?"
    r"|SUMMARY|SYMPTOMS|TREATMENT|CAUSES|PREVENTION|DIAGNOSIS|OVERVIEW|BACKGROUND|VERDICT)\s+(?=[A-Z0-9])"
)
_OF_RECIPE = re.compile(
    r"(?:ingredients|instructions|directions|method|preparation|steps)\s*:\s+(?=[A-Z\d])", re.IGNORECASE
)
_VERDICT = re.compile(  # spoken: it says what the sentence is
    r"(?:(?:my|our|the|final|overall) )*(?:verdict|bottom line|conclusion|takeaway)\s*[:–—-]|overall, i\b"
    r"|final thoughts\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"conclu|interpret|summary|verdict|signific|fazit|résum|wniosk|вывод|висновк", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_POINTS = re.compile(r"(?:see|read|click|watch|check out|turn to)\b", re.IGNORECASE)
_NUMBERS = re.compile(r"^(?:\s*[\[(][\d,;\s–-]*[\])][,;]?)+\s*|\s*\[[\d,;\s–-]+\]")  # footnotes, years of birth
_ELSEWHERE = re.compile(
    r"(?:see|cf|pp?\.|figs?\b|fig\.|tables?\b|note \d|ref|sources?\s*:|citation needed)", re.IGNORECASE
)
_HEADLINE = re.compile(
    r"[A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ &/,-]{3,40}[.:]?"
)  # a line in capitals that the reader took for a sentence
_HEADING = re.compile(
    r"(?i:ingredients|directions|instructions|method|preparation|steps)[.:]"
    r"|(?:How|What|Why|Where|When|Who)(?: [\w’'-]+){1,4}\."
)  # "How it works.", of a text without markup
_COUNTS_ON = re.compile(r"\byears (?:later|earlier|before|after)\b", re.IGNORECASE)  # from a year that was said
_AGENCY = re.compile(
    r"(?:[A-Z][A-Z.'’-]{3,}(?:[ -][A-Z.'’-]+)*(?:, [A-Z][\w. ]{2,14})?|\([A-Z][A-Z .,]+\)"
    r"|(?:[A-Z][\w .,]+ )?\((?:AP|AFP|Reuters|UPI|PA|CNN|dpa|IANS|PTI|ANI"
    r"|Xinhua)\)),?\s+[—–•-]+\s+"
    r"|[A-Z][A-Z.'’ -]{3,}(?:, [A-Z][\w. ]{1,14})?\s?(?:\([A-Z][\w .]+\))?\s*(?:[—–]|--)\s*(?=[A-Z])"
    r"|[A-Z]{3,}(?: [A-Z]{3,})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?(?: \([A-Z][A-Za-z]+\))?:\s+(?=[A-Z][a-z])"
)
_DATELINE = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?(?:, [A-Z][\w.]{1,9})?,? [–—-]+ (?=(?:An?|The|[A-Z]\w+) \w)")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*s?")
_BINDS = re.compile(
    r"\b(?:not|no|never|without|unless|except|excluding|only|if|or|optional|actually|in fact|but|though"
    r"|at (?:least|most)|up to|allegedly|reportedly|may|might"
    r"|estimated)\b",
    re.IGNORECASE,
)
_SLIPS = (
    (re.compile(r"\b([Ii]t|[Hh]im|[Hh]er|[Mm]y|[Yy]our) self\b(?!-)"), r"\1self"),
    (re.compile(r"\b([Tt]hem|[Oo]ur|[Yy]our) selves\b"), r"\1selves"),
    (
        re.compile(r"\b([Ii])t's(?= (?:own|disposal|peak|kind|best|way|name|size|height|predecessor|successor)\b)"),
        r"\1ts",
    ),
    (re.compile(r"\b([Cc]ould|[Ss]hould|[Ww]ould|[Mm]ight|[Mm]ust) of\b(?= [a-z])"), r"\1 have"),
    (re.compile(r"\b(a|an|the|of|in|to|and|is|was|for|with|on|at) \1\b"), r"\1"),
    (re.compile(r"\s+(?=[,.](?:\s|$))"), ""),
)
_AROUND = re.compile(
    r"\b(?:subscribe|sign up|newsletter|all rights reserved|originally published|click (?:here|on)|read"
    r" more|follow (?:us|(?:\w+ ){1,4}on (?:facebook|twitter|x|instagram|youtube))|photos? (?:for|from) .{1,60} by"
    r"|read"
    r" more"
    r"|(?:local|great|our|this) journalism|related articles|more stories you|post a comment"
    r"|thanks? (?:you )?(?:so much )?for (?:stopping by|reading|visiting|watching)"
    r"|comments? (?:must be|are|will be) (?:approved|moderated)|(?:submit|post|leave) your (?:answer|comment|reply)"
    r"|this (?:post|page|site) may contain|affiliate|share this|no comments|recipe below|(?:check out|scroll"
    r" down)\b.*\bbelow|(?:image|photo|picture) (?:credit|courtesy)|getty"
    r" images"
    r"|(?:buy|order|shop|download|check out|view|watch|see|find|read)\b.{0,60}\bhere"
    r"(?: (?:at|from|on) \w+)?(?=[.!]?$)"
    r"|(?:medically |fact[- ])?(?:checked|reviewed) by|last (?:updated|reviewed)|min(?:ute)?s? read"
    r"|stay informed about|get the .{1,30} app\b|pick your alerts|download (?:the|our) .{0,30}app"
    r"|your e-?mail address|required fields|if you (?:wish|want|would like) to (?:exchange|share|contact|comment|reach)"
    r"|cookies?"
    r" (?:policy|settings))\b",
    re.IGNORECASE,
)

_OF_A_CARD = re.compile(  # times and portions, as a recipe's card lists them
    r"(?:(?:prep(?:aration)?|cook(?:ing)?|bak(?:e|ing)|total|active|rest(?:ing)?|chill(?:ing)?) time|ready in|yields?"
    r"|servings?|serves|makes|difficulty|course|cuisine|calories|skill level|rating)\b(?: ?:.{0,30}|[.])",
    re.IGNORECASE,
)

_PLURAL = {
    "caption of a picture": "captions of pictures",
    "aside in brackets": "asides in brackets",
    "dateline of an agency": "datelines of agencies",
    "line about the page": "lines about the page",
    "section label": "section labels",
    "slip of the pen": "slips of the pen",
}


@dataclass(frozen=True)
class Tidied:
    """The facts as they can be spoken, the ids of those under a label such as CONCLUSION, and notes on what"
    " changed."""

    facts: tuple[Fact, ...]
    concluding: frozenset[str]
    notes: tuple[str, ...]


def tidied(facts: Sequence[Fact], language: str = "en") -> Tidied:
    """Facts without labels, asides, slips and the text around a text. A fact of which nothing is left goes."""
    kept: list[Fact] = []
    concluding: set[str] = set()
    changes: Counter[str] = Counter()
    english = language.partition("-")[0] == "en"
    whole = " ".join(fact.text for fact in facts)
    ends = False
    captions = captions_of(facts) if english else frozenset()
    for fact in _rejoined(facts):
        text = fact.text
        if fact.id in captions:
            changes["caption of a picture"] += is_caption(text)
            continue
        if english and ((_AROUND.search(text) and len(text.split()) < 30) or _OF_A_CARD.fullmatch(text)):
            changes["line about the page"] += 1
            continue
        if label := _LABEL.match(text):
            ends = bool(_ENDS.search(label["label"]))
            text = _capital(text[label.end() :])
            changes["section label"] += 1
        if recipe := _OF_RECIPE.match(text):
            text = text[recipe.end() :]
            changes["section label"] += 1
        if agency := _AGENCY.match(text) or (None if kept else _DATELINE.match(text)):
            text = _capital(text[agency.end() :])
            changes["dateline of an agency"] += 1
        text = _TITLE.sub("", text, count=1) if _TITLE.match(text) else text
        if (inside := re.fullmatch(r"\(([^()]*[.!])\)", text)) and is_step(inside[1]) and not _POINTS.match(inside[1]):
            text = inside[1]  # "(Remove the thyme before blending.)"
        if re.fullmatch(r"(?:[A-Z]\.\s?){1,3}", text):  # who signed it
            changes["line about the page"] += 1
            continue
        if re.fullmatch(r"\(.*\)[.]?|\[.*\][.]?", text):
            changes["aside in brackets"] += 1
            continue
        bare = _capital(_without_asides(_NUMBERS.sub("", text), whole))
        changes["aside in brackets"] += bare != text
        mended = bare
        for slip, right in _SLIPS if english else _SLIPS[-1:]:
            mended = slip.sub(right, mended)
        changes["slip of the pen"] += mended != bare
        if not any(map(str.isalpha, mended)) or _HEADLINE.fullmatch(mended) or _HEADING.fullmatch(mended):
            continue
        kept.append(fact.model_copy(update={"text": mended}) if mended != fact.text else fact)
        if ends or (english and _VERDICT.match(mended)):
            concluding.add(fact.id)
    return Tidied(tuple(kept), frozenset(concluding), _notes(changes))


def _rejoined(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, where "(1930-), a physicist" is joined to the name before it, which is no sentence."""
    joined: list[Fact] = []
    for fact in facts:
        if joined and fact.text[:1] in "([" and re.match(r"[(\[][^)\]]*[)\]],", fact.text):
            joined[-1] = joined[-1].model_copy(update={"text": f"{joined[-1].text} {fact.text}"})
        else:
            joined.append(fact)
    return joined


def _without_asides(text: str, whole: str) -> str:
    """The text without what stands in brackets, unless it limits the statement or names an abbreviation used"
    " later."""

    def keep(found: re.Match[str]) -> str:
        inside = found[1].strip()
        named = _ACRONYM.fullmatch(inside) and len(re.findall(rf"\b{re.escape(inside)}\b", whole)) > 1
        if re.fullmatch(r"1\d{3}|20\d\d", inside) and _COUNTS_ON.search(whole):
            return f", {inside}"
        if _ELSEWHERE.match(inside):
            return ""
        spoken = text[: found.start()].strip() == "" or _BINDS.search(inside) or found[0].lstrip().startswith("[")
        return found[0] if (named or spoken) and inside.lower() != "sic" else ""

    bare = _ASIDE.sub(keep, text)
    if bare == text:
        return text
    bare = re.sub(r"\s+(?=[,.](?:\s|$))", "", " ".join(bare.split()))
    return bare if is_closed(bare) or not is_closed(text) else f"{bare}{text.rstrip(')]')[-1]}"  # "(about a cup.)"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _notes(changes: Counter[str]) -> tuple[str, ...]:
    names = [f"{count} {_PLURAL[what] if count > 1 else what}" for what, count in sorted(changes.items()) if count]
    return (f"Mended or left out of the quoted text: {', '.join(names)}.",) if names else ()
