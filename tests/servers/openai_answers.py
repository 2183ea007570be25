"""What the local OpenAI server answers: scripts, choices, digests and verdicts, from the facts in the prompt.

`HABITS` are ways in which a model spoils a draft: a false claim, a wrong number, a denial turned round, a cliché.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Any

from tasks.domain.text.scenes import split
from tasks.domain.words import count_words, join_texts, letters, split_words, word_spans

Draft = dict[str, Any]


def between(tag: str, request: str) -> list[Any]:
    """The JSON lines between <tag> and </tag>."""
    inside = request.split(f"<{tag}>\n")[1].split(f"\n</{tag}>", maxsplit=1)[0]
    return [json.loads(line) for line in inside.split("\n")]


def _plain_facts(facts: list[dict[str, str]], words: int) -> Iterator[tuple[str, str]]:
    """Ids and plain texts of facts, in order, until `words` are used up; the last one may be truncated."""
    for fact in facts:
        text = " ".join(re.sub(r"https?://\S+|www\.\S+|[*_`<>{}\[\]|@#]", " ", fact["text"]).split())
        counts = accumulate(map(count_words, split_words(text)))
        ends = [end for (_, end), count in zip(word_spans(text), counts, strict=True) if count <= words]
        fitting = text[: ends[-1]] if ends else ""
        words -= count_words(fitting)
        if fitting:
            yield fact["id"], fitting


def _split_exactly(text: str, scenes: int, language: str) -> list[str]:
    """Split a text at clauses into `scenes` parts; if it has too few clauses, halve the longest parts."""
    parts = list(split(text, scenes, language))
    while len(parts) < scenes:
        at = max(range(len(parts)), key=lambda number: count_words(parts[number]))
        words = word_spans(parts[at])
        if len(words) < 2:
            break
        middle = words[len(words) // 2][0]
        parts[at : at + 1] = [parts[at][:middle].rstrip(), parts[at][middle:]]
    return parts


def compose_script(request: str) -> dict[str, Any]:
    """A script of the length and scene count in the prompt, from its facts word for word."""
    words = int(re.findall(r"Length: (\d+) words", request)[0])
    scenes = int(re.findall(r"Scenes: (\d+)", request)[0])
    language = re.findall(r"Language: [^(]*\(([\w-]+)\)", request)[0]
    facts = list(_plain_facts(between("facts", request), words))
    parts = _split_exactly(join_texts(text for _, text in facts), scenes, language)
    sources = [name for name, text in facts for _ in letters(text)]
    ends = list(accumulate(len(letters(part)) for part in parts))
    return {
        "title": between("topic", request)[0][:90],
        "hook": facts[0][1],
        "scenes": [
            {
                "narration": part,
                "visual_description": " ".join(re.findall(r"[A-Za-z]{4,}", part)[:5]) or "a landscape",
                "cites": list(dict.fromkeys(sources[first:end])),
            }
            for part, first, end in zip(parts, [0, *ends[:-1]], ends, strict=True)
        ],
        "hashtags": ["#facts", "learn", "#short"],
        "description": f"What is known about {between('topic', request)[0]}.",
    }


def compose_choice(request: str) -> dict[str, Any]:
    """Choose the last trend."""
    last = between("trends", request)[-1]
    return {"number": last["number"], "reason": f"{last['title']} suits the channel."}


def compose_plan(request: str) -> dict[str, Any]:
    """Subjects with numbers, which go on after the earlier ones."""
    wanted = int(re.findall(r"Subjects wanted: (\d+)", request)[0])
    first = sum(str(title).startswith("Wonder ") for title in between("earlier", request))
    names = [f"Wonder {number}" for number in range(first + 1, first + 1 + wanted)]
    return {"topics": [{"title": name, "about": f"What {name} is."} for name in names]}


def compose_repeat(request: str) -> dict[str, Any]:
    """The earlier subject whose name is part of the new one's, as in "The man who invented sandwiches"; or -1."""
    new = between("new", request)[0]["title"].lower()
    known = (each for each in between("earlier", request) if each["title"].lower() in new)
    return {"number": next((each["number"] for each in known), -1)}


