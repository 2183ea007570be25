"""A task runner whose number of threads is a setting of the host, read when a flow starts rather than at import."""

from typing import Any

from prefect.task_runners import ThreadPoolTaskRunner

from tasks.domain.errors import SetupError
from tasks.machine.settings import settings


class HostThreads(ThreadPoolTaskRunner[Any]):
    """Runs a flow's tasks on as many threads as a field of `Settings` says, for example "fetch_workers".

    Prefect duplicates a flow's task runner at the start of each run, before the flow's first line. An exception there
    crashes the run with a traceback, so an unusable setting is kept until the flow can fail with its message.
    """

    def __init__(self, setting: str, max_workers: int = 1, *, error: SetupError | None = None) -> None:
        super().__init__(max_workers=max_workers)
        self.setting = setting
        self.error = error

    def duplicate(self) -> "HostThreads":
        """A runner for one run, with the setting's present value."""
        try:
            return HostThreads(self.setting, getattr(settings(), self.setting))
        except SetupError as error:
            return HostThreads(self.setting, error=error)

    def submit(self, *args: Any, **kwargs: Any) -> Any:
        """Start a task. Raises SetupError if the setting cannot be used."""
        if self.error:
            raise self.error
        return super().submit(*args, **kwargs)
