"""Cache keys of stages, asked for without a run."""

from types import SimpleNamespace
from typing import Any

# As much of a task run's context as a key needs: its results are stored nowhere.
ANYWHERE: Any = SimpleNamespace(result_store=SimpleNamespace(result_storage=None))
