"""Leaves out what a page shows around its text: dates, menus, captions of pictures, and what follows the article.

A text that was copied from a page holds them as lines of their own. They are known by their form: a line that is only a
date, a paragraph that ends in a picture's credit, a section that an encyclopedia or a project's page puts after its
text. Each is counted, for the note that says what was left out.
"""

import re
from collections.abc import Sequence

from tasks.domain.text.dates import is_date
from tasks.domain.text.reading import Block, Kind
from tasks.domain.text.sentences import is_closed
from tasks.domain.text.statements import APPENDICES
from tasks.providers.reader.draft import Draft

MENU_WORDS = 8  # of a line that leads to another page
CAPTION_WORDS = 60  # of a paragraph with a picture's credit
# Headings of appendices that also head a part of the text itself, unless a surer one shows an encyclopedia's page.
_DOUBTFUL = frozenset(
    "notes note sources works gallery publications literature notas obras fuentes werke schriften quellen literatur "
    "opere fonti œuvres notlar kaynaklar uwagi dzieła źródła noter källor noten bronnen литература источники "
    "комментарии сочинения галерея джерела коментарі".split()
)
_AFTERWORDS = frozenset(  # of a project's page, a blog and a newspaper
    """
    contributing|contributors|contribute|licence|license|licensing|support us|sponsors|backers|changelog|code of conduct
    |about the author|about the authors|about us|author|related|related posts|related articles|related stories
    |related content|more from|more stories|you may also like|you might also like|recommended|read more|read next
    |what to read next|share this|share this post|share|comments|leave a comment|leave a reply|leave a response|tags
    |categories|filed under|newsletter|follow us|contact|contact us|disclaimer|copyright|advertisement
    |mitwirken|lizenz|über den autor|über die autorin|ähnliche beiträge|das könnte sie auch interessieren|kommentare
    |schlagwörter|licence et contribution|à propos de l'auteur|articles similaires|à lire aussi|commentaires
    |contribuir|licencia|sobre el autor|artículos relacionados|comentarios|etiquetas|licenza|commenti|licença
    |похожие статьи|об авторе|комментарии|лицензия|関連記事|コメント|著者について|ライセンス
    """.replace("\n    ", "").split("|")
)
_MENU = re.compile(
    r"(?:skip|jump) to (?:main |the )?(?:content|navigation|main)|(?:return|back) to (?:the )?\w|go to (?:the )?(?:home"
    r"|top|main)|(?:toggle|site|main) (?:navigation|menu)|(?:home|menu|search|close|print|share|email|e-mail|login"
    r"|log in|sign in|next|previous|more|advertisement|breaking news|no comments|comments?|leave a comment|permalink"
    r"|table of contents|contents|loading|views?|likes?|pages|(?:top|bottom) of page)\s*:?$"
    r"|showing posts (?:with|from)\b|(?:image|photo|picture|video|credit)s?\s*[-–—:]\s*\w"
    r"|\d+ (?:comments?|shares?|views?|likes?|replies|min(?:ute)?s? read)$|(?:posted|published|written) (?:in|by)\b"
    r"|(?:zum|zur) (?:inhalt|navigation|startseite)|zurück zu|startseite$|aller au contenu|retour à|saltar al"
    r"|ir al contenido|volver a|vai al contenuto|torna a|pular para|ga naar|terug naar|przejdź do|powrót do"
    r"|перейти к|вернуться|назад к|コンテンツへ|メニュー$",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[(\[](?:(?:[^()\[\]]*\b)?(?:photo|image|picture|credit|courtesy|getty|shutterstock|reuters|afp|wikimedia|flickr"
    r"|unsplash|foto|bild|фото)\b[^()\[\]]*|(?-i:[A-Z])[\w.&’' -]*/(?-i:[A-Z])[^()\[\]]*)[)\]]?\.?$|写真[:：].{1,40}$",
    re.IGNORECASE,
)
_CREDIT_AFTER = re.compile(r"[.!?]\s+(?:Photo|Picture|Image|Credit|Foto|Bild)s?\s*:\s*[A-Z][\w.&/,’' -]{1,60}$")
_NAMED_CREDIT = re.compile(r"\b[A-Z][\w.’'-]+ [A-Z][\w.’'-]+ ?/ ?[A-Z][\w.’' -]+$")


def is_around(line: str) -> bool:
    """Whether a line is only a date, or leads somewhere else."""
    text = line.strip()
    return is_date(text) or (len(text.split()) <= MENU_WORDS and not is_closed(text) and bool(_MENU.match(text)))


def strip_furniture(draft: Draft) -> None:
    """Remove from the draft's blocks what is around its text. Its title stays, unless that is a date or a menu's."""
    kept = [block for block in _without_appendices(draft.blocks) if any(map(str.isalnum, block.text))]
    shown = [block for block in kept if not is_around(block.text) and not _is_caption(block)]
    if not any(block.kind is not Kind.heading for block in shown):
        return
    if not any(map(str.isalnum, draft.title)) or is_around(draft.title):
        draft.title = next((block.text for block in shown[:1] if block.kind is Kind.heading), "")
    draft.leave("page element", len(draft.blocks) - len(shown))
    draft.blocks[:] = shown


def _without_appendices(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the sections that follow a text. They begin behind its first paragraph."""
    headings = {block.text.casefold().strip(" :#") for block in blocks if block.kind is Kind.heading}
    encyclopedic = len(headings & (APPENDICES - _DOUBTFUL)) > 0
    after = _AFTERWORDS | (APPENDICES if encyclopedic else APPENDICES - _DOUBTFUL)
    kept: list[Block] = []
    within = False
    for block in blocks:
        if block.kind is Kind.heading:
            told = any(other.kind is not Kind.heading for other in kept)
            within = told and block.text.casefold().strip(" :#") in after
        if not within:
            kept.append(block)
    return kept


def _is_caption(block: Block) -> bool:
    """Whether a paragraph ends in the credit of a picture, as its caption does."""
    if block.kind not in {Kind.prose, Kind.line} or len(block.text.split()) > CAPTION_WORDS:
        return False
    credited = _CREDIT.search(block.text) or _CREDIT_AFTER.search(block.text)
    return bool(credited or (not is_closed(block.text) and _NAMED_CREDIT.search(block.text)))
