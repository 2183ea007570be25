"""The content of the local services: a few subjects, each with an article, and photographs generated on request."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from tests.servers.wire import Reply

ARTICLES = Path(__file__).parent / "articles"
KINDS = {"jpg": ("JPEG", "image/jpeg"), "png": ("PNG", "image/png"), "webp": ("WEBP", "image/webp")}


@dataclass(frozen=True)
class Subject:
    """`about` is the short description, `shots` describe its photographs. Without `text`, a file has the article."""

    title: str
    about: str
    views: int
    shots: tuple[str, ...]
    text: str = ""

    @cached_property
    def article(self) -> str:
        """Wikitext with == headings ==, one paragraph per line."""
        return self.text or (ARTICLES / f"{self.title.lower().replace(' ', '-')}.txt").read_text(encoding="utf-8")

    def matches(self, query: str) -> bool:
        """Whether every word of the query is in the title, article or shots, as in the real searches."""
        text = f"{self.title} {self.article} {' '.join(self.shots)}".lower()
        words = [word for word in query.lower().split() if len(word) > 2 and ":" not in word]
        return bool(words) and all(word.rstrip("s") in text for word in words)


SUBJECTS = (
    Subject(
        "Lighthouse",
        "tower with a strong light for ships",
        182_344,
        ("red tower on a cliff", "Fresnel lens", "keeper on the stair", "storm waves", "lamp room", "fog horn"),
    ),
    Subject(
        "Honey bee",
        "insect that makes honey",
        164_020,
        ("bee on a flower", "comb with honey cells", "queen and workers", "wooden hives", "keeper with smoke", "swarm"),
    ),
    Subject(
        "Total solar eclipse",
        "the Moon hides the whole Sun",
        151_700,
        ("corona around the moon", "crowd with glasses", "diamond ring", "partial phase", "dark sky", "telescope"),
    ),
)


def subject(title: str, subjects: Sequence[Subject] = SUBJECTS) -> Subject | None:
    """The subject with this title, in any case and with spaces or underscores."""
    return next((known for known in subjects if known.title.lower() == title.lower().replace("_", " ")), None)


def search(query: str) -> list[Subject]:
    """The subjects that match the query."""
    return [known for known in SUBJECTS if known.matches(query)]


@cache
def photograph(seed: int, width: int, height: int, kind: str = "jpg") -> bytes:
    """A picture of soft shapes, unique to the seed; the same seed looks the same at every size."""
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(20, 235, (9, 6, 3), dtype=np.uint8))
    image = small.resize((width, height), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(2))
    out = io.BytesIO()
    image.save(out, KINDS[kind][0])
    return out.getvalue()


def picture(path: str) -> Reply:
    """The picture for a path that ends in SEED-WIDTHxHEIGHT.KIND, or a 404."""
    name, _, kind = path.rpartition("/")[2].rpartition(".")
    seed, _, size = name.rpartition("/")[2].partition("-")
    width, _, height = size.partition("x")
    if kind not in KINDS or not (seed + width + height).isdigit():
        return Reply(404, b"no such picture", {"Content-Type": "text/plain"})
    return Reply(200, photograph(int(seed), int(width), int(height), kind), {"Content-Type": KINDS[kind][1]})
