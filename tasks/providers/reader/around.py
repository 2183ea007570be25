"""Leaves out the words around a text: what a chat program says before and after it, speakers' labels, times, offers.

Only in their own places: a chat's opening in the first two blocks, its farewell in the last two, a label or a time
at the beginning of a block. Each is counted, for the note that says what was left out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from tasks.domain.text.reading import Block, Kind
from tasks.providers.reader.draft import Draft

_OPENER = re.compile(
    r"[¡¿]?(?:sure|certainly|of course|absolutely|got it|great(?: question| idea| choice)?|no problem|happy to help"
    r"|gladly|gerne|natürlich|klar|selbstverständlich|bien sûr|avec plaisir|certainement|voici|claro|por supuesto"
    r"|aquí tienes|certo|certamente|ecco|claro que sim|aqui está|natuurlijk|zeker|hier is|hier ist|конечно|вот"
    r"|звичайно|ось|oczywiście|jasne|oto|tabii|elbette|işte|självklart|här är|here(?:'s|’s| is| are))\b[^.]{0,160}"
    r"(?:[:!：]|\b(?:script|article|version|draft|text|video|story|narration|summary)\b[^.]{0,60}\.)$",
    re.IGNORECASE,
)
_EAGER = re.compile(
    r"[¡¿]?(?:sure(?: thing)?|certainly|of course|absolutely|gerne|natürlich|bien sûr|claro|certo|natuurlijk|"
    r"конечно)\s*[!,.]\s+",
    re.IGNORECASE,
)
_PRESENTS = re.compile(
    r"\b(?:here(?:'s|’s| is| are)|hier ist|hier sind|voici|aquí|ecco|aqui está|hier is|вот|below is)\b", re.IGNORECASE
)
_FAREWELL = re.compile(
    r"[¡¿]?(?:let me know|i hope (?:this|that)|hope (?:this|that) helps|would you like me|do you want me to|"
    r"feel free to|if you(?:'d|’d| would) like(?: me)?|if you (?:want|need)|i can also|shall i|want me to|"
    r"lass mich wissen|sag(?:en sie)? (?:mir|bescheid)|möchtest du|ich hoffe|wenn du möchtest|n['’]hésitez pas|"
    r"dites-moi|j'espère|souhaitez-vous|avísame|dime si|espero que (?:esto|te)|quieres que|soll ich|voulez-vous que|"
    r"fammi sapere|spero che|vuoi che|"
    r"me avise|espero que (?:isso|ajude)|laat (?:het )?me weten|ik hoop dat|wil je dat|дайте знать|дай знать|надеюсь|"
    r"хотите, чтобы|дайте мені знати|daj mi znać|mam nadzieję)\b",
    re.IGNORECASE,
)
NARRATORS = (
    r"narrator|narration|voice[- ]?over|vo|v\.o\.|speaker(?: \d+)?|announcer|presenter|erzähler(?:in)?|"
    r"sprecher(?:in)?|narrateur|narratrice|voix off|narrador(?:a)?|locutor(?:a)?|narratore|voce fuori campo|"
    r"verteller|диктор|рассказчик|голос за кадром|lektor|anlatıcı|berättare"
)
_AFTER_LABEL = r"\s*(?:\([^()]{1,40}\))?\s*[:：]\s*"
_NARRATOR = re.compile(rf"(?:{NARRATORS}){_AFTER_LABEL}", re.IGNORECASE)
_LABEL = re.compile(
    rf"(?:{NARRATORS}|host|hook|intro|outro|conclusion|script|body|scene \d+){_AFTER_LABEL}", re.IGNORECASE
)
_ABOUT = re.compile(
    r"(?:title|video title|titel|titre|título|titolo|заголовок|название)\s*[:：]\s*(\S.*)", re.IGNORECASE
)
# Words that only a direction to speaker, camera or cutter holds.
DIRECTION_WORDS = (
    r"^(?:(?:short |long |brief |dramatic )?(?:pause|beat|silence)s?\b.*|whisper(?:s|ed|ing)?|laugh(?:s|ing|ter)?|"
    r"chuckl(?:es|ing)|sigh(?:s|ing)?|shout(?:s|ing)?|softly|quietly|slowly|loudly|excited(?:ly)?|sad(?:ly)?|happily|"
    r"angrily|calm(?:ly)?|deep breath|clears throat|v\.?o\.?|voice[- ]?over|narrator|off[- ]?screen|o\.s\.|cont(?:'|"
    r"’)?d|applause|inaudible|crosstalk|emphasis|upbeat|serious(?:ly)? tone|smil(?:es|ing)|pausa|pausen?|stille|"
    r"lacht|flüstert|flüsternd|rire|rires|silence|chuchotant|risas|susurrando|пауза|смех|шёпотом|шепотом|тишина)$|"
    r"\b(?:music|sfx|sound effects?|fade[sd]?|fade[- ](?:in|out)|cut to|zoom(?:s|ing)? (?:in|out)|b-?roll|"
    r"on[- ]screen|camera|close[- ]?up|wide shot|drone shot|scene \d+|intro|outro|tone of voice|in an? \w+ (?:tone|"
    r"voice)|musik|musique|música|musica|muzyka|"
    r"muziek|müzik|музыка|музика|break time|pause \d)\b|^(?:pause|beat|wait)[ :_-]?\d|^\d+(?:\.\d+)? ?(?:s|"
    r"sec|seconds?|ms)(?: pause)?$"
)
_DIRECTION = re.compile(
    r"(?:(?:visuals?|b-?roll|camera|music|sfx|sound(?: effects?)?|on[- ]screen(?: text)?|text on screen|shot|cut to|"
    r"bild|musik|visuel|musique|música|visual description|image|duration|length|word count|hashtags?|tags)\s*[:：].*|"
    r"[\[(](?:[^\])]*\b(?:music|sound|sfx|pause|beat|cut|fade|scene|intro|outro|visual|camera|zoom|b-?roll|"
    r"laugh(?:ter|s)?|applause|whisper(?:ing|s)?|musik|musique|música|pausa)\b[^\])]*)[\])]\.?)",
    re.IGNORECASE,
)
BRACKETED_TIME = re.compile(
    r"[\[(]\s*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:\s*(?:-->|[-–—]|"
    r"to)\s*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)?\s*[\])]\s*[-–—:]?\s*"
)
_BARE_TIME = re.compile(
    r"^\s*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:\s*(?:-->|[-–—])\s*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)?"
    r"(?:\s*[-–—:]\s+|\s+|\s*$)"
)
_LONG_TIME = re.compile(r"^\s*\d\d:\d\d:\d\d(?:[.,]\d{1,3})?\s*[-–—:]\s+")
_OFFER = re.compile(
    r"(?:(?:please )?(?:subscribe|sign up|follow us|follow me|like and subscribe|share this|click here|read more|"
    r"read next|read also|see also|related|advertisement|sponsored|join our|get our|download our|support us|"
    r"become a member|leave a comment|most read|copyright|all rights reserved|photo(?:graph)?(?: credit)?:|"
    r"image(?: credit)?:|listen to this|tags:|filed under|by subscribing|enter your e-?mail|we use cookies|"
    r"this (?:site|website) uses cookies|accept (?:all )?cookies|abonnieren|folgen sie uns|jetzt anmelden|"
    r"mehr zum thema|lesen sie auch|anzeige|abonnez-vous|suivez-nous|lire aussi|publicité|suscríbete|síguenos|"
    r"lea también|iscriviti|seguici|leggi anche|assine|siga-nos|leia também|schrijf je in|volg ons|lees ook|"
    r"wir verwenden cookies|diese (?:web)?seite verwendet cookies|diesen artikel teilen|jetzt \d+ (?:wochen|monate)|"
    r"nous utilisons des cookies|ce site utilise des cookies|partager cet|il vous reste \d+|lee también|publicidad|"
    r"(?:usamos|utilizamos) cookies|este sitio (?:web )?(?:usa|utiliza) cookies|compartir (?:este|esta)|"
    r"мы используем (?:файлы )?cookie|этот сайт использует|поделиться (?:статьёй|статьей)|подпишитесь|"
    r"подпис(?:ывайтесь|аться)|читайте также|реклама|підписуйтесь|читайте також)\b|©|\(c\) \d{4})",
    re.IGNORECASE,
)
MAX_OFFER_WORDS = 30
MAX_DIRECTION_WORDS = 6
MAX_EDGE_WORDS = 12
_SURE_OFFER = re.compile(
    r"(?:please )?(?:subscribe (?:to|now|for)|sign up (?:for|to)|follow us (?:on|at)|like and subscribe|"
    r"share this (?:article|story|post|page)|we use cookies|all rights reserved)\b",
    re.IGNORECASE,
)
_ABOUT_THE_TEXT = re.compile(
    r"\b(?:changes?|anything|adjust\w*|version|helps?|helpful|useful|tweaks?|edit\w*|script|text|questions?|ask|"
    r"me to|i can|i'll|shorter|longer|more|another|enjoy|tone|ändern|fehlt|etwas|hilft|frag\w*|kürzer|länger|"
    r"modif\w*|aide|questions|plus|cambi\w*|ayud\w*|algo|preguntas|aiut\w*|qualcosa|modific\w*|ajud\w*|alguma|mudar|"
    r"ajust\w*|anpass\w*|chang\w*|ton|tono|тон|измен\w*|iets|helpt|wijzig\w*|vragen|изменить|что-то|поможет|вопрос\w*|змінити|щось|допоможе|zmieni\w*|coś|pomoże)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[\"“„«](?P<said>[^\"“”„«»]+)[\"”“»]")
_EMOJI = re.compile(
    "(?:[\U0001f000-\U0001faff\u2600-\u275a\u275f-\u2775\u2794-\u27bf\u2b00-\u2bff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*)+|[\ufe0e\ufe0f\u20e3]"
)
_LEAD = re.compile(r"(?:\[([^\[\]]{1,60})\]|\(([^()]{1,60})\)|\{([^{}]{1,60})\})\s+(?=\S)")
_DIRECTS = re.compile(DIRECTION_WORDS, re.IGNORECASE)
# Between single asterisks: alone on its line, or between two sentences.
_STARRED_LINE = re.compile(r"(?m)^[ \t]*\*(?!\*|\s)([^*\n]{1,60})(?<!\s)\*[ \t]*$")
_STARRED = re.compile(r"(?:(?<=[.!?…][\s])|(?m:^))\*(?!\*|\s)([^*\n]{1,60})(?<!\s)\*[^\S\n]+(?=[\"“„«¿¡]?(\w))")
_ARROW = re.compile(r"\s*[\u2190-\u21ff]\s*")


def strip_times(text: str, draft: Draft) -> str:
    """The lines without the times before them: in brackets always, bare ones if most lines have one."""
    lines = text.splitlines()
    filled = [line for line in lines if line.strip()]
    timed = sum(bool(_BARE_TIME.match(line)) for line in filled)
    patterns = [re.compile(rf"^\s*(?:[-*>]\s+)?(?:\*\*)?{BRACKETED_TIME.pattern}(?:\*\*)?\s*"), _LONG_TIME]
    if timed >= 3 and 2 * timed >= len(filled):
        patterns.append(_BARE_TIME)
    kept = []
    for line in lines:
        said = line
        for pattern in patterns:
            said = pattern.sub("", said, count=1)
        draft.leave("time stamp", int(said != line))
        if said.strip() or not line.strip():
            kept.append(said)
    return "\n".join(kept)


def strip_directions(text: str, draft: Draft) -> str:
    """The text without "*music swells*" and the like. Words that are stressed within a sentence stay."""

    def line(found: re.Match[str]) -> str:
        words, closed = found[1].split(), found[1][-1] in ".!?…:;,"
        directs = _DIRECTS.search(found[1].rstrip(".")) and len(words) <= (3 if closed else MAX_DIRECTION_WORDS)
        fragment = words[0][:1].islower() and not closed and len(words) <= MAX_DIRECTION_WORDS - 1
        return left(found) if directs or (fragment and _stands_alone(found)) else found[0]

    def between(found: re.Match[str]) -> str:
        starts = found[2].isupper() or not found[2].islower()
        return left(found) if starts and found[1][:1].islower() and _DIRECTS.search(found[1]) else found[0]

    def left(_found: re.Match[str]) -> str:
        draft.leave("stage direction")
        return ""

    return _STARRED.sub(between, _STARRED_LINE.sub(line, text)) if "*" in text else text


def _stands_alone(line: re.Match[str]) -> bool:
    """Whether a line is a paragraph of its own, and so no line of a poem."""
    before, after = line.string[: line.start()], line.string[line.end() :]
    return bool(re.search(r"(?:\A|\n[ \t]*\n)\Z", before) and re.match(r"\n[ \t]*(?:\n|\Z)|\Z", after))


def strip_around(draft: Draft, *, page: bool) -> None:
    """Remove from the draft's blocks what is not the text itself; a page also loses offers to subscribe."""
    blocks = _without_chat(draft.blocks, draft)
    script = sum(bool(_LABEL.match(block.text)) for block in blocks) > 1
    kept = []
    for number, block in enumerate(blocks):
        text = _without_lead(_without_signs(block.text, draft), draft)
        if about := _ABOUT.fullmatch(text) if number < 3 else None:
            draft.title = about[1].strip(' "“”*')
        elif _DIRECTION.fullmatch(text):
            draft.leave("stage direction")
        elif page and len(text.split()) <= MAX_OFFER_WORDS and _OFFER.match(text):
            draft.leave("page element")
        elif not page and _is_offer(number, len(blocks), text):
            draft.leave("offer to subscribe")
        elif text := without_label(text, draft, script=script):
            kept.append(replace(block, text=text))
    if draft.title and _DIRECTION.fullmatch(draft.title):
        draft.title = ""
    draft.title = draft.title or next((block.text for block in kept[:1] if block.kind is Kind.heading), "")
    draft.title = _without_signs(draft.title, Draft())
    draft.blocks[:] = kept


