"""Chooses which copy of a clip to fetch: services keep each in several sizes, and the largest has gigabytes."""

from collections.abc import Iterable, Sequence

from tasks.domain.story import Candidate, Credit
from tasks.domain.values import Frozen

MAX_BYTES = 80_000_000  # of a file that is fetched whole
MOST_BYTES = 4_000_000_000  # of one of which a part is fetched
LINES = 1080, 1440  # of the shorter side: enough for a frame 1080 wide; more costs decoding that nobody sees
FAIR_LINES = 720  # below, even a copy that is costly to decode is better
LEAST_LINES = 360  # fewer look bad even over their own blur


class Rendition(Frozen):
    """One copy: its size in pixels, and its bytes, seconds and frames a second if the service tells (0: unknown)."""

    url: str
    width: int
    height: int
    bytes: int = 0
    seconds: float = 0
    fps: float = 0

    @property
    def lines(self) -> int:
        """Pixels of the shorter side."""
        return min(self.width, self.height)


def best_of(copies: Iterable[Rendition]) -> Sequence[Rendition]:
    """The copy to fetch, and behind it the next smaller one, in case it cannot be had. Empty if none will do."""
    able = [copy for copy in copies if copy.url and copy.lines >= LEAST_LINES and copy.bytes <= MOST_BYTES]
    fit = [copy for copy in able if copy.bytes <= MAX_BYTES] or able
    if not fit:
        return ()
    first = min(fit, key=_rank)
    smaller = [copy for copy in fit if copy.lines < first.lines]
    return (first, max(smaller, key=lambda copy: copy.lines)) if smaller else (first,)


def clip_of(
    copies: Iterable[Rendition], *, credit: Credit, found_by: str, about: str = "", thumb: str = ""
) -> Candidate | None:
    """The clip as a candidate, with the copy to fetch and the one behind it. None if no copy will do."""
    best = best_of(copies)
    if not best:
        return None
    return Candidate(
        kind="clip",
        url=best[0].url,
        preview=best[1].url if len(best) > 1 else "",
        width=best[0].width,
        height=best[0].height,
        thumb=thumb,
        seconds=best[0].seconds,
        fps=best[0].fps,
        about=about,
        credit=credit,
        found_by=found_by,
    )


def _rank(copy: Rendition) -> tuple[int, int, int]:
    """Within LINES the smallest; else the largest below, if it is fair; else the smallest above."""
    if copy.lines < LINES[0]:
        return (1 if copy.lines >= FAIR_LINES else 3), -copy.lines, copy.bytes
    return (0 if copy.lines <= LINES[1] else 2), copy.lines, copy.bytes
