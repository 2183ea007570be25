"""The pipeline: nine stages, one file each, and the floors beneath them.

An import goes only downwards (import-linter holds it)::

    deployments -> flows -> stages -> stagecraft -> render, artwork, providers -> machine -> domain
"""

import atexit
import gc
import os

# A process here imports a quarter of a million objects, lives for one run, and ends. Python's collector would look
# through all of them again and again while they are made, and at the end once more, and find nothing: a fifth of what
# starting and ending cost.
gc.set_threshold(50_000, 20, 50)
atexit.register(gc.freeze)

# Nothing here multiplies matrices that are worth a thread; but where numpy and scipy are imported, each library of
# theirs starts one for every processor, which looks for work in vain and takes a tenth of a second.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