def _without_lead(text: str, draft: Draft) -> str:
    """The text without a direction before its first word: "[SCENE 1]", "(beat)"."""
    lead = _LEAD.match(text)
    inner = next(filter(None, lead.groups()), "") if lead else ""
    if not lead or len(inner.split()) > MAX_DIRECTION_WORDS or not _DIRECTS.search(inner):
        return text
    draft.leave("stage direction")
    return text[lead.end() :]


def _is_offer(number: int, count: int, text: str) -> bool:
    """Whether a short block at the text's beginning or end is what a page said around it."""
    at_edge = number < 2 or number >= count - 2
    return at_edge and count > 2 and len(text.split()) <= MAX_EDGE_WORDS and bool(_SURE_OFFER.match(text))


def _without_chat(blocks: Sequence[Block], draft: Draft) -> list[Block]:
    """The blocks without a chat program's first and last words to its user."""
    kept = list(blocks)
    for number in (1, 0):
        if number < len(kept) - 1 and _opens(kept[number].text):
            draft.leave("chat line")
            if draft.title == kept[number].text:
                draft.title = ""
            del kept[number]
    while len(kept) > 1 and _says_farewell(kept[-1].text):
        draft.leave("chat line")
        del kept[-1]
        if len(blocks) - len(kept) > 3:
            break
    return kept


