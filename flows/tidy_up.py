"""The flow that removes stored files which nothing needs any more, so that a home does not grow for ever."""

from prefect import flow

from tasks.stagecraft.daily.tidying import tidy
from tasks.stagecraft.endings import ends_in_a_sentence


@flow(name="tidy-up")
@ends_in_a_sentence
def tidy_up() -> str:
    """Remove them on the host that this runs on, by its settings. Returns what went."""
    return tidy()
