"""The user's own text as a vendor of facts."""

from tasks.machine.network.safe_fetch import fetch
from tasks.providers.document_facts import DocumentFacts
from tasks.providers.vendor import Vendor

VENDOR = Vendor(
    name="document",
    title="Your own text",
    gives="facts, from the file or page that `--source` names",
    facts=lambda context: DocumentFacts(context.store, lambda url: fetch(url).data),
)
