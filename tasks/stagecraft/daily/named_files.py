"""Files that a user names, which may be missing, endless, too large or nobody's to read: each is said in a sentence."""

import stat
from pathlib import Path

from tasks.domain.errors import BadInput

MAX_TEXT = 5_000_000  # bytes


def check_file(path: Path, what: str, most: int, advice: str = "Use only the part that matters.") -> None:
    """Raises BadInput if the path is a device, a pipe or a file of more than `most` bytes; `what` names it."""
    try:
        status = path.stat()
    except FileNotFoundError:
        raise BadInput(f"The {what} {path} does not exist.", advice="Check the path.") from None
    except OSError as error:
        raise BadInput(f"The {what} {path} cannot be read: {error.strerror}.", advice="Check the path.") from error
    except ValueError as error:
        raise BadInput(f"The {what} {str(path)!r} is not a path: {error}.") from error
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        raise BadInput(f"The {what} {path} is not a file, but a device or a pipe.", advice="Save it as a file.")
    if status.st_size > most:
        raise BadInput(f"The {what} {path} is larger than {most // 1_000_000} MB.", advice=advice)


def is_file(path: Path, what: str) -> bool:
    """Whether there is a file; `what` names it in errors. Raises BadInput if that cannot be known."""
    try:
        return path.is_file()
    except OSError as error:
        raise BadInput(f"The {what} {path} cannot be read: {error.strerror}.", advice="Check the path.") from error


def read_text(path: Path, what: str) -> str:
    """The text of a UTF-8 file; `what` names it in errors. Raises BadInput."""
    check_file(path, what, MAX_TEXT)
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput(f"The {what} {path} does not exist.", advice="Check the path.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"The {what} {path} is not UTF-8 text.", advice="Save it as UTF-8.") from error
    except OSError as error:
        raise BadInput(f"The {what} {path} cannot be read: {error.strerror}.") from error
