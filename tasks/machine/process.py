"""Tunes this process: garbage collection and threads. Entry points call `tune`; imports have no side effects."""

import atexit
import gc
import os
from functools import cache


@cache
def tune() -> None:
    """Make the process start and exit faster. Only the first call has an effect.

    Imports create a quarter of a million objects that live until the process ends. Python's collector scans them over
    and over while they are created, and once more at exit, and frees nothing: a fifth of the time to start and exit.

    No matrix here is large enough for threads, yet numpy and scipy each start one OpenBLAS thread per core at import,
    which spins for 0.1 s. Call this before anything imports them.
    """
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
