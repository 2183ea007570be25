"""Keeps freed memory in a process that encodes, because it opens an encoder of 150 MB for every segment.

By default glibc returns that much to the kernel, which clears every page before it hands it out again: 5 % of the CPU
time of a film.
"""

import ctypes
from functools import cache

M_MMAP_THRESHOLD, M_TOP_PAD = -3, -2  # from malloc.h
MAX_BLOCK = 32 << 20  # bytes; blocks up to this size come from the heap
KEPT = 64 << 20  # bytes of free heap that are not returned to the kernel


@cache
def keep_freed() -> None:
    """Keep freed memory for the rest of this process. Does nothing unless its C library is glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, MAX_BLOCK)
        mallopt(M_TOP_PAD, KEPT)
