"""Every way in which a run can fail, as one tree: each has an exit code, and advice that a person can act on.

::

    DailiesError
    ├── BadInput            2   the user's input is unusable: the message says what would work
    ├── SetupError          3   this machine lacks something: the message says what to install or set
    │   └── NoKey           3   … the key of a service that the channel uses
    ├── Refused             4   the finished video differs from its plan: the message lists every reason
    ├── ServiceError            a third party's service failed
    │   ├── Transient       5   it is busy or slow, or the connection broke: try again
    │   │   ├── RateLimited 5   … but not before `retry_after` seconds
    │   │   └── Unavailable 5   … it is down: another service may take its place
    │   └── Permanent       6   the same request would fail again
    │       ├── WrongKey    6   the key is missing, wrong or lacks a permission
    │       │   └── NotPermitted 6  … the key is right, but may not do this
    │       ├── NotSupported 6  the service rejects one parameter of the request
    │       ├── QuotaSpent  6   the account's quota or budget is used up
    │       ├── TooLong     6   the request is longer than the service can read
    │       ├── Declined    6   the service refuses this content
    │       ├── Missing     6   what was requested does not exist, or not yet
    │       ├── NoneFits    6   nothing that it offers is new to the channel and of its niche: another is asked
    │       └── BadAnswer   6   the response is not in the format that the service documents
    ├── ToolError           7   a program or codec on this machine failed
    └── Damaged             8   a stored file is missing, or does not match its hash
"""

import copy
from collections.abc import Sequence
from typing import ClassVar, Self

from tasks.domain.legible import whole_letters


class DailiesError(Exception):
    """The base class: `message` is one sentence on what happened, `advice` one on what to do; str() gives both."""

    exit_code: ClassVar[int] = 1
    means: ClassVar[str] = ""  # what the exit code means, for --help; one class for each code states it
    worth_retrying: ClassVar[bool] = False

    def __init__(self, message: str, *, advice: str = "") -> None:
        self.message = whole_letters(message)  # it may name a file, and is stored in databases
        self.advice = whole_letters(advice)
        super().__init__(self.message)

    def __str__(self) -> str:
        return f"{self.message} {self.advice}".strip()

    def after(self, first: str) -> Self:
        """The same error, whose message begins with another sentence."""
        said = copy.copy(self)
        said.message = f"{first} {self.message}"
        said.args = (said.message,)
        return said

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.args, self.__dict__))


def _rebuild(kind: type[DailiesError], args: tuple[object, ...], state: dict[str, object]) -> DailiesError:
    """Unpickle an error: the default would call its class without the keyword-only arguments."""
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
    """The quality gate refused the video, for these reasons."""

    exit_code = 4
    means = "refused by the quality gate"

    def __init__(self, reasons: Sequence[str], *, advice: str = "") -> None:
        super().__init__("The finished video was refused: " + "; ".join(reasons) + ".", advice=advice)
        self.reasons = tuple(reasons)


class ServiceError(DailiesError):
    """A third party's service failed; `service` is the name by which people know it."""

    exit_code = 6

    def __init__(self, message: str, *, service: str, advice: str = "") -> None:
        super().__init__(message, advice=advice)
        self.service = service


class Transient(ServiceError):
    exit_code = 5
    means = "a service is busy"
    worth_retrying = True


class RateLimited(Transient):
    """Too many requests. `retry_after` is in seconds, 0 if the service did not say."""

    def __init__(self, message: str, *, service: str, retry_after: float = 0.0, advice: str = "") -> None:
        super().__init__(message, service=service, advice=advice)
        self.retry_after = retry_after


class Unavailable(Transient):
    pass


class Permanent(ServiceError):
    exit_code = 6
    means = "a service says no"


class WrongKey(Permanent):
    pass


class NotPermitted(WrongKey):
    pass


class NotSupported(Permanent):
    """The service rejected `parameter`, one of the request's."""

    def __init__(self, message: str, *, service: str, parameter: str, advice: str = "") -> None:
        super().__init__(message, service=service, advice=advice)
        self.parameter = parameter


class QuotaSpent(Permanent):
    pass


class TooLong(Permanent):
    """The request is longer than the service can read: `tokens`, or 0 if it did not say how many."""

    def __init__(self, message: str, *, service: str, tokens: int = 0, advice: str = "") -> None:
        super().__init__(message, service=service, advice=advice)
        self.tokens = tokens


class Declined(Permanent):
    pass


class Missing(Permanent):
    pass


class NoneFits(Permanent):
    pass


class BadAnswer(Permanent):
    pass


class ToolError(DailiesError):
    exit_code = 7
    means = "a program on this machine failed"


class Damaged(DailiesError):
    exit_code = 8
    means = "a stored file is damaged"
