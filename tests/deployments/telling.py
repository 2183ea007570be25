"""A flow that says which settings its run has."""

import os

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from tasks.machine.settings import settings


@flow(name="telling")
def telling() -> State[None]:
    """End with a message of two settings, one of which is not this application's own."""
    budgets = settings().budgets
    state: State[None] = Completed(message=f"{budgets} {os.environ.get('OPENAI_MODEL', 'no model')}")
    return state
