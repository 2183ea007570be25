"""The voices that Microsoft Edge reads pages with, through the package edge-tts.

The endpoint is unofficial: Microsoft promises nobody else that it answers. So a channel must name it: `auto` does not.
"""

from tasks.providers.edge.settings import EdgeSettings
from tasks.providers.edge.voice import EdgeVoice
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="edge",
    title="Microsoft Edge's voices",
    gives="the voice, in about 100 languages, with the time of every word; only if named: `edge:VOICE`",
    limits="an unofficial endpoint, which may refuse at any time; needs the package edge-tts",
    settings=EdgeSettings,
    needs_network=True,
    delivery=frozenset({"speed"}),
    voice=EdgeVoice,
)

__all__ = ["VENDOR", "EdgeVoice"]
