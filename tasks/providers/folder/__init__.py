"""The folder that every finished short is written to."""

from tasks.providers.folder.publisher import FolderPublisher
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="folder",
    title="A folder",
    gives="publishing: the film, captions, cover, credits and reports",
    publisher=lambda context, out, _: FolderPublisher(out, context.store),
)

__all__ = ["VENDOR", "FolderPublisher"]