def _says_farewell(text: str) -> bool:
    """Whether a block speaks to the person who asked for the text. "If you want peace" does not."""
    return len(text.split()) <= 60 and bool(_FAREWELL.match(text)) and bool(_ABOUT_THE_TEXT.search(text))


def _opens(text: str) -> bool:
    if len(text.split()) > 40:
        return False
    eager = _EAGER.match(text)
    return bool(_OPENER.match(text)) or bool(eager and _PRESENTS.search(text[eager.end() :]))


def without_label(text: str, draft: Draft, *, script: bool = True) -> str:
    """The text without a speaker's name before it, and without the quotation marks that belong to the label.

    Outside of a `script`, "Hook: a bent piece of metal" keeps its first word: only a narrator is no part of the text.
    """
    label = (_LABEL if script else _NARRATOR).match(text)
    if not label:
        return text
    draft.leave("speaker label")
    said = text[label.end() :].strip()
    quoted = _QUOTED.fullmatch(said)
    return quoted["said"] if quoted else said


def _without_signs(text: str, draft: Draft) -> str:
    """The text without emoji and arrows, which a voice cannot read."""
    draft.leave("emoji", len(_EMOJI.findall(text)))
    text = _ARROW.sub(" ", _EMOJI.sub(" ", text))
    return re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", " ".join(text.split()))
