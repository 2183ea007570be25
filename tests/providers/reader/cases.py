"""Everyday texts, as people have them, and what must and must not be said of each."""

from dataclasses import dataclass, field

PROSE = (
    "The old harbour of the town was built by fishermen more than two hundred years ago. Every morning the boats come "
    "back with cod and mackerel from the cold water. The lighthouse on the rock has warned ships since the winter of "
    "1871. Nobody lives in the keeper's house any more, but the lamp still turns every night."
)


@dataclass(frozen=True)
class Case:
    """A text, and parts of what is said: `says` and `never`; `title` if it matters; `refused` if it must be refused."""

    name: str
    text: str
    suffix: str = ".md"
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    title: str = ""
    refused: str = ""
    left_out: tuple[str, ...] = field(default=())


WORDS_AND_NUMBERS = (
    Case(
        "brackets of an editor", f"“I think [the king] was right to go,” said the baker. {PROSE}", says=("[the king]",)
    ),
    Case("dots in a quotation", f"He said: “We […] never left the town.” {PROSE}", says=("“We […] never left",)),
    Case("dots of three", f"He said: “We ... never left.” {PROSE}", says=("We ... never left",)),
    Case("a heart", f"We <3 this town and its mills. It has >5 of them. {PROSE}", ".txt", ("We <3 this town", ">5 of")),
    Case("a lonely angle", f"It is deep if x <b and y is >5 of them. {PROSE}", ".txt", ("x <b and y is >5",)),
    Case("angles in Markdown", f"It is deep if x <b and y is >5 of them. {PROSE}", says=("x <b and y is >5",)),
    Case("stars of sums", f"A mill needs 3*4 men and 5*6 oxen a day. {PROSE}", ".txt", ("3*4 men and 5*6",), ("34",)),
    Case("stars of sums in Markdown", f"A mill needs 3*4 men and 5*6 oxen. {PROSE}", says=("3*4 men and 5*6",)),
    Case(
        "powers",
        f"It has 10<sup>8</sup> cells on 5 m<sup>2</sup>. {PROSE}",
        says=("10⁸ cells on 5 m²",),
        never=("108",),
    ),
    Case("an index", f"Take log<sub>10</sub>8 of it all. {PROSE}", says=("log₁₀8",), never=("108",)),
    Case("dollars", f"It costs $5 and then $6 in the shop. {PROSE}", says=("$5 and then $6",)),
    Case("a year as a list", f"1986. A great year for the town.\n\n{PROSE}", says=("1986",)),
    Case(
        "names by reference", f"Ann [Keeper][ak] and [Jo Steam][] wrote it.\n\n{PROSE}", says=("Keeper and Jo Steam",)
    ),
    Case("a reference with a target", f"By [Ann][ak] it was.\n\n{PROSE}\n\n[ak]: https://a.org", says=("By Ann it",)),
    Case(
        "note marks",
        f"The mill is old.[1] It has 7 wheels.[^2]\n\n{PROSE}",
        says=("is old.", "7 wheels."),
        never=("[",),
    ),
    Case("struck out", f"It has ~~12~~ 15 wheels and ~~never~~ turns. {PROSE}", says=("has 15 wheels and turns",)),
    Case("struck out within a number", f"It has 1~~2~~3 wheels now. {PROSE}", says=("1 3 wheels",), never=("13",)),
    Case("soft hyphens", f"The har\u00adbour of Mu\u0308ller is old. {PROSE}", ".txt", ("The harbour of Müller",)),
)
LIST_NUMBERS = (
    Case("a number that begins a text", f"50. That was his age, and he had 3 boats.\n\n{PROSE}", ".txt", ("50.",)),
    Case("a number that begins Markdown", f"50. That was his age, and he had 3 boats.\n\n{PROSE}", says=("50.",)),
    Case(
        "numbers of a list",
        f"1. Honey never spoils\n\n2. Bees visit many\n\n{PROSE}",
        ".txt",
        never=("2.",),
    ),
    Case("a picture between digits", f"It has 1![a](b.png)2 wheels. {PROSE}", says=("1 2 wheels",), never=("12",)),
    Case("a wiki link between digits", f"It has 1[[2]]3 wheels. {PROSE}", says=("1 2 3 wheels",), never=("123",)),
    Case("a note mark between digits", f"It has 1[3]2 wheels. {PROSE}", says=("1 2 wheels",), never=("12",)),
)
MARKUP = (
    Case("entities", f"AT&amp;T paid &pound;5 &mdash; a week&#39;s wage. {PROSE}", says=("AT&T paid £5 — a week's",)),
    Case("entities in plain text", f"AT&amp;T paid &pound;5 a week. {PROSE}", ".txt", ("AT&T paid £5",), ("&amp;",)),
    Case("an ampersand alone", f"R&D; and AT&T cost a lot. {PROSE}", ".txt", ("R&D; and AT&T",)),
    Case("entities in a title", f"# Salt &amp; the sea\n\n{PROSE}", title="Salt & the sea"),
    Case("entities in front matter", f"---\ntitle: Salt &amp; sea\n---\n\n{PROSE}", title="Salt & sea"),
    Case("escapes", f"The \\[old\\] harbour is \\#1 here. {PROSE}", says=("The [old] harbour is #1",), never=("\\",)),
    Case(
        "a link with brackets",
        f'The [Sea](https://a.org/Sea_(lake) "A lake") is salt. {PROSE}',
        says=("The Sea is salt",),
    ),
    Case("an address", f"See <https://example.org/a> for all names. {PROSE}", never=("See for", "http")),
    Case("a bare address", f"See https://example.org/a for all names. {PROSE}", ".txt", never=("See for", "http")),
    Case("an e-mail address", f"Write to ann@example.org for more. {PROSE}", ".txt", never=("Write to",)),
    Case("a callout", f"> [!NOTE]\n> It is closed to visitors.\n\n{PROSE}", says=("It is closed",), never=("[!NOTE]",)),
    Case(
        "a callout with a title",
        f"> [!TIP]- Good to know\n> It is open.\n\n{PROSE}",
        says=("Good to know.", "It is open."),
    ),
    Case(
        "a fence in a list",
        f"1. Start the mill.\n\n   ```sh\n   rm -rf x. y\n   ```\n\n{PROSE}",
        never=("rm -rf", "sh\n"),
    ),
    Case(
        "indented code",
        f"{PROSE}\n\n    print(42)\n\nThe mill is still there.",
        says=("still there",),
        never=("print",),
    ),
    Case("a setext title", f"The great bridge\n===\n\n{PROSE}", title="The great bridge", never=("===",)),
    Case("Markdown in a text", f"# The harbour\n\n{PROSE}", ".txt", title="The harbour", never=("#",)),
    Case("a bold title", f"**The harbour**\n\n{PROSE}", ".txt", title="The harbour", never=("**",)),
    Case(
        "tasks",
        f"- [x] Mend the old nets today\n- [ ] Paint the boat tomorrow\n\n{PROSE}",
        says=("Mend the", "Paint the"),
    ),
    Case(
        "wiki links",
        f"The [[Dead Sea|lake]] and [[Jordan#North]] meet. ![[a.png]]\n\n{PROSE}",
        says=("lake and Jordan",),
    ),
    Case("a table", f"| a | b |\n|---|---|\n| 41 | 42 |\n\n{PROSE}", never=("41",), left_out=("table",)),
    Case("a block of HTML", f"<p>Inline <b>bold</b> words stay.</p>\n\n{PROSE}", says=("Inline bold words stay.",)),
    Case("comments", f"<!-- secret one -->\n%%secret two%%\n\n{PROSE}", never=("secret",)),
)
LISTS = (
    Case(
        "items without stops",
        "# Facts\n\n1. Honey never spoils in a sealed jar\n2. Bees visit two million flowers for a pound of honey\n"
        "3. It was found in the tombs of the pharaohs and could still be eaten",
        says=("sealed jar.", "pound of honey.", "eaten."),
    ),
    Case(
        "short items",
        f"The boats bring:\n\n- cod\n- mackerel\n- eel\n\n{PROSE}",
        says=("The boats bring: cod, mackerel, eel.",),
    ),
    Case(
        "a lead-in and a long item",
        f"To sleep better:\n\n- Avoid all coffee at night\n- Walk\n- Keep your room quite dark\n\n{PROSE}",
        says=("To sleep better: Avoid all coffee at night, Walk.", "Keep your room quite dark."),
    ),
    Case("amounts", f"- 2 eggs\n- salt\n- 300 g of sifted flour\n\n{PROSE}", says=("2 eggs.",), never=("salt.",)),
    Case(
        "amounts without marks",
        f"Soup\n\n2 cups lentils\n1-1/2 qt. tap water\n½ tsp. salt\n\n{PROSE}",
        ".txt",
        ("2 cups lentils.", "1-1/2 qt. tap water.", "½ tsp. salt."),
    ),
    Case(
        "numbered headings in a paragraph",
        f"It works.\n1. How to light it.\nStrike a match.\n2. A good fire\nJo says that it is small.\n\n{PROSE}",
        ".txt",
        ("Jo says that it is small.",),
        never=("A good fire Jo says",),
    ),
    Case(
        "headings that count up without dots",
        f"Water is good.\n1 Better sleep\nJo says that it is small.\n2 Clear skin\nIt helps.\n3 it is cheap\n{PROSE}",
        ".txt",
        ("Jo says that it is small.", "It helps."),
        never=("2 Clear", "3 it", "sleep Jo"),
    ),
    Case("marks of notes", f"{PROSE}\n\nIt is as large as a ball.1 It hurts.2", ".txt", ("a ball.", "It hurts.")),
    Case("short items alone", f"- cod\n- eel\n\n{PROSE}", never=("cod eel", "eel."), left_out=("short list item",)),
    Case(
        "nested items", f"* a\n  * Honey never spoils in a jar\n* b\n\n{PROSE}", says=("Honey never spoils in a jar.",)
    ),
    Case(
        "items of a text", f"* Honey never spoils in jars\n* Bees visit many flowers\n\n{PROSE}", ".txt", ("in jars.",)
    ),
    Case(
        "lines without stops",
        "the sea is deep and nobody has seen the bottom of it\nmost of the light is gone after two hundred metres\n"
        "the fish that live there make their own light",
        ".txt",
        ("the bottom of it.", "two hundred metres."),
    ),
    Case(
        "a wrapped line without a stop",
        "the sea is deep and the sea is wide and nobody has ever seen the bottom\n"
        "of it because the light is gone after two hundred metres and the fish\n"
        "make their own light there",
        ".txt",
        ("seen the bottom of it because", "the fish make their own"),
    ),
    Case(
        "lines of Markdown",
        "the sea is deep and wide\nthe light is gone down there\nfish make their own light",
        says=("and wide.", "down there."),
    ),
)
TITLES = (
    Case(
        "title and byline", f"The old mill\nBy Jo Writer\n{PROSE}", ".txt", never=("Jo Writer",), title="The old mill"
    ),
    Case("byline of Markdown", f"# The mill\n\n*By Jo Writer*\n\n{PROSE}", never=("Jo Writer",), left_out=("byline",)),
    Case("title alone", f"The old mill\n\n{PROSE}", ".txt", title="The old mill"),
    Case("title without an empty line", f"The old mill\n{PROSE}", ".txt", title="The old mill", never=("mill The",)),
    Case("no title", PROSE, ".txt", title="The old harbour of the town was built by fishermen more than two…"),
    Case(
        "a later heading",
        f"{PROSE}\n\n## More\n\nIt is late.",
        title="The old harbour of the town was built by fishermen more than two…",
    ),
    Case("emoji in a title", f"# The mill 🚀\n\n{PROSE}", title="The mill"),
)
AROUND = (
    Case("a word with a colon", f"Hook: a bent piece of metal.\n\n{PROSE}", says=("Hook: a bent",)),
    Case("a part with a number", f"Part 2 - the way home was long.\n\n{PROSE}", ".txt", ("Part 2",)),
    Case("a proverb at the end", f"{PROSE}\n\nIf you want peace, prepare for war.", says=("If you want peace",)),
    Case(
        "a pasted offer", f"{PROSE}\n\nIt is late.\n\nSubscribe to our newsletter!", ".txt", ("late.",), ("newsletter",)
    ),
    Case(
        "a chat's answer",
        'Sure! Here is a script for your video:\n\n**Title:** The Mill\n\n**Narrator (V.O.):** "The mill was '
        "built by hand in "
        'the year 1807, stone by stone."\n\n**Narrator:** "Every morning the boats come back with cod from the cold '
        'water, and with eel."\n\nLet me know if you would like me to change anything!',
        says=("The mill was built by hand",),
        never=("Let me know", "Narrator", "Sure", "Title"),
        title="The Mill",
        left_out=("chat line", "speaker label"),
    ),
    Case(
        "another farewell",
        f"{PROSE}\n\n---\n\nI hope this helps! Feel free to ask for more.",
        never=("I hope", "Feel free"),
    ),
    Case("an offer at the end", f"{PROSE}\n\nWould you like me to make it shorter?", never=("Would you like",)),
    Case(
        "a German chat",
        f"Gerne! Hier ist dein Skript:\n\n{PROSE}\n\nSag Bescheid, wenn etwas fehlt.",
        never=("Gerne", "Sag"),
    ),
    Case("a text about letting know", f"Let me know your name, she said.\n\n{PROSE}", says=("Let me know your name",)),
    Case(
        "times in brackets",
        "[00:01] The mill was built by hand in the year 1807.\n[00:05] Every morning the boats come back with cod.\n"
        "[01:02:09] Nobody lives in the old house any more, they say.",
        ".txt",
        ("The mill was built", "1807"),
        ("[0", "00:"),
        left_out=("time stamp",),
    ),
    Case(
        "times before lines",
        "0:01 The mill was built by hand in the year 1807.\n0:05 Every morning the boats come back with cod.\n"
        "0:09 Nobody lives in the old house any more, they say.",
        ".txt",
        ("The mill was built",),
        ("0:0",),
    ),
    Case("a time that is told", f"12:30 was the time of the train. {PROSE}", ".txt", ("12:30 was the time",)),
    Case(
        "directions", f"[Upbeat music]\n\n(pause)\n\n**Visual:** A wheel.\n\n{PROSE}", never=("music", "pause", "wheel")
    ),
)
PAGE = '<html lang="en"><head><title>The mill</title></head><body>{}</body></html>'
ARTICLE = f"<article><h1>The mill</h1><p>{PROSE}</p>{{}}</article>"
PAGES = (
    Case(
        "consent",
        PAGE.format(
            f"<aside>{ARTICLE.format('')}</aside><div id='consent' role='dialog'><h2>We value your privacy</h2><p>We "
            "and our 842 partners store and access personal data on your device, and you choose.</p></div>"
        ),
        ".html",
        ("fishermen",),
        ("842",),
    ),
    Case(
        "a paywall",
        PAGE.format(
            "<article><h1>The mill</h1><p>The mill was built more than two hundred years ago.</p><div class='paywall'>"
            "<p>Subscribe to continue reading this article. Already a subscriber? Cancel at any time.</p></div>"
            "</article>"
        ),
        ".html",
        refused="paywall",
    ),
    Case(
        "a wall without a class",
        PAGE.format(
            "<article><h1>The mill</h1><p>It is old. Log in to continue. Only $1 a week, cancel any time.</p></article>"
        ),
        ".html",
        refused="paywall",
    ),
    Case(
        "just a moment",
        "<html><head><title>Just a moment...</title></head><body><p>Checking your browser.</p></body></html>",
        ".html",
        refused="no article",
    ),
    Case(
        "not found",
        "<html><head><title>Page not found</title></head><body><h1>404</h1><p>Sorry, it is gone.</p></body></html>",
        ".html",
        refused="no article",
    ),
    Case(
        "scripts wanted",
        "<html><body><p>Please enable JavaScript to see this page of ours.</p></body></html>",
        ".html",
        refused="no article",
    ),
    Case(
        "offers",
        PAGE.format(
            ARTICLE.format(
                "<p>Subscribe to our newsletter today.</p><p>Follow us on Facebook now.</p><p>Read more: Mills</p>"
            )
        ),
        ".html",
        ("fishermen",),
        ("newsletter", "Follow us", "Read more"),
        left_out=("page element",),
    ),
    Case(
        "comments and shares",
        PAGE.format(
            ARTICLE.format("<div class='share-bar'>Share this page</div>")
            + "<div class='comments'><p>What a great post, I love it.</p></div>"
        ),
        ".html",
        ("fishermen",),
        ("Share this", "great post"),
    ),
    Case(
        "powers of a page",
        PAGE.format(ARTICLE.format("<p>It took 10<sup>8</sup> stones<sup>[2]</sup> to build it all.</p>")),
        ".html",
        ("10⁸ stones to",),
        ("108", "[2]"),
    ),
    Case("code of a page", PAGE.format(ARTICLE.format("<pre>rm -rf now</pre>")), ".html", ("fishermen",), ("rm -rf",)),
)
ALL = (*WORDS_AND_NUMBERS, *LIST_NUMBERS, *MARKUP, *LISTS, *TITLES, *AROUND, *PAGES)
