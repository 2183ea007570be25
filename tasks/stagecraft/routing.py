"""Where a timeline is encoded. Whatever the place, `encode_short` is the one flow that encodes."""

import importlib
from typing import cast

from tasks.domain.models import Timeline, Video


def encode(timeline: Timeline) -> Video:
    """Run `encode_short` in this process. Flows are above this floor: it is found by name, as a worker finds it."""
    flow = importlib.import_module("flows.encode_short").encode_short
    return cast("Video", flow(timeline))
