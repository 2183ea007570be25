"""How many threads a flow's mapped tasks run on: the host's setting, read when the flow starts, not at import."""

from typing import Any

from prefect.task_runners import ThreadPoolTaskRunner

from tasks.machine.settings import settings


class HostThreads(ThreadPoolTaskRunner[Any]):
    """A task runner with as many threads as the named field of `Settings` says, such as "fetch_workers".

    Prefect duplicates a flow's task runner at the start of each run: that is when the setting is read.
    """

    def __init__(self, setting: str, max_workers: int = 1) -> None:
        super().__init__(max_workers=max_workers)
        self.setting = setting

    def duplicate(self) -> "HostThreads":
        return HostThreads(self.setting, getattr(settings(), self.setting))
