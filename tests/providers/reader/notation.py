"""Lettered lists, formulas and directions between asterisks, and what must and must not be said of each."""

from tests.providers.reader.cases import PROSE, Case

PAGE = (
    f"<html><body><article><h1>Law</h1><p>{PROSE}</p><p>"
    "So \\(E = mc^2\\) holds for all of us here.</p></article></body></html>"
)

LETTERED = (
    Case(
        "letters of a list",
        f"a) Honey never spoils in jars\nb) Bees visit many flowers\n\n{PROSE}",
        ".txt",
        ("Honey never spoils in jars.", "Bees visit many flowers."),
        ("a)", "b)"),
    ),
    Case(
        "Roman numerals of a list",
        f"(i) Honey never spoils in jars\n(ii) Bees visit many flowers\n\n{PROSE}",
        says=("Honey never spoils in jars.", "Bees visit many flowers."),
        never=("(i)", "(ii)"),
    ),
    Case(
        "Russian letters of a list",
        f"а) мёд хранится в банке\nб) пчёлы летят к цветам\n\n{PROSE}",
        ".txt",
        ("мёд хранится в банке.",),
        ("а)", "б)"),
    ),
    Case("a letter alone", f"a) is the answer to it all.\n\n{PROSE}", says=("a) is the answer",)),
    Case(
        "initials",
        f"A. Keeper wrote of the mill.\nB. Steam wrote of it too.\n\n{PROSE}",
        says=("A. Keeper", "B. Steam"),
    ),
)
FORMULAS = (
    Case("a formula of a page", PAGE, ".html", ("So E = mc² holds",), ("\\",)),
    Case(
        "a short formula",
        f"Its area is $\\pi r^2$, and $x_1$ is $\\frac{{3}}{{4}}$. {PROSE}",
        says=("πr², and x₁ is 3/4.",),
    ),
    Case("a formula in text", f"So \\(E = mc^2\\) holds here. {PROSE}", ".txt", ("So E = mc² holds here.",), ("\\",)),
    Case(
        "a long formula",
        f"It is $\\sum_{{i=1}}^{{n}} i^2$ in all. {PROSE}",
        never=("in all", "sum"),
        left_out=("sentence with a formula",),
    ),
    Case(
        "a formula on a line",
        f"The law is old.\n\n$$a^2 + b^2 = c^2$$\n\n{PROSE}",
        never=("a²",),
        left_out=("formula",),
    ),
    Case("a formula within a sentence", f"Take $$x + 1$$ of them. {PROSE}", says=("Take x + 1 of them.",)),
    Case(
        "dollars beside each other",
        f"It fell from $9 to $7, or $US to $CA. {PROSE}",
        says=("from $9 to $7, or $US to $CA",),
    ),
)
STARRED = (
    Case(
        "a starred direction",
        f"*music swells*\n\n{PROSE}\n\n*door slams*",
        never=("music", "slams"),
        left_out=("stage",),
    ),
    Case("a starred direction in text", f"{PROSE} *sighs* It is late.", ".txt", ("night. It is late.",), ("sighs",)),
    Case("Russian music", f"*музыка играет*\n\n{PROSE}", ".txt", never=("музыка",), left_out=("stage direction",)),
    Case(
        "stress within a sentence",
        f"He *sighs* a lot, and *music* is old. {PROSE}",
        says=("He sighs a lot, and music is old",),
    ),
    Case(
        "a poem",
        f"{PROSE}\n\n*the sea is deep and wide*\n*the light is gone down there*",
        says=("the sea is deep and wide", "the light is gone"),
    ),
)
NOTATION = (*LETTERED, *FORMULAS, *STARRED)
