"""A flow that does nothing. The tests of queue priorities deploy it."""

from prefect import flow


@flow(name="idle")
def idle() -> None:
    pass
