"""The ElevenLabs plan: what is left of it, and what it allows."""

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from tasks.providers.context import ProviderContext
from tasks.providers.elevenlabs.client import call
from tasks.providers.elevenlabs.refusals import unexpected_response
from tasks.providers.elevenlabs.settings import ElevenLabsSettings

# Requests at once by plan, as ElevenLabs publishes them for its larger models; its fast ones may have twice as many.
AT_ONCE = {"free": 2, "starter": 3, "creator": 5, "pro": 10, "scale": 15, "business": 15}
FEWEST = min(AT_ONCE.values())
_read: dict[tuple[str, str], int] = {}  # requests at once, by address and account


class Plan(BaseModel):
    """A subscription. Validated here, since the client does not."""

    model_config = ConfigDict(from_attributes=True)

    tier: str | None = None
    character_count: int
    character_limit: int
    can_extend_character_limit: bool | None = None
    max_credit_limit_extension: int | Literal["unlimited"] | None = None
    next_character_count_reset_unix: int | None = None

    @property
    def left(self) -> int:
        return max(0, self.character_limit - self.character_count)

    @property
    def extension(self) -> float:
        """Characters beyond the plan that ElevenLabs would still accept, and bill."""
        extra = self.max_credit_limit_extension if self.can_extend_character_limit else 0
        return float("inf") if extra == "unlimited" else extra or 0

    @property
    def renewal(self) -> str:
        when = self.next_character_count_reset_unix
        return f"{datetime.fromtimestamp(when, UTC):%d %B %Y}" if when else "the next month"


def plan_of(context: ProviderContext) -> Plan:
    """The account's plan, as it is now. Raises NotPermitted if the key may not read it."""
    given = call(context, lambda client: client.user.subscription.get(request_options={"max_retries": 0}))
    try:
        plan = Plan.model_validate(given)
    except ValidationError:
        raise unexpected_response() from None
    _read[_account(context)] = AT_ONCE.get(plan.tier or "", FEWEST)
    return plan


def at_once(context: ProviderContext) -> int:
    """How many requests the account may send at once: a setting, or else by its plan, which casting has read.

    A run that was tried again may not have read it, and then sends few: nothing is asked for this alone.
    """
    return context.settings(ElevenLabsSettings).concurrency or _read.get(_account(context), FEWEST)


def _account(context: ProviderContext) -> tuple[str, str]:
    return context.settings(ElevenLabsSettings).base_url, context.account


class ElevenLabsAccount:
    """Reads the plan."""

    def __init__(self, context: ProviderContext) -> None:
        self.context = context

    def left(self) -> str:
        plan = plan_of(self.context)
        tier = plan.tier or "unnamed plan"
        return f"{plan.left:,} of {plan.character_limit:,} characters ({tier}), renewed on {plan.renewal}."
