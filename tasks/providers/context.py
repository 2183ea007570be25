"""What a provider is handed when it is made. It looks nothing up by itself: no environment, no settings, no key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr

from tasks.domain.errors import NoKey
from tasks.domain.values import Frozen
from tasks.machine.network.http import AGENT
from tasks.machine.storage.assets import AssetStore
from tasks.machine.storage.ledger import Ledger
from tasks.machine.storage.response_cache import ResponseCache
from tasks.machine.storage.spending import Spending

KEYS = {  # vendor: the environment variable
    "openai": "OPENAI_API_KEY",
    "elevenlabs": "ELEVENLABS_API_KEY",
    "serpapi": "SERPAPI_API_KEY",
    "youtube": "YOUTUBE_TOKEN",
}


def block_name(vendor: str) -> str:
    """Of the Prefect Secret block that may hold its key."""
    return KEYS[vendor].lower().replace("_", "-")


class Vendors(Frozen):
    """Where each service is and how it is used. Prices are estimates for the ledger, in USD."""

    contact: str = ""  # an address that keyless services may write to, for the User-Agent
    openai_base_url: str = "https://api.openai.com/v1"
    openai_model: str = "gpt-5.4-mini"
    openai_speech_model: str = "gpt-4o-mini-tts"
    openai_seconds: float = 90.0
    openai_usd_per_million_in: float = 0.75
    openai_usd_per_million_out: float = 4.50
    openai_usd_per_million_characters: float = 15.0
    elevenlabs_base_url: str = "https://api.elevenlabs.io"
    elevenlabs_model: str = "eleven_multilingual_v2"
    elevenlabs_voice: str = "JBFqnCBsd6RMkjVDRZzb"
    elevenlabs_concurrency: int = 2
    elevenlabs_seconds: float = 120.0
    elevenlabs_usd_per_thousand_characters: float = 0.22
    elevenlabs_words_per_minute: float = 160.0
    serpapi_base_url: str = "https://serpapi.com"
    serpapi_usd_per_search: float = 0.015
    serpapi_country: str = "US"
    wikipedia_base_url: str = "https://{language}.wikipedia.org"
    commons_base_url: str = "https://commons.wikimedia.org"
    openverse_base_url: str = "https://api.openverse.org"
    youtube_base_url: str = "https://www.googleapis.com"
    youtube_token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, not a token
    youtube_category: str = "27"  # Education

    @property
    def agent(self) -> str:
        """The User-Agent: services that need no key want to know whom to write to."""
        return f"{AGENT} {self.contact}".strip()


def _no_count(_: str, __: float) -> None:
    """Counts nothing."""


@dataclass(frozen=True)
class ProviderContext:
    store: AssetStore
    responses: ResponseCache
    spending: Spending
    ledger: Ledger
    vendors: Vendors = field(default_factory=Vendors)
    keys: Mapping[str, SecretStr] = field(default_factory=dict)
    count: Callable[[str, float], None] = _no_count  # a named figure of the run grows by so much

    def key(self, vendor: str) -> str:
        """The vendor's key, for the constructor of its client. Raises NoKey where there is none."""
        if vendor not in self.keys:
            raise NoKey(f"There is no key for {vendor}.", advice=f"Set {KEYS[vendor]}, or let another do its work.")
        return self.keys[vendor].get_secret_value()
