"""Draws designs on one scale of time: a bar for each stage, and under it a mark for each request to a vendor."""

from collections.abc import Mapping, Sequence
from html import escape

from tests.bench.pipeline.design import Made, Span

# The stage under which a request is drawn.
OF = {
    "trends": "trending",
    "topic": "trending",
    "research": "research",
    "script": "script",
    "check": "script",
    "voice": "voiceover",
    "search": "images",
    "still": "images",
    "look": "images",
    "picture": "images",
    "upload": "upload",
}
COLOURS = {
    "start": "#8a8f98",
    "trending": "#3d6fb6",
    "research": "#2f8f9d",
    "script": "#5b58b0",
    "voiceover": "#b0568f",
    "images": "#c2762b",
    "timeline": "#8a8f98",
    "encode": "#3f8f4f",
    "quality": "#7d9440",
    "upload": "#a8453f",
}
LEFT, RIGHT, TOP, WIDTH = 110, 60, 34, 960  # pixels
ROW, BAR, MARK = 24, 12, 2
TICK = 20  # seconds between two lines


def waterfall(designs: Mapping[str, Made]) -> str:
    """An SVG with one panel a design, in their order."""
    scale = (WIDTH - LEFT - RIGHT) / max(made.seconds for made in designs.values())
    parts, y = list[str](), 0
    for title, made in designs.items():
        rows = _rows(made)
        height = TOP + ROW * len(rows)
        parts += _panel(title, made, rows, y, scale)
        y += height + 18
    style = "text{font:12px sans-serif;fill:#22252a}.head{font-weight:bold}.small{font-size:10px;fill:#6b7078}"
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 8}" width="{WIDTH}" height="{y + 8}">\n'
        f'<style>{style}</style>\n<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _rows(made: Made) -> list[str]:
    """The stages that took time, in the order in which they began."""
    return list(dict.fromkeys(span.what for span in made.stages if span.seconds > 0.005))


def _panel(title: str, made: Made, rows: Sequence[str], top: int, scale: float) -> list[str]:
    parts = [f'<text class="head" x="8" y="{top + 20}">{escape(title)}: {made.seconds:.1f} s</text>']
    bottom = top + TOP + ROW * len(rows)
    for second in range(0, int(made.seconds) + 1, TICK):
        x = LEFT + second * scale
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top + TOP - 4}" y2="{bottom}" stroke="#e1e4e8"/>')
        parts.append(f'<text class="small" x="{x:.1f}" y="{top + TOP - 6}" text-anchor="middle">{second}</text>')
    for number, stage in enumerate(rows):
        y = top + TOP + ROW * number
        parts.append(f'<text x="8" y="{y + BAR}">{escape(stage)}</text>')
        spans = [span for span in made.stages if span.what == stage]
        parts += [_bar(span, y, BAR, COLOURS.get(stage, "#8a8f98"), scale) for span in spans]
        end = LEFT + max(span.ended for span in spans) * scale + 4
        seconds = sum(span.seconds for span in spans)
        parts.append(f'<text class="small" x="{end:.1f}" y="{y + BAR - 2}">{seconds:.1f} s</text>')
        marks = [span for span in made.requests if OF.get(span.what) == stage]
        parts += [
            _bar(span, y + BAR + 1 + lane * (MARK + 1), MARK, "#4a4f57", scale)
            for span, lane in zip(marks, lanes(marks, (ROW - BAR) // (MARK + 1)), strict=True)
        ]
    return parts


def _bar(span: Span, y: int, height: int, colour: str, scale: float) -> str:
    x, width = LEFT + span.began * scale, max(0.8, span.seconds * scale)
    return f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}" fill="{colour}"/>'


def lanes(spans: Sequence[Span], most: int) -> list[int]:
    """A lane for each span, such that those at the same time have different ones as far as there are so many."""
    ends: list[float] = []
    chosen = []
    for span in spans:
        free = next((lane for lane, end in enumerate(ends) if end <= span.began), None)
        if free is None and len(ends) < most:
            ends.append(span.ended)
            free = len(ends) - 1
        elif free is None:
            free = min(range(len(ends)), key=lambda lane: ends[lane])
        ends[free] = max(ends[free], span.ended)
        chosen.append(free)
    return chosen
