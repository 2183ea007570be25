"""A task runner whose number of threads is a setting of the host, read when a flow starts rather than at import.

A branch of the flow may have as many threads for itself: passages that wait their turn at a voice's vendor would keep
the pictures waiting, although these need nothing of the voice.
"""

from typing import Any, Self

from prefect.task_runners import ThreadPoolTaskRunner

from tasks.domain.errors import SetupError
from tasks.machine.settings import settings


class HostThreads(ThreadPoolTaskRunner[Any]):
    """Runs a flow's tasks on as many threads as a field of `Settings` says, for example "fetch_workers".

    The task named `apart` runs on others, just as many.

    Prefect duplicates a flow's task runner at the start of each run, before the flow's first line. An exception there
    crashes the run with a traceback, so an unusable setting is kept until the flow can fail with its message.
    """

    def __init__(self, setting: str, max_workers: int = 1, *, apart: str = "", error: SetupError | None = None) -> None:
        super().__init__(max_workers=max_workers)
        self.setting = setting
        self.apart = apart
        self.aside: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=max_workers)
        self.error = error

    def duplicate(self) -> "HostThreads":
        """A runner for one run, with the setting's present value."""
        try:
            return HostThreads(self.setting, getattr(settings(), self.setting), apart=self.apart)
        except SetupError as error:
            return HostThreads(self.setting, error=error)

    def submit(self, task: Any, *args: Any, **kwargs: Any) -> Any:
        """Start a task. Raises SetupError if the setting cannot be used."""
        if self.error:
            raise self.error
        if self.apart and task.name == self.apart:
            return self.aside.submit(task, *args, **kwargs)
        return super().submit(task, *args, **kwargs)

    def cancel_all(self) -> None:
        """Stop both pools."""
        self.aside.cancel_all()
        super().cancel_all()

    def __enter__(self) -> Self:
        self.aside.__enter__()
        return super().__enter__()

    def __exit__(self, *raised: Any) -> None:
        super().__exit__(*raised)
        self.aside.__exit__(*raised)
