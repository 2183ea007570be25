"""Tunes this process: its garbage, memory and threads. Entry points call `tune`; imports have no side effects."""

import atexit
import ctypes
import gc
import os
from functools import cache

M_ARENA_MAX = -8  # from glibc's malloc.h
HEAPS = 2  # of this process


@cache
def tune() -> None:
    """Make the process start and exit faster. Only the first call has an effect.

    Imports create a quarter of a million objects that live until the process ends. Python's collector scans them over
    and over while they are created, and once more at exit, and frees nothing: a fifth of the time to start and exit.

    No matrix here is large enough for threads, yet numpy and scipy each start one OpenBLAS thread per core at import,
    which spins for 0.1 s. Call this before anything imports them.

    glibc gives threads up to eight heaps a core, each of which grows to what its threads ever held at once. A process
    that makes one film after the other has new threads for each, and would grow until all heaps are so large.
    """
    gc.set_threshold(50_000, 20, 50)
    atexit.register(gc.freeze)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_ARENA_MAX, HEAPS)
