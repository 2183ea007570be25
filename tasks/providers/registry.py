"""All vendors, one line each. Their order is the order in which `auto` asks them.

To add a vendor: a package that exports a `VENDOR`, and a line in `VENDORS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from tasks.domain.delivery import PLAIN, Delivery
from tasks.domain.errors import BadInput
from tasks.providers import (
    Account,
    Chooser,
    Digester,
    Eyes,
    Facts,
    Illustrator,
    Lookout,
    Orientation,
    Pictures,
    Provider,
    Publisher,
    Trends,
    Voice,
    Writer,
    archive,
    commons,
    document,
    drawn,
    edge,
    elevenlabs,
    extractive,
    folder,
    hibari,
    kokoro,
    made,
    nasa,
    openai,
    openverse,
    pexels,
    pixabay,
    recording,
    serpapi,
    shipped,
    speech,
    uploadpost,
    wikipedia,
    youtube,
)
from tasks.providers.context import ProviderContext
from tasks.providers.rewritten import Rewritten
from tasks.providers.vendor import NOUNS, Capability, Vendor

VENDORS: tuple[Vendor, ...] = (
    openai.VENDOR,
    elevenlabs.VENDOR,
    speech.VENDOR,
    edge.VENDOR,
    serpapi.VENDOR,
    pexels.VENDOR,
    pixabay.VENDOR,
    youtube.VENDOR,
    uploadpost.VENDOR,
    shipped.VENDOR,
    wikipedia.VENDOR,
    commons.VENDOR,
    openverse.VENDOR,
    made.VENDOR,
    nasa.VENDOR,
    archive.VENDOR,
    document.VENDOR,
    extractive.VENDOR,
    hibari.VENDOR,
    kokoro.VENDOR,
    recording.VENDOR,
    drawn.VENDOR,
    folder.VENDOR,
)

F = TypeVar("F")


def known(name: str) -> Vendor | None:
    """The vendor of this name, if there is one."""
    return next((vendor for vendor in VENDORS if vendor.name == name), None)


def own_name(setting: str) -> str:
    """The name of the vendor in a setting, without its voice and what rewrites it."""
    return setting.partition(":")[0].partition("+")[0]


def find(capability: Capability, setting: str) -> Vendor:
    """The vendor that a channel's setting names, as `vendor`, `vendor:voice` or `writer+rewriter`.

    Raises BadInput if it is unknown.
    """
    vendor = known(own_name(setting))
    if capability == "writer" and "+" in setting:
        _rewriting(setting)
    if vendor is None or not vendor.has(capability):
        names = sorted(vendor.name for vendor in VENDORS if vendor.has(capability))
        choices = _publishers() if capability == "publisher" else ["auto", *names]
        raise BadInput(f"There is no {NOUNS[capability]} {setting!r}.", advice=f"Known: {', '.join(choices)}.")
    if capability == "publisher" and setting.partition(":")[2] not in vendor.outlets:
        raise BadInput(f"There is no publisher {setting!r}.", advice=f"Known: {', '.join(_publishers())}.")
    return vendor


def _publishers() -> list[str]:
    return sorted(
        f"{vendor.name}:{outlet}".rstrip(":") for vendor in VENDORS if vendor.publisher for outlet in vendor.outlets
    )


def trends(name: str, context: ProviderContext) -> Trends:
    return _factory("trends", name, find("trends", name).trends)(context)


def facts(name: str, context: ProviderContext) -> Facts:
    return _factory("facts", name, find("facts", name).facts)(context)


def writer(setting: str, context: ProviderContext) -> Writer:
    """`setting` is a vendor's name, or writer+rewriter: the second says some of the first one's sentences otherwise."""
    own = _factory("writer", setting, find("writer", setting).writer)(context)
    if "+" not in setting:
        return own
    return Rewritten(own, _factory("writer", setting, _rewriting(setting).rewriter)(context))


def _rewriting(setting: str) -> Vendor:
    vendor = known(setting.partition("+")[2])
    if vendor is None or vendor.rewriter is None:
        names = sorted(vendor.name for vendor in VENDORS if vendor.rewriter)
        raise BadInput(f"{setting!r} names nothing that rewrites.", advice=f"Known: extractive+{', '.join(names)}.")
    return vendor


def voice(setting: str, context: ProviderContext, delivery: Delivery = PLAIN) -> Voice:
    """`setting` is a vendor's name, or vendor:voice. Raises BadInput if the voice cannot speak at another speed.

    What else of the delivery is not for this voice, it never learns.
    """
    vendor = find("voice", setting)
    if "speed" in delivery.asked() and "speed" not in vendor.delivery:
        raise BadInput(
            f"The voice {setting!r} speaks at its own speed only, and the channel sets speed: {delivery.speed:g}.",
            advice="Remove speed from the channel's file, or choose another voice.",
        )
    own = replace(context, delivery=delivery.only(vendor.delivery))
    return _factory("voice", setting, vendor.voice)(own, setting.partition(":")[2])


def cast(setting: str, language: str, context: ProviderContext) -> tuple[str, str]:
    """The setting with the name of the voice that will speak, and a note on it.

    Raises ServiceError if the vendor knows that it has no such voice, or that it may not be used.
    """
    vendor = find("voice", setting)
    if vendor.cast is None:
        return setting, ""
    voice, note = vendor.cast(context, setting.partition(":")[2], language)
    return (f"{vendor.name}:{voice}" if voice else vendor.name), note


def voice_end(setting: str, context: ProviderContext) -> date | None:
    """The day on which the vendor retires the voice of this setting, if it says that it will."""
    vendor = find("voice", setting)
    return vendor.voice_end(context, setting.partition(":")[2]) if vendor.voice_end else None


def check_delivery(settings: Sequence[str], delivery: Delivery) -> None:
    """Raises BadInput if the channel asks for what none of these voices obeys: it would change nothing."""
    obeyed = frozenset[str]().union(*(find("voice", setting).delivery for setting in settings))
    if unheard := [name for name in delivery.asked() if name not in obeyed]:
        able = sorted(vendor.name for vendor in VENDORS if set(unheard) <= vendor.delivery)
        raise BadInput(
            f"The channel sets {', '.join(unheard)}, which its voice does not obey ({', '.join(settings)}).",
            advice=f"Remove that from the channel's file, or choose a voice of {' or '.join(able)}.",
        )


def pictures(name: str, context: ProviderContext) -> Pictures:
    return _factory("pictures", name, find("pictures", name).pictures)(context)


def illustrator(name: str, context: ProviderContext) -> Illustrator:
    return _factory("pictures", name, find("pictures", name).illustrator)(context)


def clips(name: str, context: ProviderContext, lies: Orientation = "portrait") -> Pictures:
    return _factory("clips", name, find("clips", name).clips)(context, lies)


def publisher(setting: str, context: ProviderContext, out: Path) -> Publisher:
    """`setting` is a vendor's name, or vendor:outlet. Raises NoKey or SetupError if its credentials cannot be used."""
    factory = _factory("publisher", setting, find("publisher", setting).publisher)
    return factory(context, out, setting.partition(":")[2])


