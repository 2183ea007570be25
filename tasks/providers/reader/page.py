"""Reads a web page: its article by trafilatura, without menus, consent, paywalls and offers around it."""

import re
from collections.abc import Sequence
from typing import Any

from tasks.domain.errors import BadInput
from tasks.domain.text.headline import without_site
from tasks.domain.text.reading import Kind
from tasks.machine.network.hosts import parts_of
from tasks.providers.reader.draft import Draft
from tasks.providers.reader.tags import LOWERED, raised, unescaped

LOWER = "translate(concat(@id,' ',@class),'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz')"
WALLS = ("paywall", "piano-", "tp-modal", "regwall", "subscriber-only", "metered")
AROUND = (
    "cookie consent gdpr newsletter subscribe signup sign-up share social related recommend promo advert sponsored "
    "comments disqus author-bio breadcrumb read-more onetrust"
).split()
NOT_FOUND = re.compile(
    r"just a moment|attention required|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"are you a robot|enable javascript|javascript is (?:disabled|required)|access denied|403 forbidden|404|"
    r"page not found|not be found|no longer (?:available|exists)|before you continue|we value your privacy|"
    r"seite nicht gefunden|page introuvable|página no encontrada|страница не найдена",
    re.IGNORECASE,
)
WALLED = re.compile(
    r"(?:subscribe|sign in|log in|register|create an account) (?:now )?to (?:continue|read|keep|unlock|see)|already a "
    r"subscriber|subscribers only|unlimited access|remaining articles?|free articles?|cancel (?:at )?any ?time",
    re.IGNORECASE,
)
MIN_PAGE_WORDS = 60  # of an article behind a wall
MAX_NOTICE_WORDS = 120  # of a page that only says why there is nothing to see


def read_page(data: bytes | str, name: str) -> Draft:
    """The article of a page. Raises BadInput if the page shows something else: a wall, a check, an error."""
    import lxml.html  # noqa: PLC0415 - slow imports, and few runs read a page
    import trafilatura  # noqa: PLC0415

    draft = Draft()
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", data) if isinstance(data, str) else data
    try:
        tree = lxml.html.document_fromstring(source)
    except (lxml.etree.ParserError, ValueError) as error:
        raise BadInput(f"The page {name} is empty.", advice="Give a page with an article.") from error
    walled = bool(tree.xpath(f"//*[{_named(WALLS)}]"))
    removed = _pruned(tree, draft)
    found: Any = trafilatura.bare_extraction(
        tree,
        include_comments=False,
        include_tables=False,
        include_formatting=True,
        favor_precision=True,
        with_metadata=True,
    )
    draft.leave("page element", removed)
    if found is not None and found.body is not None:
        _Body(draft).read(found.body)
    stated = unescaped((getattr(found, "title", "") or "").strip())
    sites = [getattr(found, "sitename", "") or "", *tree.xpath("//meta[@property='og:site_name']/@content")]
    host = re.sub(r"^www\.", "", parts_of(name).hostname or "")
    draft.title = without_site(stated, [*sites, host, host.partition(".")[0]]) or draft.title
    draft.author = (getattr(found, "author", "") or "").strip()
    draft.licence = (getattr(found, "license", "") or "").strip() or "unknown"
    draft.url = getattr(found, "url", "") or ""
    draft.language = (tree.get("lang") or "")[:12]
    _refuse(draft, name, walled, " ".join(tree.text_content().split()))
    return draft


def _named(words: Sequence[str]) -> str:
    return " or ".join(f"contains({LOWER},'{word}')" for word in words)


def _pruned(tree: Any, draft: Draft) -> int:
    """Remove from the tree what is never part of an article. Elements that hold the article itself stay."""
    draft.leave("code block", len(tree.xpath("//pre")))
    draft.leave("table", len(tree.xpath("//article//table | //main//table")))
    draft.leave("picture", len(tree.xpath("//article//img | //main//img")))
    paths = (
        "//pre",
        "//*[@role='dialog' or @role='alertdialog' or @aria-modal='true']",
        f"//*[{_named([*WALLS, *AROUND])}]",
    )
    removed = 0
    for number, path in enumerate(paths):
        for element in tree.xpath(path):
            keeps = element.tag in {"html", "body", "article", "main", "head", "p"} or element.xpath(
                ".//article | .//h1 | self::article"
            )
            if element.getparent() is None or (keeps and number):
                continue
            element.drop_tree()
            removed += number > 0
    return removed


def _refuse(draft: Draft, name: str, walled: bool, whole: str) -> None:
    words = sum(len(block.text.split()) for block in draft.blocks if block.kind is not Kind.heading)
    walled = walled or bool(WALLED.search(whole))
    if walled and words < MIN_PAGE_WORDS:
        raise BadInput(
            f"The page {name} is behind a paywall: only {words} words of it can be read.",
            advice="Give the text as a file, or another page.",
        )
    notice = NOT_FOUND.search(f"{draft.title} {whole[:400]}")
    if notice and words < MAX_NOTICE_WORDS and len(whole.split()) < 2 * MAX_NOTICE_WORDS:
        raise BadInput(
            f"The page {name} shows no article. It says: {notice.group()!r}.",
            advice="Open it in a browser, save its text as a file, and give that.",
        )
    if walled:
        draft.notes.append(f"{name} asks for a subscription. Only the part that it shows was read.")


class _Body:
    """Walks trafilatura's own element names."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft

    def read(self, body: Any) -> None:
        for element in body.iter("p", "head", "item", "quote", "ab"):
            if any(parent.tag in {"p", "head", "item"} for parent in element.iterancestors()):
                continue
            kind = {"head": Kind.heading, "item": Kind.item, "quote": Kind.quotation}.get(element.tag, Kind.prose)
            if element.tag == "quote" and element.find(".//p") is not None:
                continue
            self.draft.add(kind, self._text(element))

    def _text(self, element: Any) -> str:
        text: str = element.text or ""
        for child in element:
            text += self._child(child, text) + (child.tail or "")
        return text

    def _child(self, child: Any, before: str) -> str:
        look = child.get("rend", "")
        if child.tag == "del":
            self.draft.leave("struck-out passage")
            return " "
        if child.tag == "lb":
            return "\n"
        if child.tag in {"graphic", "table"}:
            return " "
        text = self._text(child)
        if look == "#sup":
            said = raised(before, text)
            self.draft.leave("footnote mark", int(said is None))
            return said or ""
        return text.translate(LOWERED) if look == "#sub" and re.fullmatch(r"[\d+-]+", text) else text
