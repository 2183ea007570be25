"""The flow that looks again at what was published: whether it is public, unblocked, and has its cover and captions."""

from typing import Annotated

from prefect import flow
from pydantic import Field

from tasks.domain.values import Artifact
from tasks.stagecraft.daily.looking import look
from tasks.stagecraft.endings import ends_in_a_sentence


@flow(name="look-again")
@ends_in_a_sentence
def look_again(
    edition: Annotated[Artifact, Field(description="The published edition, as a file in the store.")],
    publisher: Annotated[str, Field(description="The publisher whose publication is looked at.")] = "youtube",
    account: Annotated[str, Field(description="The channel's account, if its file names one.")] = "",
) -> str:
    """Look at it, and mend what can be mended. The run fails if it is not as asked for. Returns what was found."""
    return look(edition, publisher, account)
