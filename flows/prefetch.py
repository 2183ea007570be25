"""The flow that asks for a day's topic and facts before its run, which then finds both answered."""

from datetime import date
from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.research import research
from tasks.stagecraft.daily.prefetching import day_ahead
from tasks.stagecraft.endings import ends_in_a_sentence
from tasks.trending import trending


@flow(name="prefetch")
@ends_in_a_sentence
def prefetch(
    channel: Annotated[str, Field(description="The channel's file.")],
    day: Annotated[
        date | None, Field(description="The day to ask for; by default that of the channel's next run, if it is near.")
    ] = None,
) -> str:
    """Run the first two stages of a channel's next short. Returns what was found, or why nothing was asked."""
    with day_ahead(channel, day) as ahead:
        if ahead.skipped:
            return ahead.skip()
        brief = ahead.read()
        topic = trending(brief.asking())
        dossier = research(topic.for_facts(), brief.text_for(topic), brief.channel.for_words())
        return ahead.tell(topic, dossier)
