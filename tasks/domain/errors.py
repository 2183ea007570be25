"""Every way a run can end badly, as one tree, each with an exit code and advice a person can act on.

::

    DailiesError
    ├── BadInput            2   what the user gave cannot be used: says which, and what would do
    ├── SetupError          3   this machine lacks something: says what to install or set
    │   └── NoKey           3   … the key of a service that the channel asks for
    ├── Refused             4   the finished video broke the plan: lists every reason
    ├── ServiceError            another party's service
    │   ├── Transient       5   busy, slow, cut off: worth another try
    │   │   └── RateLimited 5   … not before `retry_after` seconds
    │   └── Permanent       6   asking again would give the same answer
    │       ├── WrongKey    6   the key is missing, wrong or lacks a permission
    │       │   └── NotPermitted 6  … it is right, and may not do this
    │       ├── NotSupported 6  it knows the request, not one of its parameters
    │       ├── QuotaSpent  6   nothing left to spend there
    │       ├── Declined    6   the service refuses this content
    │       ├── Missing     6   it has nothing there, as yet or at all
    │       └── BadAnswer   6   it answered something that is not what it promises
    ├── ToolError           7   a program or codec on this machine failed
    └── Damaged             8   a stored file is missing or not what its name says
"""

from collections.abc import Sequence
from typing import ClassVar


class DailiesError(Exception):
    """Base of all: `str(error)` is one sentence on what happened, `advice` one on what to do."""

    exit_code: ClassVar[int] = 1
    means: ClassVar[str] = ""  # the exit code in a few words, for --help; said once for each code
    worth_retrying: ClassVar[bool] = False

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.args, self.__dict__))


def _rebuild(kind: type[DailiesError], args: tuple[object, ...], state: dict[str, object]) -> DailiesError:
    """Pickling calls a class with its args alone, which keyword-only fields would not survive."""
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class BadInput(DailiesError):
    exit_code = 2
    means = "bad input"


class SetupError(DailiesError):
    exit_code = 3
    means = "this machine or its settings lack something"


class NoKey(SetupError):
    pass


class Refused(DailiesError):
    """The quality gate's no, with every reason."""

    exit_code = 4
    means = "refused by the quality gate"

    def __init__(self, reasons: Sequence[str], *, advice: str = "") -> None:
        super().__init__("The finished video was refused: " + "; ".join(reasons) + ".", advice=advice)
        self.reasons = tuple(reasons)


class ServiceError(DailiesError):
    """Another party's service failed us; `service` is its name as people know it."""

    exit_code = 6

    def __init__(self, message: str, *, service: str, advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.service = service


class Transient(ServiceError):
    exit_code = 5
    means = "a service is busy"
    worth_retrying = True


class RateLimited(Transient):
    """Asked too often. `retry_after` is in seconds, 0 where the service did not say."""

    def __init__(self, message: str, *, service: str, retry_after: float = 0.0, advice: str = "") -> None:
        super().__init__(message, service=service, advice=advice)
        self.retry_after = retry_after


class Permanent(ServiceError):
    exit_code = 6
    means = "a service says no"


class WrongKey(Permanent):
    pass


class NotPermitted(WrongKey):
    pass


class NotSupported(Permanent):
    """`parameter`: what it refused."""

    def __init__(self, message: str, *, service: str, parameter: str, advice: str = "") -> None:
        super().__init__(message, service=service, advice=advice)
        self.parameter = parameter


class QuotaSpent(Permanent):
    pass


class Declined(Permanent):
    pass


class Missing(Permanent):
    pass


class BadAnswer(Permanent):
    pass


class ToolError(DailiesError):
    exit_code = 7
    means = "a program on this machine failed"


class Damaged(DailiesError):
    exit_code = 8
    means = "a stored file is damaged"
