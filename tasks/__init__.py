"""The pipeline: nine stages, one file each, and the floors beneath them.

An import goes only downwards (import-linter holds it)::

    deployments -> flows -> stages -> stagecraft -> render, artwork, providers, reports -> machine -> domain
"""

VERSION = "0.2.0"