def lookout(setting: str, context: ProviderContext) -> Lookout | None:
    """What looks again at the posts of a publisher, named as `vendor` or `vendor:outlet`; None if nothing does."""
    make = find("publisher", setting).lookout
    return make(context, setting.partition(":")[2]) if make else None


def chooser(writer: str, context: ProviderContext) -> Chooser | None:
    """The chooser of a writer's vendor, if it has one."""
    factory = find("writer", writer).chooser
    return factory(context) if factory else None


def digester(writer: str, context: ProviderContext) -> Digester | None:
    """The digester of a writer's vendor, if it has one."""
    factory = find("writer", writer).digester
    return factory(context) if factory else None


def writing(setting: str) -> tuple[str, ...]:
    """The vendors of a writer's setting: one, or of writer+rewriter both."""
    return tuple(name for name in setting.partition(":")[0].split("+") if name)


def eyes(name: str, context: ProviderContext) -> Eyes:
    vendor = known(name)
    return _factory("writer", name, vendor.eyes if vendor else None)(context)


def can_see(name: str, context: ProviderContext) -> bool:
    """Whether the vendor can look at pictures under the present settings, and has its key."""
    vendor = known(name)
    keyed = vendor is not None and (not vendor.needs_key or vendor.key in context.keys)
    return bool(vendor and vendor.eyes and keyed and vendor.eyes(context).able)


def account(name: str, context: ProviderContext) -> Account | None:
    """The vendor's account, if the vendor is known and says what is left. Raises NoKey if its key is missing."""
    vendor = known(name)
    return vendor.account(context) if vendor and vendor.account else None


def _factory(capability: Capability, name: str, factory: F | None) -> F:
    if factory is None:
        raise BadInput(f"The {NOUNS[capability]} {name!r} cannot be used here.", advice="Name another one.")
    return factory


Part = Literal["trends", "chooser", "facts", "digester", "writer", "eyes", "voice", "pictures", "illustrator", "clips"]
PROVIDERS: Mapping[Part, Callable[[str, ProviderContext], Provider | None]] = {
    "trends": trends,
    "chooser": chooser,
    "facts": facts,
    "digester": digester,
    "writer": writer,
    "eyes": eyes,
    "voice": voice,
    "pictures": pictures,
    "illustrator": illustrator,
    "clips": clips,
}


def fingerprint(part: Part, setting: str, context: ProviderContext) -> list[object]:
    """What a cache key takes of one provider: its name, and what it would do differently under other settings.

    A vendor without its key does nothing, whatever its settings are.
    """
    vendor = known(own_name(setting))
    keyed = [one for one in (vendor, known(setting.partition("+")[2])) if one and one.needs_key]
    usable = vendor and getattr(vendor, part) and all(one.key in context.keys for one in keyed)
    provider = PROVIDERS[part](setting, context) if usable else None
    return [setting, dict(provider.fingerprint) if provider else None]
