"""Freed memory is kept by a process that encodes: an encoder is opened for every segment, and takes 150 MB.

The C library gives so much back to the system at once, and the system clears every page before it hands it out again:
a twentieth of all CPU of a film.
"""

import ctypes
from functools import cache

# From malloc.h: blocks up to this many bytes come from the heap, and so much of a heap is kept when it is free.
M_MMAP_THRESHOLD, M_TOP_PAD = -3, -2
LARGEST, KEPT = 32 << 20, 64 << 20


@cache
def keep_freed() -> None:
    """For the rest of this process, where its C library is glibc; elsewhere nothing."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, LARGEST)
        mallopt(M_TOP_PAD, KEPT)