def compose_digest(request: str) -> dict[str, Any]:
    """About 24 of the facts, evenly spread, none over 60 words."""
    facts = between("facts", request)
    short = [fact for fact in facts if len(fact["text"].split()) <= 60]
    step = max(1, math.ceil(len(short) / 24))
    return {"facts": [{"text": fact["text"], "source": fact["source"]} for fact in short[::step]]}


def compose_verdicts(request: str) -> dict[str, Any]:
    """A claim follows if at least half of its longer words are in the sentences that it cites, or in those around."""
    verdicts = []
    for claim in between("claims", request):
        known = _longer_words(" ".join((*claim["cites"], *claim["around"])))
        words = _longer_words(claim["text"])
        follows = 2 * len(words & known) >= len(words)
        verdicts.append({"claim": claim["claim"], "follows": follows, "why": "" if follows else "nobody says so"})
    return {"verdicts": verdicts}


def _longer_words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{4,}", text.casefold()))


def compose_joints(request: str) -> dict[str, Any]:
    """The sentences that are to be said otherwise, each without its last comma."""
    return {
        "sentences": [
            {"number": line["number"], "text": line["text"].replace(",", "")}
            for line in between("sentences", request)
            if line["rewrite"]
        ]
    }


def compose_views(request: str) -> dict[str, Any]:
    """Of each scene's stills the first is the best; those whose titles speak of a lens are wrong."""
    answers = []
    for scene in between("scenes", request):
        wrong = [still["number"] for still in scene["stills"] if "lens" in still["title"].casefold()]
        fit = [still["number"] for still in scene["stills"] if still["number"] not in wrong]
        why = "it shows that" if fit else "only a lens"
        answers.append({"scene": scene["scene"], "best": fit[0] if fit else 0, "wrong": wrong, "why": why})
    return {"scenes": answers}


def compose_film(request: str) -> dict[str, Any]:
    """Every frame shows what it should, but those that should show a keeper."""
    shown = [(frame["number"], "keeper" not in frame["shows"]) for frame in between("frames", request)]
    return {"frames": [{"number": n, "shows": fits, "why": "" if fits else "only a lens"} for n, fits in shown]}


COMPOSE: dict[str, Callable[[str], dict[str, Any]]] = {
    "draft": compose_script,
    "choice": compose_choice,
    "plan": compose_plan,
    "repeat": compose_repeat,
    "digest": compose_digest,
    "verdicts": compose_verdicts,
    "joints": compose_joints,
    "views": compose_views,
    "film": compose_film,
}


# ------------------------------------------------------------------ ways to spoil a draft

Habit = Callable[[Draft], Draft]


def saying(text: str) -> Habit:
    """A draft whose third sentence is this one, whatever it cites."""

    def spoil(draft: Draft) -> Draft:
        scenes = [dict(scene) for scene in draft["scenes"]]
        ends = [number for number, scene in enumerate(scenes) if re.search(r"[.!?]$", scene["narration"])]
        first, last = ends[1] + 1, ends[2]
        scenes[first : last + 1] = [{**scenes[first], "narration": text}]
        return {**draft, "scenes": scenes}

    return spoil


HABITS: Mapping[str, Habit] = {
    "false": saying("Every wizard of the kingdom painted dragons upon its ceiling."),
    "number": saying("It took 47 men to do it."),
    "name": saying("Everybody there remembers Napoleon."),
    "cliche": saying("Little did they know that this was a game-changer."),
}


def turned_round(draft: Draft) -> Draft:
    """The draft, denying what the source says of the valley."""
    scenes = [
        {**scene, "narration": scene["narration"].replace("Nobody in the valley", "Everybody in the valley")}
        for scene in draft["scenes"]
    ]
    return {**draft, "scenes": scenes}
