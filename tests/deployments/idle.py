"""A flow that does nothing, deployed by the tests of who goes first."""

from prefect import flow


@flow(name="idle")
def idle() -> None:
    pass
