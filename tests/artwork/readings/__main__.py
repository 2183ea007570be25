"""Print every sentence whose card has changed since it was judged: `python -m tests.artwork.readings`."""

from collections import Counter

from tests.artwork.readings import BATCHES, drawn, judged

for batch in BATCHES:
    rows = judged(batch)
    print(batch.stem, len(rows), dict(Counter(row.verdict for row in rows)))
    for row, now in zip(rows, drawn([row.sentence for row in rows]), strict=True):
        if now != row.drawn:
            print(f"  {row.verdict}: {row.sentence}\n    judged: {row.drawn}\n    now:    {now}")
