"""Source texts for the tests: a note, a web page, Markdown that is hard to speak, and an article of 3,000 words."""

from tasks.domain.story import Dossier, Fact, Source

NOTE = (
    "The kettle in our kitchen is older than I am. My grandmother bought it in 1961 with her first wages. "
    "It has boiled water for four weddings and three funerals. The handle was replaced twice, and the lid was lost on "
    "a beach in Wales. Every morning it sings the same rising note. Nobody in the house needs an alarm clock. "
    "A new kettle would be quicker."
)

PAGE = """<!doctype html><html lang="en"><head><title>The keeper of Bell Rock</title>
<meta name="author" content="Ann Keeper"></head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
<div class="cookie">Cookie settings: accept all?</div>
<article><h1>The keeper of Bell Rock</h1>
<p>The lighthouse stands eleven miles from the coast of Scotland, on a reef that the tide covers twice a day.
Robert Stevenson began to build it in 1807, and his men could work only while the rock was dry.</p>
<p>Each stone was cut on land to fit its neighbours like a puzzle. The tower has stood for more than two centuries
without a single stone being replaced. Its lamp can be seen from thirty-five miles away.</p>
<p>Keepers lived there for weeks at a time, cooking, cleaning and watching the light. The last of them left in 1988,
when the lamp became automatic.</p></article>
<footer>Subscribe to our newsletter! Copyright 2026.</footer></body></html>"""

HOSTILE = """# Numbers & "quotes" 🚀

The bridge carries **1,250** trains a day; its towers are [92 metres](https://example.org/a?b=1) tall.[1]
Visit https://example.com/very/long/path?x=1&y=2 or www.example.org now! Contact me @builder #bridges {now}.

```python
print("this must never be spoken")
```

| a | b |
|---|---|
| 1 | 2 |

"Nothing like it had been built before," said the engineer, and he was right. 😀😀 The steel weighs 3.5 million tonnes
in some reports — others say less. <script>alert(1)</script> The painters never finish: when they reach the far end,
they begin again. ![picture](x.png) Its rivets would fill a small church. A storm once moved the deck by 9 centimetres.

- A list item without an end
- Another; with `code` in it

[1]: https://example.org/source
Engineers from 14 countries came to see the first train cross the bridge.
"""

_SUBJECTS = (
    "river town harbour bridge market library railway garden school museum theatre tower station mill castle bakery "
    "hospital lighthouse workshop canal"
).split()
_FACTS = (
    "The {a} was built in {year} by people who had never seen a {b}.",
    "Nobody in the valley believed that the {a} would stand for more than ten years.",
    "It cost {n} pounds, and the town paid for it with a tax on salt.",
    "The oldest {a} in the county has walls of river stone and a roof of oak.",
    "A storm took the roof of the {a} in the winter of {year}.",
    "Every child learned to swim in the pool behind the {a}.",
    "However, the {b} was never finished, and its cellar is full of water.",
    "The keeper of the {a} wrote down the weather on every day of her life.",
    "Her notebooks fill a shelf of {n} volumes in the {b}.",
    "Visitors often ask why the {a} has no windows on its northern side.",
    "The answer lies in the wind, which blows from the hills for half of the year.",
    "In {year}, the first train stopped beside the {a}, and the band played for an hour.",
    "They say that the bell of the {b} can be heard two villages away.",
    "Only one {a} in the country is older than this one.",
    "The last baker left the {a} when the road to the coast was opened.",
)


def _article(words: int = 3000) -> str:
    """Prose with headings and no repeated sentence."""
    parts, count, number = ["# The making of a small town\n"], 0, 0
    while count < words:
        subject = _SUBJECTS[(number // 5) % len(_SUBJECTS)]
        other = _SUBJECTS[(number * 7 + 3) % len(_SUBJECTS)]
        if number % 5 == 0:
            parts.append(f"\n## Of the {subject}, part {number // 100 + 1}\n")
        fact = _FACTS[number % len(_FACTS)]
        sentence = fact.format(a=subject, b=other, year=1700 + (number * 13) % 300, n=f"{1000 + number * 37:,}")
        parts.append(sentence)
        count += len(sentence.split())
        number += 1
    return "\n".join(parts)


ARTICLE = _article()

SENTENCES = [line for line in ARTICLE.splitlines() if line and not line.startswith("#")][:40]
DOSSIER = Dossier(
    title="The making of a small town",
    facts=tuple(Fact(id=f"f{n}", text=text, source=f"s{1 + n % 2}") for n, text in enumerate(SENTENCES, 1)),
    sources=(Source(id="s1", title="Town"), Source(id="s2", title="Country")),
)
